/*
 * Rules of kind others: in which views, whose names, where a capital says
 * something, how many findings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "find_case.h"

/* book: "A1|Name|Alias", a line each. */
static void
index_make(struct find_case *b, const char *book)
{
	struct names_builder *builder = names_builder_new();
	struct slice rest = slice_cstr(book), line, cell;

	assert_non_null(builder);
	while (rest.len > 0 && slice_cut(&rest, '\n', &line)) {
		assert_true(slice_cut(&line, '|', &cell));
		assert_int_equal(
		    names_builder_account(builder, cell, NULL), STATUS_OK);
		while (slice_cut(&line, '|', &cell))
			assert_int_equal(
			    names_builder_name(builder, cell, NULL), STATUS_OK);
	}
	assert_int_equal(
	    names_builder_end(builder, &b->names, NULL), STATUS_OK);
	names_builder_free(builder);
}

static void
case_open(struct find_case *b, const char *rules, const char *book)
{
	find_case_open(b, rules);
	index_make(b, book);
}

static void
expect(const char *rules, const char *book, const char *raw, const char *wanted)
{
	struct find_case b;

	case_open(&b, rules, book);
	find_case_run(&b, raw);
	find_case_expect_owned(&b, raw, wanted);
	find_case_close(&b);
}

#define RULE "  - { id: r, action: block, others: accounts }\n"
#define BOOK                                   \
	"A1|Northwind Robotics|NWR Robotics\n" \
	"A2|Northwind Robotic Systems\nA3|Bluepeak\nA4|Bluepeak\n"

static void
test_owners(void **state)
{
	(void)state;
	expect(RULE, BOOK, PLAIN "See Northwind Robotics now\r\n",
	    "r body A1: See ********* ******** now\n");
	expect(RULE, BOOK, PLAIN "See Northwind Robotic Systems now\r\n",
	    "r body A2: See ********* ******* ******* now\n");
	expect(RULE, BOOK, PLAIN "See Bluepeak, Inc. now\r\n",
	    "r body A3,A4: See ********, Inc. now\n");
	expect(RULE, BOOK, PLAIN "See Northwind now\r\n", "");
	expect(RULE, "", PLAIN "See Northwind Robotics now\r\n", "");
}

static void
test_places(void **state)
{
	static const char subject[] =
	    "  - { id: r, action: block, others: accounts, where: subject }\n";

	(void)state;
	expect(subject, BOOK, PLAIN "See Bluepeak now\r\n", "");
	expect(subject, BOOK,
	    "Subject: =?utf-8?q?for_Blue?= =?utf-8?q?peak?=\r\n\r\nHello\r\n",
	    "r subject A3,A4: for ********\n");
	expect(RULE, BOOK, "To: \"Bluepeak\" <b@x.example>\r\n\r\nHello\r\n",
	    "r header A3,A4: \"********\" <b@x.example>\n");
	expect(RULE, BOOK, HTML "<p>Blue<b>peak</b> grows</p>\r\n",
	    "r body A3,A4: ******** grows\n");
}

static void
test_conditions(void **state)
{
	static const char unless[] =
	    "  - { id: r, action: block, others: accounts,"
	    " unless: { regex: 'like Bluepeak' } }\n";
	static const char near[] =
	    "  - { id: r, action: block, others: accounts,"
	    " near: { regex: 'customer', within: 20 } }\n";
	static const char least[] =
	    "  - { id: r, action: block, others: accounts, least: 2 }\n";

	(void)state;
	expect(unless, BOOK, PLAIN "not like Bluepeak\r\n", "");
	expect(unless, BOOK, PLAIN "not as Bluepeak\r\n",
	    "r body A3,A4: not as ********\n");
	expect(near, BOOK, PLAIN "See Bluepeak\r\n", "");
	expect(near, BOOK, PLAIN "our customer Bluepeak\r\n",
	    "r body A3,A4: our customer ********\n");
	expect(least, BOOK, PLAIN "See Bluepeak\r\n", "");
	expect(least, BOOK, PLAIN "See Bluepeak and Bluepeak\r\n",
	    "r body A3,A4: See ******** and ********\n"
	    "r body A3,A4: See ******** and ********\n");
}

