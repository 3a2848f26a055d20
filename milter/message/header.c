/*
 * header.c - a header block cut into fields, line by line, in one pass.
 *
 * Where readers of the world differ (a line without a colon, a blank before
 * one, a continuation line of blanks alone, a field twice that may stand only
 * once) the canonical way is taken, a defect bit is set, and what other
 * readers make of the line is noted: the end of the header, more of the field
 * above, or a field all the same.
 */
#include <string.h>

#include "base/utf8.h"
#include "message/header.h"
#include "message/line.h"
#include "message/message.h"

/*
 * Fields that may stand once (RFC 5322 section 3.6, RFC 2045 and kin).  Of
 * those that say how a body is read, one counts, and readers differ which; of
 * the others each is shown by some reader, and all are read.
 */
static const struct {
	const char *name;
	uint64_t defect;
} header_single[] = {
	{ "content-type", MESSAGE_DEFECT_HEADER_TWICE },
	{ "content-transfer-encoding", MESSAGE_DEFECT_HEADER_TWICE },
	{ "content-disposition", MESSAGE_DEFECT_HEADER_TWICE },
	{ "from", MESSAGE_DEFECT_FIELD_TWICE },
	{ "sender", MESSAGE_DEFECT_FIELD_TWICE },
	{ "reply-to", MESSAGE_DEFECT_FIELD_TWICE },
	{ "to", MESSAGE_DEFECT_FIELD_TWICE },
	{ "cc", MESSAGE_DEFECT_FIELD_TWICE },
	{ "subject", MESSAGE_DEFECT_FIELD_TWICE },
	{ "date", MESSAGE_DEFECT_FIELD_TWICE },
	{ "message-id", MESSAGE_DEFECT_FIELD_TWICE },
	{ "mime-version", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-id", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-description", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-location", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-base", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-language", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-duration", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-features", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-alternative", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-class", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-length", MESSAGE_DEFECT_FIELD_TWICE },
	{ "content-md5", MESSAGE_DEFECT_FIELD_TWICE },
};

#define HEADER_SINGLES (sizeof(header_single) / sizeof(*header_single))
_Static_assert(HEADER_SINGLES <= 32, "header_reader.seen has 32 bits");

#define OTHERS_MAX 32

/* What ends a header for some reader, a bit each. */
enum header_oddity {
	HEADER_NO_COLON = 1,
	HEADER_ODD_NAME = 2,
	HEADER_ORPHAN = 4,
	HEADER_BLANKS = 8
};
_Static_assert(MESSAGE_HEADER_ENDS == 4, "one for each header_oddity");

struct header_reader {
	const struct message_header_params *params;
	struct arena *arena;
	struct message_header *header;
	uint32_t seen; /* a bit for each of header_single */
	unsigned odd;  /* of enum header_oddity, those that were there */
	bool begun;    /* there was a line that continues none */
	bool open;     /* a continuation line goes to the last field */
	bool other;    /* and to the last of the others */
};

