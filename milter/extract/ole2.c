/*
 * ole2.c - what a compound file holds.
 */
#include "extract/ole2.h"

#include "extract/bytes.h"
#include "extract/compound.h"
#include "extract/msg.h"
#include "extract/plain.h"
#include "extract/sniff.h"

#define OLE2_ARENA_MAX ((size_t)256 << 20)

struct ole2 {
	struct sink *sink;
	const struct member *self;
	struct compound compound;
};

static bool
has_entry(const struct compound *compound, struct slice name)
{
	for (size_t i = 0; i < compound->nentries; i++)
		if (slice_equal_nocase(compound->entries[i].name, name))
			return true;
	return false;
}

static bool
is_message(const struct compound *compound)
{
	for (size_t i = 0; i < compound->nentries; i++)
		if (slice_starts(
			compound->entries[i].name, SLICE("__substg1.0_")) ||
		    slice_starts(compound->entries[i].name,
			SLICE("__properties_version")))
			return true;
	return false;
}

static size_t
behind_string(struct slice in, size_t at)
{
	size_t end = slice_index(slice_from(in, at), '\0');

	return end == SLICE_NONE ? in.len : at + end + 1;
}

/*
 * A file that was put into a document ("Ole10Native"): size, flags, two
 * names, more flags, a third name by length, then the file by its length.
 */
static void
native_open(struct ole2 *ole2, struct slice in)
{
	size_t label = 6, path = behind_string(in, label), at;
	struct slice name = slice_sub(in, label, path - label);

	if (name.len > 0)
		name.len--;
	at = behind_string(in, path) + 4;
	at += 4 + (size_t)bytes_le32(in, at);
	if (!bytes_has(in, at, 4) || !bytes_has(in, at + 4, bytes_le32(in, at)))
		sink_skip(ole2->sink, ole2->self, "embedded object");
	else
		sink_descend(ole2->sink, ole2->self, name,
		    slice_sub(in, at + 4, bytes_le32(in, at)));
}

/* A stream: opened if it is a file of its own, else its runs. */
static void
stream_put(
    struct ole2 *ole2, const struct compound_entry *entry, struct slice bytes)
{
	struct member part = *ole2->self;
	enum format format;

	if (slice_equal(entry->name, SLICE("\1Ole10Native"))) {
		native_open(ole2, bytes);
		return;
	}
	part.bytes = bytes;
	part.name = entry->name;
	format = sniff_format(&part);
	if (format != FORMAT_UNKNOWN && format != FORMAT_TEXT &&
	    format != FORMAT_UTF16)
		sink_descend(ole2->sink, ole2->self, entry->name, bytes);
	plain_runs(ole2->sink, ole2->self, bytes);
}

static void
streams_put(struct ole2 *ole2)
{
	for (size_t i = 0; i < ole2->compound.nentries; i++) {
		const struct compound_entry *entry = &ole2->compound.entries[i];
		struct slice bytes;

		if (ole2->sink->stopped)
			return;
		if (!entry->is_stream)
			continue;
		if (!compound_read(&ole2->compound, entry, &bytes)) {
			sink_nomem(ole2->sink, ole2->self);
			return;
		}
		if (sink_unpacked(ole2->sink, ole2->self, bytes.len))
			stream_put(ole2, entry, bytes);
	}
}

static void
document_read(struct ole2 *ole2)
{
	if (has_entry(&ole2->compound, SLICE("EncryptedPackage")) ||
	    has_entry(&ole2->compound, SLICE("EncryptionInfo")))
		sink_skip(ole2->sink, ole2->self, "encrypted");
	else
		streams_put(ole2);
	if (has_entry(&ole2->compound, SLICE("VBA")) ||
	    has_entry(&ole2->compound, SLICE("_VBA_PROJECT")))
		sink_skip(ole2->sink, ole2->self, "macro");
	sink_skip(ole2->sink, ole2->self, "old office format");
}

void
ole2_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct ole2 ole2 = { .sink = sink, .self = &self };
	struct arena *arena = arena_new(OLE2_ARENA_MAX);

	if (arena == NULL ||
	    !compound_open(&ole2.compound, member->bytes, arena)) {
		sink_nomem(sink, member);
	} else if (is_message(&ole2.compound)) {
		if (sink_as(sink, member, "msg", &self))
			msg_read(sink, &self, &ole2.compound);
	} else if (sink_as(sink, member, "ole2, strings", &self)) {
		document_read(&ole2);
	}
	arena_free(arena);
}
