/*
 * rules_measure.c - how well a shipped pack tells what it is for from the rest.
 *
 *	rules_measure PACK.yaml LABELLED.tsv [-v]
 *
 * Each line of LABELLED.tsv is "hit" or "miss", a tab, and a text; what counts
 * is whether the pack would act on it.  "hit:RULE-ID" and "miss:RULE-ID" ask
 * one rule alone, whatever it would do; the text is then as in the rule's own
 * examples.  In a text \n is a line's end and \xHH a byte: so credentials stand
 * here, for scanners that guard a repository not to take them for real ones.
 * Printed are precision and recall, and with -v the texts that it got wrong; it
 * asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "find/find.h"

#define LINE_MAX_BYTES 4096
#define MEMORY ((size_t)256 << 20)

static void
stop(const char *what)
{
	(void)fprintf(stderr, "rules_measure: %s\n", what);
	exit(1);
}

/* Undoes \n and \xHH in place. */
static void
unescape(char *text)
{
	char *out = text;
	char byte;

	for (; *text != '\0'; out++) {
		if (text[0] == '\\' && text[1] == 'n') {
			*out = '\n';
			text += 2;
		} else if (text[0] == '\\' && text[1] == 'x' &&
		    hex_decode(slice_sub(slice_cstr(text), 2, 2), &byte, 1)) {
			*out = byte;
			text += 4;
		} else {
			*out = *text++;
		}
	}
	*out = '\0';
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

static bool
judge_by(struct ruleset *set, const char *id, const char *text)
{
	struct find_example result;

	for (size_t i = 0; i < ruleset_count(set); i++) {
		if (strcmp(ruleset_rule(set, i)->id, id) != 0)
			continue;
		if (find_example(set, i, slice_cstr(text), &result, NULL) !=
		    STATUS_OK)
			stop("a text can't be judged");
		return result.hit;
	}
	stop("a text names a rule that is not there");
	return false;
}

/* What came of the texts: [wanted][got]. */
struct counts {
	unsigned of[2][2];
};

static void
measure(struct ruleset *set, FILE *in, bool verbose, struct counts *counts)
{
	struct arena *arena = arena_new(MEMORY);
	char line[LINE_MAX_BYTES], *text, *id;
	bool wanted, got;

	if (arena == NULL)
		stop("out of memory");
	while (fgets(line, sizeof(line), in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		text = strchr(line, '\t');
		if (text == NULL)
			continue;
		*text++ = '\0';
		unescape(text);
		id = strchr(line, ':');
		if (id != NULL)
			*id++ = '\0';
		wanted = strcmp(line, "hit") == 0;
		got = id != NULL ? judge_by(set, id, text) :
				   judge(set, text, arena);
		counts->of[wanted][got]++;
		if (verbose && wanted != got)
			(void)printf(
			    "  %s: %s\n", wanted ? "missed" : "wrong", text);
	}
	arena_free(arena);
}

static double
share(unsigned part, unsigned rest)
{
	return part + rest > 0 ? (double)part / (part + rest) : 1.0;
}

int
main(int argc, char **argv)
{
	const char *const paths[] = { argc > 1 ? argv[1] : "" };
	struct counts counts = { { { 0 } } };
	struct ruleset *set = NULL;
	unsigned right, missed, wrong, quiet;
	FILE *in;

	if (argc < 3)
		stop("usage: rules_measure PACK.yaml LABELLED.tsv [-v]");
	in = fopen(argv[2], "r");
	if (in == NULL || ruleset_load(paths, 1, NULL, &set, NULL) != STATUS_OK)
		stop("no such pack or texts");
	ruleset_prefilter(set, RULESET_PREFILTER_NEVER, NULL);
	measure(set, in, argc > 3, &counts);
	(void)fclose(in);
	right = counts.of[true][true];
	missed = counts.of[true][false];
	wrong = counts.of[false][true];
	quiet = counts.of[false][false];
	(void)printf("rules    %-24s precision %.2f, recall %.2f (%u texts)\n",
	    argv[1], share(right, wrong), share(right, missed),
	    right + missed + wrong + quiet);
	ruleset_unref(set);
	return 0;
}
