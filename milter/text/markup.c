/*
 * markup.c - the views of an HTML text.
 *
 * It is read as the standard says, and once more for each way in which some
 * program would show another text: with hidden text shown, without what the
 * document's style sheets hide, with Outlook's conditional comments opened,
 * and as inside SVG and MathML.  A reading that shows the same adds nothing.
 */
#include "text/reader.h"
#include "text/visible.h"

struct markup {
	struct reader *reader;
	const struct text_view *model;
	struct visible_params params;
	struct slice shown; /* the first reading's body */
	bool whole;
};

static enum status
add(const struct markup *markup, enum text_view_kind kind,
    const struct visible_text *text)
{
	struct text_view view = *markup->model;

	view.kind = kind;
	view.text = text->text;
	view.map = text->map;
	return reader_view(markup->reader, &view);
}

/* All views of one reading. */
static enum status
add_all(const struct markup *markup, const struct visible *visible)
{
	const struct {
		enum text_view_kind kind;
		const struct visible_text *text;
	} views[] = {
		{ markup->model->kind, &visible->body },
		{ TEXT_VIEW_HIDDEN, &visible->hidden },
		{ TEXT_VIEW_ATTRIBUTE, &visible->attributes },
		{ TEXT_VIEW_COMMENT, &visible->comments },
		{ TEXT_VIEW_LINK, &visible->links },
	};
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (status == STATUS_OK)
			status = add(markup, views[i].kind, views[i].text);
	return status;
}

/* Reads once more by markup's parameters; the body is added if it is new. */
static enum status
read_body(struct markup *markup)
{
	struct visible visible;
	enum status status;

	if (markup->reader->full)
		return STATUS_OK;
	markup->params.body_alone = true;
	status = visible_read(&markup->params, markup->reader->arena, &visible);
	if (status == STATUS_OK &&
	    !slice_equal(visible.body.text, markup->shown))
		status = add(markup, markup->model->kind, &visible.body);
	return status;
}

/* One reading of the bytes with all its views, hidden text shown as well. */
static enum status
read_wholly(struct markup *markup, unsigned readings, struct visible *visible_r)
{
	enum status status;

	markup->params.readings = readings;
	markup->params.show_hidden = false;
	markup->params.body_alone = false;
	markup->params.sheet = NULL;
	status =
	    visible_read(&markup->params, markup->reader->arena, visible_r);
	if (status != STATUS_OK)
		return status;
	markup->shown = visible_r->body.text;
	if (visible_r->cut)
		markup->whole = false;
	status = add_all(markup, visible_r);
	if (status == STATUS_OK && visible_r->concealed) {
		markup->params.show_hidden = true;
		status = read_body(markup);
		markup->params.show_hidden = false;
	}
	if (status == STATUS_OK && visible_r->sheet != NULL &&
	    visible_r->sheet->len > 0) {
		markup->params.sheet = visible_r->sheet;
		status = read_body(markup);
	}
	return status;
}

enum status
reader_html(struct reader *reader, const struct text_view *model, bool *whole_r)
{
	struct markup markup = {
		.reader = reader, .model = model, .whole = true
	};
	struct visible first, other;
	enum status status;

	markup.params.html = model->text;
	markup.params.map = model->map;
	status = read_wholly(&markup, 0, &first);
	if (status == STATUS_OK && first.conditional)
		status = read_wholly(&markup, HTML_READ_CONDITIONAL, &other);
	if (status == STATUS_OK && first.foreign)
		status = read_wholly(&markup, HTML_READ_FOREIGN, &other);
	*whole_r = *whole_r && markup.whole;
	return status;
}
