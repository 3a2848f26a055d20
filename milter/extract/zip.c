/*
 * zip.c - the members of a zip, opened one by one.
 *
 * Deflated and stored members are unpacked here; rarer methods are left to
 * libarchive.  Office packages (Word, OpenDocument, EPUB) are zips and are
 * read as such: their parts are members like any other, told by their bytes.
 */
#include "extract/zip.h"

#include <stdlib.h>

#include "extract/bundle.h"
#include "extract/bytes.h"
#include "extract/inflate.h"
#include "extract/outside.h"
#include "extract/sniff.h"
#include "extract/workbook.h"
#include "extract/zip_list.h"

#define ZIP_ARENA_MAX ((size_t)64 << 20)
#define ZIP_UNICODE_PATH 0x7075
#define ZIP_UNICODE_COMMENT 0x6375
#define ZIP_UNICODE_HEAD 5      /* bytes: version and checksum */
#define ZIP_PEEK ((size_t)2048) /* bytes looked at for shared strings */

struct zip {
	struct sink *sink;
	struct member *self;
	struct zip_list list;
	struct member_strings strings;
	bool other_methods;
	bool behind; /* what stands in front was read by others */
};

bool
zip_at_end(struct slice bytes)
{
	size_t end = zip_list_end(bytes);

	return end != SLICE_NONE &&
	    (slice_find(bytes, SLICE("PK\3\4")) != SLICE_NONE ||
		slice_find(bytes, SLICE("PK\1\2")) != SLICE_NONE);
}

/* The package's name for `how`, and what kind it is, by its members' names. */
static const char *
package_name(const struct zip_entries *entries, enum member_package *kind_r)
{
	static const struct {
		struct slice start;
		enum member_package kind;
		const char *name;
	} marks[] = {
		{ SLICE("word/"), PACKAGE_OOXML, "docx" },
		{ SLICE("xl/"), PACKAGE_OOXML, "xlsx" },
		{ SLICE("ppt/"), PACKAGE_OOXML, "pptx" },
		{ SLICE("META-INF/container.xml"), PACKAGE_EPUB, "epub" },
		{ SLICE("META-INF/manifest.xml"), PACKAGE_ODF, "opendocument" },
	};

	for (size_t i = 0; i < entries->len; i++)
		for (size_t j = 0; j < sizeof(marks) / sizeof(marks[0]); j++)
			if (slice_starts(
				entries->items[i].name, marks[j].start)) {
				*kind_r = marks[j].kind;
				return marks[j].name;
			}
	*kind_r = PACKAGE_NONE;
	return "zip";
}

static struct slice
entry_packed(const struct zip *zip, const struct zip_entry *entry)
{
	struct slice in = zip->list.in;

	if (entry->data > in.len)
		return SLICE_EMPTY;
	return slice_sub(in, (size_t)entry->data,
	    entry->packed > in.len ? in.len : (size_t)entry->packed);
}

static void
entry_inflate(struct zip *zip, const struct zip_entry *entry,
    const struct member *inner, struct buf *out)
{
	struct slice packed = entry_packed(zip, entry);
	enum inflate_result result;
	size_t used;

	if (packed.len == 0 && entry->size == 0)
		return;
	result = inflate_read(packed, INFLATE_RAW, out, &used);
	if (result == INFLATE_TRUNCATED &&
	    entry->data + packed.len < zip->list.in.len) {
		/* a size too small: some programs read on */
		sink_skip(zip->sink, inner, "zip sizes differ");
		buf_clear(out);
		result =
		    inflate_read(slice_from(zip->list.in, (size_t)entry->data),
			INFLATE_RAW, out, &used);
	}
	if (result == INFLATE_TRUNCATED)
		sink_skip(zip->sink, inner, "truncated");
	else if (result == INFLATE_BROKEN)
		sink_skip(zip->sink, inner, "broken zip");
	else if (result == INFLATE_NOMEM)
		sink_nomem(zip->sink, inner);
	else if (result == INFLATE_FULL)
		(void)sink_unpacked(zip->sink, inner, UINT64_MAX);
	else if (used < packed.len)
		outside_read(zip->sink, inner, slice_from(packed, used));
	(void)sink_unpacked(zip->sink, inner, out->len);
}

/* The member's bytes, in place or in out. */
static struct slice
entry_bytes(struct zip *zip, const struct zip_entry *entry,
    const struct member *inner, struct buf *out)
{
	if (entry->method == ZIP_STORED) {
		struct slice bytes = entry_packed(zip, entry);

		if (bytes.len < entry->packed)
			sink_skip(zip->sink, inner, "truncated");
		(void)sink_unpacked(zip->sink, inner, bytes.len);
		return bytes;
	}
	entry_inflate(zip, entry, inner, out);
	return buf_slice(out);
}

/*
 * The names and comments that stand in extra fields in UTF-8, for programs
 * that know them: Info-ZIP's 0x7075 and 0x6375.
 */
static void
extra_names(
    struct zip *zip, const struct zip_entry *entry, const struct member *inner)
{
	struct slice extra = entry->extra;

	while (extra.len >= 4) {
		size_t id = bytes_le16(extra, 0), len = bytes_le16(extra, 2);

		if (id == ZIP_UNICODE_PATH || id == ZIP_UNICODE_COMMENT)
			sink_name(zip->sink, inner,
			    slice_from(
				slice_sub(extra, 4, len), ZIP_UNICODE_HEAD));
		extra = slice_from(extra, 4 + len);
	}
}

