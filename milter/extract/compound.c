/*
 * compound.c - the sectors, chains and directory of a compound file.
 */
#include "extract/compound.h"

#include <string.h>

#include "base/buf.h"
#include "extract/bytes.h"
#include "extract/plain.h"

#define COMPOUND_HEADER ((size_t)512)
#define COMPOUND_IN_HEADER 109u /* sectors of the table named there */
#define COMPOUND_ENTRY ((size_t)128)
#define COMPOUND_LAST 0xFFFFFFFAu /* the highest number of a sector */
#define COMPOUND_NO_ENTRY 0xFFFFFFFFu
#define COMPOUND_STORAGE 1
#define COMPOUND_STREAM 2
#define COMPOUND_ROOT 5

/* Empty where it lies outside the file. */
static struct slice
sector_at(const struct compound *compound, uint32_t number)
{
	uint64_t at = ((uint64_t)number + 1) * compound->sector;

	if (number > COMPOUND_LAST || at >= compound->in.len)
		return SLICE_EMPTY;
	return slice_sub(compound->in, (size_t)at, compound->sector);
}

/* The sectors that hold the table of chains, one number each. */
static bool
table_sectors(struct compound *compound, struct buf *numbers)
{
	uint32_t next = bytes_le32(compound->in, 68);
	size_t per = compound->sector / 4 - 1;

	for (size_t i = 0; i < COMPOUND_IN_HEADER; i++)
		(void)buf_add(numbers, slice_sub(compound->in, 76 + i * 4, 4));
	for (size_t n = 0; n <= compound->nsectors; n++) {
		struct slice sector = sector_at(compound, next);

		if (sector.len < compound->sector)
			break;
		(void)buf_add(numbers, slice_sub(sector, 0, per * 4));
		next = bytes_le32(sector, per * 4);
	}
	return !buf_failed(numbers);
}

static bool
chains_load(struct compound *compound)
{
	struct buf numbers;
	size_t filled = 0, per = compound->sector / 4;
	bool well;

	compound->next = arena_alloc(
	    compound->arena, (compound->nsectors + 1) * sizeof(uint32_t));
	buf_init(&numbers, compound->in.len + COMPOUND_HEADER);
	well = compound->next != NULL && table_sectors(compound, &numbers);
	for (size_t i = 0; well && i + 4 <= numbers.len; i += 4) {
		struct slice sector =
		    sector_at(compound, bytes_le32(buf_slice(&numbers), i));

		for (size_t j = 0;
		     sector.len > 0 && j < per && filled < compound->nsectors;
		     j++)
			compound->next[filled++] = bytes_le32(sector, j * 4);
	}
	while (well && filled < compound->nsectors)
		compound->next[filled++] = COMPOUND_NO_ENTRY;
	buf_free(&numbers);
	return well;
}

/* The bytes of a chain of sectors, at most max of them. */
static bool
chain_read(struct compound *compound, uint32_t number, uint64_t max,
    struct slice *bytes_r)
{
	struct buf out;
	bool well;

	buf_init(&out, compound->in.len + compound->sector);
	for (size_t n = 0; n < compound->nsectors && out.len < max &&
	     number < compound->nsectors;
	     n++) {
		(void)buf_add(&out, sector_at(compound, number));
		number = compound->next[number];
	}
	*bytes_r = slice_sub(buf_slice(&out), 0,
	    max > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)max);
	*bytes_r = arena_copy(compound->arena, *bytes_r);
	well = !buf_failed(&out) && bytes_r->ptr != NULL;
	buf_free(&out);
	return well;
}

static bool
minis_load(struct compound *compound, uint32_t start, uint64_t size)
{
	struct slice table;

	if (!chain_read(
		compound, bytes_le32(compound->in, 60), UINT64_MAX, &table) ||
	    !chain_read(compound, start, size, &compound->minis))
		return false;
	compound->nminis = table.len / 4;
	compound->mini_next = arena_alloc(
	    compound->arena, (compound->nminis + 1) * sizeof(uint32_t));
	if (compound->mini_next == NULL)
		return false;
	for (size_t i = 0; i < compound->nminis; i++)
		compound->mini_next[i] = bytes_le32(table, i * 4);
	return true;
}

static bool
mini_read(struct compound *compound, const struct compound_entry *entry,
    struct slice *bytes_r)
{
	uint32_t number = entry->start;
	struct buf out;
	bool well;

