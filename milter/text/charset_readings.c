/*
 * charset_readings.c - the texts that bytes may be.
 *
 * Programs differ in which label they go by (the header's, a mark in front,
 * HTML's own), in which charsets they know, in what they take for the charset
 * where none is said, and in what they do with bytes that are malformed.  Each
 * step below adds the texts of one such difference.  Most mail is ASCII with
 * nothing in it that any charset would read otherwise: it has one reading, the
 * bytes themselves, and costs a few looks for a byte.
 */
#include "text/charset_readings.h"

#include <string.h>

#include "base/utf8.h"
#include "text/charset_doubt.h"
#include "text/charset_names.h"
#include "text/convert.h"
#include "text/lenient.h"
#include "text/utf7.h"

#define REPLACEMENT SLICE("\xEF\xBF\xBD")

struct make {
	struct slice bytes;
	const struct charset_hints *hints;
	struct arena *arena;
	struct text_readings *out;
	struct charset_names names; /* what the declared label may mean */
	const struct charset_label *label; /* of the first reading, or NULL */
	struct text_decoded first;
	size_t used; /* of the arena, where it all began */
	bool high;   /* not all are ASCII */
	bool utf8;   /* they are well-formed UTF-8 */
};

typedef enum status make_step(struct make *make);

static struct slice
without_mark(struct slice text)
{
	return slice_from(
	    text, slice_starts(text, SLICE("\xEF\xBB\xBF")) ? 3 : 0);
}

/* Enters a reading, unless its text is there. */
static void
add(struct make *make, const struct text_decoded *decoded, const char *how)
{
	struct text_readings *out = make->out;
	struct slice text = decoded->text.ptr ? decoded->text : SLICE_EMPTY;
	size_t i;

	for (i = 0; i < out->n; i++)
		if (slice_equal(
			without_mark(out->items[i].text), without_mark(text)))
			return;
	if (out->n == TEXT_READINGS_MAX) {
		out->why = "too many charset readings";
		return;
	}
	out->items[out->n++] = (struct text_reading){
		.text = text, .map = decoded->map, .how = how
	};
}

/* Is there memory for one more reading? */
static bool
may_make(struct make *make)
{
	size_t used = arena_used(make->arena) - make->used;

	if (used <= CHARSET_READINGS_BYTES + 2 * make->bytes.len)
		return true;
	make->out->why = "too many charset readings";
	return false;
}

/*
 * bytes out of a known charset, as programs do it: iso-8859-1 is windows-1252
 * to them, and UTF-8 is recognized where us-ascii, or nothing, is said.
 */
static enum status
decode_known(struct make *make, const struct charset_label *label,
    struct text_decoded *decoded_r)
{
	struct slice charset = slice_cstr(label->label);
	struct text_decoded other;
	enum status status;

	status = text_charset_decode_mapped(
	    make->bytes, charset, make->arena, decoded_r);
	if (status != STATUS_OK)
		return status;
	if (label->reading == CHARSET_ASCII && make->utf8)
		decoded_r->exact = true;
	if (label->reading != CHARSET_LATIN1 || decoded_r->map == NULL)
		return STATUS_OK;
	status = text_charset_decode_mapped(
	    make->bytes, SLICE("windows-1252"), make->arena, &other);
	if (status == STATUS_OK && other.exact)
		*decoded_r = other;
	return status;
}

static enum status
decode_converter(struct make *make, const char *converter,
    struct text_decoded *decoded_r, bool *there_r)
{
	struct text_build build;
	enum status status;

	text_build_init(&build, make->arena, NULL);
	status = convert_icu(
	    make->bytes, converter, &build, there_r, &decoded_r->exact);
	if (status == STATUS_OK &&
	    !text_build_done(
		&build, make->bytes.len, &decoded_r->text, &decoded_r->map))
		status = STATUS_NOMEM;
	return status;
}

static enum status
add_converter(struct make *make, const char *converter, const char *how)
{
	struct text_decoded decoded;
	enum status status;
	bool there;

	if (!may_make(make))
		return STATUS_OK;
	status = decode_converter(make, converter, &decoded, &there);
	if (status == STATUS_OK && there)
		add(make, &decoded, how);
	return status;
}

static enum status
add_known(struct make *make, const struct charset_label *label)
{
	struct text_decoded decoded;
	enum status status;

	if (!make->high && !label->shifted && make->out->n > 0 &&
	    make->out->items[0].map == NULL)
		return STATUS_OK; /* ASCII, which is there */
	if (!may_make(make))
		return STATUS_OK;
	status = decode_known(make, label, &decoded);
	if (status == STATUS_OK)
		add(make, &decoded, label->label);
	return status;
}

