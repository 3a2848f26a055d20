/*
 * Templates: what falls together, what does not, and what odd messages cost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../bench/template_vary.h"
#include <time.h>

#define ROUNDS 60
#define ARENA ((size_t)1 << 30)
#define HEAD                                                \
	"From: Ana <a@corp.example>\nSubject: A question\n" \
	"MIME-Version: 1.0\nTo: "
#define PLAIN "Content-Type: text/plain; charset=utf-8\n\n"
#define TO HEAD "Pat Lee <pat@fernhill.example>\n" PLAIN

/* 1. as many as the header says -------------------------------------------- */

struct counts {
	size_t n, with_first, with_another, wrong;
};

static struct counts
count(bool bare, unsigned percent)
{
	static struct vary v;
	static struct template_sketch first[VARY_TEXTS];
	struct template_sketch a, b;
	struct counts counts = { 0, 0, 0, 0 };

	assert_true(vary_open(&v, 20261102));
	v.bare = bare;
	assert_true(v.ntexts >= 12);
	for (size_t i = 0; i < v.ntexts; i++)
		assert_true(vary_message(&v, i, 0, &first[i]));
	for (size_t i = 0; i < v.ntexts * ROUNDS; i++) {
		const size_t which = i % v.ntexts;

		assert_true(vary_message(&v, which, percent, &a));
		assert_true(vary_message(&v, which, percent, &b));
		counts.n++;
		counts.with_first += vary_together(&first[which], &a);
		counts.with_another += vary_together(&a, &b);
		for (size_t j = 0; j < v.ntexts; j++)
			counts.wrong +=
			    j != which && vary_together(&first[j], &a);
	}
	return counts;
}

static void
a_tenth_of_the_words_changed(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		const struct counts counts = count(bare != 0, 10);

		print_message("10 %% changed: %zu of %zu with the original, "
			      "%zu with each other, %zu with another text\n",
		    counts.with_first, counts.n, counts.with_another,
		    counts.wrong);
		assert_true(counts.with_first * 100 >= counts.n * 98);
		assert_true(counts.with_another * 100 >= counts.n * 94);
		assert_int_equal(counts.wrong, 0);
	}
}

static void
only_whom_it_is_to(void **state)
{
	const struct counts counts = count(false, 0);

	(void)state;
	assert_int_equal(counts.with_first, counts.n);
	assert_int_equal(counts.with_another, counts.n);
	assert_int_equal(counts.wrong, 0);
}

static void
another_text_altogether(void **state)
{
	const struct counts counts = count(false, 60);

	(void)state;
	assert_int_equal(counts.with_first, 0);
	assert_int_equal(counts.wrong, 0);
}

/* 2. message by message ----------------------------------------------------- */

static void
sketch_of(
    struct slice raw, const char *account, struct template_sketch *sketch_r)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = { .max_bytes = (size_t)256 << 20,
		.ceilings = ceilings };
	const struct slice rcpt = SLICE("pat.lee@fernhill.example");
	const struct slice name = slice_cstr(account);
	struct arena *arena = arena_new(ARENA);
	struct template_text words;
	struct message message;
	struct text text;
	struct err err = ERR_INIT;

	assert_non_null(arena);
	assert_int_equal(
	    message_read(raw, &ceilings, arena, &message, &err), STATUS_OK);
	assert_int_equal(
	    text_read(&message, &params, arena, &text, &err), STATUS_OK);
	assert_int_equal(
	    template_read(&message, &text, &rcpt, 1, arena, &words), STATUS_OK);
	assert_int_equal(template_sketch_make(
			     &words, &name, account != NULL, arena, sketch_r),
	    STATUS_OK);
	assert_true(sketch_r->nsmallest > 0);
	arena_free(arena);
}

static double
alike(const char *a, const char *b)
{
	struct template_sketch x, y;

	sketch_of(slice_cstr(a), "Kestrel Foods", &x);
	sketch_of(slice_cstr(b), "Kestrel Foods", &y);
	if (template_sketch_alike(&x, &y) == 1.0)
		assert_memory_equal(x.bands, y.bands, sizeof(x.bands));
	return template_sketch_alike(&x, &y);
}

#define TALK "we would like to talk about your opening hours."

