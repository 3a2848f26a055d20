/*
 * zip_list.c - both directories of a zip, and how they differ.
 *
 * First the central directory that programs use: the last one.  With its help
 * the local headers are walked from the front, each member's data skipped, so
 * that a zip stored inside is not taken for part of the outer one.  Then the
 * two lists are held against each other.  Further directories, standing where
 * no member's data lies, count as a difference of their own.
 */
#include "extract/zip_list.h"

#include <stdlib.h>

#include "extract/bytes.h"
#include "extract/inflate.h"

#define ZIP_LOCAL_SIZE ((size_t)30)
#define ZIP_CENTRAL_SIZE ((size_t)46)
#define ZIP_END_SIZE ((size_t)22)
#define ZIP_END64_SIZE ((size_t)56)
#define ZIP_LOCATOR_SIZE ((size_t)20)
#define ZIP_DESCRIPTOR_MAX ((uint64_t)24)
#define ZIP_ENDS_MAX 64 /* end records looked at */
#define ZIP_NO_DATA UINT64_MAX
#define ZIP_32 0xFFFFFFFFu

static const struct slice local_mark = SLICE("PK\3\4");
static const struct slice central_mark = SLICE("PK\1\2");
static const struct slice end_mark = SLICE("PK\5\6");
static const struct slice end64_mark = SLICE("PK\6\6");
static const struct slice locator_mark = SLICE("PK\6\7");

static size_t
find_from(struct slice in, size_t at, struct slice mark)
{
	size_t found = slice_find(slice_from(in, at), mark);

	return found == SLICE_NONE ? SLICE_NONE : at + found;
}

size_t
zip_list_end(struct slice in)
{
	size_t at = in.len;

	while (at > 0) {
		struct slice before = slice_sub(in, 0, at);

		at = slice_rindex(before, 'P');
		if (at == SLICE_NONE)
			return SLICE_NONE;
		if (bytes_are(in, at, end_mark) &&
		    bytes_has(in, at, ZIP_END_SIZE))
			return at;
	}
	return SLICE_NONE;
}

static bool
span_add(struct zip_list *list, uint64_t from, uint64_t to)
{
	struct zip_span *span = VEC_PUSH(list->arena, &list->spans);

	if (span == NULL)
		return false;
	*span = (struct zip_span){ from, to };
	return true;
}

/* Puts the 64-bit values of the extra field where the old ones are full. */
static void
extra64_apply(struct slice extra, struct zip_entry *entry, bool central)
{
	while (extra.len >= 4) {
		size_t len = bytes_le16(extra, 2), at = 4;

		if (bytes_le16(extra, 0) != 1) {
			extra = slice_from(extra, 4 + len);
			continue;
		}
		if (entry->size == ZIP_32) {
			entry->size = bytes_le64(extra, at);
			at += 8;
		}
		if (entry->packed == ZIP_32) {
			entry->packed = bytes_le64(extra, at);
			at += 8;
		}
		if (central && entry->header == ZIP_32)
			entry->header = bytes_le64(extra, at);
		return;
	}
}

/* The local header at `at`. */
static bool
local_parse(struct slice in, uint64_t at, struct zip_entry *entry_r)
{
	size_t from = (size_t)at, name, extra;

	if (at > in.len || !bytes_are(in, from, local_mark) ||
	    !bytes_has(in, from, ZIP_LOCAL_SIZE))
		return false;
	name = bytes_le16(in, from + 26);
	extra = bytes_le16(in, from + 28);
	*entry_r = (struct zip_entry){
		.name = slice_sub(in, from + ZIP_LOCAL_SIZE, name),
		.extra = slice_sub(in, from + ZIP_LOCAL_SIZE + name, extra),
		.header = at,
		.data = at + ZIP_LOCAL_SIZE + name + extra,
		.packed = bytes_le32(in, from + 18),
		.size = bytes_le32(in, from + 22),
		.flags = bytes_le16(in, from + 6),
		.method = bytes_le16(in, from + 8),
	};
	extra64_apply(entry_r->extra, entry_r, false);
	if (entry_r->data > in.len)
		entry_r->data = in.len;
	return true;
}

static bool
entry_push(
    struct zip_list *list, struct zip_entries *to, struct zip_entry entry)
{
	struct zip_entry *pushed;

	if (list->central.len + list->local.len >= ZIP_ENTRIES_MAX) {
		list->too_many = true;
		return true;
	}
	pushed = VEC_PUSH(list->arena, to);
	if (pushed == NULL)
		return false;
	*pushed = entry;
	return true;
}

