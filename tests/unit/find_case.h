/*
 * find_case.h - rules, the data that they ask for, and one message, as the
 * tests of find/ judge it.
 */
#ifndef FIND_CASE_H
#define FIND_CASE_H

#include "base/buf.h"
#include "find/find.h"
#include "rule/exact.h"
#include "rule/names.h"

#define MEMORY ((size_t)256 << 20) /* that one message may take */

#define HEAD                                                             \
	"From: a@corp.example\r\nTo: b@x.example\r\nSubject: Hello\r\n"  \
	"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n" \
	"MIME-Version: 1.0\r\n"
#define PLAIN HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\n"
#define HTML HEAD "Content-Type: text/html; charset=utf-8\r\n\r\n"

struct find_case {
	struct ruleset *set;
	struct exact_index *exact; /* NULL: none */
	struct names_index *names; /* NULL: none */
	struct arena *arena;
	struct message message;
	struct text text;
	struct findings findings;
};

/* rules: the list of a pack, as it stands under "rules:". */
void find_case_open(struct find_case *c, const char *rules);
void find_case_close(struct find_case *c);

/* Reads a message, which must live as long as the case. */
enum status find_case_read(struct find_case *c, struct slice raw);

/* Reads and judges it. */
enum status find_case_try(struct find_case *c, const char *raw);
void find_case_run(struct find_case *c, const char *raw); /* must succeed */

/* "rule view owner,owner: excerpt", a line each, must be what is wanted. */
void find_case_expect_owned(
    const struct find_case *c, const char *raw, const char *wanted);

#endif
