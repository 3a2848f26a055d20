/*
 * html.h - an HTML tokenizer by the WHATWG standard (HTML, section 13.2.5),
 * linear in time, with no tree and no nesting limit.
 *
 * It pulls one token at a time from UTF-8 text.  Script data, RCDATA, RAWTEXT
 * and PLAINTEXT states are entered after the start tags that call for them,
 * as a parser with scripting off would.  It never fails on its input.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

enum html_token_kind {
	HTML_TEXT,
	HTML_START_TAG,
	HTML_END_TAG,
	HTML_COMMENT,
	HTML_DOCTYPE,
	HTML_END /* of the input */
};

struct html_attribute {
	struct slice name;  /* lower case */
	struct slice value; /* character references decoded */
	size_t offset;      /* of the value in the input */
};

#define HTML_ATTRIBUTE_MAX 1000 /* of one tag; more are dropped and said */

struct html_token {
	enum html_token_kind kind;
	struct slice text; /* characters, comment, or lower-case tag name */
	const struct html_attribute *attributes; /* good until the next token */
	size_t nattributes;
	bool self_closing;
	bool cut;      /* attributes beyond the ceiling were dropped */
	size_t offset; /* of the token in the input */
	size_t length; /* of its source */
	/* DOCTYPE alone */
	struct slice public_id;
	struct slice system_id;
	bool has_public_id, has_system_id, force_quirks;
};

/* A tag's first attribute of this name (lower case), or NULL. */
const struct html_attribute *html_attribute_find(
    const struct html_token *tag, struct slice name);

struct html_tokenizer;

/* The states a test may start in. */
enum html_start {
	HTML_START_DATA,
	HTML_START_PLAINTEXT,
	HTML_START_RCDATA,
	HTML_START_RAWTEXT,
	HTML_START_SCRIPT,
	HTML_START_CDATA
};

/*
 * input is UTF-8 and must outlive the tokenizer, which lies in the arena; NULL
 * when out of memory.
 */
struct html_tokenizer *html_tokenizer_new(
    struct slice input, struct arena *arena);

/*
 * For tests: the state to begin in, and the last start tag's name.  No start
 * tag changes the state from then on.
 */
void html_tokenizer_start(struct html_tokenizer *tokenizer,
    enum html_start start, struct slice last_start_tag);

/*
 * Readings other than the standard's, to be chosen before the first token and
 * to be combined: what other programs make of the same bytes.
 */
enum html_reading {
	/* Attributes that stand twice are kept, and what the end of the input
	   cuts off inside a tag is given as a comment. */
	HTML_READ_WHOLE = 1 << 0,
	/* The inside of "<!--[if ...]> ... <![endif]-->" is markup. */
	HTML_READ_CONDITIONAL = 1 << 1,
	/* No element changes the state, and CDATA sections are read, as inside
	   SVG and MathML. */
	HTML_READ_FOREIGN = 1 << 2,
	/* Whatever a "<" begins ends at the next ">", as to programs that
	   strip tags and know no more; no element changes the state. */
	HTML_READ_STRIPPED = 1 << 3
};

void html_tokenizer_read_as(
    struct html_tokenizer *tokenizer, unsigned readings);

/*
 * The next token; its slices lie in the input or the arena and stay good.
 * A run of text may come in several HTML_TEXT tokens.  STATUS_NOMEM is the
 * only error.
 */
enum status html_tokenizer_next(
    struct html_tokenizer *tokenizer, struct html_token *token_r);

#endif
