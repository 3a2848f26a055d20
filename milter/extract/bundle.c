/*
 * bundle.c - archives by libarchive, within the sink's budgets.
 *
 * Member data is taken block by block and counted as it comes, so that a
 * member's promised size means nothing.  Sparse files are read as what they
 * hold: holes are left out.
 */
#include "extract/bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "extract/bytes.h"
#include "extract/outside.h"

#define TAR_BLOCK 512

struct reading {
	struct sink *sink;
	const struct member *self;
	struct archive *archive;
	const char *broken; /* what to say of a file that does not read */
	bool known;         /* libarchive has found a member */
	bool compressed;    /* it is one file, compressed */
};

/*
 * libarchive turns UTF-16 names into the locale's charset, and old dates with
 * mktime(3): UTF-8 and UTC are known to libc without a file.
 */
void
bundle_prepare(void)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	if (utf8 != (locale_t)0)
		(void)uselocale(utf8);
	(void)setenv("TZ", "UTC0", 1);
	tzset();
}

static void
reading_say(struct reading *reading, const struct member *member)
{
	const char *why = archive_error_string(reading->archive);

	if ((reading->known &&
		archive_read_has_encrypted_entries(reading->archive) > 0) ||
	    (why != NULL &&
		slice_find_nocase(slice_cstr(why), SLICE("crypt")) !=
		    SLICE_NONE))
		sink_skip(reading->sink, member, "encrypted");
	else if (why != NULL &&
	    slice_find_nocase(slice_cstr(why), SLICE("truncated")) !=
		SLICE_NONE)
		sink_skip(reading->sink, member, "truncated");
	else
		sink_skip(reading->sink, member, reading->broken);
}

/* The member's bytes into out.  False: nothing more is to be read. */
static bool
reading_data(
    struct reading *reading, const struct member *inner, struct buf *out)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int status;

	while ((status = archive_read_data_block(
		    reading->archive, &block, &size, &offset)) == ARCHIVE_OK) {
		if (!sink_unpacked(reading->sink, inner, size))
			return false;
		if (size > 0 && !buf_add(out, slice_make(block, size))) {
			sink_nomem(reading->sink, inner);
			return false;
		}
	}
	if (status != ARCHIVE_EOF)
		reading_say(reading, inner);
	return status != ARCHIVE_FATAL;
}

static void
reading_links(struct reading *reading, struct archive_entry *entry,
    const struct member *inner)
{
	sink_name(reading->sink, inner,
	    slice_cstr(archive_entry_symlink_utf8(entry)));
	sink_name(reading->sink, inner,
	    slice_cstr(archive_entry_hardlink_utf8(entry)));
}

static struct slice
reading_name(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname_utf8(entry);

	if (name == NULL)
		name = archive_entry_pathname(entry);
	return slice_cstr(name);
}

/* One member.  False: nothing more is to be read. */
static bool
reading_entry(
    struct reading *reading, struct archive_entry *entry, struct slice name)
{
	struct member inner;
	struct buf out;
	bool more;

	if (!sink_inside(
		reading->sink, reading->self, name, SLICE_EMPTY, &inner))
		return false;
	reading_links(reading, entry, &inner);
	if (archive_entry_is_encrypted(entry)) {
		sink_skip(reading->sink, &inner, "encrypted");
		return true;
	}
	buf_init(&out, (size_t)reading->sink->left.unpacked);
	more = reading_data(reading, &inner, &out);
	inner.bytes = buf_slice(&out);
	sink_open(reading->sink, &inner);
	buf_free(&out);
	return more && !reading->sink->stopped;
}

/* An empty one is nothing odd. */
static bool
is_tar(const struct reading *reading)
{
	return (archive_format(reading->archive) & ARCHIVE_FORMAT_BASE_MASK) ==
	    ARCHIVE_FORMAT_TAR;
}

/*
 * Did nothing undo the compression, so that its content would be itself?  That
 * is said here.
 */
static bool
reading_undone(struct reading *reading)
{
	if (!reading->compressed || archive_filter_count(reading->archive) > 1)
		return false;
	sink_skip(reading->sink, reading->self, reading->broken);
	return true;
}

