/*
 * sniff.h - what a run of bytes is, by the bytes.
 *
 * The name and type that the mail declared are asked only about formats that
 * have no mark of their own (CSV), where a wrong guess costs nothing: such a
 * text is given as it stands as well.
 */
#ifndef EXTRACT_SNIFF_H
#define EXTRACT_SNIFF_H

#include "extract/member.h"

enum format {
	FORMAT_UNKNOWN,
	FORMAT_ZIP,
	FORMAT_GZIP,
	FORMAT_FILTER,  /* another compression of one file */
	FORMAT_ARCHIVE, /* tar, cpio, ar, 7z, rar, cab, iso ... */
	FORMAT_OLE2,
	FORMAT_TNEF,
	FORMAT_PDF,
	FORMAT_IMAGE, /* fonts too: nothing to read */
	FORMAT_DULL,  /* no document: its strings are all there is */
	FORMAT_RTF,
	FORMAT_XML,
	FORMAT_HTML,
	FORMAT_CALENDAR, /* iCalendar and vCard */
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_MESSAGE,
	FORMAT_MBOX,
	FORMAT_TEXT,
	FORMAT_UTF16
};

enum format sniff_format(const struct member *member);

/* Does text hold marks of HTML? */
bool sniff_html(struct slice text);

/* Text that a person could read: no NULs, few control characters. */
bool sniff_text(struct slice bytes);

/* Where "%PDF-" stands near the start (readers allow 1,024 bytes before). */
size_t sniff_pdf(struct slice bytes);

/* The lower-case end of the file name, ".xml"; compared without case. */
bool sniff_ends(struct slice name, const char *suffix);

#endif
