/*
 * sink.h - where the parsers write what they find, and the budgets that all
 * of them share.
 *
 * A parser gets a sink and a member, and writes records (base/record.h).  It
 * returns nothing: what it can't read it says in a RECORD_SKIP.  Once a budget
 * is used up, memory included, the sink says so in a last RECORD_SKIP and is
 * stopped: later writes do nothing, and loops look at sink->stopped.
 */
#ifndef EXTRACT_SINK_H
#define EXTRACT_SINK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/record.h"
#include "extract/member.h"

#define SINK_LEVELS 4u                      /* archives in archives */
#define SINK_UNPACKED ((uint64_t)256 << 20) /* bytes */
#define SINK_OUTPUT ((uint64_t)64 << 20)    /* bytes */
#define SINK_RECORDS ((size_t)10000)        /* RECORD_END not counted */
#define SINK_PATHS_MAX ((size_t)64 << 20)   /* bytes of all paths */

struct sink_limits {
	unsigned levels;
	uint64_t unpacked;
	uint64_t output;
	size_t records;
};

struct sink;

/* Opens what lies inside; unpack_member() in the program. */
typedef void sink_open_fn(struct sink *sink, const struct member *member);

struct sink {
	bool (*write)(void *arg, struct slice bytes);
	void *arg;
	sink_open_fn *open;
	struct sink_limits left;
	struct arena *arena; /* paths and names, for as long as the sink */
	bool stopped;
	bool failed; /* the writer refused */
};

/* False when out of memory.  write returns false when nobody listens. */
bool sink_init(struct sink *sink, const struct sink_limits *limits,
    bool (*write)(void *arg, struct slice bytes), void *arg);
void sink_free(struct sink *sink);

/* One record of member.  An empty one is not written, but for RECORD_IMAGE. */
void sink_put(struct sink *sink, const struct member *member,
    enum record_kind kind, struct slice bytes);

/*
 * Text that should be UTF-8: what is not becomes U+FFFD, and a RECORD_SKIP
 * says that the text does not decode.
 */
void sink_text(
    struct sink *sink, const struct member *member, struct slice bytes);

/* A name: RECORD_NAME, or RECORD_RAW where it is not UTF-8. */
void sink_name(
    struct sink *sink, const struct member *member, struct slice name);

/* why is a fixed phrase in lower case. */
void sink_skip(struct sink *sink, const struct member *member, const char *why);

/* Out of memory: a skip, and the sink is stopped. */
void sink_nomem(struct sink *sink, const struct member *member);

/*
 * Takes bytes from what may still be unpacked.  False, with a skip and the
 * sink stopped, when it is more than is left.
 */
bool sink_unpacked(
    struct sink *sink, const struct member *member, uint64_t bytes);

/* A copy of member whose how has one more format.  False: stopped. */
bool sink_as(struct sink *sink, const struct member *member, const char *format,
    struct member *self_r);

/*
 * The member called name of outer, with bytes; its name is written as a
 * record.  False: stopped.
 */
bool sink_inside(struct sink *sink, const struct member *outer,
    struct slice name, struct slice bytes, struct member *inner_r);

/* Opens inner, unless it lies too deep. */
void sink_open(struct sink *sink, const struct member *inner);

/* sink_inside() and sink_open(). */
void sink_descend(struct sink *sink, const struct member *outer,
    struct slice name, struct slice bytes);

/* The RECORD_END.  False when the writer refused, now or before. */
bool sink_end(struct sink *sink);

#endif
