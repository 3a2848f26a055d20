/*
 * xml_words.h - what the elements and attributes of office documents mean for
 * their text.
 */
#ifndef EXTRACT_XML_WORDS_H
#define EXTRACT_XML_WORDS_H

#include "base/slice.h"

enum xml_vocabulary {
	XML_GENERIC,
	XML_OOXML,       /* ECMA-376, and Microsoft's XML of before it */
	XML_OPENDOCUMENT /* OASIS */
};

enum xml_word {
	XML_WORD_NONE,
	XML_WORD_PARAGRAPH, /* its text is joined; a line of its own */
	XML_WORD_BREAK,     /* a line break */
	XML_WORD_TAB,
	XML_WORD_SPACE, /* ODF's run of spaces */
	XML_WORD_HYPHEN,
	XML_WORD_CELL,    /* a tab behind it */
	XML_WORD_ROW,     /* a line break behind it */
	XML_WORD_RUN,     /* a run that may be hidden */
	XML_WORD_HIDDEN,  /* says that the run is */
	XML_WORD_MEASURE, /* a number in it is a place on the page */
	XML_WORD_ASIDE    /* deleted, a note, a field's code: not in line */
};

/* By the namespace of the root element, "" if it has none. */
enum xml_vocabulary xml_vocabulary_of(struct slice uri);

enum xml_word xml_word_of(enum xml_vocabulary vocabulary, struct slice local);

/* May this attribute of an office document hold words for a person? */
bool xml_attribute_speaks(struct slice local, struct slice value);

#endif
