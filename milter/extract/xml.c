/*
 * xml.c - XML to text, by the words of its vocabulary.
 *
 * Text goes to up to three buffers at once: `main` as the document shows it,
 * `aside` for what it does not show in line, and `all` for both in the order
 * of the file.  A word can be split by something invisible; it is whole in
 * `main`.  A thing can be hidden from view; it is in `aside`, and in its place
 * in `all`.
 */
#include "extract/xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "extract/expat_new.h"
#include "extract/sniff.h"
#include "extract/plain.h"
#include "extract/xml_lenient.h"
#include "extract/xml_words.h"

#define XML_TEXT_MAX RECORD_BYTES_MAX /* bytes of each buffer */
#define XML_SPACES_MAX 100            /* spaces of one <text:s/> */
#define XML_NUMBER_MAX ((size_t)10)   /* digits of a shared string's index */

struct xml {
	XML_Parser parser;
	const struct member_strings *strings;
	struct buf main;
	struct buf aside;
	struct buf all;
	struct buf notes; /* attributes, comments, instructions */
	struct buf index; /* the number of a shared string, while in its cell */
	enum xml_vocabulary vocabulary;
	bool started;
	bool html;         /* the root is HTML's */
	bool encrypted;    /* an OpenDocument manifest says so */
	bool by_index;     /* inside a cell that names a shared string */
	bool hidden;       /* inside a run that is */
	size_t paragraphs; /* open ones */
	size_t asides;
	size_t rows;
	size_t runs;
	size_t measures;
};

static bool
is_aside(const struct xml *xml)
{
	return xml->asides > 0 || xml->hidden || xml->paragraphs > 1;
}

static void
xml_add(struct xml *xml, struct slice text)
{
	(void)buf_add(is_aside(xml) ? &xml->aside : &xml->main, text);
	(void)buf_add(&xml->all, text);
}

/* A line break, unless there is one or nothing. */
static void
line_end(struct buf *buf)
{
	if (buf->len > 0 && buf->ptr[buf->len - 1] != '\n')
		(void)buf_add_byte(buf, '\n');
}

static void
xml_line(struct xml *xml)
{
	line_end(is_aside(xml) ? &xml->aside : &xml->main);
	line_end(&xml->all);
}

static void
buf_swap_last(struct buf *buf, char was, char now)
{
	if (buf->len > 0 && buf->ptr[buf->len - 1] == was)
		buf->ptr[buf->len - 1] = now;
	else
		(void)buf_add_byte(buf, now);
}

/* The line break of a cell's last paragraph gives way to the tab. */
static void
xml_cell_end(struct xml *xml)
{
	struct buf *buf = is_aside(xml) ? &xml->aside : &xml->main;

	if (xml->rows == 0) {
		xml_line(xml);
		return;
	}
	buf_swap_last(buf, '\n', '\t');
	buf_swap_last(&xml->all, '\n', '\t');
}

static void
xml_row_end(struct xml *xml)
{
	if (xml->rows > 0)
		xml->rows--;
	buf_swap_last(is_aside(xml) ? &xml->aside : &xml->main, '\t', '\n');
	buf_swap_last(&xml->all, '\t', '\n');
}

static const char *
attribute(const char **attributes, const char *local)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(expat_local(attributes[0]), local) == 0)
			return attributes[1];
	return NULL;
}

static void
notes_add(struct xml *xml, struct slice text)
{
	if (text.len == 0)
		return;
	(void)buf_add(&xml->notes, text);
	(void)buf_add_byte(&xml->notes, '\n');
}

static void
attributes_read(struct xml *xml, const char **attributes)
{
	for (; *attributes != NULL; attributes += 2) {
		struct slice local = slice_cstr(expat_local(attributes[0]));
		struct slice value = slice_cstr(attributes[1]);

		if (xml->vocabulary == XML_GENERIC ||
		    xml_attribute_speaks(local, value))
			notes_add(xml, value);
	}
}

static void
spaces_add(struct xml *xml, const char *count)
{
	unsigned long n = count == NULL ? 1 : strtoul(count, NULL, 10);

	if (n > XML_SPACES_MAX)
		n = XML_SPACES_MAX;
	while (n-- > 0)
		xml_add(xml, SLICE(" "));
}

/* <w:vanish/> hides the run, <w:vanish w:val="0"/> does not. */
static bool
is_on(const char **attributes)
{
	const char *value = attribute(attributes, "val");

	return value == NULL ||
	    (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 &&
		strcmp(value, "off") != 0);
}

