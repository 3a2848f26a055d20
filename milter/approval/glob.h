/*
 * glob.h - "*@corp.example" against an approver's name.
 *
 * "*" stands for any run of bytes and "?" for one character of UTF-8; nothing
 * else is special and ASCII case is not looked at.  Time is at most the
 * product of the two lengths, which callers bound.
 */
#ifndef APPROVAL_GLOB_H
#define APPROVAL_GLOB_H

#include "base/slice.h"

bool approval_glob_match(struct slice glob, struct slice text);

#endif
