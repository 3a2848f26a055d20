/*
 * text_markup_test.c - every way in which HTML is known to hide a phrase from
 * a scanner and not from a reader, one a row: the phrase must stand in one
 * piece in some view of the kind that the row names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/kind.h"
#include "text_case.h"

#define CEILING ((size_t)2 << 30)
#define RAW_MAX ((size_t)32 << 20)
#define COSTLY_SIZE ((size_t)512 << 10)

#define PHRASE "discount floor is 15 %"
#define FLOOR " floor is 15 %"

struct row {
	const char *way;
	const char *html;
	enum text_view_kind kind;
	const char *phrase; /* NULL: PHRASE */
};

#define BODY TEXT_VIEW_BODY
#define HIDDEN TEXT_VIEW_HIDDEN
#define ATTRIBUTE TEXT_VIEW_ATTRIBUTE
#define COMMENT TEXT_VIEW_COMMENT
#define LINK TEXT_VIEW_LINK
#define SOURCE TEXT_VIEW_SOURCE

static const struct row references[] = {
	{ "named", "discount&nbsp;floor&nbsp;is&#32;15&nbsp;&percnt;", BODY,
	    NULL },
	{ "named, no semicolon", "discount&nbspfloor&nbspis 15 %", BODY, NULL },
	{ "decimal", "&#100;&#105;&#115;count" FLOOR, BODY, NULL },
	{ "decimal, no semicolon", "&#100&#105&#115count" FLOOR, BODY, NULL },
	{ "hex", "&#x64;&#X69;&#x73;count" FLOOR, BODY, NULL },
	{ "leading zeros", "&#0000000000000100;iscount" FLOOR, BODY, NULL },
	{ "out of range", "discount&#x110000; floor", BODY,
	    "discount\xEF\xBF\xBD floor" },
	{ "windows-1252", "discount&#x91;s floor", BODY, "discount's floor" },
	{ "soft hyphens", "dis&shy;co&shy;unt" FLOOR, BODY, NULL },
	{ "zero width", "dis&zwnj;co&zwj;u&#8203;nt" FLOOR, BODY, NULL },
	{ "zero width, named", "dis&ZeroWidthSpace;co&NoBreak;unt" FLOOR, BODY,
	    NULL },
	{ "cut by a tag", "di&#115<b></b>count" FLOOR, BODY, NULL },
	{ "twice encoded", "&amp;#100;iscount" FLOOR, BODY, NULL },
	{ "twice encoded, named", "discount&amp;nbsp;floor is 15 &amp;percnt;",
	    BODY, NULL },
	{ "in an attribute", "<img alt='&#100;is&#x63;ount" FLOOR "'>",
	    ATTRIBUTE, NULL },
	{ "in an attribute, no semicolon",
	    "<img alt='&#100is&#x63\tount" FLOOR "'>", ATTRIBUTE,
	    "disc ount" FLOOR },
	{ "in a title", "<title>&#100;iscount" FLOOR "</title>", BODY, NULL },
};

static const struct row pieces[] = {
	{ "an empty element", "dis<b></b>count" FLOOR, BODY, NULL },
	{ "an element a letter", "<b>d</b><i>i</i><u>s</u>count" FLOOR, BODY,
	    NULL },
	{ "a comment", "dis<!-- x -->count" FLOOR, BODY, NULL },
	{ "wbr", "dis<wbr>count" FLOOR, BODY, NULL },
	{ "span", "dis<span></span>count" FLOOR, BODY, NULL },
	{ "an unknown element", "dis<xyz a=b>c</xyz>ount" FLOOR, BODY, NULL },
	{ "an end tag of nothing", "dis</x>count" FLOOR, BODY, NULL },
	{ "an empty end tag", "dis</>count" FLOOR, BODY, NULL },
	{ "an image", "dis<img src=x>count" FLOOR, BODY, NULL },
	{ "lines", "discount\n\n   <br>  floor<p>is</p>\t15<hr>%", BODY, NULL },
	{ "a processing instruction", "dis<?xml x?>count" FLOOR, BODY, NULL },
	{ "a declaration", "dis<!x>count" FLOOR, BODY, NULL },
	{ "a title between", "dis<title>x</title>count" FLOOR, BODY, NULL },
	{ "a template between", "dis<template>x</template>count" FLOOR, BODY,
	    NULL },
	{ "an unseen title", "<body><p>dis<title>x</title>count" FLOOR, BODY,
	    NULL },
	{ "divs inline",
	    "<div style='display:inline'>dis</div>"
	    "<div style='display:inline'>count" FLOOR "</div>",
	    BODY, NULL },
	{ "paragraphs inline",
	    "<p style='display: inline-block'>dis</p>"
	    "<p style='display:INLINE'>count" FLOOR "</p>",
	    BODY, NULL },
	{ "divs floated",
	    "<div style='float:left'>dis</div> "
	    "<div style='float:left'>count" FLOOR "</div>",
	    BODY, NULL },
	{ "divs inline by a sheet",
	    "<style>div{display:inline}</style><div>dis</div>"
	    "<div>count" FLOOR "</div>",
	    BODY, NULL },
	{ "divs in a row",
	    "<div style='display:flex'><div>dis</div>\n"
	    "<div>count" FLOOR "</div></div>",
	    BODY, NULL },
	{ "cells by style",
	    "<div style='display:table-cell'>dis</div>\n"
	    "<div style='display:table-cell'>count" FLOOR "</div>",
	    BODY, NULL },
	{ "a cell a letter",
	    "<table><tr><td>d<td>i<td>s<td>c<td>o<td>u<td>n<td>t"
	    "<td>&nbsp;<td>f<td>l<td>o<td>o<td>r</table>",
	    BODY, "discount floor" },
	{ "a cell a letter, on lines of their own",
	    "<table>\n<tr>\n<td>d</td>\n"
	    "<td>i</td>\n<td>s</td>\n<td>c</td>\n<td>o</td>\n<td>u</td>\n"
	    "<td>n</td>\n<td>t</td>\n<td></td>\n<td>f</td>\n<td>l</td>\n<td>o</td>\n"
	    "<td>o</td>\n<td>r</td>\n</tr></table>",
	    BODY, "discount floor" },
	{ "spans as blocks",
	    "discount<span style='display:block'>floor is 15 %", BODY, NULL },
	{ "room by padding",
	    "discount<b style='padding-left:5px'>floor</b>"
	    "<b style='margin:0 .3em'>is</b>15<b style='padding:1px 2px 3px 4px'>%",
	    BODY, NULL },
	{ "room by a picture",
	    "discount<img width=5 src=x>floor<img src=y width='8'>"
	    "is 15 %",
	    BODY, NULL },
	{ "letters in reverse", "<bdo dir=rtl>% 51 si roolf tnuocsid</bdo>",
	    BODY, NULL },
	{ "letters in reverse by style",
	    "<span style='unicode-bidi:bidi-override;"
	    "direction:rtl'>% 51 si roolf tnuocsid</span>",
	    BODY, NULL },
	{ "letters in reverse by a sheet",
	    "<style>.r{direction:rtl;unicode-bidi:"
	    "bidi-override}</style><i class=r>% 51 si roolf tnuocsid</i>",
	    BODY, NULL },
	{ "letters in reverse by attribute",
	    "<p dir=rtl><span style='unicode-bidi:"
	    "isolate-override'>% 51 si roolf tnuocsid</span>",
	    BODY, NULL },
	{ "a word in reverse", "<bdo dir=rtl>tnuoc<b>s</b>id</bdo>" FLOOR, BODY,
	    NULL },
	{ "ruby between letters",
	    "<ruby>dis<rp>(</rp><rt>x</rt><rp>)</rp>count"
	    "</ruby>" FLOOR,
	    BODY, NULL },
	{ "ruby alone", "<ruby>a<rt>discount" FLOOR "</rt></ruby>", BODY,
	    NULL },
};

