/*
 * inline.c - what is encoded inside a plain text: the scans in turn, and what
 * becomes of their finds.
 *
 * It goes INLINE_LEVEL_MAX levels deep, since a find's text is a text again.
 */
#include "text/inline.h"

#include "base/utf8.h"
#include "message/decode.h"
#include "text/charset_readings.h"
#include "text/kind.h"

#define INLINE_LEVEL_MAX 3
#define TEXT_MIN 12 /* bytes below which printable means nothing */
#define LONG_MIN 48 /* bytes without a control: this is no chance */
#define ESCAPE 0x1B /* of ISO 2022 */

bool
inline_is_file(struct slice bytes)
{
	static const struct slice starts[] = {
		{ "PK\3\4", 4 },
		{ "%PDF-", 5 },
		{ "\x1f\x8b\x08", 3 },
		{ "\xd0\xcf\x11\xe0\xa1\xb1", 6 },
		{ "{\\rtf", 5 },
		{ "\xfd"
		  "7zXZ",
		    5 },
		{ "7z\xbc\xaf", 4 },
		{ "Rar!\x1a", 5 },
		{ "\x78\x9f\x3e\x22", 4 },
		{ "MSCF", 4 },
		{ "\x28\xb5\x2f\xfd", 4 },
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (slice_starts(bytes, starts[i]))
			return true;
	return false;
}

/* bytes without a character that was cut at the end. */
static struct slice
cut_whole(struct slice bytes)
{
	size_t len = bytes.len, tail = 0;

	while (tail < UTF8_MAX && tail < len &&
	    ((unsigned char)bytes.ptr[len - 1 - tail] & 0xC0) == 0x80)
		tail++;
	if (tail < len && tail < UTF8_MAX &&
	    (unsigned char)bytes.ptr[len - 1 - tail] >= 0xC0 &&
	    !utf8_valid(slice_from(bytes, len - 1 - tail)))
		return slice_sub(bytes, 0, len - 1 - tail);
	return bytes;
}

struct census {
	size_t printable; /* of ASCII, and white space */
	size_t controls;
	size_t high;
	size_t zeros[2]; /* at even and odd places */
};

static struct census
count(struct slice bytes)
{
	struct census census = { 0 };

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		if (c == 0)
			census.zeros[i % 2]++;
		else if (c > 127)
			census.high++;
		else if ((c >= ' ' && c < 127) || ascii_space((char)c) ||
		    c == ESCAPE)
			census.printable++;
		else
			census.controls++;
	}
	return census;
}

bool
inline_is_text(struct slice bytes, struct slice *charset_r)
{
	struct census census = count(bytes);
	size_t half = bytes.len / 2;

	*charset_r = SLICE("utf-8");
	if (bytes.len < TEXT_MIN)
		return false;
	if (slice_starts(bytes, SLICE("\xFF\xFE")) ||
	    (census.zeros[1] * 5 > half * 4 && census.zeros[0] * 5 < half)) {
		*charset_r = SLICE("utf-16le");
		return true;
	}
	if (slice_starts(bytes, SLICE("\xFE\xFF")) ||
	    (census.zeros[0] * 5 > half * 4 && census.zeros[1] * 5 < half)) {
		*charset_r = SLICE("utf-16be");
		return true;
	}
	census.controls += census.zeros[0] + census.zeros[1];
	if (utf8_valid(cut_whole(bytes)))
		return census.controls * 50 <= bytes.len;
	*charset_r = SLICE("windows-1252");
	return census.printable * 20 >= bytes.len * 17 ||
	    (bytes.len >= LONG_MIN && census.controls == 0 &&
		census.printable * 2 >= bytes.len);
}

/* One reading of a find's charset; of a file, what its text's label says. */
static enum status
enter_reading(const struct inline_scan *scan, const struct inline_found *found,
    const struct text_reading *reading)
{
	struct arena *arena = scan->reader->arena;
	struct text_view view = *scan->model;
	struct text_build build;
	enum status status;
	bool whole = true;

	text_build_init(&build, arena, scan->model->map);
	text_build_made(&build, reading->text, found->from);
	if (!text_build_done(
		&build, scan->model->text.len, &view.text, &view.map))
		return STATUS_NOMEM;
	view.how = arena_printf(arena, "%s%s%s, %s", scan->model->how,
	    scan->model->how[0] != '\0' ? ", " : "", found->how, reading->how);
	if (view.how == NULL)
		return STATUS_NOMEM;
	status = reader_view(scan->reader, &view);
	if (status == STATUS_OK && found->file)
		status = reader_forms(scan->reader, &view);
	if (status == STATUS_OK && kind_looks_like_html(view.text))
		status = reader_html(scan->reader, &view, &whole);
	return status;
}

