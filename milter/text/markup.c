/*
 * markup.c - the views of an HTML text.
 *
 * It is read as the standard says, and once more for each way in which some
 * program would show another text: with hidden text shown, as the style sheets
 * have it, with table cells joined, with references decoded twice, with
 * Outlook's conditional comments opened, as inside SVG and MathML, stripped of
 * whatever is between angles.  Documents inside it are read likewise.  Each
 * reading needs its cause, and one that shows the same adds nothing.
 */
#include <string.h>

#include "text/data_uri.h"
#include "text/html_machine.h"
#include "text/reader.h"
#include "text/visible.h"

#define DEPTH_MAX 3 /* documents in documents */
#define SEEN_MAX 64 /* texts that a new one is held against */

struct markup {
	struct reader *reader;
	const struct text_view *model;
	struct visible_params params;
	struct {
		enum text_view_kind kind;
		struct slice text;
	} seen[SEEN_MAX];
	size_t nseen;
	unsigned depth;
	bool whole;
};

static enum status read_document(struct markup *markup);

/* Is text new among those of its kind?  Then it is noted. */
static bool
is_new(struct markup *markup, enum text_view_kind kind, struct slice text)
{
	size_t i;

	for (i = 0; i < markup->nseen; i++)
		if (markup->seen[i].kind == kind &&
		    slice_equal(markup->seen[i].text, text))
			return false;
	if (markup->nseen < SEEN_MAX) {
		markup->seen[markup->nseen].kind = kind;
		markup->seen[markup->nseen++].text = text;
	}
	return true;
}

/* Adds text as a view; how, if not NULL, says what is special about it. */
static enum status
add_new(struct markup *markup, enum text_view_kind kind,
    const struct visible_text *text, const char *how)
{
	struct text_view view = *markup->model;

	if (text->text.len == 0 || markup->reader->full ||
	    !is_new(markup, kind, text->text))
		return STATUS_OK;
	view.kind = kind;
	view.text = text->text;
	view.map = text->map;
	if (how != NULL)
		view.how = arena_printf(
		    markup->reader->arena, "%s, %s", view.how, how);
	if (view.how == NULL)
		return STATUS_NOMEM;
	return reader_view(markup->reader, &view);
}

/*
 * The next reference in text from *at on, which is then at it: its length, and
 * what it stands for; 0: there is none.
 */
static size_t
next_reference(
    struct slice text, size_t *at, char out[HTML_REFERENCE_MAX], size_t *len_r)
{
	size_t next, used;

	while ((next = slice_index(slice_from(text, *at), '&')) != SLICE_NONE) {
		*at += next;
		used = html_reference_read(
		    slice_from(text, *at), false, out, len_r);
		if (used > 0)
			return used;
		++*at;
	}
	return 0;
}

/* The text with its references decoded once more; false: it has none. */
static bool
decode_again(struct slice text, struct text_build *build)
{
	char out[HTML_REFERENCE_MAX];
	size_t at = 0, done = 0, len, used;

	while ((used = next_reference(text, &at, out, &len)) > 0) {
		text_build_copy(build, slice_sub(text, done, at - done), done);
		text_build_made(build, slice_make(out, len), at);
		at += used;
		done = at;
	}
	if (done == 0)
		return false;
	text_build_copy(build, slice_from(text, done), done);
	return true;
}

static enum status
add_twice(struct markup *markup, const struct visible_text *body)
{
	struct text_build build;
	struct visible_text twice;

	if (markup->reader->full)
		return STATUS_OK;
	text_build_init(&build, markup->reader->arena, body->map);
	if (!decode_again(body->text, &build))
		return STATUS_OK;
	if (!text_build_done(&build, body->text.len, &twice.text, &twice.map))
		return STATUS_NOMEM;
	return add_new(markup, markup->model->kind, &twice, "decoded twice");
}

