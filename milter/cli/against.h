/*
 * against.h - checkpoints that the journal is held against: read from files,
 * checked, and what came of each.
 */
#ifndef CLI_AGAINST_H
#define CLI_AGAINST_H

#include <jansson.h>

#include "cli/cli.h"
#include "crypt/checkpoint.h"
#include "store/journal.h"

struct against_note {
	const char *path;
	unsigned number; /* of the note in its file, from 1 */
	const char *bad; /* why it proves nothing, or NULL */
	int64_t size;
};

struct against {
	const struct cli *cli;
	const struct note_key *key;
	struct against_note *notes;
	size_t nnotes, notes_cap;
	struct journal_mark *marks; /* of the notes that are good */
	size_t nmarks, marks_cap;
};

/* Takes every note of the file; STATUS_DATA where there is none in it. */
enum status against_read(
    struct against *against, const char *path, struct err *err_r);

/* Takes one that was read and checked elsewhere. */
enum status against_add(struct against *against, const char *path,
    const struct checkpoint *checkpoint, struct err *err_r);

/* After the audit: sets each note's bad.  How many are. */
size_t against_settle(struct against *against, int64_t journal_size);

/* Prints those that are bad, and a line on the rest. */
void against_print(const struct cli *cli, const struct against *against);
json_t *against_json(const struct against *against); /* those that are bad */

void against_free(struct against *against);

#endif