static const struct {
	const char *what, *a, *b;
} same[] = {
	{ "the greeting", TO "Hi Pat,\n\n" TALK, TO "Dear Mr Lee\n\n" TALK },
	{ "a greeting in German", TO "Sehr geehrte Frau Dr. Lee,\n" TALK,
	    TO "Hallo Pat!\n" TALK },
	{ "none at all", TO TALK, TO "Bonjour Pat,\n" TALK },
	{ "numbers", TO "We have 12 chairs in Q3. " TALK,
	    TO "We have 3,400 chairs in Q4. " TALK },
	{ "a name inside a sentence",
	    TO "We saw that Blue Peak opened in York. " TALK,
	    TO "We saw that Northwind opened in Newcastle upon Tyne. " TALK
	       " We saw that opened in upon. we saw that opened in upon" },
	{ "the recipient at a start", TO "Pat thought so. " TALK,
	    TO "thought so. " TALK },
	{ "the account at a start", TO "Kestrel Foods grows. " TALK,
	    TO "grows. " TALK },
	{ "line breaks", TO "we would like\nto talk about\nit soon",
	    TO "we would like to talk about it soon" },
	{ "letters that look alike", TO TALK,
	    TO "we would like to t\xd0\xb0lk about your opening hours." },
	{ "as HTML", TO TALK,
	    HEAD "pat@x.example\nContent-Type: text/html\n\n<p>we would "
		 "like <b>to talk</b> about your opening hours.</p>" },
	{ "plain and as HTML", TO TALK,
	    HEAD "pat@x.example\nContent-Type: multipart/alternative; "
		 "boundary=b\n\n--b\n" PLAIN TALK
		 "\n--b\nContent-Type: text/html\n\n<p>" TALK "</p>\n--b--\n" },
	{ "empty", TO "", TO "Hi Pat,\n\n" },
};

#define WITH(type, bytes)                                                    \
	HEAD "pat@x.example\nContent-Type: multipart/mixed; "                \
	     "boundary=b\n\n--b\n" PLAIN "Hi Pat,\n--b\nContent-Type: " type \
	     "\n\n" bytes "\n--b--\n"

static const struct {
	const char *what, *a, *b;
} other[] = {
	{ "few words", TO "yes please", TO "no thanks" },
	{ "a picture alone", WITH("image/png", "one"),
	    WITH("image/png", "two") },
	{ "the HTML says something else", TO TALK,
	    HEAD "pat@x.example\nContent-Type: multipart/alternative; "
		 "boundary=b\n\n--b\n" PLAIN TALK
		 "\n--b\nContent-Type: text/html\n\n<p>you can save a lot of "
		 "money if you wire it to us before the end of the week and "
		 "tell nobody about it</p>\n--b--\n" },
	{ "German nouns are no names",
	    TO "die Rechnung und der Vertrag sind von der Bank",
	    TO "die Kanne und der Teller sind von der Tante" },
	{ "capitals are no names", TO "WE SELL NEW CHAIRS TO DENTISTS",
	    TO "BUY OUR OLD DESKS FOR SCHOOLS" },
};

static void
the_same_template(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		const double is = alike(same[i].a, same[i].b);

		/* the subject and half of the words are the same throughout */
		if (is < 0.7)
			fail_msg("%s: %.3f", same[i].what, is);
	}
}

static void
another_template(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		const double is = alike(other[i].a, other[i].b);

		if (is >= TEMPLATE_ALIKE)
			fail_msg("%s: %.3f", other[i].what, is);
	}
}

/* 3. odd ones ---------------------------------------------------------------- */

#define BIG ((size_t)64 << 20)

/* head, then unit again and again, then end. */
static struct slice
big(const char *unit, size_t size, const char *end)
{
	const size_t head = sizeof(TO) - 1, len = strlen(unit);
	char *raw = malloc(head + size + len + strlen(end) + 1);
	size_t at = head;

	assert_non_null(raw);
	memcpy(raw, TO, head);
	for (; at < head + size; at += len)
		memcpy(raw + at, unit, len);
	memcpy(raw + at, end, strlen(end));
	return slice_make(raw, at + strlen(end));
}

static void
one_word_again_and_again(void **state)
{
	struct slice raw = big("chair ", 1 << 20, "");
	struct template_sketch sketch;

	(void)state;
	sketch_of(raw, NULL, &sketch);
	assert_true(sketch.nsmallest < 10);
	free((char *)raw.ptr);
}

