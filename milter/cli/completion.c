/*
 * completion.c - `sendgate completion`: what a shell offers at the TAB key,
 * from the table of commands.
 *
 * Each shell has a fixed text with three tables in it: the words that may
 * follow a command's first word, the options of a command, and the words that
 * an option takes.
 */
#include "cli/commands.h"

#include <string.h>

#include "cli/out.h"

struct shell {
	const char *name;
	const char *before;
	const char *after;
	void (*word)(const char *word, const char *about, bool last);
	bool described; /* each word stands with a sentence about it */
};

static const char bash_before[] =
    "# bash completion for sendgate(1), made by `sendgate completion bash`\n\n";

static const char bash_after[] =
    "\n_sendgate()\n"
    "{\n"
    "	local word i first='' second='' values\n"
    "	local cur=${COMP_WORDS[COMP_CWORD]}\n"
    "	local prev=${COMP_WORDS[COMP_CWORD-1]}\n\n"
    "	for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "		word=${COMP_WORDS[i]}\n"
    "		case $word in\n"
    "		-c | --config) ((i++)) ;;\n"
    "		-*) ;;\n"
    "		*)\n"
    "			if [ -z \"$first\" ]; then\n"
    "				first=$word\n"
    "			elif [ -z \"$second\" ]; then\n"
    "				second=$word\n"
    "			fi\n"
    "			;;\n"
    "		esac\n"
    "	done\n"
    "	[ -n \"$(_sendgate_words \"$first\")\" ] || second=\n"
    "	values=$(_sendgate_values \"$first${second:+ $second} $prev\")\n"
    "	COMPREPLY=()\n"
    "	if [ \"$prev\" = -c ] || [ \"$values\" = FILE ]; then\n"
    "		mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "		return\n"
    "	fi\n"
    "	if [ -z \"$values\" ] && [[ $cur != -* ]]; then\n"
    "		[ -n \"$second\" ] || values=$(_sendgate_words \"$first\")\n"
    "		if [ -z \"$values\" ]; then\n"
    "			mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "			return\n"
    "		fi\n"
    "	elif [ -z \"$values\" ]; then\n"
    "		values=$(_sendgate_options \"$first${second:+ $second}\")\n"
    "	fi\n"
    "	mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$cur\")\n"
    "}\n"
    "complete -o filenames -F _sendgate sendgate\n";

static const char zsh_before[] =
    "#compdef sendgate\n"
    "# zsh completion for sendgate(1), made by `sendgate completion zsh`\n\n";

static const char zsh_after[] =
    "\n_sendgate()\n"
    "{\n"
    "	local -a found reply\n"
    "	local word first second i\n\n"
    "	for ((i = 2; i < CURRENT; i++)); do\n"
    "		word=$words[i]\n"
    "		case $word in\n"
    "		-c | --config) ((i++)) ;;\n"
    "		-*) ;;\n"
    "		*)\n"
    "			if [[ -z $first ]]; then\n"
    "				first=$word\n"
    "			elif [[ -z $second ]]; then\n"
    "				second=$word\n"
    "			fi\n"
    "			;;\n"
    "		esac\n"
    "	done\n"
    "	_sendgate_words \"$first\"\n"
    "	(( $#reply )) || second=\n"
    "	reply=()\n"
    "	_sendgate_values \"$first${second:+ $second} $words[CURRENT-1]\"\n"
    "	if [[ $words[CURRENT-1] == -c || $reply[1] == FILE ]]; then\n"
    "		_files\n"
    "		return\n"
    "	fi\n"
    "	if (( ! $#reply )); then\n"
    "		if [[ $words[CURRENT] == -* ]]; then\n"
    "			_sendgate_options \"$first${second:+ $second}\"\n"
    "		elif [[ -z $second ]]; then\n"
    "			_sendgate_words \"$first\"\n"
    "		fi\n"
    "	fi\n"
    "	if (( $#reply )); then\n"
    "		found=($reply)\n"
    "		_describe sendgate found\n"
    "	else\n"
    "		_files\n"
    "	fi\n"
    "}\n"
    "_sendgate \"$@\"\n";

static void
bash_word(const char *word, const char *about, bool last)
{
	(void)about;
	(void)printf("%s%s", word, last ? "" : " ");
}

/* Of the characters in our own tables, a quote and a colon mean something. */
static void
zsh_word(const char *word, const char *about, bool last)
{
	(void)putchar('\'');
	(void)fputs(word, stdout);
	for (const char *at = about != NULL ? about : ""; *at != '\0'; at++) {
		if (at == about)
			(void)putchar(':');
		if (*at == '\'')
			(void)fputs("'\\'", stdout);
		(void)putchar(*at);
	}
	(void)fputs(last ? "'" : "' ", stdout);
}

