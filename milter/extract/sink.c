/*
 * sink.c - records out, budgets down.
 *
 * Every byte that leaves and every byte that was unpacked is counted here and
 * nowhere else, so that no parser and no nesting of parsers can get around a
 * ceiling.  A stopped sink has said why; it does not say it twice.
 */
#include "extract/sink.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

#define SINK_NAME_MAX ((size_t)1024) /* bytes of one name in a path */

bool
sink_init(struct sink *sink, const struct sink_limits *limits,
    bool (*write)(void *arg, struct slice bytes), void *arg)
{
	*sink = (struct sink){ .write = write, .arg = arg, .left = *limits };
	sink->arena = arena_new(SINK_PATHS_MAX);
	return sink->arena != NULL;
}

void
sink_free(struct sink *sink)
{
	arena_free(sink->arena);
	sink->arena = NULL;
}

/* The record that goes out whatever the budgets say. */
static void
sink_force(struct sink *sink, const struct member *member,
    enum record_kind kind, struct slice bytes)
{
	struct record record = { kind, SLICE_EMPTY, SLICE_EMPTY, bytes };

	if (member != NULL) {
		record.path = member->path;
		record.how = member->how;
	}
	if (!sink->failed && !record_put(&record, sink->write, sink->arg)) {
		sink->failed = true;
		sink->stopped = true;
	}
}

static void
sink_stop(struct sink *sink, const struct member *member, const char *why)
{
	if (sink->stopped)
		return;
	sink->stopped = true;
	sink_force(sink, member, RECORD_SKIP, slice_cstr(why));
}

void
sink_put(struct sink *sink, const struct member *member, enum record_kind kind,
    struct slice bytes)
{
	uint64_t size =
	    RECORD_OVERHEAD + member->path.len + member->how.len + bytes.len;

	if (sink->stopped || (bytes.len == 0 && kind != RECORD_IMAGE))
		return;
	if (sink->left.records == 0) {
		sink_stop(sink, member, "too many members");
		return;
	}
	if (size > sink->left.output || bytes.len > RECORD_BYTES_MAX) {
		sink_stop(sink, member, "output ceiling");
		return;
	}
	sink->left.records--;
	sink->left.output -= size;
	sink_force(sink, member, kind, bytes);
}

/* U+FFFD for every maximal subpart that is no UTF-8. */
static bool
utf8_repair(struct slice in, struct buf *out)
{
	while (in.len > 0) {
		char encoded[UTF8_MAX];
		uint32_t cp;
		size_t len = utf8_decode(in, &cp);

		if (!buf_add(
			out, slice_make(encoded, utf8_encode(cp, encoded))))
			return false;
		in = slice_from(in, len);
	}
	return true;
}

void
sink_text(struct sink *sink, const struct member *member, struct slice bytes)
{
	struct buf repaired;

	if (sink->stopped)
		return;
	if (utf8_valid(bytes)) {
		sink_put(sink, member, RECORD_TEXT, bytes);
		return;
	}
	buf_init(&repaired, bytes.len * 3);
	if (utf8_repair(bytes, &repaired)) {
		sink_put(sink, member, RECORD_TEXT, buf_slice(&repaired));
		sink_skip(sink, member, "text does not decode");
	} else {
		sink_nomem(sink, member);
	}
	buf_free(&repaired);
}

void
sink_name(struct sink *sink, const struct member *member, struct slice name)
{
	sink_put(
	    sink, member, utf8_valid(name) ? RECORD_NAME : RECORD_RAW, name);
}

void
sink_skip(struct sink *sink, const struct member *member, const char *why)
{
	sink_put(sink, member, RECORD_SKIP, slice_cstr(why));
}

void
sink_nomem(struct sink *sink, const struct member *member)
{
	sink_stop(sink, member, "memory ceiling");
}

bool
sink_unpacked(struct sink *sink, const struct member *member, uint64_t bytes)
{
	if (sink->stopped)
		return false;
	if (bytes > sink->left.unpacked) {
		sink_stop(sink, member, "unpacked ceiling");
		return false;
	}
	sink->left.unpacked -= bytes;
	return true;
}

/* a, separator and b in the sink's arena; at most max bytes of it. */
static bool
sink_join(struct sink *sink, struct slice a, const char *separator,
    struct slice b, struct slice *out_r)
{
	size_t between = a.len == 0 ? 0 : strlen(separator);
	char *joined = arena_alloc(sink->arena, a.len + between + b.len + 1);

	if (joined == NULL)
		return false;
	if (a.len > 0)
		memcpy(joined, a.ptr, a.len);
	memcpy(joined + a.len, separator, between);
	if (b.len > 0)
		memcpy(joined + a.len + between, b.ptr, b.len);
	*out_r = slice_make(joined, a.len + between + b.len);
	return true;
}

bool
sink_as(struct sink *sink, const struct member *member, const char *format,
    struct member *self_r)
{
	*self_r = *member;
	if (sink->stopped)
		return false;
	if (!sink_join(
		sink, member->how, ", ", slice_cstr(format), &self_r->how)) {
		sink_nomem(sink, member);
		return false;
	}
	self_r->how = slice_sub(self_r->how, 0, RECORD_HOW_MAX);
	return true;
}

/* A name for a path: UTF-8 with neither control characters nor breaks. */
static bool
path_name(struct sink *sink, struct slice name, struct slice *out_r)
{
	char *out = arena_alloc(sink->arena, name.len + 1);
	size_t len = 0;

	if (out == NULL)
		return false;
	while (name.len > 0 && len + UTF8_MAX <= SINK_NAME_MAX) {
		uint32_t cp;
		size_t step = utf8_decode(name, &cp);

		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ||
		    cp == UTF8_REPLACEMENT) {
			out[len++] = '?';
		} else {
			memcpy(out + len, name.ptr, step);
			len += step;
		}
		name = slice_from(name, step);
	}
	*out_r = slice_make(out, len);
	return true;
}

bool
sink_inside(struct sink *sink, const struct member *outer, struct slice name,
    struct slice bytes, struct member *inner_r)
{
	struct slice shown;

	*inner_r = (struct member){ .bytes = bytes,
		.how = outer->how,
		.name = name,
		.level = outer->level + 1,
		.package = outer->package,
		.strings = outer->strings };
	if (sink->stopped)
		return false;
	if (!path_name(sink, name, &shown) ||
	    !sink_join(sink, outer->path, "/", shown, &inner_r->path)) {
		sink_nomem(sink, outer);
		return false;
	}
	if (inner_r->path.len > RECORD_PATH_MAX)
		inner_r->path = outer->path;
	sink_name(sink, inner_r, name);
	return !sink->stopped;
}

void
sink_open(struct sink *sink, const struct member *inner)
{
	if (sink->stopped || inner->bytes.len == 0)
		return;
	if (inner->level > sink->left.levels)
		sink_skip(sink, inner, "too deep");
	else
		sink->open(sink, inner);
}

void
sink_descend(struct sink *sink, const struct member *outer, struct slice name,
    struct slice bytes)
{
	struct member inner;

	if (sink_inside(sink, outer, name, bytes, &inner))
		sink_open(sink, &inner);
}

bool
sink_end(struct sink *sink)
{
	sink_force(sink, NULL, RECORD_END, SLICE_EMPTY);
	return !sink->failed;
}
