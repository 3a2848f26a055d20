/*
 * metadata.c - what the agent declares in its X-Agent headers.
 *
 * The headers are the agent's word: they are recorded and may narrow what it
 * is allowed, never widen it.
 */
#include "policy/policy.h"

#include "base/utf8.h"
#include "text/header.h"

struct metadata_header {
	struct slice name;   /* the header's */
	const char *declare; /* its word under `declare` */
	size_t offset;       /* of its slice in struct policy_metadata */
};

#define AT(member) offsetof(struct policy_metadata, member)
#define NOWHERE ((size_t)-1) /* sources: a list of its own */

static const struct metadata_header headers[] = {
	{ { "X-Agent-Workflow", 16 }, "workflow", AT(workflow) },
	{ { "X-Agent-Prompt", 14 }, "prompt", AT(prompt) },
	{ { "X-Agent-Sources", 15 }, "sources", NOWHERE },
	{ { "X-Agent-Account", 15 }, "account", AT(account) },
	{ { "X-Agent-Template", 16 }, "template", AT(template) },
	{ { "X-Agent-Approval", 16 }, "approval", AT(approval) },
};

bool
policy_header_is_ours(struct slice name)
{
	return slice_starts_nocase(slice_trim(name), SLICE("X-Agent-"));
}

static bool
declared(const struct settings_agent *agent, const char *word)
{
	size_t i;

	if (agent == NULL)
		return false;
	for (i = 0; i < agent->declare.len; i++)
		if (slice_equal(
			slice_cstr(agent->declare.items[i]), slice_cstr(word)))
			return true;
	return false;
}

/* Printable, well-formed and not too long. */
static bool
value_usable(struct slice value)
{
	size_t i;

	if (value.len > POLICY_METADATA_MAX || !utf8_valid(value))
		return false;
	for (i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 127)
			return false;
	return true;
}

static enum status
list_add(struct policy_slices *list, struct arena *arena, struct slice item)
{
	struct slice *place = VEC_PUSH(arena, list);

	if (place == NULL)
		return STATUS_NOMEM;
	*place = item;
	return STATUS_OK;
}

static enum status
sources_read(
    struct slice value, struct arena *arena, struct policy_metadata *metadata)
{
	enum status status = STATUS_OK;
	struct slice rest = value, item;

	while (status == STATUS_OK && slice_cut(&rest, ',', &item)) {
		item = slice_trim(item);
		if (item.len == 0)
			continue;
		if (metadata->sources.len == POLICY_SOURCES_MAX)
			return list_add(&metadata->malformed, arena,
			    SLICE("X-Agent-Sources"));
		status = list_add(&metadata->sources, arena, item);
	}
	return status;
}

/* The value goes to its place; the token keeps its raw form for approval/. */
static enum status
value_read(const struct metadata_header *header,
    const struct message_field *field, struct arena *arena,
    struct policy_metadata *metadata)
{
	enum status status;
	struct slice value;
	bool exact;

	if (slice_equal(slice_cstr(header->declare), SLICE("approval"))) {
		metadata->approval = field->value;
		return STATUS_OK;
	}
	status = text_header_canonical(field->value, arena, &value, &exact);
	if (status != STATUS_OK)
		return status;
	if (!value_usable(value) || !exact)
		return list_add(&metadata->malformed, arena, header->name);
	if (header->offset == NOWHERE)
		return sources_read(value, arena, metadata);
	*(struct slice *)((char *)metadata + header->offset) = value;
	return STATUS_OK;
}

static bool
is_blank(struct slice value)
{
	return slice_trim(value).len == 0;
}

static enum status
header_read(const struct metadata_header *header,
    const struct message_fields *fields, const struct settings_agent *agent,
    struct arena *arena, struct policy_metadata *metadata)
{
	const struct message_field *field =
	    message_field_find(fields, header->name);

	if (field != NULL &&
	    message_field_next(fields, field, header->name) != NULL)
		return list_add(&metadata->duplicate, arena, header->name);
	if (field == NULL || is_blank(field->value)) {
		if (declared(agent, header->declare))
			return list_add(
			    &metadata->missing, arena, header->name);
		return STATUS_OK;
	}
	return value_read(header, field, arena, metadata);
}

enum status
policy_metadata_read(const struct message_fields *fields,
    const struct settings_agent *agent, struct arena *arena,
    struct policy_metadata *metadata_r)
{
	enum status status = STATUS_OK;
	size_t i;

	*metadata_r = (struct policy_metadata){ 0 };
	for (i = 0; i < fields->len; i++)
		if (policy_header_is_ours(fields->items[i].name))
			metadata_r->any = true;
	for (i = 0;
	     status == STATUS_OK && i < sizeof(headers) / sizeof(headers[0]);
	     i++)
		status =
		    header_read(&headers[i], fields, agent, arena, metadata_r);
	return status;
}
