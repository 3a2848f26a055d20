/*
 * inline_file.c - files and messages in a text: uuencoded data, with their
 * "begin" and "end" lines, and a message's header with what follows it.
 *
 * Mail programs offer the former as attachments.  The latter is what a
 * program shows as source, and what "forward as text" makes; it is read as a
 * message, but what can't be read of it is no skip, since no program reads it.
 */
#include "text/inline.h"

#include <string.h>

#include "message/decode.h"

#define FILES_MAX 16 /* in one text */
#define ENTITIES_MAX 16

/* The line at i without its end; *next_r is where the following one is. */
static struct slice
line_at(struct slice text, size_t i, size_t *next_r)
{
	struct slice rest = slice_from(text, i), line;
	size_t len = slice_index(rest, '\n');

	*next_r = len == SLICE_NONE ? text.len : i + len + 1;
	line = slice_sub(rest, 0, len == SLICE_NONE ? rest.len : len);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* line without the marks of a quotation. */
static struct slice
unquote(struct slice line)
{
	size_t i = 0, end = 0;

	for (; i < line.len; i++) {
		if (line.ptr[i] == '>' || line.ptr[i] == '|')
			end = i + 1;
		else if (line.ptr[i] != ' ')
			break;
	}
	if (end > 0 && end < line.len && line.ptr[end] == ' ')
		end++;
	return slice_from(line, end);
}

static bool
is_begin(struct slice line)
{
	line = unquote(line);
	return message_uu_begins(line) ||
	    slice_starts_nocase(line, SLICE("begin-base64 "));
}

static bool
is_end(struct slice line)
{
	line = unquote(line);
	return slice_equal_nocase(slice_trim(line), SLICE("end")) ||
	    slice_starts(line, SLICE("===="));
}

/* Where the data whose first line is at start end. */
static size_t
file_end(struct slice text, size_t start)
{
	size_t i, next;
	struct slice line;

	(void)line_at(text, start, &next);
	for (i = next; i < text.len; i = next) {
		line = line_at(text, i, &next);
		if (is_begin(line))
			return i;
		if (is_end(line))
			return next;
	}
	return text.len;
}

/* The lines of in with as many bytes cut off each as mark its first. */
static struct slice
unquote_lines(struct slice in, struct arena *arena)
{
	struct slice line, rest = in;
	size_t next, len = 0, marks;
	char *out;

	line = line_at(in, 0, &next);
	marks = line.len - unquote(line).len;
	if (marks == 0)
		return in;
	out = arena_alloc(arena, in.len);
	while (out != NULL && slice_cut(&rest, '\n', &line)) {
		line = slice_from(line, marks);
		if (line.len > 0)
			memcpy(out + len, line.ptr, line.len);
		len += line.len;
		if (rest.ptr != NULL)
			out[len++] = '\n';
	}
	return (struct slice){ out, len };
}

static enum status
enter_file(const struct inline_scan *scan, size_t start, size_t end)
{
	struct slice in = slice_sub(scan->model->text, start, end - start);
	struct message_decodings list = VEC_INIT;
	struct inline_found found = { .from = start, .how = "inline uuencode" };
	uint64_t defects = 0;
	enum status status;

	in = unquote_lines(in, scan->reader->arena);
	if (in.ptr == NULL)
		return STATUS_NOMEM;
	status = message_decode_all(MESSAGE_ENCODING_UUENCODE, in,
	    scan->reader->arena, &list, &defects);
	for (size_t i = 0; i < list.len && status == STATUS_OK; i++) {
		found.bytes = list.items[i].bytes;
		found.file = i == 0 && defects == 0;
		if (list.items[i].how != MESSAGE_ENCODING_NONE)
			status = inline_enter(scan, &found);
	}
	return status;
}

enum status
inline_uu(const struct inline_scan *scan)
{
	struct slice text = scan->model->text;
	enum status status = STATUS_OK;
	size_t i, next, files = 0;

	for (i = 0; i < text.len && status == STATUS_OK; i = next) {
		if (!is_begin(line_at(text, i, &next)))
			continue;
		if (++files > FILES_MAX)
			return reader_skip(scan->reader, scan->model->part,
			    "too many inline files");
		next = file_end(text, i);
		status = enter_file(scan, i, next);
	}
	return status;
}

/* Is it a field, or does it continue one? */
static bool
is_field(struct slice line)
{
	size_t i = 0;

	if (line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t'))
		return true;
	while (i < line.len && line.ptr[i] > ' ' && line.ptr[i] < 127 &&
	    line.ptr[i] != ':')
		i++;
	return i > 0 && i < line.len && line.ptr[i] == ':';
}

static bool
is_content_field(struct slice line)
{
	return slice_starts_nocase(line, SLICE("content-type:")) ||
	    slice_starts_nocase(line, SLICE("content-transfer-encoding:"));
}

/* A header in a text, and the entity that it begins. */
struct entity {
	size_t start; /* of its header; SLICE_NONE: there is none */
	bool multipart;
};

/* The first header at or behind *pos that says a type; goes behind it. */
static struct entity
find_entity(struct slice text, size_t *pos)
{
	struct entity entity = { SLICE_NONE, false };
	size_t start = SLICE_NONE, i, next;
	bool typed = false;
	struct slice line;

	for (i = *pos; i < text.len; i = next) {
		line = line_at(text, i, &next);
		if (slice_trim(line).len > 0 && is_field(line)) {
			if (start == SLICE_NONE)
				start = i;
			typed = typed || is_content_field(line);
			entity.multipart = entity.multipart ||
			    slice_find_nocase(line, SLICE("multipart/")) !=
				SLICE_NONE;
			continue;
		}
		if (typed && slice_trim(line).len == 0) {
			entity.start = start;
			*pos = next;
			return entity;
		}
		start = SLICE_NONE;
		typed = false;
		entity.multipart = false;
	}
	*pos = text.len;
	return entity;
}

static enum status
enter_entity(const struct inline_scan *scan, size_t start, size_t end)
{
	struct reader *reader = scan->reader;
	const struct message_part *outer = reader->outer;
	const char *why = NULL;
	enum status status;

	if (outer == NULL)
		reader->outer = scan->model->part;
	reader->quiet++;
	status = reader_message(
	    reader, slice_sub(scan->model->text, start, end - start), &why);
	reader->quiet--;
	reader->outer = outer;
	return status;
}

enum status
inline_entity(const struct inline_scan *scan)
{
	struct slice text = scan->model->text;
	enum status status = STATUS_OK;
	size_t pos = 0, entities = 0;
	struct entity entity = find_entity(text, &pos), following;

	while (entity.start != SLICE_NONE && status == STATUS_OK) {
		if (++entities > ENTITIES_MAX)
			return reader_skip(scan->reader, scan->model->part,
			    "too many inline messages");
		following = find_entity(text, &pos);
		/* the parts of a multipart are its own */
		if (entity.multipart || following.start == SLICE_NONE)
			return enter_entity(scan, entity.start, text.len);
		status = enter_entity(scan, entity.start, following.start);
		entity = following;
	}
	return status;
}
