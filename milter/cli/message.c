/*
 * message.c - message files: reading, addresses, defects in words.
 */
#include "cli/message.h"

#include "base/buf.h"
#include "cli/cli.h"
#include "pipeline/inspect.h"

#define DEFECTS_TEXT_MAX ((size_t)4096)

struct message_ceilings
cli_ceilings(const struct settings *settings)
{
	struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;

	if (settings != NULL) {
		ceilings.parts = (size_t)settings->ceilings.parts;
		ceilings.depth = (size_t)settings->ceilings.depth;
		ceilings.fields = (size_t)settings->ceilings.fields;
		ceilings.decoded = (size_t)settings->ceilings.decoded;
	}
	return ceilings;
}

enum status
cli_message_read(const struct cli *cli, const char *path,
    const struct settings *settings, struct arena *arena,
    struct message *message_r, struct err *err_r)
{
	struct message_ceilings ceilings = cli_ceilings(settings);
	struct slice raw = SLICE_EMPTY;
	enum status status = cli_file_read(cli, path, arena, &raw, err_r);

	if (status != STATUS_OK)
		return status;
	return message_read(raw, &ceilings, arena, message_r, err_r);
}

enum status
cli_text_read(const struct settings *settings, const struct message *message,
    struct arena *arena, struct text *text_r, struct err *err_r)
{
	struct extractor *extractor = extractor_new();
	enum status status;

	if (extractor == NULL)
		return err_nomem(err_r);
	status = inspect_text(
	    &settings->ceilings, extractor, message, arena, text_r, err_r);
	extractor_free(extractor);
	return status;
}

/* One address list taken apart, RFC 5322 section 3.4, leniently. */
struct list_reader {
	struct buf word;  /* the mailbox outside of angle brackets */
	struct buf angle; /* what stood inside */
	bool in_angle, has_angle;
	bool in_quote;
	unsigned comment; /* depth */
};

static void
list_add(struct list_reader *reader, char c)
{
	(void)buf_add_byte(
	    reader->in_angle ? &reader->angle : &reader->word, c);
}

static enum status
list_end(
    struct list_reader *reader, struct arena *arena, struct cli_addresses *out)
{
	struct slice text = reader->has_angle ?
	    envelope_address(buf_slice(&reader->angle)) :
	    slice_trim(buf_slice(&reader->word));
	struct slice *address;

	if (buf_failed(&reader->word) || buf_failed(&reader->angle))
		return STATUS_NOMEM;
	if (slice_index(text, '@') != SLICE_NONE) {
		address = VEC_PUSH(arena, out);
		if (address == NULL)
			return STATUS_NOMEM;
		*address = arena_copy(arena, text);
		if (address->ptr == NULL)
			return STATUS_NOMEM;
	}
	buf_clear(&reader->word);
	buf_clear(&reader->angle);
	reader->in_angle = reader->has_angle = false;
	return STATUS_OK;
}

/* A character outside of quotes and comments. */
static enum status
list_plain(struct list_reader *reader, char c, struct arena *arena,
    struct cli_addresses *out)
{
	switch (c) {
	case '"':
		reader->in_quote = true;
		list_add(reader, c);
		break;
	case '(':
		reader->comment = 1;
		break;
	case '<':
		reader->in_angle = reader->has_angle = true;
		break;
	case '>':
		reader->in_angle = false;
		break;
	case ',':
	case ';':
		if (!reader->in_angle)
			return list_end(reader, arena, out);
		list_add(reader, c);
		break;
	case ':': /* a group's name stood before it */
		if (!reader->in_angle)
			buf_clear(&reader->word);
		else
			list_add(reader, c);
		break;
	default:
		list_add(reader, c);
	}
	return STATUS_OK;
}

static enum status
list_step(struct list_reader *reader, struct slice text, size_t *at,
    struct arena *arena, struct cli_addresses *out)
{
	char c = text.ptr[*at];

	if (c == '\\' && (reader->in_quote || reader->comment > 0)) {
		if (reader->in_quote) {
			list_add(reader, c);
			if (*at + 1 < text.len)
				list_add(reader, text.ptr[*at + 1]);
		}
		++*at;
	} else if (reader->in_quote) {
		reader->in_quote = c != '"';
		list_add(reader, c);
	} else if (reader->comment > 0) {
		if (c == '(')
			reader->comment++;
		else if (c == ')')
			reader->comment--;
	} else {
		return list_plain(reader, c, arena, out);
	}
	return STATUS_OK;
}

