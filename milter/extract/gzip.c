/*
 * gzip.c - gzip files, member by member.
 *
 * The members of one file are joined, as gunzip does it, and the whole is
 * opened again.  Bytes behind the last member that are not zero are looked at
 * by themselves: gunzip leaves them out, other programs don't.
 */
#include "extract/gzip.h"

#include "extract/bytes.h"
#include "extract/inflate.h"
#include "extract/outside.h"

#define GZIP_MEMBERS_MAX 1000
#define GZIP_CRC ((unsigned)0x02)
#define GZIP_EXTRA ((unsigned)0x04)
#define GZIP_NAME ((unsigned)0x08)
#define GZIP_COMMENT ((unsigned)0x10)

struct gzip {
	struct sink *sink;
	const struct member *self;
	struct slice rest;
	struct slice name; /* of the first member that has one */
	struct buf out;
};

/* A text up to its NUL at *at, written as a name. */
static struct slice
gzip_string(struct gzip *gzip, size_t *at)
{
	struct slice text = slice_from(gzip->rest, *at);
	size_t end = slice_index(text, '\0');

	text = slice_sub(text, 0, end);
	*at += text.len + 1;
	sink_name(gzip->sink, gzip->self, text);
	return text;
}

/* The length of the header at the front; 0 where there is none. */
static size_t
gzip_header(struct gzip *gzip)
{
	unsigned flags = bytes_u8(gzip->rest, 3);
	size_t at = 10;

	if (!bytes_are(gzip->rest, 0, SLICE("\x1F\x8B\x08")) ||
	    gzip->rest.len < 18)
		return 0;
	if (flags & GZIP_EXTRA)
		at += 2u + bytes_le16(gzip->rest, at);
	if (flags & GZIP_NAME) {
		struct slice name = gzip_string(gzip, &at);

		if (gzip->name.len == 0)
			gzip->name = name;
	}
	if (flags & GZIP_COMMENT)
		(void)gzip_string(gzip, &at);
	if (flags & GZIP_CRC)
		at += 2;
	return at < gzip->rest.len ? at : 0;
}

static void
gzip_say(struct gzip *gzip, enum inflate_result result)
{
	switch (result) {
	case INFLATE_OK:
		break;
	case INFLATE_TRUNCATED:
		sink_skip(gzip->sink, gzip->self, "truncated");
		break;
	case INFLATE_BROKEN:
		sink_skip(gzip->sink, gzip->self, "broken gzip");
		break;
	case INFLATE_FULL:
		(void)sink_unpacked(gzip->sink, gzip->self, UINT64_MAX);
		break;
	case INFLATE_NOMEM:
		sink_nomem(gzip->sink, gzip->self);
		break;
	}
}

/* One member.  False where it was the last that could be read. */
static bool
gzip_member(struct gzip *gzip)
{
	size_t header = gzip_header(gzip), before = gzip->out.len, used;
	enum inflate_result result;

	if (header == 0)
		return false;
	gzip->rest = slice_from(gzip->rest, header);
	result = inflate_read(gzip->rest, INFLATE_RAW, &gzip->out, &used);
	gzip->rest = slice_from(gzip->rest, used);
	gzip_say(gzip, result);
	if (!sink_unpacked(gzip->sink, gzip->self, gzip->out.len - before))
		return false;
	if (result != INFLATE_OK)
		gzip->rest = SLICE_EMPTY;
	else if (gzip->rest.len < 8)
		sink_skip(gzip->sink, gzip->self, "truncated");
	gzip->rest = slice_from(gzip->rest, 8);
	return result == INFLATE_OK && gzip->rest.len > 0;
}

/* The name inside: the one in the header, else the outer one's stem. */
static struct slice
gzip_inner_name(const struct gzip *gzip)
{
	struct slice name = gzip->self->name;

	if (gzip->name.len > 0)
		return gzip->name;
	if (slice_ends_nocase(name, SLICE(".gz")))
		return slice_sub(name, 0, name.len - 3);
	return SLICE("content");
}

void
gzip_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct gzip gzip = { .sink = sink, .self = &self };
	int n = 0;

	if (!sink_as(sink, member, "gzip", &self))
		return;
	gzip.rest = self.bytes;
	buf_init(&gzip.out, (size_t)sink->left.unpacked);
	while (gzip_member(&gzip))
		if (++n == GZIP_MEMBERS_MAX) {
			sink_skip(sink, &self, "too many members");
			break;
		}
	if (gzip.rest.len == self.bytes.len)
		sink_skip(sink, &self, "broken gzip");
	if (!sink->stopped)
		sink_descend(
		    sink, &self, gzip_inner_name(&gzip), buf_slice(&gzip.out));
	if (gzip.rest.len < self.bytes.len)
		outside_read(sink, &self, gzip.rest);
	buf_free(&gzip.out);
}