static enum status
add_label(struct make *make, const char *label)
{
	return add_known(make, charset_label_find(slice_cstr(label)));
}

/* What a program shows that does not know the charset. */
static enum status
add_guess(struct make *make)
{
	if (!make->high)
		return add_label(make, "us-ascii");
	return add_label(make, make->utf8 ? "utf-8" : "windows-1252");
}

/* Without a mark, UTF-16 is of either order. */
static enum status
add_orders(struct make *make, const struct charset_label *label)
{
	bool wide = strcmp(label->converter, "UTF-32") == 0;
	enum status status;

	if (!wide && strcmp(label->converter, "UTF-16") != 0)
		return STATUS_OK;
	status = add_label(make, wide ? "utf-32le" : "utf-16le");
	if (status == STATUS_OK)
		status = add_label(make, wide ? "utf-32be" : "utf-16be");
	return status;
}

/* May a program show the bytes as if label were not there? */
static bool
may_be_ignored(const struct make *make, const struct charset_label *label)
{
	if (!charset_is_common(label))
		return true;
	return label->shifted && strncmp(label->converter, "UTF-", 4) == 0 &&
	    slice_index(make->bytes, '\0') == SLICE_NONE;
}

static enum status
add_name(struct make *make, const struct charset_name *name)
{
	enum status status;

	if (name->label == NULL) {
		status = add_converter(make, name->converter, name->converter);
		return status == STATUS_OK ? add_guess(make) : status;
	}
	status = add_known(make, name->label);
	if (status == STATUS_OK && name->label->reading == CHARSET_ICU)
		status = add_orders(make, name->label);
	if (status == STATUS_OK && may_be_ignored(make, name->label))
		status = add_guess(make);
	return status;
}

/* The first reading: by the declared label, or else the guess. */
static enum status
step_declared(struct make *make)
{
	const char *how = "unknown charset";
	enum status status;
	bool there = false;

	status = charset_names_read(
	    make->hints->declared, make->arena, &make->names);
	if (status != STATUS_OK)
		return status;
	if (make->names.n > 0 && make->names.items[0].label != NULL) {
		make->label = make->names.items[0].label;
		how = make->label->label;
		status = decode_known(make, make->label, &make->first);
	} else {
		if (make->names.n > 0) {
			how = make->names.items[0].converter;
			status =
			    decode_converter(make, how, &make->first, &there);
		}
		if (status == STATUS_OK && !there)
			status = decode_known(make,
			    charset_label_find(SLICE_EMPTY), &make->first);
	}
	if (status == STATUS_OK)
		add(make, &make->first, how);
	return status;
}

static enum status
step_names(struct make *make)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < make->names.n && status == STATUS_OK; i++)
		status = add_name(make, &make->names.items[i]);
	return status;
}

/* A byte order mark counts more than a label to some. */
static enum status
step_mark(struct make *make)
{
	static const struct {
		struct slice mark;
		const char *label;
	} marks[] = {
		{ { "\xEF\xBB\xBF", 3 }, "utf-8" },
		{ { "\xFF\xFE\0\0", 4 }, "utf-32" },
		{ { "\0\0\xFE\xFF", 4 }, "utf-32" },
		{ { "\xFF\xFE", 2 }, "utf-16" },
		{ { "\xFE\xFF", 2 }, "utf-16" },
		{ { "+/v8", 4 }, "utf-7" },
		{ { "+/v9", 4 }, "utf-7" },
	};
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (status == STATUS_OK &&
		    slice_starts(make->bytes, marks[i].mark))
			status = add_label(make, marks[i].label);
	return status;
}

static enum status
step_others(struct make *make)
{
	struct charset_names names;
	enum status status = STATUS_OK;
	size_t i, n;

	for (i = 0; i < make->hints->nothers && status == STATUS_OK; i++) {
		status = charset_names_read(
		    make->hints->others[i], make->arena, &names);
		for (n = 0; n < names.n && status == STATUS_OK; n++)
			status = add_name(make, &names.items[n]);
	}
	return status;
}

/* What a program takes for the charset that does not go by the label. */
static enum status
step_guess(struct make *make)
{
	bool may_be_utf8 = make->label == NULL ||
	    make->label->reading == CHARSET_ASCII ||
	    make->label->reading == CHARSET_UTF8;
	enum status status = STATUS_OK;

	if (!make->high)
		return STATUS_OK;
	if (make->utf8 || may_be_utf8)
		status = add_label(make, "utf-8");
	if (status == STATUS_OK && (may_be_utf8 || !make->first.exact))
		status =
		    make->utf8 ? STATUS_OK : add_label(make, "windows-1252");
	return status;
}

