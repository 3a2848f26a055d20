/*
 * report_fields.c - the fields of a feedback report (RFC 5965 section 3) and
 * of a delivery status (RFC 3464 section 2).
 *
 * Both are blocks of fields between empty lines.  Where empty lines are
 * missing or too many, a field that stands a second time begins the next
 * recipient.
 */
#include "base/utf8.h"
#include "message/envelope.h"
#include "message/header.h"
#include "message/params.h"
#include "message/report_parts.h"

/* The next run of lines that are not blank, from *pos; false at the end. */
static bool
block_next(struct slice bytes, size_t *pos, struct slice *block_r)
{
	struct message_line line;
	size_t start = SLICE_NONE, end = 0;

	while (message_line_at(bytes, *pos, &line)) {
		if (slice_trim(line.text).len > 0) {
			if (start == SLICE_NONE)
				start = line.start;
			end = line.next;
		} else if (start != SLICE_NONE) {
			break;
		}
		*pos = line.next;
	}
	if (start == SLICE_NONE)
		return false;
	*block_r = slice_make(bytes.ptr + start, end - start);
	return true;
}

/* The block's fields; none when out of memory, which the arena knows. */
static struct message_fields
block_fields(struct report_reader *reader, struct slice block)
{
	const struct message_header_params params = {
		.block = block,
		.crlf = message_line_crlf(block),
		.ends = MESSAGE_LINE_LF,
		.room = reader->fields,
	};
	struct message_header header;

	if (message_header_read(&params, reader->arena, &header) != STATUS_OK)
		return (struct message_fields)VEC_INIT;
	reader->fields -= header.fields.len;
	if (reader->fields == 0)
		reader->report->cut = true;
	return header.fields;
}

/* The length of "\x{f6}" at the front of text and what it means; 0: it is none. */
static size_t
utf8_escape(struct slice text, uint32_t *cp_r)
{
	size_t close = slice_index(slice_sub(text, 0, 10), '}');

	*cp_r = 0;
	if (!slice_starts_nocase(text, SLICE("\\x{")) || close == SLICE_NONE ||
	    close == 3)
		return 0;
	for (size_t i = 3; i < close; i++) {
		if (ascii_hex(text.ptr[i]) < 0)
			return 0;
		*cp_r = *cp_r << 4 | (uint32_t)ascii_hex(text.ptr[i]);
	}
	return close + 1;
}

/* What RFC 6533 section 3 has for all that is not ASCII, undone. */
static struct slice
utf8_unescape(struct slice text, struct arena *arena)
{
	char *out = arena_alloc(arena, text.len + UTF8_MAX);
	size_t len = 0, i = 0, taken;
	uint32_t cp;

	if (out == NULL)
		return SLICE_EMPTY;
	while (i < text.len) {
		taken = utf8_escape(slice_from(text, i), &cp);
		/* four bytes at most, of five that it was written in */
		if (taken > 0)
			len += utf8_encode(cp, out + len);
		else
			out[len++] = text.ptr[i];
		i += taken > 0 ? taken : 1;
	}
	return slice_make(out, len);
}

/* "rfc822; joe@x.example (Joe)": the address alone. */
static struct slice
typed_address(struct slice value, struct arena *arena)
{
	size_t at = slice_index(value, ';');
	struct slice address =
	    slice_trim(at == SLICE_NONE ? value : slice_from(value, at + 1));
	size_t space;

	if (slice_index(address, '<') != SLICE_NONE)
		address = envelope_address(address);
	for (space = 0; space < address.len; space++)
		if (ascii_space(address.ptr[space]))
			break;
	address = slice_sub(address, 0, space);
	return slice_find(address, SLICE("\\x{")) == SLICE_NONE ?
	    address :
	    utf8_unescape(address, arena);
}

/* A field that says of which message the report is. */
static bool
field_is_id(struct slice name)
{
	static const char *const names[] = { "message-id",
		"original-message-id", "x-original-message-id" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal_nocase(name, slice_cstr(names[i])))
			return true;
	return false;
}

