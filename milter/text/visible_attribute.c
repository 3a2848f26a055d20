/*
 * visible_attribute.c - the texts beside the shown one: attribute values, link
 * targets, what CSS generates, documents inside the document.
 */
#include "text/css.h"
#include "text/data_uri.h"
#include "text/link.h"
#include "text/text_flow.h"
#include "text/visible_walk.h"

#define SHEETS_MAX 2 /* style sheets in style sheets */

static enum status
nested_add(struct walk *walk, struct slice text, size_t offset, bool uri)
{
	struct visible_nested *nested;

	if (walk->visible->nested.len == VISIBLE_NESTED_MAX) {
		walk->visible->skip = "too many embedded documents";
		return STATUS_OK;
	}
	nested = VEC_PUSH(walk->arena, &walk->visible->nested);
	if (nested == NULL)
		return STATUS_NOMEM;
	*nested = (struct visible_nested){ text, offset, uri };
	return STATUS_OK;
}

static enum status read_sheet(
    struct walk *walk, struct slice css, const struct text_map *map);

/* A style sheet in a data: URI, all of which stands for what is at offset. */
static enum status
read_sheet_uri(struct walk *walk, struct slice uri, size_t offset)
{
	struct text_run run = { 0, (uint32_t)offset, false };
	struct text_map map = { &run, 1, walk->params->html.len };
	enum data_uri_kind kind;
	enum status status;
	struct slice css;
	bool exact;

	if (walk->sheets == SHEETS_MAX)
		return STATUS_OK;
	status = data_uri_read(uri, walk->arena, &kind, &css, &exact);
	if (status != STATUS_OK || kind != DATA_URI_TEXT)
		return status;
	walk->sheets++;
	status = read_sheet(walk, css, &map);
	walk->sheets--;
	return status;
}

/* A document in a data: URI; a style sheet is obeyed, too. */
static enum status
uri_add(struct walk *walk, struct slice uri, size_t offset)
{
	size_t before = walk->visible->nested.len;
	enum status status = nested_add(walk, uri, offset, true);

	if (status == STATUS_OK && walk->visible->nested.len > before &&
	    slice_starts_nocase(slice_trim(uri), SLICE("data:text/css")))
		status = read_sheet_uri(walk, uri, offset);
	return status;
}

/* The data: URIs in a value that holds URIs among other things. */
static enum status
read_uris(struct walk *walk, struct slice value, size_t offset)
{
	enum status status = STATUS_OK;
	struct slice uri;
	size_t at = 0;

	while (status == STATUS_OK && data_uri_find(value, &at, &uri))
		status = uri_add(walk, uri, offset);
	return status;
}

typedef bool url_next(struct slice css, size_t *at, struct slice *url_r);

/* The targets that next finds in css. */
static enum status
read_css_urls(struct walk *walk, struct slice css, const struct text_map *map,
    url_next *next)
{
	enum status status = STATUS_OK;
	size_t at = 0, from;
	struct slice url;

	while (status == STATUS_OK && next(css, &at, &url)) {
		from = text_map_origin(map, at);
		url = css_unescaped(url, walk->arena);
		if (url.ptr == NULL)
			return STATUS_NOMEM;
		if (slice_starts_nocase(url, SLICE("data:")))
			status = uri_add(walk, url, from);
		else
			link_put(url, &walk->links, from);
	}
	return status;
}

static enum status
read_style_attribute(struct walk *walk, const struct html_attribute *attribute)
{
	struct text_run run = { 0, (uint32_t)attribute->offset, false };
	struct text_map map = { &run, 1, attribute->offset };

	if (slice_index(attribute->value, '(') == SLICE_NONE &&
	    slice_index(attribute->value, '"') == SLICE_NONE &&
	    slice_index(attribute->value, '\'') == SLICE_NONE)
		return STATUS_OK;
	css_generated(attribute->value, &map, &walk->generated);
	return read_css_urls(walk, attribute->value, &map, css_url);
}

/* Documents that the value is, or holds. */
static enum status
read_nested(struct walk *walk, const struct html_attribute *attribute)
{
	struct slice value = attribute->value;

	if (slice_equal(attribute->name, SLICE("style")))
		return read_style_attribute(walk, attribute);
	if (slice_equal(attribute->name, SLICE("srcdoc")))
		return nested_add(walk, value, attribute->offset, false);
	if (!link_leads(attribute))
		return STATUS_OK;
	if (slice_starts_nocase(slice_trim(value), SLICE("data:")))
		return uri_add(walk, value, attribute->offset);
	if (slice_equal(attribute->name, SLICE("content")) ||
	    slice_ends_nocase(attribute->name, SLICE("srcset")))
		return read_uris(walk, value, attribute->offset);
	return STATUS_OK;
}

enum status
walk_attributes(struct walk *walk, const struct html_token *tag)
{
	const struct html_attribute *attribute;
	struct slice html = walk->params->html;
	enum status status = STATUS_OK;
	size_t i, end;
	bool direct;

	if (walk->params->show & VISIBLE_BRIEF)
		return STATUS_OK;
	for (i = 0; i < tag->nattributes && status == STATUS_OK; i++) {
		attribute = &tag->attributes[i];
		if (attribute->value.len == 0)
			continue;
		if (slice_index(attribute->value, '>') != SLICE_NONE)
			walk->visible->stripped = true;
		direct = attribute->value.ptr == html.ptr + attribute->offset;
		end = attribute->offset + (direct ? attribute->value.len : 0);
		text_flow_put(&walk->attributes, attribute->value,
		    attribute->offset, direct);
		text_build_byte(&walk->attributes, '\n', end);
		link_add(attribute, &walk->links);
		status = read_nested(walk, attribute);
	}
	return status;
}

static enum status
sheet_add(struct walk *walk, struct slice css)
{
	struct style_sheet *sheet = walk->visible->sheet;

	if (sheet == NULL) {
		sheet = arena_calloc(walk->arena, 1, sizeof(*sheet));
		if (sheet == NULL)
			return STATUS_NOMEM;
		sheet->arena = walk->arena;
		walk->visible->sheet = sheet;
	}
	return style_sheet_add(sheet, css);
}

/* The rules in css, those of sheets that are in it first. */
static enum status
read_sheet(struct walk *walk, struct slice css, const struct text_map *map)
{
	enum status status;

	status = read_css_urls(walk, css, map, css_import);
	if (status == STATUS_OK)
		status = read_css_urls(walk, css, map, css_url);
	css_generated(css, map, &walk->generated);
	return status == STATUS_OK ? sheet_add(walk, css) : status;
}

enum status
walk_style_end(struct walk *walk)
{
	const struct text_map *map;
	struct slice css;

	if (walk->style.len == 0)
		return STATUS_OK;
	if (!text_build_done(&walk->style, walk->params->html.len, &css, &map))
		return STATUS_NOMEM;
	text_build_init(&walk->style, walk->arena, NULL);
	return read_sheet(walk, css, map);
}
