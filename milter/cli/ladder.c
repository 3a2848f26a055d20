/*
 * ladder.c - `sendgate ladder`: where each workflow stands in the tiers that
 * are sampled, why, and what it needs to move.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "store/ladder.h"

struct listing {
	const struct cli *cli;
	const struct settings *settings;
	size_t n;
	int exit;
};

static int
each_json(const struct cli *cli, const struct ladder_key *key,
    const struct policy_reviews *reviews, const struct policy_standing *at,
    int64_t time_us)
{
	char when[CLOCK_TEXT_MAX];
	json_t *next = at->next == NULL ?
	    json_null() :
	    json_pack("{s:f, s:I, s:f, s:o}", "share", at->next->share,
		"reviews", (json_int_t)at->next->reviews, "passed",
		at->next->passed, "needed",
		at->needed < 0 ? json_null() : json_integer(at->needed));

	return out_json(
	    json_pack("{s:o, s:o, s:o, s:f, s:i, s:I, s:I, s:I, s:f, s:s, s:o}",
		"agent", out_json_text(key->agent, cli->arena), "workflow",
		out_json_text(key->workflow, cli->arena), "tier",
		out_json_text(key->tier, cli->arena), "share", at->share,
		"step", (int)at->step, "reviews", (json_int_t)reviews->reviews,
		"passed", (json_int_t)reviews->passed, "since",
		(json_int_t)reviews->since, "bound", at->bound, "latest",
		clock_format(time_us, when), "next", next));
}

static void
next_print(const struct policy_standing *at)
{
	if (at->next == NULL)
		(void)puts("; it comes no lower");
	else if (at->needed < 0)
		(void)printf("; %g is out of reach: no record has a lower "
			     "bound of %g\n",
		    at->next->share, at->next->passed);
	else
		(void)printf("; %lld more in a row that pass: %g\n",
		    (long long)at->needed, at->next->share);
}

static void
each_print(const struct ladder_key *key, const struct policy_reviews *reviews,
    const struct policy_standing *at)
{
	out_column(key->agent, 16);
	out_column(key->workflow, 20);
	out_column(key->tier, 12);
	(void)printf("%-6.3g %lld of %lld passed (at least %.3f), %lld since "
		     "the last that did not",
	    at->share, (long long)reviews->passed, (long long)reviews->reviews,
	    at->bound, (long long)reviews->since);
	next_print(at);
}

static bool
ladder_line(const struct ladder_key *key, const struct policy_reviews *reviews,
    int64_t time_us, void *arg)
{
	struct listing *listing = arg;
	size_t tier = settings_tier_find(listing->settings, key->tier);
	struct policy_standing at;

	/* a tier that is sampled no more has no share */
	if (tier == SLICE_NONE ||
	    listing->settings->tiers[tier].review != SETTINGS_REVIEW_SAMPLE)
		return true;
	at = policy_ladder(
	    listing->settings, &listing->settings->tiers[tier], reviews);
	listing->n++;
	if (listing->cli->json)
		listing->exit =
		    each_json(listing->cli, key, reviews, &at, time_us);
	else
		each_print(key, reviews, &at);
	return listing->exit == EX_OK && !ferror(stdout);
}

int
ladder_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct listing listing = { .cli = cli, .exit = EX_OK };
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	listing.settings = settings;
	if (ladder_each(store, ladder_line, &listing, &err) != STATUS_OK)
		listing.exit = cli_fail(&err);
	else if (listing.n == 0 && !cli->json)
		(void)puts("no reviews yet: each starts at its tier's start");
	store_close(store);
	settings_unref(settings);
	return out_end(listing.exit);
}
