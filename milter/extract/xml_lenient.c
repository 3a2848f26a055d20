/*
 * xml_lenient.c - a tag stripper for markup that no XML parser takes.
 *
 * "<" and what follows up to ">" is a tag where a letter, "/", "!" or "?"
 * stands behind the "<"; CDATA is text; the five entities of XML and numbers
 * are decoded.  The charset is left to the gate.
 */
#include "extract/xml_lenient.h"

#include "base/buf.h"
#include "base/utf8.h"

#define LENIENT_ENTITY_MAX ((size_t)12) /* bytes between "&" and ";" */

static const struct slice cdata_start = SLICE("<![CDATA[");
static const struct slice cdata_end = SLICE("]]>");

static bool
is_tag(struct slice in)
{
	return in.len > 1 &&
	    (ascii_alpha(in.ptr[1]) || in.ptr[1] == '/' || in.ptr[1] == '!' ||
		in.ptr[1] == '?');
}

/* The number in "#65" or "#x41"; 0: none. */
static uint32_t
entity_number(struct slice name)
{
	uint32_t base = 10, value = 0;

	name = slice_from(name, 1);
	if (name.len > 1 && ascii_lower(name.ptr[0]) == 'x') {
		base = 16;
		name = slice_from(name, 1);
	}
	for (size_t i = 0; i < name.len; i++) {
		int digit = ascii_hex(name.ptr[i]);

		if (digit < 0 || (uint32_t)digit >= base || value > 0x10FFFF)
			return 0;
		value = value * base + (uint32_t)digit;
	}
	return value;
}

static uint32_t
entity_value(struct slice name)
{
	static const struct {
		struct slice name;
		uint32_t value;
	} names[] = {
		{ SLICE("amp"), '&' },
		{ SLICE("lt"), '<' },
		{ SLICE("gt"), '>' },
		{ SLICE("quot"), '"' },
		{ SLICE("apos"), '\'' },
		{ SLICE("nbsp"), 0xA0 },
	};

	if (name.len > 1 && name.ptr[0] == '#')
		return entity_number(name);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal(name, names[i].name))
			return names[i].value;
	return 0;
}

/* The entity at the front of *rest, which begins with "&". */
static void
entity_add(struct slice *rest, struct buf *out)
{
	struct slice name = slice_sub(*rest, 1, LENIENT_ENTITY_MAX);
	size_t end = slice_index(name, ';');
	uint32_t value = 0;
	char encoded[UTF8_MAX];

	if (end != SLICE_NONE)
		value = entity_value(slice_sub(name, 0, end));
	if (value == 0) {
		(void)buf_add_byte(out, '&');
		*rest = slice_from(*rest, 1);
		return;
	}
	(void)buf_add(out, slice_make(encoded, utf8_encode(value, encoded)));
	*rest = slice_from(*rest, end + 2);
}

static void
cdata_add(struct slice *rest, struct buf *out)
{
	struct slice text = slice_from(*rest, cdata_start.len);
	size_t end = slice_find(text, cdata_end);

	(void)buf_add(out, slice_sub(text, 0, end));
	*rest = slice_from(text, end == SLICE_NONE ? text.len : end + 3);
}

static void
strip(struct slice rest, const char *between, struct buf *out)
{
	while (rest.len > 0) {
		size_t plain = 0, end;

		while (plain < rest.len && rest.ptr[plain] != '<' &&
		    rest.ptr[plain] != '&')
			plain++;
		(void)buf_add(out, slice_sub(rest, 0, plain));
		rest = slice_from(rest, plain);
		if (rest.len == 0)
			break;
		if (rest.ptr[0] == '&') {
			entity_add(&rest, out);
			continue;
		}
		if (slice_starts(rest, cdata_start)) {
			cdata_add(&rest, out);
			continue;
		}
		end = is_tag(rest) ? slice_index(rest, '>') : SLICE_NONE;
		if (end == SLICE_NONE) {
			/* no tag, and none can follow without a ">" */
			if (is_tag(rest)) {
				(void)buf_add(out, rest);
				break;
			}
			(void)buf_add_byte(out, '<');
			rest = slice_from(rest, 1);
			continue;
		}
		(void)buf_add_cstr(out, between);
		rest = slice_from(rest, end + 1);
	}
}

void
xml_lenient_read(struct sink *sink, const struct member *self)
{
	static const char *const betweens[] = { "", "\n" };
	struct member view;
	struct buf out;

	if (!sink_as(sink, self, "tags stripped", &view))
		return;
	buf_init(&out, self->bytes.len + 1);
	for (size_t i = 0; i < 2 && !sink->stopped; i++) {
		buf_clear(&out);
		strip(self->bytes, betweens[i], &out);
		if (buf_failed(&out))
			sink_nomem(sink, self);
		sink_put(sink, &view, RECORD_RAW, buf_slice(&out));
	}
	sink_put(sink, self, RECORD_RAW, self->bytes);
	sink_put(sink, self, RECORD_HTML, self->bytes);
	buf_free(&out);
}
