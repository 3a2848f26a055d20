/*
 * xml_words.c - the vocabulary of office documents, as tables.
 *
 * An element that is not in the tables is part of the line when it stands in
 * a paragraph, and a line of its own otherwise; so no text is lost by a word
 * that is missing here.
 */
#include "extract/xml_words.h"

#include <stdlib.h>

struct word {
	struct slice local;
	enum xml_word word;
};

/* Each sorted by name. */
static const struct word ooxml[] = {
	{ SLICE("Cell"), XML_WORD_CELL },
	{ SLICE("Fallback"), XML_WORD_ASIDE },
	{ SLICE("Row"), XML_WORD_ROW },
	{ SLICE("br"), XML_WORD_BREAK },
	{ SLICE("c"), XML_WORD_CELL },
	{ SLICE("col"), XML_WORD_MEASURE },
	{ SLICE("colOff"), XML_WORD_MEASURE },
	{ SLICE("cr"), XML_WORD_BREAK },
	{ SLICE("delInstrText"), XML_WORD_ASIDE },
	{ SLICE("delText"), XML_WORD_ASIDE },
	{ SLICE("f"), XML_WORD_ASIDE },
	{ SLICE("instrText"), XML_WORD_ASIDE },
	{ SLICE("moveFrom"), XML_WORD_ASIDE },
	{ SLICE("noBreakHyphen"), XML_WORD_HYPHEN },
	{ SLICE("p"), XML_WORD_PARAGRAPH },
	{ SLICE("pctHeight"), XML_WORD_MEASURE },
	{ SLICE("pctWidth"), XML_WORD_MEASURE },
	{ SLICE("posOffset"), XML_WORD_MEASURE },
	{ SLICE("pt"), XML_WORD_PARAGRAPH },
	{ SLICE("r"), XML_WORD_RUN },
	{ SLICE("rPh"), XML_WORD_ASIDE },
	{ SLICE("row"), XML_WORD_ROW },
	{ SLICE("rowOff"), XML_WORD_MEASURE },
	{ SLICE("rt"), XML_WORD_ASIDE },
	{ SLICE("si"), XML_WORD_PARAGRAPH },
	{ SLICE("specVanish"), XML_WORD_HIDDEN },
	{ SLICE("tab"), XML_WORD_TAB },
	{ SLICE("tc"), XML_WORD_CELL },
	{ SLICE("text"), XML_WORD_PARAGRAPH },
	{ SLICE("tr"), XML_WORD_ROW },
	{ SLICE("vanish"), XML_WORD_HIDDEN },
	{ SLICE("webHidden"), XML_WORD_HIDDEN },
};

static const struct word opendocument[] = {
	{ SLICE("annotation"), XML_WORD_ASIDE },
	{ SLICE("config-item"), XML_WORD_MEASURE },
	{ SLICE("covered-table-cell"), XML_WORD_CELL },
	{ SLICE("h"), XML_WORD_PARAGRAPH },
	{ SLICE("hidden-text"), XML_WORD_ASIDE },
	{ SLICE("line-break"), XML_WORD_BREAK },
	{ SLICE("note"), XML_WORD_ASIDE },
	{ SLICE("p"), XML_WORD_PARAGRAPH },
	{ SLICE("ruby-text"), XML_WORD_ASIDE },
	{ SLICE("s"), XML_WORD_SPACE },
	{ SLICE("script"), XML_WORD_ASIDE },
	{ SLICE("tab"), XML_WORD_TAB },
	{ SLICE("table-cell"), XML_WORD_CELL },
	{ SLICE("table-row"), XML_WORD_ROW },
	{ SLICE("tracked-changes"), XML_WORD_ASIDE },
};

static const struct slice speaking[] = {
	SLICE("Target"),
	SLICE("algorithmic"),
	SLICE("alias"),
	SLICE("alt"),
	SLICE("altText"),
	SLICE("author"),
	SLICE("caption"),
	SLICE("comment"),
	SLICE("connection"),
	SLICE("default"),
	SLICE("descr"),
	SLICE("description"),
	SLICE("display"),
	SLICE("display-name"),
	SLICE("error"),
	SLICE("errorTitle"),
	SLICE("formula"),
	SLICE("help-text"),
	SLICE("href"),
	SLICE("id-ref"),
	SLICE("initials"),
	SLICE("instr"),
	SLICE("label"),
	SLICE("location"),
	SLICE("name"),
	SLICE("oddHeader"),
	SLICE("prompt"),
	SLICE("promptTitle"),
	SLICE("string"),
	SLICE("string-value"),
	SLICE("tag"),
	SLICE("title"),
	SLICE("tooltip"),
	SLICE("userId"),
	SLICE("value"),
};

enum xml_vocabulary
xml_vocabulary_of(struct slice uri)
{
	static const struct {
		struct slice start;
		enum xml_vocabulary vocabulary;
	} rows[] = {
		{ SLICE("http://schemas.openxmlformats.org/"), XML_OOXML },
		{ SLICE("http://purl.oclc.org/ooxml/"), XML_OOXML },
		{ SLICE("http://schemas.microsoft.com/office/"), XML_OOXML },
		{ SLICE("urn:schemas-microsoft-com:office:"), XML_OOXML },
		{ SLICE("urn:schemas-microsoft-com:vml"), XML_OOXML },
		{ SLICE("urn:oasis:names:tc:opendocument:"), XML_OPENDOCUMENT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (slice_starts(uri, rows[i].start))
			return rows[i].vocabulary;
	return XML_GENERIC;
}

static int
by_local(const void *key, const void *item)
{
	const struct slice *local = key;
	const struct word *word = item;

	return slice_compare(*local, word->local);
}

enum xml_word
xml_word_of(enum xml_vocabulary vocabulary, struct slice local)
{
	const struct word *found = NULL;

	if (vocabulary == XML_OOXML)
		found = bsearch(&local, ooxml, sizeof(ooxml) / sizeof(ooxml[0]),
		    sizeof(ooxml[0]), by_local);
	else if (vocabulary == XML_OPENDOCUMENT)
		found = bsearch(&local, opendocument,
		    sizeof(opendocument) / sizeof(opendocument[0]),
		    sizeof(opendocument[0]), by_local);
	return found == NULL ? XML_WORD_NONE : found->word;
}

/* A run of three letters, and a blank, a mail address or a link. */
static bool
is_prose(struct slice value)
{
	bool blank = false, word = false;
	size_t letters = 0;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		letters = ascii_alpha(c) ? letters + 1 : 0;
		word |= letters == 3;
		blank |= c == ' ' || c == '@';
		if ((unsigned char)c >= 0x80)
			return true;
	}
	return word && (blank || slice_find(value, SLICE("://")) != SLICE_NONE);
}

bool
xml_attribute_speaks(struct slice local, struct slice value)
{
	if (slice_equal(local, SLICE("style")) ||
	    xml_vocabulary_of(value) != XML_GENERIC)
		return false;
	for (size_t i = 0; i < sizeof(speaking) / sizeof(speaking[0]); i++)
		if (slice_equal(local, speaking[i]))
			return true;
	return is_prose(value);
}
