/*
 * rtf_words.h - what the control words of RTF mean for its text.
 */
#ifndef EXTRACT_RTF_WORDS_H
#define EXTRACT_RTF_WORDS_H

#include "base/slice.h"

enum rtf_word {
	RTF_WORD_NONE,
	RTF_WORD_TEXT,    /* stands for a text: text_r */
	RTF_WORD_ASIDE,   /* a destination that is not shown in line */
	RTF_WORD_SHOWN,   /* a destination that is, though marked optional */
	RTF_WORD_SKIP,    /* a destination that holds no text */
	RTF_WORD_PICTURE, /* data of a picture, in hexadecimal */
	RTF_WORD_OBJECT,  /* data of an object, in hexadecimal */
	RTF_WORD_HTMLTAG, /* a piece of the HTML that was wrapped */
	RTF_WORD_HTMLRTF, /* what of RTF is not in that HTML */
	RTF_WORD_FROMHTML,
	RTF_WORD_HIDDEN, /* on, off */
	RTF_WORD_PLAIN,  /* what was hidden is not */
	RTF_WORD_CODEPAGE,
	RTF_WORD_CHARSET, /* of the font that is being defined */
	RTF_WORD_FONT,
	RTF_WORD_FONTTABLE,
	RTF_WORD_UNICODE,
	RTF_WORD_UC, /* how many characters follow one of Unicode */
	RTF_WORD_BIN
};

/* For RTF_WORD_TEXT, *text_r is what it stands for. */
enum rtf_word rtf_word_of(struct slice name, struct slice *text_r);

/* The code page of a font's \fcharset; 0: none that is known. */
unsigned rtf_charset_page(long charset);

#endif
