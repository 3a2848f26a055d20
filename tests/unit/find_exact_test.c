/*
 * Rules of kind exact: in which views, whose data, how many findings, cells of
 * one row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "find_case.h"

#define COLUMNS 3

static const unsigned char secret[CRYPT_KEY_LEN] = "a secret of the tests";

/* rows: "account,cell,cell", a line each, in which a comma parts cells. */
static void
index_make(struct find_case *b, const char *rows)
{
	struct exact_builder *builder = exact_builder_new(secret, true);
	struct exact_column columns[COLUMNS];
	struct slice rest = slice_cstr(rows), row, cell;
	struct buf image;

	assert_non_null(builder);
	while (rest.len > 0 && slice_cut(&rest, '\n', &row)) {
		assert_true(slice_cut(&row, ',', &cell));
		assert_int_equal(
		    exact_builder_row(builder, cell, NULL), STATUS_OK);
		for (size_t i = 0; slice_cut(&row, ',', &cell); i++)
			assert_int_equal(
			    exact_builder_cell(builder, i, cell, NULL),
			    STATUS_OK);
	}
	buf_init(&image, MEMORY);
	assert_int_equal(
	    exact_builder_end(builder, columns, COLUMNS, &image, NULL),
	    STATUS_OK);
	exact_builder_free(builder);
	b->exact = exact_index_new(secret);
	assert_int_equal(
	    exact_index_add(b->exact, "d", &image, NULL), STATUS_OK);
}

static void
case_open(struct find_case *b, const char *rules, const char *rows)
{
	find_case_open(b, rules);
	index_make(b, rows);
}

static void
expect(const char *rules, const char *rows, const char *raw, const char *wanted)
{
	struct find_case b;

	case_open(&b, rules, rows);
	find_case_run(&b, raw);
	find_case_expect_owned(&b, raw, wanted);
	find_case_close(&b);
}

#define RULE "  - { id: r, action: block, exact: d, to: others }\n"

static void
test_owners(void **state)
{
	(void)state;
	expect(RULE, "A1,84250\nA2,84250\nA3,91400\n",
	    PLAIN "pay 84,250 now\r\n", "r body A1,A2: pay ****** now\n");
	expect(RULE, "A1,84250\n,84250\n", PLAIN "pay 84,250 now\r\n",
	    "r body : pay ****** now\n");
	expect("  - { id: r, action: block, exact: d, to: anyone }\n",
	    "A1,84250\n", PLAIN "pay 84,250 now\r\n",
	    "r body : pay ****** now\n");
	expect("  - { id: r, action: block, exact: d }\n", "A1,84250\n",
	    PLAIN "pay 84,250 now\r\n", "r body : pay ****** now\n");
	expect("  - { id: r, action: block, exact: other }\n", "A1,84250\n",
	    PLAIN "pay 84,250 now\r\n", "");
}

static void
test_places(void **state)
{
	(void)state;
	expect("  - { id: r, action: block, exact: d, where: subject }\n",
	    "A1,84250\n", PLAIN "pay 84,250 now\r\n", "");
	expect("  - { id: r, action: block, exact: d, where: subject }\n",
	    "A1,84250\n", "Subject: =?utf-8?q?for_84=2C250?=\r\n\r\nHello\r\n",
	    "r subject : for ******\n");
	expect(RULE, "A1,84250\n",
	    HEAD "Content-Type: text/html; charset=utf-8\r\n\r\n"
		 "<p>84,<b>2</b>50 or <i hidden>84250</i></p>\r\n",
	    "r body A1: ****** or\n"
	    "r hidden A1: *****\n"
	    "r body A1: ****** or *****\n"
	    "r body A1: **,*** or *****\n");
}

static void
test_conditions(void **state)
{
	static const char near[] = "  - { id: r, action: block, exact: d,"
				   " near: { regex: 'Price', within: 20 } }\n";
	static const char unless[] = "  - { id: r, action: block, exact: d,"
				     " unless: { regex: 'order 84250' } }\n";

	(void)state;
	expect(near, "A1,84250\n", PLAIN "the Price is 84250\r\n",
	    "r body : the Price is *****\n");
	expect(near, "A1,84250\n", PLAIN "the order is 84250\r\n", "");
	expect(unless, "A1,84250\n", PLAIN "order 84250\r\n", "");
	expect(unless, "A1,84250\n", PLAIN "price 84250\r\n",
	    "r body : price *****\n");
	expect("  - { id: r, action: block, exact: d, least: 2 }\n",
	    "A1,84250\n", PLAIN "price 84250\r\n", "");
	expect("  - { id: r, action: block, exact: d, least: 2 }\n",
	    "A1,84250\n", PLAIN "84250 84250\r\n",
	    "r body : ***** *****\nr body : ***** *****\n");
}

