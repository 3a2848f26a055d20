/*
 * deliver.c - the answer carried out: headers deleted, the reply set, the
 * message put on hold or dropped.
 *
 * Every milter operation may fail (an MTA that does not offer it, a broken
 * connection).  The verdict is on record by then, so the handler is told
 * before the MTA hears 4xx.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mta/session.h"

/* A field to delete: where it stands among all. */
struct doomed {
	struct slice name;
	size_t position;
};

static int
doomed_compare(const void *left, const void *right)
{
	const struct doomed *a = left, *b = right;
	size_t i;

	for (i = 0; i < a->name.len && i < b->name.len; i++) {
		char x = ascii_lower(a->name.ptr[i]);
		char y = ascii_lower(b->name.ptr[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	return a->position < b->position ? -1 : a->position > b->position;
}

/*
 * Fields are deleted by name and by their count among those of that name, so
 * they are sorted by name and each run is deleted from its last to its first.
 */
static bool
delete_run(
    SMFICTX *ctx, struct arena *arena, const struct doomed *run, size_t n)
{
	char *name = arena_cstr(arena, run->name);

	if (name == NULL)
		return false;
	for (; n > 0; n--)
		if (smfi_chgheader(ctx, name, (int)n, NULL) != MI_SUCCESS)
			return false;
	return true;
}

static bool
strip(SMFICTX *ctx, struct mta_session *session)
{
	const struct message_fields *fields = &session->message.fields;
	struct arena *arena = session->message.arena;
	struct doomed *list;
	size_t i, n = 0, first;

	list = arena_calloc(arena, fields->len + 1, sizeof(*list));
	if (list == NULL)
		return false;
	for (i = 0; i < fields->len; i++) {
		struct slice name = slice_trim(fields->items[i].name);

		if (session->handler->drop(name))
			list[n++] = (struct doomed){ name, i };
	}
	qsort(list, n, sizeof(*list), doomed_compare);
	for (first = 0; first < n; first = i) {
		for (i = first; i < n; i++)
			if (!slice_equal_nocase(list[i].name, list[first].name))
				break;
		if (!delete_run(ctx, arena, list + first, i - first))
			return false;
	}
	return true;
}

static sfsistat
reply(SMFICTX *ctx, int code, const char *status, const char *text)
{
	char escaped[2 * MTA_REPLY_MAX + 1];
	char code_text[12], status_text[16];

	mta_reply_escape(text, escaped);
	snprintf(code_text, sizeof(code_text), "%d", code);
	snprintf(status_text, sizeof(status_text), "%s", status);
	/* should it fail, the MTA's own words do */
	(void)smfi_setreply(ctx, code_text, status_text, escaped);
	return code >= 500 ? SMFIS_REJECT : SMFIS_TEMPFAIL;
}

sfsistat
mta_deliver_failure(SMFICTX *ctx, const char *text)
{
	return reply(ctx, 451, "4.3.0", text);
}

static bool
hold(SMFICTX *ctx, const char *text)
{
	char reason[MTA_REPLY_MAX + 1];

	snprintf(reason, sizeof(reason), "%s", text);
	return smfi_quarantine(ctx, reason) == MI_SUCCESS;
}

sfsistat
mta_deliver(
    SMFICTX *ctx, struct mta_session *session, const struct mta_answer *answer)
{
	bool done;

	if (answer->action == MTA_REJECT || answer->action == MTA_TEMPFAIL)
		return reply(ctx, answer->code, answer->status, answer->text);
	if (answer->action == MTA_DISCARD)
		return SMFIS_DISCARD;

	done = !answer->strip || strip(ctx, session);
	if (done && answer->action == MTA_QUARANTINE)
		done = hold(ctx, answer->text);
	if (done)
		return SMFIS_ACCEPT;
	session->handler->undone(
	    session->handler->arg, &session->message, answer);
	return mta_deliver_failure(
	    ctx, "sendgate: the answer could not be carried out");
}