static void
cell_start(struct xml *xml, const char **attributes)
{
	const char *type = attribute(attributes, "t");

	xml->by_index = xml->strings != NULL && xml->rows > 0 && type != NULL &&
	    strcmp(type, "s") == 0;
	buf_clear(&xml->index);
}

static void
word_start(struct xml *xml, enum xml_word word, const char **attributes)
{
	switch (word) {
	case XML_WORD_PARAGRAPH:
		xml->paragraphs++;
		break;
	case XML_WORD_BREAK:
		xml_add(xml, SLICE("\n"));
		break;
	case XML_WORD_TAB:
		/* with attributes it is a stop on the ruler */
		if (*attributes == NULL)
			xml_add(xml, SLICE("\t"));
		break;
	case XML_WORD_SPACE:
		spaces_add(xml, attribute(attributes, "c"));
		break;
	case XML_WORD_HYPHEN:
		xml_add(xml, SLICE("-"));
		break;
	case XML_WORD_CELL:
		cell_start(xml, attributes);
		break;
	case XML_WORD_ROW:
		xml->rows++;
		break;
	case XML_WORD_RUN:
		xml->runs++;
		xml->hidden = false;
		break;
	case XML_WORD_HIDDEN:
		xml->hidden = xml->runs > 0 && is_on(attributes);
		break;
	case XML_WORD_ASIDE:
		xml->asides++;
		break;
	case XML_WORD_MEASURE:
		xml->measures++;
		break;
	case XML_WORD_NONE:
		break;
	}
}

/* The root's namespace says what the words mean. */
static void
root_read(struct xml *xml, const char *name)
{
	const char *local = expat_local(name);

	xml->started = true;
	xml->vocabulary = local == name ?
	    XML_GENERIC :
	    xml_vocabulary_of(slice_make(name, (size_t)(local - 1 - name)));
	xml->html = slice_equal_nocase(slice_cstr(local), SLICE("html")) ||
	    slice_equal_nocase(slice_cstr(local), SLICE("svg"));
}

static void XMLCALL
element_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *xml = arg;
	enum xml_word word;

	if (!xml->started)
		root_read(xml, name);
	word = xml_word_of(xml->vocabulary, slice_cstr(expat_local(name)));
	if (xml->vocabulary == XML_GENERIC)
		line_end(&xml->all);
	xml->encrypted |= xml->vocabulary == XML_OPENDOCUMENT &&
	    strcmp(expat_local(name), "encryption-data") == 0;
	attributes_read(xml, attributes);
	word_start(xml, word, attributes);
}

/* The cell's text is that of the string whose number it holds. */
static void
cell_end(struct xml *xml)
{
	if (xml->by_index) {
		size_t n = strtoul(buf_cstr(&xml->index), NULL, 10);

		if (n < xml->strings->len)
			xml_add(xml, xml->strings->items[n]);
		else
			xml_add(xml, buf_slice(&xml->index));
		xml->by_index = false;
	}
	xml_cell_end(xml);
}

/* The next cell's properties stand behind the tab of the last one. */
static bool
behind_cell(const struct xml *xml)
{
	const struct buf *buf = is_aside(xml) ? &xml->aside : &xml->main;

	return xml->rows > 0 && buf->len > 0 && buf->ptr[buf->len - 1] == '\t';
}

static void
word_end(struct xml *xml, enum xml_word word)
{
	switch (word) {
	case XML_WORD_PARAGRAPH:
		xml_line(xml);
		if (xml->paragraphs > 0)
			xml->paragraphs--;
		break;
	case XML_WORD_CELL:
		cell_end(xml);
		break;
	case XML_WORD_ROW:
		xml_row_end(xml);
		break;
	case XML_WORD_RUN:
		xml->hidden = false;
		if (xml->runs > 0)
			xml->runs--;
		break;
	case XML_WORD_ASIDE:
		if (xml->paragraphs == 0)
			xml_line(xml);
		if (xml->asides > 0)
			xml->asides--;
		break;
	case XML_WORD_MEASURE:
		if (xml->measures > 0)
			xml->measures--;
		break;
	default:
		if (xml->paragraphs == 0 && xml->vocabulary != XML_GENERIC &&
		    !xml->by_index && !behind_cell(xml))
			xml_line(xml);
		break;
	}
}

