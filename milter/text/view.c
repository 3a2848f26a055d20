/*
 * view.c - message to views: every part of every reading in turn, and the
 * books on what was not read.
 */
#include "text/view.h"

#include "base/clock.h"
#include "text/header.h"
#include "text/inline.h"
#include "text/reader.h"
#include "text/shown.h"

/* Skips, and defects, kept of one message; one is enough to hold it. */
#define SKIPS_MAX 1000

#define CLOCK_FROM 65536 /* bytes of a long view */

static const struct {
	const char *name;
	const char *words;
	bool content;
} kinds[TEXT_VIEW_KINDS] = {
	[TEXT_VIEW_SUBJECT] = { "subject", "subject", false },
	[TEXT_VIEW_HEADER] = { "header", "header", false },
	[TEXT_VIEW_BODY] = { "body", "shown text", true },
	[TEXT_VIEW_HIDDEN] = { "hidden", "hidden text", true },
	[TEXT_VIEW_ATTRIBUTE] = { "attribute", "attribute", true },
	[TEXT_VIEW_COMMENT] = { "comment", "comment", true },
	[TEXT_VIEW_LINK] = { "link", "link target", true },
	[TEXT_VIEW_FILENAME] = { "filename", "file name", false },
	[TEXT_VIEW_ATTACHMENT] = { "attachment", "attachment text", true },
	[TEXT_VIEW_OUTSIDE] = { "outside", "text outside the parts", false },
	[TEXT_VIEW_SOURCE] = { "source", "source", true },
};

const char *
text_view_name(enum text_view_kind kind)
{
	return kind < TEXT_VIEW_KINDS ? kinds[kind].name : "";
}

const char *
text_view_words(enum text_view_kind kind)
{
	return kind < TEXT_VIEW_KINDS ? kinds[kind].words : "";
}

bool
text_view_is_content(enum text_view_kind kind)
{
	return kind < TEXT_VIEW_KINDS && kinds[kind].content;
}

bool
text_fully_inspected(const struct text *text)
{
	return text->coverage.skipped.len == 0 &&
	    text->coverage.inspected == text->coverage.parts;
}

size_t
text_view_origin(const struct text_view *view, bool folded, size_t at)
{
	if (folded)
		at = text_map_origin(view->folded_map, at);
	return text_map_origin(view->map, at);
}

/* The number of the message's own part that part is, or lies in. */
static const char *
number_of(const struct reader *reader, const struct message_part *part)
{
	return reader->outer != NULL ? reader->outer->number : part->number;
}

static enum status
add_skip(
    struct reader *reader, const struct message_part *part, const char *why)
{
	struct text_skip *skip;

	if (reader->text->coverage.skipped.len >= SKIPS_MAX)
		return STATUS_OK;
	skip = VEC_PUSH(reader->arena, &reader->text->coverage.skipped);
	if (skip == NULL)
		return STATUS_NOMEM;
	skip->part = number_of(reader, part);
	skip->inside = reader->inside;
	skip->why = why;
	return STATUS_OK;
}

enum status
reader_skip(
    struct reader *reader, const struct message_part *part, const char *why)
{
	if (reader->quiet > 0)
		return STATUS_OK;
	return add_skip(reader, part, why);
}

static enum status
reader_full(
    struct reader *reader, const struct message_part *part, const char *why)
{
	if (reader->full)
		return STATUS_OK;
	reader->full = true;
	return add_skip(reader, part, why);
}

/* The clock is looked at once a part, and once a long view. */
static bool
out_of_time(const struct reader *reader)
{
	return reader->params->deadline_us != 0 &&
	    clock_monotonic_us() > reader->params->deadline_us;
}

/* Folds view's text and enters it; *added_r is NULL where it was not. */
static enum status
add_view(struct reader *reader, const struct text_view *view,
    struct text_view **added_r)
{
	struct text_view *added;
	enum status status;

