/*
 * zip_list.h - the members of a zip, listed from both of its directories.
 *
 * Follows APPNOTE 6.3.10: sections 4.3.7 (local header), 4.3.12 (central
 * directory), 4.3.14 to 4.3.16 (its end), 4.5.3 (zip64).
 */
#ifndef EXTRACT_ZIP_LIST_H
#define EXTRACT_ZIP_LIST_H

#include <stdint.h>

#include "base/vec.h"

#define ZIP_ENTRIES_MAX ((size_t)20000) /* of both directories together */
#define ZIP_ENCRYPTED ((unsigned)0x0001)
#define ZIP_DESCRIBED ((unsigned)0x0008) /* the sizes follow the data */

#define ZIP_STORED 0
#define ZIP_DEFLATED 8
#define ZIP_AES 99

struct zip_entry {
	struct slice name;
	struct slice comment;
	struct slice extra;
	uint64_t header; /* where its local header stands */
	uint64_t data;   /* where its bytes begin */
	uint64_t packed; /* how many they are */
	uint64_t size;   /* what they unpack to, as it says itself */
	unsigned flags;
	unsigned method;
	bool dropped; /* the other directory's entry says the same */
};

struct zip_span {
	uint64_t from;
	uint64_t to;
};

struct zip_entries VEC(struct zip_entry);
struct zip_spans VEC(struct zip_span);

struct zip_list {
	struct slice in;
	struct arena *arena;
	struct zip_entries central;
	struct zip_entries local;
	struct zip_spans spans; /* of the file, that something accounts for */
	struct zip_spans dirs;  /* central directories that were walked */
	struct slice comment;
	bool differ;   /* the directories do not say the same */
	bool broken;   /* a member of the directory is not there */
	bool too_many; /* ZIP_ENTRIES_MAX */
};

/* Lists what is in `in`.  False when out of memory. */
bool zip_list_read(struct zip_list *list, struct slice in, struct arena *arena);

/* Where the last end-of-central-directory record stands; SLICE_NONE. */
size_t zip_list_end(struct slice in);

#endif
