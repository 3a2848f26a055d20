/*
 * map.h - where each piece of a made text came from, and the builder that
 * makes a text together with its map.
 */
#ifndef TEXT_MAP_H
#define TEXT_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/*
 * Run i covers made bytes [runs[i].to, runs[i+1].to) and source bytes from
 * runs[i].from on; with "linear", byte for byte, else the whole run stands for
 * the source run.  A text of very many pieces has a map that is right to within
 * 64 bytes.  Both offsets ascend.  A source of 4 GiB and more is never
 * read, so that 32 bits do.
 */
struct text_run {
	uint32_t to;
	uint32_t from;
	bool linear;
};

struct text_map {
	const struct text_run *runs;
	size_t nruns;
	size_t source_len;
};

/* The source offset of made byte at.  A NULL map is the identity. */
size_t text_map_origin(const struct text_map *map, size_t at);

/* A text in the making.  A failure sticks and is seen at the end. */
struct text_build {
	struct arena *arena;
	char *ptr;
	size_t len;
	size_t cap;
	struct text_run *runs;
	size_t nruns;
	size_t runs_cap;
	const struct text_map *base; /* from "from" on to the true source */
	bool failed;
};

/* base (NULL: none) leads from the offsets that are given to the source. */
void text_build_init(
    struct text_build *build, struct arena *arena, const struct text_map *base);

/* Sees that size more bytes fit without another allocation. */
bool text_build_reserve(struct text_build *build, size_t size);

/* Appends s, which stands byte for byte at source offset from. */
void text_build_copy(struct text_build *build, struct slice s, size_t from);

/*
 * The same for len bytes that the caller wrote to the reserve, at ptr + len;
 * there must be no base.
 */
void text_build_written(struct text_build *build, size_t len, size_t from);

/* Appends s, which stands for what is at source offset from. */
void text_build_made(struct text_build *build, struct slice s, size_t from);

/* The same for one byte. */
void text_build_byte(struct text_build *build, char c, size_t from);

/*
 * Hands out the text and its map, whose source is source_len bytes long.
 * False when any step was out of memory.
 */
bool text_build_done(struct text_build *build, size_t source_len,
    struct slice *out_r, const struct text_map **map_r);

#endif
