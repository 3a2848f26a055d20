/*
 * compiled_folder.h - the folder of compiled databases: what may be read in it,
 * and how a file gets there.  Private to rule/.
 *
 * Whoever could write there could put any file in the place of ours, so folder
 * and file must be this user's or root's and closed to writing by others; root
 * also takes those of the owner of the folder above, for whom the service runs.
 * No link is followed.
 */
#ifndef RULE_COMPILED_FOLDER_H
#define RULE_COMPILED_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct compiled_folder {
	int fd;      /* -1: not open */
	uid_t above; /* the owner of the folder above */
	gid_t group;
};

/*
 * Opens it, and makes it first if make is set.  NULL, or in a few words why it
 * may not be used; compiled_folder_close() is due in either case.
 */
const char *compiled_folder_open(
    struct compiled_folder *folder, const char *path, bool make);
void compiled_folder_close(struct compiled_folder *folder);

/* A whole file, at most what the buffer may hold; NULL, or why not. */
const char *compiled_folder_read(
    const struct compiled_folder *folder, const char *name, struct buf *bytes);

/* A new file in the place of an old one, 0600, at once or not at all. */
const char *compiled_folder_write(
    const struct compiled_folder *folder, const char *name, struct slice bytes);

/*
 * Leaves the files ending in suffix that were last read or written, keep of
 * them, and removes those that a crash left half written.
 */
void compiled_folder_prune(
    const struct compiled_folder *folder, const char *suffix, size_t keep);

#endif
