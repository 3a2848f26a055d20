/*
 * sqlite_book.h - the account book as a file beside the database, for the two
 * files that make it and read it.
 *
 * The file of a generation is that of sqlite_file.h.  Once it is swapped in
 * it never changes, so that readers open it as immutable, without locks.
 */
#ifndef STORE_SQLITE_BOOK_H
#define STORE_SQLITE_BOOK_H

#include "store/sqlite.h"

enum status book_stage_open(void *db, const char *generation,
    struct book_stage **stage_r, struct err *err_r);
enum status book_stage_add(
    struct book_stage *stage, const struct book_row *row, struct err *err_r);
enum status book_stage_seal(
    struct book_stage *stage, struct book_seal *seal, struct err *err_r);
void book_stage_close(struct book_stage *stage, bool keep);
void book_file_drop(void *db, const char *generation);

/* Finds rows that claim the same thing and counts what is left. */
enum status book_clashes(
    struct sqlite_book *book, struct book_seal *seal, struct err *err_r);

#endif
