/*
 * program.h - the MTA's own programs run, without a shell.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "base/buf.h"
#include "base/status.h"

#define PROGRAM_SECONDS 20 /* then it is killed */

/*
 * Runs argv[0] (found in PATH, else in /usr/sbin) and waits for its end.  What
 * it writes to standard output goes to out, up to that buffer's ceiling; its
 * standard error too with errors, else nowhere.  As root it runs as root,
 * whoever this process is at work as.  *exit_r: its exit status, or 128 where a
 * signal ended it.  STATUS_UNAVAILABLE: it can't be run; STATUS_UNKNOWN: it did
 * not end in time.
 */
enum status program_run(const char *const argv[], bool errors, struct buf *out,
    int *exit_r, struct err *err_r);

#endif
