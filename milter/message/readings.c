/*
 * readings.c - the readings of Content-Type and Content-Disposition: of every
 * such field, and of every line that only some readers take for one.
 *
 * A well-formed field has one reading, which part.c has read.  A field with a
 * defect is read loosely too.  Types, boundaries, charsets and names are
 * collected each for itself: a reader may take the type of one field and the
 * boundary of another.
 */
#include "message/readings.h"
#include "message/header.h"
#include "message/part.h"

#define FIELDS_MAX 16 /* that are read loosely, of one part and name */

#define SYNTAX                                                       \
	(MESSAGE_DEFECT_TYPE_SYNTAX | MESSAGE_DEFECT_PARAM_SYNTAX |  \
	    MESSAGE_DEFECT_PARAM_TWICE | MESSAGE_DEFECT_NAME_TWICE | \
	    MESSAGE_DEFECT_NAME_SYNTAX | MESSAGE_DEFECT_DISPOSITION_SYNTAX)

struct collector {
	struct message_part *part;
	struct arena *arena;
	struct message_loose *loose;
	bool types; /* the fields are Content-Type fields */
	size_t fields;
};

bool
message_field_spaced(const struct message_field *field)
{
	const char *end = field->name.ptr + field->name.len;

	return end != field->value.ptr - 1;
}

static bool
has_odd_bytes(struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if ((c < ' ' || c > '~') && c != '\r' && c != '\n' && c != '\t')
			return true;
	}
	return false;
}

/* Is there a line end between two quotes? */
static bool
folds_in_quotes(struct slice value)
{
	bool quoted = false;

	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '"')
			quoted = !quoted;
		else if (quoted && value.ptr[i] == '\\')
			i++;
		else if (quoted && value.ptr[i] == '\n')
			return true;
	}
	return false;
}

