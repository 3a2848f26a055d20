/*
 * suppress.h - what the suppress commands share.
 */
#ifndef CLI_SUPPRESS_H
#define CLI_SUPPRESS_H

#include "cli/cli.h"

/* The first argument in its stored form; ptr NULL after complaining. */
struct slice suppress_argument(const struct cli *cli);

#endif