static const struct row comments[] = {
	{ "plain", "<!-- discount" FLOOR " -->", COMMENT, NULL },
	{ "empty at once", "<!-->discount" FLOOR "-->", BODY, NULL },
	{ "empty with a dash", "<!--->discount" FLOOR "-->", BODY, NULL },
	{ "ended by a mark", "<!--x--!>discount" FLOOR, BODY, NULL },
	{ "dashes inside", "<!-- -- > discount" FLOOR " -->", COMMENT, NULL },
	{ "dashes inside, ended early", "<!-- -- > dis<b>count" FLOOR " -->",
	    BODY, NULL },
	{ "one in another", "<!-- <!-- x -->discount" FLOOR " -->", BODY,
	    NULL },
	{ "bogus", "<! discount" FLOOR ">", COMMENT, NULL },
	{ "an instruction", "<? discount" FLOOR ">", COMMENT, NULL },
	{ "an end tag", "</ discount" FLOOR ">", COMMENT, NULL },
	{ "CDATA", "<![CDATA[discount" FLOOR "]]>", COMMENT, NULL },
	{ "CDATA as text", "<svg><![CDATA[dis]]>count" FLOOR "</svg>", BODY,
	    NULL },
	{ "CDATA as text, no svg", "<![CDATA[dis]]>count" FLOOR, BODY, NULL },
	{ "never closed", "<!-- discount" FLOOR, COMMENT, NULL },
	{ "never closed, with tags", "<!-- >dis<b>count" FLOOR, BODY, NULL },
	{ "for Outlook", "<!--[if mso]>dis<b>count</b>" FLOOR "<![endif]-->",
	    BODY, NULL },
	{ "for all but Outlook",
	    "<![if !mso]>dis<b>count</b>" FLOOR "<![endif]>", BODY, NULL },
	{ "revealed", "<!--[if !mso]><!-->discount" FLOOR "<!--<![endif]-->",
	    BODY, NULL },
	{ "for Outlook, inside a word",
	    "dis<!--[if mso]>x<![endif]-->count" FLOOR, BODY, NULL },
	{ "a doctype", "<!doctype html discount" FLOOR ">", COMMENT, NULL },
	{ "a word split by its end", "<!-- > dis -->count" FLOOR, BODY,
	    "dis -->count" FLOOR },
};

