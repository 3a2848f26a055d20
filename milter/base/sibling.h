/*
 * sibling.h - another of sendgate's programs, by where this one is.
 */
#ifndef BASE_SIBLING_H
#define BASE_SIBLING_H

#include <limits.h>

/*
 * The path of the program called name, looked for in the folder of the program
 * that runs and in those that are installed beside it; the bare name where
 * there is none.  Nothing of the environment is asked.
 */
void sibling_find(const char *name, char out[PATH_MAX]);

#endif
