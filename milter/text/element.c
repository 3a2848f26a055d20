/*
 * element.c - the table of elements (HTML, sections 13.1.2 and 15.3).
 */
#include "text/element.h"

#define BLOCK ELEMENT_BLOCK
#define VOID ELEMENT_VOID

static const struct {
	const char *name;
	unsigned traits;
} elements[] = {
	{ "a", 0 },
	{ "abbr", 0 },
	{ "acronym", 0 },
	{ "address", BLOCK },
	{ "annotation-xml", 0 },
	{ "applet", ELEMENT_UNSHOWN },
	{ "area", VOID },
	{ "article", BLOCK },
	{ "aside", BLOCK },
	{ "audio", ELEMENT_UNSHOWN },
	{ "b", 0 },
	{ "base", VOID },
	{ "basefont", VOID },
	{ "bdi", 0 },
	{ "bdo", 0 },
	{ "bgsound", VOID },
	{ "big", 0 },
	{ "blink", 0 },
	{ "blockquote", BLOCK },
	{ "body", BLOCK },
	{ "bold", 0 },
	{ "br", VOID },
	{ "canvas", ELEMENT_UNSHOWN },
	{ "caption", BLOCK },
	{ "center", BLOCK },
	{ "cite", 0 },
	{ "code", 0 },
	{ "col", VOID },
	{ "data", 0 },
	{ "datalist", 0 },
	{ "dd", BLOCK | ELEMENT_CLOSES },
	{ "del", 0 },
	{ "desc", 0 },
	{ "details", BLOCK },
	{ "dfn", 0 },
	{ "dialog", BLOCK },
	{ "dir", BLOCK },
	{ "div", BLOCK },
	{ "dl", BLOCK },
	{ "dt", BLOCK | ELEMENT_CLOSES },
	{ "em", 0 },
	{ "embed", VOID },
	{ "fieldset", BLOCK },
	{ "figcaption", BLOCK },
	{ "figure", BLOCK },
	{ "font", 0 },
	{ "footer", BLOCK },
	{ "foreignobject", 0 },
	{ "form", BLOCK },
	{ "frame", VOID },
	{ "frameset", BLOCK },
	{ "g", 0 },
	{ "h1", BLOCK },
	{ "h2", BLOCK },
	{ "h3", BLOCK },
	{ "h4", BLOCK },
	{ "h5", BLOCK },
	{ "h6", BLOCK },
	{ "head", BLOCK },
	{ "header", BLOCK },
	{ "hr", BLOCK | VOID },
	{ "html", BLOCK },
	{ "i", 0 },
	{ "iframe", ELEMENT_UNSHOWN },
	{ "image", 0 },
	{ "img", VOID },
	{ "input", VOID },
	{ "ins", 0 },
	{ "kbd", 0 },
	{ "keygen", VOID },
	{ "label", 0 },
	{ "legend", BLOCK },
	{ "li", BLOCK | ELEMENT_CLOSES },
	{ "link", VOID },
	{ "listing", BLOCK | ELEMENT_PRE },
	{ "main", BLOCK },
	{ "map", 0 },
	{ "mark", 0 },
	{ "marquee", 0 },
	{ "math", ELEMENT_FOREIGN },
	{ "menu", BLOCK },
	{ "meta", VOID },
	{ "meter", 0 },
	{ "mi", 0 },
	{ "mn", 0 },
	{ "mo", 0 },
	{ "ms", 0 },
	{ "mtext", 0 },
	{ "nav", BLOCK },
	{ "nobr", 0 },
	{ "noembed", ELEMENT_UNSHOWN },
	{ "noframes", ELEMENT_UNSHOWN },
	{ "noscript", 0 },
	{ "object", ELEMENT_UNSHOWN },
	{ "ol", BLOCK },
	{ "optgroup", BLOCK },
	{ "option", BLOCK | ELEMENT_CLOSES },
	{ "output", 0 },
	{ "p", BLOCK | ELEMENT_CLOSES },
	{ "param", VOID },
	{ "path", 0 },
	{ "picture", 0 },
	{ "plaintext", BLOCK | ELEMENT_PRE },
	{ "portal", 0 },
	{ "pre", BLOCK | ELEMENT_PRE },
	{ "progress", 0 },
	{ "q", 0 },
	{ "rb", 0 },
	{ "rp", ELEMENT_RUBY },
	{ "rt", ELEMENT_RUBY },
	{ "rtc", ELEMENT_RUBY },
	{ "ruby", 0 },
	{ "s", 0 },
	{ "samp", 0 },
	{ "script", ELEMENT_CODE },
	{ "search", 0 },
	{ "section", BLOCK },
	{ "select", 0 },
	{ "slot", 0 },
	{ "small", 0 },
	{ "source", VOID },
	{ "span", 0 },
	{ "strike", 0 },
	{ "strong", 0 },
	{ "style", ELEMENT_CODE },
	{ "sub", 0 },
	{ "summary", BLOCK },
	{ "sup", 0 },
	{ "svg", ELEMENT_FOREIGN },
	{ "table", BLOCK },
	{ "tbody", BLOCK },
	{ "td", ELEMENT_CELL | ELEMENT_CLOSES },
	{ "template", ELEMENT_UNSHOWN },
	{ "text", 0 },
	{ "textarea", BLOCK | ELEMENT_PRE },
	{ "tfoot", BLOCK },
	{ "th", ELEMENT_CELL | ELEMENT_CLOSES },
	{ "thead", BLOCK },
	{ "time", 0 },
	{ "title", ELEMENT_TITLE },
	{ "tr", BLOCK | ELEMENT_CLOSES },
	{ "track", VOID },
	{ "tspan", 0 },
	{ "tt", 0 },
	{ "u", 0 },
	{ "ul", BLOCK },
	{ "use", 0 },
	{ "var", 0 },
	{ "video", ELEMENT_UNSHOWN },
	{ "wbr", VOID },
	{ "xmp", BLOCK | ELEMENT_PRE },
};

#define ELEMENTS (sizeof(elements) / sizeof(elements[0]))

/* The row of the element called name, or ELEMENTS. */
static size_t
find(struct slice name)
{
	size_t low = 0, high = ELEMENTS, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = slice_compare(name, slice_cstr(elements[middle].name));
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return ELEMENTS;
}

unsigned
element_traits(struct slice name)
{
	size_t at = find(name);

	return at < ELEMENTS ? elements[at].traits : 0;
}

bool
element_is_known(struct slice name)
{
	return find(name) < ELEMENTS;
}