static const struct row tags[] = {
	{ "never closed", "<b title='discount" FLOOR, COMMENT, NULL },
	{ "never closed, shown", "<b title='> dis<i>count" FLOOR, BODY, NULL },
	{ "a stray quote", "<b title=\"x>dis<i>count" FLOOR "</b>\">y", BODY,
	    NULL },
	{ "a stray quote, as a value", "<b title=\">discount" FLOOR "</b>\">y",
	    ATTRIBUTE, NULL },
	{ "no quotes", "<b title=discount&#32;floor&#32;is&#32;15&#32;%>",
	    ATTRIBUTE, NULL },
	{ "an attribute twice", "<b title=x title='discount" FLOOR "'>",
	    ATTRIBUTE, NULL },
	{ "an angle before a blank", "dis<b>count" FLOOR " < x", BODY, NULL },
	{ "two angles", "<<b>discount" FLOOR, BODY, NULL },
	{ "control characters", "dis<b\001\002>count" FLOOR, BODY, NULL },
	{ "an end tag's attribute", "</b title='discount" FLOOR "'>", ATTRIBUTE,
	    NULL },
	{ "plaintext", "<plaintext>discount" FLOOR, BODY, NULL },
	{ "xmp", "<xmp>discount" FLOOR "</xmp>", BODY, NULL },
	{ "xmp not known", "<xmp>dis<b>count</b>" FLOOR "</xmp>", BODY, NULL },
	{ "listing", "<listing>discount\nfloor is 15 %</listing>", BODY, NULL },
	{ "textarea", "<textarea>discount" FLOOR "</textarea>", BODY, NULL },
	{ "textarea never closed", "<textarea>dis<b></b>count" FLOOR, BODY,
	    NULL },
	{ "title", "<title>discount" FLOOR "</title>", BODY, NULL },
	{ "title never closed", "<title>dis<b></b>count" FLOOR, BODY, NULL },
	{ "option", "<select><option>dis<b>count" FLOOR "</select>", BODY,
	    NULL },
	{ "noscript", "<noscript>dis<b>count</b>" FLOOR "</noscript>", BODY,
	    NULL },
	{ "noembed", "<noembed>dis<b>count</b>" FLOOR "</noembed>", BODY,
	    NULL },
	{ "noframes", "<noframes>dis<b>count</b>" FLOOR "</noframes>", BODY,
	    NULL },
	{ "iframe", "<iframe>dis<b>count</b>" FLOOR "</iframe>", BODY, NULL },
	{ "template", "<template>dis<b>count</b>" FLOOR "</template>", HIDDEN,
	    NULL },
	{ "script", "<script>// discount" FLOOR "</script>", HIDDEN, NULL },
	{ "style", "<style>/* discount" FLOOR " */</style>", HIDDEN, NULL },
	{ "svg text",
	    "<svg><text>dis<tspan>count</tspan>" FLOOR "</text></svg>", BODY,
	    NULL },
	{ "svg title", "<svg><title>dis<b>count</b>" FLOOR "</title></svg>",
	    BODY, NULL },
	{ "svg desc", "<svg><desc>discount" FLOOR "</desc></svg>", BODY, NULL },
	{ "svg style as text",
	    "<svg><style>x</style><text>discount" FLOOR "</svg>", BODY, NULL },
	{ "svg foreignObject", "<svg><foreignObject><p>dis<b>count</b>" FLOOR,
	    BODY, NULL },
	{ "mathml", "<math><mtext>dis</mtext><mi>count</mi>" FLOOR "</math>",
	    BODY, NULL },
	{ "mathml annotation", "<math><annotation-xml>discount" FLOOR "</math>",
	    BODY, NULL },
	{ "object", "<object>dis<b>count</b>" FLOOR "</object>", BODY, NULL },
	{ "video", "<video>dis<b>count</b>" FLOOR "</video>", BODY, NULL },
	{ "details", "<details><summary>x</summary>discount" FLOOR "</details>",
	    BODY, NULL },
	{ "dialog", "<dialog>discount" FLOOR "</dialog>", BODY, NULL },
	{ "input", "<input value='discount" FLOOR "'>", ATTRIBUTE, NULL },
	{ "placeholder", "<input placeholder='discount" FLOOR "'>", ATTRIBUTE,
	    NULL },
	{ "label", "<option label='discount" FLOOR "'>", ATTRIBUTE, NULL },
	{ "aria-label", "<p aria-label='discount" FLOOR "'>", ATTRIBUTE, NULL },
	{ "meta", "<meta name=description content='discount" FLOOR "'>",
	    ATTRIBUTE, NULL },
	{ "data-", "<p data-x='discount" FLOOR "'>", ATTRIBUTE, NULL },
};

/* Text that is there and not seen. */
#define UNSEEN(style) "<p>" style "discount" FLOOR "</p>"
/* Junk inside a word that is not seen. */
#define JUNK(style) \
	"dis<span style='" style "'>xyz</span>count" FLOOR, BODY, NULL

