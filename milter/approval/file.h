/*
 * file.h - the approvers' file as bytes: read whole, replaced whole, locked
 * among writers.
 *
 * A reader sees the old file or the new one, never a mixture, since the new
 * one is complete and on the disk before it takes the old one's name.
 */
#ifndef APPROVAL_FILE_H
#define APPROVAL_FILE_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/status.h"

/*
 * Reads the regular file at path into *buf, whose ceiling is the most that is
 * taken (STATUS_CONFIG above it), and says in *st_r which file it was.
 * STATUS_NOTFOUND where there is none, STATUS_NOINPUT where it can't be read.
 */
enum status approval_file_read(
    const char *path, struct buf *buf, struct stat *st_r, struct err *err_r);

/* The same for a file of any kind, a pipe too; STATUS_NOINPUT if not there. */
enum status approval_file_read_any(
    const char *path, struct buf *buf, struct err *err_r);

/*
 * Replaces the file at path by text.  Mode and owner are the old file's; a
 * new one is 0644.
 */
enum status approval_file_replace(
    const char *path, struct slice text, struct err *err_r);

/*
 * Takes the lock on path's writers: an flock(2) on PATH.lock, which only the
 * owner can open, so that nobody else can hold a revocation up.  STATUS_BUSY
 * after ten seconds.  Closing *fd_r gives it back.
 */
enum status approval_file_lock(const char *path, int *fd_r, struct err *err_r);

#endif
