/*
 * plain.c - the views of bytes that are text: out of their charset, as plain
 * text and as HTML.
 *
 * Text that does not decode is read as far as it goes, and its source too,
 * since a program that knows no better shows that.
 */
#include "text/charset_readings.h"
#include "text/flowed.h"
#include "text/inline.h"
#include "text/kind.h"
#include "text/reader.h"
#include "text/rich.h"

#define META_MAX 1024 /* bytes in which HTML must name its charset */
#define OTHERS_MAX 8  /* labels beside the one that counts most */

/* The labels of one text. */
struct labels {
	struct slice declared;
	struct slice others[OTHERS_MAX];
	size_t nothers;
};

static void
add_label(struct labels *labels, struct slice label)
{
	label = slice_trim(label);
	if (label.len == 0 || slice_equal_nocase(label, labels->declared))
		return;
	if (labels->declared.len == 0)
		labels->declared = label;
	else if (labels->nothers < OTHERS_MAX)
		labels->others[labels->nothers++] = label;
}

static void
add_params(struct labels *labels, const struct message_params *params)
{
	size_t i;

	for (i = 0; i < params->list.len; i++)
		if (slice_equal(params->list.items[i].name, SLICE("charset")))
			add_label(labels, params->list.items[i].bytes);
}

/* A second Content-Type is what some programs go by. */
static enum status
add_fields(
    struct labels *labels, const struct message_part *part, struct arena *arena)
{
	struct message_params params;
	enum status status = STATUS_OK;
	size_t i, n = 0;

	for (i = 0; i < part->fields.len && n <= OTHERS_MAX; i++) {
		if (!slice_equal_nocase(
			part->fields.items[i].name, SLICE("content-type")) ||
		    n++ == 0)
			continue;
		status = message_params_read(
		    part->fields.items[i].value, arena, &params);
		if (status != STATUS_OK)
			return status;
		add_params(labels, &params);
	}
	return status;
}

/* The charset's name behind "charset=". */
static struct slice
meta_name(struct slice name)
{
	size_t len;

	while (name.len > 0 &&
	    (name.ptr[0] == '"' || name.ptr[0] == '\'' ||
		ascii_space(name.ptr[0])))
		name = slice_from(name, 1);
	for (len = 0; len < name.len; len++)
		if (!ascii_alnum(name.ptr[len]) && name.ptr[len] != '-' &&
		    name.ptr[len] != '_' && name.ptr[len] != ':')
			break;
	return slice_sub(name, 0, len);
}

/* What bytes name behind word and "=", each time that they do. */
static void
add_named(struct labels *labels, struct slice head, struct slice word)
{
	size_t at;

	while ((at = slice_find_nocase(head, word)) != SLICE_NONE) {
		head = slice_from(head, at + word.len);
		while (head.len > 0 && ascii_space(head.ptr[0]))
			head = slice_from(head, 1);
		if (head.len > 0 && head.ptr[0] == '=')
			add_label(labels, meta_name(slice_from(head, 1)));
	}
}

/* The charsets that HTML and XML name in themselves. */
static void
add_meta(struct labels *labels, struct slice bytes)
{
	struct slice head = slice_sub(bytes, 0, META_MAX);

	if (slice_index(head, '<') == SLICE_NONE)
		return;
	add_named(labels, head, SLICE("charset"));
	if (slice_find(head, SLICE("<?xml")) != SLICE_NONE)
		add_named(labels, head, SLICE("encoding"));
}

static enum status
read_charset(struct reader *reader, const struct reader_text *params,
    struct text_readings *readings_r)
{
	struct labels labels = { .declared = SLICE_EMPTY };
	struct charset_hints hints;
	enum status status;

	readings_r->n = 0;
	add_params(&labels, &params->part->content_type);
	status = add_fields(&labels, params->part, reader->arena);
	if (status != STATUS_OK)
		return status;
	if (params->html)
		add_meta(&labels, params->bytes);
	hints.declared = labels.declared;
	hints.others = labels.others;
	hints.nothers = labels.nothers;
	return text_charset_readings(
	    params->bytes, &hints, reader->arena, readings_r);
}

/* model's text as build has it. */
static enum status
add_form(struct reader *reader, const struct text_view *model,
    struct text_build *build, const char *how)
{
	struct text_view view = *model;

	if (!text_build_done(build, model->text.len, &view.text, &view.map))
		return STATUS_NOMEM;
	view.how = arena_printf(reader->arena, "%s, %s", model->how, how);
	return view.how != NULL ? reader_view(reader, &view) : STATUS_NOMEM;
}

enum status
reader_forms(struct reader *reader, const struct text_view *model)
{
	enum flowed flowed = flowed_kind(model->part);
	enum status status = STATUS_OK;
	struct text_build build;

	if (rich_is(model->part) &&
	    slice_index(model->text, '<') != SLICE_NONE) {
		text_build_init(&build, reader->arena, model->map);
		rich_read(model->text, &build);
		status = add_form(reader, model, &build, "commands undone");
	}
	if (flowed == FLOWED_NOT || status != STATUS_OK)
		return status;
	text_build_init(&build, reader->arena, model->map);
	if (flowed_read(model->text, flowed, &build))
		status = add_form(reader, model, &build, "lines joined");
	return build.failed ? STATUS_NOMEM : status;
}