static const struct row styles[] = {
	{ "display", JUNK("display:none") },
	{ "display, important", JUNK("DISPLAY: none !important") },
	{ "display, a comment", JUNK("display/**/:/* x */none") },
	{ "display, an escape", JUNK("d\\69splay:n\\6F ne") },
	{ "display, reset first", JUNK("display:block;display:none") },
	{ "visibility", JUNK("visibility:hidden") },
	{ "opacity", JUNK("opacity:0.0") },
	{ "opacity, percent", JUNK("opacity:0%") },
	{ "opacity, small", JUNK("opacity:.01") },
	{ "font size", JUNK("font-size:0") },
	{ "font size, a pixel", JUNK("font-size:1px") },
	{ "font size, a fraction", JUNK("font-size:0.1px") },
	{ "font size, em", JUNK("font-size:.01em") },
	{ "font", JUNK("font:0/0 a") },
	{ "font with a style", JUNK("font: italic bold 0px/1 serif") },
	{ "transparent", JUNK("color:transparent") },
	{ "transparent, rgba", JUNK("color:rgba(1,2,3,0)") },
	{ "transparent, hex", JUNK("color:#12345600") },
	{ "white on white", JUNK("color:#fff;background:white") },
	{ "white on the page", JUNK("color:#FFFFFF") },
	{ "rgb on the page", JUNK("color:rgb(255, 255, 255)") },
	{ "nearly white", JUNK("color:#fefefe") },
	{ "colour of a background around",
	    "<div style='background-color:#00f'>dis"
	    "<span style='color:blue'>xyz</span>count" FLOOR "</div>",
	    BODY, NULL },
	{ "colour of bgcolor",
	    "<table bgcolor=navy><tr><td>dis<font color='#000080'>"
	    "xyz</font>count" FLOOR,
	    BODY, NULL },
	{ "clip", JUNK("position:absolute;clip:rect(0,0,0,0)") },
	{ "clip path", JUNK("display:inline-block;clip-path:inset(50%)") },
	{ "left", JUNK("position:absolute;left:-9999px") },
	{ "right", JUNK("position:absolute;right:-999em") },
	{ "text indent", JUNK("display:inline-block;text-indent:-9999px") },
	{ "height", JUNK("display:inline-block;height:0;overflow:hidden") },
	{ "max-height",
	    JUNK("display:inline-block;max-height:0px;overflow:hidden") },
	{ "width", JUNK("display:inline-block;width:0;overflow:hidden") },
	{ "mso-hide", JUNK("mso-hide:all") },
	{ "line height",
	    JUNK("display:inline-block;line-height:0;overflow:hidden") },
	{ "letter spacing", JUNK("letter-spacing:-1em") },
	{ "zoom", JUNK("zoom:0") },
	{ "transform", JUNK("display:inline-block;transform:scale(0)") },
	{ "transform, one way",
	    JUNK("display:inline-block;transform: rotate(3deg) scaleX(0)") },
	{ "filter", JUNK("filter:opacity(0)") },
	{ "content-visibility", JUNK("content-visibility:hidden") },
	{ "hidden attribute", "dis<span hidden>xyz</span>count" FLOOR, BODY,
	    NULL },
	{ "font colour", "dis<font color=white>xyz</font>count" FLOOR, BODY,
	    NULL },
	{ "shown inside what is small",
	    "<div style='font-size:0'>x<b style='font-size:"
	    "14px'>dis</b>y<b style='font-size:14px'>count" FLOOR "</b></div>",
	    BODY, NULL },
	{ "shown inside what is invisible",
	    "<div style='visibility:hidden'>x<b style="
	    "visibility:visible>dis</b>y<b style=visibility:visible>count" FLOOR
	    "</b></div>",
	    BODY, NULL },
	{ "hidden text", UNSEEN("<span style='display:none'>"), HIDDEN, NULL },
	{ "hidden text as shown",
	    "dis<span style='display:none'>count</span>" FLOOR, BODY, NULL },
	{ "hidden text in two",
	    "<i hidden>dis</i>x<i hidden>count" FLOOR "</i>", HIDDEN, NULL },
};

/* Junk inside a word that a sheet hides. */
#define SHEET(rules, tag, end)                                                \
	"<style>" rules "</style>dis<" tag ">xyz</" end ">count" FLOOR, BODY, \
	    NULL

static const struct row sheets[] = {
	{ "class", SHEET(".x{display:none}", "b class=x", "b") },
	{ "class of several",
	    SHEET(".x{display:none}", "b class='a x c'", "b") },
	{ "id", SHEET("#x{display:none}", "b id=x", "b") },
	{ "element", SHEET("q{display:none}", "q", "q") },
	{ "unknown element", SHEET("xyz{display:none}", "xyz", "xyz") },
	{ "a list", SHEET("p,\nq , b.x{display:none}", "b class=x", "b") },
	{ "two classes", SHEET(".x.y{display:none}", "b class='y x'", "b") },
	{ "descendant", SHEET("b i{display:none}", "b><i", "i></b") },
	{ "child", SHEET("b>i{display:none}", "b><i", "i></b") },
	{ "attribute", SHEET("[data-x]{display:none}", "b data-x", "b") },
	{ "attribute's value",
	    SHEET("[data-x=\"a b\"]{display:none}", "b data-x='a b'", "b") },
	{ "attribute's word",
	    SHEET("[class~=x]{display:none}", "b class='a x'", "b") },
	{ "attribute that is a class",
	    SHEET("*[class=x]{display:none}", "b class=x", "b") },
	{ "attribute's part",
	    SHEET("b[style*=red]{display:none}", "b style='color:red'", "b") },
	{ "attribute's start",
	    SHEET("[lang|=en]{display:none}", "b lang=en-x", "b") },
	{ "media", SHEET("@media screen{.x{display:none}}", "b class=x", "b") },
	{ "supports",
	    SHEET("@supports (x:y){@media all{.x{display:none}}}", "b class=x",
		"b") },
	{ "import first",
	    SHEET("@import url(a;b);.x{display:none}", "b class=x", "b") },
	{ "a comment with a brace",
	    SHEET("/* } */.x/*{*/{/*}*/display:none}", "b class=x", "b") },
	{ "a string with a brace",
	    SHEET("p{font-family:\"}\"}.x{display:none}", "b class=x", "b") },
	{ "an escaped name", SHEET(".\\78{display:none}", "b class=x", "b") },
	{ "an HTML comment",
	    SHEET("<!-- .x{display:none} -->", "b class=x", "b") },
	{ "a sheet behind",
	    "dis<b class=x>xyz</b>count" FLOOR "<style>.x{font-size:0}</style>",
	    BODY, NULL },
	{ "colour by a sheet", SHEET(".x{color:#fff}", "b class=x", "b") },
	{ "important over inline",
	    SHEET(".x{display:none!important}",
		"b class=x style='display:inline'", "b") },
	{ "a decoy",
	    "<style>.x{display:none}.no .w{display:none}</style><i class=w>dis</i>"
	    "<b class=x>xyz</b><i class=w>count" FLOOR "</i>",
	    BODY, NULL },
	{ "a decoy in media",
	    "<style>.x{display:none}@media print{.w{display:none}}</style>"
	    "<i class=w>dis</i><b class=x>xyz</b><i class=w>count" FLOOR "</i>",
	    BODY, NULL },
	{ "a decoy undone",
	    "<style>.x,.w{display:none}.w{display:inline}</style>"
	    "<i class=w>dis</i><b class=x>xyz</b><i class=w>count" FLOOR "</i>",
	    BODY, NULL },
	{ "twice encoded as well",
	    "<style>.x{display:none}</style>dis<b class=x>y</b>"
	    "&amp;#99;ount" FLOOR,
	    BODY, NULL },
	{ "reversed as well",
	    "<style>.x{display:none}</style><bdo dir=rtl>"
	    "% 51 si roolf tnuoc<b class=x>y</b>sid</bdo>",
	    BODY, NULL },
	{ "for Outlook as well",
	    "<style>.x{display:none}</style><!--[if mso]>dis"
	    "<b class=x>y</b>count" FLOOR "<![endif]-->",
	    BODY, NULL },
	{ "a decoy outranked",
	    "<style>i.w{display:inline}.x,.w{display:none}</style>"
	    "<i class=w>dis</i><b class=x>xyz</b><i class=w>count" FLOOR "</i>",
	    BODY, NULL },
	{ "everything", "<style>*{display:none}</style>discount" FLOOR, BODY,
	    NULL },
};

