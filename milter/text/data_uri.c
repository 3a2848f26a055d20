/*
 * data_uri.c - documents inside a "data:" URI.
 *
 * What programs show of it is decoded: HTML, SVG, plain text.  A picture must
 * begin as one.  Anything else is only named, for its reader to hold.
 */
#include "text/data_uri.h"

#include "message/decode.h"
#include "text/charset.h"
#include "text/kind.h"
#include "text/link.h"

#define IMAGE_HEAD 64 /* encoded bytes that show what a picture is */

/* "type;charset=x;base64" */
struct head {
	struct slice type;
	struct slice charset;
	bool base64;
};

static void
head_read(struct slice media, struct head *head)
{
	struct slice rest = media, word;

	head->charset = SLICE("utf-8");
	head->base64 = false;
	slice_cut(&rest, ';', &head->type);
	head->type = slice_trim(head->type);
	while (rest.ptr != NULL && slice_cut(&rest, ';', &word)) {
		word = slice_trim(word);
		if (slice_equal_nocase(word, SLICE("base64")))
			head->base64 = true;
		else if (slice_starts_nocase(word, SLICE("charset=")))
			head->charset =
			    slice_from(word, sizeof("charset=") - 1);
	}
}

static enum data_uri_kind
data_uri_kind_of(struct slice type)
{
	static const struct {
		const char *type;
		enum data_uri_kind kind;
	} types[] = {
		{ "text/html", DATA_URI_HTML },
		{ "application/xhtml+xml", DATA_URI_HTML },
		{ "image/svg+xml", DATA_URI_HTML },
		{ "text/xml", DATA_URI_HTML },
		{ "application/xml", DATA_URI_HTML },
		{ "text/", DATA_URI_TEXT },
		{ "application/json", DATA_URI_TEXT },
		{ "application/javascript", DATA_URI_TEXT },
		{ "image/", DATA_URI_IMAGE },
	};
	size_t i;

	if (slice_index(type, '/') == SLICE_NONE)
		return DATA_URI_TEXT; /* the default, RFC 2397 section 2 */
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_starts_nocase(type, slice_cstr(types[i].type)))
			return types[i].kind;
	return DATA_URI_OTHER;
}

static enum status
decode(const struct head *head, struct slice body, struct arena *arena,
    struct slice *bytes_r)
{
	uint64_t defects = 0;

	*bytes_r = link_bytes(body, arena);
	if (bytes_r->ptr == NULL)
		return STATUS_NOMEM;
	if (!head->base64)
		return STATUS_OK;
	return message_base64_decode(*bytes_r, arena, bytes_r, &defects);
}

enum status
data_uri_read(struct slice uri, struct arena *arena, enum data_uri_kind *kind_r,
    struct slice *text_r, bool *exact_r)
{
	struct text_decoded decoded;
	struct slice bytes;
	struct head head;
	enum status status;
	size_t comma;

	*kind_r = DATA_URI_NONE;
	*exact_r = true;
	uri = slice_trim(uri);
	comma = slice_index(uri, ',');
	if (!slice_starts_nocase(uri, SLICE("data:")) || comma == SLICE_NONE)
		return STATUS_OK;
	head_read(slice_sub(uri, 5, comma - 5), &head);
	uri = slice_from(uri, comma + 1);
	*kind_r = data_uri_kind_of(head.type);
	if (*kind_r == DATA_URI_OTHER)
		return STATUS_OK;
	if (*kind_r == DATA_URI_IMAGE)
		uri = slice_sub(uri, 0, IMAGE_HEAD);
	status = decode(&head, uri, arena, &bytes);
	if (status != STATUS_OK)
		return status;
	if (*kind_r == DATA_URI_IMAGE) {
		if (!kind_is_image(bytes))
			*kind_r = DATA_URI_OTHER;
		return STATUS_OK;
	}
	status =
	    text_charset_decode_mapped(bytes, head.charset, arena, &decoded);
	*text_r = decoded.text;
	*exact_r = decoded.exact;
	return status;
}

bool
data_uri_find(struct slice value, size_t *at, struct slice *uri_r)
{
	size_t colon, end;

	while (
	    (colon = slice_index(slice_from(value, *at), ':')) != SLICE_NONE) {
		colon += *at;
		*at = colon + 1;
		if (colon < 4 ||
		    !slice_equal_nocase(
			slice_sub(value, colon - 4, 4), SLICE("data")))
			continue;
		for (end = colon; end < value.len; end++)
			if (ascii_space(value.ptr[end]) ||
			    value.ptr[end] == '"' || value.ptr[end] == '\'' ||
			    value.ptr[end] == ')')
				break;
		*uri_r = slice_sub(value, colon - 4, end - colon + 4);
		*at = end;
		return true;
	}
	return false;
}
