/*
 * import.h - what the commands that take a CSV share.
 */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "cli/cli.h"

/*
 * Opens the file ("-": standard input) as who gave the command, before the
 * service's user is taken on, who may not be allowed to read it; import is
 * then run with the descriptor.
 */
int cli_import(struct cli *cli, int (*import)(struct cli *cli, int fd));

/* Says every bad row. */
void cli_import_diags(const struct diag_list *diags);

/* Why nothing was imported, in words, and the exit status. */
int cli_import_failed(const struct diag_list *diags, const struct err *err);

#endif
