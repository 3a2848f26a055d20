/*
 * complaint.c - `sendgate complaint`: a complaint, reported by a provider or
 * forwarded by a person, as a pipe.
 */
#include "base/id.h"
#include "cli/commands.h"
#include "cli/feedback.h"
#include "message/envelope.h"

static bool
rcpts_read(struct cli *cli, struct reports_input *input)
{
	size_t n;
	struct slice *rcpts = cli_values(cli, "rcpt", &n);

	for (size_t i = 0; rcpts != NULL && i < n; i++) {
		rcpts[i] = envelope_address(rcpts[i]);
		if (slice_index(rcpts[i], '@') == SLICE_NONE) {
			cli_say("\"%.*s\" is no address", SLICE_ARG(rcpts[i]));
			return false;
		}
	}
	input->rcpts = rcpts;
	input->nrcpts = rcpts == NULL ? 0 : n;
	return true;
}

int
complaint_run(struct cli *cli)
{
	struct reports_input input = { .complaints = true,
		.id = slice_cstr(cli_text(cli, "id")) };
	struct id id;

	if (!rcpts_read(cli, &input))
		return EX_USAGE;
	if (input.id.len > 0 && !id_parse(input.id, &id)) {
		cli_say("\"%.*s\" is no id", SLICE_ARG(input.id));
		return EX_USAGE;
	}
	return feedback_run(cli, &input);
}
