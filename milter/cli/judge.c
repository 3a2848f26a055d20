/*
 * judge.c - the daemon's inspection and policy, for a command.
 */
#include "cli/judge.h"

#include <string.h>

#include "base/clock.h"
#include "cli/ruleset.h"

int
judge_open(struct cli *cli, struct settings *settings, struct judge *judge_r)
{
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;

	(void)cli;
	*judge_r = (struct judge){
		.settings = settings,
		.extractor = extractor_new(),
	};
	if (judge_r->extractor == NULL)
		return cli_nomem();
	judge_r->snapshot.settings = settings;
	diag_init(&diags);
	status = ruleset_load(settings->rules.items, settings->rules.len,
	    &diags, &judge_r->snapshot.rules, &err);
	if (status == STATUS_OK) {
		cli_rules_prefilter(settings, judge_r->snapshot.rules,
		    RULESET_PREFILTER_CACHED);
		status = approval_keyring_new(
		    settings->approvers, &judge_r->keyring, &err);
	}
	if (status == STATUS_OK)
		status = cli_secret(settings, CRYPT_SECRET_SAMPLE, false,
		    judge_r->snapshot.sample_key, &judge_r->has_draw, &err);
	if (status == STATUS_DENIED) {
		judge_r->has_draw = false; /* a reader without the right */
		status = STATUS_OK;
	}
	cli_errors_say(&diags);
	if (status != STATUS_OK && diags.errors == 0)
		(void)cli_fail(&err);
	diag_free(&diags);
	if (status != STATUS_OK)
		judge_close(judge_r);
	return cli_exit(status);
}

static void
missing_say(const struct rule *rule, void *arg)
{
	(void)arg;
	cli_say(
	    "note: rule %s: there is no data set %s", rule->id, rule->dataset);
}

int
judge_data(struct judge *judge, struct store *store)
{
	struct snapshot *snapshot = &judge->snapshot;
	struct err err = ERR_INIT;

	if (data_load(store, snapshot->rules, judge->settings->keys,
		&snapshot->data, &err) != STATUS_OK)
		return cli_fail(&err);
	data_missing(snapshot->data, snapshot->rules, missing_say, NULL);
	return EX_OK;
}

void
judge_close(struct judge *judge)
{
	data_free(judge->snapshot.data);
	ruleset_unref(judge->snapshot.rules);
	approval_keyring_free(judge->keyring);
	extractor_free(judge->extractor);
	explicit_bzero(&judge->snapshot, sizeof(judge->snapshot));
	judge->keyring = NULL;
	judge->extractor = NULL;
}

const struct settings_agent *
judge_agent(const struct settings *settings, struct slice id)
{
	for (size_t i = 0; i < settings->nagents; i++) {
		if (slice_equal(slice_cstr(settings->agents[i].id), id))
			return &settings->agents[i];
	}
	return NULL;
}

/* Without a database: no book, no switch, nothing used up. */
static enum status
state_empty(const struct judge *judge, const struct policy_facts *facts,
    struct arena *arena, struct policy_state *state_r)
{
	const struct settings_tier *tier;
	struct policy_account *accounts;

	*state_r = (struct policy_state){ .template = SLICE_EMPTY };
	accounts = arena_calloc(arena, facts->nrcpts + 1, sizeof(*accounts));
	if (accounts == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < facts->nrcpts; i++) {
		struct slice normal = envelope_normal(facts->rcpts[i], arena);

		accounts[i] = (struct policy_account){
			.id = SLICE_EMPTY,
			.key = slice_cstr(arena_printf(arena, "domain:%.*s",
			    SLICE_ARG(envelope_domain(normal)))),
			.tier = judge->settings->unknown_tier,
		};
	}
	state_r->accounts = accounts;
	state_r->template_new =
	    facts->agent != NULL && judge->settings->templates_first > 0;
	tier = &judge->settings->tiers[judge->settings->unknown_tier];
	state_r->share = tier->sample_start > tier->sample_floor ?
	    tier->sample_start :
	    tier->sample_floor;
	return arena_failed(arena) ? STATUS_NOMEM : STATUS_OK;
}

enum status
judge_again(const struct judge *judge, struct store *store,
    const struct judge_case *c, struct arena *arena,
    struct judgement *judgement, struct err *err_r)
{
	struct policy_facts *facts = &judgement->inspection.facts;
	struct state_found found;
	enum status status;

	judgement->inspection.template_of = c->template;
	if (store != NULL)
		status = state_load(store, &judge->snapshot,
		    &judgement->inspection, clock_wall_us(), arena,
		    &judgement->state, &found, err_r);
	else
		status = state_empty(judge, facts, arena, &judgement->state);
	if (status == STATUS_NOMEM)
		return err_nomem(err_r);
	if (status != STATUS_OK)
		return status;
	if (!judge->has_draw)
		judgement->state.draw = 0.0; /* unknown: taken as drawn */
	if (c->release) {
		facts->release_presented = true;
		judgement->state.release = POLICY_RELEASE_VALID;
	}
	status = policy_decide(
	    facts, &judgement->state, arena, &judgement->decision);
	return status == STATUS_OK ? STATUS_OK : err_nomem(err_r);
}

enum status
judge_run(const struct judge *judge, struct store *store,
    const struct judge_case *c, struct arena *arena,
    struct judgement *judgement_r, struct err *err_r)
{
	const struct inspect_params params = {
		.snapshot = &judge->snapshot,
		.extractor = judge->extractor,
		.keyring = judge->keyring,
		.envelope = c->envelope,
		.raw = c->raw,
		.match = c->match,
		.agent = c->agent,
		.now_us = clock_wall_us(),
	};
	const struct policy_facts *facts = &judgement_r->inspection.facts;
	enum status status;

	memset(judgement_r, 0, sizeof(*judgement_r));
	status = inspect_run(&params, arena, &judgement_r->inspection, err_r);
	if (status != STATUS_OK)
		return status;
	judgement_r->untouched = c->match == AGENT_NONE && !c->release &&
	    !facts->metadata.any && !facts->release_presented &&
	    !judge->settings->unmatched_reject;
	return judge_again(judge, store, c, arena, judgement_r, err_r);
}
