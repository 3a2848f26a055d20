/*
 * base_clock_test.c - times and spans, written and read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
test_format(void **state)
{
	static const struct {
		int64_t time_us;
		const char *text, *mail;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z",
		    "Thu, 01 Jan 1970 00:00:00 +0000" },
		{ 1793613600123456, "2026-11-02T10:00:00.123Z",
		    "Mon, 02 Nov 2026 10:00:00 +0000" },
		{ 951782400000000, "2000-02-29T00:00:00.000Z",
		    "Tue, 29 Feb 2000 00:00:00 +0000" },
		{ 4107542399999999, "2100-02-28T23:59:59.999Z",
		    "Sun, 28 Feb 2100 23:59:59 +0000" },
		{ 4107542400000000, "2100-03-01T00:00:00.000Z",
		    "Mon, 01 Mar 2100 00:00:00 +0000" },
		{ -1, "1969-12-31T23:59:59.999Z",
		    "Wed, 31 Dec 1969 23:59:59 +0000" },
		{ 253402300799999999, "9999-12-31T23:59:59.999Z",
		    "Fri, 31 Dec 9999 23:59:59 +0000" },
	};
	char out[CLOCK_TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_string_equal(
		    clock_format(cases[i].time_us, out), cases[i].text);
		assert_string_equal(
		    clock_format_mail(cases[i].time_us, out), cases[i].mail);
	}
}

static void
test_format_extremes(void **state)
{
	char out[CLOCK_TEXT_MAX];

	(void)state;
	assert_ptr_equal(clock_format(INT64_MAX, out), out);
	assert_ptr_equal(clock_format_mail(INT64_MAX, out), out);
	assert_ptr_equal(clock_format(INT64_MIN, out), out);
	assert_ptr_equal(clock_format_mail(INT64_MIN, out), out);
}

/* The calendar agrees with the C library's, every 7 hours over 400 years. */
static void
test_against_libc(void **state)
{
	char mine[CLOCK_TEXT_MAX], theirs[64];
	int64_t seconds, back;
	struct tm tm;
	time_t when;

	(void)state;
	for (seconds = -6000000000; seconds < 7000000000; seconds += 25201) {
		when = (time_t)seconds;
		assert_non_null(gmtime_r(&when, &tm));
		assert_int_equal(strftime(theirs, sizeof(theirs),
				     "%a, %d %b %Y %H:%M:%S +0000", &tm),
		    31);
		clock_format_mail(seconds * CLOCK_SECOND, mine);
		if (strcmp(mine, theirs) != 0)
			fail_msg("%s is not %s", mine, theirs);
		clock_format(seconds * CLOCK_SECOND, mine);
		if (!clock_parse(slice_cstr(mine), &back) ||
		    back != seconds * CLOCK_SECOND)
			fail_msg("%s was not read back", mine);
	}
}

static void
test_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t time_us;
	} cases[] = {
		{ "1970-01-01", 0 },
		{ "2026-11-02", 1793577600000000 },
		{ "2026-11-02T10:00:00Z", 1793613600000000 },
		{ "2026-11-02t10:00:00z", 1793613600000000 },
		{ "2026-11-02 10:00:00Z", 1793613600000000 },
		{ "2026-11-02T11:30:00+01:30", 1793613600000000 },
		{ "2026-11-01T22:00:00-12:00", 1793613600000000 },
		{ "2026-11-02T10:00:00.5Z", 1793613600500000 },
		{ "2026-11-02T10:00:00.123456789Z", 1793613600123456 },
		{ "2016-12-31T23:59:60Z", 1483228800000000 },
		{ "2024-02-29", 1709164800000000 },
		{ "1969-12-31T23:59:59.999Z", -1000 },
	};
	static const char *const refused[] = { "", "2026", "2026-11",
		"2026-11-2", "2026-13-01", "2026-00-01", "2026-11-00",
		"2026-11-31", "2026-02-29", "2100-02-29", "26-11-02",
		"2026/11/02", "2026-11-02T", "2026-11-02T10:00Z",
		"2026-11-02T10:00:00", "2026-11-02T24:00:00Z",
		"2026-11-02T10:60:00Z", "2026-11-02T10:00:61Z",
		"2026-11-02T10:00:00.Z", "2026-11-02T10:00:00,5Z",
		"2026-11-02T10:00:00+0100", "2026-11-02T10:00:00+24:00",
		"2026-11-02T10:00:00Zx", " 2026-11-02", "2026-11-02 ",
		"+026-11-02", "2026-1\xB2-02", "-2026-11-02" };
	int64_t got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (!clock_parse(slice_cstr(cases[i].text), &got))
			fail_msg("%s was refused", cases[i].text);
		assert_int_equal(got, cases[i].time_us);
	}
	for (i = 0; i < COUNT(refused); i++)
		if (clock_parse(slice_cstr(refused[i]), &got))
			fail_msg("\"%s\" was taken", refused[i]);
	assert_false(clock_parse(slice_make("2026-11-02\0", 11), &got));
}

static void
test_span(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
		{ "90s", 90 },
		{ "15m", 900 },
		{ "24h", 86400 },
		{ "14d", 1209600 },
		{ "2w", 1209600 },
		{ "0s", 0 },
		{ "007d", 604800 },
		{ "36525d", 3155760000 },
		{ "3155760000s", 3155760000 },
	};
	static const char *const refused[] = { "", "s", "90", "1.5h", "-1s",
		"+1s", "1 s", " 1s", "1s ", "1S", "1y", "1ms", "36526d",
		"3155760001s", "99999999999999999999999999d", "1h30m", "0x1s" };
	int64_t got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (!clock_parse_span(slice_cstr(cases[i].text), &got))
			fail_msg("%s was refused", cases[i].text);
		assert_int_equal(got, cases[i].seconds);
	}
	for (i = 0; i < COUNT(refused); i++)
		if (clock_parse_span(slice_cstr(refused[i]), &got))
			fail_msg("\"%s\" was taken", refused[i]);
}

static void
test_now(void **state)
{
	int64_t before = clock_monotonic_us(), wall = clock_wall_us();

	(void)state;
	assert_true(wall > 1700000000 * CLOCK_SECOND);
	assert_true(clock_monotonic_us() >= before);
	assert_in_range(wall / CLOCK_SECOND, (uintmax_t)time(NULL) - 5,
	    (uintmax_t)time(NULL) + 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_extremes),
		cmocka_unit_test(test_against_libc),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_now),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
