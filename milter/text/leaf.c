/*
 * leaf.c - the views of one leaf, and whether they hold all of it.
 *
 * Each decoding of it is read: as text, as something with text inside, or as
 * a picture.
 */
#include "text/header.h"
#include "text/kind.h"
#include "text/reader.h"

static bool
is_attachment(const struct message_part *part)
{
	return part->has_disposition &&
	    slice_equal(part->disposition.value, SLICE("attachment"));
}

/* Do readers differ about whether it is an attachment? */
static bool
is_doubtful(const struct message_part *part)
{
	return (part->defects &
		   (MESSAGE_DEFECT_DISPOSITION_SYNTAX |
		       MESSAGE_DEFECT_HEADER_TWICE |
		       MESSAGE_DEFECT_HEADER_BLANK |
		       MESSAGE_DEFECT_HEADER_LINE)) != 0;
}

/* Is it text to some reader? */
static bool
is_text(const struct message_part *part)
{
	for (size_t i = 0; i < part->types.len; i++)
		if (slice_equal(part->types.items[i].type, SLICE("text")) ||
		    slice_equal(part->types.items[i].type, SLICE("message")))
			return true;
	return false;
}

/*
 * A text with a file name may be shown inline or be offered as a file: it is
 * both, unless it is said to be an attachment.  The root is always shown.
 */
static bool
as_body(const struct message_part *part)
{
	return part->parent == NULL ||
	    (is_text(part) && (!is_attachment(part) || is_doubtful(part)));
}

static bool
as_attachment(const struct message_part *part)
{
	return !as_body(part) || is_attachment(part) || part->names.len > 0;
}

/* Is what it shows, and what is inside it, in other bytes than these? */
static const char *
elsewhere(const struct message_part *part)
{
	for (size_t i = 0; i < part->types.len; i++) {
		const struct message_type *type = &part->types.items[i];

		if (!slice_equal(type->type, SLICE("message")))
			continue;
		if (slice_equal(type->subtype, SLICE("partial")))
			return "a part of a message";
		if (slice_equal(type->subtype, SLICE("external-body")))
			return "content is elsewhere";
	}
	return NULL;
}

/*
 * How the bytes are read: by the labels where one speaks of text, for a
 * program that goes by it (plain text is looked at for HTML too), and
 * otherwise by what they are.
 */
static enum kind
kind_of(const struct message_part *part, struct slice bytes)
{
	bool html = false, signature = false;

	/* it was not cut: so it is shown as it is */
	if (message_part_is_multipart(part) || elsewhere(part) != NULL)
		return KIND_TEXT;
	for (size_t i = 0; i < part->types.len; i++) {
		enum kind kind = kind_of_type(&part->types.items[i]);

		if (kind == KIND_TEXT)
			return kind;
		html = html || kind == KIND_HTML;
		signature = signature || kind == KIND_SIGNATURE;
	}
	if (html)
		return KIND_HTML;
	if (kind_is_image(bytes) || (signature && kind_is_signature(bytes)))
		return KIND_IMAGE;
	return kind_is_plain_text(bytes) ? KIND_TEXT : KIND_OTHER;
}

/* Is it what some readers alone make of a body? */
static bool
is_lenient(const struct message_decoding *decoding)
{
	return decoding->leniency != NULL && decoding->leniency[0] != '\0';
}

/* "base64, url alphabet"; NULL when out of memory. */
static const char *
name_decoding(struct reader *reader, const struct message_decoding *decoding)
{
	const char *name = message_encoding_name(decoding->how);

	if (!is_lenient(decoding))
		return name;
	return arena_printf(reader->arena, "%s, %s", name, decoding->leniency);
}

static enum status
read_decoding(struct reader *reader, const struct message_part *part,
    const struct message_decoding *decoding, bool *whole_r)
{
	struct reader_text text = {
		.part = part,
		.bytes = decoding->bytes,
		.encoding = name_decoding(reader, decoding),
		.lenient = is_lenient(decoding),
		.body = as_body(part),
		.attachment = as_attachment(part),
	};
	enum kind kind = kind_of(part, decoding->bytes);
	enum status status = STATUS_OK;
	const char *away = elsewhere(part), *why = NULL;

	if (text.encoding == NULL)
		return STATUS_NOMEM;
	text.html = kind == KIND_HTML;
	if (kind == KIND_TEXT || kind == KIND_HTML)
		status = reader_text(reader, &text, &why);
	if (status == STATUS_OK &&
	    (kind == KIND_OTHER || kind_has_inside(part, decoding->bytes)))
		status = reader_open(reader, part, decoding->bytes, whole_r);
	if (away != NULL)
		why = away;
	if (status != STATUS_OK || why == NULL)
		return status;
	*whole_r = false;
	return reader_skip(reader, part, why);
}

enum status
reader_leaf(struct reader *reader, const struct message_part *part)
{
	enum status status = STATUS_OK;
	bool whole = (part->defects & ~MESSAGE_DEFECTS_READ) == 0;
	size_t i;

	for (i = 0; i < part->decodings.len && status == STATUS_OK; i++)
		if (part->decodings.items[i].bytes.len > 0)
			status = read_decoding(
			    reader, part, &part->decodings.items[i], &whole);
	if (reader->quiet > 0)
		return status;
	reader->text->coverage.parts++;
	if (whole && !reader->full)
		reader->text->coverage.inspected++;
	return status;
}

static enum status
read_name(struct reader *reader, const struct message_part *part,
    const struct message_param *param)
{
	struct text_view view = {
		.kind = TEXT_VIEW_FILENAME, .part = part, .how = ""
	};
	enum status status;
	struct text_header_readings list;
	bool exact, whole;

	status = text_param_decode(param, reader->arena, &view.text, &exact);
	if (status == STATUS_OK)
		status = reader_view(reader, &view);
	if (status != STATUS_OK)
		return status;
	status = text_param_readings(param, reader_charset(part), reader->arena,
	    view.text, &list, &whole);
	for (size_t i = 0; i < list.len && status == STATUS_OK; i++) {
		view.text = list.items[i].text;
		view.how = list.items[i].how;
		status = reader_view(reader, &view);
	}
	if (status == STATUS_OK && !whole)
		status = reader_skip(reader, part, "file name does not decode");
	return status;
}

enum status
reader_names(struct reader *reader, const struct message_part *part)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < part->names.len && status == STATUS_OK; i++)
		status = read_name(reader, part, &part->names.items[i]);
	return status;
}
