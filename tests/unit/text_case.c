/*
 * text_case.c - reading a message in the tests of text/.
 */
#include "text_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"

void
text_case_read(struct slice raw, struct arena *arena, struct text *text_r)
{
	static const struct text_params params = {
		.max_bytes = TEXT_CASE_BYTES_MAX,
		.ceilings = MESSAGE_CEILINGS_DEFAULT,
	};
	struct message *message = arena_calloc(arena, 1, sizeof(*message));

	assert_non_null(message);
	assert_int_equal(
	    message_read(raw, &params.ceilings, arena, message, NULL),
	    STATUS_OK);
	assert_int_equal(
	    text_read(message, &params, arena, text_r, NULL), STATUS_OK);
}

void
text_case_read_parts(const char *head, struct slice body, struct arena *arena,
    struct text *text_r)
{
	struct slice kept;
	struct buf raw;

	buf_init(&raw, TEXT_CASE_BYTES_MAX);
	buf_add_cstr(&raw, head);
	assert_true(buf_add(&raw, body));
	kept = arena_copy(arena, buf_slice(&raw));
	buf_free(&raw);
	text_case_read(kept, arena, text_r);
}