	*added_r = NULL;
	if (view->text.len == 0 || reader->full)
		return STATUS_OK;
	if (view->text.len > reader->left)
		return reader_full(reader, view->part, "text ceiling");
	if (view->text.len > CLOCK_FROM && out_of_time(reader))
		return reader_full(reader, view->part, "time ceiling");
	if (reader->text->views.len >= TEXT_VIEW_MAX)
		return reader_full(reader, view->part, "view ceiling");
	reader->left -= view->text.len;
	added = VEC_PUSH(reader->arena, &reader->text->views);
	if (added == NULL)
		return STATUS_NOMEM;
	*added = *view;
	if (added->name.ptr == NULL)
		added->name = SLICE_EMPTY;
	if (reader->outer != NULL)
		added->part = reader->outer;
	added->inside = reader->inside;
	status = text_fold(
	    view->text, reader->arena, &added->folded, &added->folded_map);
	if (status != STATUS_OK)
		return status;
	if (added->folded.len > reader->left)
		reader->left = 0;
	else
		reader->left -= added->folded.len;
	*added_r = added;
	return STATUS_OK;
}

/* What view's text shows beside what it spells. */
static enum status
add_shown(struct reader *reader, struct text_view view)
{
	struct shown shown[SHOWN_MAX];
	struct text_view *added;
	const char *how = view.how;
	enum status status;
	size_t i, n;

	status = shown_texts(&view, reader->arena, shown, &n);
	for (i = 0; i < n && status == STATUS_OK; i++) {
		view.text = shown[i].text;
		view.map = shown[i].map;
		view.how =
		    arena_printf(reader->arena, "%s, %s", how, shown[i].how);
		if (view.how == NULL)
			return STATUS_NOMEM;
		if (shown[i].hidden)
			view.kind = TEXT_VIEW_HIDDEN;
		status = add_view(reader, &view, &added);
	}
	return status;
}

enum status
reader_view(struct reader *reader, const struct text_view *view)
{
	struct text_view *added;
	enum status status;

	status = add_view(reader, view, &added);
	if (status != STATUS_OK || added == NULL)
		return status;
	status = add_shown(reader, *added);
	return status == STATUS_OK ? reader_inline(reader, view) : status;
}

/* The agent's metadata never leaves, so that no recipient reads it. */
static bool
is_unread(struct slice name)
{
	return slice_starts_nocase(name, SLICE("x-agent-"));
}

struct slice
reader_charset(const struct message_part *part)
{
	const struct message_param *param =
	    message_params_find(&part->content_type, SLICE("charset"));

	return param != NULL ? slice_trim(param->bytes) : SLICE_EMPTY;
}

/* What else than model's text some programs show of a value. */
static enum status
read_value_more(struct reader *reader, const struct text_view *model,
    struct slice value, const struct text_decoded *canonical)
{
	struct text_header_readings list;
	struct text_view view = *model;
	enum status status;
	bool whole, cut = true;

	status = text_header_readings(value, reader_charset(model->part),
	    reader->arena, canonical, &list, &whole);
	for (size_t i = 0; i < list.len && status == STATUS_OK; i++) {
		view.text = list.items[i].text;
		view.map = list.items[i].map;
		view.how = list.items[i].how;
		status = reader_view(reader, &view);
	}
	if (status == STATUS_OK &&
	    slice_find(model->text, SLICE("&#")) != SLICE_NONE)
		status = reader_html(reader, model, &cut);
	if (status == STATUS_OK && !whole)
		status =
		    reader_skip(reader, model->part, "header does not decode");
	return status;
}

static enum status
read_field(struct reader *reader, const struct message_part *part,
    const struct message_field *field)
{
	struct text_view view = { .kind = TEXT_VIEW_HEADER,
		.part = part,
		.name = field->name,
		.how = "" };
	struct slice value = slice_sub(field->value, 0, TEXT_FIELD_MAX);
	struct text_decoded decoded;
	enum status status = STATUS_OK;

	if (slice_equal_nocase(field->name, SLICE("subject")) &&
	    (part->parent == NULL || part->role == MESSAGE_ROLE_NESTED)) {
		view.kind = TEXT_VIEW_SUBJECT;
		view.name = SLICE_EMPTY;
	}
	if (value.len < field->value.len)
		status = reader_skip(reader, part, "field ceiling");
	if (status == STATUS_OK)
		status =
		    text_header_decode_mapped(value, reader->arena, &decoded);
	if (status != STATUS_OK)
		return status;
	view.text = decoded.text;
	view.map = decoded.map;
	status = reader_view(reader, &view);
	if (status != STATUS_OK)
		return status;
	return read_value_more(reader, &view, value, &decoded);
}

