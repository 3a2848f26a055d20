/*
 * reader.h - what the files that make views share.
 */
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include "text/view.h"

struct reader {
	struct arena *arena;
	struct text *text;
	size_t left; /* bytes of text that may still be made */
	bool full;   /* a ceiling was passed: nothing more is added */
};

/* Folds view's text and enters it, unless it is empty or a ceiling is hit. */
enum status reader_view(struct reader *reader, const struct text_view *view);

/* Enters a skip of part. */
enum status reader_skip(
    struct reader *reader, const struct message_part *part, const char *why);

/* The views of part's header fields. */
enum status reader_fields(
    struct reader *reader, const struct message_part *part);

/* The views of a leaf, its file names, and its place in the coverage. */
enum status reader_leaf(struct reader *reader, const struct message_part *part);

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
