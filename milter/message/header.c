/*
 * header.c - a header block cut into fields, line by line, in one pass.
 *
 * Where readers of the world differ (a line without a colon, a blank before
 * one, a continuation line of blanks alone, a field twice that may stand only
 * once) the canonical way is taken and a defect bit is set.
 */
#include <string.h>

#include "base/utf8.h"
#include "message/header.h"
#include "message/line.h"
#include "message/message.h"

/* Fields that may stand once (RFC 5322 section 3.6, RFC 2045 and kin). */
static const char *const header_single[] = {
	"from",
	"sender",
	"reply-to",
	"to",
	"cc",
	"subject",
	"date",
	"message-id",
	"mime-version",
	"content-type",
	"content-transfer-encoding",
	"content-disposition",
	"content-id",
	"content-description",
	"content-location",
	"content-base",
	"content-language",
	"content-duration",
	"content-features",
	"content-alternative",
	"content-class",
	"content-length",
	"content-md5",
};

#define HEADER_SINGLES (sizeof(header_single) / sizeof(*header_single))
_Static_assert(HEADER_SINGLES <= 32, "header_reader.seen has 32 bits");

struct header_reader {
	const struct message_header_params *params;
	struct arena *arena;
	struct message_fields *fields;
	uint64_t defects;
	uint32_t seen; /* a bit for each of header_single */
	size_t read;   /* fields of this block */
	bool open;     /* a continuation line goes to the last field */
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

/* Only printable US-ASCII but the colon (RFC 5322 section 3.6.8). */
static bool
header_name_valid(struct slice name)
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

		if (!slice_equal_nocase(name, slice_cstr(header_single[i])))
			continue;
		if ((reader->seen & bit) != 0)
			reader->defects |= MESSAGE_DEFECT_HEADER_TWICE;
		reader->seen |= bit;
		return;
	}
}

static void
header_continue(struct header_reader *reader, struct slice line)
{
	struct message_field *last;

	if (!reader->open) {
		reader->defects |= MESSAGE_DEFECT_HEADER_LINE;
		return;
	}
	if (slice_trim(line).len == 0)
		reader->defects |= MESSAGE_DEFECT_HEADER_LINE;
	last = &reader->fields->items[reader->fields->len - 1];
	last->value.len = (size_t)(line.ptr + line.len - last->value.ptr);
}

static enum status
header_field(struct header_reader *reader, const struct message_line *line)
{
	struct message_field *field;
	struct slice name;
	size_t colon;

	reader->open = false;
	if (!message_header_name(line->text, &name) ||
	    !header_name_valid(name)) {
		reader->defects |= MESSAGE_DEFECT_HEADER_LINE;
		return STATUS_OK;
	}
	colon = slice_index(line->text, ':');
	if (name.len != colon)
		reader->defects |= MESSAGE_DEFECT_HEADER_BLANK;
	header_single_check(reader, name);
	field = VEC_PUSH(reader->arena, reader->fields);
	if (field == NULL)
		return STATUS_NOMEM;
	field->name = name;
	field->value = slice_from(line->text, colon + 1);
	field->offset = reader->params->offset + line->start;
	reader->read++;
	reader->open = true;
	return STATUS_OK;
}

/* An mbox file's "From sender date", which no field can look like. */
static bool
header_is_mbox(struct slice line)
{
	struct slice name;

	return slice_starts(line, SLICE("From ")) &&
	    !(message_header_name(line, &name) && header_name_valid(name));
}

static enum status
header_lines(struct header_reader *reader)
{
	struct slice block = reader->params->block;
	enum status status = STATUS_OK;
	struct message_line line;
	size_t pos = 0;

	if (reader->params->mbox && message_line_at(block, 0, &line) &&
	    header_is_mbox(line.text))
		pos = line.next;
	for (; status == STATUS_OK && message_line_at(block, pos, &line);
	     pos = line.next) {
		if (message_header_folds(line.text)) {
			header_continue(reader, line.text);
		} else if (reader->read >= reader->params->room) {
			reader->defects |= MESSAGE_DEFECT_CEILING_FIELDS;
			break;
		} else {
			status = header_field(reader, &line);
		}
	}
	return status;
}

enum status
message_header_read(const struct message_header_params *params,
    struct arena *arena, struct message_fields *fields, uint64_t *defects_r)
{
	struct header_reader reader = {
		.params = params,
		.arena = arena,
		.fields = fields,
	};
	struct slice block = params->block;
	enum status status = header_lines(&reader);

	if (slice_index(block, '\0') != SLICE_NONE)
		reader.defects |= MESSAGE_DEFECT_NUL;
	if (!utf8_valid(block))
		reader.defects |= MESSAGE_DEFECT_8BIT_HEADER;
	reader.defects |= message_line_check(block, params->crlf);
	*defects_r |= reader.defects;
	return status;
}
