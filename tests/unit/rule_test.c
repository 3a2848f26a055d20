/*
 * Rule sets: what loads, what is refused with which place, patterns and their
 * limits, phrases, check digits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "rule/match.h"

static char folder[] = "/tmp/rule_test.XXXXXX";

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static const char *const files[] = { "a.yaml", "b.yaml", "words.txt", "bad.txt",
	".hidden.yaml", "c.yml" };

static int
drop_folder(void **state)
{
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		(void)unlink(path);
	}
	return rmdir(folder);
}

static const char *
write_file(const char *name, const char *text)
{
	static char path[256];
	FILE *out;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	return path;
}

static enum status
load(const char *path, struct buf *said, struct ruleset **set_r)
{
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;
	char line[DIAG_TEXT_MAX * 2];

	diag_init(&diags);
	status = ruleset_load(&path, 1, &diags, set_r, &err);
	if (said != NULL)
		buf_init(said, 1 << 20);
	for (size_t i = 0; i < diags.len; i++) {
		diag_format(&diags.items[i], line, sizeof(line));
		if (said != NULL)
			assert_true(buf_printf(said, "%s\n", line));
		else
			fail_msg("%s", line);
	}
	diag_free(&diags);
	return status;
}

/* The set of one pack with these rules. */
static struct ruleset *
load_rules(const char *rules)
{
	char text[8192];
	struct ruleset *set;

	(void)snprintf(text, sizeof(text), "pack: p\nrules:\n%s", rules);
	assert_int_equal(
	    load(write_file("a.yaml", text), NULL, &set), STATUS_OK);
	return set;
}

static void
sample_rule_loads(void **state)
{
	struct ruleset *set = load_rules(
	    "  - id: pricing.discount-floor\n"
	    "    title: Discount floor\n"
	    "    action: block\n"
	    "    where: [subject, body, attachment]\n"
	    "    regex: '(?i)\\b(discount|price)\\s+floor\\b'\n"
	    "    near: { regex: '\\d+(\\.\\d+)?\\s?%', within: 80 }\n"
	    "    tell: The discount floor is internal; take it out.\n"
	    "    tests:\n"
	    "      hit:  [\"our discount floor is 15 %\"]\n"
	    "      miss: [\"a discount on floor mats\"]\n"
	    "  - { id: w, action: quarantine, words: project heliotrope, "
	    "mode: monitor, least: 2, for: { tier: cold, workflows: [x, y] }, "
	    "unless: { regex: 'x', recipients: ['@corp.example'], agent: a } "
	    "}\n"
	    "  - { id: h, action: flag, header: { name: List-Unsubscribe, "
	    "must: present } }\n");
	const struct rule *rule = ruleset_rule(set, 0);
	char text[256];

	(void)state;
	assert_int_equal(ruleset_count(set), 3);
	assert_string_equal(rule->id, "pricing.discount-floor");
	assert_string_equal(rule->pack, "p");
	assert_int_equal(rule->action, RULE_ACTION_BLOCK);
	assert_int_equal(rule->where,
	    RULE_WHERE_SUBJECT | RULE_WHERE_BODY | RULE_WHERE_ATTACHMENT);
	assert_int_equal(rule->near_within, 80);
	assert_int_equal(rule->hit.len, 1);
	assert_int_equal(rule->line, 3);
	rule_to_text(rule, text, sizeof(text));
	assert_string_equal(text,
	    "pricing.discount-floor: Discount floor "
	    "(block; subject, body, attachment)");
	rule = ruleset_rule(set, 1);
	assert_string_equal(rule->title, "w");
	assert_string_equal(rule->tell, "");
	assert_int_equal(rule_effect(rule), RULE_ACTION_MONITOR);
	assert_int_equal(rule->where, RULE_WHERE_ALL);
	assert_int_equal(rule->least, 2);
	assert_string_equal(rule->for_tiers.items[0], "cold");
	assert_int_equal(rule->for_workflows.len, 2);
	assert_string_equal(rule->unless.rcpts.items[0], "@corp.example");
	assert_string_equal(rule->unless.agents.items[0], "a");
	rule_to_text(rule, text, sizeof(text));
	assert_string_equal(text, "w: w (quarantine, monitored; every view)");
	rule = ruleset_rule(set, 2);
	assert_true(rule->header_must);
	rule_to_text(rule, text, 12);
	assert_string_equal(text, "h: h (flag;");
	ruleset_unref(set);
}

