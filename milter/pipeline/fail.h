/*
 * fail.h - the one place where a failure of ours becomes a reply.
 */
#ifndef PIPELINE_FAIL_H
#define PIPELINE_FAIL_H

#include "mta/mta.h"

/* 451 4.3.0 in words of our own; what went wrong inside goes to the log alone. */
void fail_answer(enum status status, struct mta_answer *answer_r);

#endif
