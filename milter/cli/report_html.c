/*
 * report_html.c - a report as one page that needs nothing else: no script, no
 * file, no network; for a phone's width and for paper too.
 *
 * Whatever is no literal of this folder goes through html_text().  The page
 * says in its policy, to a browser, that it may load and run nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/report_page.h"

static const char style[] =
    ":root{--ink:#1d2733;--soft:#5b6877;--line:#d9dfe6;--back:#f5f7f9;"
    "--card:#fff;--warn:#8a4b00;--warnback:#fff4e0}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--back);color:var(--ink);"
    "font:16px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
    "header,main,footer{max-width:64rem;margin:0 auto;padding:0 1rem}"
    "header{padding-top:1.5rem}"
    "h1{font-size:1.6rem;margin:0}"
    "h2{font-size:1.15rem;margin:0 0 .75rem}"
    ".when{color:var(--soft);margin:.25rem 0 1rem}"
    "section{background:var(--card);border:1px solid var(--line);"
    "border-radius:.5rem;padding:1rem;margin:0 0 1rem}"
    "dl{display:grid;grid-template-columns:repeat(auto-fill,"
    "minmax(9.5rem,1fr));gap:.5rem 1rem;margin:0 0 .75rem}"
    "dl div{min-width:0}"
    "dt{color:var(--soft);font-size:.8rem}"
    "dd{margin:0;font-size:1.1rem;font-weight:600;overflow-wrap:anywhere}"
    ".scroll{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}"
    "td.t{overflow-wrap:anywhere;min-width:7rem}"
    "th{color:var(--soft);font-weight:600;font-size:.8rem}"
    ".n{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    "p{margin:0 0 .75rem}"
    ".warn{background:var(--warnback);color:var(--warn);padding:.5rem .75rem;"
    "border-left:.25rem solid var(--warn);border-radius:.25rem}"
    "figure{margin:0 0 1rem}"
    "figcaption{color:var(--soft);font-size:.85rem}"
    "svg{display:block;width:100%;max-width:44rem;height:auto}"
    ".key{display:inline-block;margin-right:.9rem}"
    ".key i{display:inline-block;width:.7em;height:.7em;margin-right:.35em}"
    "footer{color:var(--soft);font-size:.8rem;padding-bottom:2rem}"
    "@media screen and (max-width:34rem){section{padding:.75rem}"
    "table,thead,tbody{display:block}"
    "tr{display:grid;grid-template-columns:repeat(var(--n),1fr);"
    "border-bottom:1px solid var(--line);"
    "padding:.35rem 0}"
    "th,td{border:0;padding:0;font-size:.8rem}"
    "th{font-size:.65rem;font-weight:400}td.t{grid-column:1/-1}th.t{display:none}}"
    "@media print{body{background:#fff;font-size:10pt}"
    "header,main,footer{max-width:none;padding:0}"
    "section{border:0;border-top:1px solid #999;border-radius:0;"
    "padding:.5rem 0}h2,tr,figure{break-inside:avoid}h2{break-after:avoid}"
    ".scroll{overflow:visible}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "@page{margin:1.5cm}}";

/* Controls, and what turns the direction of writing, show as a box. */
static bool
html_odd(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x061c ||
	    cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
	    (cp & 0xfffe) == 0xfffe;
}

void
html_text(struct slice text)
{
	while (text.len > 0) {
		char bytes[UTF8_MAX] = "";
		uint32_t cp;
		size_t used = utf8_decode(text, &cp);

		if (html_odd(cp))
			cp = UTF8_REPLACEMENT;
		if (cp < 0x80 && !ascii_alnum((char)cp) && cp != ' ' &&
		    strchr("-.,:/@_()%", (char)cp) == NULL)
			(void)printf("&#%u;", (unsigned)cp);
		else
			(void)fwrite(bytes, 1, utf8_encode(cp, bytes), stdout);
		text = slice_from(text, used);
	}
}

static void
cell_html(const struct cell *cell)
{
	char figure[CELL_TEXT_MAX];

	if (cell->kind == CELL_TEXT)
		html_text(cell->text);
	else
		html_text(slice_cstr(cell_format(cell, figure)));
}

