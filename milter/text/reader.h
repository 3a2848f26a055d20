/*
 * reader.h - what the files that make views share.
 */
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include "text/view.h"

struct reader {
	struct arena *arena;
	struct text *text;
	const struct text_params *params;
	struct err *err_r;
	size_t left; /* bytes of text that may still be made */
	bool full;   /* a ceiling was passed: nothing more is added */
	/* inside an attachment: the part that it is, and where inside */
	const struct message_part *outer;
	struct slice inside;
	unsigned level;        /* of attachments in attachments */
	unsigned inline_level; /* of texts encoded in texts */
	unsigned quiet; /* within what no program reads: nothing is skipped */
};

/*
 * Folds view's text and enters it, unless it is empty or a ceiling is hit, and
 * with it what the text shows beside what it spells (shown.h).
 */
enum status reader_view(struct reader *reader, const struct text_view *view);

/* All that part says: its header, its names and, if it is a leaf, its content. */
enum status reader_part(struct reader *reader, const struct message_part *part);

/* Enters a skip of part. */
enum status reader_skip(
    struct reader *reader, const struct message_part *part, const char *why);

/* The views of part's header fields. */
enum status reader_fields(
    struct reader *reader, const struct message_part *part);

/* The views of a leaf, its file names, and its place in the coverage. */
enum status reader_leaf(struct reader *reader, const struct message_part *part);

/*
 * The views of a leaf's bytes as text.  *why_r is NULL where they hold all of
 * it, else the reason why not.
 */
struct reader_text {
	const struct message_part *part;
	struct slice bytes;
	const char *encoding; /* what was undone on the way: "base64" */
	bool lenient;         /* it is noise to all readers but a few */
	bool html;
	bool body;       /* it is shown as part of the message */
	bool attachment; /* it is offered as a file */
};

enum status reader_text(struct reader *reader, const struct reader_text *params,
    const char **why_r);

/*
 * What a plain text shows to a program that goes by its part's label: the
 * lines of format=flowed joined, the commands of richtext undone.
 */
enum status reader_forms(struct reader *reader, const struct text_view *model);

/*
 * The views of what is inside bytes which are no text, and a skip for all that
 * is not read; *whole_r becomes false where there is one.
 */
enum status reader_open(struct reader *reader, const struct message_part *part,
    struct slice bytes, bool *whole_r);

/*
 * The views of a message that was found in what is read.  *why_r as above,
 * for the message as a whole.
 */
enum status reader_message(
    struct reader *reader, struct slice bytes, const char **why_r);

/* The charset that part's body is said to be in, or "". */
struct slice reader_charset(const struct message_part *part);

/* The views of a file name, if part has one. */
enum status reader_names(
    struct reader *reader, const struct message_part *part);

/*
 * The views of HTML: model is a view with the part, the shown text's kind, the
 * HTML as text and its map.  *whole_r is false where something was cut.
 */
enum status reader_html(
    struct reader *reader, const struct text_view *model, bool *whole_r);

#endif
