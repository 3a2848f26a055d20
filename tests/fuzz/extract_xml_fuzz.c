/*
 * extract_xml_fuzz.c - any bytes as XML and office parts.
 */
#include "extract/xml.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(xml_read, "a.xml", data, size);
}
