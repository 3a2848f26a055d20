/*
 * encoding.c - the names of the transfer encodings, and decoding by name.
 */
#include "message/decode.h"

/* Several names may mean one encoding; the first of them is its own. */
static const struct {
	const char *name;
	enum message_encoding encoding;
} encoding_names[] = {
	{ "7bit", MESSAGE_ENCODING_7BIT },
	{ "8bit", MESSAGE_ENCODING_8BIT },
	{ "binary", MESSAGE_ENCODING_BINARY },
	{ "quoted-printable", MESSAGE_ENCODING_QP },
	{ "base64", MESSAGE_ENCODING_BASE64 },
	{ "x-uuencode", MESSAGE_ENCODING_UUENCODE },
	{ "uuencode", MESSAGE_ENCODING_UUENCODE },
	{ "x-uue", MESSAGE_ENCODING_UUENCODE },
	{ "uue", MESSAGE_ENCODING_UUENCODE },
	{ "none", MESSAGE_ENCODING_NONE },
	{ "yenc", MESSAGE_ENCODING_YENC },
	{ "unknown", MESSAGE_ENCODING_UNKNOWN },
};

#define ENCODING_NAMES (sizeof(encoding_names) / sizeof(*encoding_names))

enum message_encoding
message_encoding_parse(struct slice token)
{
	struct slice name = slice_trim(token);

	for (size_t i = 0; i < ENCODING_NAMES; i++)
		if (encoding_names[i].encoding != MESSAGE_ENCODING_NONE &&
		    encoding_names[i].encoding != MESSAGE_ENCODING_YENC &&
		    slice_equal_nocase(
			name, slice_cstr(encoding_names[i].name)))
			return encoding_names[i].encoding;
	return MESSAGE_ENCODING_UNKNOWN;
}

const char *
message_encoding_name(enum message_encoding encoding)
{
	for (size_t i = 0; i < ENCODING_NAMES; i++)
		if (encoding_names[i].encoding == encoding)
			return encoding_names[i].name;
	return "unknown";
}

enum status
message_decode(enum message_encoding encoding, struct slice in,
    struct arena *arena, struct slice *out_r, uint64_t *defects_r)
{
	switch (encoding) {
	case MESSAGE_ENCODING_QP:
		return message_qp_decode(in, arena, out_r, defects_r);
	case MESSAGE_ENCODING_BASE64:
		return message_base64_decode(in, arena, out_r, defects_r);
	case MESSAGE_ENCODING_UUENCODE:
		return message_uu_decode(in, arena, out_r, defects_r);
	case MESSAGE_ENCODING_YENC:
		return message_yenc_decode(in, arena, out_r, defects_r);
	case MESSAGE_ENCODING_NONE:
	case MESSAGE_ENCODING_7BIT:
	case MESSAGE_ENCODING_8BIT:
	case MESSAGE_ENCODING_BINARY:
	case MESSAGE_ENCODING_UNKNOWN:
		break;
	}
	*out_r = in;
	return STATUS_OK;
}
