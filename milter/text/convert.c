/*
 * convert.c - bytes to UTF-8 by an ICU converter, a step at a time.
 *
 * ICU keeps the tables of a converter for the process, so that opening one
 * costs a fraction of a microsecond once it was used: there is no pool here,
 * and no lock.  The step is what makes the offset map: each step's output
 * stands for the step's bytes.
 */
#include "text/convert.h"

#include <string.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

#include "base/utf8.h"
#include "text/charset.h"

#define DETECT_MAX 8192 /* bytes that are looked at */
#define UNITS_MAX 256   /* UTF-16 units that one call of ICU may give */

struct convert {
	UConverter *converter;
	struct text_build *build;
	UChar lead; /* a high surrogate that waits for its other half */
	bool exact;
};

/* What ICU's callback is handed: it takes a pointer to const. */
struct convert_context {
	bool *exact;
};

static void U_CALLCONV
on_undecodable(const void *context, UConverterToUnicodeArgs *args,
    const char *units, int32_t length, UConverterCallbackReason reason,
    UErrorCode *error)
{
	static const UChar replacement = UTF8_REPLACEMENT;

	(void)units;
	(void)length;
	if (reason > UCNV_IRREGULAR)
		return; /* reset, close and clone */
	*((const struct convert_context *)context)->exact = false;
	*error = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, error);
}

/* Writes cp to out; a lone surrogate is something that did not decode. */
static size_t
put_cp(struct convert *convert, uint32_t cp, char *out)
{
	if (U_IS_SURROGATE(cp))
		convert->exact = false;
	return utf8_encode(cp, out);
}

/* units as UTF-8 in out, which has room for UTF8_MAX bytes a unit and more. */
static size_t
put_units(struct convert *convert, const UChar *units, size_t n, char *out)
{
	size_t i, len = 0;
	UChar unit;

	for (i = 0; i < n; i++) {
		unit = units[i];
		if (convert->lead != 0 && U16_IS_TRAIL(unit)) {
			len += utf8_encode((uint32_t)U16_GET_SUPPLEMENTARY(
					       convert->lead, unit),
			    out + len);
			convert->lead = 0;
			continue;
		}
		if (convert->lead != 0)
			len += put_cp(convert, convert->lead, out + len);
		convert->lead = U16_IS_LEAD(unit) ? unit : 0;
		if (convert->lead == 0)
			len += put_cp(convert, unit, out + len);
	}
	return len;
}

/* Converts the step of in at offset. */
static enum status
convert_step(struct convert *convert, struct slice in, size_t offset)
{
	struct slice step = slice_sub(in, offset, TEXT_CHARSET_STEP), made;
	const char *source = step.ptr, *limit = step.ptr + step.len;
	UBool flush = offset + step.len == in.len;
	UChar units[UNITS_MAX] = { 0 }, *target;
	char out[UTF8_MAX * (UNITS_MAX + 1)];
	UErrorCode error;

	do {
		error = U_ZERO_ERROR;
		target = units;
		ucnv_toUnicode(convert->converter, &target, units + UNITS_MAX,
		    &source, limit, NULL, flush, &error);
		if (error == U_MEMORY_ALLOCATION_ERROR)
			return STATUS_NOMEM;
		made = slice_make(out,
		    put_units(convert, units, (size_t)(target - units), out));
		if (slice_equal(made, step))
			text_build_copy(convert->build, made, offset);
		else
			text_build_made(convert->build, made, offset);
	} while (error == U_BUFFER_OVERFLOW_ERROR);
	if (U_FAILURE(error))
		convert->exact = false;
	return convert->build->failed ? STATUS_NOMEM : STATUS_OK;
}

static enum status
convert_all(struct convert *convert, struct slice in)
{
	size_t offset = 0;
	enum status status = STATUS_OK;
	char out[UTF8_MAX];
	size_t len;

	while (offset < in.len && status == STATUS_OK) {
		status = convert_step(convert, in, offset);
		offset += slice_sub(in, offset, TEXT_CHARSET_STEP).len;
	}
	if (convert->lead != 0) {
		len = put_cp(convert, convert->lead, out);
		text_build_made(convert->build, slice_make(out, len), in.len);
	}
	return status;
}

enum status
convert_icu(struct slice in, const char *name, struct text_build *build,
    bool *there_r, bool *exact_r)
{
	struct convert convert = { .build = build, .exact = true };
	struct convert_context context = { &convert.exact };
	UErrorCode error = U_ZERO_ERROR;
	enum status status;

	convert.converter = ucnv_open(name, &error);
	*there_r = U_SUCCESS(error);
	*exact_r = false;
	if (error == U_MEMORY_ALLOCATION_ERROR)
		return STATUS_NOMEM;
	if (!*there_r)
		return STATUS_OK;
	ucnv_setToUCallBack(
	    convert.converter, on_undecodable, &context, NULL, NULL, &error);
	status = U_SUCCESS(error) ? convert_all(&convert, in) : STATUS_NOMEM;
	ucnv_close(convert.converter);
	*exact_r = convert.exact;
	return status;
}

enum status
convert_detect(struct slice in, struct arena *arena, const char **name_r)
{
	UErrorCode error = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&error);
	const UCharsetMatch *match;
	const char *name = NULL;

	*name_r = NULL;
	if (U_FAILURE(error))
		return STATUS_NOMEM;
	in = slice_sub(in, 0, DETECT_MAX);
	ucsdet_setText(detector, in.ptr, (int32_t)in.len, &error);
	match = ucsdet_detect(detector, &error);
	if (U_SUCCESS(error) && match != NULL)
		name = ucsdet_getName(match, &error);
	if (name != NULL && strncmp(name, "UTF-", 4) == 0)
		name = NULL; /* that is told by marks and NULs */
	if (name != NULL)
		*name_r = arena_cstr(arena, slice_cstr(name));
	ucsdet_close(detector);
	if (error == U_MEMORY_ALLOCATION_ERROR ||
	    (name != NULL && *name_r == NULL))
		return STATUS_NOMEM;
	return STATUS_OK;
}
