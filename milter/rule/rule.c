/*
 * rule.c - one rule in words.
 */
#include "rule/rule.h"

#include <stdio.h>

static const char *const action_names[] = {
	[RULE_ACTION_MONITOR] = "monitor",
	[RULE_ACTION_FLAG] = "flag",
	[RULE_ACTION_QUARANTINE] = "quarantine",
	[RULE_ACTION_BLOCK] = "block",
};

static const char *const kind_names[] = {
	[RULE_KIND_REGEX] = "regex",
	[RULE_KIND_WORDS] = "words",
	[RULE_KIND_HEADER] = "header",
	[RULE_KIND_EXACT] = "exact",
	[RULE_KIND_OTHERS] = "others",
};

static const char *const where_names[] = { "subject", "headers", "body",
	"hidden", "link", "filename", "attachment" };

const char *
rule_action_name(enum rule_action action)
{
	return action_names[action];
}

const char *
rule_kind_name(enum rule_kind kind)
{
	return kind_names[kind];
}

enum rule_action
rule_effect(const struct rule *rule)
{
	if (rule->monitor)
		return RULE_ACTION_MONITOR;
	return rule->score > 0 ? RULE_ACTION_FLAG : rule->action;
}

/* snprintf at *at, which stays within size. */
static void
append(char *out, size_t size, size_t *at, const char *before, const char *text)
{
	int n;

	if (*at >= size)
		return;
	n = snprintf(out + *at, size - *at, "%s%s", before, text);
	if (n > 0)
		*at += (size_t)n;
}

void
rule_to_text(const struct rule *rule, char *out, size_t size)
{
	const char *before = "";
	char score[16];
	size_t at = 0;

	(void)snprintf(score, sizeof(score), "%d", rule->score);

	append(out, size, &at, "", rule->id);
	append(out, size, &at, ": ", rule->title);
	append(out, size, &at, " (", rule->score > 0 ? "score " : "");
	append(out, size, &at, "",
	    rule->score > 0 ? score : action_names[rule->action]);
	append(out, size, &at, rule->monitor ? ", monitored; " : "; ", "");
	if (rule->kind == RULE_KIND_HEADER) {
		append(out, size, &at, "header ", rule->header);
	} else if ((rule->where & RULE_WHERE_ALL) == RULE_WHERE_ALL) {
		append(out, size, &at, "", "every view");
	} else {
		for (size_t i = 0;
		     i < sizeof(where_names) / sizeof(*where_names); i++) {
			if ((rule->where & 1u << i) == 0)
				continue;
			append(out, size, &at, before, where_names[i]);
			before = ", ";
		}
	}
	append(out, size, &at, ")", "");
}
