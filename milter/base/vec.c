/*
 * vec.c - the growing behind VEC_PUSH.
 */
#include "base/vec.h"

#include <stdint.h>
#include <string.h>

#define VEC_FIRST 8 /* items of a vector's first array */

bool
vec_reserve(struct arena *arena, void **items, size_t *cap, size_t len,
    size_t item_size)
{
	size_t new_cap, new_size;
	void *grown;

	if (len >= *cap) {
		new_cap = *cap == 0 ? VEC_FIRST : *cap * 2;
		if (new_cap <= *cap ||
		    __builtin_mul_overflow(new_cap, item_size, &new_size))
			return false;
		grown =
		    arena_realloc(arena, *items, *cap * item_size, new_size);
		if (grown == NULL)
			return false;
		*items = grown;
		*cap = new_cap;
	}
	memset((char *)*items + len * item_size, 0, item_size);
	return true;
}
