/*
 * Rules over views: where, plain and folded, near, unless, least, headers,
 * masks, limits; and the shipped packs against their own examples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "find_case.h"
#include "rule/set.h"

/* The findings as "rule view part excerpt", a line each. */
static void
expect_findings(const struct find_case *b, const char *wanted)
{
	struct buf got;

	buf_init(&got, 1 << 20);
	for (size_t i = 0; i < b->findings.len; i++) {
		const struct finding *f = &b->findings.items[i];

		assert_true(buf_printf(&got, "%s %s %s%s%s: %.*s\n",
		    f->rule->id, text_view_name(f->view), f->part,
		    f->folded ? " folded" : "",
		    f->incomplete ? " incomplete" : "", SLICE_ARG(f->excerpt)));
	}
	if (strcmp(buf_cstr(&got), wanted) != 0)
		fail_msg("wanted\n%s\ngot\n%s", wanted, buf_cstr(&got));
	buf_free(&got);
}

#define FLOOR                                                      \
	"  - { id: floor, action: block, regex: '(?i)\\bdiscount " \
	"floor\\b' }\n"

static void
check(const char *rules, const char *raw, const char *wanted)
{
	struct find_case b;

	find_case_open(&b, rules);
	find_case_run(&b, raw);
	expect_findings(&b, wanted);
	find_case_close(&b);
}

static void
hits_are_masked(void **state)
{
	struct find_case b;
	const struct finding *f;

	(void)state;
	find_case_open(&b, FLOOR);
	find_case_run(&b, PLAIN "Hi,\r\nour discount floor is 15 %.\r\n");
	expect_findings(&b, "floor body 1: Hi, our ******** ***** is ** %.\n");
	f = &b.findings.items[0];
	assert_int_equal(f->offset, 9);
	assert_int_equal(f->length, 14);
	assert_int_equal(f->action, RULE_ACTION_BLOCK);
	assert_memory_equal(
	    f->hit_text.ptr + f->hit_start, "discount floor", 14);
	assert_int_equal(f->hit_end - f->hit_start, 14);
	find_case_close(&b);
}

static void
masks_hide_what_may_be_sensitive(void **state)
{
	(void)state;
	/* a word that touches the hit, holds a digit or is cut is masked */
	check("  - { id: r, action: flag, regex: KEY }\n",
	    PLAIN "aKEYz and hunter2 x\r\n", "r body 1: ***** and ******* x\n");
	check("  - { id: r, action: flag, regex: KEY }\n",
	    PLAIN "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz KEY "
		  "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n",
	    "r body 1: ********************************* *** "
	    "*********************************\n");
	/* so is another rule's hit */
	check("  - { id: r, action: flag, regex: KEY }\n"
	      "  - { id: s, action: flag, regex: lemon pie }\n",
	    PLAIN "the lemon pie KEY\r\n",
	    "r body 1: the ***** *** ***\n"
	    "s body 1: the ***** *** ***\n");
	/* a long hit is cut */
	check("  - { id: r, action: flag, regex: 'x{50}' }\n",
	    PLAIN "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
	    "r body 1: ****************************************...\n");
	/* control characters don't come through, characters stay whole */
	check("  - { id: r, action: flag, regex: KEY }\n",
	    PLAIN "\xc3\xa9\xc3\xa9 \t\x1b[1m KEY \xe2\x82\xac\r\n",
	    "r body 1: \xc3\xa9\xc3\xa9 [** *** \xe2\x82\xac\n");
}

static void
folded_and_plain_count_once(void **state)
{
	struct find_case b;

	(void)state;
	/* zero width space, Cyrillic o, two spaces */
	find_case_open(&b, FLOOR);
	find_case_run(&b,
	    PLAIN "our disc\xe2\x80\x8bount  fl\xd0\xbe\xd0\xberr x, "
		  "disc\xe2\x80\x8bount  fl\xd0\xbe\xd0\xber y, "
		  "discount floor z\r\n");
	assert_int_equal(b.findings.len, 2);
	assert_false(b.findings.items[0].folded);
	assert_true(b.findings.items[1].folded);
	assert_memory_equal(
	    b.findings.items[1].hit_text.ptr + b.findings.items[1].hit_start,
	    "disc\xe2\x80\x8b", 7);
	assert_int_equal(
	    b.findings.items[1].offset, b.findings.items[1].hit_start);
	assert_int_equal(b.findings.items[1].length, 20);
	assert_true(utf8_valid(b.findings.items[1].excerpt));
	find_case_close(&b);
}

