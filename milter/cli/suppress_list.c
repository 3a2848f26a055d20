/*
 * suppress_list.c - `sendgate suppress list`: what must not be written to, for
 * a person, as JSON, or as import takes it.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "store/suppress.h"

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
