/*
 * workbook.c - the shared strings of a spreadsheet, as a table.
 *
 * A sheet names its texts by number; only with them in place does a row read
 * as a person sees it.  The strings' part itself is read as XML like any
 * other, so a table that is wrong here hides nothing.
 */
#include "extract/workbook.h"

#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "extract/expat_new.h"

#define WORKBOOK_STRING_MAX ((size_t)1 << 20) /* bytes of one string */

struct table {
	struct arena *arena;
	struct member_strings *strings;
	struct buf text;
	size_t items; /* open <si> */
	size_t phonetics;
	bool failed;
};

bool
workbook_is_strings(struct slice head)
{
	return slice_find(head, SLICE("<sst")) != SLICE_NONE ||
	    slice_find(head, SLICE(":sst")) != SLICE_NONE;
}

static void XMLCALL
string_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct table *table = arg;
	const char *local = expat_local(name);

	(void)attributes;
	if (strcmp(local, "si") == 0)
		table->items++;
	else if (strcmp(local, "rPh") == 0)
		table->phonetics++;
}

static void XMLCALL
string_end(void *arg, const XML_Char *name)
{
	struct table *table = arg;
	const char *local = expat_local(name);
	struct slice *item;

	if (strcmp(local, "rPh") == 0)
		table->phonetics--;
	if (strcmp(local, "si") != 0)
		return;
	table->items--;
	item = VEC_PUSH(table->arena, table->strings);
	if (item == NULL) {
		table->failed = true;
		return;
	}
	*item = arena_copy(table->arena, buf_slice(&table->text));
	table->failed |= item->ptr == NULL;
	buf_clear(&table->text);
}

static void XMLCALL
string_text(void *arg, const XML_Char *text, int len)
{
	struct table *table = arg;

	if (table->items > 0 && table->phonetics == 0)
		(void)buf_add(&table->text, slice_make(text, (size_t)len));
}

bool
workbook_read_strings(
    struct slice part, struct arena *arena, struct member_strings *strings)
{
	struct table table = { .arena = arena, .strings = strings };
	XML_Parser parser = expat_new(part);

	if (parser == NULL)
		return false;
	buf_init(&table.text, WORKBOOK_STRING_MAX);
	XML_SetUserData(parser, &table);
	XML_SetElementHandler(parser, string_start, string_end);
	XML_SetCharacterDataHandler(parser, string_text);
	(void)expat_run(parser, part);
	XML_ParserFree(parser);
	buf_free(&table.text);
	return !table.failed;
}
