/*
 * owned.h - findings of what belongs to somebody.  Private to find/.
 *
 * A message may hold an account's own data many times and another's once: past
 * the ceiling on a rule's findings, one is still kept for each set of owners.
 */
#ifndef FIND_OWNED_H
#define FIND_OWNED_H

#include "find/judge.h"

#define FIND_ROW_OWNERS_MAX 1000 /* accounts that own a thing; more: nobody */

/* One rule in one view. */
struct find_owned {
	struct find_judge *judge;
	const struct text_view *view;
	size_t index;
	const struct rule *rule;
	struct find_rule *state;
	size_t last; /* finding in this view; SLICE_NONE: none yet */
	struct find_span last_folded;
};

struct find_owned find_owned_begin(
    struct find_judge *judge, size_t index, const struct text_view *view);

/*
 * Adds what stands there in the folded text, if what the rule asks of its
 * surroundings holds.  What overlaps the finding before it, and has the same
 * owners, widens that.  owners lie in the arena or in the data.
 */
void find_owned_add(struct find_owned *owned, struct find_span folded,
    const struct slice *owners, size_t nowners);

#endif