/*
 * Half of what is said to be UTF-16 of one order has its NULs where the other
 * has them: a program that guesses takes the other.
 */
static enum status
add_other_order(struct make *make)
{
	bool big = strcmp(make->label->converter, "UTF-16BE") == 0;
	size_t i, nuls = 0;

	if (!big && strcmp(make->label->converter, "UTF-16LE") != 0)
		return STATUS_OK;
	for (i = big; i < make->bytes.len; i += 2)
		nuls += make->bytes.ptr[i] == '\0' ? 1 : 0;
	if (nuls * 4 <= make->bytes.len)
		return STATUS_OK;
	return add_label(make, big ? "utf-16le" : "utf-16be");
}

/* UTF-16 and UTF-32 without a mark or a label have NULs, and so show. */
static enum status
step_wide(struct make *make)
{
	const char *bytes = make->bytes.ptr;
	size_t nuls[4] = { 0 }, i;
	enum status status = STATUS_OK;
	bool wide;

	if (slice_index(make->bytes, '\0') == SLICE_NONE)
		return STATUS_OK;
	if (make->label != NULL && make->label->shifted)
		return add_other_order(make);
	for (i = 0; i < make->bytes.len; i++)
		nuls[i % 4] += bytes[i] == '\0' ? 1 : 0;
	wide = nuls[0] + nuls[1] + nuls[2] + nuls[3] > make->bytes.len / 2;
	if (nuls[1] + nuls[3] > 0)
		status = add_label(make, "utf-16le");
	if (status == STATUS_OK && nuls[0] + nuls[2] > 0)
		status = add_label(make, "utf-16be");
	if (status == STATUS_OK && wide && nuls[3] > 0)
		status = add_label(make, "utf-32le");
	if (status == STATUS_OK && wide && nuls[0] > 0)
		status = add_label(make, "utf-32be");
	return status;
}

/* Does an escape that begins as prefix and goes on with one of set stand? */
static bool
escape_there(struct slice bytes, struct slice prefix, const char *set)
{
	size_t at;

	while ((at = slice_find(bytes, prefix)) != SLICE_NONE) {
		bytes = slice_from(bytes, at + prefix.len);
		if (bytes.len > 0 && bytes.ptr[0] != '\0' &&
		    strchr(set, bytes.ptr[0]) != NULL)
			return true;
	}
	return false;
}

/* Charsets that shift by escapes are recognized by them. */
static enum status
step_escapes(struct make *make)
{
	static const struct {
		struct slice prefix;
		const char *set;
		const char *label;
	} escapes[] = {
		{ { "\x1B$", 2 }, "B@A(", "iso-2022-jp-2" },
		{ { "\x1B(", 2 }, "BJI", "iso-2022-jp-2" },
		{ { "\x1B$)", 3 }, "C", "iso-2022-kr" },
		{ { "\x1B$)", 3 }, "AGE", "iso-2022-cn" },
		{ { "~", 1 }, "{", "hz" },
	};
	bool escapes_there = slice_index(make->bytes, '\x1B') != SLICE_NONE;
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
		if (status == STATUS_OK &&
		    (escapes_there || escapes[i].prefix.ptr[0] == '~') &&
		    escape_there(
			make->bytes, escapes[i].prefix, escapes[i].set))
			status = add_label(make, escapes[i].label);
	return status;
}

static enum status
step_utf7(struct make *make)
{
	bool only_plain = make->label != NULL || make->names.open;
	struct text_decoded decoded;
	enum status status;
	bool any;

	if (make->label != NULL && make->label->shifted)
		only_plain = strcmp(make->label->converter, "UTF-7") != 0;
	if (slice_index(make->first.text, '+') == SLICE_NONE || !may_make(make))
		return STATUS_OK;
	status = utf7_decode_runs(
	    &make->first, only_plain, make->arena, &decoded, &any);
	if (status == STATUS_OK && any)
		add(make, &decoded, "utf-7");
	return status;
}

