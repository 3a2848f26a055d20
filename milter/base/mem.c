/*
 * mem.c - malloc with a counter in front of it.
 *
 * While no test has armed the counter the cost is one relaxed load.  The
 * counter is the program's one other piece of global state beside the log
 * front; it exists for tests and never changes what a running gate does.
 */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GROW_FIRST 16 /* items of a list's first array */

/* Armed by mem_fault_set(); counting goes on until it is set again. */
static atomic_bool fault_armed;
static atomic_ulong fault_nth;
static atomic_ulong fault_count;

/*
 * Counting starts with the first mem_fault_set() and never stops, so that
 * mem_fault_set(0) measures how many allocations a piece of work makes.
 */
static bool
mem_fault_hits(void)
{
	unsigned long count;

	if (!atomic_load_explicit(&fault_armed, memory_order_relaxed))
		return false;
	count = atomic_fetch_add(&fault_count, 1) + 1;
	return count == atomic_load(&fault_nth);
}

void
mem_fault_set(unsigned long nth)
{
	atomic_store(&fault_count, 0);
	atomic_store(&fault_nth, nth);
	atomic_store(&fault_armed, true);
}

unsigned long
mem_fault_count(void)
{
	return atomic_load(&fault_count);
}

void *
mem_alloc(size_t size)
{
	if (mem_fault_hits())
		return NULL;
	return malloc(size == 0 ? 1 : size);
}

void *
mem_calloc(size_t count, size_t size)
{
	size_t total;

	if (mem_fault_hits() || __builtin_mul_overflow(count, size, &total))
		return NULL;
	return calloc(1, total == 0 ? 1 : total);
}

void *
mem_realloc(void *ptr, size_t size)
{
	if (mem_fault_hits())
		return NULL;
	return realloc(ptr, size == 0 ? 1 : size);
}

bool
mem_grow(void **items, size_t *cap, size_t len, size_t item_size)
{
	size_t more = *cap == 0 ? GROW_FIRST : *cap * 2;
	void *grown;

	if (len < *cap)
		return true;
	if (more > SIZE_MAX / item_size)
		return false;
	grown = mem_realloc(*items, more * item_size);
	if (grown == NULL)
		return false;
	*items = grown;
	*cap = more;
	return true;
}

char *
mem_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = mem_alloc(size);

	if (copy != NULL)
		memcpy(copy, text, size);
	return copy;
}

void
mem_free(void *ptr)
{
	free(ptr);
}

void
mem_free_wiped(void *ptr, size_t size)
{
	if (ptr == NULL)
		return;
	explicit_bzero(ptr, size);
	free(ptr);
}
