/*
 * What the YAML reader gives, and what it refuses with which place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/yaml.h"

/* Every entry of diags, a line each; the caller frees buf. */
static const char *
said(const struct diag_list *diags, struct buf *buf)
{
	char line[DIAG_TEXT_MAX * 2];

	buf_init(buf, 1 << 20);
	for (size_t i = 0; i < diags->len; i++) {
		diag_format(&diags->items[i], line, sizeof(line));
		assert_true(buf_printf(buf, "%s\n", line));
	}
	return buf_cstr(buf);
}

static void
expect_refused(struct slice text, const char *wanted)
{
	struct arena *arena = arena_new(64 << 20);
	struct diag_list diags;
	struct yaml_node *root;
	struct buf buf;

	assert_non_null(arena);
	diag_init(&diags);
	assert_int_equal(
	    yaml_read_text("t", text, arena, &diags, &root), STATUS_CONFIG);
	if (strstr(said(&diags, &buf), wanted) == NULL)
		fail_msg("\"%s\" not in \"%s\"", wanted, buf_cstr(&buf));
	buf_free(&buf);
	diag_free(&diags);
	arena_free(arena);
}

static void
tree_has_places(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct yaml_node *root;
	const struct yaml_node *node;

	(void)state;
	assert_int_equal(
	    yaml_read_text("t",
		SLICE("a: one\nb:\n  - x\n  - { c: 'two', d: [] }\n"), arena,
		NULL, &root),
	    STATUS_OK);
	assert_int_equal(root->kind, YAML_MAP);
	node = yaml_get(root, "a");
	assert_string_equal(node->text.ptr, "one");
	assert_true(node->plain);
	assert_int_equal(node->line, 1);
	assert_int_equal(node->column, 4);
	assert_int_equal(node->key_column, 1);
	node = yaml_get(root, "b");
	assert_int_equal(node->kind, YAML_LIST);
	node = node->child->next;
	assert_int_equal(node->line, 4);
	assert_false(yaml_get(node, "c")->plain);
	assert_int_equal(yaml_get(node, "d")->kind, YAML_LIST);
	assert_null(yaml_get(node, "d")->child);
	assert_null(yaml_get(root, "c"));
	assert_null(yaml_get(yaml_get(root, "a"), "x"));
	arena_free(arena);
}

static void
empty_has_no_root(void **state)
{
	static const char *const texts[] = { "", "\n", "# only this\n",
		"---\n" };
	struct arena *arena = arena_new(1 << 20);
	struct yaml_node *root;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(yaml_read_text("t", slice_cstr(texts[i]),
				     arena, NULL, &root),
		    STATUS_OK);
		assert_null(root);
	}
	arena_free(arena);
}

static void
refusals_have_places(void **state)
{
	static const struct {
		struct slice text;
		const char *said;
	} cases[] = {
		{ SLICE("a: &x 1\n"), "t:1:4: error: anchors" },
		{ SLICE("a: 1\nb: *x\n"), "t:2:4: error: aliases" },
		{ SLICE("a: !!str 1\n"), "t:1:4: error: tags" },
		{ SLICE("a: 1\nb: 2\na: 3\n"), "t:3:1: error: key \"a\"" },
		{ SLICE("a: 1\n---\nb: 2\n"), "second document" },
		{ SLICE("? [a]\n: 1\n"), "a key must be a word" },
		{ SLICE("a: \"x\\0y\"\n"), "t:1:4: error: a NUL" },
		{ SLICE("a: [1, 2\n"), "not valid YAML" },
		{ SLICE("a: 'x\n"), "not valid YAML" },
		{ SLICE("a:\n\t- x\n"), "t:2:1: error: not valid YAML" },
		{ SLICE("a: \xff\xfe\n"), "not valid YAML" },
		{ SLICE("\xff\xfe\0a"), "not valid YAML" },
		{ SLICE("%BOGUS 1\n---\na: x\n"), "unknown directive" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_refused(cases[i].text, cases[i].said);
}

static void
nesting_has_a_ceiling(void **state)
{
	char text[4096];

	(void)state;
	memset(text, '[', sizeof(text));
	expect_refused(slice_make(text, sizeof(text)), "nested too deeply");
	memset(text, ']', sizeof(text));
	memset(text, '[', YAML_DEPTH_MAX + 1);
	expect_refused(
	    slice_make(text, 2 * (YAML_DEPTH_MAX + 1)), "nested too deeply");
}

static void
map_has_a_ceiling(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 1 << 20);
	for (int i = 0; i < 1001; i++)
		assert_true(buf_printf(&buf, "k%d: 1\n", i));
	expect_refused(buf_slice(&buf), "t:1001:1: error: too many keys");
	buf_free(&buf);
}

static void
long_file_is_refused(void **state)
{
	char *text = mem_calloc(1, YAML_FILE_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, '#', YAML_FILE_MAX + 1);
	expect_refused(slice_make(text, YAML_FILE_MAX + 1), "too long");
	mem_free(text);
}

static void
missing_file_is_noinput(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct diag_list diags;
	struct yaml_node *root;

	(void)state;
	diag_init(&diags);
	assert_int_equal(
	    yaml_read_file("/nonexistent/x.yaml", arena, &diags, &root),
	    STATUS_NOINPUT);
	assert_int_equal(
	    yaml_read_file("/", arena, &diags, &root), STATUS_NOINPUT);
	assert_int_equal(diags.errors, 2);
	diag_free(&diags);
	arena_free(arena);
}

/* One scalar node of text. */
static struct yaml_node
scalar(const char *text)
{
	return (struct yaml_node){ .kind = YAML_SCALAR,
		.plain = true,
		.file = "t",
		.line = 1,
		.column = 1,
		.text = slice_cstr(text),
		.key = SLICE_EMPTY };
}

static void
counts(void **state)
{
	static const struct {
		const char *text;
		int64_t max;
		int64_t value; /* -1: refused */
	} cases[] = {
		{ "0", 0, 0 },
		{ "5", 0, -1 },
		{ "200", 1000, 200 },
		{ "1000", 1000, 1000 },
		{ "1001", 1000, -1 },
		{ "9223372036854775807", INT64_MAX, INT64_MAX },
		{ "9223372036854775808", INT64_MAX, -1 },
		{ "", 10, -1 },
		{ "-1", 10, -1 },
		{ "+1", 10, -1 },
		{ "1.0", 10, -1 },
		{ "0x1", 10, -1 },
		{ "1 ", 10, -1 },
	};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct yaml_node node = scalar(cases[i].text);
		bool good = yaml_count(&node, "n", cases[i].max, NULL, &value);

		assert_int_equal(good, cases[i].value != -1);
		if (good)
			assert_true(value == cases[i].value);
	}
}

