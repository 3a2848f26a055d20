/*
 * slice.c - looking at borrowed bytes.
 *
 * No function reads past ptr+len, and none hands a NULL pointer to memcmp and
 * its kin, for which that is undefined even with a length of 0.
 */
#include "base/slice.h"

#include <string.h>

struct slice
slice_make(const char *ptr, size_t len)
{
	return (struct slice){ ptr, len };
}

struct slice
slice_cstr(const char *text)
{
	if (text == NULL)
		return SLICE_EMPTY;
	return (struct slice){ text, strlen(text) };
}

/* Both have at least len bytes. */
static bool
bytes_equal(const char *a, const char *b, size_t len)
{
	return len == 0 || memcmp(a, b, len) == 0;
}

static bool
bytes_equal_nocase(const char *a, const char *b, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

bool
slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && bytes_equal(a.ptr, b.ptr, a.len);
}

bool
slice_equal_nocase(struct slice a, struct slice b)
{
	return a.len == b.len && bytes_equal_nocase(a.ptr, b.ptr, a.len);
}

int
slice_compare(struct slice a, struct slice b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool
slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len &&
	    bytes_equal(s.ptr, prefix.ptr, prefix.len);
}

bool
slice_starts_nocase(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len &&
	    bytes_equal_nocase(s.ptr, prefix.ptr, prefix.len);
}

bool
slice_ends_nocase(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len &&
	    slice_equal_nocase(slice_from(s, s.len - suffix.len), suffix);
}

struct slice
slice_from(struct slice s, size_t offset)
{
	if (offset > s.len)
		offset = s.len;
	if (offset == 0)
		return s;
	return (struct slice){ s.ptr + offset, s.len - offset };
}

struct slice
slice_sub(struct slice s, size_t offset, size_t len)
{
	s = slice_from(s, offset);
	if (s.len > len)
		s.len = len;
	return s;
}

size_t
slice_index(struct slice s, char c)
{
	const char *at = s.len == 0 ? NULL : memchr(s.ptr, c, s.len);

	return at == NULL ? SLICE_NONE : (size_t)(at - s.ptr);
}

size_t
slice_rindex(struct slice s, char c)
{
	const char *at = s.len == 0 ? NULL : memrchr(s.ptr, c, s.len);

	return at == NULL ? SLICE_NONE : (size_t)(at - s.ptr);
}

/* glibc's memmem is linear in the length of s, whatever stands in it. */
#define SHORT_NEEDLE 16

/* By the first byte, which is rare as a rule; memmem(3) looks at every byte. */
static const char *
find_short(struct slice s, struct slice needle)
{
	const char *at = s.ptr, *last = s.ptr + (s.len - needle.len);

	while (at <= last &&
	    (at = memchr(at, needle.ptr[0], (size_t)(last - at) + 1)) != NULL) {
		if (memcmp(at, needle.ptr, needle.len) == 0)
			return at;
		at++;
	}
	return NULL;
}

size_t
slice_find(struct slice s, struct slice needle)
{
	const char *at;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return SLICE_NONE;
	at = needle.len > SHORT_NEEDLE ?
	    memmem(s.ptr, s.len, needle.ptr, needle.len) :
	    find_short(s, needle);
	return at == NULL ? SLICE_NONE : (size_t)(at - s.ptr);
}

/* Quick for short needles, which are all that it is meant for. */
size_t
slice_find_nocase(struct slice s, struct slice needle)
{
	size_t i;
	char first;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return SLICE_NONE;
	first = ascii_lower(needle.ptr[0]);
	for (i = 0; i <= s.len - needle.len; i++)
		if (ascii_lower(s.ptr[i]) == first &&
		    bytes_equal_nocase(s.ptr + i, needle.ptr, needle.len))
			return i;
	return SLICE_NONE;
}

struct slice
slice_trim(struct slice s)
{
	while (s.len > 0 && ascii_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && ascii_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool
slice_cut(struct slice *rest, char sep, struct slice *head_r)
{
	size_t at;

	if (rest->ptr == NULL)
		return false;
	at = slice_index(*rest, sep);
	if (at == SLICE_NONE) {
		*head_r = *rest;
		*rest = (struct slice){ NULL, 0 };
		return true;
	}
	*head_r = slice_sub(*rest, 0, at);
	*rest = slice_from(*rest, at + 1);
	return true;
}
