/*
 * pipeline.c - a message's way: whose it is, what it says, what is decided and
 * recorded, what the MTA is told.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "pipeline/answer.h"
#include "pipeline/fail.h"
#include "pipeline/pipeline.h"
#include "pipeline/record.h"

/* One message's work; the snapshot is its own from MAIL to its end. */
struct work {
	struct snapshot *snapshot;
	enum agent_match match;
	const struct settings_agent *agent;
	struct inspection inspection;
	struct settle_case settled;
};

static enum status
begin(void *arg, struct mta_message *message)
{
	struct pipeline *pipeline = arg;
	struct work *work = arena_calloc(message->arena, 1, sizeof(*work));

	if (work == NULL)
		return STATUS_NOMEM;
	work->snapshot = snapshot_slot_get(pipeline->slot);
	assembly_init(&message->assembly,
	    (size_t)work->snapshot->settings->ceilings.message);
	message->work = work;
	return STATUS_OK;
}

/* Does it carry any X-Agent header? */
static bool
declares(const struct message_fields *fields)
{
	size_t i;

	for (i = 0; i < fields->len; i++)
		if (policy_header_is_ours(slice_trim(fields->items[i].name)))
			return true;
	return false;
}

static enum mta_step
header_end(void *arg, struct mta_message *message)
{
	struct work *work = message->work;
	const struct settings *settings = work->snapshot->settings;

	(void)arg;
	if (message->rcpts_cut) {
		log_warning("more than %d recipients", MTA_RCPT_MAX);
		return MTA_STEP_FAIL;
	}
	work->match = inspect_agent(settings, &message->envelope, &work->agent);
	if (work->match == AGENT_NONE && !settings->unmatched_reject &&
	    !declares(&message->fields))
		return MTA_STEP_PASS;
	return MTA_STEP_BODY;
}

static enum status
inspect(struct pipeline *pipeline, struct mta_message *message,
    struct work *work, struct err *err_r)
{
	const struct inspect_params params = {
		.snapshot = work->snapshot,
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

static void
message_end(void *arg, struct mta_message *message, struct mta_answer *answer_r)
{
	struct pipeline *pipeline = arg;
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

static void
undone(void *arg, struct mta_message *message, const struct mta_answer *answer)
{
	struct pipeline *pipeline = arg;
	struct work *work = message->work;
	const struct journal_event event = {
		.event = "answer-failed",
		.actor = SLICE("daemon"),
		.about = slice_cstr(work->settled.id),
		.reason = SLICE("the MTA did not take it; it was told 451"),
		.time_us = clock_wall_us(),
	};

	(void)answer;
	log_error("id=%s the MTA did not take the answer", work->settled.id);
	(void)settle_event(pipeline->settle, &event);
}

static void
end(void *arg, struct mta_message *message)
{
	struct work *work = message->work;

	(void)arg;
	if (work != NULL)
		snapshot_unref(work->snapshot);
	message->work = NULL;
}

void
pipeline_handler(struct pipeline *pipeline, struct mta_handler *handler_r)
{
	struct snapshot *snapshot = snapshot_slot_get(pipeline->slot);

	*handler_r = (struct mta_handler){
		.arg = pipeline,
		.message_max = (size_t)snapshot->settings->ceilings.message,
		.begin = begin,
		.header_end = header_end,
		.message_end = message_end,
		.undone = undone,
		.end = end,
		.drop = policy_header_is_ours,
	};
	snapshot_unref(snapshot);
}