static void
where_says_which_views(void **state)
{
	static const struct {
		const char *where;
		const char *wanted; /* kinds of the findings */
	} cases[] = {
		{ "subject", "subject " },
		{ "headers", "header " },
		{ "body", "body hidden " },
		{ "hidden", "hidden attribute comment " },
		{ "link", "link " },
		{ "filename", "filename " },
		{ "attachment", "filename attachment " },
	};
	static const char raw[] =
	    "From: KEY <a@corp.example>\r\nSubject: KEY\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/html\r\n\r\n"
	    "<p title='KEY'>KEY<!-- KEY --><a href='http://x/KEY'>x</a>"
	    "<span style='display:none'>KEY</span></p>\r\n"
	    "--b\r\nContent-Type: text/plain; name=KEY.txt\r\n"
	    "Content-Disposition: attachment; filename=KEY.txt\r\n\r\n"
	    "KEY\r\n--b--\r\n";

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char rules[256], name[32];
		bool seen[TEXT_VIEW_KINDS] = { false };
		struct find_case b;

		(void)snprintf(rules, sizeof(rules),
		    "  - { id: r, action: "
		    "flag, regex: KEY, where: %s }\n",
		    cases[i].where);
		find_case_open(&b, rules);
		find_case_run(&b, raw);
		for (size_t f = 0; f < b.findings.len; f++)
			seen[b.findings.items[f].view] = true;
		for (int kind = 0; kind < TEXT_VIEW_KINDS; kind++) {
			(void)snprintf(name, sizeof(name), "%s ",
			    text_view_name((enum text_view_kind)kind));
			if (seen[kind] !=
			    (strstr(cases[i].wanted, name) != NULL))
				fail_msg("where %s: %s %d", cases[i].where,
				    name, seen[kind]);
		}
		find_case_close(&b);
	}
}

