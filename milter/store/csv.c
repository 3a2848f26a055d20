/*
 * csv.c - CSV as a machine of five states, a byte at a time but for runs of
 * plain text.
 *
 * Cells are collected in one buffer, so that a cell may lie across two reads,
 * and their slices are made when the row is whole.  What is wrong with a row
 * is noted once, at its first place; the rest of the row is read to its end
 * all the same, to find where the next begins.
 */
#include "store/csv.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CSV_READ ((size_t)1 << 18)

enum csv_state {
	CSV_CELL_START,
	CSV_PLAIN,      /* in an unquoted cell */
	CSV_QUOTED,     /* in quotes */
	CSV_QUOTE_SEEN, /* after a quote inside quotes */
	CSV_CR_SEEN     /* after a CR outside of quotes */
};

struct csv {
	struct csv_source source;
	char *in;
	size_t len, at;
	bool first, ended;
	size_t expect;
	/* the row being read */
	struct buf text;
	struct csv_cell cells[CSV_COLUMN_MAX];
	size_t starts[CSV_COLUMN_MAX + 1]; /* of cells in text */
	size_t ncells;
	bool any; /* a byte of this row was seen */
	struct csv_bad bad;
	unsigned line, column;
};

struct csv *
csv_new(struct csv_source source)
{
	struct csv *csv = mem_calloc(1, sizeof(*csv));

	if (csv == NULL)
		return NULL;
	csv->source = source;
	csv->first = true;
	csv->line = csv->column = 1;
	buf_init(&csv->text, CSV_ROW_MAX);
	csv->in = mem_alloc(CSV_READ);
	if (csv->in == NULL) {
		csv_free(csv);
		return NULL;
	}
	return csv;
}

void
csv_free(struct csv *csv)
{
	if (csv == NULL)
		return;
	buf_free_wiped(&csv->text);
	mem_free_wiped(csv->in, CSV_READ);
	mem_free(csv);
}

void
csv_expect(struct csv *csv, size_t ncells)
{
	csv->expect = ncells;
}

/* Notes the first thing that is wrong with the row. */
static void
csv_wrong(struct csv *csv, const char *why, unsigned line, unsigned column)
{
	if (csv->bad.why == NULL)
		csv->bad = (struct csv_bad){ why, line, column };
}

static void
csv_wrong_here(struct csv *csv, const char *why)
{
	csv_wrong(csv, why, csv->line, csv->column);
}

static void
cell_begin(struct csv *csv)
{
	if (csv->ncells == CSV_COLUMN_MAX) {
		csv_wrong_here(csv, "too many columns");
		return;
	}
	csv->starts[csv->ncells] = csv->text.len;
	csv->cells[csv->ncells].line = csv->line;
	csv->cells[csv->ncells].column = csv->column;
	csv->ncells++;
}

static void
cell_add(struct csv *csv, struct slice run)
{
	if (csv->bad.why != NULL)
		return; /* the row is lost; keep no more of it */
	if (csv->text.len - csv->starts[csv->ncells - 1] + run.len >
	    CSV_CELL_MAX)
		csv_wrong(csv, "the cell is too long",
		    csv->cells[csv->ncells - 1].line,
		    csv->cells[csv->ncells - 1].column);
	else if (!buf_add(&csv->text, run) &&
	    csv->text.len + run.len > CSV_ROW_MAX)
		csv_wrong_here(csv, "the row is too long");
}

/* Bytes that are themselves, in and out of quotes. */
static bool
csv_special(char c, bool quoted)
{
	return c == '"' || c == '\0' || c == '\n' ||
	    (!quoted && (c == ',' || c == '\r'));
}

/* Takes a run of plain text. */
static void
csv_run(struct csv *csv, bool quoted)
{
	size_t start = csv->at;

	while (csv->at < csv->len && !csv_special(csv->in[csv->at], quoted))
		csv->at++;
	cell_add(csv, slice_make(csv->in + start, csv->at - start));
	csv->column += (unsigned)(csv->at - start);
}

static void
csv_step_over(struct csv *csv, char c)
{
	csv->at++;
	if (c == '\n') {
		csv->line++;
		csv->column = 1;
	} else {
		csv->column++;
	}
}

static enum csv_state
step_start(struct csv *csv, char c)
{
	cell_begin(csv);
	if (c != '"')
		return CSV_PLAIN;
	csv_step_over(csv, c);
	return CSV_QUOTED;
}

/* Outside of quotes; *end_r: the row is over. */
static enum csv_state
step_plain(struct csv *csv, char c, bool *end_r)
{
	switch (c) {
	case ',':
		csv_step_over(csv, c);
		return CSV_CELL_START;
	case '\n':
		csv_step_over(csv, c);
		*end_r = true;
		return CSV_CELL_START;
	case '\r':
		csv_step_over(csv, c);
		return CSV_CR_SEEN;
	case '"':
		csv_wrong_here(csv, "a quote inside an unquoted cell");
		csv_step_over(csv, c);
		return CSV_PLAIN;
	case '\0':
		csv_wrong_here(csv, "a NUL byte");
		csv_step_over(csv, c);
		return CSV_PLAIN;
	default:
		csv_run(csv, false);
		return CSV_PLAIN;
	}
}

static enum csv_state
step_quoted(struct csv *csv, char c)
{
	switch (c) {
	case '"':
		csv_step_over(csv, c);
		return CSV_QUOTE_SEEN;
	case '\0':
		csv_wrong_here(csv, "a NUL byte");
		csv_step_over(csv, c);
		break;
	case '\n':
		cell_add(csv, SLICE("\n"));
		csv_step_over(csv, c);
		/* lost already: a stray quote is not to swallow the file */
		return csv->bad.why == NULL ? CSV_QUOTED : CSV_CELL_START;
	default:
		csv_run(csv, true);
		break;
	}
	return CSV_QUOTED;
}

