/*
 * diag.c - the list of what is wrong in a person's file.
 *
 * Texts quote what stands in the file, so control characters in them are
 * replaced: an entry is one line, and no file can steer a terminal.
 */
#include "base/diag.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/slice.h"
#include "base/utf8.h"

void
diag_init(struct diag_list *list)
{
	memset(list, 0, sizeof(*list));
}

void
diag_free(struct diag_list *list)
{
	size_t i;

	for (i = 0; i < list->len; i++) {
		mem_free(list->items[i].file);
		mem_free(list->items[i].text);
		mem_free(list->items[i].shown);
	}
	mem_free(list->items);
	diag_init(list);
}

/* Out of memory, the entry is left out: it has been counted. */
static void
diag_keep(struct diag_list *list, enum diag_level level,
    struct diag_place place, const char *text)
{
	struct diag diag = {
		.level = level,
		.line = place.line,
		.column = place.column,
	};

	if (list->len >= DIAG_MAX ||
	    !mem_grow((void **)&list->items, &list->cap, list->len,
		sizeof(*list->items)))
		return;
	diag.file = mem_strdup(place.file == NULL ? "" : place.file);
	diag.text = mem_strdup(text);
	if (diag.file == NULL || diag.text == NULL) {
		mem_free(diag.file);
		mem_free(diag.text);
		return;
	}
	list->items[list->len++] = diag;
}

/*
 * Controls and malformed UTF-8 become '?', which also mends a character that
 * was cut in two where the text was.  The text only gets shorter.
 */
static void
diag_clean(char *text)
{
	struct slice rest = slice_cstr(text);
	uint32_t cp;
	size_t len;

	while (rest.len > 0) {
		len = utf8_decode(rest, &cp);
		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ||
		    !utf8_valid(slice_sub(rest, 0, len))) {
			*text++ = '?';
		} else {
			memmove(text, rest.ptr, len);
			text += len;
		}
		rest = slice_from(rest, len);
	}
	*text = '\0';
}

static void diag_add(struct diag_list *list, enum diag_level level,
    struct diag_place place, const char *fmt, va_list args)
    __attribute__((format(printf, 4, 0)));

static void
diag_add(struct diag_list *list, enum diag_level level, struct diag_place place,
    const char *fmt, va_list args)
{
	char text[DIAG_TEXT_MAX];

	if (list == NULL)
		return;
	if (level == DIAG_ERROR)
		list->errors++;
	else
		list->warnings++;
	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		text[0] = '\0';
	diag_clean(text);
	diag_keep(list, level, place, text);
}

void
diag_error(
    struct diag_list *list, struct diag_place place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag_add(list, DIAG_ERROR, place, fmt, args);
	va_end(args);
}

void
diag_warning(
    struct diag_list *list, struct diag_place place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag_add(list, DIAG_WARNING, place, fmt, args);
	va_end(args);
}

static const char *
diag_level_name(enum diag_level level)
{
	return level == DIAG_ERROR ? "error" : "warning";
}

void
diag_format(const struct diag *diag, char *out, size_t size)
{
	char where[32] = "";

	if (diag->line > 0 && diag->column > 0)
		(void)snprintf(
		    where, sizeof(where), "%u:%u:", diag->line, diag->column);
	else if (diag->line > 0)
		(void)snprintf(where, sizeof(where), "%u:", diag->line);
	(void)snprintf(out, size, "%s:%s %s: %s", diag->file, where,
	    diag_level_name(diag->level), diag->text);
}

void
diag_print(const struct diag_list *list, FILE *out)
{
	size_t i, left = list->errors + list->warnings - list->len;
	char line[DIAG_TEXT_MAX * 2];

	for (i = 0; i < list->len; i++) {
		diag_format(&list->items[i], line, sizeof(line));
		fprintf(out, "%s\n", line);
	}
	if (left > 0)
		fprintf(out, "and %zu more\n", left);
}

static size_t
characters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* The byte at which character n of the text begins, or its end. */
static size_t
character_at(const char *text, size_t n)
{
	size_t at = 0;

	for (; text[at] != '\0'; at++)
		if (((unsigned char)text[at] & 0xc0) != 0x80 && n-- == 0)
			break;
	return at;
}

void
diag_show(struct diag_list *list, const char *text, size_t at)
{
	struct diag *diag;
	size_t caret, first, from;
	char *copy;

	/* past the ceiling the last entry is another one */
	if (list == NULL || list->len == 0 ||
	    list->errors + list->warnings > list->len)
		return;
	diag = &list->items[list->len - 1];
	at = at < strlen(text) ? at : strlen(text);
	caret = characters(text, at);
	first = caret > DIAG_SHOWN_MAX / 2 ? caret - DIAG_SHOWN_MAX / 2 : 0;
	from = character_at(text, first);
	copy = mem_strdup(text + from);
	if (copy == NULL)
		return;
	copy[character_at(copy, DIAG_SHOWN_MAX)] = '\0';
	diag_clean(copy);
	mem_free(diag->shown);
	diag->shown = copy;
	diag->caret = caret - first;
}

void
diag_format_shown(const struct diag *diag, char *out, size_t size)
{
	if (size > 0)
		out[0] = '\0';
	if (diag->shown != NULL)
		(void)snprintf(out, size, "    %s\n    %*s^", diag->shown,
		    (int)diag->caret, "");
}
