/*
 * CSV: what is a cell, what is an error and where, whatever the size of the
 * reads.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "store/csv.h"

struct input {
	struct slice rest;
	size_t step;
	bool fails; /* at its end */
};

static ssize_t
input_read(void *arg, char *into, size_t size)
{
	struct input *input = arg;
	size_t n = input->rest.len;

	if (n > size)
		n = size;
	if (n > input->step)
		n = input->step;
	if (n == 0 && input->fails) {
		errno = EIO;
		return -1;
	}
	if (n > 0)
		memcpy(into, input->rest.ptr, n);
	input->rest = slice_from(input->rest, n);
	return (ssize_t)n;
}

/* Rows as "a|b/" and errors as "!line:column why/". */
static void
print_all(struct slice text, size_t step, size_t expect, struct buf *out)
{
	struct input input = { text, step, false };
	struct csv *csv = csv_new((struct csv_source){ input_read, &input });
	enum csv_result result;
	struct csv_row row;
	struct csv_bad bad;
	size_t i;

	assert_non_null(csv);
	csv_expect(csv, expect);
	for (;;) {
		assert_int_equal(
		    csv_next(csv, &result, &row, &bad, NULL), STATUS_OK);
		if (result == CSV_END)
			break;
		if (result == CSV_BAD) {
			(void)buf_printf(
			    out, "!%u:%u %s/", bad.line, bad.column, bad.why);
			continue;
		}
		for (i = 0; i < row.ncells; i++)
			(void)buf_printf(out, "%s%.*s", i == 0 ? "" : "|",
			    SLICE_ARG(row.cells[i].text));
		(void)buf_add_byte(out, '/');
	}
	csv_free(csv);
}

#define S(text)                        \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct {
	struct slice in;
	size_t expect;
	const char *out;
} cases[] = {
	{ S(""), 0, "" },
	{ S("\n\r\n\n"), 0, "" },
	{ S("a,b\nc,d\n"), 0, "a|b/c|d/" },
	{ S("a,b\r\nc,d"), 0, "a|b/c|d/" },
	{ S("a,\n,b\n,"), 0, "a|/|b/|/" },
	{ S("\xEF\xBB\xBF"
	    "a,b\n"),
	    0, "a|b/" },
	{ S("\xEF\xBB\xBF"), 0, "" },
	{ S("\xEF\xBB\xBF\"a\"\n"), 0, "a/" },
	{ S("a\n\nb\n"), 0, "a/b/" },
	{ S("\"a,b\",c\n"), 0, "a,b|c/" },
	{ S("\"a\"\"b\"\n"), 0, "a\"b/" },
	{ S("\"\",x\n"), 0, "|x/" },
	{ S("\"\"\n"), 0, "/" },
	{ S("\"a\nb\r\nc\",d\ne\n"), 0, "a\nb\r\nc|d/e/" },
	{ S(" a , b \n"), 0, " a | b /" },
	{ S("caf\xC3\xA9,x\n"), 0, "caf\xC3\xA9|x/" },
	/* errors, and the row after them */
	{ S("a\"b,c\nd\n"), 0, "!1:2 a quote inside an unquoted cell/d/" },
	{ S("\"a\"b\nd\n"), 0, "!1:4 text after a closing quote/d/" },
	{ S("\"a\" ,b\nd\n"), 0, "!1:4 text after a closing quote/d/" },
	{ S("x\ny,\"abc"), 0, "x/!2:3 a quote that is never closed/" },
	{ S("a\0b\nd\n"), 0, "!1:2 a NUL byte/d/" },
	{ S("\"a\0b\"\nd\n"), 0, "!1:3 a NUL byte/d/" },
	{ S("a\rb\nd\n"), 0, "!1:3 a carriage return that ends no line/d/" },
	{ S("ab,\xFF\nd\n"), 0, "!1:4 the cell is not UTF-8/d/" },
	{ S("ab,\"\n\xC3\",c\nd\n"), 0, "!1:4 the cell is not UTF-8/d/" },
	{ S("a,b\nc\nd,e\n"), 2,
	    "a|b/!2:0 fewer cells than the header has columns/d|e/" },
	{ S("a,b\nc,d,e\nd,e\n"), 2,
	    "a|b/!2:5 more cells than the header has columns/d|e/" },
	{ S("\"a\n\nb\",\"\n\",x\"y\n"), 0,
	    "!4:4 a quote inside an unquoted cell/" },
};

