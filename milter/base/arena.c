/*
 * arena.c - chunks in a list, filled from the front.
 *
 * Chunks double from 16 kB to 1 MB; a block that is too big for what a chunk
 * would hold gets one of its own size, behind the current one, so that the
 * room left in the current one is not lost.  Wiping covers what was handed out
 * and nothing more: a fresh chunk is never touched in full.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define ARENA_ALIGN alignof(max_align_t)
#define ARENA_CHUNK_FIRST ((size_t)16 * 1024)
#define ARENA_CHUNK_MAX ((size_t)1024 * 1024)

struct chunk {
	struct chunk *next;
	size_t size; /* bytes in data */
	size_t used; /* of these, handed out; a multiple of ARENA_ALIGN */
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *current; /* head of the list; NULL before the first */
	size_t next_size;      /* of the next ordinary chunk */
	size_t ceiling;
	size_t used; /* over all chunks; never above ceiling */
	bool failed;
};

struct arena *
arena_new(size_t ceiling)
{
	struct arena *arena = mem_calloc(1, sizeof(*arena));

	if (arena == NULL)
		return NULL;
	arena->ceiling = ceiling;
	arena->next_size = ARENA_CHUNK_FIRST;
	return arena;
}

static void
chunk_free(struct chunk *chunk)
{
	mem_free_wiped(chunk, sizeof(*chunk) + chunk->used);
}

void
arena_free(struct arena *arena)
{
	struct chunk *chunk, *next;

	if (arena == NULL)
		return;
	for (chunk = arena->current; chunk != NULL; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
	mem_free(arena);
}

void
arena_reset(struct arena *arena)
{
	struct chunk *kept = NULL, *chunk, *next;

	for (chunk = arena->current; chunk != NULL; chunk = next) {
		next = chunk->next;
		if (kept != NULL || chunk->size != ARENA_CHUNK_FIRST) {
			chunk_free(chunk);
			continue;
		}
		explicit_bzero(chunk->data, chunk->used);
		chunk->used = 0;
		chunk->next = NULL;
		kept = chunk;
	}
	arena->current = kept;
	arena->next_size =
	    kept == NULL ? ARENA_CHUNK_FIRST : 2 * ARENA_CHUNK_FIRST;
	arena->used = 0;
	arena->failed = false;
}

static void *
arena_fail(struct arena *arena)
{
	arena->failed = true;
	return NULL;
}

/* A chunk with room for at least size bytes, in the list; NULL: no memory. */
static struct chunk *
arena_add_chunk(struct arena *arena, size_t size)
{
	bool ordinary = size <= arena->next_size / 2;
	size_t room = ordinary ? arena->next_size : size;
	struct chunk *chunk = mem_alloc(sizeof(*chunk) + room);

	if (chunk == NULL)
		return NULL;
	chunk->size = room;
	chunk->used = 0;
	if (!ordinary && arena->current != NULL) {
		chunk->next = arena->current->next;
		arena->current->next = chunk;
		return chunk;
	}
	chunk->next = arena->current;
	arena->current = chunk;
	if (ordinary && arena->next_size < ARENA_CHUNK_MAX)
		arena->next_size *= 2;
	return chunk;
}

/* size rounded up to the alignment; 0 if that overflows. */
static size_t
arena_round(size_t size)
{
	if (size == 0)
		size = 1;
	if (size > SIZE_MAX - sizeof(struct chunk) - ARENA_ALIGN)
		return 0;
	return (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	size_t need = arena_round(size);
	struct chunk *chunk = arena->current;
	void *block;

	if (need == 0 || need > arena->ceiling - arena->used)
		return arena_fail(arena);
	if (chunk == NULL || chunk->size - chunk->used < need)
		chunk = arena_add_chunk(arena, need);
	if (chunk == NULL)
		return arena_fail(arena);
	block = chunk->data + chunk->used;
	chunk->used += need;
	arena->used += need;
	return block;
}

void *
arena_calloc(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(count, size, &total))
		return arena_fail(arena);
	block = arena_alloc(arena, total);
	if (block != NULL)
		memset(block, 0, total);
	return block;
}

/*
 * Moves the end of the last block handed out of the current chunk; false if
 * ptr is not that block or it doesn't fit.
 */
static bool
arena_resize_last(
    struct arena *arena, const char *ptr, size_t held, size_t need)
{
	struct chunk *chunk = arena->current;

	if (chunk == NULL || held > chunk->used ||
	    ptr != chunk->data + chunk->used - held)
		return false;
	if (need > chunk->size - (chunk->used - held) ||
	    need - held > arena->ceiling - arena->used)
		return false;
	chunk->used += need - held;
	arena->used += need - held;
	return true;
}

void *
arena_realloc(struct arena *arena, void *ptr, size_t old_size, size_t new_size)
{
	size_t held = arena_round(old_size), need = arena_round(new_size);
	void *block;

	if (ptr == NULL) {
		assert(old_size == 0);
		return arena_alloc(arena, new_size);
	}
	if (need == 0)
		return arena_fail(arena);
	if (need <= held || arena_resize_last(arena, ptr, held, need))
		return ptr;
	block = arena_alloc(arena, new_size);
	if (block != NULL)
		memcpy(block, ptr, old_size);
	return block;
}

char *
arena_cstr(struct arena *arena, struct slice s)
{
	char *copy;

	if (s.len == SIZE_MAX)
		return arena_fail(arena);
	copy = arena_alloc(arena, s.len + 1);
	if (copy == NULL)
		return NULL;
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

struct slice
arena_copy(struct arena *arena, struct slice s)
{
	char *copy = arena_cstr(arena, s);

	return (struct slice){ copy, copy == NULL ? 0 : s.len };
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return arena_fail(arena);
	text = arena_alloc(arena, (size_t)len + 1);
	if (text == NULL)
		return NULL;
	va_start(args, fmt);
	(void)vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

bool
arena_failed(const struct arena *arena)
{
	return arena->failed;
}

size_t
arena_used(const struct arena *arena)
{
	return arena->used;
}