static const struct row generated[] = {
	{ "a rule", "<style>p::before{content:\"discount" FLOOR "\"}</style>",
	    BODY, NULL },
	{ "a rule, old form",
	    "<style>p:after{content:'discount" FLOOR "'}</style><p>", BODY,
	    NULL },
	{ "escapes",
	    "<style>p::before{content:\"\\64 is\\000063ount" FLOOR
	    "\"}</style>",
	    BODY, NULL },
	{ "several strings",
	    "<style>p::before{content:\"dis\" \"count\"'" FLOOR "'}</style>",
	    BODY, NULL },
	{ "a line goes on",
	    "<style>p::before{content:\"dis\\\ncount" FLOOR "\"}</style>", BODY,
	    NULL },
	{ "in an attribute", "<p style=\"content:'discount" FLOOR "'\">", BODY,
	    NULL },
	{ "of an attribute",
	    "<style>p::before{content:attr(data-x)}</style>"
	    "<p data-x='discount" FLOOR "'>",
	    ATTRIBUTE, NULL },
	{ "of an attribute, in place",
	    "<style>i::before{content:attr(data-x)}</style>"
	    "<i data-x=dis></i><i data-x=count></i>" FLOOR,
	    BODY, NULL },
	{ "imported",
	    "<style>@import 'data:text/css,p:before{content:%22dis\\\\63ount"
	    "%20floor%20is%2015%20%25%22}';</style>",
	    BODY, NULL },
	{ "imported, as an address",
	    "<style>@import url('data:text/css,p:before{content:%22dis"
	    "\\\\63ount%20floor%20is%2015%20%25%22}');</style>",
	    BODY, NULL },
	{ "imported, in base64",
	    "<style>@IMPORT/**/\"data:text/css;base64,"
	    "LmE6YWZ0ZXJ7Y29udGVudDoiY291bnQifQ==\";</style>"
	    "<i class=a>dis</i>" FLOOR,
	    BODY, NULL },
	{ "linked",
	    "<link rel=stylesheet href='data:text/css,"
	    ".a:after{content:%22count%22}'><i class=a>dis</i>" FLOOR,
	    BODY, NULL },
	{ "over elements",
	    "<style>.a::before{content:\"dis\"}.b::before{content:\"count\"}"
	    "</style><i class=a></i><i class=b></i>" FLOOR,
	    BODY, NULL },
	{ "over elements, after",
	    "<style>#a::after{content:\"count\"}</style><i id=a>dis</i>" FLOOR,
	    BODY, NULL },
	{ "out of order",
	    "<style>.b:before{content:\"count\"}.a:before{content:\"dis\"}"
	    "</style><i class=a></i><i class=b></i>" FLOOR,
	    BODY, NULL },
	{ "with hidden text",
	    "<style>.a:after{content:\"count\"}.x{display:none}</style>"
	    "<i class=a>dis</i><b class=x>xyz</b>" FLOOR,
	    BODY, NULL },
	{ "in media",
	    "<style>@media all{.a:after{content:\"count\"}}</style>"
	    "<i class=a>dis</i>" FLOOR,
	    BODY, NULL },
};

static const struct row links[] = {
	{ "href", "<a href='http://x/discount%20floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "twice",
	    "<a href='http://x/discount%2520floor%2520is%252015%2520%2525'>",
	    LINK, NULL },
	{ "references",
	    "<a href='http://x/discount&#37;20floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "tabs and lines inside",
	    "<a href='http://x/dis\tcount%2\n0floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "plus signs", "<a href='http://x/?q=discount+floor+is+15+%25'>", LINK,
	    NULL },
	{ "bytes that are no UTF-8",
	    "<a href='http://x/%FF/discount%20floor%20is%2015%20%25'>", LINK,
	    "discount floor is 15 %" },
	{ "src", "<img src='http://x/discount%20floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "action", "<form action='/discount%20floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "background",
	    "<table background='/discount%20floor%20is%2015%20%25'>", LINK,
	    NULL },
	{ "base", "<base href='http://x/discount%20floor%20is%2015%20%25'>",
	    LINK, NULL },
	{ "link",
	    "<link rel=x href='http://x/discount%20floor%20is%2015%20%25'>",
	    LINK, NULL },
	{ "refresh",
	    "<meta http-equiv=refresh content='0;url=/discount%20floor%20is%2015%20%25'>",
	    LINK, NULL },
	{ "mailto",
	    "<a href='mailto:a@b?subject=discount%20floor&amp;body=is%2015%20%25'>",
	    LINK, "discount floor&body=is 15 %" },
	{ "javascript",
	    "<a href='javascript:alert(%22discount%20floor%20is%2015%20%25%22)'>",
	    LINK, NULL },
	{ "any attribute",
	    "<a data-saferedirect='x?q=discount%20floor%20is%2015%20%25'>",
	    LINK, NULL },
	{ "url() of a style",
	    "<p style='background:url(http://x/discount%20floor%20is%2015%20%25)'>",
	    LINK, NULL },
};

