/*
 * Templates on record: found by what they share, put there once, released,
 * whole or not at all, and found among many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/switches.h"
#include "store/templates.h"
#include "store_case.h"

/* A sketch of hashes [from, from + n), whose bands are of `bands` on. */
static struct template_sketch
sketch(uint32_t from, size_t n, uint64_t bands)
{
	struct template_sketch s = { .nsmallest = n };

	for (size_t i = 0; i < n; i++)
		s.smallest[i] = from + (uint32_t)i;
	for (size_t i = 0; i < TEMPLATE_BANDS; i++)
		s.bands[i] = (uint64_t)i << 42 | bands;
	return s;
}

static struct template_known
find(struct store_case *c, const struct template_sketch *s)
{
	struct template_known known;

	assert_ok(templates_find(c->store, s, c->arena, &known, &case_err));
	assert_int_equal(known.id.len, TEMPLATES_ID_LEN);
	return known;
}

static enum status
add_now(struct store *store, struct slice id, const struct template_sketch *s)
{
	enum status status = store_begin(store, &case_err);

	if (status != STATUS_OK)
		return status;
	status = templates_add(store, id, s, CASE_TIME, &case_err);
	if (status == STATUS_OK)
		return store_commit(store, &case_err);
	store_rollback(store);
	return status;
}

static struct slice
add(struct store_case *c, const struct template_sketch *s)
{
	const struct template_known known = find(c, s);

	assert_false(known.there);
	assert_ok(add_now(c->store, known.id, s));
	return known.id;
}

static void
found_by_what_it_shares(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1), near, far;
	struct slice id = add(c, &one);
	struct template_known known = find(c, &one);

	assert_true(known.there);
	assert_true(slice_equal(known.id, id));
	/* 60 of 140 are in both: not enough; 70 of 130 are */
	far = sketch(1040, 100, 1);
	assert_false(find(c, &far).there);
	near = sketch(1030, 100, 1);
	known = find(c, &near);
	assert_true(known.there);
	assert_true(slice_equal(known.id, id));
	/* alike, but by no key */
	near = sketch(1030, 100, 2);
	assert_false(find(c, &near).there);
	/* by one key */
	near.bands[7] = one.bands[7];
	assert_true(find(c, &near).there);
}

static void
the_most_alike_of_several(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1);
	struct template_sketch two = sketch(1050, 100, 1);
	struct template_sketch asked;
	struct slice id1 = add(c, &one), id2 = add(c, &two);

	assert_false(slice_equal(id1, id2));
	asked = sketch(1020, 100, 1);
	assert_true(slice_equal(find(c, &asked).id, id1));
	asked = sketch(1030, 100, 1);
	assert_true(slice_equal(find(c, &asked).id, id2));
	asked = sketch(1025, 100, 1);
	assert_true(slice_equal(find(c, &asked).id, id1)); /* the older */
}

static void
the_largest_and_the_smallest(void **state)
{
	struct store_case *c = *state;
	struct template_sketch whole =
	    sketch(UINT32_MAX - TEMPLATE_SMALLEST + 1, TEMPLATE_SMALLEST, 3);
	struct template_sketch least = sketch(0, 1, 4);

	(void)add(c, &whole);
	(void)add(c, &least);
	whole.bands[0] ^= 1; /* so that it is no more the same by its bands */
	assert_true(find(c, &whole).there);
	assert_true(find(c, &least).there);
}

static void
added_once(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1);
	struct slice id = add(c, &one);

	assert_ok(add_now(c->store, id, &one));
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM template"), 1);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM template_band"),
	    TEMPLATE_BANDS);
}

/* Text that all mail has leads to no more than so many. */
static void
a_key_that_all_share(void **state)
{
	struct store_case *c = *state;
	struct template_sketch s;

	for (uint32_t i = 0; i < 3 * TEMPLATES_BAND_MAX; i++) {
		s = sketch(1000 * i, 100, 100 + i);
		s.bands[0] = 9;
		(void)add(c, &s);
	}
	assert_int_equal(
	    store_case_number(
		c, "SELECT count(*) FROM template_band WHERE band = 9"),
	    TEMPLATES_BAND_MAX);
	assert_true(find(c, &s).there);
	s.smallest[99]++; /* no more the very same */
	assert_true(find(c, &s).there);
}

static void
releases_count(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1);
	struct slice id = add(c, &one);
	struct template_known known;

	for (int64_t i = 1; i <= 3; i++) {
		assert_ok(store_begin(c->store, &case_err));
		assert_ok(templates_release(c->store, id, &case_err));
		assert_ok(
		    templates_release(c->store, SLICE("t-none"), &case_err));
		assert_ok(store_commit(c->store, &case_err));
		assert_ok(templates_load(c->store, id, &known, &case_err));
		assert_true(known.there);
		assert_int_equal(known.released, i);
		assert_int_equal(find(c, &one).released, i);
	}
	assert_ok(templates_load(c->store, SLICE("t-none"), &known, &case_err));
	assert_false(known.there);
	assert_int_equal(known.released, 0);
}

