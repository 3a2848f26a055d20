/*
 * report_svg.c - a plot as inline SVG: bars on top of one another, or a line.
 *
 * Colours are Okabe and Ito's, which the colour-blind can tell apart, and
 * differ in lightness for a printer without colour.
 */
#include <math.h>
#include <stdio.h>

#include "cli/report_page.h"

#define WIDTH 560.0
#define HEIGHT 200.0
#define LEFT 52.0
#define RIGHT 8.0
#define TOP 10.0
#define BOTTOM 26.0
#define LABELS 6 /* at most, under the axis */

static const char *const colours[] = { "#0072b2", "#e69f00", "#a8320a",
	"#bbbbbb" };

/* A round number that is as large as value: 1, 2 or 5 and zeros. */
static double
round_up(double value)
{
	static const double steps[] = { 1, 2, 5, 10 };
	double unit;
	size_t i;

	if (value <= 0)
		return 1;
	unit = pow(10, floor(log10(value)));
	for (i = 0; i < 3 && steps[i] * unit < value; i++)
		;
	return steps[i] * unit;
}

static double
column_sum(const struct plot *plot, size_t at)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < plot->nseries; k++)
		sum += plot->values.items[at * plot->nseries + k];
	return sum;
}

static double
largest(const struct plot *plot)
{
	double most = 0;
	size_t i;

	for (i = 0; i < plot->labels.len; i++)
		most = fmax(most, column_sum(plot, i));
	return most;
}

static double
height_of(double value, double top)
{
	return value / top * (HEIGHT - TOP - BOTTOM);
}

/* Three lines across, with what they stand for. */
static void
grid(const struct plot *plot, double top)
{
	char figure[CELL_TEXT_MAX];
	int i;

	for (i = 0; i <= 2; i++) {
		double value = top * i / 2;
		double y = HEIGHT - BOTTOM - height_of(value, top);
		const struct cell cell = cell_number(plot->shares ? CELL_SHARE :
			value < 1 && i > 0 ? CELL_NUMBER :
					     CELL_COUNT,
		    value);

		(void)printf("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" "
			     "y2=\"%.1f\" stroke=\"#d9dfe6\"/>"
			     "<text x=\"%.1f\" y=\"%.1f\" font-size=\"13\" "
			     "fill=\"#5b6877\" text-anchor=\"end\">",
		    LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4);
		html_text(slice_cstr(cell_format(&cell, figure)));
		(void)fputs("</text>\n", stdout);
	}
}

static double
slot(const struct plot *plot)
{
	return (WIDTH - LEFT - RIGHT) / (double)plot->labels.len;
}

static void
labels(const struct plot *plot)
{
	size_t n = plot->labels.len, step = (n + LABELS - 1) / LABELS, i;

	for (i = 0; i < n; i += step) {
		(void)printf("<text x=\"%.1f\" y=\"%.1f\" font-size=\"13\" "
			     "fill=\"#5b6877\" text-anchor=\"middle\">",
		    LEFT + slot(plot) * ((double)i + 0.5), HEIGHT - 8);
		/* the month and the day */
		html_text(slice_from(plot->labels.items[i], 5));
		(void)fputs("</text>\n", stdout);
	}
}

static void
bars(const struct plot *plot, double top)
{
	double width = slot(plot) * 0.75, y, height;
	size_t i, k;

	for (i = 0; i < plot->labels.len; i++) {
		y = HEIGHT - BOTTOM;
		for (k = 0; k < plot->nseries; k++) {
			height = height_of(
			    plot->values.items[i * plot->nseries + k], top);
			if (height <= 0)
				continue;
			y -= height;
			(void)printf("<rect x=\"%.2f\" y=\"%.2f\" "
				     "width=\"%.2f\" height=\"%.2f\" "
				     "fill=\"%s\"/>\n",
			    LEFT + slot(plot) * (double)i + width / 6, y, width,
			    height, colours[k]);
		}
	}
}

static void
line(const struct plot *plot, double top)
{
	size_t i;

	(void)printf("<polyline fill=\"none\" stroke=\"%s\" "
		     "stroke-width=\"2\" points=\"",
	    colours[0]);
	for (i = 0; i < plot->labels.len; i++)
		(void)printf("%s%.2f,%.2f", i > 0 ? " " : "",
		    LEFT + slot(plot) * ((double)i + 0.5),
		    HEIGHT - BOTTOM - height_of(plot->values.items[i], top));
	(void)fputs("\"/>\n", stdout);
	for (i = 0; i < plot->labels.len; i++)
		(void)printf(
		    "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"2.5\" fill=\"%s\"/>\n",
		    LEFT + slot(plot) * ((double)i + 0.5),
		    HEIGHT - BOTTOM - height_of(plot->values.items[i], top),
		    colours[0]);
}

static void
keys(const struct plot *plot)
{
	size_t k;

	(void)fputs("<figcaption>", stdout);
	html_text(slice_cstr(plot->about));
	(void)fputs("<br>", stdout);
	for (k = 0; plot->nseries > 1 && k < plot->nseries; k++)
		(void)printf("<span class=\"key\"><i style=\"background:%s\">"
			     "</i>%s</span>",
		    colours[k], plot->series[k]);
	(void)fputs("</figcaption>", stdout);
}

void
report_svg(const struct plot *plot)
{
	double top;

	if (plot->kind == PLOT_NONE || plot->labels.len == 0 ||
	    plot->values.len != plot->labels.len * plot->nseries)
		return;
	top = round_up(largest(plot));
	if (plot->shares && top > 1)
		top = 1;
	(void)printf("<figure><svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
		     "aria-label=\"",
	    WIDTH, HEIGHT);
	html_text(slice_cstr(plot->about));
	(void)fputs("\">\n", stdout);
	grid(plot, top);
	labels(plot);
	if (plot->kind == PLOT_BARS)
		bars(plot, top);
	else
		line(plot, top);
	(void)fputs("</svg>", stdout);
	keys(plot);
	(void)fputs("</figure>\n", stdout);
}