	buf_init(&out, compound->minis.len + compound->mini_sector);
	for (size_t n = 0; n < compound->nminis && out.len < entry->size &&
	     number < compound->nminis;
	     n++) {
		(void)buf_add(&out,
		    slice_sub(compound->minis, number * compound->mini_sector,
			compound->mini_sector));
		number = compound->mini_next[number];
	}
	*bytes_r = arena_copy(compound->arena,
	    slice_sub(buf_slice(&out), 0, (size_t)entry->size));
	well = !buf_failed(&out) && bytes_r->ptr != NULL;
	buf_free(&out);
	return well;
}

bool
compound_read(struct compound *compound, const struct compound_entry *entry,
    struct slice *bytes_r)
{
	if (entry->size < compound->cutoff)
		return mini_read(compound, entry, bytes_r);
	return chain_read(compound, entry->start, entry->size, bytes_r);
}

static bool
entry_name(struct compound *compound, struct slice raw, struct slice *name_r)
{
	size_t len = bytes_le16(raw, 64);
	struct buf name;

	len = len < 2 ? 0 : len > 64 ? 64 : len - 2;
	buf_init(&name, 256);
	(void)plain_add_utf16(&name, slice_sub(raw, 0, len), false);
	*name_r = arena_copy(compound->arena, buf_slice(&name));
	buf_free(&name);
	return name_r->ptr != NULL;
}

static bool
entry_load(
    struct compound *compound, struct slice raw, struct compound_entry *entry)
{
	entry->is_stream = bytes_u8(raw, 66) == COMPOUND_STREAM;
	entry->start = bytes_le32(raw, 116);
	entry->size = bytes_le64(raw, 120);
	/* version 3 leaves the upper half undefined */
	if (compound->sector == 512)
		entry->size &= 0xFFFFFFFFu;
	return entry_name(compound, raw, &entry->name);
}

/*
 * Walks the tree of siblings under each storage, so that an entry knows where
 * it lies.  Each is visited once; one that no link leads to stays in the root.
 */
static bool
tree_walk(struct compound *compound, struct slice directory)
{
	size_t n = compound->nentries, depth = 0;
	uint32_t *stack = arena_alloc(compound->arena, (3 * n + 1) * 4);
	char *seen = arena_calloc(compound->arena, n + 1, 1);

	if (stack == NULL || seen == NULL)
		return false;
	stack[depth++] = 0;
	seen[0] = 1;
	while (depth > 0) {
		uint32_t at = stack[--depth];
		struct slice raw =
		    slice_sub(directory, at * COMPOUND_ENTRY, COMPOUND_ENTRY);

		for (size_t i = 0; i < 3; i++) {
			uint32_t to = bytes_le32(raw, 68 + i * 4);

			if (to >= n || seen[to])
				continue;
			seen[to] = 1;
			compound->entries[to].storage =
			    i == 2 ? at : compound->entries[at].storage;
			stack[depth++] = to;
		}
	}
	return true;
}

static bool
directory_load(struct compound *compound)
{
	struct slice directory;
	size_t n;

	if (!chain_read(
		compound, bytes_le32(compound->in, 48), UINT64_MAX, &directory))
		return false;
	n = directory.len / COMPOUND_ENTRY;
	if (n > COMPOUND_ENTRIES_MAX) {
		n = COMPOUND_ENTRIES_MAX;
		compound->broken = true;
	}
	compound->entries =
	    arena_calloc(compound->arena, n + 1, sizeof(*compound->entries));
	if (compound->entries == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!entry_load(compound,
			slice_sub(
			    directory, i * COMPOUND_ENTRY, COMPOUND_ENTRY),
			&compound->entries[i]))
			return false;
	compound->nentries = n;
	compound->broken |= n == 0;
	if (n == 0)
		return true;
	return tree_walk(compound, directory) &&
	    minis_load(compound, compound->entries[0].start,
		compound->entries[0].size);
}

bool
compound_open(struct compound *compound, struct slice in, struct arena *arena)
{
	unsigned shift = bytes_le16(in, 30), mini = bytes_le16(in, 32);

	*compound = (struct compound){ .in = in, .arena = arena };
	if (in.len < COMPOUND_HEADER || (shift != 9 && shift != 12) ||
	    mini < 4 || mini > shift) {
		compound->broken = true;
		return true;
	}
	compound->sector = (size_t)1 << shift;
	compound->mini_sector = (size_t)1 << mini;
	compound->cutoff = bytes_le32(in, 56);
	compound->nsectors = in.len / compound->sector;
	return chains_load(compound) && directory_load(compound);
}
