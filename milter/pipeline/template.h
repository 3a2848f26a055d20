/*
 * template.h - the template that a message is of, found and put on record in
 * the settle transaction.
 *
 * A message that is of none begins one.  Its id comes of its text alone, so
 * that a reader (`scan`) names the same without writing anything.
 */
#ifndef PIPELINE_TEMPLATE_H
#define PIPELINE_TEMPLATE_H

#include "pipeline/inspect.h"
#include "store/store.h"
#include "text/template.h"

/* What was found, for template_state_keep(). */
struct template_found {
	bool begins; /* a new one, whose sketch this is */
	struct template_sketch sketch;
};

/*
 * Fills state's template, and template_new by the settings: reviewers have not
 * released the first messages of it yet.  state's accounts must be there.  Mail
 * of no agent is of no template; what comes back by a release record, or is
 * held already, is of the one that it was held with (inspection->template_of).
 */
enum status template_state_load(struct store *store,
    const struct inspection *inspection, struct arena *arena,
    struct policy_state *state, struct template_found *found_r,
    struct err *err_r);

/* Puts a new one on record. */
enum status template_state_keep(struct store *store,
    const struct policy_state *state, const struct template_found *found,
    int64_t now_us, struct err *err_r);

#endif
