/*
 * helper.h - one run of sendgate-extract: bytes in, records out.
 *
 * The helper is another process under limits of its own; what it does with
 * hostile bytes (crash, hang, write without end) ends with it.
 */
#ifndef PIPELINE_HELPER_H
#define PIPELINE_HELPER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct helper_params {
	const char *program; /* its path */
	bool pdf;            /* the input is a PDF */
	const char *name;    /* what the mail calls it, or "" */
	const char *type;    /* "application/zip", or "" */
	size_t levels;       /* of archives in archives */
	size_t unpacked;     /* bytes */
	size_t memory;       /* bytes */
	int64_t deadline_us; /* clock_monotonic_us() when it is ended */
};

enum helper_end {
	HELPER_DONE,
	HELPER_DIED,    /* a signal, or an exit status other than 0 */
	HELPER_LATE,    /* it was ended at the deadline */
	HELPER_TOO_MUCH /* it was ended, since output was full */
};

/*
 * Runs the helper on input and appends what it writes to *output.
 * STATUS_NOMEM, STATUS_BUSY (no process or descriptor to be had) and
 * STATUS_INTERNAL (the program can't be run) are the errors.  Safe on any
 * thread; blocks until the helper is gone.
 */
enum status helper_run(const struct helper_params *params, struct slice input,
    struct buf *output, enum helper_end *end_r, struct err *err_r);

#endif
