/*
 * mapi.c - the properties that TNEF and Outlook messages share.
 */
#include "extract/mapi.h"

#include "extract/lzfu.h"
#include "extract/plain.h"
#include "extract/rtf.h"
#include "extract/sniff.h"

static struct slice
without_nul(struct slice text)
{
	while (text.len > 0 && text.ptr[text.len - 1] == '\0')
		text.len--;
	return text;
}

static void
unicode_put(struct sink *sink, const struct member *self,
    const struct mapi_property *property)
{
	bool is_text =
	    property->id == MAPI_BODY || property->id == MAPI_HEADERS;
	struct buf text;

	buf_init(&text, property->value.len * 2);
	if (!plain_add_utf16(&text, property->value, false))
		sink_nomem(sink, self);
	else if (property->id == MAPI_HTML || sniff_html(buf_slice(&text)))
		sink_put(sink, self, RECORD_HTML, buf_slice(&text));
	sink_put(sink, self, is_text ? RECORD_TEXT : RECORD_NAME,
	    without_nul(buf_slice(&text)));
	buf_free(&text);
}

static void
rtf_put(struct sink *sink, const struct member *self, struct slice value)
{
	struct member rtf = *self;
	enum lzfu_result result;
	struct buf out;

	buf_init(&out, (size_t)sink->left.unpacked);
	result = lzfu_read(value, &out);
	if (result == LZFU_BROKEN)
		sink_skip(sink, self, "broken rtf");
	else if (result == LZFU_FULL)
		(void)sink_unpacked(sink, self, UINT64_MAX);
	rtf.bytes = buf_slice(&out);
	if (sink_unpacked(sink, self, out.len))
		rtf_read(sink, &rtf);
	buf_free(&out);
}

void
mapi_put(struct sink *sink, const struct member *self,
    const struct mapi_property *property)
{
	struct slice value = property->value;

	if (value.len == 0)
		return;
	if (property->type == MAPI_UNICODE)
		unicode_put(sink, self, property);
	else if (property->type == MAPI_STRING8)
		sink_put(sink, self,
		    property->id == MAPI_HTML ? RECORD_HTML : RECORD_RAW,
		    without_nul(value));
	else if (property->type == MAPI_BINARY && property->id == MAPI_HTML)
		sink_put(sink, self, RECORD_HTML, value);
	else if (property->type == MAPI_BINARY && property->id == MAPI_RTF)
		rtf_put(sink, self, value);
}
