/*
 * utf7.c - UTF-7 (RFC 2152) in text that does not say that it has any.
 *
 * ICU's converter takes a text as a whole.  A program that guesses does not:
 * one run that is malformed leaves the others what they are.  So each run is
 * judged by itself.
 */
#include "text/utf7.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include "base/utf8.h"

#define RUN_LEAST 3 /* base64 letters of the shortest run */
#define IDEOGRAPHS_FIRST 0x2E80
#define IDEOGRAPHS_LAST 0xFDFF

struct run {
	struct text_build *build; /* NULL: it is only looked at */
	bool only_plain;
	uint32_t bits;
	unsigned nbits;
	UChar lead; /* a high surrogate that waits for its other half */
	size_t at;  /* where it is in the text */
};

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

static bool
is_sense(const struct run *run, UChar32 cp)
{
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return true;
	switch (u_charType(cp)) {
	case U_UNASSIGNED:
	case U_CONTROL_CHAR:
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
		return false;
	default:
		return !run->only_plain || cp < IDEOGRAPHS_FIRST ||
		    cp > IDEOGRAPHS_LAST;
	}
}

static bool
take_unit(struct run *run, UChar unit)
{
	UChar32 cp = unit;
	char out[UTF8_MAX];

	if (run->lead != 0) {
		if (!U16_IS_TRAIL(unit))
			return false;
		cp = U16_GET_SUPPLEMENTARY(run->lead, unit);
		run->lead = 0;
	} else if (U16_IS_LEAD(unit)) {
		run->lead = unit;
		return true;
	}
	if (!is_sense(run, cp))
		return false;
	if (run->build != NULL)
		text_build_made(run->build,
		    slice_make(out, utf8_encode((uint32_t)cp, out)), run->at);
	return true;
}

/* Reads the letters of a run; does it make sense? */
static bool
read_run(struct run *run, struct slice letters)
{
	size_t i;

	for (i = 0; i < letters.len; i++) {
		run->bits =
		    run->bits << 6 | (uint32_t)base64_value(letters.ptr[i]);
		run->nbits += 6;
		if (run->nbits < 16)
			continue;
		run->nbits -= 16;
		if (!take_unit(run, (UChar)(run->bits >> run->nbits & 0xFFFF)))
			return false;
	}
	return run->lead == 0 && run->nbits < 6 &&
	    (run->bits & ((1u << run->nbits) - 1)) == 0;
}

/* The base64 letters in front of s. */
static struct slice
run_letters(struct slice s)
{
	size_t len = 0;

	while (len < s.len && base64_value(s.ptr[len]) >= 0)
		len++;
	return slice_sub(s, 0, len);
}

enum status
utf7_decode_runs(const struct text_decoded *from, bool only_plain,
    struct arena *arena, struct text_decoded *decoded_r, bool *any_r)
{
	struct slice text = from->text, letters;
	struct text_build build;
	size_t at = 0, start = 0, plus;

	*any_r = false;
	decoded_r->exact = false;
	text_build_init(&build, arena, from->map);
	while ((plus = slice_index(slice_from(text, at), '+')) != SLICE_NONE) {
		struct run run = { .only_plain = only_plain, .at = at + plus };

		letters = run_letters(slice_from(text, run.at + 1));
		at = run.at + 1 + letters.len;
		if (letters.len < RUN_LEAST || !read_run(&run, letters))
			continue;
		*any_r = true;
		text_build_copy(
		    &build, slice_sub(text, start, run.at - start), start);
		run = (struct run){ .build = &build, .at = run.at };
		(void)read_run(&run, letters);
		if (at < text.len && text.ptr[at] == '-')
			at++;
		start = at;
	}
	if (!*any_r)
		return STATUS_OK;
	text_build_copy(&build, slice_from(text, start), start);
	if (!text_build_done(
		&build, text.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}
