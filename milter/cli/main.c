/*
 * main.c - sendgate(1): finds the command, reads its options, runs it.
 *
 * It only wires: no command's work is done here.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/request.h"
#include "cli/commands.h"
#include "cli/control.h"
#include "cli/out.h"

#ifndef SENDGATE_VERSION
#define SENDGATE_VERSION "0.1"
#endif

static bool
colour_wanted(void)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0;
}

/* Options before the command: -c FILE, --help, --version.  -1: go on. */
static int
front_read(struct cli *cli, int argc, char **argv, int *at)
{
	for (; *at < argc && argv[*at][0] == '-'; ++*at) {
		const char *word = argv[*at];
		bool last = *at + 1 >= argc;

		if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			cli_help(stdout, NULL);
			return out_end(EX_OK);
		}
		if (strcmp(word, "--version") == 0) {
			(void)puts("sendgate " SENDGATE_VERSION);
			return out_end(EX_OK);
		}
		if (strncmp(word, "--config=", 9) == 0) {
			cli->config = word + 9;
		} else if (!last &&
		    (strcmp(word, "-c") == 0 ||
			strcmp(word, "--config") == 0)) {
			cli->config = argv[++*at];
		} else if (!last && strcmp(word, "--control") == 0) {
			cli->serve = argv[++*at];
		} else {
			cli_say("unknown option %s, or no value for it", word);
			return EX_USAGE;
		}
	}
	return -1;
}

static int
command_unknown(int argc, char **argv)
{
	for (size_t i = 0; argc > 0 && i < cli_ncommands; i++) {
		bool help = argc > 1 &&
		    (strcmp(argv[1], "--help") == 0 ||
			strcmp(argv[1], "-h") == 0);

		if (strcmp(cli_commands[i].name, argv[0]) != 0)
			continue;
		cli_help(help ? stdout : stderr, argv[0]);
		return help ? out_end(EX_OK) : EX_USAGE;
	}
	if (argc > 0)
		cli_say("no such command: %s (see sendgate --help)", argv[0]);
	else
		cli_help(stderr, NULL);
	return EX_USAGE;
}

/* sendgate-milter starts it so: "--control ROLES -c FILE", no more. */
static int
serve(struct cli *cli, int more)
{
	unsigned roles = (unsigned)(cli->serve[0] - '0');

	if (more > 0 || roles > REQUEST_ROLES_ALL || cli->serve[1] != '\0') {
		cli_say("--control is for sendgate-milter");
		return EX_USAGE;
	}
	return control_serve(cli, roles);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	bool help = false;
	int at = 1, words = 0;
	int status = front_read(cli, argc, argv, &at);

	if (status >= 0)
		return status;
	if (cli->serve != NULL)
		return serve(cli, argc - at);
	cli->command = cli_command_find(argc - at, argv + at, &words);
	if (cli->command == NULL)
		return command_unknown(argc - at, argv + at);
	status =
	    cli_options_read(cli, argc - at - words, argv + at + words, &help);
	if (status != EX_OK)
		return status;
	if (help) {
		cli_usage(cli->command, stdout);
		return out_end(EX_OK);
	}
	if (cli_text(cli, "config") != NULL)
		cli->config = cli_text(cli, "config");
	status = control_ask(cli);
	return status >= 0 ? status : cli->command->run(cli);
}

int
main(int argc, char **argv)
{
	const char *config = getenv("SENDGATE_CONFIG");
	struct cli cli = { .config = SETTINGS_PATH_DEFAULT };
	int status;

	log_open("sendgate", true, LOG_LEVEL_WARNING);
	(void)signal(SIGPIPE, SIG_IGN);
	if (config != NULL && config[0] != '\0')
		cli.config = config;
	cli.colour = colour_wanted();
	cli_actor(cli.actor);
	if (gethostname(cli.relay, sizeof(cli.relay) - 1) != 0)
		(void)snprintf(cli.relay, sizeof(cli.relay), "localhost");
	cli.arena = arena_new(CLI_ARENA_MAX);
	if (cli.arena == NULL)
		return cli_nomem();
	status = run(&cli, argc, argv);
	arena_free(cli.arena);
	return status;
}