static void
facts_html(const struct section *section)
{
	size_t i;

	if (section->facts.len == 0)
		return;
	(void)fputs("<dl>\n", stdout);
	for (i = 0; i < section->facts.len; i++) {
		(void)fputs("<div><dt>", stdout);
		html_text(slice_cstr(section->facts.items[i].name.title));
		(void)fputs("</dt><dd>", stdout);
		cell_html(&section->facts.items[i].cell);
		(void)fputs("</dd></div>\n", stdout);
	}
	(void)fputs("</dl>\n", stdout);
}

static void
table_html(const struct section *section)
{
	const struct cell *cells = section->cells.items;
	size_t i, n = section->ncolumns, figures = 0;

	if (n == 0 || section->cells.len == 0)
		return;
	for (i = 0; i < n; i++)
		figures += cells[i].kind != CELL_TEXT;
	(void)printf("<div class=\"scroll\"><table style=\"--n:%zu\">\n"
		     "<thead><tr>",
	    figures > 0 ? figures : 1);
	for (i = 0; i < n; i++) {
		(void)fputs(cells[i].kind == CELL_TEXT ? "<th class=\"t\">" :
							 "<th class=\"n\">",
		    stdout);
		html_text(slice_cstr(section_title(section, i)));
		(void)fputs("</th>", stdout);
	}
	(void)fputs("</tr></thead>\n<tbody>\n", stdout);
	for (i = 0; i < section->cells.len; i++) {
		(void)fputs(i % n == 0 ? "<tr>" : "", stdout);
		(void)fputs(cells[i].kind == CELL_TEXT ? "<td class=\"t\">" :
							 "<td class=\"n\">",
		    stdout);
		cell_html(&cells[i]);
		(void)fputs(i % n == n - 1 ? "</td></tr>\n" : "</td>", stdout);
	}
	(void)fputs("</tbody></table></div>\n", stdout);
	if (section->left_out > 0)
		(void)printf("<p>And %zu more.</p>\n", section->left_out);
}

static void
section_html(const struct section *section)
{
	size_t i;

	(void)printf(
	    "<section id=\"%s\">\n<h2>%s</h2>\n", section->key, section->title);
	facts_html(section);
	for (i = 0; i < section->notes.len; i++) {
		(void)fputs(section->notes.items[i].warning ?
			"<p class=\"warn\">" :
			"<p>",
		    stdout);
		html_text(section->notes.items[i].text);
		(void)fputs("</p>\n", stdout);
	}
	report_svg(&section->plot);
	table_html(section);
	(void)fputs("</section>\n", stdout);
}

void
report_html(const struct page *page)
{
	const struct figures *f = page->figures;
	const struct cell since = cell_number(CELL_TIME, (double)f->since_us),
			  until = cell_number(CELL_TIME, (double)f->now_us);
	char from[CELL_TEXT_MAX], to[CELL_TEXT_MAX];
	size_t i;

	(void)printf("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		     "<meta charset=\"utf-8\">\n"
		     "<meta http-equiv=\"Content-Security-Policy\" "
		     "content=\"default-src 'none'; style-src "
		     "'unsafe-inline'\">\n"
		     "<meta name=\"viewport\" "
		     "content=\"width=device-width, initial-scale=1\">\n"
		     "<meta name=\"referrer\" content=\"no-referrer\">\n"
		     "<title>sendgate report</title>\n<style>%s</style>\n"
		     "</head>\n<body>\n<header>\n<h1>sendgate report</h1>\n"
		     "<p class=\"when\">%s to %s</p>\n</header>\n<main>\n",
	    style, cell_format(&since, from), cell_format(&until, to));
	for (i = 0; i < page->sections.len; i++)
		section_html(&page->sections.items[i]);
	(void)fputs("</main>\n<footer><p>Counted from the journal. Days are "
		    "those of UTC. Stopped: rejected or held.</p></footer>\n"
		    "</body>\n</html>\n",
	    stdout);
}
