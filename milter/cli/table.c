/*
 * table.c - every command, its options and a sentence about each.
 *
 * The usage texts and the check of the manual page come from here.
 */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "cli/out.h"

#define END                                \
	{                                  \
		NULL, CLI_FLAG, NULL, NULL \
	}
#define JSON                                                     \
	{                                                        \
		"json", CLI_FLAG, NULL, "one JSON object a line" \
	}
#define REASON                                                               \
	{                                                                    \
		"reason", CLI_TEXT, "T", "why; it goes on record (required)" \
	}

const struct cli_option cli_options_global[] = {
	{ "config", CLI_TEXT, "FILE", "the configuration; -c is the same" },
	{ "help", CLI_FLAG, NULL, "this text; -h is the same" },
	END,
};

static const struct cli_option check_options[] = {
	{ "defaults", CLI_FLAG, NULL, "print every key, its default, its use" },
	JSON,
	END,
};

static const struct cli_option scan_options[] = {
	{ "rcpt", CLI_TEXT, "A",
	    "a recipient; again for more (default: the message's To, Cc, Bcc)" },
	{ "agent", CLI_TEXT, "ID", "whose message it is" },
	{ "sender", CLI_TEXT, "A", "the envelope sender" },
	JSON,
	END,
};

static const struct cli_option json_options[] = { JSON, END };

static const struct cli_option approve_options[] = {
	{ "rcpt", CLI_TEXT, "A", "a recipient; again for more (required)" },
	{ "key", CLI_TEXT, "FILE", "the approver's private key (required)" },
	{ "as", CLI_TEXT, "NAME",
	    "the approver's name (default: who runs this)" },
	{ "ttl", CLI_SPAN, "SPAN", "how long it is good for (default 24h)" },
	{ "kid", CLI_TEXT, "KID",
	    "the key's name, where approvers does not have the key" },
	{ "agent", CLI_TEXT, "ID", "good for this agent alone" },
	{ "iss", CLI_TEXT, "T", "the issuer (default sendgate)" },
	{ "inline", CLI_FLAG, NULL,
	    "print the message with the token in its header" },
	END,
};

static const struct cli_option digest_options[] = {
	{ "rcpt", CLI_TEXT, "A", "a recipient; again for more (required)" },
	JSON,
	END,
};

static const struct cli_option key_new_options[] = {
	{ "out", CLI_TEXT, "FILE", "where the private key goes (required)" },
	{ "sub", CLI_TEXT, "GLOB", "bind it to approvers of this name" },
	END,
};

static const struct cli_option key_add_options[] = {
	{ "kid", CLI_TEXT, "KID", "its name, in place of the file's" },
	{ "sub", CLI_TEXT, "GLOB", "bind it to approvers of this name" },
	END,
};

static const struct cli_option key_revoke_options[] = {
	{ "reason", CLI_TEXT, "T", "why; it goes on record" },
	END,
};

static const struct cli_option accounts_import_options[] = {
	{ "map", CLI_TEXT, "T=S", "the file's column S is T; again for more" },
	{ "skip-bad", CLI_FLAG, NULL,
	    "leave bad rows out in place of refusing all" },
	JSON,
	END,
};

static const struct cli_option accounts_list_options[] = {
	{ "tier", CLI_TEXT, "NAME", "of this tier" },
	{ "owner", CLI_TEXT, "NAME", "of this owner" },
	{ "name", CLI_TEXT, "T", "with this in the name" },
	{ "limit", CLI_COUNT, "N", "at most so many (default 0: all)" },
	JSON,
	END,
};

static const struct cli_option exact_import_options[] = {
	{ "dataset", CLI_TEXT, "N", "what rules call it (required)" },
	{ "account", CLI_TEXT, "COLUMN", "whose the row is: account ids" },
	{ "columns", CLI_TEXT, "A,B",
	    "the columns to take (default: all but the account's)" },
	{ "keep-common", CLI_FLAG, NULL,
	    "take values too that would fire on ordinary text" },
	{ "skip-bad", CLI_FLAG, NULL,
	    "leave bad rows out in place of refusing all" },
	JSON,
	END,
};

static const struct cli_option exact_drop_options[] = {
	{ "reason", CLI_TEXT, "T", "why; it goes on record" },
	END,
};

