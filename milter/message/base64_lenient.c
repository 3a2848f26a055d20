/*
 * base64_lenient.c - base64 as other programs than the canonical decoder read
 * it where it is broken.
 *
 * They differ in what they do at a byte outside the alphabet, at padding in
 * the middle and at an incomplete end, in whether "-" and "_" are digits, and
 * in where they take groups to begin.  Each row of the table is one of them.
 */
#include <string.h>

#include "message/lenient.h"
#include "message/line.h"
#include "message/message.h"

enum junk {
	JUNK_SKIP,
	JUNK_STOP,
	JUNK_GROUP, /* the four characters that it is among are dropped */
	JUNK_LINE,  /* the line is dropped */
};

enum padding {
	PADDING_RESTART, /* it ends its group */
	PADDING_STOP,
	PADDING_SKIP, /* as if it were not there */
	PADDING_ZERO, /* a digit of value 0 */
};

enum tail {
	TAIL_GIVE, /* the whole bytes of an incomplete group */
	TAIL_DROP,
	TAIL_FILL, /* and the last one's missing bits are zeros */
};

/* What is in a body that only some readers mind. */
#define HAS_JUNK 1u
#define HAS_PADDING 2u
#define HAS_SHORT 4u
#define HAS_URL 8u
#define HAS_HIGH 16u
#define HAS_NUL 32u

#define NOISE_HEAD 256 /* bytes in which a file must begin */

struct base64_kind {
	const char *name;
	unsigned needs; /* all of these must be there */
	enum junk junk;
	enum padding padding;
	enum tail tail;
	bool url;           /* "-" and "_" are digits 62 and 63 */
	bool low;           /* the top bit of a byte is not looked at */
	bool nul;           /* a NUL ends it */
	bool lines;         /* groups begin anew with each line */
	unsigned char late; /* characters that are skipped at the start */
};

#define LATE(n, words)                                             \
	{                                                          \
		.name = words " at the start skipped", .late = (n) \
	}

