/*
 * session.c - a connection's memory.
 *
 * The count of messages in hand is the one shared thing: libmilter gives no
 * word about it, and a stop must wait for them.
 */
#include <stdatomic.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mta/session.h"

static atomic_int in_hand;

struct mta_session *
mta_session_new(const struct mta_handler *handler)
{
	struct mta_session *session;

	session = mem_calloc(1, sizeof(*session));
	if (session == NULL)
		return NULL;
	session->handler = handler;
	session->leading_space = true;
	return session;
}

void
mta_session_free(struct mta_session *session)
{
	if (session == NULL)
		return;
	mta_session_close(session);
	arena_free(session->message.arena);
	mem_free(session);
}

enum status
mta_session_open(struct mta_session *session)
{
	struct mta_message *message = &session->message;
	size_t max = session->handler->message_max;
	struct arena *arena = message->arena;

	mta_session_close(session);
	if (arena == NULL)
		arena = arena_new(MTA_ARENA_BASE + MTA_ARENA_FACTOR * max);
	if (arena == NULL)
		return STATUS_NOMEM;
	*message = (struct mta_message){ .arena = arena };
	message->envelope.sender = SLICE_EMPTY;
	message->envelope.login = SLICE_EMPTY;
	message->envelope.client = SLICE_EMPTY;
	message->envelope.queue_id = SLICE_EMPTY;
	message->started_us = clock_monotonic_us();
	assembly_init(&message->assembly, max);
	session->headers_done = false;
	session->failed = false;
	session->step = MTA_STEP_BODY;
	session->open = true;
	atomic_fetch_add(&in_hand, 1);
	return STATUS_OK;
}

void
mta_session_close(struct mta_session *session)
{
	struct mta_message *message = &session->message;

	if (!session->open)
		return;
	session->handler->end(session->handler->arg, message);
	assembly_free(&message->assembly);
	arena_reset(message->arena);
	session->open = false;
	atomic_fetch_sub(&in_hand, 1);
}

int
mta_session_in_hand(void)
{
	return atomic_load(&in_hand);
}