#define STATES "held|releasing|released|rejected|expired|unknown"
#define FILTERS                                                        \
	{ "tier", CLI_TEXT, "NAME", "of this tier" },                  \
	    { "agent", CLI_TEXT, "ID", "of this agent" },              \
	    { "workflow", CLI_TEXT, "ID", "of this workflow" },        \
	    { "account", CLI_TEXT, "ID", "to this account" },          \
	    { "rule", CLI_TEXT, "ID", "with a finding of this rule" }, \
	    { "template", CLI_TEXT, "ID", "of this template" },        \
	{                                                              \
		"older", CLI_SPAN, "SPAN", "held for longer than this" \
	}

static const struct cli_option quarantine_list_options[] = {
	FILTERS,
	{ "by", CLI_CHOICE, "template", "a line each, with its spread" },
	{ "state", CLI_CHOICE, STATES,
	    "in this state (default: not decided yet)" },
	{ "limit", CLI_COUNT, "N", "at most so many (default 0: all)" },
	JSON,
	END,
};

static const struct cli_option quarantine_show_options[] = {
	{ "raw", CLI_FLAG, NULL, "the message's bytes as they came" },
	JSON,
	END,
};

static const struct cli_option quarantine_release_options[] = {
	REASON,
	FILTERS,
	{ "all", CLI_FLAG, NULL,
	    "everything that is held and fits the filters" },
	{ "dry-run", CLI_FLAG, NULL, "say what would happen, do nothing" },
	{ "again", CLI_FLAG, NULL, "one whose outcome is unknown, too" },
	END,
};

static const struct cli_option quarantine_reject_options[] = {
	{ "code", CLI_TEXT, "WORD", "why, of the configuration's codes" },
	REASON,
	FILTERS,
	{ "all", CLI_FLAG, NULL,
	    "everything that is held and fits the filters" },
	{ "mode", CLI_CHOICE, "hold|tempfail|reject",
	    "what becomes of later mail of a stopped template (default hold)" },
	{ "dry-run", CLI_FLAG, NULL, "say what would happen, do nothing" },
	END,
};

static const struct cli_option kill_options[] = {
	REASON,
	{ "mode", CLI_CHOICE, "hold|tempfail|reject",
	    "what becomes of mail in scope (default hold)" },
	{ "recall", CLI_FLAG, NULL,
	    "put accepted mail in the MTA's queue on hold; list what left" },
	{ "since", CLI_SPAN, "SPAN",
	    "with --recall: list what left so long ago (default 24h)" },
	JSON,
	END,
};

static const struct cli_option resume_options[] = { REASON, END };

static const struct cli_option rules_try_options[] = {
	{ "text", CLI_TEXT, "T", "this text, in place of files" },
	{ "rules", CLI_TEXT, "PATH",
	    "a folder or file of rules; again for more (default: those in "
	    "force)" },
	JSON,
	END,
};

static const struct cli_option rules_backtest_options[] = {
	{ "rules", CLI_TEXT, "PATH",
	    "a folder or file of rules; again for more (default: those in "
	    "force)" },
	{ "since", CLI_TIME, "TIME",
	    "mail from then on (2026-11-02, or 7d: so long ago)" },
	{ "until", CLI_TIME, "TIME", "mail before then" },
	{ "agent", CLI_TEXT, "ID", "of this agent" },
	{ "workflow", CLI_TEXT, "ID", "of this workflow" },
	{ "tier", CLI_TEXT, "NAME", "of this tier" },
	{ "limit", CLI_COUNT, "N", "the latest so many (default 0: all)" },
	JSON,
	END,
};

static const struct cli_option quarantine_edit_options[] = { REASON, END };

static const struct cli_option reload_options[] = { END };

static const struct cli_option ladder_options[] = {
	JSON,
	END,
};

static const struct cli_option suppress_add_options[] = {
	REASON,
	{ "source", CLI_TEXT, "T", "where that is known from" },
	{ "until", CLI_TEXT, "TIME",
	    "until then (2026-11-02, or 90d: from now; default: for ever)" },
	END,
};

static const struct cli_option suppress_remove_options[] = {
	{ "reason", CLI_TEXT, "T", "why; it goes on record" },
	END,
};

static const struct cli_option suppress_list_options[] = {
	{ "csv", CLI_FLAG, NULL, "as import takes it" },
	JSON,
	END,
};

