/*
 * clock.c - time in microseconds, and its written forms.
 *
 * The calendar is worked out here, by the proleptic Gregorian rules, since the
 * C library's functions look at the environment and the locale.  No leap
 * second exists in "time_us": a written second 60 is the next minute's first.
 */
#include "base/clock.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

#define SECONDS_A_DAY ((int64_t)86400)
#define SPAN_MAX (36525 * SECONDS_A_DAY) /* 100 years */

struct civil {
	int64_t year;
	int month, day; /* from 1 */
	int hour, minute, second;
	int weekday; /* 0 is Sunday */
	int64_t micros;
};

static int64_t
clock_read(clockid_t which)
{
	struct timespec now;
	int failed = clock_gettime(which, &now);

	assert(failed == 0);
	(void)failed;
	return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t
clock_wall_us(void)
{
	return clock_read(CLOCK_REALTIME);
}

int64_t
clock_monotonic_us(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* Division that rounds down, also below 1970. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from 1970-01-01; years are counted from March so that 29 Feb is last. */
static int64_t
days_from_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

/* The inverse: fills year, month, day and weekday. */
static void
date_from_days(int64_t days, struct civil *civil)
{
	int64_t shifted = days + 719468; /* from 0000-03-01 */
	int64_t era = floor_div(shifted, 146097);
	int64_t of_era = shifted - era * 146097;
	int64_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* 0 is March */

	civil->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	civil->month = (int)(month < 10 ? month + 3 : month - 9);
	civil->year = year + era * 400 + (civil->month <= 2);
	civil->weekday = (int)(days + 4 - floor_div(days + 4, 7) * 7);
}

static struct civil
civil_from_us(int64_t time_us)
{
	int64_t seconds = floor_div(time_us, CLOCK_SECOND);
	int64_t days = floor_div(seconds, SECONDS_A_DAY);
	int of_day = (int)(seconds - days * SECONDS_A_DAY);
	struct civil civil = { 0 };

	date_from_days(days, &civil);
	civil.hour = of_day / 3600;
	civil.minute = of_day / 60 % 60;
	civil.second = of_day % 60;
	civil.micros = time_us % CLOCK_SECOND;
	if (civil.micros < 0)
		civil.micros += CLOCK_SECOND;
	return civil;
}

const char *
clock_format(int64_t time_us, char out[CLOCK_TEXT_MAX])
{
	struct civil civil = civil_from_us(time_us);

	(void)snprintf(out, CLOCK_TEXT_MAX,
	    "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ", (long long)civil.year,
	    civil.month, civil.day, civil.hour, civil.minute, civil.second,
	    (int)(civil.micros / 1000));
	return out;
}

const char *
clock_format_mail(int64_t time_us, char out[CLOCK_TEXT_MAX])
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil civil = civil_from_us(time_us);

	(void)snprintf(out, CLOCK_TEXT_MAX,
	    "%s, %02d %s %04lld %02d:%02d:%02d +0000", days[civil.weekday],
	    civil.day, months[civil.month - 1], (long long)civil.year,
	    civil.hour, civil.minute, civil.second);
	return out;
}

/* Seconds of the unit that a span ends in; 0 for none. */
static int64_t
span_unit(char c)
{
	switch (c) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return SECONDS_A_DAY;
	case 'w':
		return 7 * SECONDS_A_DAY;
	default:
		return 0;
	}
}

bool
clock_parse_span(struct slice text, int64_t *seconds_r)
{
	int64_t unit, count = 0;
	size_t i;

	if (text.len < 2)
		return false;
	unit = span_unit(text.ptr[text.len - 1]);
	if (unit == 0)
		return false;
	for (i = 0; i + 1 < text.len; i++) {
		if (!ascii_digit(text.ptr[i]))
			return false;
		count = count * 10 + (text.ptr[i] - '0');
		if (count > SPAN_MAX / unit)
			return false;
	}
	*seconds_r = count * unit;
	return true;
}

/* Takes exactly count digits off the front, with a value in low..high. */
static bool
take_number(struct slice *text, size_t count, int low, int high, int *value_r)
{
	int value = 0;
	size_t i;

	if (text->len < count)
		return false;
	for (i = 0; i < count; i++) {
		if (!ascii_digit(text->ptr[i]))
			return false;
		value = value * 10 + (text->ptr[i] - '0');
	}
	*text = slice_from(*text, count);
	*value_r = value;
	return value >= low && value <= high;
}

static bool
take_byte(struct slice *text, char c)
{
	if (text->len == 0 || ascii_lower(text->ptr[0]) != c)
		return false;
	*text = slice_from(*text, 1);
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
take_date(struct slice *text, int64_t *days_r)
{
	int year, month, day;

	if (!take_number(text, 4, 0, 9999, &year) || !take_byte(text, '-') ||
	    !take_number(text, 2, 1, 12, &month) || !take_byte(text, '-') ||
	    !take_number(text, 2, 1, days_in_month(year, month), &day))
		return false;
	*days_r = days_from_date(year, month, day);
	return true;
}

/* "10:00:00" and an optional fraction of any length, in microseconds. */
static bool
take_time(struct slice *text, int64_t *micros_r)
{
	int hour, minute, second;
	int64_t scale = CLOCK_SECOND / 10, fraction = 0;

	if (!take_number(text, 2, 0, 23, &hour) || !take_byte(text, ':') ||
	    !take_number(text, 2, 0, 59, &minute) || !take_byte(text, ':') ||
	    !take_number(text, 2, 0, 60, &second))
		return false;
	if (take_byte(text, '.')) {
		if (text->len == 0 || !ascii_digit(text->ptr[0]))
			return false;
		for (; text->len > 0 && ascii_digit(text->ptr[0]);
		     scale /= 10) {
			fraction += (text->ptr[0] - '0') * scale;
			*text = slice_from(*text, 1);
		}
	}
	*micros_r =
	    fraction + ((hour * 60 + minute) * 60 + second) * CLOCK_SECOND;
	return true;
}

/* "Z" or "+01:00", as seconds east of UTC. */
static bool
take_zone(struct slice *text, int64_t *east_r)
{
	int hours, minutes;
	bool west;

	*east_r = 0;
	if (take_byte(text, 'z'))
		return true;
	west = take_byte(text, '-');
	if (!west && !take_byte(text, '+'))
		return false;
	if (!take_number(text, 2, 0, 23, &hours) || !take_byte(text, ':') ||
	    !take_number(text, 2, 0, 59, &minutes))
		return false;
	*east_r = (hours * 60 + minutes) * 60;
	if (west)
		*east_r = -*east_r;
	return true;
}

bool
clock_parse(struct slice text, int64_t *time_us_r)
{
	int64_t days, micros = 0, east = 0;

	if (!take_date(&text, &days))
		return false;
	if (text.len > 0 &&
	    ((!take_byte(&text, 't') && !take_byte(&text, ' ')) ||
		!take_time(&text, &micros) || !take_zone(&text, &east)))
		return false;
	if (text.len > 0)
		return false;
	*time_us_r = (days * SECONDS_A_DAY - east) * CLOCK_SECOND + micros;
	return true;
}
