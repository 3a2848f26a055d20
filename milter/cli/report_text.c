/*
 * report_text.c - a report for a terminal.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/out.h"
#include "cli/report_page.h"

#define NAME_WIDTH 30
#define NUMBER_WIDTH 11
#define FACT_WIDTH 42

static void
fact_print(const struct fact *fact)
{
	char figure[CELL_TEXT_MAX];

	(void)fputs("  ", stdout);
	out_column(slice_cstr(fact->name.title), FACT_WIDTH);
	if (fact->cell.kind == CELL_TEXT)
		out_text(stdout, fact->cell.text);
	else
		(void)fputs(cell_format(&fact->cell, figure), stdout);
	(void)fputc('\n', stdout);
}

/* Text columns to the left, figures to the right. */
static void
cell_print(const struct cell *cell, bool last)
{
	char figure[CELL_TEXT_MAX];

	if (cell->kind != CELL_TEXT)
		(void)printf("%*s ", NUMBER_WIDTH, cell_format(cell, figure));
	else if (last)
		out_text(stdout, cell->text);
	else
		out_column(cell->text, NAME_WIDTH);
}

static void
heading_print(const struct cli *cli, const struct section *section)
{
	size_t i;

	out_style(cli, OUT_BOLD);
	(void)fputs("  ", stdout);
	for (i = 0; i < section->ncolumns; i++) {
		const char *title = section_title(section, i);

		if (section->cells.items[i].kind == CELL_TEXT)
			out_column(slice_cstr(title), NAME_WIDTH);
		else
			(void)printf(
			    "%*.*s ", NUMBER_WIDTH, NUMBER_WIDTH, title);
	}
	out_style(cli, OUT_PLAIN);
	(void)fputc('\n', stdout);
}

static void
table_print(const struct cli *cli, const struct section *section)
{
	size_t i, k;

	if (section->cells.len == 0)
		return;
	heading_print(cli, section);
	for (i = 0; i + section->ncolumns <= section->cells.len;
	     i += section->ncolumns) {
		(void)fputs("  ", stdout);
		for (k = 0; k < section->ncolumns; k++)
			cell_print(&section->cells.items[i + k],
			    k + 1 == section->ncolumns);
		(void)fputc('\n', stdout);
	}
	if (section->left_out > 0)
		(void)printf("  and %zu more\n", section->left_out);
}

static void
section_print(const struct cli *cli, const struct section *section)
{
	size_t i;

	(void)fputc('\n', stdout);
	out_style(cli, OUT_BOLD);
	(void)puts(section->title);
	out_style(cli, OUT_PLAIN);
	for (i = 0; i < section->facts.len; i++)
		fact_print(&section->facts.items[i]);
	for (i = 0; i < section->notes.len; i++) {
		const struct note *note = &section->notes.items[i];

		(void)fputs("  ", stdout);
		if (note->warning)
			out_style(cli, OUT_YELLOW);
		(void)fputs(note->warning ? "! " : "", stdout);
		out_text(stdout, note->text);
		out_style(cli, OUT_PLAIN);
		(void)fputc('\n', stdout);
	}
	table_print(cli, section);
}

void
report_text(const struct cli *cli, const struct page *page)
{
	const struct figures *f = page->figures;
	const struct cell since = cell_number(CELL_TIME, (double)f->since_us),
			  until = cell_number(CELL_TIME, (double)f->now_us);
	char from[CELL_TEXT_MAX], to[CELL_TEXT_MAX];
	size_t i;

	(void)printf("sendgate report, %s to %s\n", cell_format(&since, from),
	    cell_format(&until, to));
	for (i = 0; i < page->sections.len; i++)
		section_print(cli, &page->sections.items[i]);
}