static void
reading_run(struct reading *reading, struct slice name)
{
	struct slice in = reading->self->bytes;
	struct archive_entry *entry;
	int status;

	if (archive_read_open_memory(reading->archive, in.ptr, in.len) !=
	    ARCHIVE_OK) {
		reading_say(reading, reading->self);
		return;
	}
	while ((status = archive_read_next_header(reading->archive, &entry)) ==
		ARCHIVE_OK ||
	    status == ARCHIVE_WARN) {
		reading->known = true;
		if (reading_undone(reading))
			return;
		if (!reading_entry(reading, entry,
			name.len > 0 ? name : reading_name(entry)))
			return;
	}
	if (status != ARCHIVE_EOF || (!reading->known && !is_tar(reading)))
		reading_say(reading, reading->self);
	else if (is_tar(reading))
		/* a tar ends where it says, whatever follows */
		outside_read(reading->sink, reading->self,
		    slice_from(
			in, (size_t)archive_filter_bytes(reading->archive, 0)));
}

/* The octal number in the field of len bytes at `at`. */
static size_t
octal_at(struct slice in, size_t at, size_t len)
{
	size_t value = 0;

	for (size_t i = at; i < at + len && i < in.len; i++)
		if (in.ptr[i] >= '0' && in.ptr[i] <= '7')
			value = value * 8 + (size_t)(in.ptr[i] - '0');
	return value;
}

/*
 * The records of pax headers ("25 comment=..."), of which libarchive gives
 * only those that it knows.
 */
static void
pax_read(struct sink *sink, const struct member *self)
{
	struct slice in = self->bytes, body;
	size_t at = 0, size;

	while (!sink->stopped && bytes_has(in, at, TAR_BLOCK) &&
	    bytes_are(in, at + 257, SLICE("ustar"))) {
		size = octal_at(in, at + 124, 11);
		body = slice_sub(in, at + TAR_BLOCK, size);
		if (in.ptr[at + 156] == 'x' || in.ptr[at + 156] == 'g')
			sink_text(sink, self, body);
		at += TAR_BLOCK +
		    (body.len + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
	}
}

void
bundle_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct reading reading = { sink, &self, archive_read_new(),
		"broken archive", false, false };
	struct archive *archive = reading.archive;

	if (archive == NULL)
		sink_nomem(sink, member);
	else if (sink_as(sink, member, "archive", &self)) {
		(void)archive_read_support_format_tar(archive);
		(void)archive_read_support_format_gnutar(archive);
		(void)archive_read_support_format_cpio(archive);
		(void)archive_read_support_format_ar(archive);
		(void)archive_read_support_format_7zip(archive);
		(void)archive_read_support_format_rar(archive);
		(void)archive_read_support_format_rar5(archive);
		(void)archive_read_support_format_cab(archive);
		(void)archive_read_support_format_lha(archive);
		(void)archive_read_support_format_iso9660(archive);
		reading_run(&reading, SLICE_EMPTY);
		pax_read(sink, &self);
	}
	(void)archive_read_free(archive);
}

/* "a.tar.xz" holds "a.tar". */
static struct slice
stem(struct slice name)
{
	size_t dot = slice_rindex(name, '.');

	if (dot == SLICE_NONE || dot == 0)
		return SLICE("content");
	return slice_sub(name, 0, dot);
}

void
bundle_read_compressed(struct sink *sink, const struct member *member)
{
	struct member self;
	struct reading reading = { sink, &self, archive_read_new(),
		"broken compression", false, true };
	struct archive *archive = reading.archive;

	if (archive == NULL)
		sink_nomem(sink, member);
	else if (sink_as(sink, member, "compressed", &self)) {
		(void)archive_read_support_filter_bzip2(archive);
		(void)archive_read_support_filter_xz(archive);
		(void)archive_read_support_filter_lzma(archive);
		(void)archive_read_support_filter_lzip(archive);
		(void)archive_read_support_filter_lz4(archive);
		(void)archive_read_support_filter_zstd(archive);
		(void)archive_read_support_filter_compress(archive);
		(void)archive_read_support_format_raw(archive);
		reading_run(&reading, stem(self.name));
	}
	(void)archive_read_free(archive);
}

void
bundle_read_zip(struct sink *sink, const struct member *self)
{
	struct reading reading = { sink, self, archive_read_new(),
		"compression method", false, false };

	if (reading.archive == NULL) {
		sink_nomem(sink, self);
		return;
	}
	(void)archive_read_support_format_zip_seekable(reading.archive);
	reading_run(&reading, SLICE_EMPTY);
	(void)archive_read_free(reading.archive);
}
