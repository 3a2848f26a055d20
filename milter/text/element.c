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
	{ "address", BLOCK },
	{ "applet", ELEMENT_UNSHOWN },
	{ "area", VOID },
	{ "article", BLOCK },
	{ "aside", BLOCK },
	{ "audio", ELEMENT_UNSHOWN },
	{ "base", VOID },
	{ "basefont", VOID },
	{ "bgsound", VOID },
	{ "blockquote", BLOCK },
	{ "body", BLOCK },
	{ "br", VOID },
	{ "canvas", ELEMENT_UNSHOWN },
	{ "caption", BLOCK },
	{ "center", BLOCK },
	{ "col", VOID },
	{ "dd", BLOCK | ELEMENT_CLOSES },
	{ "details", BLOCK },
	{ "dialog", BLOCK },
	{ "dir", BLOCK },
	{ "div", BLOCK },
	{ "dl", BLOCK },
	{ "dt", BLOCK | ELEMENT_CLOSES },
	{ "embed", VOID },
	{ "fieldset", BLOCK },
	{ "figcaption", BLOCK },
	{ "figure", BLOCK },
	{ "footer", BLOCK },
	{ "form", BLOCK },
	{ "frame", VOID },
	{ "frameset", BLOCK },
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
	{ "iframe", ELEMENT_UNSHOWN },
	{ "img", VOID },
	{ "input", VOID },
	{ "keygen", VOID },
	{ "legend", BLOCK },
	{ "li", BLOCK | ELEMENT_CLOSES },
	{ "link", VOID },
	{ "listing", BLOCK | ELEMENT_PRE },
	{ "main", BLOCK },
	{ "math", ELEMENT_FOREIGN },
	{ "menu", BLOCK },
	{ "meta", VOID },
	{ "nav", BLOCK },
	{ "noembed", ELEMENT_UNSHOWN },
	{ "noframes", ELEMENT_UNSHOWN },
	{ "object", ELEMENT_UNSHOWN },
	{ "ol", BLOCK },
	{ "optgroup", BLOCK },
	{ "option", BLOCK | ELEMENT_CLOSES },
	{ "p", BLOCK | ELEMENT_CLOSES },
	{ "param", VOID },
	{ "plaintext", BLOCK | ELEMENT_PRE },
	{ "pre", BLOCK | ELEMENT_PRE },
	{ "script", ELEMENT_CODE },
	{ "section", BLOCK },
	{ "source", VOID },
	{ "style", ELEMENT_CODE },
	{ "summary", BLOCK },
	{ "svg", ELEMENT_FOREIGN },
	{ "table", BLOCK },
	{ "tbody", BLOCK },
	{ "td", ELEMENT_CELL | ELEMENT_CLOSES },
	{ "template", ELEMENT_UNSHOWN },
	{ "textarea", BLOCK | ELEMENT_PRE },
	{ "tfoot", BLOCK },
	{ "th", ELEMENT_CELL | ELEMENT_CLOSES },
	{ "thead", BLOCK },
	{ "title", BLOCK },
	{ "tr", BLOCK | ELEMENT_CLOSES },
	{ "track", VOID },
	{ "ul", BLOCK },
	{ "video", ELEMENT_UNSHOWN },
	{ "wbr", VOID },
	{ "xmp", BLOCK | ELEMENT_PRE },
};

unsigned
element_traits(struct slice name)
{
	size_t low = 0, high = sizeof(elements) / sizeof(elements[0]), middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = slice_compare(name, slice_cstr(elements[middle].name));
		if (order == 0)
			return elements[middle].traits;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}
