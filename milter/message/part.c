/*
 * part.c - one part's header interpreted: Content-Type, Content-Disposition,
 * Content-Transfer-Encoding (RFC 2045, 2046, 2183).
 *
 * Of a field that stands twice the first counts here; ways.c and leaf.c look
 * at the others.
 */
#include "message/params.h"
#include "message/part.h"

static void
part_type_set(
    struct message_part *part, struct slice type, struct slice subtype)
{
	part->type = type;
	part->subtype = subtype;
}

static enum status
part_type_read(struct message_part *part, bool digest, struct arena *arena)
{
	const struct message_field *field =
	    message_field_find(&part->fields, SLICE("content-type"));
	struct message_params *params = &part->content_type;
	const struct message_param *charset;
	enum status status;

	if (field == NULL && digest)
		part_type_set(part, SLICE("message"), SLICE("rfc822"));
	else
		part_type_set(part, SLICE("text"), SLICE("plain"));
	if (field == NULL)
		return STATUS_OK;
	status = message_params_read(field->value, arena, params);
	if (status != STATUS_OK)
		return status;
	part->defects |= params->defects;
	part->has_type = params->type.len > 0 && params->subtype.len > 0;
	if (part->has_type)
		part_type_set(part, params->type, params->subtype);
	else
		part->defects |= MESSAGE_DEFECT_TYPE_SYNTAX;
	charset = message_params_find(params, SLICE("charset"));
	if (charset != NULL && charset->encoded)
		part->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	return STATUS_OK;
}

static enum status
part_disposition_read(struct message_part *part, struct arena *arena)
{
	const struct message_field *field =
	    message_field_find(&part->fields, SLICE("content-disposition"));
	struct message_params *params = &part->disposition;
	enum status status;

	if (field == NULL)
		return STATUS_OK;
	status = message_params_read(field->value, arena, params);
	if (status != STATUS_OK)
		return status;
	if ((params->defects & MESSAGE_DEFECT_TYPE_SYNTAX) != 0 ||
	    params->type.len != params->value.len)
		params->defects |= MESSAGE_DEFECT_DISPOSITION_SYNTAX;
	params->defects &= ~MESSAGE_DEFECT_TYPE_SYNTAX;
	part->defects |= params->defects;
	part->has_disposition = params->value.len > 0;
	return STATUS_OK;
}

/*
 * The encoding, by its token; a comment or anything else beside the token is
 * what some readers take for an unknown encoding.
 */
static enum status
part_encoding_read(struct message_part *part, struct arena *arena)
{
	const struct message_field *field = message_field_find(
	    &part->fields, SLICE("content-transfer-encoding"));
	struct message_params params;
	enum status status;

	part->encoding = MESSAGE_ENCODING_NONE;
	if (field == NULL)
		return STATUS_OK;
	status = message_params_read(field->value, arena, &params);
	if (status != STATUS_OK)
		return status;
	part->encoding = message_encoding_parse(params.value);
	if (part->encoding == MESSAGE_ENCODING_UNKNOWN ||
	    part->encoding == MESSAGE_ENCODING_UUENCODE ||
	    slice_trim(field->value).len != params.value.len)
		part->defects |= MESSAGE_DEFECT_ENCODING_UNKNOWN;
	if (message_encoding_transforms(part->encoding) &&
	    (message_part_is_multipart(part) ||
		slice_equal(part->type, SLICE("message"))))
		part->defects |= MESSAGE_DEFECT_ENCODING_COMPOSITE;
	return STATUS_OK;
}

enum status
message_part_interpret(
    struct message_part *part, bool digest, struct arena *arena)
{
	enum status status = part_type_read(part, digest, arena);

	if (status == STATUS_OK)
		status = part_disposition_read(part, arena);
	if (status == STATUS_OK)
		status = part_encoding_read(part, arena);
	return status;
}

bool
message_encoding_transforms(enum message_encoding encoding)
{
	return encoding == MESSAGE_ENCODING_QP ||
	    encoding == MESSAGE_ENCODING_BASE64 ||
	    encoding == MESSAGE_ENCODING_UUENCODE;
}

bool
message_part_is_multipart(const struct message_part *part)
{
	return slice_equal(part->type, SLICE("multipart"));
}

bool
message_part_is_nested(const struct message_part *part)
{
	return slice_equal(part->type, SLICE("message")) &&
	    (slice_equal(part->subtype, SLICE("rfc822")) ||
		slice_equal(part->subtype, SLICE("global")));
}

struct slice
message_part_bytes(const struct message_part *part)
{
	return part->decodings.len == 0 ? SLICE_EMPTY :
					  part->decodings.items[0].bytes;
}
