/*
 * record.h - a decided case put on record, inside the settle transaction.
 */
#ifndef PIPELINE_RECORD_H
#define PIPELINE_RECORD_H

#include "pipeline/settle.h"
#include "pipeline/state.h"

struct record_params {
	struct store *store;
	const struct settle_case *settled; /* id and decision set */
	const struct policy_state *state;
	const struct state_found *found;
	int64_t now_us;
};

/*
 * Appends the verdict and all that goes with it: a new template, the held
 * message, the token or release record that an accepted one used up.
 */
enum status record_case(const struct record_params *params, struct err *err_r);

/* The final line in the log. */
void record_log(const struct settle_case *settled);

#endif
