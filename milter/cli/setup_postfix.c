/*
 * setup_postfix.c - `sendgate setup postfix`: the commands that put the gate
 * in force, shown, made or undone.
 *
 * What is printed is a shell script: notes are comments in it.  postconf makes
 * the changes, so that the files stay as their owner wrote them.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/out.h"
#include "cli/reach_socket.h"
#include "cli/setup.h"

struct setup {
	struct cli *cli;
	struct settings *settings;
	struct postfix postfix;
	struct setup_plan plan;
};

/* A word as a shell takes it. */
static void
word_print(const char *word)
{
	if (word[strspn(word,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
		"WXYZ0123456789_-./:")] == '\0') {
		out_text(stdout, slice_cstr(word));
		return;
	}
	(void)putchar('\'');
	for (const char *at = word; *at != '\0'; at++) {
		if (*at == '\'')
			(void)fputs("'\\'", stdout);
		(void)putchar(*at);
	}
	(void)putchar('\'');
}

static void
command_print(const struct setup *setup, const char *const words[])
{
	word_print(words[0]);
	if (setup->postfix.folder != NULL) {
		(void)fputs(" -c ", stdout);
		word_print(setup->postfix.folder);
	}
	for (size_t i = 1; words[i] != NULL; i++) {
		(void)putchar(' ');
		word_print(words[i]);
	}
	(void)putchar('\n');
}

static void
notes_print(const struct setup *setup)
{
	for (size_t i = 0; i < setup->plan.nnotes; i++) {
		(void)fputs("# ", stdout);
		out_text(stdout, slice_cstr(setup->plan.notes[i]));
		(void)putchar('\n');
	}
}

static int
change_print_json(const struct setup_change *change, struct arena *arena)
{
	const char *words[SETUP_WORDS_MAX];

	if (!setup_words(change, arena, words))
		return cli_nomem();
	return out_json(json_pack("{s:s, s:s?, s:s?, s:[s,s,s]}", "name",
	    change->name, "old", change->old, "new", change->new, "command",
	    words[0], words[1], words[2]));
}

static int
plan_print(const struct setup *setup)
{
	const struct setup_changes *changes = &setup->plan.changes;
	static const char *const reload[] = { "postfix", "reload", NULL };
	const char *words[SETUP_WORDS_MAX];

	for (size_t i = 0; i < changes->n; i++) {
		if (setup->cli->json) {
			(void)change_print_json(
			    &changes->item[i], setup->cli->arena);
			continue;
		}
		if (!setup_words(&changes->item[i], setup->cli->arena, words))
			return cli_nomem();
		command_print(setup, words);
	}
	if (setup->cli->json)
		return EX_OK;
	if (changes->n > 0)
		command_print(setup, reload);
	else
		(void)puts("# nothing to change");
	notes_print(setup);
	return EX_OK;
}

/* One command; what it says where it fails. */
static int
command_run(const struct setup *setup, const char *const words[])
{
	struct err err = ERR_INIT;
	const char *said = "";
	int exit = 0;

	if (postfix_run(&setup->postfix, words, &said, &exit, &err) !=
	    STATUS_OK)
		return cli_fail(&err);
	if (exit == 0)
		return EX_OK;
	cli_say("%s %s: %s", words[0], words[1], said);
	return EX_UNAVAILABLE;
}

/* A Postfix that does not run takes the changes when it starts. */
static int
reload(const struct setup *setup)
{
	static const char *const ask[] = { "postfix", "status", NULL };
	static const char *const words[] = { "postfix", "reload", NULL };
	struct err err = ERR_INIT;
	const char *said;
	int exit = 1;

	if (postfix_run(&setup->postfix, ask, &said, &exit, &err) !=
		STATUS_OK ||
	    exit != 0) {
		(void)puts(
		    "# Postfix does not run: it takes them as it starts");
		return EX_OK;
	}
	command_print(setup, words);
	return command_run(setup, words);
}

static int
changes_make(const struct setup *setup)
{
	const struct setup_changes *changes = &setup->plan.changes;
	const char *words[SETUP_WORDS_MAX];
	int exit = EX_OK;

	for (size_t i = 0; i < changes->n && exit == EX_OK; i++) {
		if (!setup_words(&changes->item[i], setup->cli->arena, words))
			return cli_nomem();
		command_print(setup, words);
		exit = command_run(setup, words);
	}
	return exit == EX_OK ? reload(setup) : exit;
}

/* Copies first, then the record, then the changes: each can be undone. */
static int
plan_make(const struct setup *setup, bool undo)
{
	const struct setup_changes none = { .n = 0 };
	struct err err = ERR_INIT;
	const char *suffix = "";
	int exit = EX_OK;

	if (setup->plan.changes.n > 0) {
		if (setup_backup(&setup->postfix, &suffix, &err) != STATUS_OK)
			return cli_fail(&err);
		(void)printf("# main.cf and master.cf are kept under the same "
			     "name and %s\n",
		    suffix);
		if (!undo &&
		    setup_record_write(&setup->postfix, &setup->plan.changes,
			&err) != STATUS_OK)
			return cli_fail(&err);
		exit = changes_make(setup);
	} else {
		(void)puts("# nothing to change");
	}
	if (exit == EX_OK && undo &&
	    setup_record_write(&setup->postfix, &none, &err) != STATUS_OK)
		return cli_fail(&err);
	notes_print(setup);
	return exit;
}

/* Before mail is answered 4xx for want of a gate, it is said. */
static int
gate_there(const struct setup *setup)
{
	struct err err = ERR_INIT;

	if (reach_socket(setup->settings->listen, &err) == STATUS_OK)
		return EX_OK;
	cli_say("%s: start sendgate-milter first, or all mail is answered 451",
	    err.text);
	return cli_exit(STATUS_UNAVAILABLE);
}

static int
setup_run(struct setup *setup)
{
	bool apply = cli_flag(setup->cli, "apply");
	bool undo = cli_flag(setup->cli, "remove");
	struct err err = ERR_INIT;
	enum status status;
	int exit = EX_OK;

	setup->postfix.cli = setup->cli;
	setup->postfix.arena = setup->cli->arena;
	status = postfix_read(
	    &setup->postfix, cli_text(setup->cli, "config-dir"), &err);
	if (status == STATUS_OK)
		status = undo ?
		    setup_undo(&setup->postfix, &setup->plan, &err) :
		    setup_plan(
			setup->settings, &setup->postfix, &setup->plan, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	if (apply && setup->plan.changes.n > 0)
		exit = gate_there(setup);
	if (exit != EX_OK)
		return exit;
	return apply || undo ? plan_make(setup, undo) : plan_print(setup);
}

int
setup_postfix_run(struct cli *cli)
{
	struct setup *setup = arena_calloc(cli->arena, 1, sizeof(*setup));
	int exit;

	if (setup == NULL)
		return cli_nomem();
	if (cli_flag(cli, "apply") && cli_flag(cli, "remove")) {
		cli_say("--apply or --remove, not both");
		return EX_USAGE;
	}
	setup->cli = cli;
	exit = cli_settings(cli, &setup->settings);
	if (exit == EX_OK)
		exit = setup_run(setup);
	settings_unref(setup->settings);
	return out_end(exit);
}
