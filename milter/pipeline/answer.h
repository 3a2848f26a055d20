/*
 * answer.h - a decision as what the MTA is asked to do.
 */
#ifndef PIPELINE_ANSWER_H
#define PIPELINE_ANSWER_H

#include "mta/mta.h"
#include "pipeline/settle.h"

void answer_make(
    const struct settle_case *settled, struct mta_answer *answer_r);

#endif
