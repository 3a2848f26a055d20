/*
 * hand_out.h - one checkpoint into a file, or to a program.
 */
#ifndef PIPELINE_HAND_OUT_H
#define PIPELINE_HAND_OUT_H

#include <stdatomic.h>

#include "base/slice.h"
#include "base/status.h"
#include "config/settings.h"

#define HAND_OUT_SECONDS 30     /* that a program may take; it is then killed */
#define HAND_OUT_STOP_SECONDS 3 /* the same once the daemon stops */

/*
 * Appends it, whole or not at all, and to the disk.  The file is made where it
 * is missing (0644: checkpoints are public), and must be a regular one.
 */
enum status hand_out_file(
    const char *path, struct slice note, struct err *err_r);

/*
 * Runs the program with the note on its standard input and no environment but
 * PATH.  Anything but exit status 0 is a failure, with what it said.
 * *stopping may become true meanwhile, on another thread.
 */
enum status hand_out_command(const struct settings_list *command,
    struct slice note, const atomic_bool *stopping, struct err *err_r);

#endif
