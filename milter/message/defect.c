/*
 * defect.c - the words for defects.
 */
#include "message/message.h"

static const struct {
	uint64_t defect;
	const char *name;
} defect_names[] = {
	{ MESSAGE_DEFECT_HEADER_LINE, "header-line" },
	{ MESSAGE_DEFECT_HEADER_BLANK, "header-blank" },
	{ MESSAGE_DEFECT_HEADER_TWICE, "header-twice" },
	{ MESSAGE_DEFECT_FIELD_TWICE, "field-twice" },
	{ MESSAGE_DEFECT_NAME_TWICE, "name-twice" },
	{ MESSAGE_DEFECT_NAME_SYNTAX, "name-syntax" },
	{ MESSAGE_DEFECT_PARTS_NONE, "no-parts" },
	{ MESSAGE_DEFECT_TYPE_SYNTAX, "type-syntax" },
	{ MESSAGE_DEFECT_DISPOSITION_SYNTAX, "disposition-syntax" },
	{ MESSAGE_DEFECT_ENCODING_UNKNOWN, "encoding-unknown" },
	{ MESSAGE_DEFECT_ENCODING_COMPOSITE, "encoding-composite" },
	{ MESSAGE_DEFECT_PARAM_TWICE, "param-twice" },
	{ MESSAGE_DEFECT_PARAM_SYNTAX, "param-syntax" },
	{ MESSAGE_DEFECT_BOUNDARY_MISSING, "boundary-missing" },
	{ MESSAGE_DEFECT_BOUNDARY_SYNTAX, "boundary-syntax" },
	{ MESSAGE_DEFECT_BOUNDARY_UNUSED, "boundary-unused" },
	{ MESSAGE_DEFECT_BOUNDARY_OPEN, "boundary-open" },
	{ MESSAGE_DEFECT_BOUNDARY_CLASH, "boundary-clash" },
	{ MESSAGE_DEFECT_BOUNDARY_AGAIN, "boundary-again" },
	{ MESSAGE_DEFECT_BASE64_JUNK, "base64-junk" },
	{ MESSAGE_DEFECT_BASE64_PADDING, "base64-padding" },
	{ MESSAGE_DEFECT_BASE64_SHORT, "base64-short" },
	{ MESSAGE_DEFECT_QP_ESCAPE, "qp-escape" },
	{ MESSAGE_DEFECT_UU_SYNTAX, "uu-syntax" },
	{ MESSAGE_DEFECT_BARE_CR, "bare-cr" },
	{ MESSAGE_DEFECT_BARE_LF, "bare-lf" },
	{ MESSAGE_DEFECT_NUL, "nul" },
	{ MESSAGE_DEFECT_8BIT_HEADER, "8bit-header" },
	{ MESSAGE_DEFECT_OUTSIDE_PART, "outside-part" },
	{ MESSAGE_DEFECT_CEILING_PARTS, "ceiling-parts" },
	{ MESSAGE_DEFECT_CEILING_DEPTH, "ceiling-depth" },
	{ MESSAGE_DEFECT_CEILING_FIELDS, "ceiling-fields" },
	{ MESSAGE_DEFECT_CEILING_DECODED, "ceiling-decoded" },
	{ MESSAGE_DEFECT_CEILING_READINGS, "ceiling-readings" },
	{ MESSAGE_DEFECT_YENC_SYNTAX, "yenc-syntax" },
};

const char *
message_defect_name(uint64_t defect)
{
	uint64_t lowest = defect & (~defect + 1);

	for (size_t i = 0; i < sizeof(defect_names) / sizeof(*defect_names);
	     i++)
		if (defect_names[i].defect == lowest)
			return defect_names[i].name;
	return "unknown";
}
