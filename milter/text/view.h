/*
 * view.h - message to views: every text that some recipient's program could
 * show, each plain and folded, with offsets back to the part.
 *
 * It also keeps the books on what was read: a part whose content could not be
 * turned into views is in the coverage's list with the reason, and the message
 * is then not fully inspected.  It judges nothing.
 */
#ifndef TEXT_VIEW_H
#define TEXT_VIEW_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"
#include "message/message.h"
#include "text/fold.h"
#include "text/opener.h"

enum text_view_kind {
	TEXT_VIEW_SUBJECT, /* decoded Subject */
	TEXT_VIEW_HEADER,  /* any other decoded header value; name says which */
	TEXT_VIEW_BODY, /* a text part's text, or an HTML part's visible text */
	TEXT_VIEW_HIDDEN,     /* HTML text that is not displayed */
	TEXT_VIEW_ATTRIBUTE,  /* HTML attribute values, one a line */
	TEXT_VIEW_COMMENT,    /* HTML comments */
	TEXT_VIEW_LINK,       /* link targets, percent-decoded, one a line */
	TEXT_VIEW_FILENAME,   /* an attachment's name */
	TEXT_VIEW_ATTACHMENT, /* an attachment's text */
	TEXT_VIEW_OUTSIDE,    /* preamble and epilogue */
	TEXT_VIEW_SOURCE, /* a text part's undecoded source, where it may be shown */
	TEXT_VIEW_KINDS
};

/* "subject", "header", "body" ..., as in the journal. */
const char *text_view_name(enum text_view_kind kind);

/* The same in words: "hidden text", "link target". */
const char *text_view_words(enum text_view_kind kind);

/* Is it a part's content, and no header value, name or text between parts? */
bool text_view_is_content(enum text_view_kind kind);

struct text_view {
	enum text_view_kind kind;
	const struct message_part
	    *part;           /* of the message: whose content it is */
	struct slice inside; /* where inside an attachment:
	                        "minutes.docx/word/document.xml"; else "" */
	struct slice name;   /* the field's name in a header view, else "" */
	struct slice text;   /* UTF-8 */
	const struct text_map *map; /* to the decoded part (header: its value;
	                               inside an attachment: what was found) */
	struct slice folded;
	const struct text_map *folded_map; /* to text */
	const char
	    *how; /* encoding and charset for a person: "base64, utf-8" */
};

/* A part that was not read, and why: a fixed lower-case phrase. */
struct text_skip {
	const char *part; /* its number */
	const char *why;
	struct slice inside; /* as in struct text_view */
};

/* What is odd about a part, whether it keeps the part from being read or not. */
struct text_defect {
	const char *part;
	const char *name; /* message_defect_name() */
	struct slice inside;
};

struct text_coverage {
	size_t parts;     /* leaves found */
	size_t inspected; /* leaves whose content is wholly in the views */
	struct VEC(struct text_skip) skipped; /* parts, defects, ceilings */
	struct VEC(struct text_defect) defects;
};

struct text {
	struct VEC(struct text_view) views;
	struct text_coverage coverage;
};

#define TEXT_VIEW_MAX 20000 /* views of one message; past it: a skip */
#define TEXT_FIELD_MAX \
	((size_t)128 << 10) /* bytes of a header value; past it: a skip */

struct text_params {
	size_t max_bytes; /* of text in all; past it: a skip "text ceiling" */
	struct message_ceilings ceilings; /* for messages inside attachments */
	const struct text_opener *opener; /* NULL: attachments stay shut */
	int64_t deadline_us; /* clock_monotonic_us() past which nothing more is
	                        read: a skip "time ceiling"; 0: none */
};

/*
 * Makes the views of message.  Everything lies in the arena; the slices may
 * point into the message.  STATUS_NOMEM, and STATUS_BUSY of the opener, are
 * the only errors.
 */
enum status text_read(const struct message *message,
    const struct text_params *params, struct arena *arena, struct text *text_r,
    struct err *err_r);

/* Nothing skipped? */
bool text_fully_inspected(const struct text *text);

/*
 * The offset in the decoded part of byte `at` of the view's text, or of its
 * folded text.
 */
size_t text_view_origin(const struct text_view *view, bool folded, size_t at);

#endif
