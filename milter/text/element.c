/*
 * element.c - the table of elements (HTML, sections 13.1.2 and 15.3).
 */
#include "text/element.h"

#define BLOCK ELEMENT_BLOCK
#define VOID ELEMENT_VOID

#define NAME(name)                     \
	{                              \
		name, sizeof(name) - 1 \
	}

static const struct {
	struct slice name;
	unsigned traits;
} elements[] = {
	{ NAME("a"), 0 },
	{ NAME("abbr"), 0 },
	{ NAME("acronym"), 0 },
	{ NAME("address"), BLOCK },
	{ NAME("annotation-xml"), 0 },
	{ NAME("applet"), ELEMENT_UNSHOWN },
	{ NAME("area"), VOID },
	{ NAME("article"), BLOCK },
	{ NAME("aside"), BLOCK },
	{ NAME("audio"), ELEMENT_UNSHOWN },
	{ NAME("b"), 0 },
	{ NAME("base"), VOID },
	{ NAME("basefont"), VOID },
	{ NAME("bdi"), 0 },
	{ NAME("bdo"), 0 },
	{ NAME("bgsound"), VOID },
	{ NAME("big"), 0 },
	{ NAME("blink"), 0 },
	{ NAME("blockquote"), BLOCK },
	{ NAME("body"), BLOCK },
	{ NAME("bold"), 0 },
	{ NAME("br"), VOID },
	{ NAME("canvas"), ELEMENT_UNSHOWN },
	{ NAME("caption"), BLOCK },
	{ NAME("center"), BLOCK },
	{ NAME("cite"), 0 },
	{ NAME("code"), 0 },
	{ NAME("col"), VOID },
	{ NAME("data"), 0 },
	{ NAME("datalist"), 0 },
	{ NAME("dd"), BLOCK | ELEMENT_CLOSES },
	{ NAME("del"), 0 },
	{ NAME("desc"), 0 },
	{ NAME("details"), BLOCK },
	{ NAME("dfn"), 0 },
	{ NAME("dialog"), BLOCK },
	{ NAME("dir"), BLOCK },
	{ NAME("div"), BLOCK },
	{ NAME("dl"), BLOCK },
	{ NAME("dt"), BLOCK | ELEMENT_CLOSES },
	{ NAME("em"), 0 },
	{ NAME("embed"), VOID },
	{ NAME("fieldset"), BLOCK },
	{ NAME("figcaption"), BLOCK },
	{ NAME("figure"), BLOCK },
	{ NAME("font"), 0 },
	{ NAME("footer"), BLOCK },
	{ NAME("foreignobject"), 0 },
	{ NAME("form"), BLOCK },
	{ NAME("frame"), VOID },
	{ NAME("frameset"), BLOCK },
	{ NAME("g"), 0 },
	{ NAME("h1"), BLOCK },
	{ NAME("h2"), BLOCK },
	{ NAME("h3"), BLOCK },
	{ NAME("h4"), BLOCK },
	{ NAME("h5"), BLOCK },
	{ NAME("h6"), BLOCK },
	{ NAME("head"), BLOCK },
	{ NAME("header"), BLOCK },
	{ NAME("hr"), BLOCK | VOID },
	{ NAME("html"), BLOCK },
	{ NAME("i"), 0 },
	{ NAME("iframe"), ELEMENT_UNSHOWN },
	{ NAME("image"), 0 },
	{ NAME("img"), VOID },
	{ NAME("input"), VOID },
	{ NAME("ins"), 0 },
	{ NAME("kbd"), 0 },
	{ NAME("keygen"), VOID },
	{ NAME("label"), 0 },
	{ NAME("legend"), BLOCK },
	{ NAME("li"), BLOCK | ELEMENT_CLOSES },
	{ NAME("link"), VOID },
	{ NAME("listing"), BLOCK | ELEMENT_PRE },
	{ NAME("main"), BLOCK },
	{ NAME("map"), 0 },
	{ NAME("mark"), 0 },
	{ NAME("marquee"), 0 },
	{ NAME("math"), ELEMENT_FOREIGN },
	{ NAME("menu"), BLOCK },
	{ NAME("meta"), VOID },
	{ NAME("meter"), 0 },
	{ NAME("mi"), 0 },
	{ NAME("mn"), 0 },
	{ NAME("mo"), 0 },
	{ NAME("ms"), 0 },
	{ NAME("mtext"), 0 },
	{ NAME("nav"), BLOCK },
	{ NAME("nobr"), 0 },
	{ NAME("noembed"), ELEMENT_UNSHOWN },
	{ NAME("noframes"), ELEMENT_UNSHOWN },
	{ NAME("noscript"), 0 },
	{ NAME("object"), ELEMENT_UNSHOWN },
	{ NAME("ol"), BLOCK },
	{ NAME("optgroup"), BLOCK },
	{ NAME("option"), BLOCK | ELEMENT_CLOSES },
	{ NAME("output"), 0 },
	{ NAME("p"), BLOCK | ELEMENT_CLOSES },
	{ NAME("param"), VOID },
	{ NAME("path"), 0 },
	{ NAME("picture"), 0 },
	{ NAME("plaintext"), BLOCK | ELEMENT_PRE },
	{ NAME("portal"), 0 },
	{ NAME("pre"), BLOCK | ELEMENT_PRE },
	{ NAME("progress"), 0 },
	{ NAME("q"), 0 },
	{ NAME("rb"), 0 },
	{ NAME("rp"), ELEMENT_RUBY },
	{ NAME("rt"), ELEMENT_RUBY },
	{ NAME("rtc"), ELEMENT_RUBY },
	{ NAME("ruby"), 0 },
	{ NAME("s"), 0 },
	{ NAME("samp"), 0 },
	{ NAME("script"), ELEMENT_CODE },
	{ NAME("search"), 0 },
	{ NAME("section"), BLOCK },
	{ NAME("select"), 0 },
	{ NAME("slot"), 0 },
	{ NAME("small"), 0 },
	{ NAME("source"), VOID },
	{ NAME("span"), 0 },
	{ NAME("strike"), 0 },
	{ NAME("strong"), 0 },
	{ NAME("style"), ELEMENT_CODE },
	{ NAME("sub"), 0 },
	{ NAME("summary"), BLOCK },
	{ NAME("sup"), 0 },
	{ NAME("svg"), ELEMENT_FOREIGN },
	{ NAME("table"), BLOCK },
	{ NAME("tbody"), BLOCK },
	{ NAME("td"), ELEMENT_CELL | ELEMENT_CLOSES },
	{ NAME("template"), ELEMENT_UNSHOWN },
	{ NAME("text"), 0 },
	{ NAME("textarea"), BLOCK | ELEMENT_PRE },
	{ NAME("tfoot"), BLOCK },
	{ NAME("th"), ELEMENT_CELL | ELEMENT_CLOSES },
	{ NAME("thead"), BLOCK },
	{ NAME("time"), 0 },
	{ NAME("title"), ELEMENT_TITLE },
	{ NAME("tr"), BLOCK | ELEMENT_CLOSES },
	{ NAME("track"), VOID },
	{ NAME("tspan"), 0 },
	{ NAME("tt"), 0 },
	{ NAME("u"), 0 },
	{ NAME("ul"), BLOCK },
	{ NAME("use"), 0 },
	{ NAME("var"), 0 },
	{ NAME("video"), ELEMENT_UNSHOWN },
	{ NAME("wbr"), VOID },
	{ NAME("xmp"), BLOCK | ELEMENT_PRE },
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
