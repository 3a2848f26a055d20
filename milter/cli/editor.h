/*
 * editor.h - a text given to the editor of whoever is at work.
 */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#define EDITOR_FILE_MAX ((size_t)64 << 20) /* bytes that come back */

/*
 * Writes text to a file of its own (0600, in a folder 0700 of the real user),
 * runs $VISUAL, $EDITOR or vi on it, and reads it back into *edited_r, in the
 * arena.  The file is removed.  STATUS_CONFLICT where the editor ended with a
 * failure; STATUS_CANTCREATE, STATUS_UNAVAILABLE, STATUS_DATA (too long).
 */
enum status editor_run(struct slice text, struct arena *arena,
    struct slice *edited_r, struct err *err_r);

#endif
