/*
 * header_readings.c - the further readings of a header value or parameter:
 * what programs show that find, join and decode encoded words in another way
 * than the canonical reader does, or not at all.
 *
 * They are made only of a value in which something is there that readers
 * differ about.
 */
#include "base/utf8.h"
#include "message/decode.h"
#include "text/header.h"
#include "text/word_list.h"

#define VALUE_MAX ((size_t)64 << 10) /* bytes of a value that is read so */
#define PERCENTS_MIN 3 /* escapes below which a value has one by chance */
#define IRREGULAR \
	(WORD_BROKEN | WORD_ATTACHED | WORD_MALFORMED | WORD_CHARSET | WORD_RAW)

static const struct word_kind plainly = { .name = "" };

#define LIKELY(n)                                                    \
	{                                                            \
		.name = "likely charset " #n, .needs = WORD_CHARSET, \
		.charset = (n)                                       \
	}

static const struct word_kind kinds[] = {
	{ .name = "each word by itself",
	    .needs = WORD_ADJACENT,
	    .apart = true },
	{ .name = "words joined before they are decoded",
	    .needs = WORD_ADJACENT,
	    .joined = true },
	{ .name = "well-formed words alone",
	    .needs = WORD_ATTACHED | WORD_MALFORMED,
	    .strict = true },
	{ .name = "broken words read as Q",
	    .needs = WORD_BROKEN,
	    .letter = 'q' },
	{ .name = "broken words read as B",
	    .needs = WORD_BROKEN,
	    .letter = 'b' },
	{ .name = "broken words to the next blank",
	    .needs = WORD_BROKEN | WORD_MALFORMED,
	    .letter = 'q',
	    .to_blank = true },
	{ .name = "blanks in words dropped",
	    .needs = WORD_MALFORMED,
	    .no_blanks = true },
	{ .name = "soft breaks in words undone",
	    .needs = WORD_MALFORMED,
	    .no_blanks = true,
	    .no_signs = true },
	{ .name = "folds dropped", .needs = WORD_FOLDED, .no_fold = true },
	{ .name = "folds dropped, broken words read",
	    .needs = WORD_FOLDED,
	    .no_fold = true,
	    .letter = 'q' },
	{ .name = "words to their last end",
	    .needs = WORD_ATTACHED,
	    .greedy = true },
	{ .name = "broken escapes without their sign",
	    .needs = WORD_MALFORMED,
	    .no_signs = true },
	LIKELY(1),
	LIKELY(2),
	LIKELY(3),
	LIKELY(4),
	LIKELY(5),
	LIKELY(6),
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct readings {
	struct word_value value;
	struct slice raw; /* as it stood */
	const struct text_decoded *canonical;
	struct text_header_readings *list;
	bool cut; /* there were too many */
};

/* value without CR and LF, and without the blanks behind them if asked. */
static bool
unfold(struct slice value, bool drop, struct arena *arena,
    struct text_decoded *out_r)
{
	struct slice trimmed = slice_trim(value);
	size_t skipped = trimmed.len ? (size_t)(trimmed.ptr - value.ptr) : 0;
	struct text_build build;
	bool folded = false;

	text_build_init(&build, arena, NULL);
	text_build_reserve(&build, trimmed.len);
	for (size_t i = 0; i < trimmed.len; i++) {
		char c = trimmed.ptr[i];

		if (c == '\r' || c == '\n')
			folded = drop;
		else if (!folded || (c != ' ' && c != '\t')) {
			text_build_copy(
			    &build, slice_sub(trimmed, i, 1), skipped + i);
			folded = false;
		}
	}
	return text_build_done(&build, value.len, &out_r->text, &out_r->map);
}

static enum status
add(struct readings *readings, const struct text_decoded *decoded,
    const char *how)
{
	struct text_header_reading *added;

	if (decoded->text.len == 0 ||
	    slice_equal(decoded->text, readings->canonical->text))
		return STATUS_OK;
	for (size_t i = 0; i < readings->list->len; i++)
		if (slice_equal(decoded->text, readings->list->items[i].text))
			return STATUS_OK;
	if (readings->list->len >= TEXT_HEADER_READING_MAX) {
		readings->cut = true;
		return STATUS_OK;
	}
	added = VEC_PUSH(readings->value.arena, readings->list);
	if (added == NULL)
		return STATUS_NOMEM;
	added->text = decoded->text;
	added->map = decoded->map;
	added->how = how;
	return STATUS_OK;
}

/* What a reader shows that decodes once more what it has decoded. */
static enum status
add_again(struct readings *readings, const struct text_decoded *once)
{
	struct word_value again = readings->value;
	struct text_decoded twice;
	enum status status;
	unsigned traits;

	if (slice_find(once->text, SLICE("=?")) == SLICE_NONE)
		return STATUS_OK;
	again.in = once->text;
	again.map = once->map;
	status = word_list_decode(&again, &plainly, &twice, &traits);
	return status == STATUS_OK ? add(readings, &twice, "decoded twice") :
				     status;
}

/* The value as kind reads it. */
static enum status
add_kind(struct readings *readings, const struct word_kind *kind)
{
	struct word_value value = readings->value;
	struct text_decoded unfolded, decoded;
	unsigned traits;
	enum status status;

	if (kind->no_fold) {
		if (!unfold(readings->raw, true, value.arena, &unfolded))
			return STATUS_NOMEM;
		value.in = unfolded.text;
		value.map = unfolded.map;
	}
	status = word_list_decode(&value, kind, &decoded, &traits);
	if (status == STATUS_OK)
		status = add(readings, &decoded, kind->name);
	return status == STATUS_OK ? add_again(readings, &decoded) : status;
}

/* As the kinds of base64 readers have it. */
static enum status
add_base64(struct readings *readings)
{
	struct word_kind kind = { .base64 = true };
	enum status status = STATUS_OK;

	while (status == STATUS_OK &&
	    (kind.name = message_base64_kind(kind.base64_kind)) != NULL) {
		status = add_kind(readings, &kind);
		kind.base64_kind++;
	}
	return status;
}

/* As it stands, and with its raw bytes made UTF-8. */
static enum status
add_source(struct readings *readings)
{
	struct text_decoded source = { .text = readings->value.in,
		.map = readings->value.map };

	if (!utf8_valid(source.text))
		return STATUS_OK;
	return add(readings, &source, "not decoded");
}

static unsigned
find_folds(const struct readings *readings, unsigned traits)
{
	bool folded = slice_index(readings->raw, '\n') != SLICE_NONE ||
	    slice_index(readings->raw, '\r') != SLICE_NONE;

	return folded && (traits & IRREGULAR) ? WORD_FOLDED : 0;
}

static enum status
read_all(struct readings *readings, unsigned traits)
{
	enum status status = STATUS_OK;

	if (traits & IRREGULAR)
		status = add_source(readings);
	for (size_t i = 0; i < KINDS && status == STATUS_OK; i++)
		if (kinds[i].needs & traits)
			status = add_kind(readings, &kinds[i]);
	if (status == STATUS_OK && (traits & WORD_MALFORMED))
		status = add_base64(readings);
	return status;
}

/* bytes with each "%" and two hex digits made the byte; NULL: no memory. */
static struct slice
undo_percents(struct slice bytes, struct arena *arena)
{
	char *out = arena_alloc(arena, bytes.len);
	size_t len = 0;

	for (size_t i = 0; out != NULL && i < bytes.len; i++) {
		int high = -1, low = -1;

		if (bytes.ptr[i] == '%' && bytes.len - i > 2) {
			high = ascii_hex(bytes.ptr[i + 1]);
			low = ascii_hex(bytes.ptr[i + 2]);
		}
		out[len++] = high < 0 || low < 0 ? bytes.ptr[i] :
						   (char)(high << 4 | low);
		i += high < 0 || low < 0 ? 0 : 2;
	}
	return (struct slice){ out, len };
}

/* Takes "charset'language'" off the front of *bytes, if it is there. */
static struct slice
take_charset(struct slice *bytes)
{
	size_t first = slice_index(*bytes, '\''), second;
	struct slice charset;

	if (first == SLICE_NONE)
		return SLICE_EMPTY;
	second = slice_index(slice_from(*bytes, first + 1), '\'');
	if (second == SLICE_NONE)
		return SLICE_EMPTY;
	charset = slice_sub(*bytes, 0, first);
	*bytes = slice_from(*bytes, first + second + 2);
	return charset;
}

/* A value without "*" whose writer encoded it as if it had one. */
static enum status
add_percents(struct readings *readings, struct slice bytes)
{
	struct slice charset = take_charset(&bytes), raw;
	struct text_decoded decoded;
	struct text_build build;
	enum status status;
	struct slice text;
	bool exact;

	raw = undo_percents(bytes, readings->value.arena);
	if (raw.ptr == NULL)
		return STATUS_NOMEM;
	status = text_charset_decode(raw,
	    charset.len > 0 ? charset : SLICE("us-ascii"),
	    readings->value.arena, &text, &exact);
	if (status != STATUS_OK)
		return status;
	text_build_init(&build, readings->value.arena, NULL);
	text_build_made(&build, text, 0);
	if (!text_build_done(
		&build, readings->value.len, &decoded.text, &decoded.map))
		return STATUS_NOMEM;
	return add(readings, &decoded, "percents decoded");
}

/* How many bytes are written with "%" and hex digits. */
static size_t
count_percents(struct slice bytes)
{
	size_t n = 0;

	for (size_t i = 0; i + 2 < bytes.len; i++)
		n += bytes.ptr[i] == '%' && ascii_hex(bytes.ptr[i + 1]) >= 0 &&
		    ascii_hex(bytes.ptr[i + 2]) >= 0;
	return n;
}

/* A value in UTF-7: letters of ASCII stand behind "+A" in it. */
static enum status
add_utf7(struct readings *readings)
{
	struct text_decoded decoded;
	enum status status;

	status = text_charset_decode_mapped(
	    readings->raw, SLICE("utf-7"), readings->value.arena, &decoded);
	if (status != STATUS_OK || !decoded.exact)
		return status;
	return add(readings, &decoded, "utf-7");
}

/* What is written in a value in another way than as encoded words. */
static enum status
add_escapes(struct readings *readings)
{
	enum status status = STATUS_OK;

	if (count_percents(readings->raw) >= PERCENTS_MIN)
		status = add_percents(readings, readings->raw);
	if (status == STATUS_OK &&
	    slice_find(readings->raw, SLICE("+A")) != SLICE_NONE)
		status = add_utf7(readings);
	return status;
}

enum status
text_header_readings(struct slice value, struct slice charset,
    struct arena *arena, const struct text_decoded *canonical,
    struct text_header_readings *list_r, bool *whole_r)
{
	struct readings readings = {
		.value = { .arena = arena,
		    .len = value.len,
		    .charset = charset },
		.raw = value,
		.canonical = canonical,
		.list = list_r,
	};
	struct text_decoded unfolded, decoded;
	unsigned traits;
	enum status status;

	*list_r = (struct text_header_readings)VEC_INIT;
	*whole_r = true;
	if (canonical->exact && slice_find(value, SLICE("=?")) == SLICE_NONE)
		return add_escapes(&readings);
	if (value.len > VALUE_MAX) {
		*whole_r = false;
		return STATUS_OK;
	}
	if (!unfold(value, false, arena, &unfolded))
		return STATUS_NOMEM;
	readings.value.in = unfolded.text;
	readings.value.map = unfolded.map;
	status = word_list_decode(&readings.value, &plainly, &decoded, &traits);
	if (status != STATUS_OK)
		return status;
	*whole_r = (traits & WORD_DOUBT) == 0;
	traits |= find_folds(&readings, traits);
	status = add_again(&readings, &decoded);
	if (status == STATUS_OK)
		status = read_all(&readings, traits);
	if (status == STATUS_OK)
		status = add_escapes(&readings);
	*whole_r = *whole_r && !readings.cut;
	return status;
}

enum status
text_param_readings(const struct message_param *param, struct slice charset,
    struct arena *arena, struct slice canonical,
    struct text_header_readings *list_r, bool *whole_r)
{
	const struct text_decoded shown = { .text = canonical };
	struct readings readings = {
		.value = { .arena = arena, .len = param->bytes.len },
		.canonical = &shown,
		.list = list_r,
	};
	struct slice text;
	enum status status;
	bool exact = true;

	status = text_header_readings(
	    param->bytes, charset, arena, &shown, list_r, whole_r);
	if (status == STATUS_OK && param->encoded) {
		status = text_charset_decode(
		    param->bytes, param->charset, arena, &text, &exact);
		*whole_r = exact;
	}
	if (status == STATUS_OK && slice_index(param->bytes, '%') != SLICE_NONE)
		status = add_percents(&readings, param->bytes);
	*whole_r = *whole_r && !readings.cut;
	return status;
}