static void
near_and_unless(void **state)
{
	static const char near[] = "  - { id: r, action: flag, regex: floor, "
				   "near: { regex: '\\d+ ?%', within: 10 } }\n";
	static const char unless[] = "  - { id: r, action: flag, regex: floor, "
				     "unless: { regex: 'floor mats?' } }\n";

	(void)state;
	check(near, PLAIN "floor is 15 %\r\n", "r body 1: ***** is ** %\n");
	check(near, PLAIN "at 15 % floor\r\n", "r body 1: at ** % *****\n");
	check(near, PLAIN "floor is somewhere at 15 %\r\n", "");
	check(near, PLAIN "15 % is not near a floor\r\n", "");
	check(near,
	    PLAIN "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 5% "
		  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 floor\r\n",
	    "r body 1: \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 *% "
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 *****\n");
	check(unless, PLAIN "a floor mat\r\n", "");
	check(unless, PLAIN "a floor, a floor mat\r\n",
	    "r body 1: a *****, a floor mat\n");
	/* an exception elsewhere takes nothing back */
	check(unless, PLAIN "floor mats and a floor\r\n",
	    "r body 1: floor mats and a *****\n");
}

static void
least_counts_over_the_message(void **state)
{
	static const char rule[] =
	    "  - { id: r, action: flag, regex: free, least: 3 }\n";

	(void)state;
	check(rule, PLAIN "free free\r\n", "");
	check(rule, PLAIN "free free free\r\n",
	    "r body 1: **** **** ****\nr body 1: **** **** ****\n"
	    "r body 1: **** **** ****\n");
	check(rule, "Subject: free\r\n\r\nfree and free\r\n",
	    "r subject 1: ****\nr body 1: **** and ****\n"
	    "r body 1: **** and ****\n");
}

static void
findings_of_a_rule_have_a_ceiling(void **state)
{
	struct find_case b;
	struct buf raw;

	(void)state;
	buf_init(&raw, 4 << 20);
	assert_true(buf_add_cstr(&raw, PLAIN));
	for (int i = 0; i < 100000; i++)
		assert_true(buf_add_cstr(&raw, "free x "));
	find_case_open(&b,
	    "  - { id: r, action: flag, regex: free }\n"
	    "  - { id: s, action: flag, regex: free, least: 100 "
	    "}\n"
	    "  - { id: t, action: flag, regex: nothing }\n");
	find_case_run(&b, buf_cstr(&raw));
	assert_int_equal(b.findings.len, 2 * FIND_PER_RULE_MAX);
	find_case_close(&b);
	buf_free(&raw);
}

static void
check_digits_decide(void **state)
{
	static const char rule[] = "  - { id: r, action: flag, validate: luhn, "
				   "regex: '\\b\\d(?:[ -]?\\d){11,18}\\b' }\n";

	(void)state;
	check(rule, PLAIN "card 4111 1111 1111 1111 ok\r\n",
	    "r body 1: card **** **** **** **** ok\n");
	check(rule, PLAIN "card 4111 1111 1111 1112 no\r\n", "");
}

static void
headers_must_or_must_not(void **state)
{
	static const char must[] = "  - { id: r, action: flag, header: { name: "
				   "list-unsubscribe, must: present } }\n";
	static const char value[] =
	    "  - { id: r, action: flag, header: { name: "
	    "Subject, must: absent, regex: '(?i)caf\xc3\xa9' } }\n";

	(void)state;
	check(must, PLAIN "x\r\n", "r header 1: \n");
	check(must, "List-Unsubscribe: <mailto:u@x>\r\n" PLAIN "x\r\n", "");
	check(value, PLAIN "x\r\n", "");
	check(value, "Subject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nx\r\n",
	    "r header 1: \n");
	check("  - { id: r, action: flag, header: { name: X-Agent-Workflow, "
	      "must: absent, regex: '^cold' } }\n",
	    "X-Agent-Workflow: cold-intro\r\n\r\nx\r\n", "r header 1: \n");
}

static void
monitor_does_not_act(void **state)
{
	struct find_case b;

	(void)state;
	find_case_open(&b,
	    "  - { id: r, action: block, mode: monitor, "
	    "regex: KEY }\n");
	find_case_run(&b, PLAIN "KEY\r\n");
	assert_int_equal(b.findings.len, 1);
	assert_int_equal(b.findings.items[0].action, RULE_ACTION_MONITOR);
	find_case_close(&b);
}

static void
limits_are_findings(void **state)
{
	static const char rule[] = "  - { id: r, action: flag, regex: "
				   "'(?:a+)+(?:a+)+\\d' }\n";
	char raw[1024], many[201];

	(void)state;
	memset(many, 'a', 200);
	many[200] = '\0';
	(void)snprintf(raw, sizeof(raw), PLAIN "%s 1 aa1x\r\n", many);
	check(rule, raw, "r body 1 incomplete: \n");
}

/* Short views are scanned together: ends of each still count. */
static void
anchors_hold_in_short_views(void **state)
{
	check("  - { id: r, action: flag, regex: '^Hello$', where: subject }\n"
	      "  - { id: s, action: flag, regex: '\\AHello\\z', where: "
	      "subject }\n"
	      "  - { id: t, action: flag, regex: '\\bHello\\b', where: "
	      "subject }\n"
	      "  - { id: u, action: flag, regex: 'Hello.+b@x', where: "
	      "subject }\n",
	    PLAIN "x\r\n",
	    "r subject 1: *****\ns subject 1: *****\nt subject 1: *****\n");
	(void)state;
}

/* Views that break the promise of valid UTF-8 do no harm. */
static void
malformed_views_are_mended(void **state)
{
	struct text_view view = { .kind = TEXT_VIEW_BODY,
		.text = SLICE("a\xff\xfe\xe2\x82 KEY\xf0\x9f"),
		.folded = SLICE("\xc0 key"),
		.name = SLICE_EMPTY,
		.how = "" };
	struct find_case b;

	(void)state;
	find_case_open(&b, "  - { id: r, action: flag, regex: KEY }\n");
	assert_int_equal(find_case_read(&b, SLICE("\r\n")), STATUS_OK);
	view.part = b.message.root;
	b.text.views.items = &view;
	b.text.views.len = 1;
	assert_int_equal(find_run(b.set, NULL, &b.message, &b.text, b.arena,
			     &b.findings, NULL),
	    STATUS_OK);
	expect_findings(&b, "r body 1: a???? ***??\n");
	find_case_close(&b);
}

static struct ruleset *
load_packs(void)
{
	const char *const paths[] = { "rules" };
	struct diag_list diags;
	struct ruleset *set;
	struct err err = ERR_INIT;

	diag_init(&diags);
	if (ruleset_load(paths, 1, &diags, &set, &err) != STATUS_OK ||
	    diags.len > 0) {
		diag_print(&diags, stderr);
		fail_msg("%s", err.text);
	}
	diag_free(&diags);
	return set;
}

static void
expect_examples(struct ruleset *set, size_t index,
    const struct rule_list *examples, bool wanted)
{
	const struct rule *rule = ruleset_rule(set, index);
	struct find_example got;

	assert_true(examples->len >= 3);
	for (size_t i = 0; i < examples->len; i++) {
		assert_int_equal(
		    find_example(
			set, index, slice_cstr(examples->items[i]), &got, NULL),
		    STATUS_OK);
		if (got.hit != wanted)
			print_error("%s: %s \"%s\"\n", rule->id,
			    wanted ? "missed" : "hit", examples->items[i]);
		assert_int_equal(got.hit, wanted);
		assert_false(got.unasked || got.incomplete);
	}
}

static void
shipped_examples_hold(void **state)
{
	struct ruleset *set = load_packs();

	(void)state;
	assert_true(ruleset_count(set) > 90);
	for (size_t i = 0; i < ruleset_count(set); i++) {
		const struct rule *rule = ruleset_rule(set, i);

		expect_examples(set, i, &rule->hit, true);
		expect_examples(set, i, &rule->miss, false);
		/* who is told of it must learn what to do */
		assert_true(rule_effect(rule) < RULE_ACTION_QUARANTINE ||
		    rule->tell[0] != '\0');
	}
	ruleset_unref(set);
}

/* The findings of every example, as a text. */
static void
run_examples(struct ruleset *set, bool joined, struct buf *out)
{
	struct find_case b = { .set = set };

	buf_init(out, 4 << 20);
	for (size_t i = 0; i < ruleset_count(set); i++) {
		const struct rule *rule = ruleset_rule(set, i);
		/* a sanitizer looks at the same code sooner */
		size_t most =
		    getenv("SENDGATE_SANITIZE") != NULL ? 1 : rule->hit.len;

		for (size_t k = 0; k < most && k < rule->hit.len; k++) {
			struct buf raw;

			b.arena = arena_new(MEMORY);
			buf_init(&raw, 1 << 20);
			assert_true(buf_add_cstr(&raw, PLAIN));
			/* long enough to be scanned alone, or not */
			for (int n = 0; n < (joined ? 1 : 40); n++)
				assert_true(buf_add_cstr(
				    &raw, "an ordinary line of text\r\n"));
			assert_true(buf_add_cstr(&raw, rule->hit.items[k]));
			find_case_run(&b, buf_cstr(&raw));
			assert_true(buf_printf(out, "%s %zu:", rule->id, k));
			for (size_t f = 0; f < b.findings.len; f++)
				assert_true(buf_printf(out, " %s@%zu",
				    b.findings.items[f].rule->id,
				    b.findings.items[f].offset));
			assert_true(buf_add_byte(out, '\n'));
			buf_free(&raw);
			arena_free(b.arena);
		}
	}
}

static void
prefilter_changes_nothing(void **state)
{
	(void)state;
	for (int joined = 0; joined < 2; joined++) {
		struct ruleset *with = load_packs(), *without = load_packs();
		struct buf a, b;

		ruleset_prefilter(with, RULESET_PREFILTER_NOW, NULL);
		ruleset_prefilter(without, RULESET_PREFILTER_NEVER, NULL);
		run_examples(with, joined == 1, &a);
		run_examples(without, joined == 1, &b);
		assert_string_equal(buf_cstr(&a), buf_cstr(&b));
		buf_free(&a);
		buf_free(&b);
		ruleset_unref(with);
		ruleset_unref(without);
	}
}

static void
every_allocation_may_fail(void **state)
{
	struct find_case b;
	enum status status;
	unsigned long n, made = 1;
	struct find_example got = { .hit = false };

	(void)state;
	find_case_open(&b,
	    FLOOR "  - { id: h, action: flag, header: { name: "
		  "Subject, must: absent, regex: l } }\n");
	assert_int_equal(
	    find_case_read(
		&b, SLICE(PLAIN "our discount floor, discount  floor\r\n")),
	    STATUS_OK);
	for (n = 1; n <= made + 1; n++) {
		struct arena *arena = arena_new(MEMORY);

		assert_non_null(arena);
		mem_fault_set(n);
		status = find_run(
		    b.set, NULL, &b.message, &b.text, arena, &b.findings, NULL);
		made = mem_fault_count();
		mem_fault_set(0);
		if (status == STATUS_OK)
			assert_int_equal(b.findings.len, 3);
		else
			assert_int_equal(status, STATUS_NOMEM);
		arena_free(arena);
	}
	assert_int_equal(status, STATUS_OK);
	for (n = 1, made = 1; n <= made + 1; n++) {
		mem_fault_set(n);
		status =
		    find_example(b.set, 0, SLICE("discount floor"), &got, NULL);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true(
		    status == STATUS_OK ? got.hit : status == STATUS_NOMEM);
	}
	assert_true(got.hit);
	find_case_close(&b);
}

/* "rule why [matched]", a line each. */
static void
expect_misses(const char *rules, const char *raw, const char *wanted)
{
	struct find_misses misses;
	struct find_case b;
	struct buf got;

	buf_init(&got, 1 << 16);
	find_case_open(&b, rules);
	assert_int_equal(find_case_read(&b, slice_cstr(raw)), STATUS_OK);
	assert_int_equal(find_try(b.set, &b.message, &b.text, b.arena,
			     &b.findings, &misses, NULL),
	    STATUS_OK);
	for (size_t i = 0; i < misses.len; i++) {
		const struct finding *f = &misses.items[i].finding;

		(void)buf_printf(&got, "%s %s [%.*s]\n", f->rule->id,
		    find_miss_name(misses.items[i].why),
		    SLICE_ARG(slice_sub(
			f->hit_text, f->hit_start, f->hit_end - f->hit_start)));
	}
	if (strcmp(buf_cstr(&got), wanted) != 0)
		fail_msg(
		    "in\n%s\nwanted\n%s\ngot\n%s", raw, wanted, buf_cstr(&got));
	buf_free(&got);
	find_case_close(&b);
}

static void
near_misses_are_said(void **state)
{
	(void)state;
	expect_misses("  - { id: r, action: flag, regex: floor, "
		      "near: { regex: '\\d', within: 5 } }\n",
	    PLAIN "floor, and floor 5\r\n\r\n\r\nfloor\r\n",
	    "r near [floor]\n");
	expect_misses("  - { id: r, action: flag, regex: '\\d{16}', "
		      "validate: luhn, where: body }\n",
	    PLAIN "4111111111111112 4111111111111111 4111111111111113\r\n",
	    "r validate [4111111111111112]\n"
	    "r validate [4111111111111113]\n");
	/* elsewhere, and only what would have been a hit there */
	expect_misses("  - { id: r, action: flag, regex: '\\d{16}', "
		      "validate: luhn, where: subject }\n",
	    PLAIN "4111111111111112 4111111111111111 4012888888881881\r\n",
	    "r where [4111111111111111]\n");
	expect_misses("  - { id: r, action: flag, words: ab, least: 3 }\n",
	    PLAIN "ab, ab\r\n", "r least [ab]\n");
	/* what is a hit as a whole is no miss in part: folded or not */
	expect_misses("  - { id: r, action: flag, regex: 'floor', "
		      "near: { regex: 'price', within: 9 } }\n",
	    PLAIN "FLOOR PRICE and floor PRICE\r\n", "");
	/* of one rule a few will do, and of one text one */
	expect_misses("  - { id: r, action: flag, regex: 'a\\d', "
		      "near: { regex: 'no', within: 2 } }\n",
	    PLAIN "a1 a1 a2 a3 a4 a5 a6 a7 a8\r\n",
	    "r near [a1]\nr near [a2]\nr near [a3]\nr near [a4]\n"
	    "r near [a5]\n");
	expect_misses("  []\n", PLAIN "a\r\n", "");
}

static void
no_memory_for_near_misses(void **state)
{
	struct find_misses misses = VEC_INIT;
	enum status status = STATUS_NOMEM;
	unsigned long n, made = 1;
	struct find_case b;

	(void)state;
	find_case_open(&b,
	    "  - { id: r, action: flag, regex: 'a\\d', unless: { regex: 'a1' } "
	    "}\n"
	    "  - { id: s, action: flag, words: a2, where: subject }\n");
	assert_int_equal(
	    find_case_read(&b, SLICE(PLAIN "a1 a2\r\n")), STATUS_OK);
	for (n = 1; n <= made + 1; n++) {
		struct arena *arena = arena_new(MEMORY);

		assert_non_null(arena);
		mem_fault_set(n);
		status = find_try(b.set, &b.message, &b.text, arena,
		    &b.findings, &misses, NULL);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true(status == STATUS_OK ? misses.len == 2 :
						  status == STATUS_NOMEM);
		arena_free(arena);
	}
	assert_int_equal(status, STATUS_OK);
	find_case_close(&b);
}

/* A text that libhs would not have asked about is no hit, and said to be so. */
static void
an_example_is_asked_as_a_message_is(void **state)
{
	struct hs_database *database;
	struct find_example got;
	struct find_case b;
	bool limit;

	(void)state;
	find_case_open(&b,
	    "  - { id: r, action: flag, regex: 'foo' }\n"
	    "  - { id: s, action: flag, regex: '(?:x+)+(?:x+)+\\d' }\n"
	    "  - { id: h, action: flag, header: { name: X, must: present } }\n");
	assert_int_equal(
	    find_example(b.set, 0, SLICE("a foo"), &got, NULL), STATUS_OK);
	assert_true(got.hit && !got.unasked && !got.near_miss);
	database = b.set->prefilter.database;
	b.set->prefilter.database = NULL; /* and it names no rule at all */
	assert_int_equal(
	    find_example(b.set, 0, SLICE("a foo"), &got, NULL), STATUS_OK);
	assert_true(!got.hit && got.unasked);
	b.set->prefilter.database = database;
	assert_int_equal(
	    find_example(b.set, 1,
		SLICE("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx x1"), &got, NULL),
	    STATUS_OK);
	assert_true(!got.hit && got.incomplete);
	assert_int_equal(
	    find_probe(b.set, 1,
		SLICE("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx x1"), &limit, NULL),
	    STATUS_OK);
	assert_true(limit);
	assert_int_equal(
	    find_probe(b.set, 0, SLICE("foo foo"), &limit, NULL), STATUS_OK);
	assert_false(limit);
	assert_int_equal(
	    find_probe(b.set, 2, SLICE("foo"), &limit, NULL), STATUS_OK);
	assert_false(limit);
	mem_fault_set(1);
	(void)find_probe(b.set, 0, SLICE("foo"), &limit, NULL);
	mem_fault_set(0);
	find_case_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_misses_are_said),
		cmocka_unit_test(no_memory_for_near_misses),
		cmocka_unit_test(an_example_is_asked_as_a_message_is),
		cmocka_unit_test(hits_are_masked),
		cmocka_unit_test(masks_hide_what_may_be_sensitive),
		cmocka_unit_test(folded_and_plain_count_once),
		cmocka_unit_test(where_says_which_views),
		cmocka_unit_test(near_and_unless),
		cmocka_unit_test(least_counts_over_the_message),
		cmocka_unit_test(findings_of_a_rule_have_a_ceiling),
		cmocka_unit_test(check_digits_decide),
		cmocka_unit_test(headers_must_or_must_not),
		cmocka_unit_test(monitor_does_not_act),
		cmocka_unit_test(limits_are_findings),
		cmocka_unit_test(anchors_hold_in_short_views),
		cmocka_unit_test(malformed_views_are_mended),
		cmocka_unit_test(shipped_examples_hold),
		cmocka_unit_test(prefilter_changes_nothing),
		cmocka_unit_test(every_allocation_may_fail),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