static const struct {
	const char *rules; /* from line 3 on */
	const char *said;
} wrong_rules[] = {
	{ "  - { id: a, action: block, regex: 'foo(bar' }\n",
	    "a.yaml:3:36: error: regex: missing closing parenthesis "
	    "(at offset 7, after \"foo(bar\")" },
	{ "  - { id: a, action: block, regex: 'a\\Cb' }\n", "error: regex: " },
	{ "  - { id: a, action: block, regex: [x] }\n",
	    "expected a regular expression" },
	{ "  - { id: a, action: block }\n",
	    "a.yaml:3:5: error: a rule has one of" },
	{ "  - { id: a, action: block, regex: x, words: y }\n",
	    "a rule has one of" },
	{ "  - { id: a, regex: x }\n", "\"action\" is missing" },
	{ "  - { action: block, regex: x }\n", "\"id\" is missing" },
	{ "  - { id: 'a b', action: block, regex: x }\n",
	    "a.yaml:3:11: error: id: letters" },
	{ "  - { id: a, action: allow, regex: x }\n",
	    "expected flag, quarantine or block, got \"allow\"" },
	{ "  - { id: a, action: monitor, regex: x }\n",
	    "expected flag, quarantine or block" },
	{ "  - { id: a, action: flag, regex: x }\n"
	  "  - { id: a, action: flag, regex: y }\n",
	    "a.yaml:4:5: error: id: \"a\" is also at" },
	{ "  - { id: a, action: flag, regx: x }\n",
	    "unknown key \"regx\" in rules; did you mean \"regex\"?" },
	{ "  - { id: a, action: flag, exact: contracts, to: nobody }\n",
	    "a.yaml:3:50: error: to: " },
	{ "  - { id: a, action: flag, exact: contracts, cells: 0 }\n",
	    "a.yaml:3:53: error: cells: must be at least 1" },
	{ "  - { id: a, action: flag, exact: contracts, validate: iban }\n",
	    "a.yaml:3:46: error: validate: does not go with exact" },
	{ "  - { id: a, action: flag, regex: x, within: 5 }\n",
	    "a.yaml:3:38: error: within: goes with exact alone" },
	{ "  - { id: a, action: flag, others: prospects }\n",
	    "a.yaml:3:36: error: others: expected accounts" },
	{ "  - { id: a, action: flag, others: accounts, tests: {} }\n",
	    "tests: does not go with others" },
	{ "  - { id: a, action: flag, regex: x, score: 3 }\n",
	    "a.yaml:3:38: error: score: the pack has no threshold" },
	{ "  - { id: a, action: flag, regex: x, where: [bdy] }\n",
	    "where: expected subject, headers" },
	{ "  - { id: a, action: flag, regex: x, where: [] }\n",
	    "where: expected a list" },
	{ "  - { id: a, action: flag, regex: x, least: 0 }\n", "at least 1" },
	{ "  - { id: a, action: flag, regex: x, validate: isbn }\n",
	    "a.yaml:3:48: error: validate: no such check \"isbn\"" },
	{ "  - { id: a, action: flag, regex: x, near: 3 }\n",
	    "near: expected {" },
	{ "  - { id: a, action: flag, regex: x, near: { regex: '(' } "
	  "}\n",
	    "regex: missing closing parenthesis" },
	{ "  - { id: a, action: flag, regex: x, unless: {} }\n",
	    "unless: expected" },
	{ "  - { id: a, action: flag, regex: x, for: { team: a } }\n",
	    "unknown key \"team\" in for" },
	{ "  - { id: a, action: flag, regex: x, for: { tier: a, "
	  "tiers: b } }\n",
	    "tier: stands beside tiers" },
	{ "  - { id: a, action: flag, words: [] }\n",
	    "words: there is no phrase" },
	{ "  - { id: a, action: flag, words: [' '] }\n",
	    "words: there is no phrase" },
	{ "  - { id: a, action: flag, words: { file: gone.txt } }\n",
	    "gone.txt: error: No such file" },
	{ "  - { id: a, action: flag, words: { path: x } }\n",
	    "unknown key \"path\" in words" },
	{ "  - { id: a, action: flag, header: { name: X } }\n",
	    "header: expected {" },
	{ "  - { id: a, action: flag, header: { name: 'X:', must: "
	  "absent } }\n",
	    "not the name of a header field" },
	{ "  - { id: a, action: flag, where: body, header: { name: X, "
	  "must: absent } }\n",
	    "where: does not go with header" },
	{ "  - { id: a, action: flag, regex: x, tests: { hits: [] } "
	  "}\n",
	    "unknown key \"hits\" in tests" },
	{ "  - 3\n", "rules: expected a map" },
	{ "  x: y\n", "rules: expected a list" },
};

