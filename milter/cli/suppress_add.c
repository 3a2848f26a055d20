/*
 * suppress_add.c - `sendgate suppress add`: an address or a domain that must
 * not be written to.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/suppress.h"
#include "store/suppress.h"

/* --until: a time, or a span from now; false after complaining. */
static bool
until_read(const struct cli *cli, int64_t *until_us_r)
{
	struct slice text = slice_cstr(cli_text(cli, "until"));
	int64_t span;

	*until_us_r = 0;
	if (text.len == 0 || clock_parse(text, until_us_r))
		return true;
	if (!clock_parse_span(text, &span)) {
		cli_say("--until: a time such as 2026-11-02, or a span such as "
			"90d");
		return false;
	}
	*until_us_r = clock_wall_us() + span * CLOCK_SECOND;
	return true;
}

int
suppress_add_run(struct cli *cli)
{
	struct suppression suppression = { .target = suppress_argument(cli),
		.source = slice_cstr(cli_text(cli, "source")),
		.actor = slice_cstr(cli->actor),
		.time_us = clock_wall_us() };
	const char *reason = cli_reason(cli);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (suppression.target.ptr == NULL || reason == NULL ||
	    !until_read(cli, &suppression.until_us))
		return EX_USAGE;
	suppression.reason = slice_cstr(reason);
	exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (suppress_add(store, &suppression, &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		(void)fputs("suppressed: ", stdout);
		out_text(stdout, suppression.target);
		(void)fputc('\n', stdout);
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
