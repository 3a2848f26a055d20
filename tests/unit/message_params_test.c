/*
 * message_params_test.c - parameters, their segments, and the lookups of
 * header fields.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"

#define ARENA_CEILING ((size_t)16 << 20)
#define PRINT_MAX 4096
#define SYNTAX MESSAGE_DEFECT_PARAM_SYNTAX
#define TWICE MESSAGE_DEFECT_PARAM_TWICE
#define TYPE MESSAGE_DEFECT_TYPE_SYNTAX

/*
 * text is "value|name=bytes|name*charset=bytes": the second form for an
 * encoded parameter.
 */
struct params_case {
	const char *value;
	const char *text;
	uint64_t defects;
};

static const struct params_case cases[] = {
	{ "text/plain", "text/plain", 0 },
	{ " Text/HTML ; CharSet=UTF-8\r\n", "text/html|charset=UTF-8", 0 },
	{ "text/plain;", "text/plain", 0 },
	{ "text/plain; charset=\"us-ascii\"", "text/plain|charset=us-ascii",
	    0 },
	{ "attachment;\r\n\tfilename=\"a\r\n b\"", "attachment|filename=a b",
	    0 },
	/* comments, RFC 2045 section 5.1 */
	{ "text/plain; charset=us-ascii (Plain text)",
	    "text/plain|charset=us-ascii", 0 },
	{ "(a) text/plain (b (c) \\) d) ; (e) charset=x (f)",
	    "text/plain|charset=x", 0 },
	{ "text/plain; charset=x(f)y", "text/plain|charset=x(f)y", SYNTAX },
	{ "text/plain (; charset=x)", "text/plain", SYNTAX },
	{ "text/plain (open", "text/plain", SYNTAX },
	{ "text/plain (open\\", "text/plain", SYNTAX },
	/* quotes */
	{ "a; b=\"c;d=(e)\"", "a|b=c;d=(e)", 0 },
	{ "a; b=\"c\\\"d\\\\e\"", "a|b=c\"d\\e", 0 },
	{ "a; b=\"\"", "a|b=", 0 },
	{ "a; b=\"C:\\dir\"", "a|b=C:dir", SYNTAX },
	{ "a; b=\"open", "a|b=open", SYNTAX },
	{ "a; b=\"open\\", "a|b=open\\", SYNTAX },
	{ "a; b=\"c\"d; e=f", "a|b=c|e=f", SYNTAX },
	/* what is neither token nor quoted string */
	{ "a; b=c d.pdf; e=f", "a|b=c d.pdf|e=f", SYNTAX },
	{ "a; b=c/d", "a|b=c/d", SYNTAX },
	{ "a; b=----=_x", "a|b=----=_x", SYNTAX },
	{ "a; b=", "a|b=", SYNTAX },
	{ "a; b", "a", SYNTAX },
	{ "a; =b; c=d", "a|c=d", SYNTAX },
	{ "a;; b=c", "a|b=c", SYNTAX },
	{ "a; b =c", "a|b=c", SYNTAX },
	{ "a; b= c", "a|b=c", SYNTAX },
	{ "a b; c=d", "a|c=d", TYPE },
	{ "text/; c=d", "text/|c=d", TYPE },
	{ "; c=d", "|c=d", TYPE },
	{ "", "", TYPE },
	{ "text / plain; c=d", "text|c=d", TYPE },
	/* twice */
	{ "a; b=c; B=d", "a|b=c|b=d", TWICE },
	{ "a; b=c; b*=utf-8''d", "a|b=c|b*utf-8=d", TWICE },
	{ "a; b*0=c; b*0=d", "a|b=c|b=d", TWICE },
	/* RFC 2231 sections 3 and 4 */
	{ "message/external-body; access-type=URL;\r\n"
	  " URL*0=\"ftp://\";\r\n"
	  " URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"",
	    "message/external-body|access-type=URL|"
	    "url=ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar",
	    0 },
	{ "application/x-stuff;\r\n"
	  " title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
	    "application/x-stuff|title*us-ascii=This is ***fun***", 0 },
	{ "application/x-stuff;\r\n"
	  " title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n"
	  " title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n"
	  " title*2=\"isn't it!\"",
	    "application/x-stuff|title*us-ascii="
	    "This is even more ***fun*** isn't it!",
	    0 },
	{ "a; n*1=b; n*0=a; n*2=c; m=x", "a|n=abc|m=x", 0 },
	{ "a; n*1=%41; n*0*=UTF-8''%41", "a|n*utf-8=A%41", 0 },
	{ "a; n*=''x", "a|n*=x", 0 },
	{ "a; n*0=a; n*2=c", "a|n=a", SYNTAX },
	{ "a; n*1=b", "a", SYNTAX },
	{ "a; n*=utf-8'x", "a|n*=utf-8'x", SYNTAX },
	{ "a; n*=x", "a|n*=x", SYNTAX },
	{ "a; n*=u''%4", "a|n*u=%4", SYNTAX },
	{ "a; n*=u''%zz%41%", "a|n*u=%zzA%", SYNTAX },
	{ "a; n*01=x", "a|n=x", SYNTAX },
	{ "a; n*x=x", "a|n=x", SYNTAX },
	{ "a; *=x", "a|*=x", SYNTAX },
	{ "a; *0=x", "a|=x", SYNTAX },
};