static void
what_is_wrong_has_its_place(void **state)
{
	char text[4096];
	struct ruleset *set;
	struct buf said;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong_rules) / sizeof(*wrong_rules);
	     i++) {
		(void)snprintf(text, sizeof(text), "pack: p\nrules:\n%s",
		    wrong_rules[i].rules);
		assert_int_equal(load(write_file("a.yaml", text), &said, &set),
		    STATUS_CONFIG);
		assert_null(set);
		if (strstr(buf_cstr(&said), wrong_rules[i].said) == NULL)
			fail_msg("wanted \"%s\", got \"%s\"",
			    wrong_rules[i].said, buf_cstr(&said));
		buf_free(&said);
	}
}

static void
packs_are_whole(void **state)
{
	struct ruleset *set;
	struct buf said;

	(void)state;
	assert_int_equal(load(write_file("a.yaml", "rules: []\n"), &said, &set),
	    STATUS_CONFIG);
	assert_non_null(strstr(buf_cstr(&said), "\"pack\" is missing"));
	buf_free(&said);
	assert_int_equal(
	    load(write_file("a.yaml", "pack: p\nthreshold: 0\nrules: []\n"),
		&said, &set),
	    STATUS_CONFIG);
	assert_non_null(
	    strstr(buf_cstr(&said), "a.yaml:2:12: error: threshold: must"));
	buf_free(&said);
	assert_int_equal(load(write_file("a.yaml", "pack: p\n"), &said, &set),
	    STATUS_CONFIG);
	buf_free(&said);
	assert_int_equal(
	    load("/nonexistent/rules", &said, &set), STATUS_CONFIG);
	assert_non_null(strstr(buf_cstr(&said), "/nonexistent/rules"));
	buf_free(&said);
	assert_int_equal(
	    load(write_file("a.yaml", ""), &said, &set), STATUS_OK);
	assert_non_null(strstr(buf_cstr(&said), "warning: no rules"));
	assert_int_equal(ruleset_count(set), 0);
	ruleset_unref(set);
	buf_free(&said);
}

