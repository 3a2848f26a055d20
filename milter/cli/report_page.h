/*
 * report_page.h - a report as sections of facts, notes, a table and a plot,
 * which three printers show: for a terminal, as JSON, as a page.
 *
 * Keys and titles are literals; what stands in a cell or a note may come from
 * mail, and each printer makes it harmless in its own way.
 */
#ifndef CLI_REPORT_PAGE_H
#define CLI_REPORT_PAGE_H

#include "cli/report_figures.h"
#include "cli/cli.h"

#define PAGE_ROWS_MAX 20 /* rows shown of a list that ranks */
#define PAGE_DAYS_MAX 400

enum cell_kind {
	CELL_NONE,
	CELL_TEXT,
	CELL_COUNT,
	CELL_SHARE,   /* 0 to 1 */
	CELL_SECONDS, /* a span */
	CELL_TIME,    /* microseconds since 1970 */
	CELL_NUMBER   /* any other figure */
};

struct cell {
	enum cell_kind kind;
	struct slice text;
	double number;
};

struct column {
	const char *key;
	const char *title;
};

struct fact {
	struct column name;
	struct cell cell;
};

struct note {
	struct slice text;
	bool warning;
};

/* A plot: one value a label and series. */
enum plot_kind {
	PLOT_NONE,
	PLOT_BARS, /* the series on top of one another */
	PLOT_LINE
};

struct plot {
	enum plot_kind kind;
	const char *about;
	const char *series[4];
	size_t nseries;
	struct VEC(struct slice) labels;
	struct VEC(double) values; /* nseries for each label */
	bool shares;               /* values are shares of 1 */
};

struct section {
	const char *key;
	const char *title;
	struct VEC(struct fact) facts;
	struct VEC(struct note) notes;
	const struct column *columns;
	size_t ncolumns;
	const char *first; /* the first column's title in place of its own */
	struct VEC(struct cell) cells;
	size_t left_out; /* rows */
	struct plot plot;
};

struct page {
	struct arena *arena;
	const struct figures *figures;
	struct VEC(struct section) sections;
};

/* report_page.c: building one. */
struct cell cell_text(struct slice text);
struct cell cell_number(enum cell_kind kind, double number);
struct cell cell_share(double part, double whole);
void section_fact(struct page *page, struct section *section,
    struct column name, struct cell cell);
void section_note(
    struct page *page, struct section *section, bool warning, const char *text);
void section_cell(struct page *page, struct section *section, struct cell cell);

/* What stands over the column. */
const char *section_title(const struct section *section, size_t column);

/* report_sections.c, report_tone.c */
bool page_build(
    struct page *page, const struct figures *figures, struct arena *arena);
void section_tone(struct page *page, struct section *section);

/*
 * A cell's figure as text: "1,234", "12.5 %", "3 h 20 min", into out; text
 * cells give "" and are printed by whoever makes them harmless.
 */
#define CELL_TEXT_MAX 48
const char *cell_format(const struct cell *cell, char out[CELL_TEXT_MAX]);

/* The printers; all to standard output. */
void report_text(const struct cli *cli, const struct page *page);
int report_json(const struct page *page);
void report_html(const struct page *page);
void report_svg(const struct plot *plot);

/* Text for HTML and SVG: nothing in it is markup, or moves what stands by it. */
void html_text(struct slice text);

#endif
