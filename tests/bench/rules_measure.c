/*
 * rules_measure.c - how well a shipped pack tells what it is for from the rest.
 *
 *	rules_measure PACK.yaml LABELLED.tsv [-v]
 *
 * Each line of LABELLED.tsv is "hit" or "miss", a tab, and a text that the pack
 * was not tuned on.  Printed are precision and recall, and with -v the texts
 * that it got wrong; it asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/find.h"

#define LINE_MAX_BYTES 4096
#define MEMORY ((size_t)256 << 20)

static void
stop(const char *what)
{
	(void)fprintf(stderr, "rules_measure: %s\n", what);
	exit(1);
}

/* Does any rule that acts, or counts for a threshold that does, find it? */
static bool
is_hit(const struct findings *findings)
{
	const struct rule *rule;
	int score = 0, threshold = 0;

	for (size_t i = 0; i < findings->len; i++) {
		rule = findings->items[i].rule;
		if (findings->items[i].action >= RULE_ACTION_QUARANTINE)
			return true;
		if (rule->threshold == NULL || rule->monitor ||
		    (i > 0 && findings->items[i - 1].rule == rule))
			continue;
		score += rule->score;
		threshold = rule->threshold->score;
	}
	return threshold > 0 && score >= threshold;
}

static bool
judge(struct ruleset *set, const char *text, struct arena *arena)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = { .max_bytes = MEMORY,
		.ceilings = ceilings };
	struct message message;
	struct text views;
	struct findings findings;
	char *raw;

	arena_reset(arena);
	raw = arena_printf(arena,
	    "From: ana@corp.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
	    text);
	if (raw == NULL ||
	    message_read(slice_cstr(raw), &ceilings, arena, &message, NULL) !=
		STATUS_OK ||
	    text_read(&message, &params, arena, &views, NULL) != STATUS_OK ||
	    find_run(set, NULL, &message, &views, arena, &findings, NULL) !=
		STATUS_OK)
		stop("a text can't be judged");
	return is_hit(&findings);
}

int
main(int argc, char **argv)
{
	const char *const paths[] = { argc > 1 ? argv[1] : "" };
	struct arena *arena = arena_new(MEMORY);
	struct ruleset *set = NULL;
	char line[LINE_MAX_BYTES], *text;
	unsigned right = 0, missed = 0, wrong = 0, quiet = 0;
	bool wanted, got;
	FILE *in;

	if (argc < 3)
		stop("usage: rules_measure PACK.yaml LABELLED.tsv [-v]");
	in = fopen(argv[2], "r");
	if (in == NULL || arena == NULL ||
	    ruleset_load(paths, 1, NULL, &set, NULL) != STATUS_OK)
		stop("no such pack or texts");
	ruleset_prefilter(set, RULESET_PREFILTER_NEVER, NULL);
	while (fgets(line, sizeof(line), in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		text = strchr(line, '\t');
		if (text == NULL)
			continue;
		*text++ = '\0';
		wanted = strcmp(line, "hit") == 0;
		got = judge(set, text, arena);
		right += wanted && got;
		missed += wanted && !got;
		wrong += !wanted && got;
		quiet += !wanted && !got;
		if (argc > 3 && wanted != got)
			(void)printf(
			    "  %s: %s\n", wanted ? "missed" : "wrong", text);
	}
	(void)fclose(in);
	(void)printf("rules    %-24s precision %.2f, recall %.2f (%u texts)\n",
	    argv[1], right + wrong > 0 ? (double)right / (right + wrong) : 1.0,
	    right + missed > 0 ? (double)right / (right + missed) : 1.0,
	    right + missed + wrong + quiet);
	ruleset_unref(set);
	arena_free(arena);
	return 0;
}
