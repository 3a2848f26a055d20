/*
 * report_json.c - a report as one JSON object: a member a section, in it a
 * member a fact, `notes` and `rows`.
 */
#include "base/clock.h"
#include "cli/out.h"
#include "cli/report_page.h"

static json_t *
cell_json(const struct cell *cell, struct arena *arena)
{
	char when[CLOCK_TEXT_MAX];

	switch (cell->kind) {
	case CELL_NONE:
		return json_null();
	case CELL_TEXT:
		return out_json_text(cell->text, arena);
	case CELL_COUNT:
		return json_integer((json_int_t)cell->number);
	case CELL_TIME:
		return json_string(clock_format((int64_t)cell->number, when));
	case CELL_SHARE:
	case CELL_SECONDS:
	case CELL_NUMBER:
		break;
	}
	return json_real(cell->number);
}

static json_t *
rows_json(const struct section *section, struct arena *arena)
{
	json_t *rows = json_array(), *row;
	size_t i, k;

	for (i = 0; section->ncolumns > 0 &&
	     i + section->ncolumns <= section->cells.len;
	     i += section->ncolumns) {
		row = json_object();
		for (k = 0; k < section->ncolumns; k++)
			(void)json_object_set_new(row, section->columns[k].key,
			    cell_json(&section->cells.items[i + k], arena));
		(void)json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *
section_json(const struct section *section, struct arena *arena)
{
	json_t *object = json_object(), *notes = json_array();
	size_t i;

	for (i = 0; i < section->facts.len; i++)
		(void)json_object_set_new(object,
		    section->facts.items[i].name.key,
		    cell_json(&section->facts.items[i].cell, arena));
	for (i = 0; i < section->notes.len; i++)
		(void)json_array_append_new(notes,
		    json_pack("{s:o, s:b}", "text",
			out_json_text(section->notes.items[i].text, arena),
			"warning", section->notes.items[i].warning));
	(void)json_object_set_new(object, "notes", notes);
	if (section->ncolumns > 0)
		(void)json_object_set_new(
		    object, "rows", rows_json(section, arena));
	if (section->left_out > 0)
		(void)json_object_set_new(object, "left_out",
		    json_integer((json_int_t)section->left_out));
	return object;
}

int
report_json(const struct page *page)
{
	char since[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
	const struct figures *f = page->figures;
	json_t *report = json_pack("{s:s, s:s, s:I}", "since",
	    clock_format(f->since_us, since), "until",
	    clock_format(f->now_us, until), "records", (json_int_t)f->records);
	size_t i;

	for (i = 0; i < page->sections.len; i++)
		(void)json_object_set_new(report, page->sections.items[i].key,
		    section_json(&page->sections.items[i], page->arena));
	return out_json(report);
}
