/*
 * vec.h - a growing array in an arena.
 *
 *	struct VEC(struct finding) findings = VEC_INIT;
 *	struct finding *f = VEC_PUSH(arena, &findings);   // zeroed, or NULL
 *
 * Pointers to items are good until the next push.  A ceiling on the number of
 * items is the caller's, named where it is used.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(type)            \
	{                    \
		type *items; \
		size_t len;  \
		size_t cap;  \
	}
#define VEC_INIT           \
	{                  \
		NULL, 0, 0 \
	}

/* A pointer to a new zeroed item at the end of *vec; NULL when out of memory. */
#define VEC_PUSH(arena, vec)                                                   \
	(vec_reserve((arena), (void **)&(vec)->items, &(vec)->cap, (vec)->len, \
	     sizeof(*(vec)->items)) ?                                          \
		&(vec)->items[(vec)->len++] :                                  \
		NULL)

/*
 * Sees that one item more than len fits, doubling the array when it does not,
 * and zeroes that item.  False when out of memory.
 */
bool vec_reserve(struct arena *arena, void **items, size_t *cap, size_t len,
    size_t item_size);

#endif
