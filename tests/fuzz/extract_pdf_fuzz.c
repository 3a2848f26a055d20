/*
 * extract_pdf_fuzz.c - any bytes as a PDF that is scanned.
 */
#include "extract/pdf.h"
#include "extract_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_run(pdf_scan, "a.pdf", data, size);
}