/* The same, and if it is shown, with its references decoded once more. */
static enum status
add(struct markup *markup, enum text_view_kind kind,
    const struct visible_text *text, const char *how)
{
	size_t seen = markup->nseen;
	enum status status = add_new(markup, kind, text, how);

	if (status == STATUS_OK && kind == markup->model->kind &&
	    markup->nseen > seen)
		status = add_twice(markup, text);
	return status;
}

static enum status
skip(struct markup *markup, const char *why)
{
	return reader_skip(markup->reader, markup->model->part, why);
}

/* All views of one reading. */
static enum status
add_all(struct markup *markup, const struct visible *visible)
{
	const struct {
		enum text_view_kind kind;
		const struct visible_text *text;
		const char *how;
	} views[] = {
		{ markup->model->kind, &visible->body, NULL },
		{ markup->model->kind, &visible->titles, "title" },
		{ TEXT_VIEW_HIDDEN, &visible->hidden, "hidden text" },
		{ TEXT_VIEW_ATTRIBUTE, &visible->attributes, NULL },
		{ TEXT_VIEW_COMMENT, &visible->comments, NULL },
		{ TEXT_VIEW_LINK, &visible->links, NULL },
		{ markup->model->kind, &visible->generated, "css content" },
		{ markup->model->kind, &visible->shown, "hidden text shown" },
	};
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (status == STATUS_OK)
			status = add(
			    markup, views[i].kind, views[i].text, views[i].how);
	if (status == STATUS_OK && visible->skip != NULL)
		status = skip(markup, visible->skip);
	if (visible->cut)
		markup->whole = false;
	return status;
}

/* Reads once more, shown as said; what is new of the texts is added. */
static enum status
read_again(struct markup *markup, unsigned show, struct style_sheet *sheet,
    const char *how)
{
	struct visible visible;
	enum status status;

	if (markup->reader->full)
		return STATUS_OK;
	markup->params.show = show | VISIBLE_BRIEF;
	markup->params.sheet = sheet;
	status = visible_read(&markup->params, markup->reader->arena, &visible);
	if (status == STATUS_OK)
		status = add(markup, markup->model->kind, &visible.body, how);
	if (status == STATUS_OK && sheet != NULL)
		status = add(
		    markup, TEXT_VIEW_HIDDEN, &visible.hidden, "hidden text");
	if (status == STATUS_OK)
		status = add(markup, markup->model->kind, &visible.shown,
		    "hidden text shown");
	if (status == STATUS_OK && visible.skip != NULL)
		status = skip(markup, visible.skip);
	return status;
}

/* The readings of the same tokens that CSS gives cause for. */
static enum status
read_styled(struct markup *markup, const struct visible *plain)
{
	struct style_sheet *sheet = plain->sheet;
	enum status status = STATUS_OK;

	if ((sheet != NULL && sheet->acts) || plain->laid_out)
		status = read_again(markup, VISIBLE_STYLED, sheet, "styled");
	if (status == STATUS_OK && sheet != NULL && sheet->acts_unsure)
		status = read_again(
		    markup, VISIBLE_STYLED | VISIBLE_UNSURE, sheet, "styled");
	if (status == STATUS_OK && plain->letters)
		status = read_again(markup, VISIBLE_STYLED | VISIBLE_LETTERS,
		    sheet, "table cells joined");
	return status;
}

/* One reading of the bytes with all its views. */
static enum status
read_wholly(struct markup *markup, unsigned readings, struct visible *visible_r)
{
	enum status status;

	markup->params.readings = readings;
	markup->params.show = 0;
	markup->params.sheet = NULL;
	status =
	    visible_read(&markup->params, markup->reader->arena, visible_r);
	if (status == STATUS_OK)
		status = add_all(markup, visible_r);
	if (status == STATUS_OK)
		status = read_styled(markup, visible_r);
	return status;
}

/* Stripped of all that is between "<" and ">". */
static enum status
read_stripped(struct markup *markup)
{
	markup->params.readings = HTML_READ_STRIPPED;
	return read_again(markup, 0, NULL, "tags stripped");
}