static const struct cli_option suppress_import_options[] = {
	{ "reason", CLI_TEXT, "T", "why, where a row does not say" },
	{ "skip-bad", CLI_FLAG, NULL,
	    "leave bad rows out in place of refusing all" },
	JSON,
	END,
};

static const struct cli_option complaint_options[] = {
	{ "rcpt", CLI_TEXT, "A",
	    "who it is from; again for more (default: as the report says)" },
	{ "id", CLI_TEXT, "ID", "the verdict that it is about" },
	JSON,
	END,
};
#define JOURNAL_FILTERS                                                   \
	{ "agent", CLI_TEXT, "ID", "of this agent" },                     \
	    { "workflow", CLI_TEXT, "ID", "of this workflow" },           \
	    { "tier", CLI_TEXT, "NAME", "of this tier" },                 \
	    { "template", CLI_TEXT, "ID", "of this template" },           \
	    { "verdict", CLI_CHOICE, "accept|reject|quarantine|tempfail", \
		    "with this verdict" },                                \
	    { "event", CLI_TEXT, "NAME", "events of this name" },         \
	    { "rule", CLI_TEXT, "ID", "with a finding of this rule" },    \
	    { "account", CLI_TEXT, "ID", "to this account" },             \
	    { "recipient", CLI_TEXT, "A", "to this recipient" },          \
	    { "rcpt", CLI_TEXT, "A", "the same" },                        \
	    { "since", CLI_TIME, "TIME",                                  \
		    "from then on (2026-11-02, or 7d: so long ago)" },    \
	{                                                                 \
		"until", CLI_TIME, "TIME", "before then"                  \
	}

static const struct cli_option journal_list_options[] = {
	JOURNAL_FILTERS,
	{ "limit", CLI_COUNT, "N", "the latest so many (default 200; 0: all)" },
	{ "newest", CLI_FLAG, NULL, "the newest first" },
	{ "follow", CLI_FLAG, NULL, "go on with what is added, until stopped" },
	JSON,
	END,
};

static const struct cli_option journal_verify_options[] = {
	{ "since", CLI_TIME, "TIME",
	    "records from then on (2026-11-02, or 7d: so long ago)" },
	{ "against", CLI_TEXT, "FILE",
	    "prove that all that these checkpoints covered is still there; "
	    "again for more" },
	{ "key", CLI_TEXT, "VKEY",
	    "who signed them, in place of this relay: NAME+HASH+BASE64" },
	JSON,
	END,
};

static const struct cli_option journal_checkpoint_options[] = {
	{ "key", CLI_FLAG, NULL, "print the verifier key, NAME+HASH+BASE64" },
	JSON,
	END,
};

static const struct cli_option journal_export_options[] = {
	{ "format", CLI_CHOICE, "json|ecs|csv|mbox",
	    "own keys (default), Elastic's, a table, or kept mail" },
	JOURNAL_FILTERS,
	{ "limit", CLI_COUNT, "N", "the latest so many (default 0: all)" },
	END,
};

static const struct cli_option report_options[] = {
	{ "since", CLI_TIME, "TIME", "from then on (default 7d: so long ago)" },
	{ "format", CLI_CHOICE, "text|json|html", "how (default text)" },
	{ "sign-off", CLI_FLAG, NULL,
	    "put the owner's review of it on record" },
	{ "reason", CLI_TEXT, "T", "what the owner says, with --sign-off" },
	JSON,
	END,
};

#define CONFIG_DIR                                                        \
	{                                                                 \
		"config-dir", CLI_TEXT, "PATH",                           \
		    "Postfix's configuration folder, in place of its own" \
	}

static const struct cli_option setup_postfix_options[] = {
	{ "apply", CLI_FLAG, NULL, "make the changes, after a copy" },
	{ "remove", CLI_FLAG, NULL, "undo what --apply did" },
	CONFIG_DIR,
	JSON,
	END,
};

static const struct cli_option doctor_options[] = { CONFIG_DIR, JSON, END };

#define ANY CLI_ARGS_ANY

