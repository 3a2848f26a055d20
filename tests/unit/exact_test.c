/*
 * exact_test.c - exact-data match: what of a cell is found in a text, however
 * either is written, and what an image is worth without its key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rule/exact.h"
#include "text/fold.h"

#define ARENA_MAX ((size_t)64 << 20)
#define IMAGE_MAX ((size_t)64 << 20)
#define COLUMNS 4

static const unsigned char secret[CRYPT_KEY_LEN] =
    "thirty-two bytes of a test key.";

/* A data set of a few rows and the index over it. */
struct data {
	struct exact_builder *builder;
	struct exact_column columns[COLUMNS];
	struct buf image;
	struct exact_index *index;
	struct arena *arena;
};

static void
data_begin(struct data *d, bool keep_common)
{
	memset(d, 0, sizeof(*d));
	buf_init(&d->image, IMAGE_MAX);
	d->builder = exact_builder_new(secret, keep_common);
	d->arena = arena_new(ARENA_MAX);
	assert_non_null(d->builder);
	assert_non_null(d->arena);
}

static void
data_row(struct data *d, const char *account)
{
	assert_int_equal(
	    exact_builder_row(d->builder, slice_cstr(account), NULL),
	    STATUS_OK);
}

static void
data_cell(struct data *d, size_t column, const char *cell)
{
	assert_int_equal(
	    exact_builder_cell(d->builder, column, slice_cstr(cell), NULL),
	    STATUS_OK);
}

static void
data_end(struct data *d)
{
	assert_int_equal(
	    exact_builder_end(d->builder, d->columns, COLUMNS, &d->image, NULL),
	    STATUS_OK);
	exact_builder_free(d->builder);
	d->builder = NULL;
}

static void
data_index(struct data *d)
{
	struct buf image;

	d->index = exact_index_new(secret);
	assert_non_null(d->index);
	buf_init(
	    &image, IMAGE_MAX); /* as large as it need be, as from a file */
	assert_true(buf_add(&image, buf_slice(&d->image)));
	assert_int_equal(
	    exact_index_add(d->index, "contracts", &image, NULL), STATUS_OK);
}

static void
data_free(struct data *d)
{
	exact_builder_free(d->builder);
	exact_index_free(d->index);
	buf_free(&d->image);
	arena_free(d->arena);
}

static struct exact_hits
search(struct data *d, const char *text)
{
	const struct text_map *map;
	struct exact_hits hits;
	struct slice folded;

	arena_reset(d->arena);
	assert_int_equal(
	    text_fold(slice_cstr(text), d->arena, &folded, &map), STATUS_OK);
	assert_int_equal(
	    exact_search(d->index, folded, d->arena, &hits, NULL), STATUS_OK);
	return hits;
}

/* Is a cell, the only one of its data set, found in the text? */
static bool
found(const char *cell, const char *text)
{
	struct data d;
	bool hit;

	data_begin(&d, false);
	data_row(&d, "A-1");
	data_cell(&d, 0, cell);
	data_end(&d);
	data_index(&d);
	hit = search(&d, text).len > 0;
	data_free(&d);
	return hit;
}

