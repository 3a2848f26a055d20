/*
 * arena.h - memory that lives as long as one message and goes all at once.
 *
 * A message's pieces are allocated here and freed together; the memory is
 * wiped as it is given back, since mail is other people's.  An arena has a
 * ceiling: past it, and when the heap is out, allocation gives NULL and
 * arena_failed() stays true, so that a long sequence can be checked once.
 * One thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

struct arena;

/* A new arena that hands out at most ceiling bytes; NULL when out of memory. */
struct arena *arena_new(size_t ceiling);

/* Wipes and frees everything.  arena_free(NULL) is fine. */
void arena_free(struct arena *arena);

/*
 * Wipes everything that was handed out and starts afresh, keeping at most one
 * small chunk for the next message on the connection.
 */
void arena_reset(struct arena *arena);

/* size bytes aligned for any type; NULL on failure.  Not zeroed. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, zeroed; NULL too if count*size overflows. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/*
 * Grows the block ptr of old_size to new_size, in place when it is the last
 * one handed out, else by copying.  ptr may be NULL with old_size 0.
 */
void *arena_realloc(
    struct arena *arena, void *ptr, size_t old_size, size_t new_size);

/* A copy of s, NUL-terminated (the NUL is not counted); ptr NULL on failure. */
struct slice arena_copy(struct arena *arena, struct slice s);

/* s as a C string; a NUL inside s is kept, so the edges must expect it. */
char *arena_cstr(struct arena *arena, struct slice s);

/* printf into the arena; NULL on failure. */
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

bool arena_failed(const struct arena *arena);
size_t arena_used(const struct arena *arena);

#endif
