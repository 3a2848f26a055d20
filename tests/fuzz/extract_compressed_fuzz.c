/*
 * extract_compressed_fuzz.c - any bytes as a file that libarchive unpacks.
 */
#include "extract/bundle.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(bundle_read_compressed, "a.xz", data, size);
}