/* The release of a held message, by all that may become of it. */
static void
a_release_counts_for_its_template(void **state)
{
	static const struct {
		enum quarantine_outcome outcome;
		int64_t released;
	} ends[] = {
		{ QUARANTINE_REFUSED, 0 },
		{ QUARANTINE_UNKNOWN, 0 },
		{ QUARANTINE_RELEASED, 1 },
	};
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1);
	struct slice template = add(c, &one);
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	struct id id;

	store_case_verdict(&verdict, &id, "quarantine");
	verdict.template = template;
	store_case_entry(&entry, &verdict);
	entry.template = template;
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(journal_append_verdict(c->store, &verdict, &case_err));
	assert_ok(quarantine_add(c->store, &entry, SLICE("raw"), &case_err));
	assert_ok(store_commit(c->store, &case_err));
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const struct quarantine_decision decision = {
			.id = entry.id,
			.actor = SLICE("ana"),
			.reason = SLICE("r"),
			.outcome = ends[i].outcome,
			.answer = SLICE_EMPTY,
			.time_us = CASE_TIME,
		};

		assert_ok(store_begin(c->store, &case_err));
		assert_ok(quarantine_claim(
		    c->store, &entry, CASE_TIME, true, NULL, &case_err));
		assert_ok(quarantine_finish(c->store, &decision, &case_err));
		assert_ok(store_commit(c->store, &case_err));
		assert_int_equal(find(c, &one).released, ends[i].released);
	}
}

static void
listed_by_template(void **state)
{
	struct store_case *c = *state;
	const struct quarantine_filter none = { .template = "t-none" };
	struct buf lines;

	(void)store_case_hold(c->store, 0);
	buf_init(&lines, 1 << 16);
	assert_ok(quarantine_list(c->store, &none, NULL, &lines, &case_err));
	buf_free(&lines);
}

static void
whole_or_not_at_all(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1);
	struct slice id = find(c, &one).id;
	unsigned long nth;

	for (nth = 1;; nth++) {
		assert_true(nth < 100);
		store_fault_set(c->store, nth);
		if (add_now(c->store, id, &one) == STATUS_OK)
			break;
		assert_int_equal(
		    store_case_number(c, "SELECT count(*) FROM template"), 0);
		assert_int_equal(
		    store_case_number(c, "SELECT count(*) FROM template_band"),
		    0);
	}
	/* begin, the template, its keys, commit */
	assert_int_equal(nth, 3 + TEMPLATE_BANDS + 1);
	store_fault_set(c->store, 0);
	assert_true(find(c, &one).there);
}

static void
a_lack_of_memory(void **state)
{
	struct store_case *c = *state;
	struct template_sketch one = sketch(1000, 100, 1), near;
	struct template_known known;
	struct arena *arena;
	enum status status = STATUS_NOMEM;

	(void)add(c, &one);
	near = sketch(1010, 100, 1);
	for (size_t size = 1; status == STATUS_NOMEM; size += 8) {
		assert_true(size < 4096);
		arena = arena_new(size);
		assert_non_null(arena);
		status =
		    templates_find(c->store, &near, arena, &known, &case_err);
		arena_free(arena);
	}
	assert_int_equal(status, STATUS_OK);
}

/* A switch set inside somebody else's transaction goes with it. */
static void
a_switch_in_a_transaction(void **state)
{
	struct store_case *c = *state;
	const struct store_switch sw = { SLICE("template=t-1"), SLICE("hold"),
		SLICE("flawed"), SLICE("ana"), 0 };
	int64_t resumed_us;
	bool on;

	for (int i = 0; i < 2; i++) {
		assert_ok(store_begin(c->store, &case_err));
		assert_ok(store_switch_set(c->store, &sw, &case_err));
		if (i == 0)
			store_rollback(c->store);
		else
			assert_ok(store_commit(c->store, &case_err));
		assert_ok(store_switch_find(
		    c->store, sw.scope, &on, &resumed_us, &case_err));
		assert_int_equal(on, i);
		assert_int_equal(
		    store_case_number(c, "SELECT count(*) FROM journal"), i);
	}
}

/* Of the switches of templates a message sees its own alone. */
static void
only_its_own_switch(void **state)
{
	static const char *const scopes[] = { "agent=a", "all", "template=t-1",
		"template=t-2", "template=", "template", "templatf=x",
		"tier=cold", "workflow=w" };
	static const struct {
		const char *template;
		size_t n;
	} cases[] = { { "t-1", 7 }, { "t-2", 7 }, { "t-3", 6 }, { "", 7 } };
	struct store_case *c = *state;
	struct store_switch *switches;
	size_t n;

	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++) {
		const struct store_switch sw = { slice_cstr(scopes[i]),
			SLICE("hold"), SLICE("r"), SLICE("ana"), 0 };

		assert_ok(store_switch_on(c->store, &sw, &case_err));
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_ok(
		    store_switch_load(c->store, slice_cstr(cases[i].template),
			c->arena, &switches, &n, &case_err));
		assert_int_equal(n, cases[i].n);
		for (size_t k = 1; k < n; k++)
			assert_true(slice_compare(switches[k - 1].scope,
					switches[k].scope) < 0);
	}
	assert_ok(
	    store_switch_list(c->store, c->arena, &switches, &n, &case_err));
	assert_int_equal(n, 9);
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(found_by_what_it_shares),
		CASE(the_most_alike_of_several),
		CASE(the_largest_and_the_smallest),
		CASE(added_once),
		CASE(a_key_that_all_share),
		CASE(releases_count),
		CASE(a_release_counts_for_its_template),
		CASE(listed_by_template),
		CASE(whole_or_not_at_all),
		CASE(a_lack_of_memory),
		CASE(a_switch_in_a_transaction),
		CASE(only_its_own_switch),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
