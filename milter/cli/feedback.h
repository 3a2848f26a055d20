/*
 * feedback.h - what the commands complaint and bounce share.
 */
#ifndef CLI_FEEDBACK_H
#define CLI_FEEDBACK_H

#include "pipeline/reports.h"

struct cli;

/*
 * Takes the report in the file that is named, else on standard input, and says
 * what became of it.  input's settings, raw, actor and time are filled in.
 *
 * Standard input is a pipe of the MTA's: whatever fails is EX_TEMPFAIL there,
 * so that the report stays in its queue and no bounce is ever sent about one.
 */
int feedback_run(struct cli *cli, struct reports_input *input);

#endif
