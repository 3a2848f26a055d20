/*
 * report.h - the owner's review: when it was last signed off, and whether that
 * is too long ago.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "cli/cli.h"
#include "cli/report_figures.h"
#include "store/store.h"

/*
 * Fills in what the journal since `since_us`, and the other tables, say.
 * report_load() after figures_init() with its times set.
 */
enum status report_load(struct store *store, const struct settings *settings,
    struct figures *figures, struct err *err_r);

/* The last sign-off; 0: there is none. */
enum status report_signed(
    struct store *store, int64_t *time_us_r, struct err *err_r);

#endif
