/*
 * options.c - one small parser for the options of every command.
 *
 * A command says in a table which options it knows and of what kind each is;
 * what is wrong with a value is said here, before the command starts, so that
 * a command can't be half done when a mistyped number is found.  An option
 * that takes one value may be given again: the last one holds.
 */
#include "cli/cli.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "policy/policy.h"

#define OPTION_COUNT_MAX 1000000000L

static const struct cli_option *
option_find(const struct cli_option *options, struct slice name)
{
	if (options == NULL)
		return NULL;
	for (; options->name != NULL; options++) {
		if (slice_equal(slice_cstr(options->name), name))
			return options;
	}
	return NULL;
}

static const struct cli_option *
option_known(const struct cli *cli, struct slice name)
{
	const struct cli_option *option = option_find(cli_options_global, name);

	return option != NULL ? option :
				option_find(cli->command->options, name);
}

static bool
count_parse(const char *text, long *count_r)
{
	char *end;

	if (!ascii_digit(text[0]))
		return false;
	errno = 0;
	*count_r = strtol(text, &end, 10);
	return errno == 0 && *end == '\0' && *count_r <= OPTION_COUNT_MAX;
}

static bool
time_parse(const char *text, int64_t *time_us_r)
{
	int64_t span;

	if (clock_parse_span(slice_cstr(text), &span)) {
		*time_us_r = clock_wall_us() - span * CLOCK_SECOND;
		return true;
	}
	return clock_parse(slice_cstr(text), time_us_r);
}

static bool
choice_known(const struct cli_option *option, const char *text)
{
	struct slice rest = slice_cstr(option->value);
	struct slice word;

	while (slice_cut(&rest, '|', &word)) {
		if (slice_equal(word, slice_cstr(text)))
			return true;
	}
	return false;
}

/* What is wrong with text as a value of option; NULL if nothing. */
static const char *
value_problem(const struct cli_option *option, const char *text)
{
	int64_t number;
	long count;

	switch (option->kind) {
	case CLI_COUNT:
		return count_parse(text, &count) ? NULL : "is no number";
	case CLI_SPAN:
		return clock_parse_span(slice_cstr(text), &number) ?
		    NULL :
		    "is no span such as 90s, 15m, 24h, 14d";
	case CLI_TIME:
		return time_parse(text, &number) ?
		    NULL :
		    "is no time such as 2026-11-02 or 7d";
	case CLI_CHOICE:
		return choice_known(option, text) ? NULL :
						    "is none of the choices";
	case CLI_FLAG:
	case CLI_TEXT:
		break;
	}
	return NULL;
}

static int
option_take(struct cli *cli, const struct cli_option *option, const char *value)
{
	const char *problem = value_problem(option, value);

	if (problem != NULL) {
		cli_say("--%s: \"%s\" %s%s%s", option->name, value, problem,
		    option->kind == CLI_CHOICE ? ": " : "",
		    option->kind == CLI_CHOICE ? option->value : "");
		return EX_USAGE;
	}
	cli->given[cli->ngiven++] =
	    (struct cli_given){ .option = option, .value = value };
	return EX_OK;
}

/* One "--name", "--name=value" or "--name value"; moves *at past it. */
static int
option_read(struct cli *cli, int argc, char **argv, int *at)
{
	struct slice word = slice_cstr(argv[*at] + 2);
	size_t equals = slice_index(word, '=');
	struct slice name = slice_sub(word, 0, equals);
	const struct cli_option *option = option_known(cli, name);

	if (option == NULL) {
		cli_say("unknown option --%.*s", SLICE_ARG(name));
		return EX_USAGE;
	}
	if (option->kind == CLI_FLAG) {
		if (equals != SLICE_NONE) {
			cli_say("--%s takes no value", option->name);
			return EX_USAGE;
		}
		cli->given[cli->ngiven++] =
		    (struct cli_given){ .option = option, .value = NULL };
		return EX_OK;
	}
	if (equals != SLICE_NONE)
		return option_take(cli, option, word.ptr + equals + 1);
	if (*at + 1 >= argc) {
		cli_say("--%s needs a value: %s", option->name, option->value);
		return EX_USAGE;
	}
	return option_take(cli, option, argv[++*at]);
}