/* Where the capital of an ordinary word says that it is a name. */
static void
test_capitals(void **state)
{
	static const struct {
		const char *text;
		bool found;
	} rows[] = {
		{ "We met Target in Ohio", true },
		{ "We met target in Ohio", false },
		{ "We met TARGET in Ohio", false },
		{ "We met Target Corporation in Ohio", true },
		{ "We met target corporation in Ohio", true },
		/* the front of a sentence or a line */
		{ "Target the right people", false },
		{ "Hello. Target the right people", false },
		{ "Hello.\r\n- \"Target the right people\"", false },
		{ "Target, your neighbour", true },
		{ "Target Ohio grows", true },
		{ "Best Buy grows fast", true },
		{ "Best buy in town", false },
		{ "IT is a company", true },
		{ "We met BEST BUY in Ohio", true },
		/* titles */
		{ "Reach Your Target Group Faster", false },
		{ "How to Reach the Right Target for You", false },
		{ "Reach Your Target Corporation Faster", true },
		{ "REACH EVERY IT BUYER NOW", false },
		{ "REACH EVERY BEST BUY BUYER NOW", false },
		{ "How to Reach IT Buyers Now", true },
		{ "we like IT in Ohio", true },
		{ "Dear Target Sales And Service Team,", true },
		{ "Hi Target Team", true },
		{ "Reach Your Target group faster", true },
		{ "We met Acme, Target and Best Buy", true },
		{ "See Acme, Target and Best Buy in Ohio.", true },
	};
	static const char book[] = "A1|Target Corporation\nA2|IT\n"
				   "A3|Best Buy Co., Inc.\n";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct find_case b;
		char raw[1024];

		case_open(&b, RULE, book);
		(void)snprintf(
		    raw, sizeof(raw), "%s%s\r\n", PLAIN, rows[i].text);
		assert_int_equal(find_case_try(&b, raw), STATUS_OK);
		if ((b.findings.len > 0) != rows[i].found)
			fail_msg("%s", rows[i].text);
		find_case_close(&b);
	}
	/* an address's name is one */
	expect(RULE, book,
	    "To: \"Jane Doe Target Buying Team\" <b@x.example>\r\n\r\nHi\r\n",
	    "r header A1: \"Jane Doe ****** Buying Team\" <b@x.example>\n");
}

/* Its own name many times does not hide another's. */
static void
test_many(void **state)
{
	struct buf raw;
	struct find_case b;
	bool other = false;

	(void)state;
	buf_init(&raw, MEMORY);
	(void)buf_add_cstr(&raw, PLAIN);
	for (int i = 0; i < 3000; i++)
		(void)buf_add_cstr(&raw, "Bluepeak and\r\n");
	(void)buf_add_cstr(&raw, "Northwind Robotics\r\n");
	case_open(&b, RULE, BOOK);
	assert_int_equal(find_case_try(&b, buf_cstr(&raw)), STATUS_OK);
	assert_int_equal(b.findings.len, FIND_PER_RULE_MAX + 1);
	for (size_t i = 0; i < b.findings.len; i++)
		other = other || b.findings.items[i].nowners == 1;
	assert_true(other);
	find_case_close(&b);
	buf_free(&raw);
}

/* n accounts of one name, which the text has so many times. */
static void
shared(const char *name, const char *word, size_t n, size_t times,
    const char *wanted)
{
	struct buf raw, book, got;
	struct find_case b;

	buf_init(&raw, MEMORY);
	buf_init(&book, MEMORY);
	buf_init(&got, 1 << 20);
	for (size_t i = 0; i < n; i++)
		(void)buf_printf(&book, "%zu|%s\n", i, name);
	(void)buf_add_cstr(&raw, PLAIN);
	for (size_t i = 0; i < times; i++)
		(void)buf_printf(&raw, "%s,\r\n", word);
	case_open(&b, RULE, buf_cstr(&book));
	assert_int_equal(find_case_try(&b, buf_cstr(&raw)), STATUS_OK);
	for (size_t i = 0; i < b.findings.len; i++)
		(void)buf_printf(&got, "%zu%s ", b.findings.items[i].nowners,
		    b.findings.items[i].incomplete ? " incomplete" : "");
	assert_string_equal(buf_cstr(&got), wanted);
	find_case_close(&b);
	buf_free(&raw);
	buf_free(&book);
	buf_free(&got);
}

static void
test_shared(void **state)
{
	(void)state;
	shared("Bluepeak", "Bluepeak", 1000, 2, "1000 1000 ");
	/* where so many have it, it is anybody's */
	shared("Bluepeak", "Bluepeak", 1001, 2, "");
	/* the cost of asking for a spelling has a ceiling */
	shared("Target", "x target", 1000, 400, "");
	shared("Target", "x target", 1000, 600, "0 incomplete ");
}

static void
test_no_memory(void **state)
{
	enum status status = STATUS_NOMEM;
	struct find_case b;

	(void)state;
	case_open(&b, RULE, BOOK "A5|Target\n");
	for (unsigned long nth = 1; status != STATUS_OK; nth++) {
		b.findings = (struct findings){ 0 };
		arena_reset(b.arena);
		mem_fault_set(nth);
		status = find_case_try(
		    &b, PLAIN "See Northwind Robotics or Target in Ohio.\r\n");
		mem_fault_set(0);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		assert_true(nth < 10000);
	}
	assert_int_equal(b.findings.len, 2);
	find_case_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
