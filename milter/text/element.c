/*
 * element.c - the table of elements (HTML, sections 13.1.2 and 15.3).
 */
#include "text/element.h"

#define BLOCK ELEMENT_BLOCK
#define VOID ELEMENT_VOID

static const struct {
	struct slice name;
	unsigned traits;
} elements[] = {
	{ SLICE_INIT("a"), 0 },
	{ SLICE_INIT("abbr"), 0 },
	{ SLICE_INIT("acronym"), 0 },
	{ SLICE_INIT("address"), BLOCK },
	{ SLICE_INIT("annotation-xml"), 0 },
	{ SLICE_INIT("applet"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("area"), VOID },
	{ SLICE_INIT("article"), BLOCK },
	{ SLICE_INIT("aside"), BLOCK },
	{ SLICE_INIT("audio"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("b"), 0 },
	{ SLICE_INIT("base"), VOID },
	{ SLICE_INIT("basefont"), VOID },
	{ SLICE_INIT("bdi"), 0 },
	{ SLICE_INIT("bdo"), 0 },
	{ SLICE_INIT("bgsound"), VOID },
	{ SLICE_INIT("big"), 0 },
	{ SLICE_INIT("blink"), 0 },
	{ SLICE_INIT("blockquote"), BLOCK },
	{ SLICE_INIT("body"), BLOCK },
	{ SLICE_INIT("bold"), 0 },
	{ SLICE_INIT("br"), VOID },
	{ SLICE_INIT("canvas"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("caption"), BLOCK },
	{ SLICE_INIT("center"), BLOCK },
	{ SLICE_INIT("cite"), 0 },
	{ SLICE_INIT("code"), 0 },
	{ SLICE_INIT("col"), VOID },
	{ SLICE_INIT("data"), 0 },
	{ SLICE_INIT("datalist"), 0 },
	{ SLICE_INIT("dd"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("del"), 0 },
	{ SLICE_INIT("desc"), 0 },
	{ SLICE_INIT("details"), BLOCK },
	{ SLICE_INIT("dfn"), 0 },
	{ SLICE_INIT("dialog"), BLOCK },
	{ SLICE_INIT("dir"), BLOCK },
	{ SLICE_INIT("div"), BLOCK },
	{ SLICE_INIT("dl"), BLOCK },
	{ SLICE_INIT("dt"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("em"), 0 },
	{ SLICE_INIT("embed"), VOID },
	{ SLICE_INIT("fieldset"), BLOCK },
	{ SLICE_INIT("figcaption"), BLOCK },
	{ SLICE_INIT("figure"), BLOCK },
	{ SLICE_INIT("font"), 0 },
	{ SLICE_INIT("footer"), BLOCK },
	{ SLICE_INIT("foreignobject"), 0 },
	{ SLICE_INIT("form"), BLOCK },
	{ SLICE_INIT("frame"), VOID },
	{ SLICE_INIT("frameset"), BLOCK },
	{ SLICE_INIT("g"), 0 },
	{ SLICE_INIT("h1"), BLOCK },
	{ SLICE_INIT("h2"), BLOCK },
	{ SLICE_INIT("h3"), BLOCK },
	{ SLICE_INIT("h4"), BLOCK },
	{ SLICE_INIT("h5"), BLOCK },
	{ SLICE_INIT("h6"), BLOCK },
	{ SLICE_INIT("head"), BLOCK },
	{ SLICE_INIT("header"), BLOCK },
	{ SLICE_INIT("hr"), BLOCK | VOID },
	{ SLICE_INIT("html"), BLOCK },
	{ SLICE_INIT("i"), 0 },
	{ SLICE_INIT("iframe"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("image"), 0 },
	{ SLICE_INIT("img"), VOID },
	{ SLICE_INIT("input"), VOID },
	{ SLICE_INIT("ins"), 0 },
	{ SLICE_INIT("kbd"), 0 },
	{ SLICE_INIT("keygen"), VOID },
	{ SLICE_INIT("label"), 0 },
	{ SLICE_INIT("legend"), BLOCK },
	{ SLICE_INIT("li"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("link"), VOID },
	{ SLICE_INIT("listing"), BLOCK | ELEMENT_PRE },
	{ SLICE_INIT("main"), BLOCK },
	{ SLICE_INIT("map"), 0 },
	{ SLICE_INIT("mark"), 0 },
	{ SLICE_INIT("marquee"), 0 },
	{ SLICE_INIT("math"), ELEMENT_FOREIGN },
	{ SLICE_INIT("menu"), BLOCK },
	{ SLICE_INIT("meta"), VOID },
	{ SLICE_INIT("meter"), 0 },
	{ SLICE_INIT("mi"), 0 },
	{ SLICE_INIT("mn"), 0 },
	{ SLICE_INIT("mo"), 0 },
	{ SLICE_INIT("ms"), 0 },
	{ SLICE_INIT("mtext"), 0 },
	{ SLICE_INIT("nav"), BLOCK },
	{ SLICE_INIT("nobr"), 0 },
	{ SLICE_INIT("noembed"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("noframes"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("noscript"), 0 },
	{ SLICE_INIT("object"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("ol"), BLOCK },
	{ SLICE_INIT("optgroup"), BLOCK },
	{ SLICE_INIT("option"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("output"), 0 },
	{ SLICE_INIT("p"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("param"), VOID },
	{ SLICE_INIT("path"), 0 },
	{ SLICE_INIT("picture"), 0 },
	{ SLICE_INIT("plaintext"), BLOCK | ELEMENT_PRE },
	{ SLICE_INIT("portal"), 0 },
	{ SLICE_INIT("pre"), BLOCK | ELEMENT_PRE },
	{ SLICE_INIT("progress"), 0 },
	{ SLICE_INIT("q"), 0 },
	{ SLICE_INIT("rb"), 0 },
	{ SLICE_INIT("rp"), ELEMENT_RUBY },
	{ SLICE_INIT("rt"), ELEMENT_RUBY },
	{ SLICE_INIT("rtc"), ELEMENT_RUBY },
	{ SLICE_INIT("ruby"), 0 },
	{ SLICE_INIT("s"), 0 },
	{ SLICE_INIT("samp"), 0 },
	{ SLICE_INIT("script"), ELEMENT_CODE },
	{ SLICE_INIT("search"), 0 },
	{ SLICE_INIT("section"), BLOCK },
	{ SLICE_INIT("select"), 0 },
	{ SLICE_INIT("slot"), 0 },
	{ SLICE_INIT("small"), 0 },
	{ SLICE_INIT("source"), VOID },
	{ SLICE_INIT("span"), 0 },
	{ SLICE_INIT("strike"), 0 },
	{ SLICE_INIT("strong"), 0 },
	{ SLICE_INIT("style"), ELEMENT_CODE },
	{ SLICE_INIT("sub"), 0 },
	{ SLICE_INIT("summary"), BLOCK },
	{ SLICE_INIT("sup"), 0 },
	{ SLICE_INIT("svg"), ELEMENT_FOREIGN },
	{ SLICE_INIT("table"), BLOCK },
	{ SLICE_INIT("tbody"), BLOCK },
	{ SLICE_INIT("td"), ELEMENT_CELL | ELEMENT_CLOSES },
	{ SLICE_INIT("template"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("text"), 0 },
	{ SLICE_INIT("textarea"), BLOCK | ELEMENT_PRE },
	{ SLICE_INIT("tfoot"), BLOCK },
	{ SLICE_INIT("th"), ELEMENT_CELL | ELEMENT_CLOSES },
	{ SLICE_INIT("thead"), BLOCK },
	{ SLICE_INIT("time"), 0 },
	{ SLICE_INIT("title"), ELEMENT_TITLE },
	{ SLICE_INIT("tr"), BLOCK | ELEMENT_CLOSES },
	{ SLICE_INIT("track"), VOID },
	{ SLICE_INIT("tspan"), 0 },
	{ SLICE_INIT("tt"), 0 },
	{ SLICE_INIT("u"), 0 },
	{ SLICE_INIT("ul"), BLOCK },
	{ SLICE_INIT("use"), 0 },
	{ SLICE_INIT("var"), 0 },
	{ SLICE_INIT("video"), ELEMENT_UNSHOWN },
	{ SLICE_INIT("wbr"), VOID },
	{ SLICE_INIT("xmp"), BLOCK | ELEMENT_PRE },
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
		order = slice_compare(name, elements[middle].name);
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
