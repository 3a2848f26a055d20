/*
 * event.c - the callbacks of libmilter: each keeps what it is told, and the
 * two that matter ask the handler.
 *
 * Connect, RCPT, header and body need no reply and get none (the NR flags), so
 * what goes wrong there is remembered and answered at the end of the headers
 * or of the message.  libmilter knows of one filter in a process and hands its
 * callbacks nothing but the connection; that is why the handler is kept here.
 */
#include <arpa/inet.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

#include "mta/session.h"

static const struct mta_handler *filter_handler;
static atomic_bool refusing;

#define ACTIONS_WANTED (SMFIF_CHGHDRS | SMFIF_QUARANTINE | SMFIF_SETSYMLIST)
#define STEPS_WANTED                                                     \
	(SMFIP_NOHELO | SMFIP_NODATA | SMFIP_NOUNKNOWN | SMFIP_NR_CONN | \
	    SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC)

/*
 * The macros that are read, at the steps where they are.  {mail_addr} is asked
 * for so that the list at MAIL is never empty: libmilter would keep the login
 * of the message before.
 */
static const struct {
	int step;
	const char *names;
} macros[] = {
	{ SMFIM_CONNECT, "{client_addr}" },
	{ SMFIM_ENVFROM, "{auth_authen} {mail_addr}" },
	{ SMFIM_EOM, "i" },
};

void
mta_event_refuse(bool refuse)
{
	atomic_store(&refusing, refuse);
}

static struct mta_session *
session_get(SMFICTX *ctx)
{
	return smfi_getpriv(ctx);
}

static struct mta_session *
session_make(SMFICTX *ctx)
{
	struct mta_session *session = session_get(ctx);

	if (session != NULL)
		return session;
	session = mta_session_new(filter_handler);
	if (session != NULL && smfi_setpriv(ctx, session) != MI_SUCCESS) {
		mta_session_free(session);
		session = NULL;
	}
	return session;
}

static struct slice
macro_copy(SMFICTX *ctx, const char *name, struct arena *arena)
{
	char key[32];
	const char *value;

	/* libmilter wants a writable name and does not write */
	if (strlen(name) >= sizeof(key))
		return SLICE_EMPTY;
	memcpy(key, name, strlen(name) + 1);
	value = smfi_getsymval(ctx, key);
	if (value == NULL || *value == '\0')
		return SLICE_EMPTY;
	return arena_copy(arena, slice_cstr(value));
}

static void
macros_ask(SMFICTX *ctx)
{
	size_t i;

	for (i = 0; i < sizeof(macros) / sizeof(macros[0]); i++) {
		char names[64];

		memcpy(names, macros[i].names, strlen(macros[i].names) + 1);
		/* an MTA that does not take it sends its own set */
		(void)smfi_setsymlist(ctx, macros[i].step, names);
	}
}

static sfsistat
event_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps,
    unsigned long unused1, unsigned long unused2, unsigned long *actions_r,
    unsigned long *steps_r, unsigned long *unused1_r, unsigned long *unused2_r)
{
	struct mta_session *session = session_make(ctx);

	(void)unused1;
	(void)unused2;
	*actions_r = actions & ACTIONS_WANTED;
	*steps_r = steps & STEPS_WANTED;
	*unused1_r = 0;
	*unused2_r = 0;
	if (session == NULL)
		return SMFIS_REJECT;
	session->leading_space = (steps & SMFIP_HDR_LEADSPC) != 0;
	if ((actions & SMFIF_SETSYMLIST) != 0)
		macros_ask(ctx);
	return SMFIS_CONTINUE;
}

/* The address as text; IPv4 where it came mapped into IPv6. */
static void
address_text(const struct sockaddr *addr, char out[INET6_ADDRSTRLEN])
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	out[0] = '\0';
	if (addr->sa_family == AF_INET) {
		memcpy(&in, addr, sizeof(in));
		(void)inet_ntop(AF_INET, &in.sin_addr, out, INET6_ADDRSTRLEN);
	} else if (addr->sa_family == AF_INET6) {
		memcpy(&in6, addr, sizeof(in6));
		if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
			(void)inet_ntop(AF_INET, &in6.sin6_addr.s6_addr[12],
			    out, INET6_ADDRSTRLEN);
		else
			(void)inet_ntop(
			    AF_INET6, &in6.sin6_addr, out, INET6_ADDRSTRLEN);
	}
}

