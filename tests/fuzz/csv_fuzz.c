/*
 * Arbitrary bytes as CSV: every byte is in some row or error, places stay
 * inside the input, and the size of the reads changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"
#include "store/book_row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	struct slice rest;
	size_t step;
};

static ssize_t
input_read(void *arg, char *into, size_t size)
{
	struct input *input = arg;
	size_t n = input->rest.len < size ? input->rest.len : size;

	if (n > input->step)
		n = input->step;
	if (n > 0)
		memcpy(into, input->rest.ptr, n);
	input->rest = slice_from(input->rest, n);
	return (ssize_t)n;
}

static void
look(const struct csv_row *row, struct arena *arena, uint64_t *hash)
{
	static const char *const tiers[] = { "cold" };
	const struct book_columns columns = { { 0, 0, 0, 0, 0, 0, 0 } };
	const struct book_reader reader = { &columns, "f", tiers, 1, NULL };
	struct book_row account;
	size_t i, j;
	bool ok;

	for (i = 0; i < row->ncells; i++) {
		if (!utf8_valid(row->cells[i].text) ||
		    row->cells[i].text.len > CSV_CELL_MAX ||
		    row->cells[i].line < row->line)
			abort();
		for (j = 0; j < row->cells[i].text.len; j++)
			*hash = *hash * 31 +
			    (unsigned char)row->cells[i].text.ptr[j];
		*hash = *hash * 31 + row->cells[i].column;
	}
	arena_reset(arena);
	(void)book_row_read(&reader, row, arena, &account, &ok);
}

/* A hash of everything that was read. */
static uint64_t
run(struct slice text, size_t step)
{
	struct input input = { text, step };
	struct csv *csv = csv_new((struct csv_source){ input_read, &input });
	struct arena *arena = arena_new((size_t)64 << 20);
	enum csv_result result = CSV_END;
	struct csv_row row;
	struct csv_bad bad;
	uint64_t hash = 7;

	if (csv == NULL || arena == NULL)
		abort();
	while (csv_next(csv, &result, &row, &bad, NULL) == STATUS_OK &&
	    result != CSV_END) {
		if (result == CSV_BAD)
			hash = hash * 31 + bad.line * 1000u + bad.column;
		else
			look(&row, arena, &hash);
	}
	arena_free(arena);
	csv_free(csv);
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);

	if (run(text, 1) != run(text, (size_t)1 << 20))
		abort();
	return 0;
}
