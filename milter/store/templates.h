/*
 * templates.h - the templates that mail was found to be of.
 *
 * A template is the first message of its kind, by its sketch (text/template.h);
 * it never changes, so that what is of one template can't drift.  It is found
 * by its band keys, each of which leads to at most TEMPLATES_BAND_MAX
 * templates: a key that more share is that of text that all mail has, and tells
 * nothing.  Everything is read and written in the settle transaction.
 */
#ifndef STORE_TEMPLATES_H
#define STORE_TEMPLATES_H

#include "store/store.h"
#include "text/template.h"

#define TEMPLATES_ID_LEN 18   /* "t-" and 16 hex digits */
#define TEMPLATES_BAND_MAX 16 /* templates under one key */
#define TEMPLATES_NEAR_MAX 12 /* compared, those with most keys in common */

struct template_known {
	struct slice id;
	bool there;       /* it is on record */
	int64_t released; /* messages of it that reviewers let go */
};

/*
 * The template that a message is of: of those that are alike the one most
 * alike, the older of two.  Where there is none, id is the one that it would
 * get (of the sketch alone, so always the same), and there is false.
 */
enum status templates_find(struct store *store,
    const struct template_sketch *sketch, struct arena *arena,
    struct template_known *known_r, struct err *err_r);

/* What is on record of an id; there is false where it is not. */
enum status templates_load(struct store *store, struct slice id,
    struct template_known *known_r, struct err *err_r);

/* Puts a new one on record; one of that id stays as it is. */
enum status templates_add(struct store *store, struct slice id,
    const struct template_sketch *sketch, int64_t time_us, struct err *err_r);

/* Counts one message more that a reviewer let go. */
enum status templates_release(
    struct store *store, struct slice id, struct err *err_r);

#endif
