/*
 * out.h - how anything is written for a person or a program to read.
 *
 * Mail is hostile and a terminal obeys control characters, so all text that
 * may come from mail, from a file or from the database is written through
 * these: control characters, bytes that are no UTF-8, and the characters that
 * turn the direction of writing are shown as escapes.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdio.h>
#include <jansson.h>

#include "base/slice.h"
#include "cli/cli.h"

/* One line's worth of text; line ends are escaped too. */
void out_text(FILE *out, struct slice text);

/* Several lines; LF (and CRLF) stay line ends, TAB stays. */
void out_lines(FILE *out, struct slice text);

/* A line of JSON, followed by LF; what would disturb becomes \uXXXX. */
void out_json_line(struct slice json);

/* value as a line of JSON; takes the reference. */
int out_json(json_t *value);

/* text, cut to width columns or filled up to it, and a blank after it. */
void out_column(struct slice text, size_t width);

/* Text of mail as a JSON string: what is no UTF-8 becomes U+FFFD. */
json_t *out_json_text(struct slice text, struct arena *arena);
json_t *out_json_list(const struct slice *texts, size_t n, struct arena *arena);

enum out_style {
	OUT_BOLD,
	OUT_RED,
	OUT_GREEN,
	OUT_YELLOW,
	OUT_HIT,
	OUT_PLAIN
};

/* Switches the style on a terminal; nothing elsewhere. */
void out_style(const struct cli *cli, enum out_style style);

/* Flushes standard output: EX_OK, or EX_IOERR where it could not be written. */
int out_end(int status);

#endif
