/*
 * text_html_test.c - the HTML tokenizer against the tests of the html5lib
 * project, and what they do not say: offsets, other readings, linear time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/html.h"

#define CEILING ((size_t)1 << 30)
#define TEXT_MAX ((size_t)1 << 20)

/* Tests that hold a lone surrogate are not run: UTF-8 has none. */
struct tally {
	size_t run;
	size_t failed;
	size_t surrogates;
};

static json_t *
text_json(struct slice s)
{
	return json_stringn(s.ptr, s.len);
}

static void
list_characters(json_t *list, struct slice text)
{
	json_t *last = json_array_get(list, json_array_size(list) - 1);
	struct buf joined;

	if (last == NULL ||
	    strcmp(json_string_value(json_array_get(last, 0)), "Character") !=
		0) {
		json_array_append_new(
		    list, json_pack("[s,o]", "Character", text_json(text)));
		return;
	}
	last = json_array_get(last, 1);
	buf_init(&joined, TEXT_MAX);
	buf_add(&joined,
	    slice_make(json_string_value(last), json_string_length(last)));
	buf_add(&joined, text);
	assert_int_equal(json_string_setn(last, joined.ptr, joined.len), 0);
	buf_free(&joined);
}

static json_t *
start_tag_json(const struct html_token *token, struct arena *arena)
{
	json_t *attributes = json_object(), *tag;
	size_t i;

	for (i = 0; i < token->nattributes; i++)
		json_object_set_new(attributes,
		    arena_cstr(arena, token->attributes[i].name),
		    text_json(token->attributes[i].value));
	tag = json_pack(
	    "[s,o,o]", "StartTag", text_json(token->text), attributes);
	if (token->self_closing)
		json_array_append_new(tag, json_true());
	return tag;
}

static void
list_token(json_t *list, const struct html_token *token, struct arena *arena)
{
	switch (token->kind) {
	case HTML_TEXT:
		list_characters(list, token->text);
		break;
	case HTML_START_TAG:
		json_array_append_new(list, start_tag_json(token, arena));
		break;
	case HTML_END_TAG:
		json_array_append_new(
		    list, json_pack("[s,o]", "EndTag", text_json(token->text)));
		break;
	case HTML_COMMENT:
		json_array_append_new(list,
		    json_pack("[s,o]", "Comment", text_json(token->text)));
		break;
	case HTML_DOCTYPE:
		json_array_append_new(list,
		    json_pack("[s,o,o,o,b]", "DOCTYPE",
			token->text.len ? text_json(token->text) : json_null(),
			token->has_public_id ? text_json(token->public_id) :
					       json_null(),
			token->has_system_id ? text_json(token->system_id) :
					       json_null(),
			!token->force_quirks));
		break;
	case HTML_END:
	default:
		break;
	}
}

static json_t *
tokens_json(struct slice input, enum html_start start, struct slice last)
{
	struct arena *arena = arena_new(CEILING);
	struct html_tokenizer *t = html_tokenizer_new(input, arena);
	struct html_token token;
	json_t *list = json_array();
	size_t end = 0;

	html_tokenizer_start(t, start, last);
	do {
		assert_int_equal(html_tokenizer_next(t, &token), STATUS_OK);
		assert_true(token.offset >= end);
		end = token.offset + token.length;
		assert_true(end <= input.len);
		list_token(list, &token, arena);
	} while (token.kind != HTML_END);
	arena_free(arena);
	return list;
}

/* One \uHHHH at the front of s, or 0. */
static uint32_t
escape_at(struct slice s)
{
	uint32_t value = 0;
	size_t i;

	if (s.len < 6 || s.ptr[0] != '\\' || s.ptr[1] != 'u')
		return 0;
	for (i = 2; i < 6; i++)
		value = value * 16 + (uint32_t)ascii_hex(s.ptr[i]);
	return value | UINT32_C(1) << 31;
}

/* False where s holds a lone surrogate. */
static bool
unescape(struct slice s, struct buf *out)
{
	uint32_t cp, low;
	char text[UTF8_MAX];
	size_t i = 0;

	while (i < s.len) {
		cp = escape_at(slice_from(s, i));
		if (cp == 0) {
			buf_add_byte(out, s.ptr[i++]);
			continue;
		}
		cp &= 0xFFFF;
		i += 6;
		low = escape_at(slice_from(s, i)) & 0xFFFF;
		if (cp >= 0xD800 && cp <= 0xDBFF && low >= 0xDC00 &&
		    low <= 0xDFFF) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			i += 6;
		}
		if (cp >= 0xD800 && cp <= 0xDFFF)
			return false;
		buf_add(out, slice_make(text, utf8_encode(cp, text)));
	}
	return true;
}

