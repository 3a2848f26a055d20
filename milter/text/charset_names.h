/*
 * charset_names.h - the charsets that a label, as it stands in mail, may mean.
 */
#ifndef TEXT_CHARSET_NAMES_H
#define TEXT_CHARSET_NAMES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "text/charset_label.h"

#define CHARSET_NAMES_MAX 4 /* of one label: "us-ascii, utf-8" has two */

/* One of label (a known charset) and converter (ICU's) is not NULL. */
struct charset_name {
	const struct charset_label *label;
	const char *converter;
};

struct charset_names {
	struct charset_name items[CHARSET_NAMES_MAX];
	size_t n;
	bool open; /* none is given, or one that says so: "unknown-8bit" */
	bool icu;  /* one is of ICU's, so that few programs know it */
};

/*
 * Takes label apart.  What is neither a charset nor open gives no name at all.
 * STATUS_NOMEM is the only error.
 */
enum status charset_names_read(
    struct slice label, struct arena *arena, struct charset_names *names_r);

/* Does every program that shows mail read this charset? */
bool charset_is_common(const struct charset_label *label);

#endif
