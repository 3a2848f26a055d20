/*
 * program.h - one run of pdftotext in its own sandbox.
 */
#ifndef EXTRACT_PROGRAM_H
#define EXTRACT_PROGRAM_H

#include "base/buf.h"
#include "extract/sandbox.h"

struct program {
	int pid;
	int in; /* our ends of its standard input, output and error */
	int out;
	int err;
};

/*
 * Starts pdftotext, which is not given a byte yet.  Called before the caller
 * enters its own sandbox.
 */
enum status program_start(struct program *program,
    const struct sandbox_limits *limits, struct err *err_r);

/*
 * Gives it all of input and takes what it says, up to the buffers' ceilings.
 * True when it ended well.
 */
bool program_run(struct program *program, struct slice input, struct buf *out,
    struct buf *err);

#endif