static void
check_forms(const char *const (*rows)[2], size_t nrows, bool wanted)
{
	for (size_t i = 0; i < nrows; i++)
		if (found(rows[i][0], rows[i][1]) != wanted)
			fail_msg("cell \"%s\" in \"%s\": %s", rows[i][0],
			    rows[i][1], wanted ? "is not found" : "is found");
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void
test_forms_that_meet(void **state)
{
	static const char *const rows[][2] = {
		{ "84,250.00", "your price is 84250" },
		{ "84,250.00", "your price is $84,250.00." },
		{ "84,250.00", "your price is 84 250 EUR" },
		{ "84,250.00", "your price is 84.250,00 EUR" },
		{ "84,250.00", "your price is 84'250" },
		{ "84,250.00", "your price is EUR84250" },
		{ "84,250.00", "your price is 84250EUR" },
		{ "84,250.00", "your price is 84.25k" },
		{ "84,250.00", "your price is 84.25 K" },
		{ "84,250.00", "that is 8 4 2 5 0, in full" },
		{ "84250", "pay 84,250.00 now" },
		{ "$84,250", "pay 84250 now" },
		{ "USD 84,250", "pay 84250 now" },
		{ "84.250,00 €", "pay 84250 now" },
		{ "84 250", "pay 84,250 now" },
		{ "84250", "(84250)" },
		{ "84250", "84250" },
		{ "84250", "Acme,84250,99,1" },
		{ "84250", "Acme,84250,Net 30" },
		{ "rev 1.5", "as Rev1.5 has it" },
		{ "3 x 1.5", "it is 3x1.5" },
		{ "31.03.2026", "by 31.03.2026" },
		{ "415.555.0100", "call 415.555.0100." },
		{ "84250", "99,84250" },
		{ "84250",
		    "\xef\xbc\x98\xef\xbc\x94\xef\xbc\x92\xef\xbc\x95"
		    "\xef\xbc\x90 in full width" },
		{ "1200000", "about 1.2 million" },
		{ "1200000", "about 1.2M" },
		{ "1.2m", "about 1,200,000" },
		{ "84250.50", "it is 84,250.5" },
		{ "84250.5", "it is 84.250,50 EUR" },
		{ "84,250.50", "it is 84 250.50" },
		{ "17.25", "a floor of 17,25 %" },
		{ "AB-1234/56", "order ab123456" },
		{ "AB-1234/56", "order AB 1234 56, please" },
		{ "AB-1234/56", "order a.b.1.2.3.4.5.6" },
		{ "+1 415 555 0100", "call +1 (415) 555-0100" },
		{ "ana@north.example", "to Ana@North.example" },
		{ "Jane Doe", "with JANE DOE today" },
		{ "Jane Doe",
		    "with Jane\xc2\xadnot, with Ja\xe2\x80\x8bne  Doe" },
		{ "192.0.2.17", "the host 192.0.2.17" },
		{ "Zürich-Nord", "in zurich nord" },
		{ "2026-03-31", "by 2026-03-31" },
		{ "the champion left in may and the budget is frozen now",
		    "so: Champion left in May, and the budget is... ok" },
		{ "the champion left in may and the budget is frozen now",
		    "left in may and the budget is\nfrozen!" },
	};

	(void)state;
	check_forms(rows, COUNT(rows), true);
}

static void
test_forms_that_differ(void **state)
{
	static const char *const rows[][2] = {
		{ "84250", "order 1842507" },
		{ "84250", "order 184250" },
		{ "84250", "order 842500" },
		{ "84250", "hex a84250b" },
		{ "84250", "pay 84,250,000" },
		{ "84250", "pay 84 250 000" },
		{ "84250", "pay 84,250.75" },
		{ "84250", "pay 12.84250" },
		{ "84250", "pay 84250.75" },
		{ "84250", "pay 84250k" },
		{ "84250.50", "pay 842505" },
		{ "842505", "pay 84250.5" },
		{ "84250", "pay 84,251" },
		{ "AB-1234", "order AB-12345" },
		{ "AB-1234", "order XAB-1234" },
		{ "Jane Doe", "Jane D. Oertel" },
		{ "Jane Doe", "Jane Doering" },
		{ "999", "just 999" },
		{ "0.5", "just 0.5" },
		{ "2026", "in 2026" },
		{ "USD", "in USD" },
		{ "yes", "yes" },
		{ "-", "-" },
		{ "the champion left in may and the budget is frozen now",
		    "the champion left in june and the budget is frozen" },
		{ "the champion left in may and the budget is frozen now",
		    "champion left in may and the" },
	};

	(void)state;
	check_forms(rows, COUNT(rows), false);
}

/* "84.250" is eighty-four thousand to some, eighty-four and a bit to others. */
static void
test_both_readings(void **state)
{
	(void)state;
	assert_true(found("84.250", "84250"));
	assert_true(found("84.250", "84,25"));
	assert_true(found("84,250", "84250"));
}

static void
test_places(void **state)
{
	struct exact_hits hits;
	struct data d;

	(void)state;
	data_begin(&d, false);
	data_row(&d, "A-1");
	data_cell(&d, 0, "84,250.00");
	data_cell(&d, 1, "K-7788");
	data_row(&d, "A-2");
	data_cell(&d, 0, "84250");
	data_row(&d, "");
	data_cell(&d, 0, "99,100");
	data_end(&d);
	data_index(&d);
	hits = search(&d, "x 84 250 and k7788, 99100");
	assert_int_equal(hits.len, 3);
	assert_int_equal(hits.items[0].start, 2);
	assert_int_equal(hits.items[0].end, 8);
	assert_int_equal(hits.items[0].nentries, 2);
	assert_true(slice_equal(
	    exact_index_account(d.index, 0, hits.items[0].entries[0].row),
	    SLICE("A-1")));
	assert_true(slice_equal(
	    exact_index_account(d.index, 0, hits.items[0].entries[1].row),
	    SLICE("A-2")));
	assert_int_equal(hits.items[1].entries[0].column, 1);
	assert_int_equal(hits.items[2].nentries, 1);
	assert_int_equal(
	    exact_index_account(d.index, 0, hits.items[2].entries[0].row).len,
	    0);
	assert_int_equal(exact_index_find(d.index, "contracts"), 0);
	assert_int_equal(exact_index_find(d.index, "other"), SLICE_NONE);
	data_free(&d);
}

static void
fill_common(struct data *d, bool keep_common)
{
	char account[16];

	data_begin(d, keep_common);
	for (int i = 0; i < EXACT_ACCOUNTS_MAX + 1; i++) {
		(void)snprintf(account, sizeof(account), "A-%d", i);
		data_row(d, account);
		data_cell(d, 0, "12,000");
		data_cell(d, 1, "250");
		data_cell(d, 2, "net");
		data_cell(d, 3, i < EXACT_ACCOUNTS_MAX ? "15,000" : "");
	}
	data_end(d);
	data_index(d);
}

static void
test_common_values(void **state)
{
	struct data d;

	(void)state;
	fill_common(&d, false);
	assert_int_equal(d.columns[0].cells, EXACT_ACCOUNTS_MAX + 1);
	/* 12,000 can be read in two ways, the other of which is small */
	assert_int_equal(d.columns[0].shared, EXACT_ACCOUNTS_MAX + 1);
	assert_int_equal(d.columns[0].values, 0);
	assert_int_equal(d.columns[1].small, EXACT_ACCOUNTS_MAX + 1);
	assert_int_equal(d.columns[2].brief, EXACT_ACCOUNTS_MAX + 1);
	assert_int_equal(d.columns[3].cells, EXACT_ACCOUNTS_MAX);
	assert_int_equal(d.columns[3].values, EXACT_ACCOUNTS_MAX);
	assert_int_equal(search(&d, "12,000 or 250 net").len, 0);
	assert_int_equal(search(&d, "15000").len, 1);
	data_free(&d);
	fill_common(&d, true);
	assert_int_equal(d.columns[0].shared, 0);
	assert_int_equal(search(&d, "12,000 or 250 net").len, 3);
	data_free(&d);
}

/* Many rows of one account are not many accounts. */
static void
test_one_account(void **state)
{
	struct data d;

	(void)state;
	data_begin(&d, false);
	for (int i = 0; i < 3 * EXACT_ACCOUNTS_MAX; i++) {
		data_row(&d, "A-1");
		data_cell(&d, 0, "84250");
	}
	data_end(&d);
	data_index(&d);
	assert_int_equal(search(&d, "84250").len, 1);
	data_free(&d);
}

/* Nothing of the cells stands in the image; another key finds nothing. */
static void
test_image_is_closed(void **state)
{
	static const unsigned char other[CRYPT_KEY_LEN] = "another key";
	struct exact_index *index;
	struct data d;

	(void)state;
	data_begin(&d, false);
	data_row(&d, "A-1");
	data_cell(&d, 0, "K-84250-Falcon");
	data_end(&d);
	assert_int_equal(
	    slice_find_nocase(buf_slice(&d.image), SLICE("84250")), SLICE_NONE);
	assert_int_equal(
	    slice_find_nocase(buf_slice(&d.image), SLICE("falcon")),
	    SLICE_NONE);
	index = exact_index_new(other);
	assert_int_equal(
	    exact_index_add(index, "x", &d.image, NULL), STATUS_DATA);
	exact_index_free(index);
	data_free(&d);
}

static void
test_damaged_images(void **state)
{
	struct buf copy;
	struct data d;

	(void)state;
	data_begin(&d, false);
	data_row(&d, "A-1");
	data_cell(&d, 0, "84250");
	data_end(&d);
	d.index = exact_index_new(secret);
	for (size_t i = 0; i < d.image.len; i++) {
		buf_init(&copy, IMAGE_MAX);
		assert_true(buf_add(&copy, buf_slice(&d.image)));
		copy.ptr[i] ^= 1;
		assert_int_equal(
		    exact_index_add(d.index, "x", &copy, NULL), STATUS_DATA);
	}
	for (size_t i = 0; i < d.image.len; i += 7) {
		buf_init(&copy, IMAGE_MAX);
		assert_true(
		    buf_add(&copy, slice_sub(buf_slice(&d.image), 0, i)));
		assert_int_equal(
		    exact_index_add(d.index, "x", &copy, NULL), STATUS_DATA);
	}
	assert_int_equal(search(&d, "84250").len, 0);
	data_free(&d);
}

static void
test_empty(void **state)
{
	struct data d;

	(void)state;
	data_begin(&d, false);
	data_end(&d);
	data_index(&d);
	assert_int_equal(search(&d, "84250 of nothing").len, 0);
	assert_int_equal(search(&d, "").len, 0);
	data_free(&d);
}

/* Many values: each is found, and the index is small. */
static void
test_many(void **state)
{
	enum {
		MANY = 20000
	};
	char text[64];
	struct data d;

	(void)state;
	data_begin(&d, false);
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(text, sizeof(text), "acct-%06d", i);
		data_row(&d, text);
		(void)snprintf(text, sizeof(text), "C%07d", i * 7);
		data_cell(&d, 0, text);
	}
	data_end(&d);
	data_index(&d);
	for (int i = 0; i < MANY; i += 37) {
		struct exact_hits hits;
		char account[64];

		(void)snprintf(text, sizeof(text), "see c-%07d.", i * 7);
		hits = search(&d, text);
		assert_int_equal(hits.len, 1);
		(void)snprintf(account, sizeof(account), "acct-%06d", i);
		assert_true(slice_equal(exact_index_account(d.index, 0,
					    hits.items[0].entries[0].row),
		    slice_cstr(account)));
	}
	assert_int_equal(search(&d, "see c-0000001 or C0000008").len, 0);
	assert_true(exact_index_size(d.index) < (size_t)MANY * 64);
	data_free(&d);
}

