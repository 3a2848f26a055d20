/*
 * export.h - the ways in which `sendgate journal export` writes a record.
 */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "cli/cli.h"
#include "cli/out.h"

struct export
{
	const struct cli *cli;
	struct store *store;
	struct arena *arena; /* one record's */
	size_t left_out;     /* verdicts without a whole message (mbox) */
	enum status status;
	struct err err;
};

/* The record, parsed and as it is; false ends the export (see status). */
bool export_json(
    struct export *export, const json_t *record, struct slice json);
bool export_ecs(struct export *export, const json_t *record, struct slice json);
bool export_csv(struct export *export, const json_t *record, struct slice json);
bool export_mbox(
    struct export *export, const json_t *record, struct slice json);

/* What stands before the first record. */
void export_csv_head(void);

#endif
