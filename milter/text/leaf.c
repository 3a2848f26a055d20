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

static bool
has_name(const struct message_part *part)
{
	return message_params_find(&part->disposition, SLICE("filename")) ||
	    message_params_find(&part->content_type, SLICE("name"));
}

/*
 * A text with a file name may be shown inline or be offered as a file: it is
 * both, unless it is said to be an attachment.  The root is always shown.
 */
static bool
as_body(const struct message_part *part)
{
	bool shown = slice_equal(part->type, SLICE("text")) ||
	    slice_equal(part->type, SLICE("message"));

	return part->parent == NULL || (shown && !is_attachment(part));
}

static bool
as_attachment(const struct message_part *part)
{
	return !as_body(part) || is_attachment(part) || has_name(part);
}

static enum status
read_decoding(struct reader *reader, const struct message_part *part,
    const struct message_decoding *decoding, const char **why_r)
{
	struct reader_text text = {
		.part = part,
		.bytes = decoding->bytes,
		.encoding = message_encoding_name(decoding->how),
		.body = as_body(part),
		.attachment = as_attachment(part),
	};
	enum kind kind = kind_of_part(part);

	if (message_part_is_multipart(part))
		kind = KIND_TEXT; /* it was not cut: so it is shown as it is */
	if (kind == KIND_BYTES && kind_is_plain_text(decoding->bytes))
		kind = KIND_TEXT;
	switch (kind) {
	case KIND_TEXT:
	case KIND_HTML:
		text.html = kind == KIND_HTML;
		return reader_text(reader, &text, why_r);
	case KIND_IMAGE:
		if (!kind_is_image(decoding->bytes))
			*why_r = "not the image it claims";
		break;
	case KIND_SIGNATURE:
		if (!kind_is_signature(decoding->bytes))
			*why_r = "type not readable";
		break;
	case KIND_RTF:
	case KIND_BYTES:
	case KIND_OTHER:
	default:
		return reader_open(reader, part, decoding, why_r);
	}
	return STATUS_OK;
}

enum status
reader_leaf(struct reader *reader, const struct message_part *part)
{
	enum status status = STATUS_OK;
	bool whole = (part->defects & ~MESSAGE_DEFECTS_READ) == 0;
	const char *why;
	size_t i;

	for (i = 0; i < part->decodings.len && status == STATUS_OK; i++) {
		why = NULL;
		if (part->decodings.items[i].bytes.len == 0)
			continue;
		status = read_decoding(
		    reader, part, &part->decodings.items[i], &why);
		if (why == NULL || status != STATUS_OK)
			continue;
		whole = false;
		status = reader_skip(reader, part, why);
	}
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
	bool exact;

	if (param == NULL)
		return STATUS_OK;
	status = text_param_decode(param, reader->arena, &view.text, &exact);
	if (status == STATUS_OK)
		status = reader_view(reader, &view);
	if (status == STATUS_OK && !exact)
		status = reader_skip(reader, part, "file name does not decode");
	return status;
}

enum status
reader_names(struct reader *reader, const struct message_part *part)
{
	enum status status;

	status = read_name(reader, part,
	    message_params_find(&part->disposition, SLICE("filename")));
	if (status != STATUS_OK)
		return status;
	return read_name(reader, part,
	    message_params_find(&part->content_type, SLICE("name")));
}
