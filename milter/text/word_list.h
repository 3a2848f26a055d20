/*
 * word_list.h - the encoded words of a header value as one kind of reader
 * finds and decodes them.
 */
#ifndef TEXT_WORD_LIST_H
#define TEXT_WORD_LIST_H

#include "text/charset.h"
#include "text/encoded_word.h"

/* In what a reader differs from the canonical one. */
struct word_kind {
	const char *name;
	unsigned needs; /* traits of the value, one of which must be there */
	bool apart;     /* each word's charset is decoded by itself */
	bool joined;    /* the encoded texts of adjacent words are one */
	bool strict;    /* RFC 2047's words alone, between blanks */
	char letter;    /* loose: words that are none; of this encoding where
			    they don't say */
	bool to_blank;  /* loose: a word ends at a blank */
	bool greedy;    /* it ends at the last "?=" before a blank */
	bool no_fold;   /* folds are dropped with their blanks */
	bool no_blanks; /* blanks in a word are dropped */
	bool no_signs;  /* the "=" of a broken escape is dropped */
	bool base64;    /* by the base64_kind-th kind of reader */
	size_t base64_kind;
	unsigned charset; /* what does not decode as it says is read in the
	                     charset-th likely charset; 0: in its own */
};

#define WORD_LIKELY_MAX 6 /* charsets that are tried where one fails */

/* What a value has that readers differ about. */
#define WORD_ADJACENT 1u  /* words with nothing or blanks between them */
#define WORD_BROKEN 2u    /* a "=?" that begins no word */
#define WORD_ATTACHED 4u  /* a word that other text touches */
#define WORD_MALFORMED 8u /* a word that RFC 2047 forbids */
#define WORD_FOLDED 16u   /* a line end */
#define WORD_CHARSET 32u  /* bytes that don't decode as they should */
#define WORD_DOUBT 128u   /* and that may be something else still */
#define WORD_RAW 64u      /* bytes over 127 that are not UTF-8 */

struct word_value {
	struct arena *arena;
	struct slice in;            /* unfolded */
	const struct text_map *map; /* from in to the value */
	size_t len;                 /* of the value */
	struct slice charset;       /* of the part's body, or "" */
};

/*
 * Decodes value as kind does; *traits_r has what was seen on the way, as far
 * as a reader of that kind sees it.
 */
enum status word_list_decode(const struct word_value *value,
    const struct word_kind *kind, struct text_decoded *decoded_r,
    unsigned *traits_r);

#endif
