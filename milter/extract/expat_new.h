/*
 * expat_new.h - an XML parser that follows nothing outside its document.
 */
#ifndef EXTRACT_EXPAT_NEW_H
#define EXTRACT_EXPAT_NEW_H

#include <expat.h>

#include "base/slice.h"

#define EXPAT_NEW_SEPARATOR '|' /* between a namespace and a name */

/*
 * A parser with namespaces: names are "URI|local" where there is a URI.  It
 * takes its memory from base/mem.h, knows the single-byte charsets of
 * codepage.h, bounds the expansion of entities, and opens neither external
 * entities nor DTDs.  bytes that are UTF-8 are read as such, whatever their
 * declaration says.  NULL when out of memory.
 */
XML_Parser expat_new(struct slice bytes);

/* The whole document.  False where it is not well-formed. */
bool expat_run(XML_Parser parser, struct slice bytes);

/* What stands behind the separator. */
const char *expat_local(const char *name);

#endif
