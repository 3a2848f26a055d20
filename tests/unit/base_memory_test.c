/*
 * base_memory_test.c - the heap's door, arenas, vectors and buffers: ceilings,
 * wiping, and every allocation failed in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"

#define MEBIBYTE ((size_t)1024 * 1024)

static void
test_mem(void **state)
{
	char *text;
	void *ptr;

	(void)state;
	ptr = mem_alloc(0);
	assert_non_null(ptr);
	ptr = mem_realloc(ptr, 0);
	assert_non_null(ptr);
	mem_free(ptr);
	mem_free(NULL);
	mem_free_wiped(NULL, 10);
	ptr = mem_calloc(3, 5);
	assert_memory_equal(ptr, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
	mem_free_wiped(ptr, 15);
	ptr = mem_calloc(0, 5);
	assert_non_null(ptr);
	mem_free(ptr);
	assert_null(mem_calloc(SIZE_MAX / 2, 3));
	text = mem_strdup("abc");
	assert_string_equal(text, "abc");
	mem_free(text);
}

static void
test_mem_fault(void **state)
{
	void *ptr;

	(void)state;
	mem_fault_set(2);
	ptr = mem_alloc(1);
	assert_non_null(ptr);
	assert_null(mem_realloc(ptr, 100)); /* and ptr is still ours */
	ptr = mem_realloc(ptr, 100);
	assert_non_null(ptr);
	assert_int_equal(mem_fault_count(), 3);
	mem_free(ptr);

	mem_fault_set(1);
	assert_null(mem_calloc(1, 1));
	mem_fault_set(1);
	assert_null(mem_strdup("a"));

	mem_fault_set(0);
	ptr = mem_strdup("a");
	assert_non_null(ptr);
	assert_int_equal(mem_fault_count(), 1);
	mem_free(ptr);
}

