/*
 * verdict.c - what would happen to a message, and why, in words and in JSON.
 */
#include "cli/verdict.h"

#include <string.h>

#include "base/clock.h"

static json_t *
optional_json(struct slice text, struct arena *arena)
{
	return text.len > 0 ? out_json_text(text, arena) : NULL;
}

static json_t *
skips_json(const struct text_coverage *coverage, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < coverage->skipped.len; i++) {
		const struct text_skip *skip = &coverage->skipped.items[i];

		(void)json_array_append_new(list,
		    json_pack("{s:s, s:o*, s:s}", "part", skip->part, "inside",
			optional_json(skip->inside, arena), "why", skip->why));
	}
	return list;
}

static json_t *
defects_json(const struct text_coverage *coverage, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < coverage->defects.len; i++) {
		const struct text_defect *defect = &coverage->defects.items[i];

		(void)json_array_append_new(list,
		    json_pack("{s:s, s:o*, s:s}", "part", defect->part,
			"inside", optional_json(defect->inside, arena),
			"defect", defect->name));
	}
	return list;
}

json_t *
verdict_coverage_json(const struct text_coverage *coverage, struct arena *arena)
{
	return json_pack("{s:I, s:I, s:o, s:o}", "parts",
	    (json_int_t)coverage->parts, "inspected",
	    (json_int_t)coverage->inspected, "skipped",
	    skips_json(coverage, arena), "defects",
	    defects_json(coverage, arena));
}

json_t *
verdict_findings_json(const struct findings *findings, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->len; i++) {
		const struct finding *f = &findings->items[i];

		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:o*, s:s, s:I, s:I, s:o}",
			"rule", f->rule->id, "action",
			rule_action_name(f->action), "view",
			text_view_name(f->view), "part", f->part, "inside",
			optional_json(f->inside, arena), "how", f->how,
			"offset", (json_int_t)f->offset, "length",
			(json_int_t)f->length, "excerpt",
			out_json_text(f->excerpt, arena)));
	}
	return list;
}

static bool
account_seen(const struct policy_state *state, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_equal(state->accounts[i].key, state->accounts[n].key))
			return true;
	}
	return false;
}

static json_t *
accounts_json(const struct judgement *judgement, struct arena *arena)
{
	const struct policy_state *state = &judgement->state;
	json_t *list = json_array();

	for (size_t i = 0; i < judgement->inspection.facts.nrcpts; i++) {
		if (!account_seen(state, i))
			(void)json_array_append_new(
			    list, out_json_text(state->accounts[i].key, arena));
	}
	return list;
}

static json_t *
reasons_json(const struct judgement *judgement, struct arena *arena)
{
	const struct policy_decision *decision = &judgement->decision;
	json_t *list = json_array();

	if (judgement->untouched) {
		(void)json_array_append_new(
		    list, json_string("mail of no agent passes untouched"));
		return list;
	}
	for (size_t i = 0; i < decision->reasons.len; i++)
		(void)json_array_append_new(list,
		    out_json_text(decision->reasons.items[i].text, arena));
	return list;
}

static json_t *
approval_json(const struct policy_facts *facts, struct arena *arena)
{
	if (facts->approval == APPROVAL_NONE || facts->claims.jti.len == 0)
		return NULL;
	return json_pack("{s:o, s:o}", "jti",
	    out_json_text(facts->claims.jti, arena), "approver",
	    out_json_text(facts->claims.sub, arena));
}

/* What the message says of itself. */
static json_t *
facts_json(const struct policy_facts *facts, struct arena *arena)
{
	const struct policy_metadata *m = &facts->metadata;

	return json_pack("{s:s?, s:o?, s:o?, s:o, s:o, s:o, s:o?}", "agent",
	    facts->agent != NULL ? facts->agent->id : NULL, "workflow",
	    optional_json(m->workflow, arena), "prompt",
	    optional_json(m->prompt, arena), "sources",
	    out_json_list(m->sources.items, m->sources.len, arena), "sender",
	    out_json_text(facts->sender, arena), "recipients",
	    out_json_list(facts->rcpts, facts->nrcpts, arena), "approval",
	    approval_json(facts, arena));
}

static json_t *
template_json(const struct policy_state *state, struct arena *arena)
{
	return state->template.len > 0 ? out_json_text(state->template, arena) :
					 json_null();
}

