/*
 * Rules that ran into a limit, as the database remembers them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "store/handle.h"
#include "store/runaway.h"
#include "store_case.h"

static void
line_each(const struct runaway *runaway, void *arg)
{
	assert_true(buf_printf(arg, "%.*s %lld %lld %.*s\n",
	    SLICE_ARG(runaway->rule), (long long)runaway->count,
	    (long long)(runaway->time_us - CASE_TIME), SLICE_ARG(runaway->id)));
}

static enum status
note(struct store *store, const char *rule, int64_t after, const char *id)
{
	const struct runaway runaway = { slice_cstr(rule), 0, CASE_TIME + after,
		slice_cstr(id) };
	enum status status = store_begin(store, &case_err);

	if (status != STATUS_OK)
		return status;
	status = runaway_note(store, &runaway, &case_err);
	return store_end(store, status, &case_err);
}

static void
expect(struct store *store, int64_t since, const char *wanted)
{
	struct buf lines;

	buf_init(&lines, 4096);
	assert_ok(runaway_list(
	    store, CASE_TIME + since, line_each, &lines, &case_err));
	assert_string_equal(buf_cstr(&lines), wanted);
	buf_free(&lines);
}

static void
they_are_counted(void **state)
{
	struct store_case *c = *state;

	expect(c->store, 0, "");
	assert_ok(note(c->store, "a", 1, "I1"));
	assert_ok(note(c->store, "b", 2, "I2"));
	assert_ok(note(c->store, "a", 3, "I3"));
	expect(c->store, 0, "a 2 3 I3\nb 1 2 I2\n");
	expect(c->store, 3, "a 2 3 I3\n");
	expect(c->store, 4, "");
}

static void
old_ones_are_forgotten(void **state)
{
	struct store_case *c = *state;

	assert_ok(note(c->store, "a", 0, "I1"));
	assert_ok(note(c->store, "b", RUNAWAY_KEEP, "I2"));
	expect(c->store, 0, "b 1 2592000000000 I2\na 1 0 I1\n");
	assert_ok(note(c->store, "b", RUNAWAY_KEEP + 1, "I3"));
	expect(c->store, 0, "b 2 2592000000001 I3\n");
}

static void
every_write_may_fail(void **state)
{
	struct store_case *c = *state;
	enum status status = STATUS_FULL;
	unsigned long n;

	for (n = 1; n < 20 && status != STATUS_OK; n++) {
		store_fault_set(c->store, n);
		status = note(c->store, "a", 1, "I1");
		store_fault_set(c->store, 0);
		if (status != STATUS_OK)
			expect(c->store, 0, "");
	}
	assert_int_equal(status, STATUS_OK);
	assert_true(n > 3);
	expect(c->store, 0, "a 1 1 I1\n");
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(they_are_counted),
		CASE(old_ones_are_forgotten),
		CASE(every_write_may_fail),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
