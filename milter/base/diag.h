/*
 * diag.h - what is wrong in a person's file, and where.
 *
 * Readers of configuration, rules, CSV and keys collect every error rather
 * than stop at the first; each is printed as "file:line:column: text".  The
 * list has a ceiling, past which only the count goes on.  One thread at a time.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define DIAG_MAX 200      /* entries kept */
#define DIAG_TEXT_MAX 512 /* bytes of one text */

enum diag_level {
	DIAG_WARNING,
	DIAG_ERROR
};

struct diag {
	enum diag_level level;
	char *file;      /* owned by the list */
	unsigned line;   /* from 1; 0: the file as a whole */
	unsigned column; /* from 1; 0: the line as a whole */
	char *text;      /* owned by the list */
	char *shown;     /* the text in question, in one line, or NULL */
	size_t caret;    /* where in it, in characters */
};

struct diag_list {
	struct diag *items;
	size_t len;
	size_t cap;
	size_t errors; /* counted past the ceiling too */
	size_t warnings;
};

/* Where a diagnosis belongs. */
struct diag_place {
	const char *file;
	unsigned line;
	unsigned column;
};

void diag_init(struct diag_list *list);
void diag_free(struct diag_list *list);

/* Adds one; list may be NULL.  Out of memory still counts it. */
void diag_error(struct diag_list *list, struct diag_place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void diag_warning(struct diag_list *list, struct diag_place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * Shows the text that the entry added last is about, and at which byte of it;
 * of a long one, what stands around.
 */
#define DIAG_SHOWN_MAX 72 /* characters */
void diag_show(struct diag_list *list, const char *text, size_t at);

/* "    text\n    ^" of an entry that shows something, into out; else "". */
void diag_format_shown(const struct diag *diag, char *out, size_t size);

/* Prints every entry, a line each, in the order in which they were found. */
void diag_print(const struct diag_list *list, FILE *out);

/* One entry as "file:line:column: error: text" (no newline) into out. */
void diag_format(const struct diag *diag, char *out, size_t size);

#endif
