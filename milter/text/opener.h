/*
 * opener.h - whoever opens attachments: a table of one function, since what
 * opens them is a process of its own and no business of text/.
 */
#ifndef TEXT_OPENER_H
#define TEXT_OPENER_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

enum text_piece_kind {
	TEXT_PIECE_TEXT,    /* UTF-8 */
	TEXT_PIECE_HTML,    /* bytes of HTML, its charset still to be found */
	TEXT_PIECE_RAW,     /* bytes of text, its charset still to be found */
	TEXT_PIECE_NAME,    /* UTF-8: a member's name, a title, a comment */
	TEXT_PIECE_MESSAGE, /* an RFC 5322 message */
	TEXT_PIECE_SEEN,    /* it was looked at, and has no text: a picture */
	TEXT_PIECE_SKIP /* bytes is a lower-case phrase: why it is not read */
};

/* One thing found inside an attachment, in the arena. */
struct text_piece {
	enum text_piece_kind kind;
	struct slice path; /* where inside: "minutes.docx/word/document.xml" */
	struct slice how;  /* the formats on the way: "zip, docx" */
	struct slice bytes;
};

struct text_pieces VEC(struct text_piece);

/* What is to be opened, and what the mail says that it is. */
struct text_shut {
	struct slice bytes;
	struct slice type; /* "application/zip" */
	struct slice name; /* its file name, or "" */
};

struct text_opener {
	void *arg;

	/*
	 * Opens an attachment.  What is broken, too large or unknown is a
	 * piece of kind SKIP; STATUS_NOMEM, and STATUS_BUSY where too much is
	 * being opened already, are the errors.
	 */
	enum status (*open)(void *arg, const struct text_shut *shut,
	    struct arena *arena, struct text_pieces *pieces, struct err *err_r);
};

#endif
