/*
 * state.h - the store's side of a decision, loaded inside one transaction (or
 * by a reader, for `scan`).
 */
#ifndef PIPELINE_STATE_H
#define PIPELINE_STATE_H

#include "pipeline/inspect.h"
#include "pipeline/template.h"
#include "store/store.h"

/* What the decision does not ask for, and its record does. */
struct state_found {
	struct slice release_of; /* the held message's id, or "" */
	struct template_found template;
};

/*
 * Loads everything policy_decide() wants to know about the inspected message.
 * For a message with a valid release record the facts' agent, metadata and
 * match are taken from the held message.
 */
enum status state_load(struct store *store, const struct snapshot *snapshot,
    struct inspection *inspection, int64_t now_us, struct arena *arena,
    struct policy_state *state_r, struct state_found *found_r,
    struct err *err_r);

#endif