/* Unescapes every string in value; false as above. */
static bool
unescape_json(json_t *value)
{
	struct buf out;
	const char *key;
	json_t *item;
	size_t i;
	bool fine = true;

	if (json_is_string(value)) {
		buf_init(&out, TEXT_MAX);
		fine = unescape(slice_make(json_string_value(value),
				    json_string_length(value)),
		    &out);
		json_string_setn(value, out.len ? out.ptr : "", out.len);
		buf_free(&out);
	}
	for (i = 0; i < json_array_size(value); i++)
		fine = unescape_json(json_array_get(value, i)) && fine;
	json_object_foreach(value, key, item) fine =
	    unescape_json(item) && fine;
	return fine;
}

static enum html_start
state_named(const char *name)
{
	static const struct {
		const char *name;
		enum html_start start;
	} states[] = {
		{ "Data state", HTML_START_DATA },
		{ "PLAINTEXT state", HTML_START_PLAINTEXT },
		{ "RCDATA state", HTML_START_RCDATA },
		{ "RAWTEXT state", HTML_START_RAWTEXT },
		{ "Script data state", HTML_START_SCRIPT },
		{ "CDATA section state", HTML_START_CDATA },
	};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(name, states[i].name) == 0)
			return states[i].start;
	fail_msg("a state of no name: %s", name);
	return HTML_START_DATA;
}

static void
run_in_state(json_t *test, const char *state, struct tally *tally)
{
	json_t *input = json_object_get(test, "input"), *got;
	const char *last =
	    json_string_value(json_object_get(test, "lastStartTag"));

	got = tokens_json(
	    slice_make(json_string_value(input), json_string_length(input)),
	    state_named(state), slice_cstr(last));
	tally->run++;
	if (!json_equal(got, json_object_get(test, "output"))) {
		tally->failed++;
		print_message("# %s (%s)\n",
		    json_string_value(json_object_get(test, "description")),
		    state);
		json_dumpf(got, stderr, JSON_ENSURE_ASCII);
		fputc('\n', stderr);
		json_dumpf(
		    json_object_get(test, "output"), stderr, JSON_ENSURE_ASCII);
		fputc('\n', stderr);
	}
	json_decref(got);
}

static void
run_case(json_t *test, struct tally *tally)
{
	json_t *states = json_object_get(test, "initialStates");
	size_t i;

	if (json_is_true(json_object_get(test, "doubleEscaped")) &&
	    (!unescape_json(json_object_get(test, "input")) ||
		!unescape_json(json_object_get(test, "output")))) {
		tally->surrogates++;
		return;
	}
	if (states == NULL)
		run_in_state(test, "Data state", tally);
	for (i = 0; i < json_array_size(states); i++)
		run_in_state(
		    test, json_string_value(json_array_get(states, i)), tally);
}

static json_t *
load(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, JSON_ALLOW_NUL, &error);

	if (root == NULL)
		fail_msg("%s:%d: %s", path, error.line, error.text);
	return root;
}

static void
html5lib(void **state)
{
	static const char *const files[] = { "contentModelFlags", "domjs",
		"entities", "escapeFlag", "namedEntities", "numericEntities",
		"pendingSpecChanges", "test1", "test2", "test3", "test4",
		"unicodeChars", "unicodeCharsProblematic" };
	const char *data = getenv("SENDGATE_TEST_DATA");
	struct tally tally = { 0, 0, 0 };
	char path[4096];
	json_t *root, *tests;
	size_t i, j;
	FILE *there;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/html5lib/%s.test",
		    data ? data : "../shared/data", files[i]);
		there = fopen(path, "r");
		if (there == NULL) {
			print_message("# no %s: skipped\n", path);
			skip();
		}
		fclose(there);
		root = load(path);
		tests = json_object_get(root, "tests");
		for (j = 0; j < json_array_size(tests); j++)
			run_case(json_array_get(tests, j), &tally);
		json_decref(root);
	}
	print_message("# %zu tests run; %zu not run, since UTF-8 has no lone "
		      "surrogates\n",
	    tally.run, tally.surrogates);
	assert_int_equal(tally.failed, 0);
	assert_true(tally.run > 6000);
}

/* The tokens of input by readings, a line each, with their places. */
static void
check_reading(const char *input, unsigned readings, const char *want)
{
	static const char *const kinds[] = { "text", "start", "end", "comment",
		"doctype", "EOF" };
	struct arena *arena = arena_new(CEILING);
	struct html_tokenizer *t = html_tokenizer_new(slice_cstr(input), arena);
	struct html_token token;
	struct buf out;
	size_t i;

	buf_init(&out, TEXT_MAX);
	html_tokenizer_read_as(t, readings);
	do {
		assert_int_equal(html_tokenizer_next(t, &token), STATUS_OK);
		buf_printf(&out, "%zu+%zu %s ", token.offset, token.length,
		    kinds[token.kind]);
		buf_add(&out, token.text);
		for (i = 0; i < token.nattributes; i++)
			buf_printf(&out, " %.*s@%zu=%.*s",
			    SLICE_ARG(token.attributes[i].name),
			    token.attributes[i].offset,
			    SLICE_ARG(token.attributes[i].value));
		buf_add_byte(&out, '|');
	} while (token.kind != HTML_END);
	assert_string_equal(buf_cstr(&out), want);
	buf_free(&out);
	arena_free(arena);
}

