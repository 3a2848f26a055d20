/*
 * rtf_words.c - the control words of RTF that matter, sorted by name.
 *
 * A word that is not here changes the look of the text and nothing else.
 */
#include "extract/rtf_words.h"

#include <stdlib.h>

struct word {
	struct slice name;
	enum rtf_word word;
	struct slice text;
};

#define WORD(name, word)           \
	{                          \
		SLICE(name), word, \
		{                  \
			"", 0      \
		}                  \
	}
#define TEXT(name, text)                                \
	{                                               \
		SLICE(name), RTF_WORD_TEXT, SLICE(text) \
	}

static const struct word words[] = {
	WORD("annotation", RTF_WORD_ASIDE),
	WORD("ansicpg", RTF_WORD_CODEPAGE),
	WORD("atnauthor", RTF_WORD_ASIDE),
	WORD("atnid", RTF_WORD_ASIDE),
	WORD("bin", RTF_WORD_BIN),
	WORD("blipuid", RTF_WORD_SKIP),
	WORD("bkmkend", RTF_WORD_ASIDE),
	WORD("bkmkstart", RTF_WORD_ASIDE),
	TEXT("bullet", "\xE2\x80\xA2"),
	TEXT("cell", "\t"),
	WORD("colorschememapping", RTF_WORD_SKIP),
	WORD("colortbl", RTF_WORD_SKIP),
	WORD("datastore", RTF_WORD_SKIP),
	WORD("deleted", RTF_WORD_HIDDEN),
	TEXT("emdash", "\xE2\x80\x94"),
	TEXT("emspace", " "),
	TEXT("endash", "\xE2\x80\x93"),
	TEXT("enspace", " "),
	WORD("f", RTF_WORD_FONT),
	WORD("falt", RTF_WORD_ASIDE),
	WORD("fcharset", RTF_WORD_CHARSET),
	WORD("fldinst", RTF_WORD_ASIDE),
	WORD("fonttbl", RTF_WORD_FONTTABLE),
	WORD("footer", RTF_WORD_ASIDE),
	WORD("footerf", RTF_WORD_ASIDE),
	WORD("footerl", RTF_WORD_ASIDE),
	WORD("footerr", RTF_WORD_ASIDE),
	WORD("footnote", RTF_WORD_ASIDE),
	WORD("fromhtml", RTF_WORD_FROMHTML),
	WORD("header", RTF_WORD_ASIDE),
	WORD("headerf", RTF_WORD_ASIDE),
	WORD("headerl", RTF_WORD_ASIDE),
	WORD("headerr", RTF_WORD_ASIDE),
	WORD("htmlrtf", RTF_WORD_HTMLRTF),
	WORD("htmltag", RTF_WORD_HTMLTAG),
	WORD("info", RTF_WORD_ASIDE),
	WORD("latentstyles", RTF_WORD_SKIP),
	TEXT("ldblquote", "\xE2\x80\x9C"),
	TEXT("line", "\n"),
	TEXT("lquote", "\xE2\x80\x98"),
	TEXT("nestcell", "\t"),
	TEXT("nestrow", "\n"),
	WORD("objdata", RTF_WORD_OBJECT),
	TEXT("page", "\n"),
	TEXT("par", "\n"),
	WORD("pict", RTF_WORD_PICTURE),
	WORD("plain", RTF_WORD_PLAIN),
	TEXT("qmspace", " "),
	TEXT("rdblquote", "\xE2\x80\x9D"),
	TEXT("row", "\n"),
	TEXT("rquote", "\xE2\x80\x99"),
	WORD("rsidtbl", RTF_WORD_SKIP),
	TEXT("sect", "\n"),
	WORD("shppict", RTF_WORD_SHOWN),
	WORD("stylesheet", RTF_WORD_ASIDE),
	TEXT("tab", "\t"),
	WORD("themedata", RTF_WORD_SKIP),
	WORD("u", RTF_WORD_UNICODE),
	WORD("uc", RTF_WORD_UC),
	WORD("v", RTF_WORD_HIDDEN),
};

static int
by_name(const void *key, const void *item)
{
	const struct slice *name = key;
	const struct word *word = item;

	return slice_compare(*name, word->name);
}

enum rtf_word
rtf_word_of(struct slice name, struct slice *text_r)
{
	const struct word *found = bsearch(&name, words,
	    sizeof(words) / sizeof(words[0]), sizeof(words[0]), by_name);

	if (found == NULL)
		return RTF_WORD_NONE;
	*text_r = found->text;
	return found->word;
}

unsigned
rtf_charset_page(long charset)
{
	static const struct {
		long charset;
		unsigned page;
	} pages[] = {
		{ 77, 10000 },
		{ 161, 1253 },
		{ 162, 1254 },
		{ 163, 1258 },
		{ 177, 1255 },
		{ 178, 1256 },
		{ 186, 1257 },
		{ 204, 1251 },
		{ 222, 874 },
		{ 238, 1250 },
		{ 254, 437 },
		{ 255, 850 },
		{ 128, 932 },
		{ 129, 949 },
		{ 134, 936 },
		{ 136, 950 },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].charset == charset)
			return pages[i].page;
	return 0;
}
