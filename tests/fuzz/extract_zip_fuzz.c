/*
 * extract_zip_fuzz.c - any bytes as a zip.
 */
#include "extract/zip.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(zip_read, "a.zip", data, size);
}
