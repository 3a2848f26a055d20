/*
 * report_page.c - putting a report's sections together, and figures as text.
 */
#include "cli/report_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

struct cell
cell_text(struct slice text)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text };
}

struct cell
cell_number(enum cell_kind kind, double number)
{
	return (struct cell){ .kind = kind, .number = number };
}

struct cell
cell_share(double part, double whole)
{
	if (whole <= 0)
		return (struct cell){ .kind = CELL_NONE };
	return cell_number(CELL_SHARE, part / whole);
}

/* What memory has no room for is left out, and arena_failed() says so. */
void
section_fact(struct page *page, struct section *section, struct column name,
    struct cell cell)
{
	struct fact *fact = VEC_PUSH(page->arena, &section->facts);

	if (fact != NULL)
		*fact = (struct fact){ .name = name, .cell = cell };
}

void
section_note(
    struct page *page, struct section *section, bool warning, const char *text)
{
	struct note *note = VEC_PUSH(page->arena, &section->notes);

	if (note != NULL)
		*note = (struct note){ slice_cstr(text), warning };
}

void
section_cell(struct page *page, struct section *section, struct cell cell)
{
	struct cell *added = VEC_PUSH(page->arena, &section->cells);

	if (added != NULL)
		*added = cell;
}

const char *
section_title(const struct section *section, size_t column)
{
	return column == 0 && section->first != NULL ?
	    section->first :
	    section->columns[column].title;
}

/* With a comma after each three digits. */
static void
count_format(int64_t number, char out[CELL_TEXT_MAX])
{
	char digits[24];
	size_t i, len, at = 0;

	(void)snprintf(digits, sizeof(digits), "%" PRId64, number);
	len = strlen(digits);
	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

static void
seconds_format(double seconds, char out[CELL_TEXT_MAX])
{
	if (seconds < 0)
		seconds = 0;
	if (seconds < 90)
		(void)snprintf(out, CELL_TEXT_MAX, "%.0f s", seconds);
	else if (seconds < 5400)
		(void)snprintf(out, CELL_TEXT_MAX, "%.0f min", seconds / 60);
	else if (seconds < 172800)
		(void)snprintf(out, CELL_TEXT_MAX, "%.1f h", seconds / 3600);
	else
		(void)snprintf(
		    out, CELL_TEXT_MAX, "%.1f days", seconds / 86400);
}

const char *
cell_format(const struct cell *cell, char out[CELL_TEXT_MAX])
{
	char when[CLOCK_TEXT_MAX];

	out[0] = '\0';
	switch (cell->kind) {
	case CELL_NONE:
		(void)snprintf(out, CELL_TEXT_MAX, "-");
		break;
	case CELL_TEXT:
		break;
	case CELL_COUNT:
		count_format((int64_t)cell->number, out);
		break;
	case CELL_SHARE:
		(void)snprintf(
		    out, CELL_TEXT_MAX, "%.1f %%", cell->number * 100);
		break;
	case CELL_SECONDS:
		seconds_format(cell->number, out);
		break;
	case CELL_TIME:
		(void)snprintf(out, CELL_TEXT_MAX, "%.16s UTC",
		    clock_format((int64_t)cell->number, when));
		out[10] = ' ';
		break;
	case CELL_NUMBER:
		(void)snprintf(out, CELL_TEXT_MAX, "%.3g", cell->number);
		break;
	}
	return out;
}
