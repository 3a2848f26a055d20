/*
 * handler.c - what mta/ asks of the pipeline while a message comes in: whose
 * it is, and at its end what becomes of it.
 */
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/work.h"

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
		if (policy_header_is_ours(fields->items[i].name))
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

static void
message_end(void *arg, struct mta_message *message, struct mta_answer *answer_r)
{
	pipeline_run(arg, message, answer_r);
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
