/*
 * charset_label.h - the names of charsets, and how each is read.
 */
#ifndef TEXT_CHARSET_LABEL_H
#define TEXT_CHARSET_LABEL_H

#include <stdbool.h>

#include "base/slice.h"

enum charset_reading {
	CHARSET_ASCII,
	CHARSET_UTF8,
	CHARSET_LATIN1,
	CHARSET_WINDOWS, /* windows-1252 */
	CHARSET_ICU
};

struct charset_label {
	const char *label; /* lower case */
	enum charset_reading reading;
	const char *converter; /* ICU's, where it reads it */
	bool shifted; /* bytes below 128 may be something else than ASCII */
};

/* The entry of a charset ("" is us-ascii), or NULL where it is unknown. */
const struct charset_label *charset_label_find(struct slice charset);

/* The first entry with the same letters and digits ("UTF 8"), or NULL. */
const struct charset_label *charset_label_find_loosely(struct slice charset);

#endif