bool
message_header_folds(struct slice line)
{
	return line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

bool
message_header_name(struct slice line, struct slice *name_r)
{
	size_t len = slice_index(line, ':');

	if (len == SLICE_NONE)
		return false;
	while (
	    len > 0 && (line.ptr[len - 1] == ' ' || line.ptr[len - 1] == '\t'))
		len--;
	*name_r = slice_make(line.ptr, len);
	return len > 0;
}

bool
message_header_name_valid(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~')
			return false;
	return true;
}

static void
header_single_check(struct header_reader *reader, struct slice name)
{
	for (size_t i = 0; i < HEADER_SINGLES; i++) {
		uint32_t bit = (uint32_t)1 << i;

		if (!slice_equal_nocase(
			name, slice_cstr(header_single[i].name)))
			continue;
		if ((reader->seen & bit) != 0)
			reader->header->defects |= header_single[i].defect;
		reader->seen |= bit;
		return;
	}
}

/* line is odd: a defect, and for some reader the end of the header. */
static void
header_odd(struct header_reader *reader, enum header_oddity oddity,
    const struct message_line *line)
{
	struct message_header *header = reader->header;
	struct message_header_end end = {
		.header = line->start,
		.body = oddity == HEADER_BLANKS ? line->next : line->start,
	};

	header->defects |= MESSAGE_DEFECT_HEADER_LINE;
	if ((reader->odd & oddity) != 0)
		return;
	reader->odd |= oddity;
	for (size_t i = 0; i < header->ends_len; i++)
		if (header->ends[i].body == end.body)
			return;
	header->ends[header->ends_len++] = end;
}

static enum status
header_other_add(
    struct header_reader *reader, const struct message_field *field)
{
	struct message_header *header = reader->header;
	struct message_field *other;

	if (header->others.len >= OTHERS_MAX) {
		header->defects |= MESSAGE_DEFECT_CEILING_READINGS;
		return STATUS_OK;
	}
	other = VEC_PUSH(reader->arena, &header->others);
	if (other == NULL)
		return STATUS_NOMEM;
	*other = *field;
	reader->other = true;
	return STATUS_OK;
}

static void
header_extend(struct message_fields *fields, struct slice line)
{
	struct message_field *last = &fields->items[fields->len - 1];

	last->value.len = (size_t)(line.ptr + line.len - last->value.ptr);
}

static enum status
header_continue(struct header_reader *reader, const struct message_line *line)
{
	struct message_header *header = reader->header;
	struct message_field other;

	if (slice_trim(line->text).len == 0)
		header_odd(reader, HEADER_BLANKS, line);
	else if (!reader->begun)
		header_odd(reader, HEADER_ORPHAN, line);
	if (reader->open)
		header_extend(&header->fields, line->text);
	if (reader->other)
		header_extend(&header->others, line->text);
	if (!message_header_other(line->text, &other))
		return STATUS_OK;
	return header_other_add(reader, &other);
}

/* A line that is no field, which may be a field all the same, or more of one. */
static enum status
header_no_field(struct header_reader *reader, const struct message_line *line)
{
	struct message_fields *fields = &reader->header->fields;
	struct message_field other;
	bool colon = slice_index(line->text, ':') != SLICE_NONE;
	bool follows = reader->open;

	header_odd(reader, colon ? HEADER_ODD_NAME : HEADER_NO_COLON, line);
	reader->open = false;
	reader->other = false;
	if (message_header_other(line->text, &other))
		return header_other_add(reader, &other);
	if (!follows ||
	    !message_header_is_mime(fields->items[fields->len - 1].name))
		return STATUS_OK;
	other = fields->items[fields->len - 1];
	other.value.len =
	    (size_t)(line->text.ptr + line->text.len - other.value.ptr);
	return header_other_add(reader, &other);
}

static enum status
header_field(struct header_reader *reader, const struct message_line *line)
{
	struct message_field *field;
	struct slice name;
	size_t colon;

	reader->begun = true;
	if (!message_header_name(line->text, &name) ||
	    !message_header_name_valid(name))
		return header_no_field(reader, line);
	reader->other = false;
	colon = slice_index(line->text, ':');
	if (name.len != colon)
		reader->header->defects |= MESSAGE_DEFECT_HEADER_BLANK;
	header_single_check(reader, name);
	field = VEC_PUSH(reader->arena, &reader->header->fields);
	if (field == NULL)
		return STATUS_NOMEM;
	field->name = name;
	field->value = slice_from(line->text, colon + 1);
	field->offset = reader->params->offset + line->start;
	reader->open = true;
	return STATUS_OK;
}

/* An mbox file's "From sender date", which no field can look like. */
static bool
header_is_mbox(struct slice line)
{
	struct slice name;

	return slice_starts(line, SLICE("From ")) &&
	    !(message_header_name(line, &name) &&
		message_header_name_valid(name));
}

static enum status
header_lines(struct header_reader *reader)
{
	const struct message_header_params *params = reader->params;
	enum status status = STATUS_OK;
	struct message_line line;
	size_t pos = 0;

	if (params->mbox &&
	    message_line_next(params->block, 0, params->ends, &line) &&
	    header_is_mbox(line.text))
		pos = line.next;
	for (; status == STATUS_OK &&
	     message_line_next(params->block, pos, params->ends, &line);
	     pos = line.next) {
		if (message_header_folds(line.text)) {
			status = header_continue(reader, &line);
		} else if (reader->header->fields.len >= params->room) {
			reader->header->defects |=
			    MESSAGE_DEFECT_CEILING_FIELDS;
			break;
		} else {
			status = header_field(reader, &line);
		}
	}
	return status;
}

enum status
message_header_read(const struct message_header_params *params,
    struct arena *arena, struct message_header *header_r)
{
	struct header_reader reader = {
		.params = params,
		.arena = arena,
		.header = header_r,
	};
	struct slice block = params->block;
	enum status status;

	*header_r = (struct message_header){ 0 };
	status = header_lines(&reader);
	if (slice_index(block, '\0') != SLICE_NONE)
		header_r->defects |= MESSAGE_DEFECT_NUL;
	if (!utf8_valid(block))
		header_r->defects |= MESSAGE_DEFECT_8BIT_HEADER;
	header_r->defects |= message_line_check(block, params->crlf);
	return status;
}
