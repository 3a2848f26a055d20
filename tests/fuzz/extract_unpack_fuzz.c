/*
 * extract_unpack_fuzz.c - any bytes as an attachment.
 */
#include "extract/unpack.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(unpack_member, "a.bin", data, size);
}
