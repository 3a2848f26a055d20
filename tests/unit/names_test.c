/*
 * names_test.c - names of accounts in a text: how they may be written, which
 * wins, whose they are, and what is too ordinary to count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "rule/names.h"
#include "text/fold.h"

#define MEMORY ((size_t)256 << 20)

struct found {
	const struct names_index *index;
	struct slice folded;
	struct buf out;
};

/* "text<A1,A2> ", or "text<A1=Spelling> ". */
static bool
take(const struct name_hit *hit, void *arg)
{
	struct found *found = arg;
	struct name_owner owner;

	(void)buf_printf(&found->out, "%s%.*s<", found->out.len > 0 ? " " : "",
	    SLICE_ARG(
		slice_sub(found->folded, hit->start, hit->end - hit->start)));
	for (size_t i = 0; i < hit->owners; i++) {
		owner = names_owner(found->index, hit, i);
		assert_true(hit->spelled || owner.spelling.len == 0);
		(void)buf_printf(&found->out, "%s%.*s%s%.*s", i > 0 ? "," : "",
		    SLICE_ARG(owner.account), owner.spelling.len > 0 ? "=" : "",
		    SLICE_ARG(owner.spelling));
	}
	return buf_add_cstr(&found->out, ">");
}

/* book: "A1|Name|Alias", a line each. */
static struct names_index *
index_of(const char *book)
{
	struct names_builder *builder = names_builder_new();
	struct slice rest = slice_cstr(book), line, cell;
	struct names_index *index;

	assert_non_null(builder);
	while (rest.len > 0 && slice_cut(&rest, '\n', &line)) {
		assert_true(slice_cut(&line, '|', &cell));
		assert_int_equal(
		    names_builder_account(builder, cell, NULL), STATUS_OK);
		while (slice_cut(&line, '|', &cell))
			assert_int_equal(
			    names_builder_name(builder, cell, NULL), STATUS_OK);
	}
	assert_int_equal(names_builder_end(builder, &index, NULL), STATUS_OK);
	names_builder_free(builder);
	return index;
}

static void
check(const char *book, const char *text, const char *wanted)
{
	struct names_index *index = index_of(book);
	struct arena *arena = arena_new(MEMORY);
	const struct text_map *map;
	struct found found;

	buf_init(&found.out, MEMORY);
	assert_int_equal(
	    text_fold(slice_cstr(text), arena, &found.folded, &map), STATUS_OK);
	found.index = index;
	names_search(index, found.folded, take, &found);
	if (strcmp(buf_cstr(&found.out), wanted) != 0)
		fail_msg("in \"%s\": wanted %s, got %s", text, wanted,
		    buf_cstr(&found.out));
	buf_free(&found.out);
	arena_free(arena);
	names_index_free(index);
}

static void
test_longest_wins(void **state)
{
	static const char book[] = "A1|Northwind Robotics\n"
				   "A2|Northwind Robotic Systems\n"
				   "A3|Acmeco\nA4|Acmeco Bank\n"
				   "A5|Acmeco Bank of Ohio\n";

	(void)state;
	check(book, "Northwind Robotics is glad", "northwind robotics<A1>");
	check(book, "Northwind Robotic Systems is glad",
	    "northwind robotic systems<A2>");
	check(book, "Northwind is glad", "");
	check(book, "Acmeco Bank and Acmeco", "acmeco bank<A4> acmeco<A3>");
	check(book, "Acmeco Bank of Oslo", "acmeco bank<A4>");
	check(book, "Acmeco Bank of Ohio", "acmeco bank of ohio<A5>");
	check(book, "Acmeco Acmeco Bank", "acmeco<A3> acmeco bank<A4>");
	check(book, "Acmecos, Acmecology, MyAcmeco", "");
	check(book, "", "");
}

/* A name that begins in another and goes on behind it is a name too. */
static void
test_overlap(void **state)
{
	static const char book[] = "A1|Harborco Bluepeak\n"
				   "A2|Bluepeak Logistics\nA3|Bluepeak\n";

	(void)state;
	check(book, "Harborco Bluepeak Logistics",
	    "harborco bluepeak<A1> bluepeak logistics<A2>");
	check(book, "Harborco Bluepeak", "harborco bluepeak<A1>");
	check(book, "Bluepeak Bluepeak Logistics",
	    "bluepeak<A3> bluepeak logistics<A2>");
}

static void
test_ways_to_write(void **state)
{
	(void)state;
	check("A1|Quarry & Stonex GmbH\n",
	    "QUARRY\n STONEX; Quarry and Stonex; quarry-stonex; "
	    "Quarry & Stonex GmbH",
	    "quarry stonex<A1> quarry and stonex<A1> quarry-stonex<A1> "
	    "quarry & stonex gmbh<A1>");
	check(
	    "A1|Smithers and Sons\n", "Smithers & Sons", "smithers & sons<A1>");
	check("A1|McDougal's\n", "at McDougals or McDougal's",
	    "mcdougals<A1> mcdougal's<A1>");
	check("A1|Bluepeak\n", "Bluepeak's offer", "bluepeak<A1>");
	check("A1|The Nordwall Group\n", "the Nordwall Group; Nordwall Group",
	    "the nordwall group<A1> nordwall group<A1>");
	check("A1|Ørsted\nA2|Crédit Agricole\nA3|Škoda Auto\n",
	    "ORSTED, Credit Agricole and skoda auto",
	    "orsted<A1> credit agricole<A2> skoda auto<A3>");
	check("A1|任天堂\nA2|Газпром\n", "これは任天堂の話、Газпром",
	    "任天堂<A1> raзпpom<A2>");
}

