/*
 * extract_tnef_fuzz.c - any bytes as TNEF.
 */
#include "extract/tnef.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(tnef_read, "winmail.dat", data, size);
}