static void
params_print(const struct message_params *params, struct buf *out)
{
	buf_add(out, params->value);
	for (size_t i = 0; i < params->list.len; i++) {
		const struct message_param *param = &params->list.items[i];

		buf_add_byte(out, '|');
		buf_add(out, param->name);
		if (param->encoded)
			buf_add_byte(out, '*');
		buf_add(out, param->charset);
		buf_add_byte(out, '=');
		buf_add(out, param->bytes);
	}
}

static void
test_cases(void **state)
{
	struct arena *arena = arena_new(ARENA_CEILING);
	struct buf out;

	(void)state;
	assert_non_null(arena);
	buf_init(&out, PRINT_MAX);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct message_params params;

		print_message("# case %zu\n", i);
		assert_int_equal(message_params_read(slice_cstr(cases[i].value),
				     arena, &params),
		    STATUS_OK);
		buf_clear(&out);
		params_print(&params, &out);
		assert_string_equal(buf_cstr(&out), cases[i].text);
		assert_int_equal(params.defects, cases[i].defects);
	}
	buf_free(&out);
	arena_free(arena);
}

static void
test_type(void **state)
{
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message_params params;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    message_params_read(SLICE("Text/X-Y; Z=1"), arena, &params),
	    STATUS_OK);
	assert_true(slice_equal(params.type, SLICE("text")));
	assert_true(slice_equal(params.subtype, SLICE("x-y")));
	assert_non_null(message_params_find(&params, SLICE("z")));
	assert_null(message_params_find(&params, SLICE("Z")));
	assert_int_equal(
	    message_params_read(SLICE("Inline"), arena, &params), STATUS_OK);
	assert_true(slice_equal(params.type, SLICE("inline")));
	assert_int_equal(params.subtype.len, 0);
	arena_free(arena);
}

/* More parameters, or segments, than are kept: a ceiling, and no crash. */
static void
test_ceilings(void **state)
{
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message_params params;
	struct buf value;

	(void)state;
	assert_non_null(arena);
	buf_init(&value, (size_t)1 << 20);
	buf_add_cstr(&value, "a");
	for (unsigned i = 0; i < MESSAGE_PARAM_MAX; i++)
		buf_printf(&value, "; p%u=x", i);
	assert_int_equal(
	    message_params_read(buf_slice(&value), arena, &params), STATUS_OK);
	assert_int_equal(params.list.len, MESSAGE_PARAM_MAX);
	assert_int_equal(params.defects, 0);
	buf_add_cstr(&value, "; more=x");
	assert_int_equal(
	    message_params_read(buf_slice(&value), arena, &params), STATUS_OK);
	assert_int_equal(params.list.len, MESSAGE_PARAM_MAX);
	assert_int_equal(params.defects, MESSAGE_DEFECT_CEILING_FIELDS);

	buf_clear(&value);
	buf_add_cstr(&value, "a");
	for (unsigned i = 0; i < MESSAGE_SEGMENT_MAX; i++)
		buf_printf(&value, "; n*%u=x", i);
	assert_int_equal(
	    message_params_read(buf_slice(&value), arena, &params), STATUS_OK);
	assert_int_equal(params.defects, 0);
	assert_int_equal(params.list.items[0].bytes.len, MESSAGE_SEGMENT_MAX);
	buf_add_cstr(&value, "; n*100=x");
	assert_int_equal(
	    message_params_read(buf_slice(&value), arena, &params), STATUS_OK);
	assert_int_equal(params.list.items[0].bytes.len, MESSAGE_SEGMENT_MAX);
	assert_int_not_equal(params.defects & SYNTAX, 0);

	buf_clear(&value);
	buf_add_cstr(&value, "a");
	for (unsigned i = 0; i < 10000; i++)
		buf_printf(&value, "; n*%u=\"x", i % 100);
	assert_int_equal(
	    message_params_read(buf_slice(&value), arena, &params), STATUS_OK);
	buf_free(&value);
	arena_free(arena);
}

static void
test_fields(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct slice raw = SLICE("To: a\r\nX-A: 1\r\nto:\tb,\r\n\tc\r\n"
				 "X-B:\r\nTO: d\r\n\r\n");
	struct arena *arena = arena_new(ARENA_CEILING);
	const struct message_fields *fields;
	const struct message_field *field;
	struct message message;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    message_read(raw, &ceilings, arena, &message, NULL), STATUS_OK);
	fields = &message.root->fields;
	assert_int_equal(fields->len, 5);
	assert_int_equal(message_field_count(fields, SLICE("TO")), 3);
	assert_int_equal(message_field_count(fields, SLICE("X-C")), 0);
	assert_null(message_field_find(fields, SLICE("T")));
	field = message_field_find(fields, SLICE("to"));
	assert_true(slice_equal(field->value, SLICE(" a")));
	assert_int_equal(field->offset, 0);
	field = message_field_next(fields, field, SLICE("to"));
	assert_true(slice_equal(field->name, SLICE("to")));
	assert_true(slice_equal(field->value, SLICE("\tb,\r\n\tc")));
	assert_int_equal(field->offset, 15);
	assert_true(slice_equal(
	    message_field_unfold(field->value, arena), SLICE("b,\tc")));
	field = message_field_next(fields, field, SLICE("to"));
	assert_true(slice_equal(field->value, SLICE(" d")));
	assert_null(message_field_next(fields, field, SLICE("to")));
	field = message_field_find(fields, SLICE("x-b"));
	assert_int_equal(field->value.len, 0);
	assert_true(
	    slice_equal(message.root->header, slice_sub(raw, 0, raw.len - 2)));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_fields),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
