/*
 * mime4j_case.h - the files of Apache James Mime4j's test messages, which
 * stand in the shared test data or where SENDGATE_TEST_DATA says.
 */
#ifndef MIME4J_CASE_H
#define MIME4J_CASE_H

#include <stdbool.h>

#include "base/buf.h"

#define MIME4J_PATH_MAX 1024
#define MIME4J_FILE_MAX ((size_t)1 << 20)

/* "" is the folder's own path. */
void mime4j_path(
    const char *name, const char *suffix, char path[MIME4J_PATH_MAX]);

/* The file's bytes, to be freed in any case; false if it can't be read. */
bool mime4j_read(const char *path, struct buf *out);

#endif
