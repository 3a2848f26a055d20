/*
 * unpack.c - the dispatcher: what the bytes are decides who reads them.
 *
 * Text formats that have no certain mark are given as raw text as well, so a
 * wrong guess hides nothing.
 */
#include "extract/unpack.h"

#include "extract/bundle.h"
#include "extract/csv.h"
#include "extract/gzip.h"
#include "extract/ical.h"
#include "extract/json.h"
#include "extract/mail.h"
#include "extract/ole2.h"
#include "extract/rtf.h"
#include "extract/sniff.h"
#include "extract/plain.h"
#include "extract/tnef.h"
#include "extract/xml.h"
#include "extract/zip.h"

static void
unknown_read(struct sink *sink, const struct member *member)
{
	sink_skip(sink, member, "unknown format");
}

static void
image_read(struct sink *sink, const struct member *member)
{
	struct member self;

	if (sink_as(sink, member, "image", &self))
		sink_put(sink, &self, RECORD_IMAGE, SLICE_EMPTY);
}

static void
pdf_hand_on(struct sink *sink, const struct member *member)
{
	struct member self;

	if (sink_as(sink, member, "pdf", &self))
		sink_put(sink, &self, RECORD_PDF, self.bytes);
}

static const struct reader {
	sink_open_fn *read;
	bool raw;  /* given as a raw text too */
	bool tail; /* a zip may hang on it: the reader would not see that */
} readers[] = {
	[FORMAT_UNKNOWN] = { unknown_read, false, true },
	[FORMAT_ZIP] = { zip_read, false, false },
	[FORMAT_GZIP] = { gzip_read, false, true },
	[FORMAT_FILTER] = { bundle_read_compressed, true, true },
	[FORMAT_ARCHIVE] = { bundle_read, true, false },
	[FORMAT_OLE2] = { ole2_read, false, false },
	[FORMAT_TNEF] = { tnef_read, false, false },
	[FORMAT_PDF] = { pdf_hand_on, false, true },
	[FORMAT_IMAGE] = { image_read, true, true },
	[FORMAT_DULL] = { plain_read_dull, false, true },
	[FORMAT_RTF] = { rtf_read, false, true },
	[FORMAT_XML] = { xml_read, false, true },
	[FORMAT_HTML] = { plain_read_html, false, true },
	[FORMAT_CALENDAR] = { ical_read, true, true },
	[FORMAT_JSON] = { json_read, true, true },
	[FORMAT_CSV] = { csv_read, true, true },
	[FORMAT_MESSAGE] = { mail_read_message, false, true },
	[FORMAT_MBOX] = { mail_read_mbox, true, true },
	[FORMAT_TEXT] = { plain_read, false, true },
	[FORMAT_UTF16] = { plain_read_utf16, false, true },
};

void
unpack_member(struct sink *sink, const struct member *member)
{
	enum format format = sniff_format(member);
	const struct reader *reader = &readers[format];
	bool zipped = reader->tail && zip_at_end(member->bytes);

	if (zipped && format == FORMAT_UNKNOWN) {
		zip_read(sink, member);
		return;
	}
	reader->read(sink, member);
	if (reader->raw && sniff_text(member->bytes))
		plain_read(sink, member);
	if (format != FORMAT_PDF && sniff_pdf(member->bytes) != SLICE_NONE)
		pdf_hand_on(sink, member);
	if (zipped)
		zip_read_behind(sink, member);
}