static void
folder_is_read_in_order(void **state)
{
	struct ruleset *set, *again;
	struct buf said;

	(void)state;
	(void)write_file(
	    "b.yaml", "pack: b\nrules: [{ id: b1, action: flag, regex: x }]\n");
	(void)write_file(
	    "a.yaml", "pack: a\nrules: [{ id: a1, action: flag, regex: x }]\n");
	(void)write_file(".hidden.yaml", "nonsense: [\n");
	(void)write_file("c.yml", "nonsense: [\n");
	assert_int_equal(load(folder, NULL, &set), STATUS_OK);
	assert_int_equal(ruleset_count(set), 2);
	assert_string_equal(ruleset_rule(set, 0)->id, "a1");
	assert_string_equal(ruleset_rule(set, 1)->pack, "b");
	assert_int_equal(strlen(ruleset_digest(set)), 64);
	assert_int_equal(load(folder, NULL, &again), STATUS_OK);
	assert_string_equal(ruleset_digest(set), ruleset_digest(again));
	ruleset_unref(again);
	(void)write_file(
	    "b.yaml", "pack: b\nrules: [{ id: b1, action: flag, regex: y }]\n");
	assert_int_equal(load(folder, NULL, &again), STATUS_OK);
	assert_string_not_equal(ruleset_digest(set), ruleset_digest(again));
	ruleset_unref(again);
	ruleset_unref(set);
	/* the same id in two packs */
	(void)write_file(
	    "b.yaml", "pack: b\nrules: [{ id: a1, action: flag, regex: x }]\n");
	assert_int_equal(load(folder, &said, &set), STATUS_CONFIG);
	assert_non_null(
	    strstr(buf_cstr(&said), "b.yaml:2:9: error: id: \"a1\""));
	buf_free(&said);
}

/* How often the set's first rule matches in text. */
static int
matches(struct ruleset *set, const char *text)
{
	struct rule_matcher *matcher;
	struct slice s = slice_cstr(text);
	size_t at = 0, start, end;
	int n = 0;

	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	while (rule_pattern_find(matcher, ruleset_rule(set, 0)->pattern, s, at,
		   &start, &end) == RULE_FOUND_YES) {
		assert_true(end > start && end <= s.len);
		at = end;
		n++;
	}
	rule_matcher_give(matcher);
	return n;
}

static void
words_have_bounds(void **state)
{
	static const struct {
		const char *words;
		const char *text;
		int hits;
	} cases[] = {
		{ "project heliotrope", "the Project  HELIOTROPE, again", 1 },
		{ "project heliotrope", "project\n\theliotrope", 1 },
		{ "project heliotrope", "projectheliotrope", 0 },
		{ "project heliotrope", "subproject heliotrope", 0 },
		{ "project heliotrope", "project heliotropes", 0 },
		{ "project heliotrope", "(project heliotrope)", 1 },
		{ "' a  b '", "x a b y", 1 },
		{ "c++", "c++ and C++11", 2 },
		{ "'$5 off'", "get $5 off", 1 },
		{ "'$5 off'", "get 15 off", 0 },
		{ "a.b", "axb", 0 },
		{ "'[x]{2}'", "[X]{2} xx", 1 },
		{ "Café Noir", "CAFÉ noir", 1 },
		{ "Café Noir", "cafe noir", 1 },
		{ "[one, two words, one two]", "one two words", 2 },
		{ "'a\\Eb'", "a\\eb", 1 },
		{ "a#b", "a#b", 1 },
	};
	char rules[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ruleset *set;

		(void)snprintf(rules, sizeof(rules),
		    "  - { id: w, action: flag, words: %s }\n", cases[i].words);
		set = load_rules(rules);
		if (matches(set, cases[i].text) != cases[i].hits)
			fail_msg("\"%s\" in \"%s\": %d", cases[i].words,
			    cases[i].text, matches(set, cases[i].text));
		ruleset_unref(set);
	}
}

static void
words_come_from_a_file(void **state)
{
	struct ruleset *set;
	struct buf said;

	(void)state;
	(void)write_file(
	    "words.txt", "# phrases\n\nproject heliotrope\r\n  blue moon  \n");
	set =
	    load_rules("  - { id: w, action: flag, words: { file: words.txt } "
		       "}\n");
	assert_int_equal(matches(set, "project heliotrope, Blue Moon"), 2);
	assert_int_equal(matches(set, "phrases"), 0);
	ruleset_unref(set);
	(void)write_file("bad.txt",
	    "good\nb\xff"
	    "d\n");
	assert_int_equal(
	    load(write_file("a.yaml",
		     "pack: p\nrules: [{ id: w, "
		     "action: flag, words: { file: bad.txt } }]\n"),
		&said, &set),
	    STATUS_CONFIG);
	assert_non_null(
	    strstr(buf_cstr(&said), "bad.txt:2:1: error: not UTF-8 text"));
	buf_free(&said);
}