static enum status
enter_text(const struct inline_scan *scan, const struct inline_found *found,
    struct slice charset)
{
	struct slice outer = reader_charset(scan->model->part);
	bool guessed = slice_equal(charset, SLICE("windows-1252"));
	const struct charset_hints hints = guessed && outer.len > 0 ?
	    (struct charset_hints){ outer, &charset, 1 } :
	    (struct charset_hints){ charset, &outer, 1 };
	struct text_readings readings;
	enum status status;

	status = text_charset_readings(
	    found->bytes, &hints, scan->reader->arena, &readings);
	for (size_t i = 0; i < readings.n && status == STATUS_OK; i++)
		status = enter_reading(scan, found, &readings.items[i]);
	return status;
}

/* The part of the message that the text is in. */
static const struct message_part *
outer_part(const struct inline_scan *scan)
{
	return scan->reader->outer != NULL ? scan->reader->outer :
					     scan->model->part;
}

/* What is not read inside it is a skip, which the opening enters. */
static enum status
enter_file(const struct inline_scan *scan, const struct inline_found *found)
{
	bool whole = true;

	return reader_open(
	    scan->reader, outer_part(scan), found->bytes, &whole);
}

bool
inline_is_attached(const struct inline_scan *scan)
{
	const struct message_part *part = outer_part(scan);

	/* what is inside an attachment was opened already */
	return scan->model->kind == TEXT_VIEW_ATTACHMENT &&
	    scan->reader->outer == NULL &&
	    !(slice_equal(part->type, SLICE("text")) &&
		(slice_equal(part->subtype, SLICE("plain")) ||
		    slice_equal(part->subtype, SLICE("html"))));
}

enum status
inline_enter(const struct inline_scan *scan, const struct inline_found *found)
{
	bool opens = scan->reader->params->opener != NULL;
	enum status status = STATUS_OK;
	struct slice charset;
	bool text;

	if (found->bytes.len == 0 || scan->reader->full)
		return STATUS_OK;
	text = inline_is_text(found->bytes, &charset) || found->text ||
	    (found->file && kind_is_plain_text(found->bytes));
	if (text && !inline_is_file(found->bytes))
		status = enter_text(scan, found, charset);
	if (status != STATUS_OK)
		return status;
	/* a text's format may hide some of it; a picture may hold more */
	if (inline_is_file(found->bytes) || (found->file && !text) ||
	    (opens && (found->file || inline_is_attached(scan))))
		return enter_file(scan, found);
	return STATUS_OK;
}

static bool
is_scanned(const struct reader *reader, const struct text_view *view)
{
	return reader->inline_level < INLINE_LEVEL_MAX && !reader->full &&
	    (view->kind == TEXT_VIEW_BODY ||
		view->kind == TEXT_VIEW_ATTACHMENT ||
		view->kind == TEXT_VIEW_HIDDEN ||
		view->kind == TEXT_VIEW_COMMENT ||
		view->kind == TEXT_VIEW_OUTSIDE);
}

enum status
reader_inline(struct reader *reader, const struct text_view *view)
{
	static enum status (*const scans[])(const struct inline_scan *) = {
		inline_base64, inline_hex, inline_qp, inline_uu, inline_entity
	};
	const struct inline_scan scan = { reader, view };
	enum status status = STATUS_OK;

	if (!is_scanned(reader, view))
		return STATUS_OK;
	reader->inline_level++;
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++)
		if (status == STATUS_OK)
			status = scans[i](&scan);
	reader->inline_level--;
	if (status == STATUS_OK &&
	    slice_find(view->text,
		SLICE("(This file must be converted with BinHex")) !=
		SLICE_NONE)
		status = reader_skip(reader, view->part, "binhex");
	return status;
}

enum status
reader_inline_markup(struct reader *reader, const struct text_view *source)
{
	const struct inline_scan scan = { reader, source };
	enum status status;

	if (!is_scanned(reader, source))
		return STATUS_OK;
	reader->inline_level++;
	status = inline_uu(&scan);
	reader->inline_level--;
	return status;
}

enum status
reader_inline_bytes(
    struct reader *reader, const struct text_view *view, struct slice bytes)
{
	const struct inline_scan scan = { reader, view };
	struct inline_found found = { .how = "inline yEnc" };
	uint64_t defects = 0;
	enum status status;
	size_t at;

	at = slice_find_nocase(bytes, SLICE("=ybegin "));
	if (at == SLICE_NONE || !is_scanned(reader, view))
		return STATUS_OK;
	status = message_yenc_decode(
	    slice_from(bytes, at), reader->arena, &found.bytes, &defects);
	if (status != STATUS_OK)
		return status;
	found.file = defects == 0;
	reader->inline_level++;
	status = inline_enter(&scan, &found);
	reader->inline_level--;
	return status;
}
