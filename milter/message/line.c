/*
 * line.c - lines of transferred bytes.
 */
#include <string.h>

#include "message/line.h"
#include "message/message.h"

bool
message_line_at(struct slice bytes, size_t pos, struct message_line *line_r)
{
	const char *start, *lf;
	size_t len;

	if (pos >= bytes.len)
		return false;
	start = bytes.ptr + pos;
	lf = memchr(start, '\n', bytes.len - pos);
	len = lf == NULL ? bytes.len - pos : (size_t)(lf - start);
	line_r->start = pos;
	line_r->next = lf == NULL ? bytes.len : pos + len + 1;
	if (lf != NULL && len > 0 && start[len - 1] == '\r')
		len--;
	line_r->text = slice_make(start, len);
	return true;
}

/* The first line end at or after pos, and its length; SLICE_NONE if none. */
static size_t
line_end(struct slice bytes, size_t pos, bool cr_ends, size_t *len_r)
{
	const char *end = bytes.ptr + bytes.len;
	const char *at = bytes.ptr + pos;

	for (*len_r = 1; at < end; at++) {
		bool crlf = *at == '\r' && at + 1 < end && at[1] == '\n';

		if (!crlf && !(cr_ends && (*at == '\r' || *at == '\n')))
			continue;
		*len_r = crlf ? 2 : 1;
		return (size_t)(at - bytes.ptr);
	}
	return SLICE_NONE;
}

bool
message_line_next(struct slice bytes, size_t pos, enum message_line_ends ends,
    struct message_line *line_r)
{
	size_t end, len;

	if (ends == MESSAGE_LINE_LF)
		return message_line_at(bytes, pos, line_r);
	if (pos >= bytes.len)
		return false;
	end = line_end(bytes, pos, ends == MESSAGE_LINE_CR, &len);
	line_r->start = pos;
	line_r->next = end == SLICE_NONE ? bytes.len : end + len;
	line_r->text =
	    slice_sub(bytes, pos, end == SLICE_NONE ? end : end - pos);
	return true;
}

bool
message_line_crlf(struct slice bytes)
{
	size_t lf = slice_index(bytes, '\n');

	return lf == SLICE_NONE || (lf > 0 && bytes.ptr[lf - 1] == '\r');
}

uint64_t
message_line_check(struct slice bytes, bool crlf)
{
	const char *end = bytes.ptr + bytes.len;
	uint64_t defects = 0;
	const char *at = bytes.ptr;

	while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
		if (++at == end || *at != '\n') {
			defects |= MESSAGE_DEFECT_BARE_CR;
			break;
		}
	}
	at = bytes.ptr;
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		if ((at > bytes.ptr && at[-1] == '\r') != crlf) {
			defects |= MESSAGE_DEFECT_BARE_LF;
			break;
		}
		at++;
	}
	return defects;
}
