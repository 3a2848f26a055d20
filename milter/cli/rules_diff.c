/*
 * rules_diff.c - `sendgate rules diff`: what changed between two rule sets, in
 * words.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/out.h"
#include "cli/ruleset.h"

#define RULE_TEXT_MAX 1024
#define SHOWN_MAX 200 /* bytes of a value that is shown */

struct difference {
	struct cli *cli;
	struct ruleset *sets[2];
	size_t added, removed, changed;
	int exit;
};

static const struct rule *
rule_find(const struct ruleset *set, const char *id)
{
	for (size_t i = 0; i < ruleset_count(set); i++)
		if (strcmp(ruleset_rule(set, i)->id, id) == 0)
			return ruleset_rule(set, i);
	return NULL;
}

static const struct rule_written *
written_find(const struct rule *rule, struct slice key)
{
	for (size_t i = 0; i < rule->nwritten; i++)
		if (slice_equal(rule->written[i].key, key))
			return &rule->written[i];
	return NULL;
}

static void
say_json(struct difference *d, const char *change, const char *rule,
    struct slice key, const struct slice values[2])
{
	d->exit = out_json(json_pack("{s:s, s:s, s:o*, s:o*, s:o*}", "change",
	    change, "rule", rule, "key",
	    key.len > 0 ? out_json_text(key, d->cli->arena) : NULL, "old",
	    values[0].ptr != NULL ? out_json_text(values[0], d->cli->arena) :
				    NULL,
	    "new",
	    values[1].ptr != NULL ? out_json_text(values[1], d->cli->arena) :
				    NULL));
}

static void
shown(struct slice value)
{
	out_text(stdout, slice_sub(value, 0, SHOWN_MAX));
	if (value.len > SHOWN_MAX)
		(void)fputs("...", stdout);
}

/* One key of a rule that is in both; a value with ptr NULL is not there. */
static void
say_key(struct difference *d, const struct rule *rule, struct slice key,
    const struct slice values[2])
{
	if (d->cli->json) {
		say_json(d, "changed", rule->id, key, values);
		return;
	}
	out_style(d->cli, OUT_YELLOW);
	(void)fputs("~ ", stdout);
	out_style(d->cli, OUT_PLAIN);
	out_text(stdout, slice_cstr(rule->id));
	(void)fputs(": ", stdout);
	out_text(stdout, key);
	if (values[0].ptr == NULL) {
		(void)fputs(" is new: ", stdout);
		shown(values[1]);
	} else if (values[1].ptr == NULL) {
		(void)fputs(" is gone, was ", stdout);
		shown(values[0]);
	} else {
		(void)fputs(" was ", stdout);
		shown(values[0]);
		(void)fputs(", is ", stdout);
		shown(values[1]);
	}
	(void)fputc('\n', stdout);
}

static bool
list_has(const struct rule_list *list, const char *text)
{
	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

/* Phrases of one list that are not in the other. */
static bool
say_phrases(struct difference *d, const struct rule *rule,
    const struct rule_list *list, const struct rule_list *other, bool added)
{
	struct slice values[2];
	bool any = false;

	for (size_t i = 0; i < list->len; i++) {
		if (list_has(other, list->items[i]))
			continue;
		values[0] = values[1] = slice_make(NULL, 0);
		values[added] = slice_cstr(list->items[i]);
		say_key(d, rule, SLICE("phrase"), values);
		any = true;
	}
	return any;
}

static struct slice
threshold_text(const struct rule *rule, struct arena *arena)
{
	const struct rule_threshold *threshold = rule->threshold;

	if (threshold == NULL)
		return slice_make(NULL, 0);
	return slice_cstr(arena_printf(arena, "%d%s%s", threshold->score,
	    threshold->has_action ? ", " : "",
	    threshold->has_action ? rule_action_name(threshold->action) : ""));
}

static bool
compare_value(struct difference *d, const struct rule *rule, struct slice key,
    struct slice old, struct slice new)
{
	const struct slice values[2] = { old, new };

	if (old.ptr != NULL && new.ptr != NULL && slice_equal(old, new))
		return false;
	if (old.ptr == NULL && new.ptr == NULL)
		return false;
	say_key(d, rule, key, values);
	return true;
}

static void
compare_rules(
    struct difference *d, const struct rule *old, const struct rule *new)
{
	const struct slice none = { NULL, 0 };
	const struct rule_written *other;
	bool any = compare_value(d, new, SLICE("pack"), slice_cstr(old->pack),
	    slice_cstr(new->pack));

	any |= compare_value(d, new, SLICE("threshold of its pack"),
	    threshold_text(old, d->cli->arena),
	    threshold_text(new, d->cli->arena));
	for (size_t i = 0; i < old->nwritten; i++) {
		other = written_find(new, old->written[i].key);
		if (!slice_equal(old->written[i].key, SLICE("words")) ||
		    other == NULL)
			any |= compare_value(d, new, old->written[i].key,
			    old->written[i].text,
			    other == NULL ? none : other->text);
	}
	for (size_t i = 0; i < new->nwritten; i++)
		if (written_find(old, new->written[i].key) == NULL)
			any |= compare_value(d, new, new->written[i].key, none,
			    new->written[i].text);
	any |= say_phrases(d, new, &old->phrases, &new->phrases, false);
	any |= say_phrases(d, new, &new->phrases, &old->phrases, true);
	d->changed += any;
}

/* A rule that is in one set alone. */
static void
say_rule(struct difference *d, const struct rule *rule, bool added)
{
	const struct slice none[2] = { { NULL, 0 }, { NULL, 0 } };
	char text[RULE_TEXT_MAX];

	*(added ? &d->added : &d->removed) += 1;
	if (d->cli->json) {
		say_json(d, added ? "added" : "removed", rule->id, SLICE_EMPTY,
		    none);
		return;
	}
	rule_to_text(rule, text, sizeof(text));
	out_style(d->cli, added ? OUT_GREEN : OUT_RED);
	(void)fputs(added ? "+ " : "- ", stdout);
	out_style(d->cli, OUT_PLAIN);
	out_text(stdout, slice_cstr(text));
	(void)fputc('\n', stdout);
}

static void
compare_sets(struct difference *d)
{
	const struct ruleset *old = d->sets[0], *new = d->sets[1];
	const struct rule *rule, *other;

	for (size_t i = 0; i < ruleset_count(old) && d->exit == EX_OK; i++) {
		rule = ruleset_rule(old, i);
		other = rule_find(new, rule->id);
		if (other == NULL)
			say_rule(d, rule, false);
		else
			compare_rules(d, rule, other);
	}
	for (size_t i = 0; i < ruleset_count(new) && d->exit == EX_OK; i++) {
		rule = ruleset_rule(new, i);
		if (rule_find(old, rule->id) == NULL)
			say_rule(d, rule, true);
	}
	if (!d->cli->json)
		(void)printf("%zu rules added, %zu removed, %zu changed\n",
		    d->added, d->removed, d->changed);
}

int
rules_diff_run(struct cli *cli)
{
	struct difference d = { .cli = cli, .exit = EX_OK };
	int exit = EX_OK;

	for (size_t i = 0; i < 2 && exit == EX_OK; i++)
		exit = cli_rules_load(&cli->args[i], 1, &d.sets[i]);
	if (exit == EX_OK) {
		compare_sets(&d);
		exit = d.exit;
	}
	ruleset_unref(d.sets[0]);
	ruleset_unref(d.sets[1]);
	return out_end(exit);
}
