/*
 * uu_lenient.c - uuencoded data as other programs than the canonical decoder
 * read it.
 *
 * They differ in what they take for its first line, in whether a file behind
 * the first is read, in whether the length that a line gives is believed, and
 * in what a byte outside the alphabet is.  What stands around the data is
 * shown as text by most.
 */
#include "message/lenient.h"
#include "message/line.h"
#include "message/message.h"

enum stray {
	STRAY_MASK, /* its low bits count */
	STRAY_SKIP,
};

struct uu_kind {
	const char *name;
	bool headless; /* it begins at the first line */
	bool carried;  /* a line gives what its characters carry */
	bool filled;   /* or as much as it says, with zeros */
	enum stray stray;
};

static const struct uu_kind kinds[] = {
	{ .name = "any first line, every file", .filled = true },
	{ .name = "any first line, short lines not filled" },
	{ .name = "line lengths not believed", .carried = true },
	{ .name = "stray characters skipped", .stray = STRAY_SKIP },
	{ .name = "no first line", .headless = true, .filled = true },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

bool
message_uu_begins(struct slice text)
{
	const struct slice word = SLICE("begin");
	size_t i = word.len;

	if (!slice_starts_nocase(text, word) || i == text.len ||
	    (text.ptr[i] != ' ' && text.ptr[i] != '\t'))
		return false;
	while (i < text.len && ascii_space(text.ptr[i]))
		i++;
	return i < text.len && ascii_digit(text.ptr[i]);
}

static bool
is_base64_begin(struct slice text)
{
	return slice_starts_nocase(text, SLICE("begin-base64"));
}

/* The characters of a line that count: those of the alphabet, or all. */
static bool
is_stray(char c)
{
	return c < ' ' || c > '`';
}

/* Decodes one line to out, which is as long as the line can be. */
static size_t
decode_line(const struct uu_kind *kind, struct slice text, char *out)
{
	size_t want = ((unsigned)text.ptr[0] - ' ') & 0x3f;
	size_t len = 0, have = 0, i;
	uint32_t bits = 0;

	if (kind->carried)
		want = text.len;
	for (i = 1; i < text.len && len < want; i++) {
		if (kind->stray == STRAY_SKIP && is_stray(text.ptr[i]))
			continue;
		bits = bits << 6 | (((unsigned)text.ptr[i] - ' ') & 0x3f);
		if (have++ % 4 != 0)
			out[len++] = (char)(unsigned char)(bits >>
			    (6 - (have - 1) % 4 * 2));
	}
	/* a trailing blank that was cut held the last bits */
	if (kind->filled && len < want && have % 4 != 0)
		out[len++] = (char)(unsigned char)(bits << (2 * (have % 4)));
	return len;
}

/* Decodes every file in in to out. */
static size_t
decode_files(const struct uu_kind *kind, struct slice in, char *out)
{
	bool inside = kind->headless;
	struct message_line line;
	size_t len = 0;

	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		if (message_uu_begins(line.text))
			inside = true;
		else if (slice_equal_nocase(
			     slice_trim(line.text), SLICE("end")))
			inside = false;
		else if (inside && line.text.len > 0)
			len += decode_line(kind, line.text, out + len);
	}
	return len;
}

/* What stands between the line of "begin-base64" and that of "====". */
static struct slice
base64_file(struct slice in)
{
	struct message_line line;
	size_t start = SLICE_NONE;

	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		if (start == SLICE_NONE && is_base64_begin(line.text))
			start = line.next;
		else if (start != SLICE_NONE &&
		    slice_starts(line.text, SLICE("====")))
			return slice_sub(in, start, line.start - start);
	}
	return start == SLICE_NONE ? SLICE_EMPTY : slice_from(in, start);
}

static enum status
add_base64(struct lenient *lenient, struct slice in, const char *leniency)
{
	uint64_t defects = 0;
	struct slice bytes;
	enum status status;

	if (in.len == 0 || in.len > *lenient->room)
		return STATUS_OK;
	status = message_base64_decode(in, lenient->arena, &bytes, &defects);
	if (status != STATUS_OK)
		return status;
	return lenient_add(lenient, MESSAGE_ENCODING_BASE64, leniency, bytes);
}

/* Where the data begin and whether anything but they is in the body. */
struct uu_shape {
	bool begun;
	bool outside;
	unsigned files;
};

static struct uu_shape
find_shape(struct slice in)
{
	struct uu_shape shape = { 0 };
	struct message_line line;
	bool inside = false;

	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		if (message_uu_begins(line.text)) {
			shape.files++;
			inside = true;
		} else if (slice_equal(line.text, SLICE("end"))) {
			inside = false;
		} else if (!inside && slice_trim(line.text).len > 0) {
			shape.outside = true;
		}
	}
	shape.begun = shape.files > 0;
	return shape;
}

enum status
message_uu_readings(struct lenient *lenient)
{
	struct uu_shape shape = find_shape(lenient->in);
	enum status status = STATUS_OK;
	char *out;

	if ((lenient->defects & MESSAGE_DEFECT_UU_SYNTAX) == 0 &&
	    shape.files == 1 && !shape.outside)
		return STATUS_OK;
	status = lenient_add_source(lenient, "not decoded");
	out = lenient_scratch(lenient);
	if (out == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < KINDS && status == STATUS_OK; i++) {
		if (kinds[i].headless && shape.begun)
			continue;
		status = lenient_add(lenient, MESSAGE_ENCODING_UUENCODE,
		    kinds[i].name,
		    slice_make(out, decode_files(&kinds[i], lenient->in, out)));
	}
	if (status == STATUS_OK)
		status = add_base64(
		    lenient, base64_file(lenient->in), "begin-base64");
	if (status == STATUS_OK && !shape.begun)
		status = add_base64(lenient, lenient->in, "by its looks");
	return status;
}
