/*
 * pipeline.h - the stages in order, and the one place where a failure becomes
 * a reply.
 */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "mta/mta.h"
#include "pipeline/settle.h"
#include "pipeline/snapshot.h"
#include "pipeline/watch.h"

struct pipeline {
	struct snapshot_slot *slot;
	struct approval_keyring *keyring;
	struct extractor *extractor;
	struct settle *settle;
	struct watch *watch;
};

/* The handler that mta/ calls; *pipeline must outlive it. */
void pipeline_handler(struct pipeline *pipeline, struct mta_handler *handler_r);

#endif