json_t *
verdict_json(
    const char *file, const struct judgement *judgement, struct arena *arena)
{
	const struct inspection *inspection = &judgement->inspection;
	const struct policy_decision *decision = &judgement->decision;
	const struct policy_facts *facts = &inspection->facts;
	const char *verdict = judgement->untouched ?
	    "accept" :
	    policy_verdict_name(decision->verdict);
	char now[CLOCK_TEXT_MAX];
	json_t *object;

	object = json_pack("{s:o, s:n, s:s, s:o, s:s, s:s, s:s, s:o, s:o, "
			   "s:o, s:n}",
	    "file", out_json_text(slice_cstr(file), arena), "id", "time",
	    clock_format(clock_wall_us(), now), "accounts",
	    accounts_json(judgement, arena), "tier",
	    facts->settings->tiers[decision->tier].name, "digest",
	    inspection->digest.hex, "verdict", verdict, "reasons",
	    reasons_json(judgement, arena), "findings",
	    verdict_findings_json(&decision->findings, arena), "coverage",
	    verdict_coverage_json(&inspection->text.coverage, arena),
	    "decision");
	if (object != NULL &&
	    (json_object_update_new(object, facts_json(facts, arena)) != 0 ||
		json_object_set_new(object, "template",
		    template_json(&judgement->state, arena)) != 0 ||
		json_object_set_new(object, "subject",
		    out_json_text(inspection->subject, arena)) != 0)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

/* Where inside an attachment, behind the part's number. */
static void
inside_print(struct slice inside)
{
	if (inside.len == 0)
		return;
	(void)fputs(" (", stdout);
	out_text(stdout, inside);
	(void)fputc(')', stdout);
}

void
verdict_finding_print(const struct cli *cli, const struct finding *finding)
{
	(void)fputs("finding  ", stdout);
	out_style(
	    cli, finding->action == RULE_ACTION_BLOCK ? OUT_RED : OUT_YELLOW);
	out_text(stdout, slice_cstr(finding->rule->id));
	out_style(cli, OUT_PLAIN);
	(void)printf(" (%s) in part %s", rule_action_name(finding->action),
	    finding->part);
	inside_print(finding->inside);
	(void)fputs(", ", stdout);
	out_text(stdout, slice_cstr(finding->how));
	if (finding->name.len > 0) {
		(void)fputc(' ', stdout);
		out_text(stdout, finding->name);
	}
	(void)printf(", at %zu, %zu bytes", finding->offset, finding->length);
	if (finding->folded)
		(void)fputs(", folded", stdout);
	if (finding->incomplete)
		(void)fputs(", not judged to the end", stdout);
	(void)fputs(": ", stdout);
	out_text(stdout, finding->excerpt);
	(void)fputc('\n', stdout);
}

void
verdict_coverage_print(const struct text_coverage *coverage)
{
	(void)printf("coverage %zu of %zu parts inspected\n",
	    coverage->inspected, coverage->parts);
	for (size_t i = 0; i < coverage->skipped.len; i++) {
		const struct text_skip *skip = &coverage->skipped.items[i];

		(void)printf("skipped  part %s", skip->part);
		inside_print(skip->inside);
		(void)printf(": %s\n", skip->why);
	}
	for (size_t i = 0; i < coverage->defects.len; i++) {
		const struct text_defect *defect = &coverage->defects.items[i];

		(void)printf("defect   part %s", defect->part);
		inside_print(defect->inside);
		(void)printf(": %s\n", defect->name);
	}
}

static void
accounts_print(const struct judgement *judgement)
{
	const struct policy_facts *facts = &judgement->inspection.facts;
	const struct policy_state *state = &judgement->state;

	for (size_t i = 0; i < facts->nrcpts; i++) {
		const struct policy_account *account = &state->accounts[i];

		(void)fputs("to       ", stdout);
		out_text(stdout, facts->rcpts[i]);
		(void)fputs(account->known ? " (account " : " (", stdout);
		out_text(stdout,
		    account->known ? account->id : SLICE("in no account"));
		(void)printf(
		    ", tier %s)\n", facts->settings->tiers[account->tier].name);
	}
}

void
verdict_print(const struct cli *cli, const struct judgement *judgement,
    struct arena *arena)
{
	const struct inspection *inspection = &judgement->inspection;
	const struct policy_decision *decision = &judgement->decision;

	if (judgement->untouched) {
		(void)fputs("verdict  accept\nagent    none\n"
			    "because  mail of no agent passes untouched\n",
		    stdout);
	} else {
		out_style(cli,
		    decision->verdict == POLICY_ACCEPT ? OUT_GREEN : OUT_RED);
		out_lines(stdout,
		    policy_decision_to_text(
			decision, &inspection->facts, arena));
		out_style(cli, OUT_PLAIN);
	}
	accounts_print(judgement);
	if (judgement->state.template.len > 0) {
		(void)fputs("template ", stdout);
		out_text(stdout, judgement->state.template);
		(void)puts(judgement->state.template_new ? " (new)" : "");
	}
	for (size_t i = 0; i < decision->findings.len; i++)
		verdict_finding_print(cli, &decision->findings.items[i]);
	verdict_coverage_print(&inspection->text.coverage);
	(void)printf("digest   %s\n", inspection->digest.hex);
}