/* Well-formed, but such that readers may differ about the boundary. */
static bool
is_doubtful(struct slice value)
{
	static const struct slice signs[] = {
		{ "(", 1 },
		{ "\\", 1 },
		{ "*", 1 },
		{ "='", 2 },
		{ "=?", 2 },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (slice_find(value, signs[i]) != SLICE_NONE)
			return true;
	return folds_in_quotes(value);
}

static bool
is_multipart(const struct message_params *params)
{
	return slice_equal(params->type, SLICE("multipart"));
}

/* Appends the strict reading of one field. */
static enum status
collect_strict(struct collector *collector, const struct message_params *params)
{
	struct message_type type = { params->type, params->subtype };
	enum status status = STATUS_OK;

	if (collector->types && type.type.len > 0 && type.subtype.len > 0)
		status = message_loose_type(
		    collector->loose, &type, collector->arena);
	for (size_t i = 0; i < params->list.len && status == STATUS_OK; i++) {
		const struct message_param *param = &params->list.items[i];

		if (slice_equal(param->name, SLICE("boundary")) ||
		    slice_equal(param->name, SLICE("charset")) ||
		    slice_equal(param->name, SLICE("filename")) ||
		    slice_equal(param->name, SLICE("name")))
			status = message_loose_param(
			    collector->loose, param, collector->arena);
	}
	return status;
}

/* Some reader takes no notice of the field at hand. */
static enum status
collect_default(struct collector *collector)
{
	const struct message_type type = { SLICE("text"), SLICE("plain") };

	return collector->types ?
	    message_loose_type(collector->loose, &type, collector->arena) :
	    STATUS_OK;
}

static enum status
collect_loose(struct collector *collector, struct slice value)
{
	if (++collector->fields > FIELDS_MAX) {
		collector->loose->full = true;
		return STATUS_OK;
	}
	return message_loose_read(value, collector->arena, collector->loose);
}

/* Appends the readings of one field, of which params is the strict one. */
static enum status
collect_field(struct collector *collector, const struct message_field *field,
    const struct message_params *params)
{
	bool doubtful = collector->types && is_multipart(params) &&
	    is_doubtful(field->value);
	bool typeless = collector->types &&
	    ((params->defects & MESSAGE_DEFECT_TYPE_SYNTAX) != 0 ||
		params->type.len == 0 || params->subtype.len == 0);
	bool odd = typeless || (params->defects & SYNTAX) != 0 ||
	    has_odd_bytes(field->value);
	enum status status = collect_strict(collector, params);
	size_t known = collector->loose->params.len;

	if (status == STATUS_OK && (typeless || message_field_spaced(field)))
		status = collect_default(collector);
	if (status != STATUS_OK || (!odd && !doubtful))
		return status;
	status = collect_loose(collector, field->value);
	if (!odd && collector->loose->params.len > known)
		collector->part->defects |= MESSAGE_DEFECT_BOUNDARY_SYNTAX;
	return status;
}

static enum status
collect_fields(struct collector *collector, const struct message_fields *fields,
    struct slice name, const struct message_params *first)
{
	const struct message_field *field = message_field_find(fields, name);
	enum status status = STATUS_OK;

	while (field != NULL && status == STATUS_OK) {
		struct message_params params;

		if (first == NULL)
			status = message_params_read(
			    field->value, collector->arena, &params);
		if (status == STATUS_OK)
			status = collect_field(
			    collector, field, first == NULL ? &params : first);
		first = NULL;
		field = collector->loose->full ?
		    NULL :
		    message_field_next(fields, field, name);
	}
	return status;
}

/* Lines that only some readers take for fields are read loosely always. */
static enum status
collect_others(struct collector *collector, struct slice name)
{
	const struct message_fields *fields = &collector->part->others;
	const struct message_field *field = message_field_find(fields, name);
	enum status status = STATUS_OK;

	for (; field != NULL && status == STATUS_OK;
	     field = message_field_next(fields, field, name)) {
		struct message_params params;

		status = message_params_read(
		    field->value, collector->arena, &params);
		if (status == STATUS_OK)
			status = collect_strict(collector, &params);
		if (status == STATUS_OK)
			status = collect_loose(collector, field->value);
	}
	return status;
}

/* Moves what list has under the given name to one of part's lists. */
static enum status
keep_params(const struct message_loose *loose, struct slice name,
    struct arena *arena, struct message_param_list *list)
{
	for (size_t i = 0; i < loose->params.len; i++) {
		struct message_param *param;
		bool known = false;

		if (!slice_equal(loose->params.items[i].name, name))
			continue;
		for (size_t j = 0; j < list->len && !known; j++)
			known = list->items[j].encoded ==
				loose->params.items[i].encoded &&
			    slice_equal(list->items[j].bytes,
				loose->params.items[i].bytes) &&
			    slice_equal(list->items[j].charset,
				loose->params.items[i].charset);
		if (known)
			continue;
		param = VEC_PUSH(arena, list);
		if (param == NULL)
			return STATUS_NOMEM;
		*param = loose->params.items[i];
	}
	return STATUS_OK;
}

/* Only "name" of the type and "filename" of the disposition stand there. */
static enum status
keep_names(struct message_part *part, const struct message_loose *disposition,
    const struct message_loose *type, struct arena *arena)
{
	const struct message_loose *const from[] = { disposition, type,
		disposition, type };
	const struct slice names[] = { SLICE("filename"), SLICE("name"),
		SLICE("name"), SLICE("filename") };
	enum status status = STATUS_OK;

	for (size_t i = 0; i < 4 && status == STATUS_OK; i++)
		status = keep_params(from[i], names[i], arena, &part->names);
	return status;
}

/* Takes apart the types: some reader's leaf, multipart, message. */
static enum status
keep_types(struct message_part *part, struct arena *arena,
    struct message_readings *readings)
{
	const struct message_types *types = &readings->loose.types;

	for (size_t i = 0; i < types->len; i++) {
		struct message_part other = {
			.type = types->items[i].type,
			.subtype = types->items[i].subtype,
		};
		struct message_type *kept;

		if (message_part_is_multipart(&other)) {
			readings->multipart = true;
			continue;
		}
		if (message_part_is_nested(&other)) {
			readings->nested = true;
			continue;
		}
		kept = VEC_PUSH(arena, &part->types);
		if (kept == NULL)
			return STATUS_NOMEM;
		*kept = types->items[i];
	}
	return STATUS_OK;
}

static enum status
read_dispositions(
    struct message_part *part, struct arena *arena, struct message_loose *loose)
{
	const struct slice name = SLICE("content-disposition");
	struct collector collector = {
		.part = part,
		.arena = arena,
		.loose = loose,
	};
	enum status status =
	    collect_fields(&collector, &part->fields, name, &part->disposition);

	return status == STATUS_OK ? collect_others(&collector, name) : status;
}

static enum status
read_types(
    struct message_part *part, struct arena *arena, struct message_loose *loose)
{
	const struct slice name = SLICE("content-type");
	const struct message_type type = { part->type, part->subtype };
	struct collector collector = {
		.part = part,
		.arena = arena,
		.loose = loose,
		.types = true,
	};
	enum status status = message_loose_type(loose, &type, arena);

	if (status == STATUS_OK)
		status = collect_fields(
		    &collector, &part->fields, name, &part->content_type);
	return status == STATUS_OK ? collect_others(&collector, name) : status;
}

enum status
message_readings_find(struct message_part *part, struct arena *arena,
    struct message_readings *readings_r)
{
	struct message_loose disposition = { 0 };
	enum status status;

	*readings_r = (struct message_readings){ 0 };
	status = read_types(part, arena, &readings_r->loose);
	if (status == STATUS_OK)
		status = read_dispositions(part, arena, &disposition);
	if (status == STATUS_OK)
		status = keep_types(part, arena, readings_r);
	if (status == STATUS_OK)
		status = keep_params(&readings_r->loose, SLICE("charset"),
		    arena, &part->charsets);
	if (status == STATUS_OK)
		status =
		    keep_names(part, &disposition, &readings_r->loose, arena);
	if (readings_r->loose.full || disposition.full)
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
	return arena_failed(arena) ? STATUS_NOMEM : status;
}

enum status
message_readings_raw(struct message_part *part, struct arena *arena)
{
	struct message_type *type;

	for (size_t i = 0; i < part->types.len; i++)
		if (slice_equal(part->types.items[i].type, SLICE("text")) &&
		    slice_equal(part->types.items[i].subtype, SLICE("plain")))
			return STATUS_OK;
	type = VEC_PUSH(arena, &part->types);
	if (type == NULL)
		return STATUS_NOMEM;
	type->type = SLICE("text");
	type->subtype = SLICE("plain");
	return STATUS_OK;
}
