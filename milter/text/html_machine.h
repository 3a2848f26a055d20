/*
 * html_machine.h - what the files of the tokenizer share.
 *
 * Each file reads one construct of the standard by scanning ahead in the input
 * rather than by a state a character; the tests of the html5lib project show
 * that both come to the same.
 */
#ifndef TEXT_HTML_MACHINE_H
#define TEXT_HTML_MACHINE_H

#include <stdint.h>

#include "text/html.h"

/* How characters are read up to range_end. */
enum html_mode {
	HTML_MODE_DATA,
	HTML_MODE_RCDATA, /* references, no tags */
	HTML_MODE_RAW,    /* neither */
	HTML_MODE_CDATA   /* neither, and NUL is kept */
};

#define HTML_SLOTS 2048 /* of the hash of a tag's attributes: a power of 2 */

struct html_slot {
	uint32_t tag;   /* the tag that filled it; other slots are empty */
	uint32_t index; /* into the attributes */
};

struct html_tokenizer {
	struct slice in;
	struct arena *arena;
	size_t pos;
	enum html_mode mode;
	size_t range_end;  /* of a mode other than DATA */
	size_t range_skip; /* bytes to leave out behind it */
	struct slice last_start;
	bool fixed; /* a test: start tags do not change the mode */
	unsigned readings;
	size_t last_angle; /* of the last ">", or 0: for HTML_READ_STRIPPED */
	struct html_attribute *attributes;
	size_t attributes_cap;
	struct html_slot *slots; /* made for the first tag with many */
	uint32_t tag;            /* counts tags */
};

/* What a construct came to. */
enum html_outcome {
	HTML_MADE,    /* a token */
	HTML_NOTHING, /* it gives none; go on */
	HTML_NOMEM
};

/* tab, LF, FF, CR, space */
static inline bool
html_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* s with CR and CRLF made LF and NUL made U+FFFD; ptr NULL without memory. */
struct slice html_clean(const struct html_tokenizer *t, struct slice s);

/* The same, in lower case. */
struct slice html_clean_lower(const struct html_tokenizer *t, struct slice s);

/* A start or end tag; t->pos is at its "<". */
enum html_outcome html_read_tag(
    struct html_tokenizer *t, struct html_token *token);

/* "<!...", "<?..." and "</" before no letter. */
enum html_outcome html_read_declaration(
    struct html_tokenizer *t, struct html_token *token);

/* "<!DOCTYPE": t->pos is behind the keyword. */
enum html_outcome html_read_doctype(
    struct html_tokenizer *t, struct html_token *token);

/* Characters; t->pos is before the end of what the mode covers. */
enum html_outcome html_read_text(
    struct html_tokenizer *t, struct html_token *token);

/* Does markup begin at pos of the data state (where a "<" stands)? */
bool html_markup_at(const struct html_tokenizer *t, size_t pos);

/* Sets the mode that the content of element name calls for. */
void html_enter_content(struct html_tokenizer *t, struct slice name);

/* The same by the state. */
void html_enter_state(struct html_tokenizer *t, enum html_start state);

#define HTML_REFERENCE_MAX 8 /* bytes of text that a reference stands for */

/*
 * The character reference at the "&" in front of s, up to the end of s: writes
 * its text and returns the length of its source, or 0 where it is none.
 */
size_t html_reference_read(struct slice s, bool in_attribute,
    char out[HTML_REFERENCE_MAX], size_t *len_r);

#endif
