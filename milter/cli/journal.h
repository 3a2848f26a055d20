/*
 * journal.h - what the journal commands share.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include "cli/cli.h"
#include "store/journal.h"

/* The filters that a command's options say; borrowed from cli. */
void journal_filter_read(
    const struct cli *cli, struct journal_filter *filter_r);

#endif
