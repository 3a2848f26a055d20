/*
 * extract_gzip_fuzz.c - any bytes as gzip.
 */
#include "extract/gzip.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(gzip_read, "a.gz", data, size);
}
