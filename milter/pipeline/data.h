/*
 * data.h - what rules ask for that is no configuration: the data sets of
 * exact-data match and the names of the account book, read from the database
 * into memory.
 *
 * It is immutable and belongs to one snapshot, so that a message keeps the data
 * that it began with.
 */
#ifndef PIPELINE_DATA_H
#define PIPELINE_DATA_H

#include "crypt/crypt.h"
#include "find/find.h"
#include "store/store.h"

#define DATA_STATE_LEN CRYPT_SHA256_HEX

struct data {
	struct find_data find; /* over the two below */
	struct exact_index *exact;
	struct names_index *names;
	char state[DATA_STATE_LEN]; /* of the database, when it was read */
};

/*
 * Reads what the rules ask for.  keys: the folder of the relay's secrets.
 * STATUS_DATA where a file is damaged, STATUS_DENIED where the key is not to be
 * read.
 */
enum status data_load(struct store *store, const struct ruleset *rules,
    const char *keys, struct data **data_r, struct err *err_r);

void data_free(struct data *data); /* NULL is fine */

/* Would data_load now read what it read then?  *same_r. */
enum status data_is_current(struct store *store, const struct ruleset *rules,
    const struct data *data, bool *same_r, struct err *err_r);

/* Calls say() for each rule that names a data set that is not there. */
void data_missing(const struct data *data, const struct ruleset *rules,
    void (*say)(const struct rule *rule, void *arg), void *arg);

#endif