const struct cli_command cli_commands[] = {
	{ "check", NULL, "",
	    "configuration, rules, keys and database: every error with its place",
	    check_options, 0, 0, check_run },
	{ "scan", NULL, "FILE...",
	    "what would happen to a message now, and why", scan_options, 1, ANY,
	    scan_run },
	{ "rules", "list", "", "the rules in force", json_options, 0, 0,
	    rules_list_run },
	{ "rules", "test", "", "run the examples that stand beside each rule",
	    json_options, 0, 0, rules_test_run },
	{ "rules", "try", "[FILE...]",
	    "the hits of messages, highlighted, and what nearly was one",
	    rules_try_options, 0, ANY, rules_try_run },
	{ "rules", "backtest", "",
	    "judge recorded mail by other rules: which verdicts change",
	    rules_backtest_options, 0, 0, rules_backtest_run },
	{ "rules", "diff", "OLD NEW",
	    "what changed between two sets (folders or files), in words",
	    json_options, 2, 2, rules_diff_run },
	{ "approve", NULL, "FILE",
	    "mint an approval token for this content and these recipients",
	    approve_options, 1, ANY, approve_run },
	{ "digest", NULL, "FILE", "the content manifest and its digest",
	    digest_options, 1, ANY, digest_run },
	{ "key", "new", "NAME", "make an approver's key", key_new_options, 1, 1,
	    key_new_run },
	{ "key", "add", "FILE.jwk", "take an approver's public key",
	    key_add_options, 1, 1, key_add_run },
	{ "key", "list", "", "the approvers' keys", json_options, 0, 0,
	    key_list_run },
	{ "key", "revoke", "NAME", "refuse a key from now on",
	    key_revoke_options, 1, 1, key_revoke_run },
	{ "accounts", "import", "FILE.csv",
	    "take a new account book, all or nothing", accounts_import_options,
	    1, 1, accounts_import_run },
	{ "accounts", "list", "", "the accounts", accounts_list_options, 0, 0,
	    accounts_list_run },
	{ "accounts", "show", "ID-OR-ADDRESS",
	    "one account, or whose an address is", json_options, 1, 1,
	    accounts_show_run },
	{ "exact", "import", "FILE.csv",
	    "take a data set's values, as keyed hashes", exact_import_options,
	    1, 1, exact_import_run },
	{ "exact", "list", "", "the data sets", json_options, 0, 0,
	    exact_list_run },
	{ "exact", "drop", "NAME", "look for a data set's values no longer",
	    exact_drop_options, 1, 1, exact_drop_run },
	{ "quarantine", "list", "", "what is held", quarantine_list_options, 0,
	    0, quarantine_list_run },
	{ "quarantine", "show", "ID",
	    "a held message as its reader would see it, and why it is held",
	    quarantine_show_options, 1, 1, quarantine_show_run },
	{ "quarantine", "release", "[ID...]", "judge again and send",
	    quarantine_release_options, 0, ANY, quarantine_release_run },
	{ "quarantine", "reject", "[ID...]", "never send",
	    quarantine_reject_options, 0, ANY, quarantine_reject_run },
	{ "quarantine", "edit", "ID", "change, judge again and send",
	    quarantine_edit_options, 1, 1, quarantine_edit_run },
	{ "kill", NULL, "SCOPE",
	    "stop all, agent=, workflow=, account=, template= or tier= at once",
	    kill_options, 1, 1, kill_run },
	{ "resume", NULL, "SCOPE", "let a stopped scope go on", resume_options,
	    1, 1, resume_run },
	{ "status", NULL, "", "what is stopped, what is held, how things stand",
	    json_options, 0, 0, status_run },
	{ "reload", NULL, "",
	    "have the daemon read its configuration and rules anew",
	    reload_options, 0, 0, reload_run },
	{ "ladder", NULL, "",
	    "how much of each workflow's mail is reviewed, and why",
	    ladder_options, 0, 0, ladder_run },
	{ "suppress", "add", "ADDRESS-OR-DOMAIN",
	    "let nobody write to an address, or a domain and all under it",
	    suppress_add_options, 1, 1, suppress_add_run },
	{ "suppress", "remove", "ADDRESS-OR-DOMAIN", "let it be written to",
	    suppress_remove_options, 1, 1, suppress_remove_run },
	{ "suppress", "list", "", "what must not be written to",
	    suppress_list_options, 0, 0, suppress_list_run },
	{ "suppress", "import", "FILE.csv", "add the rows of a CSV",
	    suppress_import_options, 1, 1, suppress_import_run },
	{ "complaint", NULL, "[FILE]",
	    "a complaint (RFC 5965), or a forwarded \"please stop\"",
	    complaint_options, 0, 1, complaint_run },
	{ "bounce", NULL, "[FILE]", "a delivery status (RFC 3464)",
	    json_options, 0, 1, bounce_run },
	{ "journal", "list", "", "the records, oldest first",
	    journal_list_options, 0, 0, journal_list_run },
	{ "journal", "export", "", "the records, for another program",
	    journal_export_options, 0, 0, journal_export_run },
	{ "journal", "show", "ID", "one record and what was decided about it",
	    json_options, 1, 1, journal_show_run },
	{ "journal", "verify", "",
	    "recompute the journal's chain and tree, hold it against "
	    "checkpoints",
	    journal_verify_options, 0, 0, journal_verify_run },
	{ "journal", "checkpoint", "",
	    "what the journal is now, signed, to be kept elsewhere",
	    journal_checkpoint_options, 0, 0, journal_checkpoint_run },
	{ "journal", "prove", "ID",
	    "proof that a record is in the journal, for anybody", json_options,
	    1, 1, journal_prove_run },
	{ "journal", "consistency", "A B",
	    "proof that the journal of B records begins with that of A",
	    json_options, 2, 2, journal_consistency_run },
	{ "report", NULL, "", "what the owner reads, and signs off",
	    report_options, 0, 0, report_run },
	{ "doctor", NULL, "",
	    "is the relay set up so that nothing goes around the gate?",
	    doctor_options, 0, 0, doctor_run },
	{ "setup", "postfix", "",
	    "the postconf commands that put the gate in force",
	    setup_postfix_options, 0, 0, setup_postfix_run },
	{ "completion", NULL, "SHELL",
	    "the completion of bash or zsh for these commands", NULL, 1, 1,
	    completion_run },
	{ "help", NULL, "[COMMAND|roles]",
	    "this text, a command's options, or who may give which", NULL, 0, 2,
	    help_run },
};

