/*
 * keys.c - an immutable set of keys with an index by kid and one by the public
 * bytes.
 */
#include "approval/jwks.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define KEYS_ARENA_MAX ((size_t)4 * APPROVAL_FILE_MAX)

struct approval_keys {
	atomic_size_t refs;
	struct arena *arena;
	const struct approval_key *items;
	size_t len;
	const struct approval_key **by_kid;
	const struct approval_key **by_public;
};

struct approval_keys *
approval_keys_new(void)
{
	struct approval_keys *keys = mem_calloc(1, sizeof(*keys));

	if (keys == NULL)
		return NULL;
	keys->arena = arena_new(KEYS_ARENA_MAX);
	if (keys->arena == NULL) {
		mem_free(keys);
		return NULL;
	}
	atomic_init(&keys->refs, 1);
	return keys;
}

struct arena *
approval_keys_arena(struct approval_keys *keys)
{
	return keys->arena;
}

struct approval_keys *
approval_keys_ref(struct approval_keys *keys)
{
	atomic_fetch_add_explicit(&keys->refs, 1, memory_order_relaxed);
	return keys;
}

void
approval_keys_unref(struct approval_keys *keys)
{
	if (keys == NULL ||
	    atomic_fetch_sub_explicit(&keys->refs, 1, memory_order_acq_rel) > 1)
		return;
	arena_free(keys->arena);
	mem_free(keys);
}

static int
keys_by_kid(const void *a, const void *b)
{
	const struct approval_key *const *left = a, *const *right = b;

	return strcmp((*left)->kid, (*right)->kid);
}

static int
keys_by_public(const void *a, const void *b)
{
	const struct approval_key *const *left = a, *const *right = b;

	return memcmp((*left)->public, (*right)->public, CRYPT_KEY_LEN);
}

static const struct approval_key **
keys_index(struct approval_keys *keys, int (*order)(const void *, const void *))
{
	const struct approval_key **index =
	    arena_calloc(keys->arena, keys->len, sizeof(*index));
	size_t i;

	if (index == NULL)
		return NULL;
	for (i = 0; i < keys->len; i++)
		index[i] = &keys->items[i];
	qsort(index, keys->len, sizeof(*index), order);
	return index;
}

bool
approval_keys_fill(
    struct approval_keys *keys, const struct approval_key *items, size_t len)
{
	keys->items = items;
	keys->len = len;
	keys->by_kid = keys_index(keys, keys_by_kid);
	keys->by_public = keys_index(keys, keys_by_public);
	return keys->by_kid != NULL && keys->by_public != NULL;
}

/* The later of two equal neighbours in an index, if it is below found. */
static size_t
keys_neighbours(const struct approval_keys *keys,
    const struct approval_key *const *index,
    int (*order)(const void *, const void *), size_t found)
{
	const struct approval_key *later;
	size_t i, at;

	for (i = 1; i < keys->len; i++) {
		if (order(&index[i - 1], &index[i]) != 0)
			continue;
		later = index[i] > index[i - 1] ? index[i] : index[i - 1];
		at = (size_t)(later - keys->items);
		if (at < found)
			found = at;
	}
	return found;
}

bool
approval_keys_twin(const struct approval_keys *keys, size_t *index_r)
{
	size_t found =
	    keys_neighbours(keys, keys->by_kid, keys_by_kid, keys->len);

	found = keys_neighbours(keys, keys->by_public, keys_by_public, found);
	*index_r = found;
	return found < keys->len;
}

size_t
approval_keys_count(const struct approval_keys *keys)
{
	return keys->len;
}

const struct approval_key *
approval_keys_item(const struct approval_keys *keys, size_t index)
{
	return index < keys->len ? &keys->items[index] : NULL;
}

static const struct approval_key *
keys_search(const struct approval_keys *keys,
    const struct approval_key *const *index, const struct approval_key *like,
    int (*order)(const void *, const void *))
{
	const struct approval_key *const *found;

	if (keys->len == 0)
		return NULL;
	found = bsearch(&like, index, keys->len, sizeof(*index), order);
	return found == NULL ? NULL : *found;
}

const struct approval_key *
approval_keys_find(const struct approval_keys *keys, struct slice kid)
{
	char text[APPROVAL_KID_MAX + 1];
	struct approval_key like = { .kid = text };

	if (kid.len == 0 || kid.len > APPROVAL_KID_MAX ||
	    slice_index(kid, '\0') != SLICE_NONE)
		return NULL;
	memcpy(text, kid.ptr, kid.len);
	text[kid.len] = '\0';
	return keys_search(keys, keys->by_kid, &like, keys_by_kid);
}

const struct approval_key *
approval_keys_find_public(
    const struct approval_keys *keys, const unsigned char public[CRYPT_KEY_LEN])
{
	struct approval_key like = { .kid = "" };

	memcpy(like.public, public, CRYPT_KEY_LEN);
	return keys_search(keys, keys->by_public, &like, keys_by_public);
}
