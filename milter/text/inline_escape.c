/*
 * inline_escape.c - bytes written as hex digits in a text, and
 * quoted-printable under a label that says it is none.
 */
#include "message/decode.h"
#include "text/inline.h"

#define HEX_MIN 12    /* bytes of a run that is tried */
#define ESCAPES_MIN 3 /* of quoted-printable */

/* The byte of the two hex digits at i, or -1. */
static int
hex_byte(struct slice text, size_t i)
{
	int high, low;

	if (i + 1 >= text.len)
		return -1;
	high = ascii_hex(text.ptr[i]);
	low = ascii_hex(text.ptr[i + 1]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* How long what introduces a byte is: "0x", "\x", "%", "=", or nothing. */
static size_t
prefix_len(struct slice text, size_t i)
{
	struct slice rest = slice_sub(text, i, 2);

	if (slice_equal_nocase(rest, SLICE("0x")) ||
	    slice_equal_nocase(rest, SLICE("\\x")))
		return 2;
	return rest.len > 0 && (rest.ptr[0] == '%' || rest.ptr[0] == '=');
}

/* How long what stands between two bytes is. */
static size_t
between_len(struct slice text, size_t i)
{
	size_t at = i;

	while (at < text.len && at - i < 4 &&
	    (ascii_space(text.ptr[at]) || text.ptr[at] == ',' ||
		text.ptr[at] == ':' || text.ptr[at] == ';' ||
		text.ptr[at] == '-'))
		at++;
	return at - i;
}

static bool
is_control(int byte)
{
	return byte == 127 || (byte < ' ' && !ascii_space((char)byte));
}

/*
 * The bytes of the run that begins at i, to out unless that is NULL; *end_r is
 * where it ends.
 */
static size_t
hex_run(struct slice text, size_t i, char *out, size_t *end_r)
{
	size_t len = 0, at = i;
	int byte;

	*end_r = i;
	for (;;) {
		at += prefix_len(text, at);
		byte = hex_byte(text, at);
		if (byte < 0 || is_control(byte))
			return len;
		if (out != NULL)
			out[len] = (char)(unsigned char)byte;
		len++;
		*end_r = at + 2;
		at += 2 + between_len(text, at + 2);
	}
}

static enum status
hex_enter(const struct inline_scan *scan, size_t from, size_t end, size_t len)
{
	struct inline_found found = { .from = from, .how = "inline hex" };
	struct slice charset;
	char *out;

	out = arena_alloc(scan->reader->arena, len);
	if (out == NULL)
		return STATUS_NOMEM;
	len = hex_run(slice_sub(scan->model->text, 0, end), from, out, &end);
	found.bytes = slice_make(out, len);
	if (!inline_is_text(found.bytes, &charset))
		return STATUS_OK;
	return inline_enter(scan, &found);
}

/* Can a run begin at i?  It can't nearly everywhere, and that is soon seen. */
static bool
hex_begins(struct slice text, size_t i)
{
	char c = text.ptr[i], next;

	if (c == '%' || c == '=' || c == '\\')
		return true;
	if (ascii_hex(c) < 0 || i + 1 == text.len)
		return false;
	next = text.ptr[i + 1];
	return ascii_hex(next) >= 0 || next == 'x' || next == 'X';
}

enum status
inline_hex(const struct inline_scan *scan)
{
	struct slice text = scan->model->text;
	enum status status = STATUS_OK;
	size_t i = 0, end, len;
	bool word = false; /* a letter or digit stands before */

	while (i < text.len && status == STATUS_OK) {
		len = 0;
		if (!word && hex_begins(text, i))
			len = hex_run(text, i, NULL, &end);
		if (len >= HEX_MIN)
			status = hex_enter(scan, i, end, len);
		i = len > 0 ? end : i + 1;
		word = len == 0 && ascii_alnum(text.ptr[i - 1]);
	}
	return status;
}

/* The "=" of a text by what they may be. */
struct signs {
	size_t escapes;
	size_t breaks;
	size_t others;
};

static struct signs
count_signs(struct slice text)
{
	struct signs signs = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '=')
			continue;
		if (hex_byte(text, i + 1) >= 0)
			signs.escapes++;
		else if (i > 0 && i + 1 < text.len &&
		    (text.ptr[i + 1] == '\n' || text.ptr[i + 1] == '\r'))
			signs.breaks++;
		else
			signs.others++;
	}
	return signs;
}

enum status
inline_qp(const struct inline_scan *scan)
{
	struct inline_found found = { .how = "inline quoted-printable" };
	struct signs signs = count_signs(scan->model->text);
	struct slice charset;
	uint64_t defects = 0;
	enum status status;

	if (signs.escapes + signs.breaks < ESCAPES_MIN &&
	    (signs.breaks == 0 || signs.escapes == 0) && signs.breaks < 2)
		return STATUS_OK;
	if (signs.others * 3 > signs.escapes + signs.breaks)
		return STATUS_OK;
	status = message_qp_decode(
	    scan->model->text, scan->reader->arena, &found.bytes, &defects);
	if (status != STATUS_OK)
		return status;
	if (!inline_is_file(found.bytes) &&
	    !inline_is_text(found.bytes, &charset)) {
		if (!inline_is_attached(scan))
			return STATUS_OK;
		found.file = true;
	}
	return inline_enter(scan, &found);
}
