/*
 * extract_case.h - one reader of an attachment format, its records in memory.
 */
#ifndef EXTRACT_CASE_H
#define EXTRACT_CASE_H

#include "base/buf.h"
#include "extract/sink.h"

#define EXTRACT_CASE_LIMITS    \
	((struct sink_limits){ \
	    SINK_LEVELS, SINK_UNPACKED, SINK_OUTPUT, SINK_RECORDS })

/* Runs read over bytes; the records, RECORD_END too, go to *out. */
void extract_case_run(sink_open_fn *read, struct slice bytes,
    const struct sink_limits *limits, struct buf *out);

/* The bytes of the n-th record (from 0) of a kind; ptr NULL: there is none. */
struct slice extract_case_record(
    const struct buf *out, enum record_kind kind, size_t n);

#endif
