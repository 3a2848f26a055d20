/*
 * extract_json_fuzz.c - any bytes as JSON.
 */
#include "extract/json.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(json_read, "a.json", data, size);
}