static void
texts_are_unicode(void **state)
{
	struct ruleset *set = load_rules("  - { id: r, action: flag, regex: "
					 "'(?i)\\bstra\xc3\x9f"
					 "e\\b|^\\w{4}$|\\d{3}' }\n");

	(void)state;
	assert_int_equal(matches(set,
			     "die STRA\xe1\xba\x9e"
			     "E x"),
	    1);
	assert_int_equal(matches(set, "\xd0\xb0\xd0\xb1\xd0\xb2\xd0\xb3"), 1);
	assert_int_equal(matches(set, "\xd9\xa1\xd9\xa2\xd9\xa3 x"), 1);
	ruleset_unref(set);
}

static void
empty_matches_are_skipped(void **state)
{
	struct ruleset *set =
	    load_rules("  - { id: r, action: flag, regex: 'x*' }\n");

	(void)state;
	assert_int_equal(matches(set, "aaxxbx"), 2);
	assert_int_equal(matches(set, ""), 0);
	ruleset_unref(set);
}

/* A pattern that backtracks without end runs into its limit, soon. */
static void
limits_hold(void **state)
{
	struct ruleset *set = load_rules("  - { id: r, action: flag, regex: "
					 "'^(?:(?:a+)+)+$' }\n");
	struct rule_matcher *matcher;
	size_t start, end;
	char text[65];

	(void)state;
	memset(text, 'a', 64);
	text[63] = '!';
	text[64] = '\0';
	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	assert_int_equal(
	    rule_pattern_find(matcher, ruleset_rule(set, 0)->pattern,
		slice_cstr(text), 0, &start, &end),
	    RULE_FOUND_LIMIT);
	/* and the matcher is as good as before */
	assert_int_equal(
	    rule_pattern_find(matcher, ruleset_rule(set, 0)->pattern,
		SLICE("aaa"), 0, &start, &end),
	    RULE_FOUND_YES);
	rule_matcher_give(matcher);
	ruleset_unref(set);
}

struct asked {
	bool rules[16];
};

static void
note(size_t index, void *arg)
{
	((struct asked *)arg)->rules[index] = true;
}

/*
 * Whatever PCRE2 finds, the prefilter has asked for: patterns that libhs knows
 * only roughly, or not at all, and letters whose case is a matter of Unicode.
 */
static void
prefilter_misses_nothing(void **state)
{
	static const char *const texts[] = { "", "abc", "foobar", "barfoo",
		"xx 12 yy",
		"\xe2\x84\xaa"
		"elvin secret",
		"\xc5\xbf"
		"ecret",
		"SECRET", "aa bb aa", "word,",
		"\xd0\x96"
		"abc\xd0\x96",
		"line\nend", "the end", "x\xc2\xa0y",
		"\xef\xbc\x91\xef\xbc\x92",
		"stra\xc3\x9f"
		"e STRASSE",
		"\xc4\xb0stanbul istanbul" };
	struct ruleset *set = load_rules(
	    "  - { id: r0, action: flag, regex: 'foo(?=bar)' }\n"
	    "  - { id: r1, action: flag, regex: '(?<=bar)foo' }\n"
	    "  - { id: r2, action: flag, regex: '(\\w\\w) \\w+ \\1' }\n"
	    "  - { id: r3, action: flag, regex: '(?i)secret|kelvin' }\n"
	    "  - { id: r4, action: flag, regex: '\\bword\\b' }\n"
	    "  - { id: r5, action: flag, regex: '\\Babc\\B' }\n"
	    "  - { id: r6, action: flag, regex: '\\X{2}' }\n"
	    "  - { id: r7, action: flag, regex: '(?|(a)|(b))c' }\n"
	    "  - { id: r8, action: flag, regex: 'end$' }\n"
	    "  - { id: r9, action: flag, regex: '(?>a+)b' }\n"
	    "  - { id: r10, action: flag, regex: 'x\\sy|\\d\\d' }\n"
	    "  - { id: r11, action: flag, regex: '(?i)stra\xc3\x9f"
	    "e' }\n"
	    "  - { id: r12, action: flag, words: [word, 'the end'] }\n"
	    "  - { id: r13, action: flag, regex: '(?i)istanbul' }\n"
	    "  - { id: r14, action: flag, regex: 'o\\Kb|(?x) a b c' }\n");
	struct rule_matcher *matcher;
	size_t start, end;

	(void)state;
	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
		struct asked asked = { { false } };
		struct slice text = slice_cstr(texts[t]);

		rule_matcher_prefilter(matcher, text, note, &asked);
		for (size_t i = 0; i < ruleset_count(set); i++)
			if (rule_pattern_find(matcher,
				ruleset_rule(set, i)->pattern, text, 0, &start,
				&end) == RULE_FOUND_YES &&
			    !asked.rules[i])
				fail_msg(
				    "rule %zu missed in \"%s\"", i, texts[t]);
	}
	rule_matcher_give(matcher);
	ruleset_unref(set);
}

