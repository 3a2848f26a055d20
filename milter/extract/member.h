/*
 * member.h - one run of bytes that is to be opened: the attachment itself, or
 * what lay inside it.
 */
#ifndef EXTRACT_MEMBER_H
#define EXTRACT_MEMBER_H

#include "base/slice.h"

/* What kind of office package a member lies in. */
enum member_package {
	PACKAGE_NONE,
	PACKAGE_OOXML,
	PACKAGE_ODF,
	PACKAGE_EPUB
};

/* The shared strings of a workbook: cells name them by their number. */
struct member_strings {
	struct slice *items;
	size_t len;
	size_t cap;
};

struct member {
	struct slice bytes;
	struct slice path; /* as in base/record.h */
	struct slice how;
	struct slice name; /* its file name: a hint, never trusted */
	struct slice type; /* the declared media type: a hint too */
	unsigned level;    /* how many containers lie around it */
	enum member_package package;
	const struct member_strings *strings; /* NULL: none */
};

#endif
