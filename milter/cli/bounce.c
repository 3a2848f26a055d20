/*
 * bounce.c - `sendgate bounce`: a delivery status report, as a pipe.
 */
#include "cli/commands.h"
#include "cli/feedback.h"

int
bounce_run(struct cli *cli)
{
	struct reports_input input = { .id = SLICE_EMPTY };

	return feedback_run(cli, &input);
}
