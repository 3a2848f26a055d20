/*
 * mem.h - the one door to the heap.
 *
 * Every module allocates through these, so that a test can make the n-th
 * allocation fail and see that the failure is handled.  Nothing here aborts
 * or exits: NULL is the caller's to handle.  Safe on any thread.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, calloc, realloc, strdup and free; size 0 is taken as 1. */
void *mem_alloc(size_t size);
void *mem_calloc(
    size_t count, size_t size); /* NULL too if count*size overflows */
void *mem_realloc(void *ptr, size_t size);
char *mem_strdup(const char *text);

/*
 * Sees that one item more than len fits into *items, of *cap, doubling it when
 * it does not.  False, and all as it was, when out of memory.
 */
bool mem_grow(void **items, size_t *cap, size_t len, size_t item_size);

void mem_free(void *ptr); /* mem_free(NULL) is fine */

/* Overwrites size bytes in a way no optimiser drops, then frees. */
void mem_free_wiped(void *ptr, size_t size);

/*
 * Fault injection, for tests alone: the nth allocation from now (1 is the
 * next) fails, once; 0 turns it off.  mem_fault_count() tells how many
 * allocations were made since the last mem_fault_set().
 */
void mem_fault_set(unsigned long nth);
unsigned long mem_fault_count(void);

#endif
