/*
 * inject.c - one message, one SMTP session, by libESMTP.
 *
 * The library is made for mail programs and adds what it thinks is missing:
 * inject_check() has refused what it would alter, and a Message-Id that is not
 * there is kept from being made up by a field of that name which the library
 * is told to drop.  It may send by DATA or BDAT, so the end of the message is
 * known by our own callback and by the library's event, not by a dot.
 */
#include "cli/inject.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libesmtp.h>

#define INJECT_GREETING_MS 60000L
#define INJECT_COMMAND_MS 60000L
#define INJECT_TRANSFER_MS 120000L
/* With the others less than the ten minutes after which a claim lapses. */
#define INJECT_END_MS 240000L

struct injection {
	struct slice bytes;
	smtp_session_t session;
	smtp_message_t message;
	bool started;                 /* the message was asked for */
	bool ended;                   /* and given to its end */
	bool settled;                 /* the MTA has answered that end */
	char last[INJECT_ANSWER_MAX]; /* refusal that the MTA said, or "" */
};

/* Hands the message over in one piece, then says that it is at its end. */
static const char *
message_cb(void **context, int *len, void *arg)
{
	struct injection *injection = arg;

	(void)context;
	errno = 0; /* the library takes any other for our failure */
	if (len == NULL) {
		injection->started = injection->ended = false;
		return NULL;
	}
	if (!injection->started) {
		injection->started = true;
		*len = (int)injection->bytes.len;
		return injection->bytes.ptr;
	}
	injection->ended = true;
	*len = 0;
	return NULL;
}

static void
event_cb(smtp_session_t session, int event, void *arg, ...)
{
	struct injection *injection = arg;

	(void)session;
	if (event == SMTP_EV_MESSAGESENT)
		injection->settled = true;
}

/* Keeps the last refusal, for where the library has no status of it. */
static void
monitor_cb(const char *bytes, int len, int writing, void *arg)
{
	struct injection *injection = arg;
	struct slice text = slice_trim(slice_make(bytes, (size_t)len));
	size_t lf = slice_rindex(text, '\n');

	if (writing != SMTP_CB_READING || text.len < 3)
		return;
	if (lf != SLICE_NONE)
		text = slice_from(text, lf + 1);
	if (text.len == 0 || (text.ptr[0] != '4' && text.ptr[0] != '5'))
		return;
	(void)snprintf(
	    injection->last, sizeof(injection->last), "%.*s", SLICE_ARG(text));
}

static bool
envelope_set(struct injection *injection, const struct inject_params *params,
    struct arena *arena)
{
	char *address = arena_cstr(arena, params->sender);

	if (address == NULL ||
	    smtp_set_reverse_path(injection->message, address) == 0)
		return false;
	for (size_t i = 0; i < params->nrcpts; i++) {
		address = arena_cstr(arena, params->rcpts[i]);
		if (address == NULL ||
		    smtp_add_recipient(injection->message, address) == NULL)
			return false;
	}
	return true;
}

static bool
eight_bit(struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (((unsigned char)bytes.ptr[i] & 0x80) != 0)
			return true;
	}
	return false;
}

static void
timeouts_set(smtp_session_t session)
{
	static const struct {
		int which;
		long ms;
	} timeouts[] = {
		{ Timeout_GREETING, INJECT_GREETING_MS },
		{ Timeout_ENVELOPE, INJECT_COMMAND_MS },
		{ Timeout_DATA, INJECT_COMMAND_MS },
		{ Timeout_TRANSFER, INJECT_TRANSFER_MS },
		{ Timeout_DATA2, INJECT_END_MS },
	};

	for (size_t i = 0; i < sizeof(timeouts) / sizeof(timeouts[0]); i++)
		(void)smtp_set_timeout(session,
		    timeouts[i].which | Timeout_OVERRIDE_RFC2822_MINIMUM,
		    timeouts[i].ms);
}

static bool
session_set(struct injection *injection, const struct inject_params *params,
    struct arena *arena)
{
	const char *server =
	    arena_printf(arena, "%s:%u", params->host, params->port);

	injection->session = smtp_create_session();
	if (server == NULL || injection->session == NULL)
		return false;
	injection->message = smtp_add_message(injection->session);
	if (injection->message == NULL ||
	    smtp_set_server(injection->session, server) == 0 ||
	    smtp_set_messagecb(injection->message, message_cb, injection) ==
		0 ||
	    smtp_set_eventcb(injection->session, event_cb, injection) == 0 ||
	    smtp_set_monitorcb(injection->session, monitor_cb, injection, 0) ==
		0 ||
	    smtp_option_require_all_recipients(injection->session, 1) == 0)
		return false;
	timeouts_set(injection->session);
	if (eight_bit(injection->bytes) &&
	    smtp_8bitmime_set_body(injection->message, E8bitmime_8BITMIME) == 0)
		return false;
	(void)smtp_size_set_estimate(
	    injection->message, (unsigned long)injection->bytes.len);
	return envelope_set(injection, params, arena);
}

