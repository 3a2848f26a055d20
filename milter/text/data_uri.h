/*
 * data_uri.h - documents inside a "data:" URI (RFC 2397).
 */
#ifndef TEXT_DATA_URI_H
#define TEXT_DATA_URI_H

#include "base/arena.h"
#include "base/status.h"

enum data_uri_kind {
	DATA_URI_NONE, /* it is no such URI */
	DATA_URI_HTML, /* or XHTML, or SVG */
	DATA_URI_TEXT,
	DATA_URI_IMAGE, /* and its bytes are one's */
	DATA_URI_OTHER
};

/*
 * What kind uri is; of HTML and text, the decoded content as UTF-8.
 * *exact_r: all of it could be decoded.
 */
enum status data_uri_read(struct slice uri, struct arena *arena,
    enum data_uri_kind *kind_r, struct slice *text_r, bool *exact_r);

/* The next "data:" URI in value from *at on, up to a quote, blank or ")". */
bool data_uri_find(struct slice value, size_t *at, struct slice *uri_r);

#endif
