/*
 * qp_lenient.c - quoted-printable as other programs than the canonical decoder
 * read it where it is broken.
 *
 * They differ in what becomes of an "=" before no two hex digits, in what
 * they take for the end of a line, and in whether soft line breaks are undone
 * before the escapes are.
 */
#include "message/lenient.h"
#include "message/line.h"
#include "message/message.h"

enum escape {
	ESCAPE_KEEP,
	ESCAPE_SIGN, /* the "=" is dropped */
	ESCAPE_DROP, /* and what stands for its digits */
	ESCAPE_STOP, /* nothing more is read */
};

struct qp_kind {
	const char *name;
	uint64_t needs; /* one of these was seen */
	enum escape escape;
	bool blanks;  /* those at a line's end are text */
	bool joined;  /* soft breaks are undone first */
	bool cr;      /* a CR alone ends a line */
	bool bare_lf; /* an LF alone does not */
};

#define ESCAPES MESSAGE_DEFECT_QP_ESCAPE

static const struct qp_kind kinds[] = {
	{ .name = "soft breaks undone first",
	    .needs = ESCAPES,
	    .joined = true },
	{ .name = "broken escapes without their sign",
	    .needs = ESCAPES,
	    .escape = ESCAPE_SIGN },
	{ .name = "broken escapes dropped",
	    .needs = ESCAPES,
	    .escape = ESCAPE_DROP },
	{ .name = "blanks at line ends kept",
	    .needs = ESCAPES,
	    .blanks = true },
	{ .name = "stopped at a broken escape",
	    .needs = ESCAPES,
	    .escape = ESCAPE_STOP },
	{ .name = "soft breaks undone first, broken escapes dropped",
	    .needs = ESCAPES,
	    .joined = true,
	    .escape = ESCAPE_DROP },
	{ .name = "a CR ends a line",
	    .needs = MESSAGE_DEFECT_BARE_CR,
	    .cr = true },
	{ .name = "a CR ends a line, soft breaks undone first",
	    .needs = MESSAGE_DEFECT_BARE_CR,
	    .cr = true,
	    .joined = true },
	{ .name = "an LF alone ends no line",
	    .needs = MESSAGE_DEFECT_BARE_LF,
	    .bare_lf = true },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct qp_run {
	const struct qp_kind *kind;
	struct slice in;
	char *out;
	size_t len;
	bool stopped;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* How long the line end at i is; 0 where there is none. */
static size_t
end_len(const struct qp_run *run, size_t i)
{
	struct slice rest = slice_from(run->in, i);

	if (slice_starts(rest, SLICE("\r\n")))
		return 2;
	if (rest.len > 0 && rest.ptr[0] == '\n')
		return run->kind->bare_lf ? 0 : 1;
	if (run->kind->cr && slice_starts(rest, SLICE("\r\r\n")))
		return 3;
	return run->kind->cr && rest.len > 0 && rest.ptr[0] == '\r';
}

/* How much of a soft break's tail stands at i: blanks and a line end. */
static size_t
break_len(const struct qp_run *run, size_t i)
{
	size_t at = i, end;

	while (
	    !run->kind->blanks && at < run->in.len && is_blank(run->in.ptr[at]))
		at++;
	if (at == run->in.len)
		return at - i + (at == i);
	end = end_len(run, at);
	return end == 0 ? 0 : at - i + end;
}

/* How long the blanks at i are if nothing but a line end follows; else 0. */
static size_t
trailing_len(const struct qp_run *run, size_t i)
{
	size_t at = i;

	while (at < run->in.len && is_blank(run->in.ptr[at]))
		at++;
	return at == run->in.len || end_len(run, at) > 0 ? at - i : 0;
}

/* The byte of the two hex digits at i, or -1. */
static int
hex_byte(struct slice in, size_t i)
{
	int high, low;

	if (i + 1 >= in.len)
		return -1;
	high = ascii_hex(in.ptr[i]);
	low = ascii_hex(in.ptr[i + 1]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* What is no escape; i is behind the sign.  Returns where to go on. */
static size_t
read_broken(struct qp_run *run, size_t i)
{
	switch (run->kind->escape) {
	case ESCAPE_STOP:
		run->stopped = true;
		break;
	case ESCAPE_DROP:
		for (size_t n = 0; n < 2 && i < run->in.len; n++, i++)
			if (run->in.ptr[i] == '\r' || run->in.ptr[i] == '\n')
				break;
		break;
	case ESCAPE_SIGN:
		break;
	case ESCAPE_KEEP:
	default:
		run->out[run->len++] = '=';
		break;
	}
	return i;
}

/* Behind the sign at i - 1. */
static size_t
read_escape(struct qp_run *run, size_t i)
{
	size_t soft = break_len(run, i);
	int byte;

	if (soft > 0)
		return i + soft;
	byte = hex_byte(run->in, i);
	if (byte < 0)
		return read_broken(run, i);
	run->out[run->len++] = (char)byte;
	return i + 2;
}

/*
 * Blanks at a line's end are looked at once: the first of them passes over
 * all, or none is trailing and they are copied together.
 */
static size_t
read_blanks(struct qp_run *run, size_t i)
{
	size_t trailing = run->kind->blanks ? 0 : trailing_len(run, i);

	if (trailing > 0)
		return i + trailing;
	while (i < run->in.len && is_blank(run->in.ptr[i]))
		run->out[run->len++] = run->in.ptr[i++];
	return i;
}

static void
run_decode(struct qp_run *run)
{
	size_t i = 0;

	while (i < run->in.len && !run->stopped) {
		char c = run->in.ptr[i];

		if (c == '=')
			i = read_escape(run, i + 1);
		else if (is_blank(c))
			i = read_blanks(run, i);
		else
			run->out[run->len++] = run->in.ptr[i++];
	}
	if (run->len > run->in.len)
		run->len = run->in.len;
}

/* Undoes the soft breaks, so that run reads the joined lines. */
static void
run_join(struct qp_run *run)
{
	size_t i = 0, len = 0;

	while (i < run->in.len) {
		size_t soft = run->in.ptr[i] == '=' ? break_len(run, i + 1) : 0;

		if (soft > 0)
			i += 1 + soft;
		else
			run->out[len++] = run->in.ptr[i++];
	}
	run->in = slice_make(run->out, len);
}

enum status
message_qp_readings(struct lenient *lenient)
{
	const uint64_t minded =
	    ESCAPES | MESSAGE_DEFECT_BARE_CR | MESSAGE_DEFECT_BARE_LF;
	enum status status = STATUS_OK;
	char *out;

	if ((lenient->defects & minded) == 0)
		return STATUS_OK;
	out = lenient_scratch(lenient);
	if (out == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < KINDS && status == STATUS_OK; i++) {
		struct qp_run run = { &kinds[i], lenient->in, out, 0, false };

		if ((kinds[i].needs & lenient->defects) == 0)
			continue;
		if (kinds[i].joined)
			run_join(&run);
		run_decode(&run);
		status = lenient_add(lenient, MESSAGE_ENCODING_QP,
		    kinds[i].name, slice_make(out, run.len));
	}
	if (status == STATUS_OK && (lenient->defects & ESCAPES) != 0)
		status = lenient_add_source(lenient, "not decoded");
	return status;
}
