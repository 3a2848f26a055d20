/*
 * extract_csv_fuzz.c - any bytes as a table.
 */
#include "extract/csv.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(csv_read, "a.csv", data, size);
}
