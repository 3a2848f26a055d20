/*
 * templates.c - templates found by their sketches.
 *
 * A sketch is stored as its hashes, four bytes each, the lowest first.
 */
#include "store/templates.h"

#include "store/handle.h"

#define HASH_LEN 4
#define SKETCH_BYTES (HASH_LEN * TEMPLATE_SMALLEST)

static size_t
sketch_pack(const struct template_sketch *sketch, char out[SKETCH_BYTES])
{
	for (size_t i = 0; i < HASH_LEN * sketch->nsmallest; i++)
		out[i] = (char)(sketch->smallest[i / HASH_LEN] >>
			(8 * (i % HASH_LEN)) &
		    0xFF);
	return HASH_LEN * sketch->nsmallest;
}

static void
sketch_unpack(struct slice packed, struct template_sketch *sketch_r)
{
	size_t n = packed.len / HASH_LEN;

	sketch_r->nsmallest = n < TEMPLATE_SMALLEST ? n : TEMPLATE_SMALLEST;
	for (size_t i = 0; i < sketch_r->nsmallest; i++) {
		sketch_r->smallest[i] = 0;
		for (size_t k = HASH_LEN; k-- > 0;)
			sketch_r->smallest[i] = sketch_r->smallest[i] << 8 |
			    (unsigned char)packed.ptr[HASH_LEN * i + k];
	}
}

/* The name that a sketch gives itself. */
static enum status
id_make(const struct template_sketch *sketch, struct arena *arena,
    struct slice *id_r, struct err *err_r)
{
	char packed[SKETCH_BYTES], hex[CRYPT_SHA256_HEX];
	size_t len = sketch_pack(sketch, packed);

	if (crypt_sha256_hex(slice_make(packed, len), hex) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	*id_r = slice_cstr(
	    arena_printf(arena, "t-%.*s", TEMPLATES_ID_LEN - 2, hex));
	return id_r->len == 0 ? err_nomem(err_r) : STATUS_OK;
}

/*
 * One minus the resemblance is a metric: what resembles a template so much
 * resembles no other more, since two of them are no more than TEMPLATE_ALIKE.
 */
#define ALIKE_ENOUGH ((1.0 + TEMPLATE_ALIKE) / 2)

/* The best of what was compared so far. */
struct find {
	const struct template_sketch *sketch;
	struct arena *arena;
	struct template_known *known;
	double alike;
};

static enum status
find_each(const struct template_row *row, void *arg, bool *enough_r,
    struct err *err_r)
{
	struct find *find = arg;
	struct template_sketch other;
	double alike;

	sketch_unpack(row->sketch, &other);
	alike = template_sketch_alike(find->sketch, &other);
	*enough_r = alike >= ALIKE_ENOUGH;
	if (alike < TEMPLATE_ALIKE || alike <= find->alike)
		return STATUS_OK;
	find->alike = alike;
	find->known->id = arena_copy(find->arena, row->id);
	find->known->released = row->released;
	find->known->there = true;
	return find->known->id.ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

enum status
templates_find(struct store *store, const struct template_sketch *sketch,
    struct arena *arena, struct template_known *known_r, struct err *err_r)
{
	const struct template_ops *ops = store->engine->templates;
	struct find find = { sketch, arena, known_r, 0.0 };
	enum status status;

	*known_r = (struct template_known){ .id = SLICE_EMPTY };
	status = id_make(sketch, arena, &known_r->id, err_r);
	/* the very same text first: one look */
	if (status == STATUS_OK)
		status =
		    ops->by_id(store->db, known_r->id, find_each, &find, err_r);
	if (status == STATUS_OK && !known_r->there)
		status = ops->near(
		    store->db, sketch->bands, find_each, &find, err_r);
	return status;
}

static enum status
load_each(const struct template_row *row, void *arg, bool *enough_r,
    struct err *err_r)
{
	struct template_known *known = arg;

	(void)err_r;
	*enough_r = true;
	known->there = true;
	known->released = row->released;
	return STATUS_OK;
}

enum status
templates_load(struct store *store, struct slice id,
    struct template_known *known_r, struct err *err_r)
{
	*known_r = (struct template_known){ .id = id };
	return store->engine->templates->by_id(
	    store->db, id, load_each, known_r, err_r);
}

enum status
templates_add(struct store *store, struct slice id,
    const struct template_sketch *sketch, int64_t time_us, struct err *err_r)
{
	char packed[SKETCH_BYTES];
	const struct template_row row = {
		.id = id,
		.sketch = slice_make(packed, sketch_pack(sketch, packed)),
		.time_us = time_us,
	};

	assert(store->in_transaction);
	return store->engine->templates->add(
	    store->db, &row, sketch->bands, err_r);
}

enum status
templates_release(struct store *store, struct slice id, struct err *err_r)
{
	assert(store->in_transaction);
	return store->engine->templates->release(store->db, id, err_r);
}
