/*
 * extract_rtf_fuzz.c - any bytes as RTF.
 */
#include "extract/rtf.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(rtf_read, "a.rtf", data, size);
}
