/*
 * report.c - the structure of a report: which part says what.
 *
 * Every part of every reading is looked at.  The first part that is a report
 * says what kind it is; the messages inside, whole or their headers alone, say
 * what it is about.
 */
#include "message/report.h"

#include "message/header.h"
#include "message/params.h"
#include "message/report_parts.h"

/* By some reader. */
static bool
part_is(const struct message_part *part, const char *type, const char *subtype)
{
	struct slice main = slice_cstr(type), sub = slice_cstr(subtype);

	if (slice_equal(part->type, main) && slice_equal(part->subtype, sub))
		return true;
	for (size_t i = 0; i < part->types.len; i++)
		if (slice_equal(part->types.items[i].type, main) &&
		    slice_equal(part->types.items[i].subtype, sub))
			return true;
	return false;
}

/* What a field of a message inside tells. */
enum original_field {
	ORIGINAL_IDS,
	ORIGINAL_AUTHOR,
	ORIGINAL_ADDRESSES,
	ORIGINAL_NAMED
};

static const struct {
	const char *name;
	enum original_field what;
} original_fields[] = {
	{ "message-id", ORIGINAL_IDS },
	{ "in-reply-to", ORIGINAL_IDS },
	{ "references", ORIGINAL_IDS },
	{ "from", ORIGINAL_AUTHOR },
	{ "to", ORIGINAL_ADDRESSES },
	{ "cc", ORIGINAL_ADDRESSES },
	{ "delivered-to", ORIGINAL_ADDRESSES },
	{ "x-original-to", ORIGINAL_ADDRESSES },
	/* of Microsoft's junk mail reports */
	{ "x-hmxmroriginalrecipient", ORIGINAL_NAMED },
};

#define ORIGINAL_FIELDS (sizeof(original_fields) / sizeof(original_fields[0]))

static void
original_field(
    struct report_reader *reader, struct slice value, enum original_field what)
{
	switch (what) {
	case ORIGINAL_IDS:
		report_add_ids(reader, value);
		break;
	case ORIGINAL_AUTHOR:
		report_add_author(reader, MESSAGE_REPORT_FROM, value);
		break;
	case ORIGINAL_ADDRESSES:
		report_add_addresses(reader, MESSAGE_REPORT_SEEN, value);
		break;
	case ORIGINAL_NAMED:
		report_add_author(reader, MESSAGE_REPORT_NAMED, value);
		break;
	}
}

/* The table's order, not the fields': a Message-ID tells more than the rest. */
static void
original_read(struct report_reader *reader, const struct message_fields *fields)
{
	const struct message_field *field;

	for (size_t i = 0; i < ORIGINAL_FIELDS; i++) {
		struct slice name = slice_cstr(original_fields[i].name);

		for (field = message_field_find(fields, name); field != NULL;
		     field = message_field_next(fields, field, name))
			original_field(reader,
			    message_field_unfold(field->value, reader->arena),
			    original_fields[i].what);
	}
}

/* The header of a message, alone in a part, or with its body behind it. */
static bool
headers_read(struct report_reader *reader, struct slice bytes)
{
	struct message_header_params params = {
		.crlf = message_line_crlf(bytes),
		.ends = MESSAGE_LINE_LF,
		.mbox = true,
		.room = reader->fields,
	};
	struct message_header header;
	struct message_line line;
	size_t end = 0;

	while (message_line_at(bytes, end, &line) && line.text.len > 0)
		end = line.next;
	params.block = slice_sub(bytes, 0, end);
	if (message_header_read(&params, reader->arena, &header) != STATUS_OK)
		return false;
	reader->fields -= header.fields.len;
	original_read(reader, &header.fields);
	return header.fields.len > 0;
}

static const struct report_type {
	const char *type, *subtype;
	enum message_report_kind kind; /* NONE: what it is about */
	bool (*read)(struct report_reader *reader, struct slice bytes);
} report_types[] = {
	{ "message", "feedback-report", MESSAGE_REPORT_FEEDBACK,
	    report_feedback_read },
	{ "message", "delivery-status", MESSAGE_REPORT_DELIVERY,
	    report_delivery_read },
	{ "message", "global-delivery-status", MESSAGE_REPORT_DELIVERY,
	    report_delivery_read },
	{ "text", "rfc822-headers", MESSAGE_REPORT_NONE, headers_read },
	{ "text", "rfc822-header", MESSAGE_REPORT_NONE, headers_read },
	{ "text", "rfc822", MESSAGE_REPORT_NONE, headers_read },
	{ "message", "rfc822-headers", MESSAGE_REPORT_NONE, headers_read },
	{ "message", "rfc822-header", MESSAGE_REPORT_NONE, headers_read },
	{ "message", "global-headers", MESSAGE_REPORT_NONE, headers_read },
};

#define REPORT_TYPES (sizeof(report_types) / sizeof(report_types[0]))

