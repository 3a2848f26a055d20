/*
 * report_fuzz.c - any bytes as a report, and as a text that quotes one: what
 * comes out stays within its ceilings, and is what it is said to be.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "message/report.h"

#define ARENA_CEILING ((size_t)256 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Touches every byte, so that a sanitizer sees where they lie. */
static unsigned
touch(struct slice s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.len; i++)
		sum += (unsigned char)s.ptr[i];
	return sum;
}

static void
check_addresses(const struct message_report_slices *list)
{
	check(list->len <= MESSAGE_REPORT_ADDRESSES_MAX);
	for (size_t i = 0; i < list->len; i++) {
		size_t at = slice_rindex(list->items[i], '@');

		check(
		    at != SLICE_NONE && at > 0 && at + 1 < list->items[i].len);
		check(list->items[i].len <= MESSAGE_REPORT_ADDRESS_MAX);
		(void)touch(list->items[i]);
		(void)message_report_redacted(list->items[i]);
	}
}

static void
check_report(const struct message_report *report)
{
	struct id id;

	check(report->message_ids.len <= MESSAGE_REPORT_IDS_MAX);
	for (size_t i = 0; i < report->message_ids.len; i++)
		check(report->message_ids.items[i].len > 0 &&
		    report->message_ids.items[i].len <= MESSAGE_REPORT_ID_MAX);
	for (size_t i = 0; i < report->gate_ids.len; i++)
		check(id_parse(report->gate_ids.items[i], &id));
	for (size_t i = 0; i < MESSAGE_REPORT_PLACES; i++)
		check_addresses(&report->addresses[i]);
	check(report->deliveries.len <= MESSAGE_REPORT_DELIVERIES_MAX);
	for (size_t i = 0; i < report->deliveries.len; i++) {
		const struct message_report_delivery *d =
		    &report->deliveries.items[i];

		check(d->status.len == 0 ||
		    (d->status.len >= 5 && d->status.ptr[1] == '.'));
		(void)(touch(d->original) + touch(d->final) + touch(d->action) +
		    touch(d->diagnostic));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct slice in = slice_make((const char *)data, size);
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message_report report;
	struct message message;

	if (arena == NULL)
		abort();
	check(message_read(in, &ceilings, arena, &message, NULL) == STATUS_OK);
	check(message_report_read(&message, arena, &report) == STATUS_OK);
	check_report(&report);
	check(message_report_text(&report, in, arena) == STATUS_OK);
	check_report(&report);
	arena_free(arena);
	return 0;
}
