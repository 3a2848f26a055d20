/*
 * mapi.h - the properties that TNEF and Outlook messages share ([MS-OXPROPS]).
 */
#ifndef EXTRACT_MAPI_H
#define EXTRACT_MAPI_H

#include <stdint.h>

#include "extract/sink.h"

#define MAPI_STRING8 0x001Eu /* an unknown code page */
#define MAPI_UNICODE 0x001Fu /* UTF-16, little-endian */
#define MAPI_OBJECT 0x000Du
#define MAPI_BINARY 0x0102u
#define MAPI_SEVERAL 0x1000u /* a bit of the type: several values */

#define MAPI_BODY 0x1000u
#define MAPI_HEADERS 0x007Du
#define MAPI_RTF 0x1009u
#define MAPI_HTML 0x1013u
#define MAPI_DATA 0x3701u
#define MAPI_NAME_SHORT 0x3704u
#define MAPI_NAME_LONG 0x3707u

struct mapi_property {
	unsigned id;
	unsigned type;
	struct slice value;
};

/* Writes what a property says: text, HTML, RTF; other binaries say nothing. */
void mapi_put(struct sink *sink, const struct member *self,
    const struct mapi_property *property);

#endif