/* "-c FILE", "-cFILE" and "-h". */
static int
short_read(struct cli *cli, int argc, char **argv, int *at)
{
	const char *word = argv[*at];

	if (strcmp(word, "-h") == 0) {
		cli->given[cli->ngiven++] =
		    (struct cli_given){ .option =
					    option_known(cli, SLICE("help")),
			    .value = NULL };
		return EX_OK;
	}
	if (word[1] == 'c' && word[2] != '\0') {
		cli->config = word + 2;
		return EX_OK;
	}
	if (strcmp(word, "-c") == 0 && *at + 1 < argc) {
		cli->config = argv[++*at];
		return EX_OK;
	}
	cli_say(
	    strcmp(word, "-c") == 0 ? "%s needs a file" : "unknown option %s",
	    word);
	return EX_USAGE;
}

static int
args_check(const struct cli *cli)
{
	const struct cli_command *command = cli->command;

	if (cli->nargs >= command->min_args && cli->nargs <= command->max_args)
		return EX_OK;
	cli_say("%s arguments for %s%s%s: see --help",
	    cli->nargs < command->min_args ? "too few" : "too many",
	    command->name, command->sub != NULL ? " " : "",
	    command->sub != NULL ? command->sub : "");
	return EX_USAGE;
}

int
cli_options_read(struct cli *cli, int argc, char **argv, bool *help_r)
{
	bool ended = false;
	int status = EX_OK;
	size_t room = (size_t)argc + 1;

	cli->given = arena_calloc(cli->arena, room, sizeof(*cli->given));
	cli->args = arena_calloc(cli->arena, room, sizeof(*cli->args));
	if (cli->given == NULL || cli->args == NULL)
		return cli_nomem();
	for (int at = 0; at < argc && status == EX_OK; at++) {
		const char *word = argv[at];

		if (ended || word[0] != '-' || word[1] == '\0')
			cli->args[cli->nargs++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			status = option_read(cli, argc, argv, &at);
		else
			status = short_read(cli, argc, argv, &at);
	}
	*help_r = status == EX_OK && cli_flag(cli, "help");
	if (status != EX_OK || *help_r)
		return status;
	cli->json =
	    option_known(cli, SLICE("json")) != NULL && cli_flag(cli, "json");
	return args_check(cli);
}

static const struct cli_given *
given_find(const struct cli *cli, const char *name)
{
	assert(option_known(cli, slice_cstr(name)) != NULL);
	for (size_t i = cli->ngiven; i > 0; i--) {
		if (strcmp(cli->given[i - 1].option->name, name) == 0)
			return &cli->given[i - 1];
	}
	return NULL;
}

const char *
cli_text(const struct cli *cli, const char *name)
{
	const struct cli_given *given = given_find(cli, name);

	return given != NULL ? given->value : NULL;
}

bool
cli_flag(const struct cli *cli, const char *name)
{
	return given_find(cli, name) != NULL;
}

struct slice *
cli_values(const struct cli *cli, const char *name, size_t *nvalues_r)
{
	struct slice *values;
	size_t n = 0;

	values = arena_calloc(cli->arena, cli->ngiven + 1, sizeof(*values));
	for (size_t i = 0; values != NULL && i < cli->ngiven; i++) {
		if (strcmp(cli->given[i].option->name, name) == 0)
			values[n++] = slice_cstr(cli->given[i].value);
	}
	*nvalues_r = n;
	return values;
}

long
cli_count(const struct cli *cli, const char *name, long fallback)
{
	const char *text = cli_text(cli, name);
	long count;

	return text != NULL && count_parse(text, &count) ? count : fallback;
}

int64_t
cli_span(const struct cli *cli, const char *name, int64_t fallback)
{
	const char *text = cli_text(cli, name);
	int64_t span;

	return text != NULL && clock_parse_span(slice_cstr(text), &span) ?
	    span :
	    fallback;
}

int64_t
cli_time(const struct cli *cli, const char *name)
{
	const char *text = cli_text(cli, name);
	int64_t time_us;

	return text != NULL && time_parse(text, &time_us) ? time_us : 0;
}

const char *
cli_reason(const struct cli *cli)
{
	const char *reason = cli_text(cli, "reason");

	if (reason != NULL && slice_trim(slice_cstr(reason)).len > 0)
		return reason;
	cli_say("--reason must say why");
	return NULL;
}

const char *
cli_scope(const struct cli *cli)
{
	const char *scope = cli->args[0];

	if (policy_scope_valid(slice_cstr(scope)))
		return scope;
	cli_say("\"%s\" is no scope: all, agent=ID, workflow=ID, account=ID, "
		"template=ID or tier=NAME",
	    scope);
	return NULL;
}
