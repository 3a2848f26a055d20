/*
 * ical.c - iCalendar and vCard, line by line.
 *
 * Lines are unfolded first (RFC 5545, 3.1), and a quoted-printable value of
 * vCard 2.1 is continued by the "=" at its end.  What is no "name:value" is
 * text as it stands.
 */
#include "extract/ical.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "extract/plain.h"
#include "extract/sniff.h"
#include "message/decode.h"

#define ICAL_ARENA_MAX ((size_t)256 << 20)

struct ical {
	struct sink *sink;
	const struct member *self;
	struct arena *arena; /* decoded values */
	struct slice rest;
	struct buf line;
	struct buf text;
	struct buf params;
};

struct property {
	struct slice name;
	struct slice params;
	struct slice value;
	bool qp;
	bool base64;
	struct slice filename;
};

static bool
has_qp(struct slice line)
{
	return slice_find_nocase(line, SLICE("QUOTED-PRINTABLE")) != SLICE_NONE;
}

static struct slice
without_cr(struct slice line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* The next line, with those that continue it. */
static bool
line_next(struct ical *ical)
{
	struct slice piece;
	bool qp;

	buf_clear(&ical->line);
	if (!slice_cut(&ical->rest, '\n', &piece))
		return false;
	piece = without_cr(piece);
	(void)buf_add(&ical->line, piece);
	qp = has_qp(piece);
	for (;;) {
		struct slice line = buf_slice(&ical->line);
		bool folded = ical->rest.len > 0 &&
		    (ical->rest.ptr[0] == ' ' || ical->rest.ptr[0] == '\t');
		bool soft = qp && line.len > 0 && line.ptr[line.len - 1] == '=';

		if (!folded && !soft)
			return true;
		if (!slice_cut(&ical->rest, '\n', &piece))
			return true;
		if (soft)
			ical->line.len--;
		(void)buf_add(
		    &ical->line, slice_from(without_cr(piece), folded ? 1 : 0));
	}
}

/* "KEY=value" or vCard 2.1's bare value. */
static void
param_read(struct ical *ical, struct slice param, struct property *property)
{
	size_t equals = slice_index(param, '=');
	struct slice key = slice_sub(param, 0, equals);
	struct slice value =
	    equals == SLICE_NONE ? param : slice_from(param, equals + 1);

	value = slice_trim(value);
	if (value.len >= 2 && value.ptr[0] == '"' &&
	    value.ptr[value.len - 1] == '"')
		value = slice_sub(value, 1, value.len - 2);
	property->qp |= slice_equal_nocase(value, SLICE("QUOTED-PRINTABLE")) ||
	    (slice_equal_nocase(key, SLICE("ENCODING")) &&
		slice_equal_nocase(value, SLICE("Q")));
	property->base64 |= slice_equal_nocase(value, SLICE("BASE64")) ||
	    (slice_equal_nocase(key, SLICE("ENCODING")) &&
		slice_equal_nocase(value, SLICE("B")));
	if (slice_equal_nocase(key, SLICE("FILENAME")) ||
	    slice_equal_nocase(key, SLICE("X-FILENAME")))
		property->filename = value;
	(void)buf_add(&ical->params, value);
	(void)buf_add_byte(&ical->params, '\n');
}

/* Where c stands outside quotes. */
static size_t
outside_quotes(struct slice in, char c)
{
	bool quoted = false;

	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] == '"')
			quoted = !quoted;
		else if (in.ptr[i] == c && !quoted)
			return i;
	}
	return SLICE_NONE;
}

/* False: the line is no property. */
static bool
property_read(struct ical *ical, struct slice line, struct property *property_r)
{
	size_t colon = outside_quotes(line, ':'), end;
	struct slice head;

	if (colon == SLICE_NONE)
		colon = slice_index(line, ':');
	*property_r = (struct property){ .value = line };
	if (colon == SLICE_NONE)
		return false;
	head = slice_sub(line, 0, colon);
	property_r->value = slice_from(line, colon + 1);
	end = outside_quotes(head, ';');
	property_r->name = slice_sub(head, 0, end);
	while (end != SLICE_NONE) {
		head = slice_from(head, end + 1);
		end = outside_quotes(head, ';');
		param_read(ical, slice_sub(head, 0, end), property_r);
	}
	return true;
}

