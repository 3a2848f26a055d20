/*
 * extract_bundle_fuzz.c - any bytes as an archive that libarchive reads.
 */
#include "extract/bundle.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(bundle_read, "a.tar", data, size);
}
