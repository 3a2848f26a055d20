/*
 * charset_names.c - the charsets that a label, as it stands in mail, may mean.
 *
 * A label is taken as it is where it is known.  Else it is cut at what no name
 * has in it (blanks, quotes, commas, NULs), and each piece is looked up without
 * regard to hyphens, and then asked of ICU.  Pieces that mean nothing are
 * passed over: "utf-8 (from the web form)" is utf-8.
 */
#include "text/charset_names.h"

#include <string.h>

#include <unicode/ucnv.h>

#define LABEL_MAX 256 /* bytes of a label that are looked at */
#define NAME_MAX 40   /* of a name: ICU has none that is longer */

/* What says that the charset is not known, or nothing about it. */
static const char *const open_names[] = { "unknown", "unknown-8bit",
	"x-unknown", "unspecified", "undefined", "default", "none", "8bit",
	"7bit", "binary", "charset", "text", "plain" };

/* Names that are no charset's, and whose they are meant to be. */
static const struct {
	const char *name;
	const char *meant;
} meant_names[] = {
	{ "ansi", "windows-1252" },
	{ "windows", "windows-1252" },
	{ "western", "windows-1252" },
	{ "latin", "iso-8859-1" },
	{ "utf", "utf-8" },
};

static bool
is_open(struct slice name)
{
	size_t i;

	for (i = 0; i < sizeof(open_names) / sizeof(open_names[0]); i++)
		if (slice_equal_nocase(name, slice_cstr(open_names[i])))
			return true;
	return false;
}

static const struct charset_label *
find_meant(struct slice name)
{
	size_t i;

	for (i = 0; i < sizeof(meant_names) / sizeof(meant_names[0]); i++)
		if (slice_equal_nocase(name, slice_cstr(meant_names[i].name)))
			return charset_label_find(
			    slice_cstr(meant_names[i].meant));
	return NULL;
}

static bool
is_name_char(char c)
{
	return ascii_alnum(c) || (c != '\0' && strchr("-_.:+", c) != NULL);
}

static void
add_name(struct charset_names *names, const struct charset_label *label,
    const char *converter)
{
	size_t i;

	if (names->n == CHARSET_NAMES_MAX)
		return;
	for (i = 0; i < names->n; i++)
		if (label != NULL && names->items[i].label == label)
			return;
	names->items[names->n].label = label;
	names->items[names->n].converter = converter;
	names->n++;
	if (label == NULL)
		names->icu = true;
}

static const struct charset_label *
find_loosely(struct slice name)
{
	const struct charset_label *label = charset_label_find_loosely(name);

	if (label == NULL)
		label = find_meant(name);
	if (label == NULL && slice_starts_nocase(name, SLICE("x-")))
		label = charset_label_find_loosely(slice_from(name, 2));
	if (label == NULL && slice_starts_nocase(name, SLICE("cs")))
		label = charset_label_find_loosely(slice_from(name, 2));
	return label;
}

/*
 * ICU's converter of that name.  Its list of aliases is asked before, since
 * opening a name that is not there looks for a file.
 */
static enum status
add_converter(
    struct charset_names *names, struct slice name, struct arena *arena)
{
	UErrorCode error = U_ZERO_ERROR;
	const char *text;

	if (name.len > NAME_MAX || names->n == CHARSET_NAMES_MAX)
		return STATUS_OK;
	text = arena_cstr(arena, name);
	if (text == NULL)
		return STATUS_NOMEM;
	if (ucnv_countAliases(text, &error) > 0 && U_SUCCESS(error))
		add_name(names, NULL, text);
	return STATUS_OK;
}

/* One piece of a label. */
static enum status
add_piece(struct charset_names *names, struct slice piece, struct arena *arena)
{
	const struct charset_label *label;

	while (piece.len > 0 && !ascii_alnum(piece.ptr[0]))
		piece = slice_from(piece, 1);
	while (piece.len > 0 && !ascii_alnum(piece.ptr[piece.len - 1]))
		piece.len--;
	if (piece.len == 0)
		return STATUS_OK;
	if (is_open(piece)) {
		names->open = true;
		return STATUS_OK;
	}
	label = find_loosely(piece);
	if (label == NULL)
		return add_converter(names, piece, arena);
	add_name(names, label, NULL);
	return STATUS_OK;
}

enum status
charset_names_read(
    struct slice label, struct arena *arena, struct charset_names *names_r)
{
	const struct charset_label *known = charset_label_find(label);
	enum status status = STATUS_OK;
	size_t at = 0, len;

	memset(names_r, 0, sizeof(*names_r));
	label = slice_sub(slice_trim(label), 0, LABEL_MAX);
	names_r->open = label.len == 0;
	if (known == NULL && label.len <= NAME_MAX && !is_open(label))
		known = find_loosely(label);
	if (known != NULL) {
		add_name(names_r, known, NULL);
		return STATUS_OK;
	}
	while (at < label.len && status == STATUS_OK) {
		for (len = 0; at + len < label.len; len++)
			if (!is_name_char(label.ptr[at + len]))
				break;
		status = add_piece(names_r, slice_sub(label, at, len), arena);
		at += len + 1;
	}
	return status;
}

bool
charset_is_common(const struct charset_label *label)
{
	static const char *const rare[] = { "EUC-TW", "ibm-437", "ibm-850",
		"ISO-2022-CN", "ISO-2022-KR", "ISO-2022-JP-1", "ISO-2022-JP-2",
		"HZ", "UTF-7", "UTF-32", "UTF-32BE", "UTF-32LE" };
	size_t i;

	if (label->reading != CHARSET_ICU)
		return true;
	for (i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (strcmp(label->converter, rare[i]) == 0)
			return false;
	return true;
}
