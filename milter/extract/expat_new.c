/*
 * expat_new.c - an XML parser that follows nothing outside its document.
 *
 * Entities that multiply ("billion laughs") run into expat's own ceiling, a
 * hundredfold from 8 MB on, and what they make into the buffers' ceilings.
 */
#include "extract/expat_new.h"

#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "extract/codepage.h"

static int
encoding_unknown(void *arg, const XML_Char *name, XML_Encoding *encoding)
{
	unsigned page = codepage_by_name(slice_cstr(name));

	(void)arg;
	if (page == 0)
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++)
		encoding->map[i] = (int)codepage_decode(page, (unsigned char)i);
	return XML_STATUS_OK;
}

XML_Parser
expat_new(struct slice bytes)
{
	static const XML_Memory_Handling_Suite memory = { mem_alloc,
		mem_realloc, mem_free };
	const char separator[] = { EXPAT_NEW_SEPARATOR, '\0' };
	XML_Parser parser = XML_ParserCreate_MM(
	    utf8_valid(bytes) ? "UTF-8" : NULL, &memory, separator);

	if (parser == NULL)
		return NULL;
	XML_SetUnknownEncodingHandler(parser, encoding_unknown, NULL);
	(void)XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
	return parser;
}

bool
expat_run(XML_Parser parser, struct slice bytes)
{
	if (bytes.len > INT_MAX)
		return false;
	return XML_Parse(parser, bytes.ptr, (int)bytes.len, 1) == XML_STATUS_OK;
}

const char *
expat_local(const char *name)
{
	const char *separator = strrchr(name, EXPAT_NEW_SEPARATOR);

	return separator == NULL ? name : separator + 1;
}
