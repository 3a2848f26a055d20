/*
 * help.c - `sendgate help`: the list of commands, one command's options, or
 * who may give which.
 */
#include "cli/commands.h"

#include <string.h>

#include "cli/access.h"
#include "cli/out.h"

int
help_run(struct cli *cli)
{
	char *words[2] = { NULL, NULL };
	const struct cli_command *command;
	int taken = 0;

	for (size_t i = 0; i < cli->nargs; i++)
		words[i] = arena_cstr(cli->arena, slice_cstr(cli->args[i]));
	if (cli->nargs == 0) {
		cli_help(stdout, NULL);
		return out_end(EX_OK);
	}
	if (strcmp(cli->args[0], "roles") == 0) {
		access_print(stdout);
		return out_end(EX_OK);
	}
	command = cli_command_find((int)cli->nargs, words, &taken);
	if (command != NULL) {
		cli_usage(command, stdout);
		return out_end(EX_OK);
	}
	for (size_t i = 0; i < cli_ncommands; i++) {
		if (strcmp(cli_commands[i].name, cli->args[0]) == 0) {
			cli_help(stdout, cli->args[0]);
			return out_end(EX_OK);
		}
	}
	cli_say("no such command: %s", cli->args[0]);
	return EX_USAGE;
}