/* The central directory at `at`; offsets in it count from base. */
static bool
central_walk(struct zip_list *list, size_t at, uint64_t base)
{
	struct zip_span *walked;
	struct slice in = list->in;
	size_t start = at;

	for (size_t i = 0; i < list->dirs.len; i++)
		if (list->dirs.items[i].from == at)
			return true;
	walked = VEC_PUSH(list->arena, &list->dirs);
	if (walked == NULL)
		return false;
	while (bytes_are(in, at, central_mark) &&
	    bytes_has(in, at, ZIP_CENTRAL_SIZE) && !list->too_many) {
		size_t name = bytes_le16(in, at + 28);
		size_t extra = bytes_le16(in, at + 30);
		size_t comment = bytes_le16(in, at + 32);
		size_t from = at + ZIP_CENTRAL_SIZE;
		struct zip_entry entry = {
			.name = slice_sub(in, from, name),
			.comment = slice_sub(in, from + name + extra, comment),
			.extra = slice_sub(in, from + name, extra),
			.header = bytes_le32(in, at + 42),
			.data = ZIP_NO_DATA,
			.packed = bytes_le32(in, at + 20),
			.size = bytes_le32(in, at + 24),
			.flags = bytes_le16(in, at + 8),
			.method = bytes_le16(in, at + 10),
		};

		extra64_apply(entry.extra, &entry, true);
		entry.header += base;
		if (!entry_push(list, &list->central, entry))
			return false;
		at = from + name + extra + comment;
	}
	*walked = (struct zip_span){ start, at };
	return span_add(list, start, at);
}

/* Size and offset of the directory that the end record at `end` speaks of. */
static bool
end_parse(struct slice in, size_t end, uint64_t *size_r, uint64_t *offset_r,
    size_t *stop_r)
{
	size_t at;

	*size_r = bytes_le32(in, end + 12);
	*offset_r = bytes_le32(in, end + 16);
	*stop_r = end;
	if (end < ZIP_LOCATOR_SIZE ||
	    !bytes_are(in, end - ZIP_LOCATOR_SIZE, locator_mark))
		return true;
	at = (size_t)bytes_le64(in, end - ZIP_LOCATOR_SIZE + 8);
	if (!bytes_are(in, at, end64_mark) &&
	    end >= ZIP_LOCATOR_SIZE + ZIP_END64_SIZE)
		at = end - ZIP_LOCATOR_SIZE - ZIP_END64_SIZE;
	if (!bytes_are(in, at, end64_mark))
		return false;
	*size_r = bytes_le64(in, at + 40);
	*offset_r = bytes_le64(in, at + 48);
	*stop_r = at;
	return true;
}

/*
 * The directory of one end record.  Programs look for it where the record
 * says, or right in front of the record (then all offsets move along): both
 * are walked where both hold one.
 */
static bool
end_read(struct zip_list *list, size_t end)
{
	struct slice in = list->in;
	uint64_t size, offset;
	size_t stop, before;

	if (!end_parse(in, end, &size, &offset, &stop))
		list->broken = true;
	if (!span_add(
		list, stop, end + ZIP_END_SIZE + bytes_le16(in, end + 20)))
		return false;
	before = size <= stop ? stop - (size_t)size : stop;
	if (offset <= in.len && offset != before &&
	    bytes_are(in, (size_t)offset, central_mark)) {
		list->differ |= bytes_are(in, before, central_mark);
		if (!central_walk(list, (size_t)offset, 0))
			return false;
	}
	if (!bytes_are(in, before, central_mark)) {
		list->broken |= size > 0 && list->dirs.len == 0;
		return true;
	}
	return central_walk(
	    list, before, before >= offset ? before - offset : 0);
}

static int
by_header(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	if (x->header != y->header)
		return x->header < y->header ? -1 : 1;
	return 0;
}

/* The first of the sorted entries whose header stands at `at`. */
static struct zip_entry *
entry_at(struct zip_entries *entries, uint64_t at)
{
	size_t low = 0, high = entries->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entries->items[middle].header < at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == entries->len || entries->items[low].header != at)
		return NULL;
	return &entries->items[low];
}

static void
entries_sort(struct zip_entries *entries)
{
	if (entries->len > 1)
		qsort(entries->items, entries->len, sizeof(entries->items[0]),
		    by_header);
}

