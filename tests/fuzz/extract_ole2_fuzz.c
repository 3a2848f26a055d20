/*
 * extract_ole2_fuzz.c - any bytes as a compound file.
 */
#include "extract/ole2.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(ole2_read, "a.msg", data, size);
}