/* A field that the library drops, and so does not make one up. */
static bool
id_keep_out(struct injection *injection, struct arena *arena)
{
	const struct slice field = SLICE("Message-Id: x\r\n");
	size_t len = field.len + injection->bytes.len;
	char *bytes = arena_alloc(arena, len);

	if (bytes == NULL)
		return false;
	memcpy(bytes, field.ptr, field.len);
	memcpy(bytes + field.len, injection->bytes.ptr, injection->bytes.len);
	injection->bytes = slice_make(bytes, len);
	return smtp_set_header_option(
		   injection->message, "Message-Id", Hdr_PROHIBIT, 1) != 0;
}

/* A reply as it was, as far as the library tells; false if it is no refusal. */
static bool
refusal_take(const smtp_status_t *status, struct inject_result *result_r)
{
	int kind = status != NULL ? status->code / 100 : 0;
	char enhanced[48] = "";

	if (kind != 4 && kind != 5)
		return false;
	if (status->enh_class != 0)
		(void)snprintf(enhanced, sizeof(enhanced), "%d.%d.%d ",
		    status->enh_class, status->enh_subject, status->enh_detail);
	(void)snprintf(result_r->answer, sizeof(result_r->answer), "%d %s%.*s",
	    status->code, enhanced,
	    SLICE_ARG(slice_trim(slice_cstr(status->text))));
	result_r->outcome = kind == 4 ? INJECT_TEMPORARY : INJECT_PERMANENT;
	return true;
}

struct rcpt_search {
	struct inject_result *result;
	bool found;
};

static void
rcpt_each(smtp_recipient_t recipient, const char *mailbox, void *arg)
{
	struct rcpt_search *search = arg;
	struct inject_result one;

	if (!refusal_take(smtp_recipient_status(recipient), &one))
		return;
	/* several refused: one that may yet go makes the whole temporary */
	if (search->found && one.outcome == INJECT_PERMANENT)
		return;
	search->found = true;
	search->result->outcome = one.outcome;
	(void)snprintf(search->result->answer, sizeof(search->result->answer),
	    "%.400s (%.100s)", one.answer, mailbox);
}

/* A line such as "421 4.3.2 closing" that belongs to no status. */
static bool
last_take(const struct injection *injection, struct inject_result *result_r)
{
	const char *last = injection->last;

	if (last[0] == '\0')
		return false;
	(void)snprintf(result_r->answer, sizeof(result_r->answer), "%s", last);
	result_r->outcome =
	    last[0] == '4' ? INJECT_TEMPORARY : INJECT_PERMANENT;
	return true;
}

static void
lost_take(const struct injection *injection, int error,
    struct inject_result *result_r)
{
	char why[256] = "";

	result_r->outcome =
	    injection->ended ? INJECT_UNKNOWN : INJECT_UNAVAILABLE;
	if (error != 0)
		(void)smtp_strerror(error, why, sizeof(why));
	(void)snprintf(result_r->answer, sizeof(result_r->answer), "%s%s%s",
	    injection->ended ? "no answer to the end of the message" :
			       "the MTA could not be reached, or hung up",
	    why[0] != '\0' ? ": " : "", why);
}

static void
outcome_take(const struct injection *injection, int error,
    struct inject_result *result_r)
{
	const smtp_status_t *end =
	    smtp_message_transfer_status(injection->message);
	struct rcpt_search search = { .result = result_r };

	if (injection->ended && injection->settled && end != NULL &&
	    end->code / 100 == 2) {
		result_r->outcome = INJECT_TAKEN;
		(void)snprintf(result_r->answer, sizeof(result_r->answer),
		    "%d %.*s", end->code,
		    SLICE_ARG(slice_trim(slice_cstr(end->text))));
		return;
	}
	if (refusal_take(end, result_r))
		return;
	if (injection->ended) {
		lost_take(injection, error, result_r);
		return;
	}
	if (refusal_take(
		smtp_reverse_path_status(injection->message), result_r))
		return;
	(void)smtp_enumerate_recipients(injection->message, rcpt_each, &search);
	if (!search.found && !last_take(injection, result_r))
		lost_take(injection, error, result_r);
}

enum status
inject_run(const struct inject_params *params, struct arena *arena,
    struct inject_result *result_r, struct err *err_r)
{
	struct injection injection = { .started = false };
	enum status status = inject_check(params, err_r);
	bool has_id = message_field_find(&params->message->root->fields,
			  SLICE("Message-Id")) != NULL;
	int error = 0;

	if (status == STATUS_OK)
		status = inject_message(params, arena, &injection.bytes, err_r);
	if (status != STATUS_OK)
		return status;
	if (!session_set(&injection, params, arena) ||
	    (!has_id && !id_keep_out(&injection, arena)) ||
	    injection.bytes.len > INT_MAX) {
		status = err_nomem(err_r);
	} else {
		if (smtp_start_session(injection.session) == 0)
			error = smtp_errno();
		outcome_take(&injection, error, result_r);
	}
	if (injection.session != NULL)
		(void)smtp_destroy_session(injection.session);
	return status;
}