static void
test_legal_forms(void **state)
{
	static const char *const names[] = { "Fernhill Dental, Inc.",
		"Fernhill Dental LLC", "Fernhill Dental GmbH & Co. KG",
		"Fernhill Dental S.p.A.", "Fernhill Dental B.V.",
		"Fernhill Dental Sp. z o.o.", "Fernhill Dental K.K.",
		"Fernhill Dental Pty Ltd", "Fernhill Dental A/S" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char book[128];

		(void)snprintf(book, sizeof(book), "A1|%s\n", names[i]);
		check(book, "for fernhill dental.", "fernhill dental<A1>");
	}
	/* the form tells two of one name apart */
	check("A1|Fernhill Inc\nA2|Fernhill GmbH\n",
	    "Fernhill GmbH, Fernhill Inc., Fernhill",
	    "fernhill gmbh<A2> fernhill inc<A1> fernhill<A1,A2>");
}

static void
test_several_owners(void **state)
{
	(void)state;
	check("A1|Bluepeak|BPK Logistics\nA2|Bluepeak\nA3|Bpk Logistics|x\n",
	    "Bluepeak; BPK Logistics", "bluepeak<A1,A2> bpk logistics<A1,A3>");
	check("A1|Bluepeak|Bluepeak\n", "bluepeak", "bluepeak<A1>");
}

static void
test_ordinary_words(void **state)
{
	static const char book[] = "A1|Target\nA2|Best Buy Co., Inc.\n"
				   "A3|GE\nA4|3M\nA5|AT&T\nA6|The Gap\n";

	(void)state;
	check(book, "target", "target<A1=Target>");
	check(book, "the best buy of best buy inc",
	    "best buy<A2=Best Buy> best buy<A2=Best Buy>");
	check(book, "Best Buy Co, Inc.", "best buy co, inc<A2>");
	check(book, "ge 3m at&t", "ge<A3=GE> 3m<A4=3M> at&t<A5=AT&T>");
	check(book, "gap; the gap", "gap<A6=Gap> the gap<A6>");
}

static void
test_kinds(void **state)
{
	static const struct {
		const char *name;
		enum name_kind kind;
	} rows[] = {
		{ "Northwind Robotics", NAME_PLAIN },
		{ "Target", NAME_ORDINARY },
		{ "Target Corporation", NAME_ORDINARY },
		{ "Best Buy", NAME_ORDINARY },
		{ "IBM", NAME_ORDINARY },
		{ "Strategic Solutions", NAME_ORDINARY },
		{ "Growing Companies", NAME_ORDINARY },
		{ "Best Buyers", NAME_ORDINARY },
		{ "Stripe", NAME_ORDINARY },
		{ "3M", NAME_ORDINARY },
		{ "7", NAME_NOTHING },
		{ "2026", NAME_NOTHING },
		{ "X", NAME_NOTHING },
		{ "\u0428", NAME_NOTHING },        /* a letter of two bytes */
		{ "\u682a", NAME_NOTHING },        /* of three */
		{ "\u0428\u0416", NAME_ORDINARY }, /* two letters */
		{ "\u4efb\u5929\u5802", NAME_PLAIN },
		{ "--", NAME_NOTHING },
		{ "", NAME_NOTHING },
		{ "Fernhill", NAME_PLAIN },
	};
	struct arena *arena = arena_new(MEMORY);
	enum name_kind kind;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(
		    name_kind_of(slice_cstr(rows[i].name), arena, &kind),
		    STATUS_OK);
		if (kind != rows[i].kind)
			fail_msg("%s is %d", rows[i].name, kind);
	}
	arena_free(arena);
	assert_true(name_word_is_common(SLICE("a")));
	assert_true(name_word_is_common(SLICE("target")));
	assert_true(name_word_is_common(SLICE("zoom")));
	assert_true(name_word_is_common(SLICE("policies")));
	assert_true(name_word_is_common(SLICE("closing")));
	assert_false(name_word_is_common(SLICE("s")));
	assert_false(name_word_is_common(SLICE("ings")));
	assert_false(
	    name_word_is_common(SLICE("antidisestablishmentarianismsesing")));
	assert_false(name_word_is_common(SLICE("northwind")));
	assert_false(name_word_is_common(SLICE("")));
	assert_false(name_word_is_common(SLICE("zzz")));
	assert_false(name_word_is_common(SLICE("able about")));
}

