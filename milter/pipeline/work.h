/*
 * work.h - one message's work, from MAIL to its end.
 *
 * Inside pipeline/ alone.
 */
#ifndef PIPELINE_WORK_H
#define PIPELINE_WORK_H

#include "pipeline/pipeline.h"

struct work {
	struct snapshot *snapshot; /* its own from MAIL to its end */
	enum agent_match match;
	const struct settings_agent *agent;
	struct inspection inspection;
	struct settle_case settled;
};

/*
 * Takes a whole message through the stages and fills the answer; what it says
 * is on record by then.
 */
void pipeline_run(struct pipeline *pipeline, struct mta_message *message,
    struct mta_answer *answer_r);

#endif