static void
test_arena_blocks(void **state)
{
	struct arena *arena = arena_new(64 * MEBIBYTE);
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 1000, 8192, 8193,
		16384, 100000, MEBIBYTE, 3 * MEBIBYTE, 7 };
	char *blocks[64 * sizeof(sizes) / sizeof(sizes[0])];
	size_t i, at, count = sizeof(blocks) / sizeof(blocks[0]);
	const size_t kinds = sizeof(sizes) / sizeof(sizes[0]);

	(void)state;
	assert_non_null(arena);
	for (i = 0; i < count; i++) {
		size_t size = sizes[i % kinds] / (i < kinds ? 1 : 16);

		blocks[i] = arena_alloc(arena, size);
		assert_non_null(blocks[i]);
		assert_int_equal(
		    (uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		memset(blocks[i], (int)(i % 251), size);
	}
	/* No block was written over by another. */
	for (i = 0; i < count; i++)
		for (at = 0; at < sizes[i % kinds] / (i < kinds ? 1 : 16); at++)
			if ((unsigned char)blocks[i][at] != i % 251)
				fail_msg("block %zu byte %zu", i, at);
	assert_false(arena_failed(arena));
	arena_free(arena);
	arena_free(NULL);
}

static void
test_arena_ceiling(void **state)
{
	struct arena *arena = arena_new(1024);
	char *last;

	(void)state;
	assert_non_null(arena_alloc(arena, 512));
	assert_int_equal(arena_used(arena), 512);
	assert_null(arena_alloc(arena, 513));
	assert_true(arena_failed(arena));
	last = arena_alloc(arena, 512); /* what fits is still given */
	assert_non_null(last);
	assert_true(arena_failed(arena));
	assert_null(arena_alloc(arena, 1));
	assert_null(arena_realloc(arena, last, 512, 513));
	assert_int_equal(arena_used(arena), 1024);

	arena_reset(arena);
	assert_false(arena_failed(arena));
	assert_int_equal(arena_used(arena), 0);
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_null(arena_alloc(arena, SIZE_MAX - 15));
	assert_null(arena_calloc(arena, SIZE_MAX / 2, 3));
	assert_null(arena_realloc(arena, NULL, 0, SIZE_MAX));
	assert_true(arena_failed(arena));
	arena_free(arena);
}

static void
test_arena_zero_ceiling(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	assert_null(arena_alloc(arena, 0));
	assert_true(arena_failed(arena));
	arena_free(arena);
}

static void
test_arena_realloc(void **state)
{
	struct arena *arena = arena_new(MEBIBYTE);
	char *a, *b, *moved;

	(void)state;
	a = arena_realloc(arena, NULL, 0, 10);
	assert_non_null(a);
	memcpy(a, "0123456789", 10);
	assert_ptr_equal(arena_realloc(arena, a, 10, 5000), a);
	assert_int_equal(arena_used(arena), 5008);
	assert_memory_equal(a, "0123456789", 10);

	b = arena_alloc(arena, 16);
	assert_non_null(b);
	moved = arena_realloc(arena, a, 5000, 5100); /* not the last any more */
	assert_non_null(moved);
	assert_ptr_not_equal(moved, a);
	assert_memory_equal(moved, "0123456789", 10);
	assert_ptr_equal(arena_realloc(arena, moved, 5100, 3), moved);

	b = arena_realloc(arena, moved, 5100, 300000); /* beyond its chunk */
	assert_non_null(b);
	assert_memory_equal(b, "0123456789", 10);
	memset(b, 'x', 300000);
	arena_free(arena);
}

/* The kept chunk comes back wiped: mail is other people's. */
static void
test_arena_reset_wipes(void **state)
{
	struct arena *arena = arena_new(MEBIBYTE);
	char *first, *again;
	size_t i;

	(void)state;
	first = arena_alloc(arena, 4000);
	assert_non_null(first);
	memset(first, 's', 4000);
	for (i = 0; i < 50; i++)
		assert_non_null(arena_alloc(arena, 9000));
	arena_reset(arena);
	again = arena_alloc(arena, 4000);
	assert_ptr_equal(again, first);
	for (i = 0; i < 4000; i++)
		assert_int_equal(again[i], 0);
	arena_free(arena);
}

static void
test_arena_texts(void **state)
{
	struct arena *arena = arena_new(100000);
	struct slice copy;
	char *text;

	(void)state;
	copy = arena_copy(arena, SLICE("a\0b"));
	assert_int_equal(copy.len, 3);
	assert_memory_equal(copy.ptr, "a\0b", 4);
	copy = arena_copy(arena, SLICE_EMPTY);
	assert_int_equal(copy.len, 0);
	assert_string_equal(copy.ptr, "");
	assert_string_equal(arena_cstr(arena, slice_make(NULL, 0)), "");
	assert_string_equal(arena_cstr(arena, SLICE("xyz")), "xyz");
	assert_string_equal(arena_printf(arena, "%s-%d", "n", 7), "n-7");
	text = arena_printf(arena, "%9000d", 1);
	assert_non_null(text);
	assert_int_equal(strlen(text), 9000);
	assert_null(arena_printf(arena, "%99000d", 1));
	assert_null(arena_copy(arena, slice_make(text, 100000)).ptr);
	assert_true(arena_failed(arena));
	arena_free(arena);
}

/* Fails the nth allocation for every n until the work goes through. */
static void
test_arena_faults(void **state)
{
	struct arena *arena;
	unsigned long nth;
	bool done = false;
	size_t i;

	(void)state;
	for (nth = 1; !done; nth++) {
		assert_in_range(nth, 1, 100);
		mem_fault_set(nth);
		arena = arena_new(8 * MEBIBYTE);
		if (arena == NULL)
			continue;
		for (i = 0; i < 100; i++)
			(void)arena_calloc(arena, 1, 1 + i * 300);
		done = !arena_failed(arena);
		assert_int_equal(done, mem_fault_count() < nth);
		arena_free(arena);
	}
	mem_fault_set(0);
	assert_true(nth > 5);
}

static void
test_vec(void **state)
{
	struct pair {
		int a;
		char *b;
	};
	struct VEC(struct pair) pairs = VEC_INIT;
	struct arena *arena = arena_new(MEBIBYTE);
	struct pair *pair;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		pair = VEC_PUSH(arena, &pairs);
		assert_non_null(pair);
		assert_int_equal(pair->a, 0);
		assert_null(pair->b);
		pair->a = i;
		pair->b = (char *)pair;
	}
	assert_int_equal(pairs.len, 5000);
	for (i = 0; i < 5000; i++)
		assert_int_equal(pairs.items[i].a, i);
	arena_free(arena);

	arena = arena_new(1000);
	pairs.items = NULL;
	pairs.len = pairs.cap = 0;
	while (VEC_PUSH(arena, &pairs) != NULL)
		continue;
	assert_true(arena_failed(arena));
	assert_true(pairs.len > 0 && pairs.len <= 1000 / sizeof(*pairs.items));
	arena_free(arena);
}

