/*
 * store_case.h - a database in a folder of its own for the tests of store/.
 */
#ifndef STORE_CASE_H
#define STORE_CASE_H

#include <stdio.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/id.h"
#include "store/journal.h"
#include "store/quarantine.h"

#define CASE_TIME INT64_C(1790000000000000)

struct store_case {
	char folder[64];
	char path[128];
	struct store *store;
	struct arena *arena;
};

/* cmocka setup and teardown; *state is a struct store_case. */
int store_case_setup(void **state);
int store_case_teardown(void **state);

/* One more connection, with the same key. */
struct store *store_case_open(const struct store_case *c, bool read_only);

/* Runs SQL on the file behind the store's back. */
void store_case_sql(const struct store_case *c, const char *text);
int64_t store_case_number(const struct store_case *c, const char *text);

/* Writes a file into the folder and returns its path (a static buffer). */
const char *store_case_file(
    const struct store_case *c, const char *name, const char *text);

/* A plausible verdict with a new id (in id_r); held: a quarantine. */
void store_case_verdict(
    struct journal_verdict *verdict, struct id *id_r, const char *decided);
void store_case_entry(
    struct quarantine_entry *entry, const struct journal_verdict *verdict);

/* Appends n verdicts in one transaction. */
void store_case_append(struct store *store, size_t n);
/* Appends one and holds it; its id. */
struct id store_case_hold(struct store *store, int64_t expires_us);

/* Lists into lines, one record a line. */
bool store_case_line(struct slice json, void *arg); /* arg: struct buf */
size_t store_case_lines(const struct buf *lines);

#define assert_ok(expression)                                            \
	do {                                                             \
		struct err *err_now = &case_err;                         \
		enum status status_now = (expression);                   \
		if (status_now != STATUS_OK)                             \
			print_error("%s: %s\n", status_name(status_now), \
			    err_now->text);                              \
		assert_int_equal(status_now, STATUS_OK);                 \
	} while (0)

extern struct err case_err;

#endif