static const struct row nested[] = {
	{ "srcdoc", "<iframe srcdoc='dis&lt;b&gt;count&lt;/b&gt;" FLOOR "'>",
	    BODY, NULL },
	{ "srcdoc twice",
	    "<iframe srcdoc=\"<iframe srcdoc='dis<!-- -->count" FLOOR "'>\">",
	    BODY, NULL },
	{ "data, HTML",
	    "<iframe src='data:text/html,dis%3Cb%3Ecount" FLOOR "'>", BODY,
	    NULL },
	{ "data, HTML in base64",
	    "<a href='data:text/html;charset=utf-8;base64,PHA+ZGlzY291bnQgZjxiPmxvb3I8L2I+IGlzIDE1ICU8L3A+'>",
	    BODY, NULL },
	{ "data, HTML in base64 on lines",
	    "<a href=' DATA:Text/HTML;BASE64,\nPHA+ZGlzY\n 291bnQgZjxiPmxvb3I8L2I+IGlzIDE1ICU8L3A+'>",
	    BODY, NULL },
	{ "data, text", "<a href='data:,discount%20floor%20is%2015%20%25'>",
	    BODY, NULL },
	{ "data, text in base64",
	    "<a href='data:text/plain;base64,ZGlzY291bnQgZmxvb3IgaXMgMTUgJQ=='>",
	    BODY, NULL },
	{ "data, SVG",
	    "<img src='data:image/svg+xml,%3Csvg%3E%3Ctext%3Ediscount" FLOOR
	    "%3C/text%3E'>",
	    BODY, NULL },
	{ "data, SVG in base64",
	    "<img src='data:image/svg+xml;base64,PHN2Zz48dGV4dD5kaXNjb3VudCBmbG9vciBpcyAxNSAlPC90ZXh0Pjwvc3ZnPg=='>",
	    BODY, NULL },
	{ "data in a style",
	    "<p style='background:url(data:image/svg+xml;base64,PHN2Zz48dGV4dD5kaXNjb3VudCBmbG9vciBpcyAxNSAlPC90ZXh0Pjwvc3ZnPg==)'>",
	    BODY, NULL },
	{ "data in a sheet",
	    "<style>p{background:url(\"data:image/svg+xml;base64,PHN2Zz48dGV4dD5kaXNjb3VudCBmbG9vciBpcyAxNSAlPC90ZXh0Pjwvc3ZnPg==\")}</style>",
	    BODY, NULL },
	{ "data in a refresh",
	    "<meta http-equiv=refresh content='0;url=data:text/html;base64,PHA+ZGlzY291bnQgZjxiPmxvb3I8L2I+IGlzIDE1ICU8L3A+'>",
	    BODY, NULL },
	{ "data in srcdoc",
	    "<iframe srcdoc='&lt;a href=data:text/html;base64,PHA+ZGlzY291bnQgZjxiPmxvb3I8L2I+IGlzIDE1ICU8L3A+&gt;'>",
	    BODY, NULL },
	{ "data in srcset",
	    "<img srcset='data:image/svg+xml;base64,PHN2Zz48dGV4dD5kaXNjb3VudCBmbG9vciBpcyAxNSAlPC90ZXh0Pjwvc3ZnPg== 2x'>",
	    BODY, NULL },
};

/* HTML that is called plain text, and the reverse. */
static const struct row plain[] = {
	{ "tags", "dis<b>count</b>" FLOOR, BODY, NULL },
	{ "an unknown tag", "dis<x-y>count</x-y>" FLOOR, BODY,
	    "dis<x-y>count</x-y>" FLOOR },
	{ "a comment", "dis<!-- -->count" FLOOR, BODY, NULL },
	{ "an end tag", "dis</b>count" FLOOR, BODY, NULL },
	{ "a reference", "&#100;iscount" FLOOR, BODY, NULL },
	{ "a hex reference", "&#x64;iscount" FLOOR, BODY, NULL },
	{ "a named reference", "discount&nbsp;floor is 15 %", BODY, NULL },
	{ "a soft hyphen", "dis&shy;count" FLOOR, BODY, NULL },
	{ "a rare element", "dis<wbr>count" FLOOR, BODY, NULL },
	{ "upper case", "dis<MARK\tx>count" FLOOR, BODY, NULL },
};

static const struct row source[] = {
	{ "a cut tag", "x <b discount" FLOOR, SOURCE, NULL },
	{ "no tag at all", "discount&#32;" FLOOR, SOURCE,
	    "discount&#32;" FLOOR },
	{ "a lone angle", "discount" FLOOR " <", BODY, NULL },
};

static void
read_html(
    const char *type, struct slice html, struct arena *arena, struct text *text)
{
	text_case_read_parts(
	    arena_printf(arena, "Content-Type: %s; charset=utf-8\n\n", type),
	    html, arena, text);
}

/* Offsets ascend and stay inside the source. */
static void
check_map(const struct text_map *map, size_t made_len, size_t source_len)
{
	size_t at, origin, last = 0;

	for (at = 0; at <= made_len; at++) {
		origin = text_map_origin(map, at);
		assert_true(origin >= last && origin <= source_len);
		last = origin;
	}
}

static void
check_views(const struct text *text, size_t source_len)
{
	const struct text_view *view;
	size_t i;

	for (i = 0; i < text->views.len; i++) {
		view = &text->views.items[i];
		assert_true(utf8_valid(view->text));
		assert_true(utf8_valid(view->folded));
		assert_non_null(view->how);
		check_map(view->folded_map, view->folded.len, view->text.len);
		if (view->kind != TEXT_VIEW_HEADER && view->map != NULL)
			check_map(view->map, view->text.len, source_len);
	}
}