/* What is past the ceilings counts to the letter. */
static void
sixty_four_megabytes(void **state)
{
	const char *const ends[] = { "one\n", "one\n", "two\n" };
	struct template_sketch sketches[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct slice raw = big(
		    "we looked at your opening hours and\n", BIG / 8, ends[i]);

		sketch_of(raw, NULL, &sketches[i]);
		free((char *)raw.ptr);
	}
	assert_true(vary_together(&sketches[0], &sketches[1]));
	assert_false(vary_together(&sketches[0], &sketches[2]));
}

/* 64 MB, of which next to nothing is looked at word by word. */
static void
the_largest_is_cheap(void **state)
{
	struct slice raw =
	    big("we looked at your opening hours and\n", BIG, "");
	struct text_view view = {
		.kind = TEXT_VIEW_BODY, .text = raw, .folded = raw
	};
	struct text text = { .views = { &view, 1, 1 } };
	struct message message;
	struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA);
	struct template_text words;
	struct template_sketch sketch;
	struct err err = ERR_INIT;
	clock_t start;

	(void)state;
	assert_int_equal(
	    message_read(slice_cstr(TO), &ceilings, arena, &message, &err),
	    STATUS_OK);
	start = clock();
	assert_int_equal(
	    template_read(&message, &text, NULL, 0, arena, &words), STATUS_OK);
	assert_int_equal(
	    template_sketch_make(&words, NULL, 0, arena, &sketch), STATUS_OK);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	assert_true(words.nwords <= TEMPLATE_WORD_MAX);
	assert_true(words.rest != 0);
	arena_free(arena);
	free((char *)raw.ptr);
}

static void
many_words(void **state)
{
	struct slice raws[2];
	struct template_sketch a, b;
	char *text = malloc(1 << 20);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 2; i++) {
		size_t len = 0;

		for (size_t w = 0; w < 3000; w++)
			len += (size_t)snprintf(text + len, 16, "%c%c%c%c%s ",
			    (char)('a' + w % 26), (char)('a' + w / 26 % 26),
			    (char)('a' + w / 676), w % 20 == 0 && i ? 'x' : 'y',
			    "word");
		raws[i] = big(text, 1, "");
	}
	sketch_of(raws[0], NULL, &a);
	sketch_of(raws[1], NULL, &b);
	assert_int_equal(a.nsmallest, TEMPLATE_SMALLEST);
	/* one in twenty changed: 2700 of 3300 shingles are in both */
	assert_float_equal(template_sketch_alike(&a, &b), 0.818, 0.1);
	assert_true(vary_together(&a, &b));
	free((char *)raws[0].ptr);
	free((char *)raws[1].ptr);
	free(text);
}

/* Every step may be out of memory, and says so. */
static void
out_of_memory(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = { .max_bytes = 1 << 20,
		.ceilings = ceilings };
	const struct slice name = SLICE("K\xc3\xa9strel");
	struct arena *arena = arena_new(ARENA), *small;
	struct template_text words;
	struct template_sketch sketch;
	struct message message;
	struct text text;
	struct err err = ERR_INIT;
	enum status status = STATUS_NOMEM;
	size_t size;

	(void)state;
	assert_int_equal(
	    message_read(slice_cstr(TO TALK), &ceilings, arena, &message, &err),
	    STATUS_OK);
	assert_int_equal(
	    text_read(&message, &params, arena, &text, &err), STATUS_OK);
	for (size = 64; status == STATUS_NOMEM; size += size / 8) {
		small = arena_new(size);
		assert_non_null(small);
		status =
		    template_read(&message, &text, &name, 1, small, &words);
		if (status == STATUS_OK)
			status = template_sketch_make(
			    &words, &name, 1, small, &sketch);
		arena_free(small);
	}
	assert_int_equal(status, STATUS_OK);
	assert_true(size > 10000);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whom_it_is_to),
		cmocka_unit_test(a_tenth_of_the_words_changed),
		cmocka_unit_test(another_text_altogether),
		cmocka_unit_test(the_same_template),
		cmocka_unit_test(another_template),
		cmocka_unit_test(one_word_again_and_again),
		cmocka_unit_test(sixty_four_megabytes),
		cmocka_unit_test(the_largest_is_cheap),
		cmocka_unit_test(many_words),
		cmocka_unit_test(out_of_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
