/*
 * map.c - offset maps, and texts built together with theirs.
 *
 * Runs are merged as they come, so that a text which is a copy of its source
 * has one run however many pieces it was made of.  Everything lies in the
 * arena; the two arrays double, so that a text costs linear time.
 */
#include "text/map.h"

#include <string.h>

#define BUILD_FIRST 256 /* bytes of a text's first allocation */
#define RUNS_FIRST 16
#define RUNS_FINE 65536 /* runs up to which a map is right to the byte */
#define COARSE_STEP 64  /* bytes to within which it is right from then on */

/* The last run at or before made byte at; there is one at 0. */
static size_t
run_find(const struct text_map *map, size_t at)
{
	size_t low = 0, high = map->nruns, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (map->runs[middle].to <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

size_t
text_map_origin(const struct text_map *map, size_t at)
{
	const struct text_run *run;
	size_t origin;

	if (map == NULL)
		return at;
	if (map->nruns == 0)
		return at < map->source_len ? at : map->source_len;
	run = &map->runs[run_find(map, at)];
	origin = run->from;
	if (run->linear && at > run->to)
		origin += at - run->to;
	return origin < map->source_len ? origin : map->source_len;
}

void
text_build_init(
    struct text_build *build, struct arena *arena, const struct text_map *base)
{
	memset(build, 0, sizeof(*build));
	build->arena = arena;
	build->base = base;
}

bool
text_build_reserve(struct text_build *build, size_t size)
{
	size_t cap = build->cap;
	char *ptr;

	if (build->failed)
		return false;
	if (size <= build->cap - build->len)
		return true;
	if (size > UINT32_MAX - build->len) {
		build->failed = true;
		return false;
	}
	if (cap == 0)
		cap = size > BUILD_FIRST ? size : BUILD_FIRST;
	while (cap - build->len < size)
		cap *= 2;
	ptr = arena_realloc(build->arena, build->ptr, build->cap, cap);
	if (ptr == NULL) {
		build->failed = true;
		return false;
	}
	build->ptr = ptr;
	build->cap = cap;
	return true;
}

/* Does a piece at from go on where the last run would by itself? */
static bool
run_continues(const struct text_build *build, size_t from, bool linear)
{
	const struct text_run *last;

	if (build->nruns == 0)
		return false;
	last = &build->runs[build->nruns - 1];
	if (last->linear != linear)
		return false;
	return linear ? last->from + (build->len - last->to) == from :
			last->from == from;
}

/*
 * Past so many runs a map gets coarse, or it would be larger than the text: a
 * short piece that is near the last one counts as what the last one stands for.
 */
static bool
run_is_near(const struct text_build *build, size_t from)
{
	const struct text_run *last = &build->runs[build->nruns - 1];

	return !last->linear && from >= last->from &&
	    from - last->from < COARSE_STEP;
}

static bool
run_push(struct text_build *build, size_t from, bool linear, size_t len)
{
	size_t cap = build->runs_cap ? build->runs_cap * 2 : RUNS_FIRST;
	struct text_run *runs;

	if (run_continues(build, from, linear))
		return true;
	if (build->nruns >= RUNS_FINE && len < COARSE_STEP) {
		if (run_is_near(build, from))
			return true;
		linear = false;
	}
	if (build->nruns == build->runs_cap) {
		runs = arena_realloc(build->arena, build->runs,
		    build->runs_cap * sizeof(*runs), cap * sizeof(*runs));
		if (runs == NULL) {
			build->failed = true;
			return false;
		}
		build->runs = runs;
		build->runs_cap = cap;
	}
	build->runs[build->nruns++] = (struct text_run){
		.to = (uint32_t)build->len,
		.from = (uint32_t)from,
		.linear = linear,
	};
	return true;
}

static void
build_add(struct text_build *build, struct slice s, size_t from, bool linear)
{
	if (s.len == 0 || !text_build_reserve(build, s.len) ||
	    !run_push(build, from, linear, s.len))
		return;
	memcpy(build->ptr + build->len, s.ptr, s.len);
	build->len += s.len;
}

void
text_build_written(struct text_build *build, size_t len, size_t from)
{
	if (len > 0 && run_push(build, from, true, len))
		build->len += len;
}

/*
 * A copied piece through the base map: each of the base's runs that it
 * touches gives a piece of its own.
 */
static void
build_copy_through(struct text_build *build, struct slice s, size_t from)
{
	const struct text_map *base = build->base;
	size_t i = run_find(base, from), end, piece;

	while (s.len > 0 && !build->failed) {
		end = i + 1 < base->nruns ? base->runs[i + 1].to : from + s.len;
		piece = end > from ? end - from : 0;
		if (piece > s.len)
			piece = s.len;
		build_add(build, slice_sub(s, 0, piece),
		    text_map_origin(base, from), base->runs[i].linear);
		s = slice_from(s, piece);
		from += piece;
		i++;
	}
}

void
text_build_copy(struct text_build *build, struct slice s, size_t from)
{
	if (build->base != NULL && build->base->nruns > 0)
		build_copy_through(build, s, from);
	else
		build_add(build, s, from, true);
}

void
text_build_made(struct text_build *build, struct slice s, size_t from)
{
	build_add(build, s, text_map_origin(build->base, from), false);
}

void
text_build_byte(struct text_build *build, char c, size_t from)
{
	text_build_made(build, slice_make(&c, 1), from);
}

bool
text_build_done(struct text_build *build, size_t source_len,
    struct slice *out_r, const struct text_map **map_r)
{
	struct text_map *map;

	if (build->failed)
		return false;
	*out_r = build->len ? slice_make(build->ptr, build->len) : SLICE_EMPTY;
	map = arena_calloc(build->arena, 1, sizeof(*map));
	if (map == NULL)
		return false;
	map->runs = build->runs;
	map->nruns = build->nruns;
	map->source_len = build->base ? build->base->source_len : source_len;
	if (map_r != NULL)
		*map_r = map;
	return true;
}