static void
entry_read(struct zip *zip, const struct zip_entry *entry)
{
	struct member inner;
	struct buf out;

	if (!sink_inside(
		zip->sink, zip->self, entry->name, SLICE_EMPTY, &inner))
		return;
	sink_name(zip->sink, &inner, entry->comment);
	extra_names(zip, entry, &inner);
	if ((entry->flags & ZIP_ENCRYPTED) || entry->method == ZIP_AES) {
		sink_skip(zip->sink, &inner, "encrypted");
		return;
	}
	if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED) {
		zip->other_methods = true;
		return;
	}
	buf_init(&out, (size_t)zip->sink->left.unpacked);
	inner.bytes = entry_bytes(zip, entry, &inner, &out);
	if (sniff_ends(inner.name, "vbaProject.bin"))
		sink_skip(zip->sink, &inner, "macro");
	else
		sink_open(zip->sink, &inner);
	buf_free(&out);
}

/* Does the member begin as a table of shared strings? */
static bool
entry_is_strings(struct zip *zip, const struct zip_entry *entry)
{
	struct slice packed = entry_packed(zip, entry);
	struct buf out;
	size_t used;
	bool is;

	if (entry->dropped || !sniff_ends(entry->name, ".xml") ||
	    (entry->flags & ZIP_ENCRYPTED))
		return false;
	if (entry->method == ZIP_STORED)
		return workbook_is_strings(slice_sub(packed, 0, ZIP_PEEK));
	buf_init(&out, ZIP_PEEK + 32768);
	(void)inflate_read(
	    slice_sub(packed, 0, ZIP_PEEK), INFLATE_RAW, &out, &used);
	is = workbook_is_strings(slice_sub(buf_slice(&out), 0, ZIP_PEEK));
	buf_free(&out);
	return is;
}

static void
strings_read(struct zip *zip, const struct zip_entries *entries)
{
	struct buf out;

	for (size_t i = 0; i < entries->len && !zip->sink->stopped; i++) {
		const struct zip_entry *entry = &entries->items[i];
		struct slice bytes = entry_packed(zip, entry);
		size_t used;

		if (!entry_is_strings(zip, entry))
			continue;
		buf_init(&out, (size_t)zip->sink->left.unpacked);
		if (entry->method == ZIP_DEFLATED) {
			(void)inflate_read(bytes, INFLATE_RAW, &out, &used);
			bytes = buf_slice(&out);
			(void)sink_unpacked(zip->sink, zip->self, out.len);
		}
		if (!workbook_read_strings(
			bytes, zip->list.arena, &zip->strings))
			sink_nomem(zip->sink, zip->self);
		buf_free(&out);
	}
	if (zip->strings.len > 0)
		zip->self->strings = &zip->strings;
}

static int
by_from(const void *a, const void *b)
{
	const struct zip_span *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return 0;
}

/* What no member, header or directory accounts for. */
static void
gaps_read(struct zip *zip)
{
	struct zip_spans *spans = &zip->list.spans;
	struct slice in = zip->list.in;
	uint64_t at = 0;

	if (spans->len > 1)
		qsort(
		    spans->items, spans->len, sizeof(spans->items[0]), by_from);
	for (size_t i = 0; i < spans->len; i++) {
		const struct zip_span *span = &spans->items[i];

		if (span->from > at && !(at == 0 && zip->behind))
			outside_read(zip->sink, zip->self,
			    slice_sub(
				in, (size_t)at, (size_t)(span->from - at)));
		if (span->to > at)
			at = span->to;
	}
	if (at < in.len)
		outside_read(zip->sink, zip->self, slice_from(in, (size_t)at));
}

static void
zip_say(struct zip *zip)
{
	if (zip->list.too_many)
		sink_skip(zip->sink, zip->self, "too many members");
	if (zip->list.differ)
		sink_skip(zip->sink, zip->self, "zip directories differ");
	if (zip->list.broken)
		sink_skip(zip->sink, zip->self, "broken zip");
	if (slice_find(zip->list.in, SLICE("PK\6\10")) != SLICE_NONE &&
	    zip->list.central.len == 0)
		sink_skip(zip->sink, zip->self, "encrypted");
}

static void
zip_entries_read(struct zip *zip, const struct zip_entries *entries)
{
	for (size_t i = 0; i < entries->len && !zip->sink->stopped; i++) {
		const struct zip_entry *entry = &entries->items[i];

		if (!entry->dropped)
			entry_read(zip, entry);
		else
			sink_name(zip->sink, zip->self, entry->comment);
	}
}

static void
zip_run(struct zip *zip)
{
	const char *name;

	if (!zip_list_read(&zip->list, zip->self->bytes, zip->list.arena)) {
		sink_nomem(zip->sink, zip->self);
		return;
	}
	name = package_name(&zip->list.local, &zip->self->package);
	if (!sink_as(zip->sink, zip->self, name, zip->self))
		return;
	zip_say(zip);
	sink_name(zip->sink, zip->self, zip->list.comment);
	if (zip->self->package == PACKAGE_OOXML) {
		strings_read(zip, &zip->list.local);
		strings_read(zip, &zip->list.central);
	}
	zip_entries_read(zip, &zip->list.local);
	zip_entries_read(zip, &zip->list.central);
	if (zip->other_methods && !zip->sink->stopped)
		bundle_read_zip(zip->sink, zip->self);
	gaps_read(zip);
}

static void
zip_start(struct sink *sink, const struct member *member, bool behind)
{
	struct member self = *member;
	struct zip zip = { .sink = sink, .self = &self, .behind = behind };

	self.strings = NULL;
	zip.list.arena = arena_new(ZIP_ARENA_MAX);
	if (zip.list.arena == NULL)
		sink_nomem(sink, member);
	else
		zip_run(&zip);
	arena_free(zip.list.arena);
}

void
zip_read(struct sink *sink, const struct member *member)
{
	zip_start(sink, member, false);
}

void
zip_read_behind(struct sink *sink, const struct member *member)
{
	zip_start(sink, member, true);
}
