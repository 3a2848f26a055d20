/*
 * suppress.c - `sendgate suppress`: addresses and domains that must not be
 * written to.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/out.h"
#include "store/suppress.h"

/* The first argument in its stored form; ptr NULL after complaining. */
static struct slice
target_of(const struct cli *cli)
{
	struct slice target =
	    suppress_target(slice_cstr(cli->args[0]), cli->arena);

	if (target.ptr == NULL)
		cli_say(
		    "\"%s\" is neither an address nor a domain", cli->args[0]);
	return target;
}

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
	struct suppression suppression = { .target = target_of(cli),
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

int
suppress_remove_run(struct cli *cli)
{
	struct slice target = target_of(cli);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (target.ptr == NULL)
		return EX_USAGE;
	exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (suppress_remove(store, target, slice_cstr(cli_text(cli, "reason")),
		slice_cstr(cli->actor), &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		(void)fputs("no longer suppressed: ", stdout);
		out_text(stdout, target);
		(void)fputc('\n', stdout);
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

struct listing {
	const struct cli *cli;
	bool csv;
	int exit;
};

/* A cell of RFC 4180; a line end stands as it is inside quotes. */
static void
cell_print(struct slice text, char after)
{
	(void)fputc('"', stdout);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			(void)fputc('"', stdout);
		(void)fputc(text.ptr[i], stdout);
	}
	(void)fputc('"', stdout);
	(void)fputc(after, stdout);
}

static int
each_json(const struct cli *cli, const struct suppression *s)
{
	char since[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];

	return out_json(json_pack("{s:o, s:o, s:o, s:o, s:s, s:s?}", "target",
	    out_json_text(s->target, cli->arena), "reason",
	    out_json_text(s->reason, cli->arena), "source",
	    out_json_text(s->source, cli->arena), "actor",
	    out_json_text(s->actor, cli->arena), "since",
	    clock_format(s->time_us, since), "until",
	    s->until_us > 0 ? clock_format(s->until_us, until) : NULL));
}

static bool
suppression_each(const struct suppression *s, void *arg)
{
	struct listing *listing = arg;
	char time[CLOCK_TEXT_MAX];

	if (listing->cli->json) {
		listing->exit = each_json(listing->cli, s);
	} else if (listing->csv) {
		cell_print(s->target, ',');
		cell_print(s->reason, ',');
		cell_print(s->source, ',');
		cell_print(
		    slice_cstr(
			s->until_us > 0 ? clock_format(s->until_us, time) : ""),
		    '\n');
	} else {
		out_column(s->target, 36);
		out_column(slice_cstr(clock_format(s->time_us, time)), 24);
		out_column(slice_cstr(s->until_us > 0 ?
				   clock_format(s->until_us, time) :
				   "-"),
		    24);
		out_text(stdout, s->reason);
		(void)fputc('\n', stdout);
	}
	return listing->exit == EX_OK && !ferror(stdout);
}

int
suppress_list_run(struct cli *cli)
{
	struct listing listing = { cli, cli_flag(cli, "csv"), EX_OK };
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (listing.csv && !cli->json)
		(void)puts("address,reason,source,until");
	if (suppress_each(store, suppression_each, &listing, &err) != STATUS_OK)
		listing.exit = cli_fail(&err);
	store_close(store);
	settings_unref(settings);
	return out_end(listing.exit);
}

static int
import_from(struct cli *cli, int fd)
{
	const struct suppress_import import = { .path = cli->args[0],
		.fd = &fd,
		.reason = slice_cstr(cli_text(cli, "reason")),
		.actor = slice_cstr(cli->actor),
		.skip_bad = cli_flag(cli, "skip-bad") };
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct diag_list diags;
	struct err err = ERR_INIT;
	int64_t added, bad;
	int exit = cli_open(cli, false, &settings, &store);

	if (exit != EX_OK)
		return exit;
	diag_init(&diags);
	if (suppress_import_csv(store, &import, &diags, &added, &bad, &err) !=
	    STATUS_OK) {
		cli_import_diags(&diags);
		exit = cli_import_failed(&diags, &err);
	} else {
		cli_import_diags(&diags);
		if (cli->json)
			exit = out_json(json_pack("{s:I, s:I}", "added",
			    (json_int_t)added, "skipped", (json_int_t)bad));
		else
			(void)printf("%lld suppressed, %lld left out\n",
			    (long long)added, (long long)bad);
	}
	diag_free(&diags);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

int
suppress_import_run(struct cli *cli)
{
	return cli_import(cli, import_from);
}