static void XMLCALL
element_end(void *arg, const XML_Char *name)
{
	struct xml *xml = arg;

	if (xml->vocabulary == XML_GENERIC)
		line_end(&xml->all);
	word_end(
	    xml, xml_word_of(xml->vocabulary, slice_cstr(expat_local(name))));
}

static bool
is_number(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_digit(text.ptr[i]) && text.ptr[i] != '-')
			return false;
	return true;
}

static void XMLCALL
text_found(void *arg, const XML_Char *text, int len)
{
	struct xml *xml = arg;
	struct slice found = slice_make(text, (size_t)len);

	if (xml->measures > 0 && is_number(found))
		return;
	/* the indentation between elements is no text */
	if (xml->vocabulary != XML_GENERIC && xml->paragraphs == 0 &&
	    slice_trim(found).len == 0)
		return;
	if (xml->by_index && xml->index.len + found.len <= XML_NUMBER_MAX)
		(void)buf_add(&xml->index, found);
	else
		xml_add(xml, found);
}

static void XMLCALL
comment_found(void *arg, const XML_Char *text)
{
	notes_add(arg, slice_cstr(text));
}

static void XMLCALL
instruction_found(void *arg, const XML_Char *target, const XML_Char *text)
{
	(void)target;
	notes_add(arg, slice_cstr(text));
}

static bool
xml_failed(const struct xml *xml)
{
	return buf_failed(&xml->main) || buf_failed(&xml->aside) ||
	    buf_failed(&xml->all) || buf_failed(&xml->notes);
}

static void
put_as(struct sink *sink, const struct member *self, const char *what,
    struct slice text)
{
	struct member view;

	if (slice_trim(text).len > 0 && sink_as(sink, self, what, &view))
		sink_text(sink, &view, text);
}

static void
xml_put(struct xml *xml, struct sink *sink, const struct member *self)
{
	bool more = xml->aside.len > 0 || xml->vocabulary == XML_GENERIC;

	if (slice_trim(buf_slice(&xml->main)).len > 0)
		sink_text(sink, self, buf_slice(&xml->main));
	if (more && !slice_equal(buf_slice(&xml->all), buf_slice(&xml->main)))
		put_as(sink, self,
		    xml->vocabulary == XML_GENERIC ? "lines" : "all text",
		    buf_slice(&xml->all));
	put_as(sink, self, "aside", buf_slice(&xml->aside));
	put_as(sink, self, "attributes", buf_slice(&xml->notes));
}

static void
xml_init(struct xml *xml, const struct member *self)
{
	*xml = (struct xml){ .parser = expat_new(self->bytes),
		.strings = self->strings };
	buf_init(&xml->main, XML_TEXT_MAX);
	buf_init(&xml->aside, XML_TEXT_MAX);
	buf_init(&xml->all, XML_TEXT_MAX);
	buf_init(&xml->notes, XML_TEXT_MAX);
	buf_init(&xml->index, XML_NUMBER_MAX);
}

static void
xml_free(struct xml *xml)
{
	if (xml->parser != NULL)
		XML_ParserFree(xml->parser);
	buf_free(&xml->main);
	buf_free(&xml->aside);
	buf_free(&xml->all);
	buf_free(&xml->notes);
	buf_free(&xml->index);
}

/* False: not well-formed. */
static bool
xml_run(struct xml *xml, const struct member *self)
{
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, element_start, element_end);
	XML_SetCharacterDataHandler(xml->parser, text_found);
	XML_SetCommentHandler(xml->parser, comment_found);
	XML_SetProcessingInstructionHandler(xml->parser, instruction_found);
	return expat_run(xml->parser, self->bytes);
}

void
xml_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct xml xml;
	bool formed;

	if (!sink_as(sink, member, "xml", &self))
		return;
	xml_init(&xml, &self);
	if (xml.parser == NULL) {
		sink_nomem(sink, &self);
		goto out;
	}
	formed = xml_run(&xml, &self);
	if (XML_GetErrorCode(xml.parser) == XML_ERROR_NO_MEMORY)
		sink_nomem(sink, &self);
	else if (xml_failed(&xml))
		sink_skip(sink, &self, "output ceiling");
	xml_put(&xml, sink, &self);
	if (!formed)
		xml_lenient_read(sink, &self);
	if (xml.html)
		sink_put(sink, &self, RECORD_HTML, self.bytes);
	if (xml.encrypted)
		sink_skip(sink, &self, "encrypted");
out:
	xml_free(&xml);
}