static enum status
list_read(struct slice text, struct arena *arena, struct cli_addresses *out)
{
	struct list_reader reader = { .in_quote = false };
	enum status status = STATUS_OK;

	buf_init(&reader.word, text.len + 1);
	buf_init(&reader.angle, text.len + 1);
	for (size_t at = 0; at < text.len && status == STATUS_OK; at++)
		status = list_step(&reader, text, &at, arena, out);
	if (status == STATUS_OK)
		status = list_end(&reader, arena, out);
	buf_free(&reader.word);
	buf_free(&reader.angle);
	return status;
}

enum status
cli_addresses_of(const struct message *message, struct slice name,
    struct arena *arena, struct cli_addresses *out)
{
	const struct message_fields *fields = &message->root->fields;
	const struct message_field *field = message_field_find(fields, name);
	enum status status = STATUS_OK;

	while (field != NULL && status == STATUS_OK) {
		status = list_read(
		    message_field_unfold(field->value, arena), arena, out);
		field = message_field_next(fields, field, name);
	}
	return status;
}

int
cli_recipients(struct cli *cli, struct slice **rcpts_r, size_t *nrcpts_r)
{
	struct cli_addresses list = VEC_INIT;
	size_t n;
	struct slice *given = cli_values(cli, "rcpt", &n);

	if (given == NULL)
		return cli_nomem();
	for (size_t i = 0; i < n + cli->nargs - 1; i++) {
		struct slice text = envelope_address(
		    i < n ? given[i] : slice_cstr(cli->args[i - n + 1]));
		struct slice *address;

		if (slice_index(text, '@') == SLICE_NONE) {
			cli_say("\"%.*s\" is no address", SLICE_ARG(text));
			return EX_USAGE;
		}
		address = VEC_PUSH(cli->arena, &list);
		if (address == NULL)
			return cli_nomem();
		*address = text;
	}
	if (n == 0) {
		cli_say("--rcpt must name each recipient");
		return EX_USAGE;
	}
	*rcpts_r = list.items;
	*nrcpts_r = list.len;
	return EX_OK;
}

enum status
cli_envelope_rcpts(struct cli *cli, const struct message *message,
    struct arena *arena, struct envelope *envelope, struct err *err_r)
{
	static const char *const fields[] = { "To", "Cc", "Bcc" };
	struct cli_addresses list = VEC_INIT;
	size_t n;
	struct slice *given = cli_values(cli, "rcpt", &n);
	enum status status = STATUS_OK;

	if (given == NULL)
		return err_nomem(err_r);
	for (size_t i = 0; n == 0 && i < 3 && status == STATUS_OK; i++)
		status = cli_addresses_of(
		    message, slice_cstr(fields[i]), arena, &list);
	if (status != STATUS_OK)
		return err_nomem(err_r);
	if (n == 0) {
		n = list.len;
		given = list.items;
	}
	for (size_t i = 0; i < n; i++) {
		struct slice *rcpt = VEC_PUSH(arena, &envelope->rcpts);

		if (rcpt == NULL)
			return err_nomem(err_r);
		*rcpt = envelope_address(given[i]);
	}
	return STATUS_OK;
}

const char *
cli_defects(const struct message *message, struct arena *arena)
{
	uint64_t seen = message->defects;
	struct buf text;
	char *words;

	for (size_t i = 0; i < message->parts.len; i++)
		seen |= message->parts.items[i]->defects;
	buf_init(&text, DEFECTS_TEXT_MAX);
	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t defect = (uint64_t)1 << bit;

		if ((seen & defect) != 0)
			(void)buf_printf(&text, "%s%s",
			    text.len > 0 ? ", " : "",
			    message_defect_name(defect));
	}
	if (text.len == 0)
		(void)buf_add_cstr(&text, "it can be read in several ways");
	words = arena_cstr(arena, buf_slice(&text));
	buf_free(&text);
	return words != NULL ? words : "out of memory";
}