/* Reads the part as type says, in the first of its decodings that is such. */
static bool
part_read(struct report_reader *reader, const struct message_part *part,
    const struct report_type *type)
{
	struct message_report *report = reader->report;

	/* one report is enough; a second may be part of what was sent */
	if (type->kind != MESSAGE_REPORT_NONE &&
	    report->kind != MESSAGE_REPORT_NONE)
		return false;
	for (size_t i = 0; i < part->decodings.len; i++) {
		if (!type->read(reader, part->decodings.items[i].bytes))
			continue;
		if (type->kind != MESSAGE_REPORT_NONE)
			report->kind = type->kind;
		return true;
	}
	return false;
}

static void
part_look(struct report_reader *reader, const struct message_part *part)
{
	for (size_t i = 0; i < REPORT_TYPES; i++)
		if (part_is(
			part, report_types[i].type, report_types[i].subtype) &&
		    part_read(reader, part, &report_types[i]))
			return;
	if (part->role == MESSAGE_ROLE_NESTED)
		original_read(reader, &part->fields);
}

/* A report's fields under the type of a text, as some write them. */
static void
disguised_look(struct report_reader *reader, const struct message_part *part)
{
	static const struct {
		const char *field;
		struct report_type type;
	} disguised[] = {
		{ "feedback-type:",
		    { NULL, NULL, MESSAGE_REPORT_FEEDBACK,
			report_feedback_read } },
		{ "final-recipient:",
		    { NULL, NULL, MESSAGE_REPORT_DELIVERY,
			report_delivery_read } },
	};

	if (!slice_equal(part->type, SLICE("text")) ||
	    part->role != MESSAGE_ROLE_PART)
		return;
	for (size_t i = 0; i < sizeof(disguised) / sizeof(disguised[0]); i++)
		if (slice_find_nocase(message_part_bytes(part),
			slice_cstr(disguised[i].field)) != SLICE_NONE)
			(void)part_read(reader, part, &disguised[i].type);
}

/* "auto-replied", "auto-generated"; "no" is a person (RFC 3834 section 5). */
static bool
fields_automatic(const struct message_fields *fields)
{
	const struct message_field *field =
	    message_field_find(fields, SLICE("Auto-Submitted"));
	struct slice value =
	    field == NULL ? SLICE_EMPTY : slice_trim(field->value);

	if (value.len > 0 && !slice_starts_nocase(value, SLICE("no")))
		return true;
	return message_field_find(fields, SLICE("X-Autoreply")) != NULL ||
	    message_field_find(fields, SLICE("X-Autorespond")) != NULL;
}

/* The report's own header: last, for it says least. */
static void
root_look(struct report_reader *reader, const struct message_fields *fields)
{
	static const char *const about[] = { "In-Reply-To", "References" };
	struct message_report *report = reader->report;
	const struct message_field *field;
	struct slice id;

	report->automatic = fields_automatic(fields);
	field = message_field_find(fields, SLICE("X-Failed-Recipients"));
	if (field != NULL && report->kind == MESSAGE_REPORT_NONE) {
		report_failed_read(
		    reader, message_field_unfold(field->value, reader->arena));
		if (report->deliveries.len > 0)
			report->kind = MESSAGE_REPORT_DELIVERY;
	}
	field = message_field_find(fields, SLICE("Message-ID"));
	if (field != NULL) {
		id = message_field_unfold(field->value, reader->arena);
		if (message_id_next(&id, &report->id) == false)
			report->id = SLICE_EMPTY;
	}
	field = message_field_find(fields, SLICE("From"));
	if (field != NULL)
		report_add_author(reader, MESSAGE_REPORT_SENDER,
		    message_field_unfold(field->value, reader->arena));
	for (size_t i = 0; i < 2; i++) {
		field = message_field_find(fields, slice_cstr(about[i]));
		if (field != NULL)
			report_add_ids(reader,
			    message_field_unfold(field->value, reader->arena));
	}
}

enum status
message_report_read(const struct message *message, struct arena *arena,
    struct message_report *report_r)
{
	struct report_reader reader = { report_r, arena,
		MESSAGE_REPORT_FIELDS_MAX };
	const struct message_part *root = message->root;

	*report_r = (struct message_report){ .feedback = SLICE_EMPTY,
		.id = SLICE_EMPTY };
	for (size_t i = 0; i < message->parts.len; i++)
		part_look(&reader, message->parts.items[i]);
	for (size_t i = 0;
	     i < message->parts.len && report_r->kind == MESSAGE_REPORT_NONE &&
	     part_is(root, "multipart", "report");
	     i++)
		disguised_look(&reader, message->parts.items[i]);
	for (size_t i = 0; i < report_r->deliveries.len; i++)
		report_add_gate_ids(
		    &reader, report_r->deliveries.items[i].diagnostic);
	root_look(&reader, &root->fields);
	return arena_failed(arena) ? STATUS_NOMEM : STATUS_OK;
}
