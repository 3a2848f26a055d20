/*
 * template.c - from a message's words to the template on record.
 */
#include "pipeline/template.h"

#include "store/templates.h"

/* The recipients' accounts by their names. */
static const struct slice *
names_of(const struct policy_facts *facts, const struct policy_state *state,
    struct arena *arena, size_t *n_r)
{
	struct slice *names =
	    arena_calloc(arena, facts->nrcpts + 1, sizeof(*names));

	*n_r = 0;
	for (size_t i = 0; names != NULL && i < facts->nrcpts; i++)
		if (state->accounts[i].name.len > 0)
			names[(*n_r)++] = state->accounts[i].name;
	return names;
}

static enum status
template_look_up(struct store *store, const struct inspection *inspection,
    struct arena *arena, const struct policy_state *state,
    struct template_found *found, struct template_known *known_r,
    struct err *err_r)
{
	const struct slice *names;
	enum status status;
	size_t n;

	names = names_of(&inspection->facts, state, arena, &n);
	if (names == NULL)
		return err_nomem(err_r);
	status = template_sketch_make(
	    &inspection->words, names, n, arena, &found->sketch);
	if (status != STATUS_OK)
		return err_nomem(err_r);
	status = templates_find(store, &found->sketch, arena, known_r, err_r);
	found->begins = status == STATUS_OK && !known_r->there;
	return status;
}

enum status
template_state_load(struct store *store, const struct inspection *inspection,
    struct arena *arena, struct policy_state *state,
    struct template_found *found_r, struct err *err_r)
{
	const struct policy_facts *facts = &inspection->facts;
	struct template_known known = { .id = SLICE_EMPTY };
	enum status status = STATUS_OK;

	found_r->begins = false;
	if (inspection->template_of.len > 0)
		status = templates_load(
		    store, inspection->template_of, &known, err_r);
	else if (facts->agent != NULL && inspection->words.words != NULL)
		status = template_look_up(
		    store, inspection, arena, state, found_r, &known, err_r);
	state->template = known.id;
	state->template_new = known.id.len > 0 &&
	    known.released < facts->settings->templates_first;
	return status;
}

enum status
template_state_keep(struct store *store, const struct policy_state *state,
    const struct template_found *found, int64_t now_us, struct err *err_r)
{
	if (!found->begins)
		return STATUS_OK;
	return templates_add(
	    store, state->template, &found->sketch, now_us, err_r);
}
