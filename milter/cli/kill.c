/*
 * kill.c - `sendgate kill`: stops a scope, at once and for every later
 * verdict.
 *
 * It needs the settings (for the database) and nothing else: a broken rule
 * set or a daemon that is down is no reason not to stop.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/recall.h"
#include "store/switches.h"

#define RECALL_SINCE ((int64_t)24 * 3600) /* seconds */

static bool
agent_known(const struct settings *settings, struct slice id)
{
	for (size_t i = 0; i < settings->nagents; i++) {
		if (slice_equal(slice_cstr(settings->agents[i].id), id))
			return true;
	}
	return false;
}

/* A name that nothing has is stopped all the same, but it may be a slip. */
static void
scope_warn(const struct settings *settings, const char *scope)
{
	struct slice text = slice_cstr(scope);

	if (slice_starts(text, SLICE("agent=")) &&
	    !agent_known(settings, slice_from(text, 6)))
		cli_say("warning: no agent in the configuration is called %s",
		    scope + 6);
	if (slice_starts(text, SLICE("tier=")) &&
	    settings_tier_find(settings, slice_from(text, 5)) == SLICE_NONE)
		cli_say("warning: no tier in the configuration is called %s",
		    scope + 5);
}

static const char *
mode_effect(const char *mode)
{
	switch (mode[0]) {
	case 't':
		return "is answered 451 until resume";
	case 'r':
		return "is rejected until resume";
	default:
		return "is held until resume";
	}
}

/* It is stopped by now, whatever becomes of this. */
static int
fetch_back(
    struct cli *cli, struct store *store, const char *scope, const char *reason)
{
	const struct recall recall = { cli, store, scope, reason,
		clock_wall_us() -
		    cli_span(cli, "since", RECALL_SINCE) * CLOCK_SECOND };

	(void)fflush(stdout);
	return recall_run(&recall);
}

int
kill_run(struct cli *cli)
{
	const char *scope = cli_scope(cli);
	const char *reason = cli_reason(cli);
	const char *mode = cli_text(cli, "mode");
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct store_switch sw;
	struct err err = ERR_INIT;
	int exit;

	if (scope == NULL || reason == NULL)
		return EX_USAGE;
	exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (mode == NULL)
		mode = "hold";
	scope_warn(settings, scope);
	sw = (struct store_switch){
		.scope = slice_cstr(scope),
		.mode = slice_cstr(mode),
		.reason = slice_cstr(reason),
		.actor = slice_cstr(cli->actor),
		.time_us = clock_wall_us(),
	};
	if (store_switch_on(store, &sw, &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		if (!cli->json)
			(void)printf("stopped: agents' mail in scope %s %s\n",
			    scope, mode_effect(mode));
		if (cli_flag(cli, "recall"))
			exit = fetch_back(cli, store, scope, reason);
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
