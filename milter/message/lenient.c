/*
 * lenient.c - the list of readings that a body has beside the canonical one,
 * and which decoders' leniencies are tried on it.
 *
 * It refuses to hold a reading twice, to hold more than MESSAGE_DECODING_MAX,
 * and to decode more than there is room for.
 */
#include "message/lenient.h"

#include <string.h>

#include "message/line.h"
#include "message/message.h"

char *
lenient_scratch(struct lenient *lenient)
{
	if (lenient->scratch == NULL)
		lenient->scratch = arena_alloc(lenient->arena, lenient->in.len);
	return lenient->scratch;
}

/* The entry that begins with bytes; *same_r if it is nothing else. */
static const struct message_decoding *
find_prefix(const struct lenient *lenient, struct slice bytes, bool *same_r)
{
	const struct message_decoding *found = NULL;

	*same_r = false;
	for (size_t i = 0; i < lenient->list->len && !*same_r; i++) {
		const struct message_decoding *at = &lenient->list->items[i];

		if (!slice_starts(at->bytes, bytes))
			continue;
		found = at;
		*same_r = at->bytes.len == bytes.len;
	}
	return found;
}

static enum status
list_push(struct lenient *lenient, enum message_encoding how,
    const char *leniency, struct slice bytes)
{
	struct message_decoding *added;

	added = VEC_PUSH(lenient->arena, lenient->list);
	if (added == NULL)
		return STATUS_NOMEM;
	added->how = how;
	added->leniency = leniency;
	added->bytes = bytes;
	return STATUS_OK;
}

/* Is there room for one reading more, of len bytes?  Takes it if so. */
static bool
room_take(struct lenient *lenient, size_t len)
{
	if (lenient->list->len >= MESSAGE_DECODING_MAX) {
		lenient->number_out = true;
		return false;
	}
	if (len > *lenient->room) {
		lenient->room_out = true;
		return false;
	}
	*lenient->room -= len;
	return true;
}

enum status
lenient_add(struct lenient *lenient, enum message_encoding how,
    const char *leniency, struct slice bytes)
{
	const struct message_decoding *whole;
	struct slice kept;
	bool same;

	whole = find_prefix(lenient, bytes, &same);
	if (same || bytes.len == 0 || !room_take(lenient, bytes.len))
		return STATUS_OK;
	if (whole != NULL)
		kept = slice_sub(whole->bytes, 0, bytes.len);
	else
		kept = arena_copy(lenient->arena, bytes);
	if (kept.ptr == NULL)
		return STATUS_NOMEM;
	return list_push(lenient, how, leniency, kept);
}

enum status
lenient_add_source(struct lenient *lenient, const char *leniency)
{
	bool same;

	(void)find_prefix(lenient, lenient->in, &same);
	if (same || lenient->in.len == 0 ||
	    !room_take(lenient, lenient->in.len))
		return STATUS_OK;
	return list_push(lenient, MESSAGE_ENCODING_NONE, leniency, lenient->in);
}

/* Decodes in as how and enters it. */
static enum status
add_decoded(
    struct lenient *lenient, enum message_encoding how, const char *leniency)
{
	struct slice bytes;
	uint64_t defects = 0;
	enum status status;

	if (lenient->in.len > *lenient->room) {
		lenient->room_out = true;
		return STATUS_OK;
	}
	status =
	    message_decode(how, lenient->in, lenient->arena, &bytes, &defects);
	if (status != STATUS_OK)
		return status;
	return lenient_add(lenient, how, leniency, bytes);
}

/* What the lines of a body begin with that another encoding than it says. */
struct looks {
	bool uu;
	bool yenc;
	bool base64;  /* and nothing else is in it */
	bool escapes; /* quoted-printable's */
	bool soft;    /* its line breaks */
};

/* Is the line base64 from end to end? */
static bool
line_is_base64(struct slice line)
{
	struct slice text = slice_trim(line);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!ascii_alnum(c) && c != '+' && c != '/' && c != '=' &&
		    c != '-' && c != '_')
			return false;
	}
	return true;
}

static bool
line_has_escape(struct slice line)
{
	size_t at = slice_index(line, '=');

	return at != SLICE_NONE && at + 2 < line.len &&
	    ascii_hex(line.ptr[at + 1]) >= 0 &&
	    ascii_hex(line.ptr[at + 2]) >= 0;
}

static bool
line_is_soft(struct slice line)
{
	return line.len > 0 && line.ptr[line.len - 1] == '=';
}

static struct looks
look(struct slice in)
{
	struct looks looks = { .base64 = true };
	struct message_line line;

	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		looks.uu = looks.uu || message_uu_begins(line.text);
		looks.yenc = looks.yenc ||
		    slice_starts_nocase(line.text, SLICE("=ybegin "));
		looks.base64 = looks.base64 && line_is_base64(line.text);
		looks.escapes = looks.escapes || line_has_escape(line.text);
		looks.soft = looks.soft || line_is_soft(line.text);
	}
	return looks;
}

enum status
message_other_readings(struct lenient *lenient)
{
	struct looks looks = look(lenient->in);
	enum status status = STATUS_OK;

	if (looks.uu)
		status = add_decoded(
		    lenient, MESSAGE_ENCODING_UUENCODE, "found in the body");
	if (status == STATUS_OK && looks.yenc)
		status = add_decoded(
		    lenient, MESSAGE_ENCODING_YENC, "found in the body");
	return status;
}

enum status
message_unknown_readings(struct lenient *lenient)
{
	struct looks looks = look(lenient->in);
	enum status status = message_other_readings(lenient);

	if (status == STATUS_OK && looks.base64)
		status = add_decoded(
		    lenient, MESSAGE_ENCODING_BASE64, "by its looks");
	if (status == STATUS_OK &&
	    (looks.escapes || (looks.soft && !looks.base64)))
		status =
		    add_decoded(lenient, MESSAGE_ENCODING_QP, "by its looks");
	return status;
}

enum status
message_decode_lenient(struct lenient *lenient, enum message_encoding how)
{
	switch (how) {
	case MESSAGE_ENCODING_BASE64:
		return message_base64_readings(lenient);
	case MESSAGE_ENCODING_QP:
		return message_qp_readings(lenient);
	case MESSAGE_ENCODING_UUENCODE:
		return message_uu_readings(lenient);
	case MESSAGE_ENCODING_NONE:
	case MESSAGE_ENCODING_7BIT:
	case MESSAGE_ENCODING_8BIT:
	case MESSAGE_ENCODING_BINARY:
	case MESSAGE_ENCODING_YENC:
	case MESSAGE_ENCODING_UNKNOWN:
	default:
		break;
	}
	if ((lenient->defects & MESSAGE_DEFECT_ENCODING_UNKNOWN) != 0)
		return message_unknown_readings(lenient);
	return STATUS_OK;
}

enum status
message_decode_all(enum message_encoding how, struct slice in,
    struct arena *arena, struct message_decodings *list_r, uint64_t *defects_r)
{
	size_t room = in.len * MESSAGE_DECODING_MAX;
	struct lenient lenient = {
		.in = in,
		.arena = arena,
		.list = list_r,
		.room = &room,
	};
	struct slice bytes;
	enum status status;

	*list_r = (struct message_decodings)VEC_INIT;
	status = message_decode(how, in, arena, &bytes, &lenient.defects);
	if (status == STATUS_OK)
		status = list_push(&lenient, how, "", bytes);
	if (status == STATUS_OK)
		status = message_decode_lenient(&lenient, how);
	*defects_r |= lenient.defects;
	return status;
}