/* \n \, \; \\ (RFC 5545, 3.3.11). */
static void
unescape_add(struct slice in, struct buf *out)
{
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];

		if (c == '\\' && i + 1 < in.len) {
			c = in.ptr[++i];
			if (c == 'n' || c == 'N')
				c = '\n';
		}
		(void)buf_add_byte(out, c);
	}
}

static void
html_put(struct ical *ical, struct slice value)
{
	struct buf html;

	if (!sniff_html(value))
		return;
	buf_init(&html, value.len);
	unescape_add(value, &html);
	if (buf_failed(&html))
		sink_nomem(ical->sink, ical->self);
	sink_put(ical->sink, ical->self, RECORD_HTML, buf_slice(&html));
	buf_free(&html);
}

static void
data_put(
    struct ical *ical, const struct property *property, struct slice base64)
{
	struct slice data, name = property->filename;
	uint64_t defects = 0;

	if (message_base64_decode(base64, ical->arena, &data, &defects) !=
	    STATUS_OK) {
		sink_nomem(ical->sink, ical->self);
		return;
	}
	if (!sink_unpacked(ical->sink, ical->self, data.len))
		return;
	if (name.len == 0)
		name = property->name;
	sink_descend(ical->sink, ical->self, name, data);
}

/* The value behind quoted-printable, if it is that. */
static struct slice
value_decode(struct ical *ical, const struct property *property)
{
	struct slice value = property->value;
	uint64_t defects = 0;

	if (property->qp &&
	    message_qp_decode(value, ical->arena, &value, &defects) !=
		STATUS_OK)
		sink_nomem(ical->sink, ical->self);
	return value;
}

static void
property_put(struct ical *ical, const struct property *property)
{
	struct slice value = value_decode(ical, property);
	size_t data = SLICE_NONE;

	if (slice_starts_nocase(value, SLICE("data:")))
		data = slice_find_nocase(
		    slice_sub(value, 0, 256), SLICE(";base64,"));
	if (property->base64) {
		data_put(ical, property, value);
		return;
	}
	if (data != SLICE_NONE) {
		data_put(ical, property, slice_from(value, data + 8));
		return;
	}
	html_put(ical, value);
	if (!utf8_valid(value)) {
		sink_put(ical->sink, ical->self, RECORD_RAW, value);
		return;
	}
	(void)buf_add(&ical->text, property->name);
	if (property->name.len > 0)
		(void)buf_add(&ical->text, SLICE(": "));
	unescape_add(value, &ical->text);
	(void)buf_add_byte(&ical->text, '\n');
}

static void
ical_run(struct ical *ical)
{
	struct property property;
	struct member view;

	while (line_next(ical) && !ical->sink->stopped) {
		(void)property_read(ical, buf_slice(&ical->line), &property);
		property_put(ical, &property);
	}
	if (buf_failed(&ical->line) || buf_failed(&ical->text) ||
	    buf_failed(&ical->params))
		sink_nomem(ical->sink, ical->self);
	plain_put(ical->sink, ical->self, buf_slice(&ical->text));
	if (sink_as(ical->sink, ical->self, "parameters", &view))
		plain_put(ical->sink, &view, buf_slice(&ical->params));
}

void
ical_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct ical ical = { .sink = sink, .self = &self };

	if (!sink_as(sink, member, "calendar", &self))
		return;
	ical.rest = self.bytes;
	ical.arena = arena_new(ICAL_ARENA_MAX);
	buf_init(&ical.line, self.bytes.len);
	buf_init(&ical.text, self.bytes.len * 2 + 16);
	buf_init(&ical.params, self.bytes.len + 16);
	if (ical.arena == NULL)
		sink_nomem(sink, &self);
	else
		ical_run(&ical);
	arena_free(ical.arena);
	buf_free(&ical.line);
	buf_free(&ical.text);
	buf_free(&ical.params);
}