static sfsistat
event_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *addr)
{
	struct mta_session *session = session_make(ctx);

	(void)host;
	if (session != NULL && addr != NULL)
		address_text((const struct sockaddr *)addr, session->client);
	return SMFIS_NOREPLY;
}

/* BODY=8BITMIME and SMTPUTF8 among MAIL's parameters. */
static void
mail_parameters(struct envelope *envelope, char **params)
{
	for (; *params != NULL; params++) {
		if (strcasecmp(*params, "BODY=8BITMIME") == 0)
			envelope->eight_bit = true;
		else if (strcasecmp(*params, "SMTPUTF8") == 0)
			envelope->smtputf8 = true;
	}
}

static enum status
mail_begin(SMFICTX *ctx, struct mta_session *session, char **argv)
{
	const struct mta_handler *handler = session->handler;
	struct mta_message *message = &session->message;
	struct envelope *envelope = &message->envelope;
	enum status status;

	status = mta_session_open(session);
	if (status != STATUS_OK)
		return status;
	envelope->sender =
	    arena_copy(message->arena, envelope_address(slice_cstr(argv[0])));
	mail_parameters(envelope, argv + 1);
	envelope->login = macro_copy(ctx, "{auth_authen}", message->arena);
	envelope->client = session->client[0] != '\0' ?
	    arena_copy(message->arena, slice_cstr(session->client)) :
	    macro_copy(ctx, "{client_addr}", message->arena);
	if (arena_failed(message->arena))
		return STATUS_NOMEM;
	return handler->begin(handler->arg, message);
}

static sfsistat
event_mail(SMFICTX *ctx, char **argv)
{
	struct mta_session *session = session_get(ctx);

	/* without a session the client's address was lost: nobody can say
	   whose mail this is */
	if (session == NULL)
		return mta_deliver_failure(ctx, "sendgate: out of memory");
	if (atomic_load(&refusing)) {
		mta_session_close(session);
		return mta_deliver_failure(ctx, "sendgate: stopping");
	}
	if (mail_begin(ctx, session, argv) != STATUS_OK) {
		mta_session_close(session);
		return mta_deliver_failure(ctx, "sendgate: try again later");
	}
	return SMFIS_CONTINUE;
}

static sfsistat
event_rcpt(SMFICTX *ctx, char **argv)
{
	struct mta_session *session = session_get(ctx);
	struct mta_message *message;
	struct slice *rcpt;

	if (session == NULL || !session->open)
		return SMFIS_NOREPLY;
	message = &session->message;
	if (message->envelope.rcpts.len >= MTA_RCPT_MAX) {
		message->rcpts_cut = true;
		return SMFIS_NOREPLY;
	}
	rcpt = VEC_PUSH(message->arena, &message->envelope.rcpts);
	if (rcpt != NULL)
		*rcpt = arena_copy(
		    message->arena, envelope_address(slice_cstr(argv[0])));
	session->failed |= arena_failed(message->arena);
	return SMFIS_NOREPLY;
}

static enum status
header_keep(struct mta_session *session, const char *name, const char *value)
{
	struct mta_message *message = &session->message;
	struct message_field *field;

	field = VEC_PUSH(message->arena, &message->fields);
	if (field == NULL)
		return STATUS_NOMEM;
	field->name = arena_copy(message->arena, slice_cstr(name));
	/* the blank that an MTA which cuts it took off */
	if (session->leading_space)
		field->value = arena_copy(message->arena, slice_cstr(value));
	else
		field->value =
		    slice_cstr(arena_printf(message->arena, " %s", value));
	field->offset = message->assembly.bytes.len;
	if (arena_failed(message->arena))
		return STATUS_NOMEM;
	return assembly_field(&message->assembly, field->name, field->value);
}

