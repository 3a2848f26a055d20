/*
 * rough.c - a pattern made cheaper for libhs, at the price of matching more.
 *
 * libhs unrolls counted repeats: "{1,500}" of a wide class takes it seconds to
 * compile.  For a prefilter "at least a few" says as much, so a repeat that
 * counts far becomes an open one.  Nor does it like Unicode's letters, digits
 * and blanks, which are many ranges: they become a few.  Whatever the pattern matches, the rough one
 * matches too (libhs takes assertions for granted in prefilter mode, so what
 * stands inside one does not matter).
 */
#include "rule/pattern.h"

#include <string.h>

#define ROUGH_COUNT_MAX 8  /* a repeat up to this stays as it is */
#define ROUGH_LEAST 4      /* what is left of a larger lower bound */
#define ROUGH_DIGITS_MAX 5 /* PCRE2's repeats end at 65535 */

struct rough {
	struct slice source;
	size_t at;
	char *out; /* as long as the source at least */
	size_t len;
};

static void
copy(struct rough *r, size_t n)
{
	for (; n > 0 && r->at < r->source.len; n--)
		r->out[r->len++] = r->source.ptr[r->at++];
}

/* "[...]", where "]" may stand first and "[:alpha:]" inside. */
static void
copy_class(struct rough *r)
{
	copy(r, 1);
	if (r->at < r->source.len && r->source.ptr[r->at] == '^')
		copy(r, 1);
	if (r->at < r->source.len && r->source.ptr[r->at] == ']')
		copy(r, 1);
	while (r->at < r->source.len && r->source.ptr[r->at] != ']')
		copy(r, r->source.ptr[r->at] == '\\' ? 2 : 1);
	copy(r, 1);
}

static bool
read_number(struct slice s, size_t *at, unsigned *number_r)
{
	size_t first = *at;

	*number_r = 0;
	for (; *at < s.len && ascii_digit(s.ptr[*at]); ++*at)
		if (*at - first < ROUGH_DIGITS_MAX)
			*number_r =
			    *number_r * 10 + (unsigned)(s.ptr[*at] - '0');
	return *at > first;
}

/*
 * "{m}", "{m,}" or "{m,n}" at at: its end, its bounds; false where the brace is
 * a plain character.
 */
static bool
read_repeat(
    const struct rough *r, size_t *end_r, unsigned *least_r, bool *far_r)
{
	struct slice s = r->source;
	size_t at = r->at + 1;
	unsigned most;

	if (!read_number(s, &at, least_r))
		return false;
	most = *least_r;
	*far_r = false;
	if (at < s.len && s.ptr[at] == ',') {
		at++;
		if (!read_number(s, &at, &most))
			*far_r = true;
	}
	if (at >= s.len || s.ptr[at] != '}')
		return false;
	*end_r = at + 1;
	*far_r = (*far_r && *least_r > ROUGH_LEAST) || most > ROUGH_COUNT_MAX;
	return true;
}

static void
copy_repeat(struct rough *r)
{
	unsigned least;
	size_t end;
	bool far;

	if (!read_repeat(r, &end, &least, &far) || !far) {
		copy(r, 1);
		return;
	}
	/* "{9}" gives "{4,}": one byte more than the shortest source */
	r->out[r->len++] = '{';
	r->out[r->len++] =
	    (char)('0' + (least < ROUGH_LEAST ? least : ROUGH_LEAST));
	r->out[r->len++] = ',';
	r->out[r->len++] = '}';
	r->at = end;
}

/* Unicode's sets, which are many ranges each, in one or two that hold them. */
static const struct {
	struct slice escape, wider;
} escapes[] = {
	{ SLICE_INIT("\\w"), SLICE_INIT("[^ ]") },
	{ SLICE_INIT("\\s"), SLICE_INIT("[^!-~]") },
	{ SLICE_INIT("\\d"), SLICE_INIT("[^ -/:-~]") },
};

#define ROUGH_GROWTH 5 /* "\\d" of two bytes becomes nine */

/* What stands for the escape here, and its length; 0: itself. */
static size_t
wider_escape(const struct rough *r, struct slice *wider_r)
{
	struct slice rest = slice_from(r->source, r->at);
	size_t end;

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (slice_starts(rest, escapes[i].escape)) {
			*wider_r = escapes[i].wider;
			return escapes[i].escape.len;
		}
	if (!slice_starts(rest, SLICE("\\p{L")))
		return 0;
	*wider_r = escapes[0].wider;
	end = slice_index(rest, '}');
	return end == SLICE_NONE ? 0 : end + 1;
}

/* "\\Q" and what stands as it is up to "\\E". */
static bool
copy_quoted(struct rough *r)
{
	struct slice rest = slice_from(r->source, r->at);
	size_t end;

	if (!slice_starts(rest, SLICE("\\Q")))
		return false;
	end = slice_find(rest, SLICE("\\E"));
	copy(r, end == SLICE_NONE ? rest.len : end + 2);
	return true;
}

static void
copy_escape(struct rough *r)
{
	struct slice wider;
	size_t len;

	if (copy_quoted(r))
		return;
	len = wider_escape(r, &wider);

	if (len == 0) {
		copy(r, 2);
		return;
	}
	memcpy(r->out + r->len, wider.ptr, wider.len);
	r->len += wider.len;
	r->at += len;
}

enum status
rule_rough_source(
    struct slice source, struct arena *arena, struct slice *rough_r)
{
	struct rough r = { .source = source };

	r.out = arena_alloc(arena, ROUGH_GROWTH * source.len + 1);
	if (r.out == NULL)
		return STATUS_NOMEM;
	while (r.at < source.len) {
		switch (source.ptr[r.at]) {
		case '\\':
			copy_escape(&r);
			break;
		case '[':
			copy_class(&r);
			break;
		case '{':
			copy_repeat(&r);
			break;
		default:
			copy(&r, 1);
		}
	}
	r.out[r.len] = '\0';
	*rough_r = slice_make(r.out, r.len);
	return STATUS_OK;
}
