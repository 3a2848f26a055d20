/*
 * sandbox.h - what a process that opens attachments may still do.
 *
 * Each function is called before the first byte of input is read, and what it
 * takes away can't be had back.  STATUS_OK means that all of it is in force;
 * with anything else the process must not go on.  The limits of Landlock, which
 * not every kernel has, are the only ones that may be missing.
 *
 * Built with a sanitizer, which needs files, memory and threads of its own,
 * the sandbox has no ceiling on memory and a looser list of system calls.
 */
#ifndef EXTRACT_SANDBOX_H
#define EXTRACT_SANDBOX_H

#include <stdint.h>

#include "base/status.h"

struct sandbox_limits {
	uint64_t memory;  /* bytes of address space */
	uint64_t seconds; /* of CPU */
};

/*
 * Closes all files but standard input, output and error.  Called first, and
 * once.
 */
void sandbox_close_files(void);

/*
 * Reading and writing what is open, memory, time and exit: any other system
 * call kills the process.
 */
enum status sandbox_enter(
    const struct sandbox_limits *limits, struct err *err_r);

/*
 * The same, and waiting: poll, close and wait for a child.  For the process
 * that has started the PDF reader.
 */
enum status sandbox_enter_parent(
    const struct sandbox_limits *limits, struct err *err_r);

/*
 * For the child that becomes the PDF reader: it may start a program and open
 * files for reading, and make neither process nor socket nor file.
 */
enum status sandbox_enter_program(
    const struct sandbox_limits *limits, struct err *err_r);

#endif