static const struct shell shells[] = {
	{ .name = "bash",
	    .before = bash_before,
	    .after = bash_after,
	    .word = bash_word },
	{ .name = "zsh",
	    .before = zsh_before,
	    .after = zsh_after,
	    .word = zsh_word,
	    .described = true },
};

static void
function_begin(const char *name)
{
	(void)printf("_sendgate_%s()\n{\n\tcase $1 in\n", name);
}

static void
function_end(void)
{
	(void)puts("\tesac\n}");
}

static void
case_begin(const struct shell *shell, const char *word, const char *more)
{
	(void)printf("\t'%s%s%s') %s", word, more[0] != '\0' ? " " : "", more,
	    shell->described ? "reply=(" : "echo '");
}

static void
case_end(const struct shell *shell)
{
	(void)puts(shell->described ? ") ;;" : "' ;;");
}

/* The first command of its name, so that each first word comes once. */
static bool
first_of_name(size_t i)
{
	return i == 0 ||
	    strcmp(cli_commands[i].name, cli_commands[i - 1].name) != 0;
}

static void
words_print(const struct shell *shell)
{
	function_begin("words");
	case_begin(shell, "", "");
	for (size_t i = 0; i < cli_ncommands; i++) {
		const struct cli_command *command = &cli_commands[i];

		if (first_of_name(i))
			shell->word(command->name,
			    command->sub == NULL ? command->about : NULL,
			    i + 1 == cli_ncommands);
	}
	case_end(shell);
	for (size_t i = 0; i < cli_ncommands; i++) {
		if (cli_commands[i].sub == NULL)
			continue;
		if (first_of_name(i))
			case_begin(shell, cli_commands[i].name, "");
		shell->word(cli_commands[i].sub, cli_commands[i].about, false);
		if (i + 1 == cli_ncommands || first_of_name(i + 1))
			case_end(shell);
	}
	function_end();
}

static void
options_of(const struct shell *shell, const struct cli_option *options)
{
	char word[64];

	for (; options != NULL && options->name != NULL; options++) {
		(void)snprintf(word, sizeof(word), "--%s", options->name);
		shell->word(word, options->about, false);
	}
}

static void
options_print(const struct shell *shell)
{
	function_begin("options");
	case_begin(shell, "", "");
	options_of(shell, cli_options_global);
	case_end(shell);
	for (size_t i = 0; i < cli_ncommands; i++) {
		const struct cli_command *command = &cli_commands[i];

		case_begin(shell, command->name,
		    command->sub != NULL ? command->sub : "");
		options_of(shell, command->options);
		options_of(shell, cli_options_global);
		case_end(shell);
	}
	function_end();
}

/* The words of a choice, "FILE" for a path, else nothing to offer. */
static void
values_of(const struct shell *shell, const struct cli_command *command,
    const struct cli_option *option)
{
	struct slice rest, word;
	char more[160], text[64];

	if (option->kind != CLI_CHOICE &&
	    (option->kind != CLI_TEXT ||
		(strcmp(option->value, "FILE") != 0 &&
		    strcmp(option->value, "PATH") != 0)))
		return;
	(void)snprintf(more, sizeof(more), "%s%s--%s",
	    command->sub != NULL ? command->sub : "",
	    command->sub != NULL ? " " : "", option->name);
	case_begin(shell, command->name, more);
	rest = slice_cstr(option->kind == CLI_CHOICE ? option->value : "FILE");
	while (slice_cut(&rest, '|', &word)) {
		(void)snprintf(text, sizeof(text), "%.*s", SLICE_ARG(word));
		shell->word(text, NULL, rest.ptr == NULL);
	}
	case_end(shell);
}

static void
values_print(const struct shell *shell)
{
	function_begin("values");
	(void)printf("\t*' --config') %s ;;\n",
	    shell->described ? "reply=(FILE)" : "echo FILE");
	for (size_t i = 0; i < cli_ncommands; i++) {
		const struct cli_option *option = cli_commands[i].options;

		for (; option != NULL && option->name != NULL; option++)
			values_of(shell, &cli_commands[i], option);
	}
	function_end();
}

int
completion_run(struct cli *cli)
{
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i].name, cli->args[0]) != 0)
			continue;
		(void)fputs(shells[i].before, stdout);
		words_print(&shells[i]);
		options_print(&shells[i]);
		values_print(&shells[i]);
		(void)fputs(shells[i].after, stdout);
		return out_end(EX_OK);
	}
	cli_say("no completion for %s: bash, zsh", cli->args[0]);
	return EX_USAGE;
}
