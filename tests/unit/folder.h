/*
 * folder.h - a scratch folder for tests that need files.
 */
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Makes the folder that pattern ("/tmp/x-XXXXXX") says; as mkdtemp(3). */
bool folder_make(char *pattern);

/* Removes it and all that is in it, following no link. */
bool folder_remove(const char *path);

/* How many names are in it, but for "." and ".."; -1 if it can't be read. */
int folder_count(const char *path);

/*
 * Runs a program (found on PATH, no shell between) in the folder, its output
 * dropped; true if it exits with 0.  argv ends with NULL.
 */
bool folder_run(const char *path, const char *const *argv);

#endif