static void
cells_and_errors(void **state)
{
	static const size_t steps[] = { 1, 2, 3, 7, 100000 };
	struct buf out;
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (j = 0; j < sizeof(steps) / sizeof(steps[0]); j++) {
			buf_init(&out, 10000);
			print_all(cases[i].in, steps[j], cases[i].expect, &out);
			if (strcmp(buf_cstr(&out), cases[i].out) != 0)
				fail_msg("case %zu, reads of %zu: %s", i,
				    steps[j], buf_cstr(&out));
			buf_free(&out);
		}
}

static void
cells_know_their_place(void **state)
{
	static const unsigned places[][2] = { { 2, 1 }, { 2, 4 }, { 3, 4 },
		{ 3, 5 } };
	struct input input = { SLICE("x\nab,\"c\nd\",,e\n"), 2, false };
	struct csv *csv = csv_new((struct csv_source){ input_read, &input });
	enum csv_result result;
	struct csv_row row;
	struct csv_bad bad;
	size_t i;

	(void)state;
	assert_int_equal(csv_next(csv, &result, &row, &bad, NULL), STATUS_OK);
	assert_int_equal(csv_next(csv, &result, &row, &bad, NULL), STATUS_OK);
	assert_int_equal(result, CSV_ROW);
	assert_int_equal(row.ncells, 4);
	assert_int_equal(row.line, 2);
	for (i = 0; i < 4; i++) {
		assert_int_equal(row.cells[i].line, places[i][0]);
		assert_int_equal(row.cells[i].column, places[i][1]);
	}
	csv_free(csv);
}

/* Each ceiling is an error of its row, and the next row is read. */
static void
ceilings(void **state)
{
	static const struct {
		const char *unit;
		size_t times;
		const char *out;
	} big[] = {
		{ "x", CSV_CELL_MAX, NULL },
		{ "x", CSV_CELL_MAX + 1, "!1:1 the cell is too long/ok/" },
		{ ",", CSV_COLUMN_MAX, "!1:1001 too many columns/ok/" },
		{ "\"\"", CSV_CELL_MAX * 2, "!1:1 the cell is too long/ok/" },
	};
	char *text;
	struct buf out;
	size_t i, j, len;

	(void)state;
	for (i = 0; i < sizeof(big) / sizeof(big[0]); i++) {
		len = strlen(big[i].unit);
		text = malloc(len * big[i].times + 8);
		assert_non_null(text);
		for (j = 0; j < big[i].times; j++)
			memcpy(text + j * len, big[i].unit, len);
		j *= len;
		if (len == 2)
			text[--j] = 'x'; /* leaves it open */
		memcpy(text + j, "\nok\n", 4);
		buf_init(&out, 1 << 20);
		print_all(slice_make(text, j + 4), 100000, 0, &out);
		if (big[i].out != NULL)
			assert_string_equal(buf_cstr(&out), big[i].out);
		else
			assert_int_equal(buf_slice(&out).len, CSV_CELL_MAX + 4);
		buf_free(&out);
		free(text);
	}
}

static void
failing_input(void **state)
{
	struct input input = { SLICE("a,b\nc"), 3, true };
	struct csv *csv = csv_new((struct csv_source){ input_read, &input });
	enum csv_result result;
	struct csv_row row;
	struct csv_bad bad;

	(void)state;
	assert_int_equal(csv_next(csv, &result, &row, &bad, NULL), STATUS_OK);
	assert_int_equal(result, CSV_ROW);
	assert_int_equal(csv_next(csv, &result, &row, &bad, NULL), STATUS_IO);
	csv_free(csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_and_errors),
		cmocka_unit_test(cells_know_their_place),
		cmocka_unit_test(ceilings),
		cmocka_unit_test(failing_input),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