const size_t cli_ncommands = sizeof(cli_commands) / sizeof(cli_commands[0]);

const struct cli_command *
cli_command_find(int argc, char **argv, int *words_r)
{
	for (size_t i = 0; argc > 0 && i < cli_ncommands; i++) {
		const struct cli_command *command = &cli_commands[i];
		bool sub = command->sub != NULL;

		if (strcmp(command->name, argv[0]) != 0)
			continue;
		if (sub && (argc < 2 || strcmp(command->sub, argv[1]) != 0))
			continue;
		*words_r = sub ? 2 : 1;
		return command;
	}
	return NULL;
}

static void
command_line(const struct cli_command *command, FILE *out)
{
	char words[64];

	(void)snprintf(words, sizeof(words), "%s%s%s %s", command->name,
	    command->sub != NULL ? " " : "",
	    command->sub != NULL ? command->sub : "", command->args);
	(void)fprintf(out, "  %-32s %s\n", words, command->about);
}

void
cli_help(FILE *out, const char *name)
{
	(void)fputs("usage: sendgate [-c FILE] COMMAND [OPTIONS] [ARGUMENTS]\n"
		    "       sendgate COMMAND --help\n"
		    "       sendgate --version\n\n",
	    out);
	for (size_t i = 0; i < cli_ncommands; i++) {
		if (name == NULL || strcmp(cli_commands[i].name, name) == 0)
			command_line(&cli_commands[i], out);
	}
	(void)fputs("\nThe configuration is -c FILE, else $SENDGATE_CONFIG, "
		    "else\n" SETTINGS_PATH_DEFAULT ".\n",
	    out);
}

static void
options_print(const struct cli_option *options, FILE *out)
{
	for (; options != NULL && options->name != NULL; options++) {
		char words[96];

		(void)snprintf(words, sizeof(words), "--%s%s%s", options->name,
		    options->value != NULL ? " " : "",
		    options->value != NULL ? options->value : "");
		(void)fprintf(out, "  %-24s %s\n", words, options->about);
	}
}

void
cli_usage(const struct cli_command *command, FILE *out)
{
	(void)fprintf(out, "usage: sendgate [-c FILE] %s%s%s [OPTIONS]%s%s\n",
	    command->name, command->sub != NULL ? " " : "",
	    command->sub != NULL ? command->sub : "",
	    command->args[0] != '\0' ? " " : "", command->args);
	(void)fprintf(out, "\n%s\n\n", command->about);
	options_print(command->options, out);
	options_print(cli_options_global, out);
}