static bool
field_is(const struct message_field *field, const char *name)
{
	return slice_equal_nocase(field->name, slice_cstr(name));
}

static void
feedback_field(
    struct report_reader *reader, const struct message_field *field, bool *is_r)
{
	struct message_report *report = reader->report;
	struct slice value = message_field_unfold(field->value, reader->arena);

	if (field_is(field, "feedback-type")) {
		*is_r = true;
		if (report->feedback.len == 0)
			report->feedback = message_lower(value, reader->arena);
	} else if (field_is(field, "original-rcpt-to") ||
	    field_is(field, "removal-recipient") ||
	    field_is(field, "original-recipient")) {
		*is_r = true;
		report_add_address(reader, MESSAGE_REPORT_NAMED,
		    typed_address(value, reader->arena));
	} else if (field_is_id(field->name)) {
		report_add_ids(reader, value);
	} else if (field_is(field, "user-agent") ||
	    field_is(field, "original-mail-from")) {
		*is_r = true;
	}
}

bool
report_feedback_read(struct report_reader *reader, struct slice bytes)
{
	struct message_fields fields;
	struct slice block;
	size_t pos = 0;
	bool is = false;

	while (reader->fields > 0 && block_next(bytes, &pos, &block)) {
		fields = block_fields(reader, block);
		for (size_t i = 0; i < fields.len; i++)
			feedback_field(reader, &fields.items[i], &is);
	}
	return is;
}

/* Fields of a recipient, and where their values go. */
enum delivery_field {
	DELIVERY_ORIGINAL,
	DELIVERY_FINAL,
	DELIVERY_ACTION,
	DELIVERY_STATUS,
	DELIVERY_DIAGNOSTIC,
	DELIVERY_FIELDS
};

static const char *const delivery_names[DELIVERY_FIELDS] = {
	[DELIVERY_ORIGINAL] = "original-recipient",
	[DELIVERY_FINAL] = "final-recipient",
	[DELIVERY_ACTION] = "action",
	[DELIVERY_STATUS] = "status",
	[DELIVERY_DIAGNOSTIC] = "diagnostic-code",
};

static struct slice *
delivery_slot(
    struct message_report_delivery *delivery, enum delivery_field which)
{
	switch (which) {
	case DELIVERY_ORIGINAL:
		return &delivery->original;
	case DELIVERY_FINAL:
		return &delivery->final;
	case DELIVERY_ACTION:
		return &delivery->action;
	case DELIVERY_STATUS:
		return &delivery->status;
	default:
		return &delivery->diagnostic;
	}
}

/* A new recipient; NULL past the ceiling and when out of memory. */
static struct message_report_delivery *
delivery_new(struct report_reader *reader)
{
	struct message_report *report = reader->report;
	struct message_report_delivery *delivery;

	if (report->deliveries.len >= MESSAGE_REPORT_DELIVERIES_MAX) {
		report->cut = true;
		return NULL;
	}
	delivery = VEC_PUSH(reader->arena, &report->deliveries);
	if (delivery != NULL)
		*delivery = (struct message_report_delivery){ SLICE_EMPTY,
			SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY };
	return delivery;
}

static struct slice
delivery_value(
    struct slice value, enum delivery_field which, struct arena *arena)
{
	size_t len = 0;

	if (which == DELIVERY_DIAGNOSTIC)
		return value;
	if (which == DELIVERY_ORIGINAL || which == DELIVERY_FINAL)
		return typed_address(value, arena);
	while (len < value.len && !ascii_space(value.ptr[len]) &&
	    value.ptr[len] != '(')
		len++;
	return message_lower(slice_sub(value, 0, len), arena);
}

