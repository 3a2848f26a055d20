/*
 * The difference of two texts in words: its lines, its count, its ceilings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/difference.h"

static struct text_difference
difference(const char *old, const char *new, const char *wanted)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct text_difference d;
	struct buf out;

	assert_non_null(arena);
	buf_init(&out, (size_t)1 << 20);
	assert_int_equal(
	    text_difference(slice_cstr(old), slice_cstr(new), arena, &out, &d),
	    STATUS_OK);
	if (wanted != NULL)
		assert_string_equal(buf_cstr(&out), wanted);
	buf_free(&out);
	arena_free(arena);
	return d;
}

static void
changes_are_told(void **state)
{
	struct text_difference d;

	(void)state;
	d = difference("a b c", "a  b\nc", "");
	assert_int_equal(d.words, 3);
	assert_int_equal(d.changed, 0);
	d = difference("", "", "");
	assert_int_equal(d.words + d.changed, 0);
	d = difference("", "new words", "+ new words\n");
	assert_int_equal(d.changed, 2);
	d = difference("old words", "", "- old words\n");
	assert_int_equal(d.changed, 2);
	d = difference(
	    "one two three four", "one 2 three four", "- two\n+ 2\n");
	assert_int_equal(d.changed, 1);
	d = difference(
	    "a b c d e f g", "a x c d y z f g", "- b\n+ x\n- e\n+ y z\n");
	assert_int_equal(d.words, 8);
	assert_int_equal(d.changed, 3);
	d = difference("a b a b a", "b a b a b", NULL);
	assert_int_equal(d.changed, 2);
}

/* A random script of edits is never made longer than it was. */
static void
it_is_the_shortest(void **state)
{
	struct buf old, new;
	unsigned seed = 1;

	(void)state;
	buf_init(&old, 4096);
	buf_init(&new, 4096);
	for (int round = 0; round < 300; round++) {
		size_t edits = 0;
		struct text_difference d;

		buf_clear(&old);
		buf_clear(&new);
		for (int i = 0; i < 5 + round % 30; i++) {
			seed = seed * 1103515245 + 12345;
			(void)buf_printf(&old, "w%u ", seed >> 16 & 7);
			if (seed >> 24 & 3)
				(void)buf_printf(&new, "w%u ", seed >> 16 & 7);
			else
				edits++; /* gone */
			if ((seed >> 26 & 7) == 0) {
				edits++;
				(void)buf_add_cstr(&new, "z ");
			}
		}
		d = difference(buf_cstr(&old), buf_cstr(&new), NULL);
		assert_true(d.changed <= edits);
		assert_int_equal(d.changed > 0,
		    !slice_equal(buf_slice(&old), buf_slice(&new)));
	}
	buf_free(&old);
	buf_free(&new);
}

/* Nothing in common, and long: told at once, and in bounded memory. */
static void
past_the_ceilings_all_is_changed(void **state)
{
	struct buf old, new;
	struct text_difference d;

	(void)state;
	buf_init(&old, (size_t)1 << 20);
	buf_init(&new, (size_t)1 << 20);
	(void)buf_add_cstr(&old, "same ");
	(void)buf_add_cstr(&new, "same ");
	for (int i = 0; i < 3000; i++) {
		(void)buf_printf(&old, "a%d ", i);
		(void)buf_printf(&new, "b%d ", i);
	}
	(void)buf_add_cstr(&old, "end");
	(void)buf_add_cstr(&new, "end");
	d = difference(buf_cstr(&old), buf_cstr(&new), NULL);
	assert_int_equal(d.words, 3002);
	assert_int_equal(d.changed, 3000);
	buf_free(&old);
	buf_free(&new);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(it_is_the_shortest),
		cmocka_unit_test(past_the_ceilings_all_is_changed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