static bool
is_in(const struct text *text, enum text_view_kind kind, const char *phrase)
{
	const struct text_view *view;
	size_t i;

	for (i = 0; i < text->views.len; i++) {
		view = &text->views.items[i];
		if (view->kind == kind &&
		    (slice_find(view->folded, slice_cstr(phrase)) !=
			    SLICE_NONE ||
			slice_find(view->text, slice_cstr(phrase)) !=
			    SLICE_NONE))
			return true;
	}
	return false;
}

static void
print_views(const struct text *text)
{
	const struct text_view *view;
	size_t i;

	for (i = 0; i < text->views.len; i++) {
		view = &text->views.items[i];
		if (view->kind != TEXT_VIEW_HEADER)
			print_message("#   %s: %.*s\n",
			    text_view_name(view->kind), SLICE_ARG(view->text));
	}
}

static void
check_rows(const char *type, const struct row *rows, size_t n)
{
	struct arena *arena;
	struct text text;
	size_t i, missed = 0;

	for (i = 0; i < n; i++) {
		arena = arena_new(CEILING);
		read_html(type, slice_cstr(rows[i].html), arena, &text);
		check_views(&text, strlen(rows[i].html));
		if (!is_in(&text, rows[i].kind,
			rows[i].phrase ? rows[i].phrase : PHRASE)) {
			missed++;
			print_message("# missed: %s\n", rows[i].way);
			print_views(&text);
		}
		arena_free(arena);
	}
	assert_int_equal(missed, 0);
}

#define ROWS(rows) rows, sizeof(rows) / sizeof((rows)[0])

#define ROWS_TEST(rows)                              \
	static void rows##_test(void **state)        \
	{                                            \
		(void)state;                         \
		check_rows("text/html", ROWS(rows)); \
	}

ROWS_TEST(references)
ROWS_TEST(pieces)
ROWS_TEST(comments)
ROWS_TEST(tags)
ROWS_TEST(styles)
ROWS_TEST(sheets)
ROWS_TEST(generated)
ROWS_TEST(links)
ROWS_TEST(nested)
ROWS_TEST(source)

static void
plain_test(void **state)
{
	(void)state;
	check_rows("text/plain", ROWS(plain));
}

/* What is repeated, between what stands once. */
struct repeated {
	const char *head;
	const char *piece;
	const char *tail;
};

#define STYLE(piece)                            \
	{                                       \
		"<style>", piece, "</style><p>" \
	}
#define ATTRIBUTE_OF(piece)               \
	{                                 \
		"<p style='", piece, "'>" \
	}
#define BOTH(piece) STYLE(piece), ATTRIBUTE_OF(piece)

static const struct repeated costly[] = {
	{ "", "<b>", "" },
	{ "", "<p>", "" },
	{ "", "<b></b>", "" },
	{ "", "<b><i></b>", "" },
	{ "<b ", "a=1 ", ">" },
	{ "<b ", "style=color:red ", ">" },
	{ "", "<b style=color:red>", "" },
	{ "", "<i style='content:\"x\"'>", "" },
	{ "", "<td>a", "" },
	{ "", "<bdo dir=rtl>a", "" },
	{ "", "<bdo dir=rtl>a</bdo>", "" },
	{ "<bdo dir=rtl>", "a", "" },
	{ "", "<b hidden>a</b>b", "" },
	{ "", "<div style=float:left>a</div> ", "" },
	{ "", "<iframe srcdoc='a'>", "" },
	{ "", "<a href='data:,a'>", "" },
	{ "<a href='data:text/html,", "%3Ca href=data:,x%3E", "'>" },
	{ "<iframe srcdoc='", "&lt;b&gt;", "'>" },
	{ "<a href='data:text/html;base64,", "PGI+", "'>" },
	{ "<a href='?", "%25+", "'>" },
	{ "<img srcset='", "data:", "'>" },
	{ "", "<!-- > -->", "" },
	{ "<!--", ">", "" },
	{ "", "<!--[if x]>", "" },
	{ "<title>", "<b>", "" },
	{ "", "<title>a</title>", "" },
	{ "", "<svg><title>", "" },
	{ "", "&amp;amp;", "" },
	{ "", "&amp;", "" },
	{ "", "<style>b{display:none}</style><b>", "" },
	{ "<style>b::before{content:\"abcdefghijklmnopqrst\"}</style>", "<b>",
	    "" },
	{ "<style>b b b b b b{color:#fff}</style>", "<b>a", "" },
	STYLE("b{display:none}"),
	STYLE(".a{display:none}.b{color:#fff}"),
	STYLE("b,"),
	STYLE("b "),
	STYLE("b>"),
	STYLE("[a]"),
	STYLE("[a=b"),
	STYLE(":a"),
	STYLE(":a("),
	STYLE(".\\61"),
	STYLE("@media x{"),
	STYLE("@x{"),
	STYLE("<!--"),
	BOTH("("),
	BOTH("["),
	BOTH("{"),
	BOTH("}"),
	BOTH("/*"),
	BOTH("\""),
	BOTH("\\"),
	BOTH(":"),
	BOTH(" :"),
	BOTH(";"),
	BOTH("content:"),
	BOTH("content:\"a\";"),
	BOTH("content:attr("),
	BOTH("url("),
	BOTH("url(a)"),
	BOTH("url(data:,a)"),
	BOTH("color:"),
	BOTH("display:none;"),
	BOTH("font:1 "),
};

