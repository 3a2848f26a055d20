/*
 * places_test.c - nobody can take all the places, the kill group's least of
 * all, and a flood of strangers is counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/request.h"
#include "daemon/places.h"

static enum places_answer
take(struct places *places, uid_t uid, unsigned roles, int64_t now_us)
{
	const struct place who = { .uid = uid, .roles = roles };
	struct place *place;
	enum places_answer answer = places_take(places, &who, now_us, &place);

	assert_int_equal(place != NULL, answer == PLACES_TAKEN);
	if (place != NULL) {
		assert_int_equal(place->uid, uid);
		assert_int_equal(place->roles, roles);
		place->pid = 1;
	}
	return answer;
}

/* How many places a user gets one after the other. */
static size_t
take_all(struct places *places, uid_t uid, unsigned roles)
{
	size_t n = 0;

	while (take(places, uid, roles, 0) == PLACES_TAKEN)
		n++;
	return n;
}

static void
test_each_has_some(void **state)
{
	struct places places = { .minute_us = 0 };

	(void)state;
	assert_int_equal(take_all(&places, 1, REQUEST_ADMIN), PLACES_USER);
	assert_int_equal(take(&places, 1, REQUEST_ADMIN, 0), PLACES_BUSY);
	assert_int_equal(take(&places, 2, REQUEST_ADMIN, 0), PLACES_TAKEN);
	assert_int_equal(places_taken(&places), PLACES_USER + 1);
	places.items[0].pid = 0;
	assert_int_equal(take(&places, 1, REQUEST_REVIEW, 0), PLACES_TAKEN);
	assert_int_equal(take(&places, 1, REQUEST_REVIEW, 0), PLACES_BUSY);
}

static void
test_kill_has_its_own(void **state)
{
	struct places places = { .minute_us = 0 };
	size_t n = 0;

	(void)state;
	for (uid_t uid = 1; uid < 100; uid++)
		n += take_all(&places, uid, REQUEST_REVIEW | REQUEST_ADMIN);
	assert_int_equal(n, PLACES_ROLES);
	assert_int_equal(take(&places, 0, REQUEST_ADMIN, 0), PLACES_BUSY);
	assert_int_equal(take_all(&places, 100, REQUEST_KILL), PLACES_USER);
	for (uid_t uid = 101; uid < 200; uid++)
		n += take_all(&places, uid, REQUEST_KILL | REQUEST_REVIEW);
	assert_int_equal(n + PLACES_USER, PLACES_ROLES + PLACES_KILL);
	/* strangers have theirs, and take nobody else's */
	assert_int_equal(take_all(&places, 300, 0), PLACES_STRANGER);
	assert_int_equal(take(&places, 301, 0, 0), PLACES_BUSY);
	assert_int_equal(places_taken(&places), PLACES_MAX);
}

static void
test_root_is_not_counted(void **state)
{
	struct places places = { .minute_us = 0 };

	(void)state;
	assert_int_equal(take_all(&places, 0, REQUEST_ROLES_ALL),
	    PLACES_ROLES + PLACES_KILL);
}

/* One that ends at once: its place is free again. */
static enum places_answer
stranger(struct places *places, uid_t uid, int64_t now_us)
{
	enum places_answer answer = take(places, uid, 0, now_us);

	places->items[0].pid = 0;
	return answer;
}

static void
test_strangers_by_the_minute(void **state)
{
	struct places places = { .minute_us = 0 };
	int64_t minute = 60 * CLOCK_SECOND;
	uid_t uid = 0;

	(void)state;
	for (int i = 0; i < PLACES_HEARD; i++)
		assert_int_equal(stranger(&places, 7, i), PLACES_TAKEN);
	assert_int_equal(places_unheard(&places, minute, &uid), 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(stranger(&places, 8, i), PLACES_UNHEARD);
	assert_int_equal(places_unheard(&places, minute - 1, &uid), 0);
	/* what is not on record yet is not forgotten over a new minute */
	assert_int_equal(stranger(&places, 9, minute), PLACES_UNHEARD);
	assert_int_equal(places_unheard(&places, minute, &uid), 1001);
	assert_int_equal(uid, 9);
	assert_int_equal(places_unheard(&places, minute, &uid), 0);
	assert_int_equal(stranger(&places, 9, minute + 1), PLACES_TAKEN);
	/* others were never kept from anything */
	assert_int_equal(take(&places, 1, REQUEST_KILL, 0), PLACES_TAKEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_has_some),
		cmocka_unit_test(test_kill_has_its_own),
		cmocka_unit_test(test_root_is_not_counted),
		cmocka_unit_test(test_strangers_by_the_minute),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
