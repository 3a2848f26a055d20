/*
 * suppress.c - what the suppress commands share.
 */
#include "cli/suppress.h"

#include "store/suppress.h"

struct slice
suppress_argument(const struct cli *cli)
{
	struct slice target =
	    suppress_target(slice_cstr(cli->args[0]), cli->arena);

	if (target.ptr == NULL)
		cli_say(
		    "\"%s\" is neither an address nor a domain", cli->args[0]);
	return target;
}