static void
read_repeated(const struct repeated *repeated, size_t size)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;
	struct buf html;

	buf_init(&html, RAW_MAX);
	buf_add_cstr(&html, repeated->head);
	while (html.len < size)
		buf_add_cstr(&html, repeated->piece);
	buf_add_cstr(&html, repeated->tail);
	read_html("text/html", buf_slice(&html), arena, &text);
	buf_free(&html);
	arena_free(arena);
}

/* Each takes some milliseconds, or for ever if quadratic. */
static void
linear(void **state)
{
	size_t i;
	clock_t began;
	double seconds;

	(void)state;
	for (i = 0; i < sizeof(costly) / sizeof(costly[0]); i++) {
		began = clock();
		read_repeated(&costly[i], COSTLY_SIZE);
		seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
		if (seconds > 1)
			print_message("# %.1f s: %s%s ...\n", seconds,
			    costly[i].head, costly[i].piece);
	}
}

/* A thousand times the same, with what would cost its square. */
static void
open_elements(void **state)
{
	struct buf head;
	struct repeated repeated = { NULL, "</x>", "" };
	size_t i;

	(void)state;
	buf_init(&head, RAW_MAX);
	for (i = 0; i < 2000; i++)
		buf_add_cstr(&head, "<q>");
	repeated.head = buf_cstr(&head);
	read_repeated(&repeated, COSTLY_SIZE);
	buf_clear(&head);
	buf_add_cstr(&head, "<style>");
	for (i = 0; i < 20000; i++)
		buf_printf(&head, ".a%zu{display:none}", i);
	buf_add_cstr(&head, "</style>");
	repeated.head = buf_cstr(&head);
	repeated.piece = "<i class='a1 a2 a3 a4 a5 a6 a7 a8 a9'>x</i>";
	read_repeated(&repeated, 2 * COSTLY_SIZE);
	buf_free(&head);
}

static bool
is_skipped(const struct text *text, const char *why)
{
	size_t i;

	for (i = 0; i < text->coverage.skipped.len; i++)
		if (strcmp(text->coverage.skipped.items[i].why, why) == 0)
			return true;
	return false;
}

/* Past a ceiling, and beside what is known: said, and the text is read. */
static void
ceilings(void **state)
{
	static const struct {
		struct repeated repeated;
		size_t size;
		const char *why;
	} rows[] = {
		{ { "", "<b>", PHRASE }, 4000, "html nesting" },
		{ { "<style>", "a{color:#fff}", "</style>" PHRASE }, 200000,
		    "too many style rules" },
		{ { "", "<a href='data:,x'>", PHRASE }, 5000,
		    "too many embedded documents" },
		{ { "<a href='data:application/pdf,x'>", "", PHRASE }, 1,
		    "data: not readable" },
		{ { "<img src='data:image/png,x'>", "", PHRASE }, 1,
		    "data: not readable" },
		{ { "<style>b::before{content:'0123456789012345678901234567"
		    "890123456789012345678901234567890123456789'}</style>",
		      "<b></b>", PHRASE },
		    20000, "css content ceiling" },
	};
	struct arena *arena;
	struct text text;
	struct buf html;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		arena = arena_new(CEILING);
		buf_init(&html, RAW_MAX);
		buf_add_cstr(&html, rows[i].repeated.head);
		while (html.len < rows[i].size)
			buf_add_cstr(&html, rows[i].repeated.piece);
		buf_add_cstr(&html, rows[i].repeated.tail);
		read_html("text/html", buf_slice(&html), arena, &text);
		if (!is_skipped(&text, rows[i].why) ||
		    !is_in(&text, BODY, PHRASE))
			fail_msg("not said: %s", rows[i].why);
		buf_free(&html);
		arena_free(arena);
	}
}

/* Hundreds of rules, no two for the same elements. */
static void
many_rules(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;
	struct buf html;
	size_t i;

	(void)state;
	buf_init(&html, RAW_MAX);
	buf_add_cstr(&html, "<style>");
	for (i = 0; i < 500; i++)
		buf_printf(&html,
		    "*[class=c%zu]{display:none}td.d%zu{width:0}"
		    "[id='e%zu']{color:#fff}",
		    i, i, i);
	buf_add_cstr(&html, "</style><p class=c77>x</p><p class=c9>y</p>z");
	read_html("text/html", buf_slice(&html), arena, &text);
	assert_true(text_fully_inspected(&text));
	assert_true(is_in(&text, HIDDEN, "x y"));
	buf_free(&html);
	arena_free(arena);
}

/* What ordinary mail holds is read without a word. */
static void
ordinary(void **state)
{
	static const char *const htmls[] = {
		"<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
		"<a href='http://x/?a=b&amp;c=d'>x</a>",
		"<p alt='Data: 5, and more'>x",
		"<td style='font-size:0'><p style='font-size:14px'>x</td>",
		"<style>@font-face{src:url(http://x/a.woff)}</style>x",
	};
	struct arena *arena;
	struct text text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(htmls) / sizeof(htmls[0]); i++) {
		arena = arena_new(CEILING);
		read_html("text/html", slice_cstr(htmls[i]), arena, &text);
		if (!text_fully_inspected(&text))
			fail_msg("%s", htmls[i]);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_test),
		cmocka_unit_test(pieces_test),
		cmocka_unit_test(comments_test),
		cmocka_unit_test(tags_test),
		cmocka_unit_test(styles_test),
		cmocka_unit_test(sheets_test),
		cmocka_unit_test(generated_test),
		cmocka_unit_test(links_test),
		cmocka_unit_test(nested_test),
		cmocka_unit_test(plain_test),
		cmocka_unit_test(source_test),
		cmocka_unit_test(ceilings),
		cmocka_unit_test(ordinary),
		cmocka_unit_test(many_rules),
		cmocka_unit_test(linear),
		cmocka_unit_test(open_elements),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
