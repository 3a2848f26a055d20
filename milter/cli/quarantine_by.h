/*
 * quarantine_by.h - what is held, a line a template.
 */
#ifndef CLI_QUARANTINE_BY_H
#define CLI_QUARANTINE_BY_H

#include "cli/cli.h"
#include "store/quarantine.h"

/*
 * Prints the templates of what fits the filter, those with most messages first:
 * how many messages and accounts, the first and the last, workflow and subject
 * of the first, how many were released, whether it is stopped.  EX_OK, or an
 * exit status after saying why.
 */
int quarantine_by_template(struct cli *cli, struct store *store,
    const struct quarantine_filter *filter);

#endif
