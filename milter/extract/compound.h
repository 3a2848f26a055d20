/*
 * compound.h - compound files ([MS-CFB]): a file system in a file, which
 * Outlook messages and the office formats of before 2007 are.
 *
 * Every offset, chain and link is held against the file's size and against
 * what was seen already; a file that lies gives fewer streams, not other ones.
 */
#ifndef EXTRACT_COMPOUND_H
#define EXTRACT_COMPOUND_H

#include <stdint.h>

#include "base/arena.h"

#define COMPOUND_ENTRIES_MAX ((size_t)20000)

struct compound_entry {
	struct slice name; /* UTF-8 */
	size_t storage;    /* index of the storage around it; of the root: 0 */
	bool is_stream;
	uint32_t start;
	uint64_t size;
};

struct compound {
	struct slice in;
	struct arena *arena;
	size_t sector; /* bytes of one */
	size_t mini_sector;
	uint64_t cutoff; /* streams below it lie in the small sectors */
	uint32_t *next;  /* the chain of each sector */
	size_t nsectors;
	uint32_t *mini_next;
	size_t nminis;
	struct slice minis;             /* where the small sectors lie */
	struct compound_entry *entries; /* the first is the root */
	size_t nentries;
	bool broken; /* something did not hold */
};

/* False when out of memory; a file that can't be read has no entries. */
bool compound_open(
    struct compound *compound, struct slice in, struct arena *arena);

/* The bytes of a stream, in the arena.  False when out of memory. */
bool compound_read(struct compound *compound,
    const struct compound_entry *entry, struct slice *bytes_r);

#endif
