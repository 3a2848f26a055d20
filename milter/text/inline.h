/*
 * inline.h - what is encoded inside a plain text: base64 and hex that decode
 * to text, uuencoded and yEnc files, quoted-printable under another label,
 * a message pasted with its header.
 *
 * Programs and people undo these, whatever the part's label says.  What looks
 * encoded but gives no text and no known kind of file (identifiers, hashes,
 * keys) is left alone, and is no skip.
 */
#ifndef TEXT_INLINE_H
#define TEXT_INLINE_H

#include "text/reader.h"

/* Enters the views of what is encoded in view's text.  Linear in its size. */
enum status reader_inline(struct reader *reader, const struct text_view *view);

/*
 * The same for what only the source of an HTML text has whole: the lines of
 * uuencoded files look like tags.
 */
enum status reader_inline_markup(
    struct reader *reader, const struct text_view *source);

/* The same for yEnc, which is found in bytes and not in characters. */
enum status reader_inline_bytes(
    struct reader *reader, const struct text_view *view, struct slice bytes);

/* Used by the files of inline alone. */
struct inline_scan {
	struct reader *reader;
	const struct text_view *model; /* the text that is scanned */
};

/* Something decoded, and where it stood. */
struct inline_found {
	struct slice bytes;
	size_t from;     /* in the model's text */
	const char *how; /* "inline base64" */
	bool file;       /* programs offer it as a file, whatever it is */
	bool text;       /* it is all there is of a text: in its charset */
};

/*
 * Enters found: text as a view of the model's kind, a file by what is inside
 * it, nothing for anything else.
 */
enum status inline_enter(
    const struct inline_scan *scan, const struct inline_found *found);

/* Is it text, mostly?  *charset_r says in which charset. */
bool inline_is_text(struct slice bytes, struct slice *charset_r);

/* Is the text that of an attachment which is said to be no text? */
bool inline_is_attached(const struct inline_scan *scan);

/* Does it begin as a file that can be opened? */
bool inline_is_file(struct slice bytes);

/* The scans. */
enum status inline_base64(const struct inline_scan *scan);
enum status inline_hex(const struct inline_scan *scan);
enum status inline_qp(const struct inline_scan *scan);
enum status inline_uu(const struct inline_scan *scan);
enum status inline_entity(const struct inline_scan *scan);

#endif