static void
test_buf(void **state)
{
	struct buf buf;
	size_t i;

	(void)state;
	buf_init(&buf, 100000);
	assert_string_equal(buf_cstr(&buf), "");
	assert_int_equal(buf_slice(&buf).len, 0);
	assert_true(buf_add(&buf, slice_make(NULL, 0)));
	for (i = 0; i < 1000; i++) {
		assert_true(buf_add_byte(&buf, 'x'));
		assert_int_equal(strlen(buf_cstr(&buf)), i + 1);
	}
	buf_clear(&buf);
	assert_string_equal(buf_cstr(&buf), "");
	assert_true(buf_add_cstr(&buf, "ab"));
	assert_true(buf_add(&buf, SLICE("\0c")));
	assert_true(buf_printf(&buf, "<%05d>", 42));
	assert_int_equal(buf_slice(&buf).len, 11);
	assert_memory_equal(buf_slice(&buf).ptr, "ab\0c<00042>", 12);
	assert_true(buf_printf(&buf, "%50000s", "y"));
	assert_int_equal(buf.len, 50011);
	buf_free(&buf);
	assert_true(buf_add_cstr(&buf, "again"));
	assert_string_equal(buf_cstr(&buf), "again");
	buf_free_wiped(&buf);
	buf_free_wiped(&buf);
}

static void
test_buf_ceiling(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 5);
	assert_true(buf_add_cstr(&buf, "12345"));
	assert_true(buf_add_cstr(&buf, ""));
	assert_false(buf_add_byte(&buf, '6'));
	assert_true(buf_failed(&buf));
	assert_string_equal(buf_cstr(&buf), "12345"); /* nothing half-written */
	buf_clear(&buf);
	assert_false(buf_failed(&buf));
	assert_false(buf_printf(&buf, "%d", 123456));
	assert_false(buf_add_byte(&buf, '1')); /* sticky */
	assert_string_equal(buf_cstr(&buf), "");
	buf_free(&buf);
	assert_false(buf_failed(&buf));

	buf_init(&buf, 0);
	assert_true(buf_add(&buf, SLICE_EMPTY));
	assert_false(buf_add_byte(&buf, 'x'));
	buf_free(&buf);
}

static void
test_buf_faults(void **state)
{
	unsigned long nth;
	struct buf buf;
	size_t i;

	(void)state;
	for (nth = 1; nth < 100; nth++) {
		mem_fault_set(nth);
		buf_init(&buf, 10000);
		for (i = 0; i < 1000; i++)
			(void)buf_add_cstr(&buf, "abc");
		if (!buf_failed(&buf)) {
			assert_int_equal(buf.len, 3000);
			buf_free(&buf);
			break;
		}
		assert_int_equal(buf.len % 3, 0);
		assert_int_equal(strlen(buf_cstr(&buf)), buf.len);
		buf_free(&buf);
	}
	mem_fault_set(0);
	assert_in_range(nth, 4, 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_mem_fault),
		cmocka_unit_test(test_arena_blocks),
		cmocka_unit_test(test_arena_ceiling),
		cmocka_unit_test(test_arena_zero_ceiling),
		cmocka_unit_test(test_arena_realloc),
		cmocka_unit_test(test_arena_reset_wipes),
		cmocka_unit_test(test_arena_texts),
		cmocka_unit_test(test_arena_faults),
		cmocka_unit_test(test_vec),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_buf_ceiling),
		cmocka_unit_test(test_buf_faults),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
