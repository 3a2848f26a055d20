/*
 * inject_message.c - what is sent of a held message, and whether it can be.
 *
 * A bare CR or LF never goes out: a receiver that takes it for a line end
 * could be made to read the rest of the message as commands.
 */
#include "cli/inject.h"

#include "base/buf.h"
#include "message/assemble.h"
#include "policy/policy.h"

#define INJECT_GROWTH_MAX 2 /* every byte may become CRLF */
#define INJECT_HEADER_ROOM ((size_t)256)

/* libESMTP drops the second of these, and makes up a missing first. */
static const char *const single_fields[] = { "Date", "From", "Message-Id",
	"Sender", "To", "Cc", "Bcc", "Reply-To",
	"Disposition-Notification-To" };

static enum status
address_check(struct slice address, struct err *err_r)
{
	if (address.len > INJECT_ADDRESS_MAX)
		return err_set(err_r, STATUS_DATA, "an address is too long");
	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.ptr[i];

		if (c >= 0x80)
			return err_set(err_r, STATUS_DATA,
			    "%.*s: addresses beyond ASCII (SMTPUTF8) can't be "
			    "sent by this version",
			    SLICE_ARG(address));
		if (c < 0x20 || c == 0x7f || c == '<' || c == '>')
			return err_set(err_r, STATUS_DATA,
			    "an address has characters that can't be sent");
	}
	return STATUS_OK;
}

enum status
inject_check(const struct inject_params *params, struct err *err_r)
{
	const struct message_fields *fields = &params->message->root->fields;
	enum status status = address_check(params->sender, err_r);

	for (size_t i = 0; i < params->nrcpts && status == STATUS_OK; i++)
		status = address_check(params->rcpts[i], err_r);
	if (status != STATUS_OK)
		return status;
	if (params->nrcpts == 0)
		return err_set(err_r, STATUS_DATA, "it has no recipient");
	for (size_t i = 0; i < sizeof(single_fields) / sizeof(single_fields[0]);
	     i++) {
		if (message_field_count(fields, slice_cstr(single_fields[i])) >
		    1)
			return err_set(err_r, STATUS_DATA,
			    "it has more than one %s header and can't be sent "
			    "unchanged",
			    single_fields[i]);
	}
	if (message_field_find(fields, SLICE("From")) == NULL)
		return err_set(err_r, STATUS_DATA,
		    "it has no From header and can't be sent unchanged");
	return STATUS_OK;
}

/*
 * Copies in to out with CRLF for every line end.  A bare CR is a line end in
 * a body, as the content digest has it, and a blank in a header, where it must
 * not begin a field.
 */
static void
lines_copy(struct slice in, struct buf *out)
{
	bool header = true;
	size_t column = 0;

	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];
		bool crlf =
		    c == '\r' && i + 1 < in.len && in.ptr[i + 1] == '\n';

		if (c == '\r' && !crlf && header) {
			(void)buf_add_byte(out, ' ');
			column++;
		} else if (c == '\r' || c == '\n') {
			(void)buf_add(out, SLICE("\r\n"));
			header = header && column > 0;
			column = 0;
			i += crlf ? 1 : 0;
		} else {
			(void)buf_add_byte(out, c);
			column++;
		}
	}
	if (column > 0)
		(void)buf_add(out, SLICE("\r\n"));
}

enum status
inject_message(const struct inject_params *params, struct arena *arena,
    struct slice *bytes_r, struct err *err_r)
{
	struct slice raw = params->message->raw;
	struct buf stripped, out;
	enum status status;

	buf_init(&stripped, raw.len + INJECT_HEADER_ROOM);
	buf_init(&out, INJECT_GROWTH_MAX * raw.len + INJECT_HEADER_ROOM);
	status = assembly_strip(raw, policy_header_is_ours, &stripped);
	(void)buf_printf(&out, "X-Agent-Release: %s\r\n", params->token);
	if (status == STATUS_OK)
		lines_copy(buf_slice(&stripped), &out);
	if (status == STATUS_OK && !buf_failed(&out))
		*bytes_r = arena_copy(arena, buf_slice(&out));
	else
		bytes_r->ptr = NULL;
	buf_free_wiped(&stripped);
	buf_free_wiped(&out);
	return bytes_r->ptr != NULL ? STATUS_OK : err_nomem(err_r);
}
