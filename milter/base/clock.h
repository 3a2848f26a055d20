/*
 * clock.h - what time it is, and how it is written.
 *
 * Wall time is in microseconds since 1970-01-01T00:00:00Z as int64_t
 * ("time_us"); spans are measured on the monotonic clock.  Only
 * text/ (for its ceiling), pipeline/, store/ and the programs ask for the
 * time; everything pure is handed it.
 * Safe on any thread.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define CLOCK_SECOND ((int64_t)1000000)
#define CLOCK_TEXT_MAX 32

int64_t clock_wall_us(void);
int64_t clock_monotonic_us(void);

/*
 * RFC 3339 in UTC with milliseconds, "2026-11-02T10:00:00.123Z", into out.
 * Returns out.
 */
const char *clock_format(int64_t time_us, char out[CLOCK_TEXT_MAX]);

/* RFC 5322 date-time in UTC, "Mon, 02 Nov 2026 10:00:00 +0000". */
const char *clock_format_mail(int64_t time_us, char out[CLOCK_TEXT_MAX]);

/*
 * Reads a span "90s", "15m", "24h", "14d" or "2w" (a bare number is refused)
 * into seconds; false if text is none, or the span is over 100 years.
 */
bool clock_parse_span(struct slice text, int64_t *seconds_r);

/* Reads RFC 3339 ("2026-11-02" and "2026-11-02T10:00:00Z" too). */
bool clock_parse(struct slice text, int64_t *time_us_r);

#endif
