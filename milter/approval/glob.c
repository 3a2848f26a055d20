/*
 * glob.c - matching without recursion: after a failure only the last "*" is
 * tried anew, since a match of what stands before it can't be improved.
 */
#include "approval/glob.h"

/* Length of the UTF-8 character at offset at; a stray byte counts as one. */
static size_t
glob_step(struct slice text, size_t at)
{
	size_t next = at + 1;

	while (
	    next < text.len && ((unsigned char)text.ptr[next] & 0xc0) == 0x80)
		next++;
	return next - at;
}

bool
approval_glob_match(struct slice glob, struct slice text)
{
	size_t g = 0, t = 0, star = SLICE_NONE, resume = 0;

	while (t < text.len) {
		if (g < glob.len && glob.ptr[g] == '*') {
			star = g++;
			resume = t;
		} else if (g < glob.len && glob.ptr[g] == '?') {
			g++;
			t += glob_step(text, t);
		} else if (g < glob.len &&
		    ascii_lower(glob.ptr[g]) == ascii_lower(text.ptr[t])) {
			g++;
			t++;
		} else if (star != SLICE_NONE) {
			g = star + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (g < glob.len && glob.ptr[g] == '*')
		g++;
	return g == glob.len;
}