/* Bytes that are malformed are left out by some, and decoded by others. */
static enum status
step_malformed(struct make *make)
{
	const struct charset_label *label = make->label;
	bool may_be_utf8 = label == NULL || label->reading == CHARSET_ASCII ||
	    label->reading == CHARSET_UTF8;
	struct text_decoded decoded = make->first;
	enum status status = STATUS_OK;

	if (may_be_utf8 && make->high && !make->utf8) {
		if (!may_make(make))
			return STATUS_OK;
		status = text_charset_decode_mapped(
		    make->bytes, SLICE("utf-8"), make->arena, &decoded);
	}
	if (status == STATUS_OK && !decoded.exact &&
	    slice_find(decoded.text, REPLACEMENT) != SLICE_NONE &&
	    may_make(make)) {
		status = lenient_without(
		    &decoded, REPLACEMENT, make->arena, &decoded);
		if (status == STATUS_OK)
			add(make, &decoded, "malformed bytes left out");
	}
	if (status == STATUS_OK && may_be_utf8 && make->high && !make->utf8 &&
	    lenient_utf8_there(make->bytes) && may_make(make)) {
		status = lenient_utf8(make->bytes, make->arena, &decoded);
		if (status == STATUS_OK)
			add(make, &decoded, "utf-8 with overlong forms");
	}
	return status;
}

static enum status
step_seven_bits(struct make *make)
{
	struct text_decoded decoded;
	enum status status;

	if (!make->high || make->utf8 ||
	    (make->label != NULL && make->label->reading != CHARSET_ASCII) ||
	    !may_make(make))
		return STATUS_OK;
	status = lenient_seven_bits(make->bytes, make->arena, &decoded);
	if (status == STATUS_OK)
		add(make, &decoded, "lower seven bits");
	return status;
}

/* A program that ends no text at a NUL passes over it. */
static enum status
step_nuls(struct make *make)
{
	struct slice nul = slice_make("\0", 1);
	struct text_decoded decoded;
	enum status status;

	if (slice_find(make->first.text, nul) == SLICE_NONE || !may_make(make))
		return STATUS_OK;
	status = lenient_without(&make->first, nul, make->arena, &decoded);
	if (status == STATUS_OK)
		add(make, &decoded, "NULs left out");
	return status;
}

/* What ICU takes bytes for that no label accounts for. */
static enum status
step_detected(struct make *make)
{
	const char *converter;
	enum status status;

	if (!make->high || make->utf8 ||
	    (make->label != NULL && make->label->reading != CHARSET_ASCII &&
		make->label->reading != CHARSET_UTF8) ||
	    charset_doubt_is_small(make->bytes, make->first.text, make->label))
		return STATUS_OK;
	status = convert_detect(make->bytes, make->arena, &converter);
	if (status != STATUS_OK || converter == NULL)
		return status;
	return add_converter(make, converter, converter);
}

/* Of an unknown charset, and nothing like ASCII: a mainframe's. */
static enum status
step_mainframe(struct make *make)
{
	size_t high = 0, i;

	if (!make->high || make->utf8 || make->names.n > 0)
		return STATUS_OK;
	for (i = 0; i < make->bytes.len; i++)
		high += (unsigned char)make->bytes.ptr[i] >= 0x80 ? 1 : 0;
	if (high < make->bytes.len / 2)
		return STATUS_OK;
	return add_converter(make, "ibm-37", "ibm-37");
}

/* The likeliest first. */
static make_step *const steps[] = {
	step_declared,
	step_mark,
	step_names,
	step_guess,
	step_others,
	step_wide,
	step_escapes,
	step_utf7,
	step_malformed,
	step_nuls,
	step_seven_bits,
	step_mainframe,
	step_detected,
};

static const char *
why_not_all(const struct make *make)
{
	const struct text_readings *out = make->out;

	if (make->names.n == 0 && !make->names.open &&
	    (make->high || out->n > 1))
		return "charset unknown";
	if (make->names.icu && make->high)
		return "charset unknown";
	if (make->names.icu || make->first.exact ||
	    charset_doubt_is_small(make->bytes, make->first.text, make->label))
		return NULL;
	return "text does not decode";
}

enum status
text_charset_readings(struct slice bytes, const struct charset_hints *hints,
    struct arena *arena, struct text_readings *readings_r)
{
	struct make make = {
		.bytes = bytes,
		.hints = hints,
		.arena = arena,
		.out = readings_r,
		.high = !text_charset_is_ascii(bytes),
	};
	enum status status = STATUS_OK;
	const char *why;
	size_t i;

	readings_r->n = 0;
	readings_r->why = NULL;
	make.utf8 = !make.high || utf8_valid(bytes);
	make.used = arena_used(arena);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (status == STATUS_OK)
			status = steps[i](&make);
	if (status != STATUS_OK)
		return status;
	readings_r->plain =
	    make.first.exact && make.label != NULL && !make.label->shifted;
	why = why_not_all(&make);
	if (why != NULL)
		readings_r->why = why;
	return STATUS_OK;
}
