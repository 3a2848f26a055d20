/*
 * sqlite_file.h - files beside the database: DATABASE-KIND-GENERATION.
 *
 * What an import makes is a file of its own, put on disk before a short
 * transaction names it, and deleted after another has taken its place.  A
 * crash on the way leaves a file that nothing names; the next import removes
 * it.  Imports hold a lock file, so that none removes another's.
 */
#ifndef STORE_SQLITE_FILE_H
#define STORE_SQLITE_FILE_H

#include "store/sqlite.h"

#define BOOK_FILE_PART "-book-"
#define EXACT_FILE_PART "-exact-"

/* The path, to be freed; NULL when out of memory. */
char *sqlite_file_path(
    const struct sqlite_db *db, const char *part, const char *generation);

/*
 * A new or an old file, open for reading and writing, 0600, its owner that of
 * the database.  STATUS_FULL, STATUS_DENIED, STATUS_CANTCREATE.
 */
enum status sqlite_file_open(const struct sqlite_db *db, const char *path,
    int flags, int *fd_r, struct err *err_r);

/*
 * The database, its log and its index are this user's (or root's) own files,
 * and nobody else can write them: STATUS_DENIED if not.  Root trusts any
 * owner.
 */
enum status sqlite_file_trust(const struct sqlite_db *db, struct err *err_r);

/* The file to the disk, then the folder in which its name stands. */
enum status sqlite_file_sync(const char *path, struct err *err_r);

/* Deletes the generation's file, if it is there. */
void sqlite_file_drop(
    const struct sqlite_db *db, const char *part, const char *generation);

/*
 * Deletes what is of that part and not kept.  Best effort: what can't be
 * removed is in nobody's way.
 */
void sqlite_file_sweep(const struct sqlite_db *db, const char *part,
    bool (*keep)(const char *generation, void *arg), void *arg);

/* STATUS_BUSY where another import is under way; close *fd_r to let go. */
enum status sqlite_file_lock(
    const struct sqlite_db *db, int *fd_r, struct err *err_r);

#endif