static void
without_prefilter_all_are_asked(void **state)
{
	struct ruleset *set = load_rules(
	    "  - { id: r0, action: flag, regex: 'foo' }\n"
	    "  - { id: h, action: flag, header: { name: X, must: absent } }\n"
	    "  - { id: r1, action: flag, regex: 'bar' }\n");
	struct rule_matcher *matcher;
	struct asked asked = { { false } };

	(void)state;
	ruleset_prefilter(set, RULESET_PREFILTER_NEVER, NULL);
	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	rule_matcher_prefilter(matcher, SLICE("nothing"), note, &asked);
	assert_true(asked.rules[0] && !asked.rules[1] && asked.rules[2]);
	rule_matcher_give(matcher);
	ruleset_unref(set);
}

static void
every_allocation_may_fail(void **state)
{
	/* between them, the packs have every kind of key */
	const char *const paths[] = { "rules/personal.yaml",
		"rules/compliance.yaml", "rules/tone.yaml" };
	struct ruleset *set = NULL;
	struct rule_matcher *matcher;
	enum status status = STATUS_NOMEM;
	unsigned long n, made = 1;

	(void)state;
	for (n = 1; n <= made + 1; n++) {
		mem_fault_set(n);
		status = ruleset_load(paths, 3, NULL, &set, NULL);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true(status == STATUS_OK ? set != NULL : set == NULL);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM ||
		    status == STATUS_INTERNAL);
		ruleset_unref(set);
	}
	assert_true(n > 50);
	assert_int_equal(status, STATUS_OK);
	/* without memory for the prefilter every rule is asked */
	for (n = 1, made = 1; n <= made + 1; n++) {
		struct asked asked = { { false } };

		set = load_rules("  - { id: r0, action: flag, regex: 'foo' }\n"
				 "  - { id: r1, action: flag, regex: 'bar' "
				 "}\n");
		mem_fault_set(n);
		status = rule_matcher_take(set, &matcher, NULL);
		if (status == STATUS_OK)
			rule_matcher_prefilter(
			    matcher, SLICE("foo"), note, &asked);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true(status == STATUS_OK ? asked.rules[0] :
						  status == STATUS_NOMEM);
		if (status == STATUS_OK)
			rule_matcher_give(matcher);
		ruleset_unref(set);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_rule_loads),
		cmocka_unit_test(what_is_wrong_has_its_place),
		cmocka_unit_test(packs_are_whole),
		cmocka_unit_test(folder_is_read_in_order),
		cmocka_unit_test(words_have_bounds),
		cmocka_unit_test(words_come_from_a_file),
		cmocka_unit_test(texts_are_unicode),
		cmocka_unit_test(empty_matches_are_skipped),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(prefilter_misses_nothing),
		cmocka_unit_test(without_prefilter_all_are_asked),
		cmocka_unit_test(every_allocation_may_fail),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