/* The same text once as the model's kind, and if it is HTML, as that too. */
static enum status
add_text(struct reader *reader, const struct text_view *model, bool html,
    bool *whole)
{
	enum status status = STATUS_OK;

	if (!html)
		status = reader_view(reader, model);
	if (status == STATUS_OK && !html)
		status = reader_forms(reader, model);
	if (status == STATUS_OK && (html || kind_looks_like_html(model->text)))
		status = reader_html(reader, model, whole);
	return status;
}

/*
 * The undecoded source, where it is none of the readings, and what is encoded
 * in it.
 */
static enum status
add_source(struct reader *reader, const struct reader_text *params,
    const struct text_readings *readings)
{
	struct text_view view = { .part = params->part,
		.kind = TEXT_VIEW_SOURCE };
	struct text_decoded decoded;
	enum status status;
	size_t i;

	status = text_charset_decode_mapped(
	    params->bytes, SLICE_EMPTY, reader->arena, &decoded);
	if (status != STATUS_OK)
		return status;
	for (i = 0; i < readings->n; i++)
		if (slice_equal(decoded.text, readings->items[i].text))
			return STATUS_OK;
	view.text = decoded.text;
	view.map = decoded.map;
	view.how = arena_printf(reader->arena, "%s, source", params->encoding);
	if (view.how == NULL)
		return STATUS_NOMEM;
	status = reader_view(reader, &view);
	view.kind = params->body ? TEXT_VIEW_BODY : TEXT_VIEW_ATTACHMENT;
	return status == STATUS_OK ? reader_inline(reader, &view) : status;
}

/* The views of one reading. */
static enum status
add_reading(struct reader *reader, const struct reader_text *params,
    const struct text_reading *reading, struct text_view *view, bool *whole)
{
	enum status status = STATUS_OK;

	view->text = reading->text;
	view->map = reading->map;
	view->how = arena_printf(
	    reader->arena, "%s, %s", params->encoding, reading->how);
	if (view->how == NULL)
		return STATUS_NOMEM;
	view->kind = TEXT_VIEW_BODY;
	if (params->body)
		status = add_text(reader, view, params->html, whole);
	view->kind = TEXT_VIEW_ATTACHMENT;
	if (status == STATUS_OK && params->attachment)
		status = add_text(reader, view, params->html, whole);
	return status;
}

/*
 * Is there what a program would decrypt?  In plain text that is a line of its
 * own, so that a text about such lines is none.
 */
static bool
is_encrypted(struct slice text, bool html)
{
	struct slice mark = SLICE("-----BEGIN PGP MESSAGE-----");
	size_t at = 0, found, end;
	char c;

	while ((found = slice_find(slice_from(text, at), mark)) != SLICE_NONE) {
		found += at;
		at = end = found + mark.len;
		while (found > 0 &&
		    (text.ptr[found - 1] == ' ' || text.ptr[found - 1] == '>' ||
			text.ptr[found - 1] == '\t'))
			found--;
		while (end < text.len && text.ptr[end] == ' ')
			end++;
		c = end < text.len ? text.ptr[end] : '\n';
		if (html ||
		    ((found == 0 || ascii_space(text.ptr[found - 1])) &&
			ascii_space(c)))
			return true;
	}
	return false;
}

/* Why text can't be taken for all there is, or NULL. */
static const char *
text_reason(const struct text_readings *readings,
    const struct reader_text *params, bool whole)
{
	if (readings->why != NULL && !params->lenient)
		return readings->why;
	if (is_encrypted(readings->items[0].text, params->html))
		return "encrypted";
	return whole ? NULL : "too many attributes";
}

enum status
reader_text(
    struct reader *reader, const struct reader_text *params, const char **why_r)
{
	struct text_view view = { .part = params->part };
	struct text_readings readings;
	enum status status;
	bool whole = true;
	size_t i;

	*why_r = NULL;
	status = read_charset(reader, params, &readings);
	for (i = 0; i < readings.n && status == STATUS_OK; i++)
		status = add_reading(
		    reader, params, &readings.items[i], &view, &whole);
	if (status == STATUS_OK && !readings.plain)
		status = add_source(reader, params, &readings);
	view.kind = params->body ? TEXT_VIEW_BODY : TEXT_VIEW_ATTACHMENT;
	if (status == STATUS_OK && params->html) {
		view.text = readings.items[0].text;
		view.map = readings.items[0].map;
		status = reader_inline_markup(reader, &view);
	}
	if (status == STATUS_OK)
		status = reader_inline_bytes(reader, &view, params->bytes);
	if (status == STATUS_OK)
		*why_r = text_reason(&readings, params, whole);
	return status;
}