/* Each eight words of a long cell are a hit; they are told as one. */
static void
test_long_cell(void **state)
{
	(void)state;
	expect(RULE,
	    "A1,one two three four five six seven eight nine ten eleven\n",
	    PLAIN "so two three four five six seven eight nine ten it is\r\n",
	    "r body A1: so *** ***** **** **** *** ***** ***** ****... it is\n");
}

/* What is another rule's stays masked beside a hit. */
static void
test_masks(void **state)
{
	(void)state;
	expect("  - { id: w, action: flag, words: [falcon] }\n" RULE,
	    "A1,Jane Doe\n", PLAIN "falcon Jane Doe is in\r\n",
	    "w body : ****** **** *** is in\n"
	    "r body A1: ****** **** *** is in\n");
}

/*
 * Twenty and more of one account's values, of many sets of owners: the one of
 * another account is among the findings all the same.
 */
static void
test_none_is_crowded_out(void **state)
{
	struct buf rows, raw;
	struct find_case b;
	bool there = false;

	(void)state;
	buf_init(&rows, MEMORY);
	buf_init(&raw, MEMORY);
	(void)buf_add_cstr(&raw, PLAIN);
	for (int i = 0; i < 60; i++) {
		(void)buf_printf(&rows, "A1,%d\nB%d,%d\n", 40000 + 7 * i,
		    i % 30, 40000 + 7 * i);
		(void)buf_printf(&raw, "value %d\r\n", 40000 + 7 * i);
	}
	(void)buf_add_cstr(&rows, "Z9,77777\n");
	(void)buf_add_cstr(&raw, "value 77777\r\n");
	case_open(&b, RULE, buf_cstr(&rows));
	find_case_run(&b, buf_cstr(&raw));
	for (size_t i = 0; i < b.findings.len; i++)
		there = there ||
		    (b.findings.items[i].nowners == 1 &&
			slice_equal(
			    b.findings.items[i].owners[0], SLICE("Z9")));
	assert_true(there);
	assert_true(b.findings.len <= 60);
	find_case_close(&b);
	buf_free(&raw);
	buf_free(&rows);
}

/* Where there are more sets of owners than are kept, one is nobody's. */
static void
test_too_many_owners(void **state)
{
	struct buf rows, raw;
	struct find_case b;
	size_t nobodys = 0;

	(void)state;
	buf_init(&rows, MEMORY);
	buf_init(&raw, MEMORY);
	(void)buf_add_cstr(&raw, PLAIN);
	for (int i = 0; i < 1000; i++) {
		(void)buf_printf(
		    &rows, "A1,%d\nB%d,%d\n", 40000 + 7 * i, i, 40000 + 7 * i);
		(void)buf_printf(&raw, "value %d\r\n", 40000 + 7 * i);
	}
	case_open(&b, RULE, buf_cstr(&rows));
	find_case_run(&b, buf_cstr(&raw));
	for (size_t i = 0; i < b.findings.len; i++)
		nobodys += b.findings.items[i].nowners == 0;
	assert_int_equal(nobodys, 1);
	assert_int_equal(
	    b.findings.len, FIND_PER_RULE_MAX + FIND_OWNERS_MAX + 1);
	find_case_close(&b);
	buf_free(&raw);
	buf_free(&rows);
}

static void
test_cells_of_one_row(void **state)
{
	static const char rule[] = "  - { id: r, action: block, exact: d,"
				   " to: others, cells: 2, within: 30 }\n";
	static const char rows[] =
	    "A1,gold,1499\nA2,silver,1499\nA3,gold,2999\n";

	(void)state;
	expect(rule, rows, PLAIN "gold at 1,499\r\n",
	    "r body A1: **** ** *****\n");
	expect(rule, rows, PLAIN "1499 for silver\r\n",
	    "r body A2: **** *** ******\n");
	expect(rule, rows, PLAIN "gold, and silver, too\r\n", "");
	expect(rule, rows, PLAIN "gold gold\r\n", "");
	expect(rule, rows, PLAIN "gold is what we have for you today: 1499\r\n",
	    "");
	expect(rule, rows, PLAIN "gold is what we have for you. Gold: 1499\r\n",
	    "r body A1: gold is what we have for you. ***** ****\n");
}

static void
test_no_memory(void **state)
{
	enum status status = STATUS_NOMEM;
	struct find_case b;

	(void)state;
	case_open(&b, RULE "  - { id: q, action: flag, exact: d, cells: 2 }\n",
	    "A1,84250,gold\nA2,84250,silver\n");
	for (unsigned long n = 1; status != STATUS_OK; n++) {
		arena_reset(b.arena);
		mem_fault_set(n);
		status = find_case_try(&b, PLAIN "gold 84250\r\n");
		mem_fault_set(0);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		assert_true(n < 1000);
	}
	assert_int_equal(b.findings.len, 3);
	find_case_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_long_cell),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_none_is_crowded_out),
		cmocka_unit_test(test_too_many_owners),
		cmocka_unit_test(test_cells_of_one_row),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
