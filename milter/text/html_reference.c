/*
 * html_reference.c - character references (HTML, 13.2.5.72 to 80).
 */
#include <string.h>

#include "base/utf8.h"
#include "text/html_entities.h"
#include "text/html_machine.h"
#include "text/windows_1252.h"

#define CP_MAX 0x10FFFF

/* The first entry of [low, high) whose byte at is not under c. */
static size_t
first_at_least(size_t low, size_t high, size_t at, unsigned c)
{
	size_t middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if ((unsigned char)html_entities[middle].name[at] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Those that most references are to; none is the front of another. */
static const struct html_entity common[] = {
	{ "amp;", "&" },
	{ "nbsp;", "\xC2\xA0" },
	{ "lt;", "<" },
	{ "gt;", ">" },
	{ "quot;", "\"" },
};

static const struct html_entity *
find_common(struct slice text)
{
	size_t i;

	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (slice_starts(text, slice_cstr(common[i].name)))
			return &common[i];
	return NULL;
}

/* Narrows the sorted table by one byte at a time. */
static const struct html_entity *
find_any(struct slice text)
{
	const struct html_entity *longest = NULL;
	size_t low = 0, high = HTML_ENTITIES, at;
	unsigned c;

	for (at = 0; at < text.len; at++) {
		c = (unsigned char)text.ptr[at];
		if (c == '\0')
			break;
		low = first_at_least(low, high, at, c);
		high = first_at_least(low, high, at, c + 1);
		if (low == high)
			break;
		if (html_entities[low].name[at + 1] == '\0')
			longest = &html_entities[low];
	}
	return longest;
}

const struct html_entity *
html_entity_find(struct slice text)
{
	const struct html_entity *entity = find_common(text);

	return entity != NULL ? entity : find_any(text);
}

static uint32_t
number_meaning(uint32_t number)
{
	if (number == 0 || number > CP_MAX)
		return UTF8_REPLACEMENT;
	if (number >= 0x80 && number <= 0x9F &&
	    text_windows_1252[number - 0x80])
		return text_windows_1252[number - 0x80];
	return number; /* utf8_encode() replaces surrogates */
}

static size_t
read_number(struct slice s, char *out, size_t *len_r)
{
	size_t at = 2, first;
	uint32_t number = 0, base = 10;
	int digit;

	if (at < s.len && (s.ptr[at] == 'x' || s.ptr[at] == 'X')) {
		base = 16;
		at++;
	}
	for (first = at; at < s.len; at++) {
		digit = ascii_hex(s.ptr[at]);
		if (digit < 0 || (uint32_t)digit >= base)
			break;
		if (number <= CP_MAX)
			number = number * base + (uint32_t)digit;
	}
	if (at == first)
		return 0;
	if (at < s.len && s.ptr[at] == ';')
		at++;
	*len_r = utf8_encode(number_meaning(number), out);
	return at;
}

static size_t
read_name(struct slice s, bool in_attribute, char *out, size_t *len_r)
{
	const struct html_entity *entity = html_entity_find(slice_from(s, 1));
	size_t len;
	char after;

	if (entity == NULL)
		return 0;
	len = 1 + strlen(entity->name);
	if (in_attribute && s.ptr[len - 1] != ';' && len < s.len) {
		after = s.ptr[len];
		if (after == '=' || ascii_alnum(after))
			return 0;
	}
	*len_r = strlen(entity->text);
	memcpy(out, entity->text, *len_r);
	return len;
}

size_t
html_reference_read(struct slice s, bool in_attribute,
    char out[HTML_REFERENCE_MAX], size_t *len_r)
{
	if (s.len < 2)
		return 0;
	if (s.ptr[1] == '#')
		return read_number(s, out, len_r);
	if (ascii_alpha(s.ptr[1]))
		return read_name(s, in_attribute, out, len_r);
	return 0;
}