static enum csv_state
step_quote_seen(struct csv *csv, char c)
{
	if (c == '"') {
		cell_add(csv, SLICE("\""));
		csv_step_over(csv, c);
		return CSV_QUOTED;
	}
	if (c != ',' && c != '\r' && c != '\n')
		csv_wrong_here(csv, "text after a closing quote");
	return CSV_PLAIN;
}

static enum csv_state
csv_step(struct csv *csv, enum csv_state state, bool *end_r)
{
	char c = csv->in[csv->at];

	csv->any = csv->any || (c != '\n' && c != '\r');
	switch (state) {
	case CSV_CELL_START:
		return step_start(csv, c);
	case CSV_PLAIN:
		return step_plain(csv, c, end_r);
	case CSV_QUOTED:
		state = step_quoted(csv, c);
		*end_r = state == CSV_CELL_START;
		return state;
	case CSV_QUOTE_SEEN:
		return step_quote_seen(csv, c);
	case CSV_CR_SEEN:
		if (c != '\n') {
			csv_wrong_here(csv,
			    "a carriage return that ends "
			    "no line");
			return CSV_PLAIN;
		}
		return step_plain(csv, c, end_r);
	}
	return state;
}

/* More input; *end_r where there is none.  Drops the byte order mark. */
static enum status
csv_fill(struct csv *csv, bool *end_r, struct err *err_r)
{
	static const char mark[] = { '\xEF', '\xBB', '\xBF' };
	ssize_t got;

	*end_r = false;
	csv->at = csv->len = 0;
	while (!csv->ended) {
		got = csv->source.read(
		    csv->source.arg, csv->in + csv->len, CSV_READ - csv->len);
		if (got < 0) {
			csv->ended = true;
			return err_set(err_r, STATUS_IO, "%s", strerror(errno));
		}
		csv->ended = got == 0;
		csv->len += (size_t)got;
		if (!csv->first || csv->len >= sizeof(mark))
			break; /* enough to see the mark */
	}
	if (csv->first && csv->len >= sizeof(mark) &&
	    memcmp(csv->in, mark, sizeof(mark)) == 0)
		csv->at = sizeof(mark);
	csv->first = false;
	if (csv->at == csv->len && !csv->ended)
		return csv_fill(csv, end_r, err_r); /* the mark alone */
	*end_r = csv->at == csv->len;
	return STATUS_OK;
}

/* Makes the cells' slices and looks at them as a whole. */
static void
row_finish(struct csv *csv, struct csv_row *row_r)
{
	size_t i, end;

	csv->starts[csv->ncells] = csv->text.len;
	for (i = 0; i < csv->ncells && csv->bad.why == NULL; i++) {
		end = csv->starts[i + 1];
		csv->cells[i].text = slice_sub(buf_slice(&csv->text),
		    csv->starts[i], end - csv->starts[i]);
		if (!utf8_valid(csv->cells[i].text))
			csv_wrong(csv, "the cell is not UTF-8",
			    csv->cells[i].line, csv->cells[i].column);
	}
	if (csv->expect != 0 && csv->ncells < csv->expect)
		csv_wrong(csv, "fewer cells than the header has columns",
		    csv->cells[0].line, 0);
	if (csv->expect != 0 && csv->ncells > csv->expect)
		csv_wrong(csv, "more cells than the header has columns",
		    csv->cells[csv->expect].line,
		    csv->cells[csv->expect].column);
	*row_r =
	    (struct csv_row){ csv->cells, csv->ncells, csv->cells[0].line };
}

static void
row_begin(struct csv *csv)
{
	buf_clear(&csv->text);
	csv->ncells = 0;
	csv->any = false;
	csv->bad.why = NULL;
}

/* Reads to the end of a row; *input_end_r: the input ended with it. */
static enum status
row_read(struct csv *csv, bool *input_end_r, struct err *err_r)
{
	enum csv_state state = CSV_CELL_START;
	bool end = false;
	enum status status;

	*input_end_r = false;
	row_begin(csv);
	while (!end) {
		if (csv->at == csv->len) {
			status = csv_fill(csv, input_end_r, err_r);
			if (status != STATUS_OK)
				return status;
			if (*input_end_r)
				break;
		}
		state = csv_step(csv, state, &end);
	}
	if (csv->ncells > 0 && state == CSV_QUOTED && !end)
		csv_wrong(csv, "a quote that is never closed",
		    csv->cells[csv->ncells - 1].line,
		    csv->cells[csv->ncells - 1].column);
	if (csv->ncells > 0 && state == CSV_CELL_START && !end)
		cell_begin(csv); /* the file ends in a comma */
	return STATUS_OK;
}

enum status
csv_next(struct csv *csv, enum csv_result *result_r, struct csv_row *row_r,
    struct csv_bad *bad_r, struct err *err_r)
{
	enum status status;
	bool input_end;

	do {
		status = row_read(csv, &input_end, err_r);
		if (status != STATUS_OK)
			return status;
	} while (!csv->any && !input_end);
	*result_r = CSV_END;
	if (!csv->any)
		return STATUS_OK;
	row_finish(csv, row_r);
	*result_r = csv->bad.why == NULL ? CSV_ROW : CSV_BAD;
	*bad_r = csv->bad;
	if (csv->bad.why == NULL && buf_failed(&csv->text))
		return err_nomem(err_r);
	return STATUS_OK;
}