enum status
reader_fields(struct reader *reader, const struct message_part *part)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < part->fields.len && status == STATUS_OK; i++)
		if (!is_unread(part->fields.items[i].name))
			status =
			    read_field(reader, part, &part->fields.items[i]);
	return status;
}

/* What stands before the first part or behind the last. */
static enum status
read_outside(struct reader *reader, const struct message_part *part)
{
	struct text_view view = {
		.kind = TEXT_VIEW_OUTSIDE, .part = part, .how = ""
	};
	struct text_decoded decoded;
	enum status status;

	status = text_charset_decode_mapped(
	    part->body, SLICE("utf-8"), reader->arena, &decoded);
	if (status != STATUS_OK)
		return status;
	view.text = decoded.text;
	view.map = decoded.map;
	status = reader_view(reader, &view);
	if (status == STATUS_OK && !decoded.exact)
		status = reader_skip(reader, part, "text does not decode");
	return status;
}

static enum status
add_defect(
    struct reader *reader, const struct message_part *part, const char *name)
{
	struct text_defect *defect;

	if (reader->text->coverage.defects.len >= SKIPS_MAX ||
	    reader->quiet > 0)
		return STATUS_OK;
	defect = VEC_PUSH(reader->arena, &reader->text->coverage.defects);
	if (defect == NULL)
		return STATUS_NOMEM;
	defect->part = number_of(reader, part);
	defect->inside = reader->inside;
	defect->name = name;
	return STATUS_OK;
}

/*
 * Notes each defect bit; one that leaves a reading out, or may, is a skip as
 * well.
 */
static enum status
note_defects(
    struct reader *reader, const struct message_part *part, uint64_t defects)
{
	enum status status = STATUS_OK;
	uint64_t rest;

	for (rest = defects; rest != 0 && status == STATUS_OK;
	     rest &= rest - 1) {
		const char *name = message_defect_name(rest);
		uint64_t lowest = rest & (~rest + 1);

		status = add_defect(reader, part, name);
		if (status == STATUS_OK && (lowest & MESSAGE_DEFECTS_READ) == 0)
			status = reader_skip(reader, part, name);
	}
	return status;
}

enum status
reader_part(struct reader *reader, const struct message_part *part)
{
	enum status status;

	if (!reader->full && out_of_time(reader))
		return reader_full(reader, part, "time ceiling");
	status = note_defects(reader, part, part->defects);
	if (status != STATUS_OK)
		return status;
	if (part->role == MESSAGE_ROLE_PREAMBLE ||
	    part->role == MESSAGE_ROLE_EPILOGUE)
		return read_outside(reader, part);
	status = reader_fields(reader, part);
	if (status == STATUS_OK)
		status = reader_names(reader, part);
	if (status == STATUS_OK && part->types.len > 0)
		status = reader_leaf(reader, part);
	return status;
}

enum status
text_read(const struct message *message, const struct text_params *params,
    struct arena *arena, struct text *text_r, struct err *err_r)
{
	struct reader reader = {
		.arena = arena,
		.text = text_r,
		.params = params,
		.err_r = err_r,
		.left = params->max_bytes,
		.inside = SLICE_EMPTY,
	};
	enum status status = STATUS_OK;
	uint64_t of_parts = 0;
	size_t i;

	*text_r = (struct text){ .views = VEC_INIT,
		.coverage = { .skipped = VEC_INIT, .defects = VEC_INIT } };
	for (i = 0; i < message->parts.len && status == STATUS_OK; i++) {
		of_parts |= message->parts.items[i]->defects;
		status = reader_part(&reader, message->parts.items[i]);
	}
	if (status == STATUS_OK)
		status = note_defects(
		    &reader, message->root, message->defects & ~of_parts);
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