static void
sizes(void **state)
{
	static const struct {
		const char *text;
		int64_t value; /* -1: refused */
	} cases[] = {
		{ "1000", 1000 },
		{ "512k", 512 << 10 },
		{ "64MiB", 64 << 20 },
		{ "64 MiB", 64 << 20 },
		{ "2gb", (int64_t)2 << 30 },
		{ "3b", 3 },
		{ "1KB", 1024 },
		{ "MiB", -1 },
		{ "1.5M", -1 },
		{ "9999999999g", -1 },
		{ "-1", -1 },
		{ "", -1 },
	};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct yaml_node node = scalar(cases[i].text);
		bool good = yaml_size(&node, "n", NULL, &value);

		assert_int_equal(good, cases[i].value != -1);
		if (good)
			assert_true(value == cases[i].value);
	}
}

static void
shares_and_numbers(void **state)
{
	static const char *const bad[] = { "", ".", ".5", "1.", "1.0.0", "-0.1",
		"1e3", "nan", "inf", "0,5", "1234567890123456" };
	struct yaml_node node = scalar("0.02");
	double value;

	(void)state;
	assert_true(yaml_share(&node, "n", NULL, &value));
	assert_true(value > 0.0199 && value < 0.0201);
	node = scalar("1.0");
	assert_true(yaml_share(&node, "n", NULL, &value));
	node = scalar("1.01");
	assert_false(yaml_share(&node, "n", NULL, &value));
	assert_true(yaml_number(&node, "n", NULL, &value));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		node = scalar(bad[i]);
		assert_false(yaml_number(&node, "n", NULL, &value));
	}
}

static void
words(void **state)
{
	static const char *const names[] = { "always", "sample", "none", NULL };
	struct yaml_node node = scalar("sample");
	struct diag_list diags;
	struct buf buf;
	size_t index;
	bool value;

	(void)state;
	diag_init(&diags);
	assert_true(yaml_choice(&node, "review", names, &diags, &index));
	assert_int_equal(index, 1);
	node = scalar("allways");
	assert_false(yaml_choice(&node, "review", names, &diags, &index));
	assert_non_null(strstr(said(&diags, &buf),
	    "review: expected always, sample or none, got \"allways\""));
	buf_free(&buf);
	node = scalar("Yes");
	assert_true(yaml_bool(&node, "b", &diags, &value) && value);
	node = scalar("off");
	assert_true(yaml_bool(&node, "b", &diags, &value) && !value);
	node.kind = YAML_LIST;
	assert_false(yaml_bool(&node, "b", &diags, &value));
	assert_false(yaml_choice(&node, "b", names, &diags, &index));
	diag_free(&diags);
}

static void
unknown_keys_name_the_nearest(void **state)
{
	static const char *const names[] = { "review", "unapproved", "in",
		NULL };
	struct arena *arena = arena_new(1 << 20);
	struct diag_list diags;
	struct yaml_node *root;
	struct buf buf;

	(void)state;
	diag_init(&diags);
	assert_int_equal(
	    yaml_read_text("t", SLICE("reveiw: 1\nin: 1\nbogus_key: 1\n"),
		arena, &diags, &root),
	    STATUS_OK);
	yaml_check_keys(root, "tiers", names, &diags);
	assert_string_equal(said(&diags, &buf),
	    "t:1:1: error: unknown key \"reveiw\" in tiers; did you mean "
	    "\"review\"?\n"
	    "t:3:1: error: unknown key \"bogus_key\" in tiers\n");
	buf_free(&buf);
	diag_free(&diags);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_has_places),
		cmocka_unit_test(empty_has_no_root),
		cmocka_unit_test(refusals_have_places),
		cmocka_unit_test(nesting_has_a_ceiling),
		cmocka_unit_test(map_has_a_ceiling),
		cmocka_unit_test(long_file_is_refused),
		cmocka_unit_test(missing_file_is_noinput),
		cmocka_unit_test(counts),
		cmocka_unit_test(sizes),
		cmocka_unit_test(shares_and_numbers),
		cmocka_unit_test(words),
		cmocka_unit_test(unknown_keys_name_the_nearest),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
