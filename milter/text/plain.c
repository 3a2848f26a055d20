/*
 * plain.c - the views of bytes that are text: out of their charset, as plain
 * text and as HTML.
 *
 * Text that does not decode is read as far as it goes, and its source too,
 * since a program that knows no better shows that.
 */
#include "base/utf8.h"
#include "text/charset.h"
#include "text/charset_label.h"
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

enum status
reader_text(
    struct reader *reader, const struct reader_text *params, const char **why_r)
{
	struct text_view view = { .part = params->part };
	struct slice charset = declared_charset(params->part);
	const struct charset_label *label;
	struct text_decoded decoded;
	enum status status;
	bool whole = true;

	*why_r = NULL;
	if (charset.len == 0 && params->html)
		charset = meta_charset(params->bytes);
	label = charset_label_find(charset);
	status = decode_text(params->bytes, charset, reader->arena, &decoded);
	if (status != STATUS_OK)
		return status;
	view.text = decoded.text;
	view.map = decoded.map;
	view.how = arena_printf(reader->arena, "%s, %s", params->encoding,
	    label ? label->label : "unknown charset");
	if (view.how == NULL)
		return STATUS_NOMEM;
	*why_r = text_reason(&decoded, label);
	view.kind = TEXT_VIEW_BODY;
	if (params->body)
		status = add_text(reader, &view, params->html, &whole);
	view.kind = TEXT_VIEW_ATTACHMENT;
	if (status == STATUS_OK && params->attachment)
		status = add_text(reader, &view, params->html, &whole);
	if (status == STATUS_OK &&
	    (!decoded.exact || (label && label->shifted)))
		status = add_source(reader, &view, params->bytes);
	if (*why_r == NULL && !whole)
		*why_r = "too many attributes";
	return status;
}