/* A member whose sizes follow its data: from the directory, or the data. */
static void
local_measure(struct zip_list *list, struct zip_entry *entry)
{
	struct slice rest = slice_from(list->in, (size_t)entry->data);
	struct zip_entry *same = entry_at(&list->central, entry->header);
	size_t used, next;

	if (!(entry->flags & ZIP_DESCRIBED) || entry->packed != 0)
		return;
	if (same != NULL && same->packed <= rest.len) {
		entry->packed = same->packed;
		entry->size = same->size;
	} else if (entry->method == ZIP_DEFLATED) {
		(void)inflate_read(rest, INFLATE_RAW, NULL, &used);
		entry->packed = used;
	} else {
		next = slice_find(rest, SLICE("PK\7\10"));
		entry->packed = next == SLICE_NONE ? rest.len : next;
	}
}

static bool
locals_walk(struct zip_list *list)
{
	size_t at = find_from(list->in, 0, local_mark);
	struct zip_entry entry;

	while (at != SLICE_NONE && !list->too_many) {
		uint64_t end;

		if (!local_parse(list->in, at, &entry))
			break;
		local_measure(list, &entry);
		end = entry.packed <= list->in.len - entry.data ?
		    entry.data + entry.packed :
		    list->in.len;
		if (!entry_push(list, &list->local, entry) ||
		    !span_add(list, at,
			end +
			    (entry.flags & ZIP_DESCRIBED ? ZIP_DESCRIPTOR_MAX :
							   0)))
			return false;
		at = find_from(list->in, (size_t)end, local_mark);
	}
	return true;
}

static bool
covered(const struct zip_list *list, size_t at)
{
	for (size_t i = 0; i < list->local.len; i++) {
		const struct zip_entry *entry = &list->local.items[i];

		if (at >= entry->data && at - entry->data < entry->packed)
			return true;
	}
	for (size_t i = 0; i < list->dirs.len; i++)
		if (at >= list->dirs.items[i].from &&
		    at < list->dirs.items[i].to)
			return true;
	return false;
}

/* Other end records than the last, where no member's data lies. */
static bool
other_ends_read(struct zip_list *list, size_t last)
{
	size_t at = find_from(list->in, 0, end_mark);

	for (int n = 0; at != SLICE_NONE && n < ZIP_ENDS_MAX; n++) {
		if (at != last && bytes_has(list->in, at, ZIP_END_SIZE) &&
		    !covered(list, at)) {
			size_t before = list->central.len;

			if (!end_read(list, at))
				return false;
			list->differ |= list->central.len > before;
		}
		at = find_from(list->in, at + 4, end_mark);
	}
	return true;
}

static bool
entries_agree(const struct zip_entry *local, const struct zip_entry *central)
{
	bool sized = !(local->flags & ZIP_DESCRIBED) || local->size != 0;

	return slice_equal(local->name, central->name) &&
	    local->method == central->method &&
	    local->packed == central->packed &&
	    (!sized || local->size == central->size) &&
	    ((local->flags ^ central->flags) & ZIP_ENCRYPTED) == 0;
}

/*
 * A central entry with the same words as its local header is dropped, for it
 * would be read twice; every other one is kept, and says that they differ.
 */
static void
lists_compare(struct zip_list *list)
{
	size_t agreed = 0;

	for (size_t i = 0; i < list->central.len; i++) {
		struct zip_entry *entry = &list->central.items[i];
		const struct zip_entry *local =
		    entry_at(&list->local, entry->header);
		struct zip_entry there;

		if (local != NULL && entries_agree(local, entry)) {
			entry->dropped = true;
			agreed++;
		} else {
			list->differ = true;
		}
		if (local_parse(list->in, entry->header, &there))
			entry->data = there.data;
		else
			list->broken = true;
	}
	list->differ |= agreed != list->local.len;
}

bool
zip_list_read(struct zip_list *list, struct slice in, struct arena *arena)
{
	size_t end = zip_list_end(in);

	*list = (struct zip_list){ .in = in, .arena = arena };
	if (end != SLICE_NONE) {
		list->comment =
		    slice_sub(in, end + ZIP_END_SIZE, bytes_le16(in, end + 20));
		if (!end_read(list, end))
			return false;
	} else {
		list->broken = true;
	}
	entries_sort(&list->central);
	if (!locals_walk(list) || !other_ends_read(list, end))
		return false;
	entries_sort(&list->central);
	lists_compare(list);
	return true;
}
