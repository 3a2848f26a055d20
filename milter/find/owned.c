/*
 * owned.c - findings of what belongs to somebody.
 */
#include "find/owned.h"

struct find_owned
find_owned_begin(
    struct find_judge *judge, size_t index, const struct text_view *view)
{
	return (struct find_owned){ judge, view, index,
		ruleset_rule(judge->set, index), &judge->rules[index],
		SLICE_NONE, { 0, 0 } };
}

static bool
same_owners(const struct finding *finding, const struct slice *owners, size_t n)
{
	if (finding->nowners != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!slice_equal(finding->owners[i], owners[i]))
			return false;
	return true;
}

/* Has the rule a finding with these owners already? */
static bool
owners_known(
    const struct find_owned *owned, const struct slice *owners, size_t n)
{
	const struct findings *findings = owned->judge->findings;

	for (size_t i = owned->state->first; i < findings->len; i++)
		if (findings->items[i].rule == owned->rule &&
		    !findings->items[i].incomplete &&
		    same_owners(&findings->items[i], owners, n))
			return true;
	return false;
}

/*
 * Is there room for one more?  Where there are too many sets of owners to keep
 * one each, the last finding is nobody's own.
 */
static bool
make_room(struct find_owned *owned, const struct slice *owners, size_t *nowners)
{
	struct find_rule *state = owned->state;

	if (state->kept < FIND_PER_RULE_MAX) {
		state->kept++;
		return true;
	}
	if (state->owners == FIND_OWNERS_MAX)
		*nowners = 0;
	if (state->owners > FIND_OWNERS_MAX ||
	    owners_known(owned, owners, *nowners))
		return false;
	state->owners++;
	return true;
}

/* A long cell is found at each of its words: those are one finding. */
static bool
goes_on(const struct find_owned *owned, struct find_span folded,
    const struct slice *owners, size_t nowners)
{
	return owned->last != SLICE_NONE &&
	    folded.start <= owned->last_folded.end &&
	    folded.end >= owned->last_folded.end &&
	    same_owners(
		&owned->judge->findings->items[owned->last], owners, nowners);
}

static void
widen(struct find_owned *owned, struct find_span span, struct find_span folded)
{
	struct finding *finding = &owned->judge->findings->items[owned->last];

	finding->hit_end = span.end;
	finding->length =
	    text_map_origin(owned->view->map, span.end) - finding->offset;
	owned->last_folded.end = folded.end;
}

void
find_owned_add(struct find_owned *owned, struct find_span folded,
    const struct slice *owners, size_t nowners)
{
	struct find_span span = find_unfolded(owned->view, folded);
	enum find_miss_why why;
	struct finding *finding;

	switch (find_holds(
	    owned->judge, owned->rule, owned->view->text, span, &why)) {
	case RULE_FOUND_NO:
		find_miss_add(
		    owned->judge, owned->index, owned->view, span, why);
		return;
	case RULE_FOUND_LIMIT:
		find_add_incomplete(owned->judge, owned->index, owned->view);
		return;
	case RULE_FOUND_YES:
		break;
	}
	if (goes_on(owned, folded, owners, nowners)) {
		widen(owned, span, folded);
		return;
	}
	owned->state->hits++;
	if (owned->state->first == SLICE_NONE)
		owned->state->first = owned->judge->findings->len;
	if (!make_room(owned, owners, &nowners))
		return;
	finding = find_add_span(owned->judge, owned->index, owned->view, span);
	if (finding == NULL)
		return;
	finding->owners = owners;
	finding->nowners = nowners;
	owned->last = owned->judge->findings->len - 1;
	owned->last_folded = folded;
}