/* The source, which a program that does not take it for HTML shows. */
static enum status
add_source(struct markup *markup)
{
	struct text_view view = *markup->model;
	const struct text *text = markup->reader->text;

	/* A plain text that was also read as HTML is there already. */
	if (text->views.len > 0 &&
	    slice_equal(text->views.items[text->views.len - 1].text, view.text))
		return STATUS_OK;
	view.kind = TEXT_VIEW_SOURCE;
	return reader_view(markup->reader, &view);
}

/* A document inside this one: text, which all stands for one place. */
static enum status
read_inner(struct markup *markup, struct slice text, size_t offset, bool html)
{
	struct arena *arena = markup->reader->arena;
	struct text_view model = *markup->model;
	struct markup inner = { .reader = markup->reader,
		.model = &model,
		.depth = markup->depth + 1,
		.whole = true };
	struct text_build build;
	enum status status;

	text_build_init(&build, arena, markup->model->map);
	text_build_made(&build, text, offset);
	if (!text_build_done(
		&build, markup->model->text.len, &model.text, &model.map))
		return STATUS_NOMEM;
	model.how = arena_printf(arena, "%s, %s", model.how, "document inside");
	if (model.how == NULL)
		return STATUS_NOMEM;
	if (!html)
		return reader_view(markup->reader, &model);
	status = read_document(&inner);
	markup->whole = markup->whole && inner.whole;
	return status;
}

static enum status
read_nested(struct markup *markup, const struct visible_nested *nested)
{
	enum data_uri_kind kind = DATA_URI_HTML;
	struct slice text = nested->text;
	enum status status = STATUS_OK;
	bool exact = true;

	if (markup->depth == DEPTH_MAX)
		return skip(markup, "html documents nested too deeply");
	if (nested->uri)
		status = data_uri_read(
		    text, markup->reader->arena, &kind, &text, &exact);
	if (status != STATUS_OK)
		return status;
	if (kind == DATA_URI_HTML || kind == DATA_URI_TEXT)
		status = read_inner(
		    markup, text, nested->offset, kind == DATA_URI_HTML);
	if (status == STATUS_OK && (kind == DATA_URI_OTHER || !exact))
		status = skip(markup, "data: not readable");
	return status;
}

/* What markup's model holds. */
static enum status
read_document(struct markup *markup)
{
	struct visible first, other;
	enum status status;
	size_t i;

	markup->params.html = markup->model->text;
	markup->params.map = markup->model->map;
	markup->params.cache = arena_calloc(
	    markup->reader->arena, 1, sizeof(*markup->params.cache));
	if (markup->params.cache == NULL)
		return STATUS_NOMEM;
	status = read_wholly(markup, 0, &first);
	if (status == STATUS_OK && (first.plain || first.unclosed))
		status = add_source(markup);
	if (status == STATUS_OK && first.conditional)
		status = read_wholly(markup, HTML_READ_CONDITIONAL, &other);
	if (status == STATUS_OK && first.foreign)
		status = read_wholly(markup, HTML_READ_FOREIGN, &other);
	if (status == STATUS_OK && first.foreign && first.conditional)
		status = read_wholly(
		    markup, HTML_READ_FOREIGN | HTML_READ_CONDITIONAL, &other);
	if (status == STATUS_OK && (first.stripped || first.unclosed))
		status = read_stripped(markup);
	for (i = 0; i < first.nested.len && status == STATUS_OK; i++)
		if (!markup->reader->full)
			status = read_nested(markup, &first.nested.items[i]);
	return status;
}

enum status
reader_html(struct reader *reader, const struct text_view *model, bool *whole_r)
{
	struct markup markup = {
		.reader = reader, .model = model, .whole = true
	};
	enum status status = read_document(&markup);

	*whole_r = *whole_r && markup.whole;
	return status;
}
