/*
 * slice.h - a borrowed run of bytes: pointer and length, never owned.
 *
 * Mail holds NULs, so everything inside sendgate speaks of slices; C strings
 * stand only at the edges (system calls, libraries, printf).  A slice is valid
 * as long as what it points into (an arena, a message, a literal).
 * "White space" and "case" are ASCII's; no function looks at the locale.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *ptr;
	size_t len;
};

#define SLICE_NONE ((size_t)-1)
#define SLICE(literal) ((struct slice){ ("" literal), sizeof(literal) - 1 })
/* The same where an initializer must be constant. */
#define SLICE_INIT(literal)                       \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}
#define SLICE_EMPTY ((struct slice){ "", 0 })
/* for printf's "%.*s" */
#define SLICE_ARG(s) ((int)(s).len), ((s).ptr)

struct slice slice_make(const char *ptr, size_t len);
struct slice slice_cstr(const char *text); /* NULL gives the empty slice */

bool slice_equal(struct slice a, struct slice b);
bool slice_equal_nocase(struct slice a, struct slice b);
int slice_compare(struct slice a, struct slice b); /* bytewise, as memcmp */
bool slice_starts(struct slice s, struct slice prefix);
bool slice_starts_nocase(struct slice s, struct slice prefix);
bool slice_ends_nocase(struct slice s, struct slice suffix);

/* The part of s from offset on; at most len bytes of it.  Both clamp. */
struct slice slice_from(struct slice s, size_t offset);
struct slice slice_sub(struct slice s, size_t offset, size_t len);

/* Index of the first (last) byte c, or of needle; SLICE_NONE if not there. */
size_t slice_index(struct slice s, char c);
size_t slice_rindex(struct slice s, char c);
size_t slice_find(struct slice s, struct slice needle);
size_t slice_find_nocase(struct slice s, struct slice needle);

/* s without leading and trailing ASCII white space. */
struct slice slice_trim(struct slice s);

/*
 * Takes what stands before the first sep off the front of *rest into *head_r
 * and leaves what follows the sep.  False when *rest is used up (ptr NULL).
 * "a,,b" gives "a", "", "b"; "" gives "" once.
 */
bool slice_cut(struct slice *rest, char sep, struct slice *head_r);

/* ASCII classes, safe for any char value; inline, for they are asked of every
   byte. */
static inline bool
ascii_space(char c) /* space, \t \n \v \f \r */
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
ascii_alpha(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static inline bool
ascii_alnum(char c)
{
	return ascii_alpha(c) || ascii_digit(c);
}

static inline int
ascii_hex(char c) /* 0..15, or -1 */
{
	if (ascii_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
