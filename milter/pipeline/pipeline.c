/*
 * pipeline.c - the stages of a message in order: what it says, what is decided
 * and recorded, what the MTA is told.
 */
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/answer.h"
#include "pipeline/fail.h"
#include "pipeline/record.h"
#include "pipeline/work.h"

static enum status
inspect(struct pipeline *pipeline, struct mta_message *message,
    struct work *work, struct err *err_r)
{
	const struct inspect_params params = {
		.snapshot = work->snapshot,
		.extractor = pipeline->extractor,
		.keyring = pipeline->keyring,
		.envelope = &message->envelope,
		.raw = buf_slice(&message->assembly.bytes),
		.cut = message->assembly.cut,
		.match = work->match,
		.agent = work->agent,
		.now_us = clock_wall_us(),
	};

	return inspect_run(&params, message->arena, &work->inspection, err_r);
}

static enum status
settle(struct pipeline *pipeline, struct mta_message *message,
    struct work *work, struct err *err_r)
{
	struct settle_case *c = &work->settled;

	c->inspection = &work->inspection;
	c->snapshot = work->snapshot;
	c->envelope = &message->envelope;
	c->arena = message->arena;
	c->raw = buf_slice(&message->assembly.bytes);
	if (settle_run(pipeline->settle, c) != STATUS_OK)
		*err_r = c->err;
	return c->status;
}

void
pipeline_run(struct pipeline *pipeline, struct mta_message *message,
    struct mta_answer *answer_r)
{
	struct work *work = message->work;
	struct err err = ERR_INIT;
	enum status status;

	work->settled.started_us = clock_monotonic_us();
	status = inspect(pipeline, message, work, &err);
	if (status == STATUS_OK)
		status = settle(pipeline, message, work, &err);
	if (status != STATUS_OK) {
		log_error("queue_id=%.*s failed=%s: %s",
		    SLICE_ARG(message->envelope.queue_id), status_name(status),
		    err.text);
		fail_answer(status, answer_r);
		return;
	}
	answer_make(&work->settled, answer_r);
	record_log(&work->settled);
}