static sfsistat
event_header(SMFICTX *ctx, char *name, char *value)
{
	struct mta_session *session = session_get(ctx);

	if (session == NULL || !session->open || session->failed)
		return SMFIS_NOREPLY;
	if (header_keep(session, name, value) != STATUS_OK)
		session->failed = true;
	return SMFIS_NOREPLY;
}

/* Asks the handler once, when the headers are known to be complete. */
static enum mta_step
headers_end(struct mta_session *session)
{
	const struct mta_handler *handler = session->handler;

	if (session->failed)
		return MTA_STEP_FAIL;
	if (!session->headers_done)
		session->step =
		    handler->header_end(handler->arg, &session->message);
	session->headers_done = true;
	return session->step;
}

static sfsistat
event_headers_end(SMFICTX *ctx)
{
	struct mta_session *session = session_get(ctx);

	if (session == NULL || !session->open)
		return mta_deliver_failure(ctx, "sendgate: try again later");
	switch (headers_end(session)) {
	case MTA_STEP_PASS:
		mta_session_close(session);
		return SMFIS_ACCEPT;
	case MTA_STEP_BODY:
		return SMFIS_CONTINUE;
	case MTA_STEP_FAIL:
		break;
	}
	mta_session_close(session);
	return mta_deliver_failure(ctx, "sendgate: try again later");
}

static sfsistat
event_body(SMFICTX *ctx, unsigned char *bytes, size_t len)
{
	struct mta_session *session = session_get(ctx);

	if (session == NULL || !session->open ||
	    headers_end(session) != MTA_STEP_BODY)
		return SMFIS_NOREPLY;
	if (assembly_body(&session->message.assembly,
		slice_make((const char *)bytes, len)) != STATUS_OK)
		session->failed = true;
	return SMFIS_NOREPLY;
}

static sfsistat
message_end(SMFICTX *ctx, struct mta_session *session)
{
	const struct mta_handler *handler = session->handler;
	struct mta_message *message = &session->message;
	struct mta_answer answer = { .action = MTA_TEMPFAIL };
	enum mta_step step = headers_end(session);

	if (step == MTA_STEP_PASS)
		return SMFIS_ACCEPT;
	message->envelope.queue_id = macro_copy(ctx, "i", message->arena);
	if (step == MTA_STEP_FAIL || arena_failed(message->arena) ||
	    assembly_end(&message->assembly) != STATUS_OK)
		return mta_deliver_failure(ctx, "sendgate: try again later");
	handler->message_end(handler->arg, message, &answer);
	return mta_deliver(ctx, session, &answer);
}

static sfsistat
event_message_end(SMFICTX *ctx)
{
	struct mta_session *session = session_get(ctx);
	sfsistat result;

	if (session == NULL || !session->open)
		return mta_deliver_failure(ctx, "sendgate: try again later");
	result = message_end(ctx, session);
	mta_session_close(session);
	return result;
}

static sfsistat
event_abort(SMFICTX *ctx)
{
	struct mta_session *session = session_get(ctx);

	if (session != NULL)
		mta_session_close(session);
	return SMFIS_CONTINUE;
}

static sfsistat
event_close(SMFICTX *ctx)
{
	mta_session_free(session_get(ctx));
	(void)smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

void
mta_event_table(const struct mta_handler *handler, struct smfiDesc *desc_r)
{
	static char name[] = "sendgate";

	filter_handler = handler;
	*desc_r = (struct smfiDesc){
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = ACTIONS_WANTED,
		.xxfi_connect = event_connect,
		.xxfi_envfrom = event_mail,
		.xxfi_envrcpt = event_rcpt,
		.xxfi_header = event_header,
		.xxfi_eoh = event_headers_end,
		.xxfi_body = event_body,
		.xxfi_eom = event_message_end,
		.xxfi_abort = event_abort,
		.xxfi_close = event_close,
		.xxfi_negotiate = event_negotiate,
	};
}
