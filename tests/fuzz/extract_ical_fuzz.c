/*
 * extract_ical_fuzz.c - any bytes as iCalendar and vCard.
 */
#include "extract/ical.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(ical_read, "a.ics", data, size);
}
