/*
 * base_id_test.c - verdict ids: their form, their order, and threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/id.h"

#define THREADS 4
#define IDS_EACH 5000

/* After every time the tests before used. */
#define LATE_US ((int64_t)4000000000 * 1000000)

static void
test_form(void **state)
{
	struct id id;

	(void)state;
	/* 1469918176385 ms is the ULID specification's 01ARYZ6S41. */
	assert_true(id_new((int64_t)1469918176385 * 1000, &id));
	assert_int_equal(strlen(id.text), ID_LEN);
	assert_memory_equal(id.text, "01ARYZ6S41", 10);
	assert_int_equal(
	    strspn(id.text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ID_LEN);
}

static void
test_order(void **state)
{
	int64_t now = (int64_t)1800000000 * 1000000;
	struct id ids[4], twin;
	size_t i;

	(void)state;
	assert_true(id_new(now, &ids[0]));
	assert_true(id_new(now, &ids[1]));           /* the same millisecond */
	assert_true(id_new(now - 5000000, &ids[2])); /* the clock set back */
	assert_true(id_new(now + 1000, &ids[3]));
	for (i = 0; i + 1 < 4; i++)
		assert_true(strcmp(ids[i].text, ids[i + 1].text) < 0);
	assert_memory_equal(ids[0].text, ids[2].text, 10);
	assert_true(id_new(now + 2000, &twin));
	assert_memory_not_equal(twin.text + 10, ids[3].text + 10, 16);
}

static void
test_odd_times(void **state)
{
	struct id before, after;

	(void)state;
	assert_true(id_new(LATE_US, &before));
	assert_true(id_new(-1, &after));
	assert_true(strcmp(before.text, after.text) < 0);
	assert_true(id_new(INT64_MIN, &before));
	assert_true(strcmp(after.text, before.text) < 0);
}

static void *
make_ids(void *arg)
{
	struct id *ids = arg;
	size_t i;

	for (i = 0; i < IDS_EACH; i++)
		if (!id_new(LATE_US + (int64_t)i / 100 * 1000, &ids[i]))
			return NULL;
	return ids;
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct id));
}

/* Ascending within each thread, and no id twice over all of them. */
static void
test_threads(void **state)
{
	static struct id ids[THREADS][IDS_EACH];
	pthread_t threads[THREADS];
	struct id *all = &ids[0][0];
	void *result;
	size_t i, j;

	(void)state;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, make_ids, ids[i]), 0);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, ids[i]);
		for (j = 0; j + 1 < IDS_EACH; j++)
			assert_true(
			    strcmp(ids[i][j].text, ids[i][j + 1].text) < 0);
	}
	qsort(all, (size_t)THREADS * IDS_EACH, sizeof(*all), compare_ids);
	for (i = 0; i + 1 < (size_t)THREADS * IDS_EACH; i++)
		assert_true(compare_ids(&all[i], &all[i + 1]) < 0);
}

static void
test_parse(void **state)
{
	static const char *const refused[] = { "",
		"01ARYZ6S41TSV4RRFFQ69G5FA",   /* 25 */
		"01ARYZ6S41TSV4RRFFQ69G5FAVX", /* 27 */
		"81ARYZ6S41TSV4RRFFQ69G5FAV",  /* over 128 bits */
		"01ARYZ6S41TSV4RRFFQ69G5FAI", "01ARYZ6S41TSV4RRFFQ69G5FAL",
		"01ARYZ6S41TSV4RRFFQ69G5FAO", "01ARYZ6S41TSV4RRFFQ69G5FAU",
		"01ARYZ6S41TSV4RRFFQ69G5FA-", "01ARYZ6S41TSV4RRFFQ69G5FA\xC4" };
	struct id id;
	size_t i;

	(void)state;
	assert_true(id_parse(SLICE("01aryz6s41tsv4rrffq69g5fav"), &id));
	assert_string_equal(id.text, "01ARYZ6S41TSV4RRFFQ69G5FAV");
	assert_true(id_parse(SLICE("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), &id));
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_false(id_parse(slice_cstr(refused[i]), &id));
	assert_false(id_parse(SLICE("01ARYZ6S41TSV4RRFFQ69G5FA\0"), &id));
	assert_true(id_new(0, &id));
	assert_true(id_parse(slice_cstr(id.text), &id));
}

/* The example of the ULID specification. */
static void
test_floor(void **state)
{
	struct id floor;

	(void)state;
	id_floor(INT64_C(1469918176385000), &floor);
	assert_string_equal(floor.text, "01ARYZ6S410000000000000000");
	id_floor(0, &floor);
	assert_string_equal(floor.text, "00000000000000000000000000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_odd_times),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_floor),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