static void
test_spelling(void **state)
{
	(void)state;
	assert_true(name_is_spelled(SLICE("Best  Buy"), SLICE("Best Buy")));
	assert_true(name_is_spelled(SLICE("AT & T"), SLICE("AT&T")));
	assert_true(name_is_spelled(SLICE("BEST BUY"), SLICE("Best Buy")));
	assert_false(name_is_spelled(SLICE("best buy"), SLICE("Best Buy")));
	assert_false(name_is_spelled(SLICE("BEST Buy"), SLICE("Best Buy")));
	assert_false(name_is_spelled(SLICE("TARGET"), SLICE("Target")));
	assert_false(name_is_spelled(SLICE("Best Buys"), SLICE("Best Buy")));
	assert_false(name_is_spelled(SLICE("Best"), SLICE("Best Buy")));
}

static bool
refuse_long(const struct name_hit *hit, void *arg)
{
	return hit->end - hit->start <= 9 && take(hit, arg);
}

/* What is not taken leaves its words to shorter names. */
static void
test_refused(void **state)
{
	struct names_index *index =
	    index_of("A1|Bluepeak\nA2|Bluepeak Fernhill\nA3|Fernhill\n");
	struct found found = { .index = index,
		.folded = SLICE("bluepeak fernhill") };

	(void)state;
	buf_init(&found.out, MEMORY);
	names_search(index, found.folded, refuse_long, &found);
	assert_string_equal(buf_cstr(&found.out), "bluepeak<A1> fernhill<A3>");
	buf_free(&found.out);
	names_index_free(index);
}

/* Long names, long texts: a ring of words goes round. */
static void
test_long(void **state)
{
	struct buf name, text;

	(void)state;
	buf_init(&name, MEMORY);
	buf_init(&text, MEMORY);
	(void)buf_add_cstr(&name, "A1|");
	for (int i = 0; i < 2 * NAMES_WORDS_MAX; i++)
		(void)buf_printf(&name, "wordy%d ", i);
	for (int i = 0; i < 3 * NAMES_WORDS_MAX; i++)
		(void)buf_printf(&text, "wordy%d ", i % (NAMES_WORDS_MAX + 1));
	check(buf_cstr(&name), buf_cstr(&text),
	    "wordy0 wordy1 wordy2 wordy3 wordy4 wordy5 wordy6 wordy7 wordy8 "
	    "wordy9 wordy10 wordy11 wordy12 wordy13 wordy14 wordy15<A1> "
	    "wordy0 wordy1 wordy2 wordy3 wordy4 wordy5 wordy6 wordy7 wordy8 "
	    "wordy9 wordy10 wordy11 wordy12 wordy13 wordy14 wordy15<A1>");
	buf_free(&text);
	buf_free(&name);
}

static bool
count(const struct name_hit *hit, void *arg)
{
	size_t *n = arg;

	*n += hit->owners > 0;
	return true;
}

static enum status
build_and_search(size_t *n)
{
	struct names_builder *builder = names_builder_new();
	struct names_index *index = NULL;
	enum status status = STATUS_NOMEM;

	*n = 0;
	if (builder != NULL)
		status = names_builder_account(builder, SLICE("A1"), NULL);
	if (status == STATUS_OK)
		status = names_builder_name(
		    builder, SLICE("McDougal's & Sons, Inc."), NULL);
	if (status == STATUS_OK)
		status = names_builder_end(builder, &index, NULL);
	if (status == STATUS_OK)
		names_search(index, SLICE("mcdougals and sons"), count, n);
	names_index_free(index);
	names_builder_free(builder);
	return status;
}

/* One name that a great many have costs no more than any. */
static void
test_shared(void **state)
{
	const size_t accounts = 50000, times = 50000;
	struct names_builder *builder = names_builder_new();
	struct names_index *index;
	struct buf text;
	size_t n = 0;

	(void)state;
	assert_non_null(builder);
	for (size_t i = 0; i < accounts; i++) {
		assert_int_equal(
		    names_builder_account(builder, SLICE("A"), NULL),
		    STATUS_OK);
		assert_int_equal(
		    names_builder_name(builder, SLICE("Bluepeak"), NULL),
		    STATUS_OK);
	}
	assert_int_equal(names_builder_end(builder, &index, NULL), STATUS_OK);
	names_builder_free(builder);
	buf_init(&text, MEMORY);
	for (size_t i = 0; i < times; i++)
		assert_true(buf_add_cstr(&text, "bluepeak "));
	names_search(index, buf_slice(&text), count, &n);
	assert_int_equal(n, times);
	buf_free(&text);
	names_index_free(index);
}

static void
test_no_memory(void **state)
{
	enum status status = STATUS_NOMEM;
	size_t n;

	(void)state;
	for (unsigned long nth = 1; status != STATUS_OK; nth++) {
		mem_fault_set(nth);
		status = build_and_search(&n);
		mem_fault_set(0);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		assert_true(nth < 1000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longest_wins),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_ways_to_write),
		cmocka_unit_test(test_legal_forms),
		cmocka_unit_test(test_several_owners),
		cmocka_unit_test(test_ordinary_words),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