static const struct base64_kind kinds[] = {
	{ .name = "url alphabet", .needs = HAS_URL, .url = true },
	{ .name = "lines with junk skipped", .junk = JUNK_LINE },
	{ .name = "stopped at padding",
	    .needs = HAS_PADDING,
	    .padding = PADDING_STOP },
	{ .name = "padding skipped",
	    .needs = HAS_PADDING,
	    .padding = PADDING_SKIP },
	{ .name = "each line by itself", .lines = true },
	{ .name = "groups with junk skipped",
	    .needs = HAS_JUNK,
	    .junk = JUNK_GROUP },
	{ .name = "stopped at junk", .needs = HAS_JUNK, .junk = JUNK_STOP },
	{ .name = "url alphabet, padding skipped",
	    .needs = HAS_URL | HAS_PADDING,
	    .padding = PADDING_SKIP,
	    .url = true },
	{ .name = "url alphabet, lines with junk skipped",
	    .needs = HAS_URL | HAS_JUNK,
	    .junk = JUNK_LINE,
	    .url = true },
	{ .name = "lines with junk and padding skipped",
	    .needs = HAS_JUNK | HAS_PADDING,
	    .junk = JUNK_LINE,
	    .padding = PADDING_SKIP },
	{ .name = "padding read as zero",
	    .needs = HAS_PADDING,
	    .padding = PADDING_ZERO },
	{ .name = "top bits cleared", .needs = HAS_HIGH, .low = true },
	{ .name = "incomplete end dropped",
	    .needs = HAS_SHORT,
	    .tail = TAIL_DROP },
	{ .name = "incomplete end filled",
	    .needs = HAS_SHORT,
	    .tail = TAIL_FILL },
	{ .name = "stopped at a NUL", .needs = HAS_NUL, .nul = true },
	LATE(1, "one character"),
	LATE(2, "two characters"),
	LATE(3, "three characters"),
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Classes of bytes beside the digits' values 0 to 63. */
#define CLASS_PAD 64
#define CLASS_BLANK 65
#define CLASS_JUNK 66
#define CLASS_END 67

struct base64_run {
	const struct base64_kind *kind;
	unsigned char classes[256];
	char *out;
	size_t len;
	uint32_t bits;
	unsigned have;
	unsigned late;
	bool padded;  /* since the last digit */
	bool spoiled; /* junk is in the group */
	bool stopped;
};

static void
run_start(struct base64_run *run, const struct base64_kind *kind, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	memset(run, 0, sizeof(*run));
	run->kind = kind;
	run->out = out;
	run->late = kind->late;
	memset(run->classes, CLASS_JUNK, sizeof(run->classes));
	for (unsigned char i = 0; i < 64; i++)
		run->classes[(unsigned char)digits[i]] = i;
	run->classes['='] = CLASS_PAD;
	run->classes[' '] = run->classes['\t'] = CLASS_BLANK;
	run->classes['\r'] = run->classes['\n'] = CLASS_BLANK;
	if (kind->url) {
		run->classes['-'] = 62;
		run->classes['_'] = 63;
	}
	if (kind->low)
		memcpy(run->classes + 128, run->classes, 128);
	if (kind->nul)
		run->classes[0] = CLASS_END;
}

static void
run_give(struct base64_run *run, unsigned count)
{
	uint32_t bits = run->bits << (6 * (4 - run->have));

	for (unsigned i = 0; i < count; i++)
		run->out[run->len++] =
		    (char)(unsigned char)(bits >> (16 - 8 * i));
}

static void
run_clear(struct base64_run *run)
{
	run->bits = 0;
	run->have = 0;
	run->padded = false;
	run->spoiled = false;
}

/* Ends an incomplete group. */
static void
run_flush(struct base64_run *run, enum tail tail)
{
	unsigned whole = run->have > 1 ? run->have - 1 : 0;

	if (run->have == 0 || run->spoiled)
		run_clear(run);
	else if (tail == TAIL_FILL)
		run_give(run, run->have);
	else if (tail == TAIL_GIVE)
		run_give(run, whole);
	run_clear(run);
}

static void
run_digit(struct base64_run *run, unsigned value)
{
	if (run->late > 0) {
		run->late--;
		return;
	}
	if (run->padded)
		run_flush(run, TAIL_GIVE);
	run->bits = run->bits << 6 | value;
	if (++run->have < 4)
		return;
	if (!run->spoiled)
		run_give(run, 3);
	run_clear(run);
}

static void
run_pad(struct base64_run *run)
{
	switch (run->kind->padding) {
	case PADDING_STOP:
		run_flush(run, TAIL_GIVE);
		run->stopped = true;
		break;
	case PADDING_ZERO:
		run_digit(run, 0);
		break;
	case PADDING_SKIP:
		break;
	case PADDING_RESTART:
	default:
		run->padded = run->have > 1;
		break;
	}
}

static void
run_junk(struct base64_run *run)
{
	if (run->kind->junk == JUNK_STOP) {
		run->stopped = true;
	} else if (run->kind->junk == JUNK_GROUP) {
		run_digit(run, 0);
		run->spoiled = run->have > 0;
	}
}

static void
run_byte(struct base64_run *run, char c)
{
	unsigned char class = run->classes[(unsigned char)c];

	if (class < CLASS_PAD)
		run_digit(run, class);
	else if (class == CLASS_PAD)
		run_pad(run);
	else if (class == CLASS_JUNK)
		run_junk(run);
	else if (class == CLASS_END)
		run->stopped = true;
}

/* Is there junk in the line, blanks between words included? */
static bool
line_is_junk(const struct base64_run *run, struct slice line)
{
	struct slice text = slice_trim(line);

	for (size_t i = 0; i < text.len; i++)
		if (run->classes[(unsigned char)text.ptr[i]] > CLASS_PAD)
			return true;
	return false;
}

static void
run_lines(struct base64_run *run, struct slice in)
{
	struct message_line line;

	for (size_t pos = 0; !run->stopped && message_line_at(in, pos, &line);
	     pos = line.next) {
		if (run->kind->junk == JUNK_LINE &&
		    line_is_junk(run, line.text))
			continue;
		for (size_t i = 0; i < line.text.len && !run->stopped; i++)
			run_byte(run, line.text.ptr[i]);
		if (run->kind->lines)
			run_flush(run, TAIL_GIVE);
	}
}

const char *
message_base64_kind(size_t i)
{
	return i < KINDS ? kinds[i].name : NULL;
}

void
message_base64_decode_as(size_t i, struct slice in, char *out, size_t *len_r)
{
	struct base64_run run;

	run_start(&run, &kinds[i], out);
	run_lines(&run, in);
	run_flush(&run, kinds[i].tail);
	*len_r = run.len;
}

static unsigned
find_traits(struct slice in, uint64_t defects)
{
	unsigned traits = 0;

	if (defects & MESSAGE_DEFECT_BASE64_PADDING)
		traits |= HAS_PADDING;
	if (defects & MESSAGE_DEFECT_BASE64_SHORT)
		traits |= HAS_SHORT;
	if ((defects & MESSAGE_DEFECT_BASE64_JUNK) == 0)
		return traits;
	traits |= HAS_JUNK;
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] == '-' || in.ptr[i] == '_')
			traits |= HAS_URL;
		else if ((unsigned char)in.ptr[i] > 127)
			traits |= HAS_HIGH;
		else if (in.ptr[i] == '\0')
			traits |= HAS_NUL;
	}
	return traits;
}

/*
 * Groups that begin elsewhere give noise, unless somebody put something in
 * front of them: noise has a control character in nine bytes, and no file
 * begins so.
 */
static bool
is_noise(struct slice bytes)
{
	static const struct slice starts[] = { { "PK\3\4", 4 }, { "%PDF-", 5 },
		{ "\x1f\x8b\x08", 3 }, { "\xd0\xcf\x11\xe0", 4 } };
	struct slice head = slice_sub(bytes, 0, NOISE_HEAD);
	size_t controls = 0;

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (slice_find(head, starts[i]) != SLICE_NONE)
			return false;
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		controls +=
		    c == 127 || (c > 0 && c < ' ' && !ascii_space((char)c));
	}
	return controls * 12 > bytes.len;
}

enum status
message_base64_readings(struct lenient *lenient)
{
	unsigned traits = find_traits(lenient->in, lenient->defects);
	enum status status = STATUS_OK;
	char *out;

	if (traits == 0)
		return STATUS_OK;
	out = lenient_scratch(lenient);
	if (out == NULL)
		return STATUS_NOMEM;
	if (traits & HAS_JUNK) {
		status = lenient_add_source(lenient, "not decoded");
		if (status == STATUS_OK)
			status = message_other_readings(lenient);
	}
	for (size_t i = 0; i < KINDS && status == STATUS_OK; i++) {
		struct slice bytes = { out, 0 };

		if ((kinds[i].needs & traits) != kinds[i].needs)
			continue;
		message_base64_decode_as(i, lenient->in, out, &bytes.len);
		if ((kinds[i].late == 0 && !kinds[i].lines) || !is_noise(bytes))
			status = lenient_add(lenient, MESSAGE_ENCODING_BASE64,
			    kinds[i].name, bytes);
	}
	return status;
}