static void
places(void **state)
{
	(void)state;
	check_reading("a&amp;b\r\n<P x='&lt;1' X=2 y>", 0,
	    "0+1 text a|1+5 text &|6+1 text b|7+2 text \n|"
	    "9+19 start p x@15=<1 y@27=|28+0 EOF |");
	check_reading("<!DOCTYPE html></P z>", 0,
	    "0+15 doctype html|15+6 end p z@20=|21+0 EOF |");
}

static void
element_content(void **state)
{
	(void)state;
	check_reading("<title>&lt;<b></TITLE >x", 0,
	    "0+7 start title|7+4 text <|11+3 text <b>|14+9 end title|"
	    "23+1 text x|24+0 EOF |");
	check_reading("<style>&lt;</style>", 0,
	    "0+7 start style|7+4 text &lt;|11+8 end style|19+0 EOF |");
	check_reading("<script><!--<script></script></script>", 0,
	    "0+8 start script|8+21 text <!--<script></script>|"
	    "29+9 end script|38+0 EOF |");
	check_reading("<plaintext></plaintext>", 0,
	    "0+11 start plaintext|11+12 text </plaintext>|23+0 EOF |");
}

static void
other_readings(void **state)
{
	(void)state;
	check_reading("<a b=1 b=2><i x='", 0, "0+11 start a b@5=1|17+0 EOF |");
	check_reading("<a b=1 b=2><i x='", HTML_READ_WHOLE,
	    "0+11 start a b@5=1 b@9=2|11+6 comment <i x='|17+0 EOF |");
	check_reading("<!--[if mso]>a<![endif]-->", 0,
	    "0+26 comment [if mso]>a<![endif]|26+0 EOF |");
	check_reading("<!--[if mso]>a<![endif]-->", HTML_READ_CONDITIONAL,
	    "0+13 comment [if mso]|13+1 text a|14+12 comment [endif]--|"
	    "26+0 EOF |");
	check_reading("<title><b><![CDATA[<i>]]>", HTML_READ_FOREIGN,
	    "0+7 start title|7+3 start b|19+3 text <i>|25+0 EOF |");
}

static void
too_many_attributes(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct html_token token;
	struct buf in;
	size_t i;

	(void)state;
	buf_init(&in, TEXT_MAX);
	buf_add_cstr(&in, "<a");
	for (i = 0; i <= HTML_ATTRIBUTE_MAX; i++)
		buf_printf(&in, " a%zu=%zu", i, i);
	buf_add_cstr(&in, ">");
	assert_int_equal(html_tokenizer_next(
			     html_tokenizer_new(buf_slice(&in), arena), &token),
	    STATUS_OK);
	assert_int_equal(token.nattributes, HTML_ATTRIBUTE_MAX);
	assert_true(token.cut);
	assert_true(slice_equal(
	    token.attributes[HTML_ATTRIBUTE_MAX - 1].value, SLICE("999")));
	buf_free(&in);
	arena_free(arena);
}

static void
read_all(struct slice in, unsigned readings)
{
	struct arena *arena = arena_new(CEILING);
	struct html_tokenizer *t = html_tokenizer_new(in, arena);
	struct html_token token;

	html_tokenizer_read_as(t, readings);
	do
		assert_int_equal(html_tokenizer_next(t, &token), STATUS_OK);
	while (token.kind != HTML_END);
	arena_free(arena);
}

/* A megabyte of each takes some milliseconds, or for ever if quadratic. */
static void
linear(void **state)
{
	static const char *const pieces[] = { "<", "<!--", "<!", "</", "<?",
		"&", "&#", "&#x", "&lt", "&CounterClockwiseContourIntegra",
		"<a ", "<a b=", "<a b='", "<a/", "</a>", "<b>", "<title>",
		"</title", "<script>", "<script><!--", "<script><!--<script",
		"<style></", "<!doctype a '", "--!", "<!--[if", "<!--[if x]>",
		"\r", "<![CDATA[", "<x a b c d e=1 a>" };
	size_t i, j, len;
	unsigned readings;
	char *in = malloc(TEXT_MAX);

	(void)state;
	assert_non_null(in);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		len = strlen(pieces[i]);
		for (j = 0; j + len <= TEXT_MAX; j += len)
			memcpy(in + j, pieces[i], len);
		for (readings = 0; readings < 8; readings++)
			read_all(slice_make(in, j), readings);
	}
	free(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html5lib),
		cmocka_unit_test(places),
		cmocka_unit_test(element_content),
		cmocka_unit_test(other_readings),
		cmocka_unit_test(too_many_attributes),
		cmocka_unit_test(linear),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