/* *delivery_r is the recipient whose fields are being read, or NULL. */
static void
delivery_field(struct report_reader *reader, const struct message_field *field,
    struct message_report_delivery **delivery_r)
{
	struct slice value = message_field_unfold(field->value, reader->arena);
	struct slice *slot;
	unsigned which = 0;

	if (field_is_id(field->name)) {
		report_add_ids(reader, value);
		return;
	}
	while (
	    which < DELIVERY_FIELDS && !field_is(field, delivery_names[which]))
		which++;
	if (which == DELIVERY_FIELDS)
		return;
	if (*delivery_r == NULL ||
	    (which <= DELIVERY_FINAL &&
		delivery_slot(*delivery_r, which)->len > 0))
		*delivery_r = delivery_new(reader);
	if (*delivery_r == NULL)
		return;
	slot = delivery_slot(*delivery_r, which);
	if (slot->len == 0)
		*slot = delivery_value(value, which, reader->arena);
}

/* The digits from *at on, one to three of them; false if there are not. */
static bool
status_digits(struct slice text, size_t *at)
{
	size_t start = *at;

	while (*at < text.len && *at < start + 4 && ascii_digit(text.ptr[*at]))
		++*at;
	return *at > start && *at <= start + 3;
}

/* The length of the status code (RFC 3463) that text begins with, or 0. */
static size_t
status_length(struct slice text)
{
	size_t at = 1;

	if (text.len < 5 || text.ptr[1] != '.' ||
	    slice_index(SLICE("245"), text.ptr[0]) == SLICE_NONE)
		return 0;
	at++;
	if (!status_digits(text, &at) || at >= text.len ||
	    text.ptr[at++] != '.' || !status_digits(text, &at))
		return 0;
	/* more of it makes an address of a host */
	if (at < text.len &&
	    (ascii_alnum(text.ptr[at]) ||
		(text.ptr[at] == '.' && at + 1 < text.len &&
		    ascii_digit(text.ptr[at + 1]))))
		return 0;
	return at;
}

/* The first status code that stands in text, or "". */
static struct slice
status_in(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t len;

		if (i > 0 &&
		    (ascii_alnum(text.ptr[i - 1]) || text.ptr[i - 1] == '.'))
			continue;
		len = status_length(slice_from(text, i));
		if (len > 0)
			return slice_sub(slice_from(text, i), 0, len);
	}
	return SLICE_EMPTY;
}

/* A status that says nothing gives way to the one that the host answered. */
static void
status_settle(struct message_report_delivery *delivery)
{
	struct slice said = status_in(delivery->diagnostic);

	if (status_length(delivery->status) != delivery->status.len)
		delivery->status = SLICE_EMPTY;
	if (said.len == 0)
		return;
	if (delivery->status.len == 0 ||
	    (slice_equal(slice_from(delivery->status, 1), SLICE(".0.0")) &&
		delivery->status.ptr[0] == said.ptr[0]))
		delivery->status = said;
}

bool
report_delivery_read(struct report_reader *reader, struct slice bytes)
{
	struct message_report *report = reader->report;
	size_t first = report->deliveries.len, pos = 0;
	struct message_fields fields;
	struct slice block;

	while (reader->fields > 0 && block_next(bytes, &pos, &block)) {
		struct message_report_delivery *delivery = NULL;

		fields = block_fields(reader, block);
		for (size_t i = 0; i < fields.len; i++)
			delivery_field(reader, &fields.items[i], &delivery);
	}
	for (size_t i = first; i < report->deliveries.len; i++)
		status_settle(&report->deliveries.items[i]);
	return report->deliveries.len > first;
}

void
report_failed_read(struct report_reader *reader, struct slice value)
{
	struct message_report_delivery *delivery;
	struct slice item;

	while (slice_cut(&value, ',', &item)) {
		item = slice_trim(item);
		if (slice_index(item, '@') == SLICE_NONE)
			continue;
		delivery = delivery_new(reader);
		if (delivery == NULL)
			return;
		delivery->final = item;
		delivery->action = SLICE("failed");
	}
}
