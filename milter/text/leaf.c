/*
 * leaf.c - the views of one leaf, and whether they hold all of it.
 *
 * Each decoding of it is read.  Text that does not decode is read as far as it
 * goes, and its source too, since a program that knows no better shows that.
 */
#include "base/utf8.h"
#include "text/charset_label.h"
#include "text/header.h"
#include "text/kind.h"
#include "text/reader.h"

#define META_MAX 1024 /* bytes in which HTML must name its charset */

static struct slice
declared_charset(const struct message_part *part)
{
	const struct message_param *param =
	    message_params_find(&part->content_type, SLICE("charset"));

	return param != NULL ? slice_trim(param->bytes) : SLICE_EMPTY;
}

/* The charset that HTML names in itself ("charset=..."), or "". */
static struct slice
meta_charset(struct slice html)
{
	struct slice head = slice_sub(html, 0, META_MAX), name;
	size_t at = slice_find_nocase(head, SLICE("charset=")), len;

	if (at == SLICE_NONE)
		return SLICE_EMPTY;
	name = slice_from(head, at + sizeof("charset=") - 1);
	while (name.len > 0 &&
	    (name.ptr[0] == '"' || name.ptr[0] == '\'' || name.ptr[0] == ' '))
		name = slice_from(name, 1);
	for (len = 0; len < name.len; len++)
		if (!ascii_alnum(name.ptr[len]) && name.ptr[len] != '-' &&
		    name.ptr[len] != '_' && name.ptr[len] != ':')
			break;
	return slice_sub(name, 0, len);
}

/*
 * bytes out of their charset, as readers do it: iso-8859-1 is windows-1252
 * to them, and UTF-8 is recognized where us-ascii, or nothing, is said.
 */
static enum status
decode_text(struct slice bytes, struct slice charset, struct arena *arena,
    struct text_decoded *decoded_r)
{
	const struct charset_label *label = charset_label_find(charset);
	struct text_decoded other;
	enum status status;

	status = text_charset_decode_mapped(bytes, charset, arena, decoded_r);
	if (status != STATUS_OK || label == NULL)
		return status;
	if (label->reading == CHARSET_ASCII && utf8_valid(bytes))
		decoded_r->exact = true;
	if (label->reading != CHARSET_LATIN1 || decoded_r->map == NULL)
		return STATUS_OK;
	status = text_charset_decode_mapped(
	    bytes, SLICE("windows-1252"), arena, &other);
	if (status == STATUS_OK && other.exact)
		*decoded_r = other;
	return status;
}

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

/* The same text once as the model's kind, and if it is HTML, as that too. */
static enum status
add_text(struct reader *reader, const struct text_view *model, bool html,
    bool *whole)
{
	enum status status = STATUS_OK;

	if (!html)
		status = reader_view(reader, model);
	if (status == STATUS_OK && (html || kind_looks_like_html(model->text)))
		status = reader_html(reader, model, whole);
	return status;
}

/* The undecoded source, where it is not what the text is. */
static enum status
add_source(
    struct reader *reader, const struct text_view *model, struct slice bytes)
{
	struct text_view view = *model;
	struct text_decoded decoded;
	enum status status;

	status = text_charset_decode_mapped(
	    bytes, SLICE_EMPTY, reader->arena, &decoded);
	if (status != STATUS_OK || slice_equal(decoded.text, model->text))
		return status;
	view.kind = TEXT_VIEW_SOURCE;
	view.text = decoded.text;
	view.map = decoded.map;
	return reader_view(reader, &view);
}

/* Why text can't be taken for all there is, or NULL. */
static const char *
text_reason(
    const struct text_decoded *decoded, const struct charset_label *label)
{
	if (label == NULL)
		return "charset unknown";
	if (!decoded->exact)
		return "text does not decode";
	if (slice_find(decoded->text, SLICE("-----BEGIN PGP MESSAGE-----")) !=
	    SLICE_NONE)
		return "encrypted";
	return NULL;
}

/* *why_r is NULL where the views hold all of the text. */
static enum status
read_text(struct reader *reader, const struct message_part *part,
    const struct message_decoding *decoding, bool html, const char **why_r)
{
	struct text_view view = { .part = part };
	struct slice charset = declared_charset(part);
	const struct charset_label *label;
	struct text_decoded decoded;
	enum status status;
	bool whole = true;

	if (charset.len == 0 && html)
		charset = meta_charset(decoding->bytes);
	label = charset_label_find(charset);
	status = decode_text(decoding->bytes, charset, reader->arena, &decoded);
	if (status != STATUS_OK)
		return status;
	view.text = decoded.text;
	view.map = decoded.map;
	view.how = arena_printf(reader->arena, "%s, %s",
	    message_encoding_name(decoding->how),
	    label ? label->label : "unknown charset");
	if (view.how == NULL)
		return STATUS_NOMEM;
	*why_r = text_reason(&decoded, label);
	view.kind = TEXT_VIEW_BODY;
	if (as_body(part))
		status = add_text(reader, &view, html, &whole);
	view.kind = TEXT_VIEW_ATTACHMENT;
	if (status == STATUS_OK && as_attachment(part))
		status = add_text(reader, &view, html, &whole);
	if (status == STATUS_OK &&
	    (!decoded.exact || (label && label->shifted)))
		status = add_source(reader, &view, decoding->bytes);
	if (*why_r == NULL && !whole)
		*why_r = "too many attributes";
	return status;
}

static enum status
read_decoding(struct reader *reader, const struct message_part *part,
    const struct message_decoding *decoding, const char **why_r)
{
	enum kind kind = kind_of_part(part);

	if (message_part_is_multipart(part))
		kind = KIND_TEXT; /* it was not cut: so it is shown as it is */
	if (kind == KIND_BYTES && kind_is_plain_text(decoding->bytes))
		kind = KIND_TEXT;
	switch (kind) {
	case KIND_TEXT:
	case KIND_HTML:
		return read_text(
		    reader, part, decoding, kind == KIND_HTML, why_r);
	case KIND_IMAGE:
		if (!kind_is_image(decoding->bytes))
			*why_r = "not the image it claims";
		break;
	case KIND_SIGNATURE:
		if (!kind_is_signature(decoding->bytes))
			*why_r = "type not readable";
		break;
	case KIND_RTF:
		*why_r = "rtf";
		break;
	case KIND_BYTES:
	case KIND_OTHER:
	default:
		*why_r = "type not readable";
		break;
	}
	return STATUS_OK;
}

enum status
reader_leaf(struct reader *reader, const struct message_part *part)
{
	enum status status = STATUS_OK;
	bool whole = part->defects == 0;
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
		.kind = TEXT_VIEW_FILENAME, .part = part, .how = "file name"
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
