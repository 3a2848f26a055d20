/*
 * The reviews that the ladder stands on: what is kept, what a step puts on
 * record, and that a failed write leaves nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/ladder.h"
#include "store_case.h"

static const struct settings_step steps[] = { { 3, 0.3, 0.5 } };
static const struct settings_tier tiers[] = {
	{ .name = "cold",
	    .review = SETTINGS_REVIEW_SAMPLE,
	    .sample_start = 1.0,
	    .sample_floor = 0.02 },
	{ .name = "top", .review = SETTINGS_REVIEW_ALWAYS },
};
static const struct settings settings = {
	.ladder = steps,
	.nladder = 1,
	.tiers = tiers,
	.ntiers = 2,
};

static struct ladder_review
review_of(const char *tier, bool passed)
{
	return (struct ladder_review){ .key = { SLICE("cowork"), SLICE("intro"),
					   slice_cstr(tier) },
		.passed = passed,
		.about = SLICE_EMPTY,
		.actor = SLICE("ana (uid 7)"),
		.why = passed ? "released" : "rejected",
		.time_us = CASE_TIME };
}

static void
review(struct store_case *c, const char *tier, bool passed)
{
	const struct ladder_review row = review_of(tier, passed);

	assert_ok(store_begin(c->store, &case_err));
	assert_ok(ladder_review(c->store, &settings, &row, &case_err));
	assert_ok(store_commit(c->store, &case_err));
}

static struct policy_reviews
record_of(struct store_case *c, const char *tier)
{
	const struct ladder_key key = { SLICE("cowork"), SLICE("intro"),
		slice_cstr(tier) };
	struct policy_reviews reviews;

	assert_ok(ladder_load(c->store, &key, &reviews, &case_err));
	return reviews;
}

static int64_t
steps_on_record(struct store_case *c)
{
	return store_case_number(c,
	    "SELECT count(*) FROM journal"
	    " WHERE public LIKE '%\"event\":\"ladder\"%'");
}

static void
passes_and_a_fall(void **state)
{
	struct store_case *c = *state;
	struct policy_reviews r = record_of(c, "cold");

	assert_int_equal(r.reviews, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(steps_on_record(c), 0);
		review(c, "cold", true);
	}
	r = record_of(c, "cold");
	assert_int_equal(r.reviews, 3);
	assert_int_equal(r.passed, 3);
	assert_int_equal(r.since, 3);
	assert_int_equal(steps_on_record(c), 1);
	review(c, "cold", true);
	assert_int_equal(steps_on_record(c), 1);
	review(c, "cold", false);
	r = record_of(c, "cold");
	assert_int_equal(r.reviews, 5);
	assert_int_equal(r.passed, 4);
	assert_int_equal(r.since, 0);
	assert_int_equal(steps_on_record(c), 2);
	/* another fall changes no share */
	review(c, "cold", false);
	assert_int_equal(steps_on_record(c), 2);
}

static void
only_sampled_tiers_have_one(void **state)
{
	struct store_case *c = *state;

	review(c, "top", true);
	review(c, "no such tier", true);
	assert_int_equal(record_of(c, "top").reviews, 0);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM ladder"), 0);
}

static void
old_reviews_are_forgotten(void **state)
{
	struct store_case *c = *state;
	struct policy_reviews r;

	review(c, "cold", false);
	for (int i = 0; i < LADDER_MEMORY; i++)
		review(c, "cold", true);
	r = record_of(c, "cold");
	assert_int_equal(r.reviews, LADDER_MEMORY);
	assert_int_equal(r.passed, LADDER_MEMORY);
	assert_int_equal(r.since, LADDER_MEMORY);
	review(c, "cold", true);
	assert_int_equal(store_case_number(c, "SELECT count(*) FROM ladder"),
	    LADDER_MEMORY + 1);
}

static bool
count_each(const struct ladder_key *key, const struct policy_reviews *reviews,
    int64_t time_us, void *arg)
{
	int *n = arg;

	assert_true(slice_equal(key->agent, SLICE("cowork")));
	assert_int_equal(reviews->reviews, 1);
	assert_int_equal(time_us, CASE_TIME);
	return ++*n < 2;
}

static void
all_are_listed(void **state)
{
	struct store_case *c = *state;
	const char *workflows[] = { "a", "b", "c" };
	int n = 0;

	assert_ok(store_begin(c->store, &case_err));
	for (size_t i = 0; i < 3; i++) {
		struct ladder_review row = review_of("cold", true);

		row.key.workflow = slice_cstr(workflows[i]);
		assert_ok(ladder_review(c->store, &settings, &row, &case_err));
	}
	assert_ok(store_commit(c->store, &case_err));
	assert_ok(ladder_each(c->store, count_each, &n, &case_err));
	assert_int_equal(n, 2); /* it was told to stop */
}

static void
a_failed_write_leaves_nothing(void **state)
{
	struct store_case *c = *state;
	const struct ladder_review row = review_of("cold", true);
	unsigned long nth = 0;
	enum status status;

	review(c, "cold", true);
	review(c, "cold", true);
	do {
		assert_ok(store_begin(c->store, &case_err));
		store_fault_set(c->store, ++nth);
		status = ladder_review(c->store, &settings, &row, &case_err);
		store_fault_set(c->store, 0);
		if (status != STATUS_OK) {
			store_rollback(c->store);
			assert_int_equal(record_of(c, "cold").reviews, 2);
		}
	} while (status != STATUS_OK && nth < 100);
	assert_in_range(nth, 3, 8);
	assert_ok(store_commit(c->store, &case_err));
	assert_int_equal(steps_on_record(c), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)
		TEST(passes_and_a_fall),
		TEST(only_sampled_tiers_have_one),
		TEST(old_reviews_are_forgotten),
		TEST(all_are_listed),
		TEST(a_failed_write_leaves_nothing),
#undef TEST
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
