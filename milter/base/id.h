/*
 * id.h - verdict ids: ULIDs (48 bits of milliseconds, 80 random bits, in
 * Crockford's base 32, 26 characters), ascending within a process even inside
 * one millisecond and when the clock is set back.  Safe on any thread.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define ID_LEN 26

struct id {
	char text[ID_LEN + 1]; /* upper case, NUL-terminated */
};

/* A new id for time_us; false only if the kernel gives no random bytes. */
bool id_new(int64_t time_us, struct id *id_r);

/* The least id of its millisecond: every one made from then on is above. */
void id_floor(int64_t time_us, struct id *id_r);

/* Reads an id in either case; false if text is none. */
bool id_parse(struct slice text, struct id *id_r);

/* The time that an id was made at, to the millisecond; 0 if text is none. */
int64_t id_time_us(struct slice text);

#endif