static enum status
build_and_search(size_t *hits_r)
{
	struct exact_builder *builder = exact_builder_new(secret, false);
	struct arena *arena = arena_new(ARENA_MAX);
	struct exact_column columns[1];
	struct exact_index *index = exact_index_new(secret);
	struct exact_hits hits = VEC_INIT;
	struct buf image;
	enum status status = STATUS_NOMEM;

	buf_init(&image, IMAGE_MAX);
	if (builder != NULL && arena != NULL && index != NULL)
		status = exact_builder_row(builder, SLICE("A-1"), NULL);
	if (status == STATUS_OK)
		status = exact_builder_cell(builder, 0,
		    SLICE("one two three four five six seven eight"), NULL);
	if (status == STATUS_OK)
		status = exact_builder_end(builder, columns, 1, &image, NULL);
	if (status == STATUS_OK)
		status = exact_index_add(index, "x", &image, NULL);
	if (status == STATUS_OK)
		status = exact_search(index,
		    SLICE("one two three four five six seven eight"), arena,
		    &hits, NULL);
	*hits_r = hits.len;
	exact_builder_free(builder);
	exact_index_free(index);
	arena_free(arena);
	buf_free(&image);
	return status;
}

static void
test_no_memory(void **state)
{
	enum status status = STATUS_NOMEM;
	size_t hits;

	(void)state;
	for (unsigned long n = 1; status != STATUS_OK; n++) {
		mem_fault_set(n);
		status = build_and_search(&hits);
		mem_fault_set(0);
		assert_true(status == STATUS_NOMEM || hits == 1);
		assert_true(n < 1000);
	}
	assert_int_equal(hits, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_that_meet),
		cmocka_unit_test(test_forms_that_differ),
		cmocka_unit_test(test_both_readings),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_common_values),
		cmocka_unit_test(test_one_account),
		cmocka_unit_test(test_image_is_closed),
		cmocka_unit_test(test_damaged_images),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
