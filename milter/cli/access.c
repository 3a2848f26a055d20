/*
 * access.c - the table of roles.
 *
 * To kill and to resume are rights of two groups, so that whoever is on call
 * can stop everything and nobody can undo it alone.  What would have to open a
 * file by a name of the caller's, or to write one, has no role.
 */
#include "cli/access.h"

#include <string.h>

#define REVIEW REQUEST_REVIEW
#define KILL REQUEST_KILL
#define ADMIN REQUEST_ADMIN

#define ANYONE(command, second)                                    \
	{                                                          \
		.name = (command), .sub = (second), .anyone = true \
	}
#define ROLES(command, second, who)                                \
	{                                                          \
		.name = (command), .sub = (second), .roles = (who) \
	}
#define IMPORT(command, second)                                     \
	{                                                           \
		.name = (command), .sub = (second), .roles = ADMIN, \
		.files = ACCESS_FILE                                \
	}

static const struct access rows[] = {
	ANYONE("check", NULL),
	{ .name = "scan", .roles = REVIEW | ADMIN, .files = ACCESS_FILES },
	ANYONE("rules", "list"),
	ANYONE("rules", "test"),
	ANYONE("rules", "try"),
	{ .name = "rules",
	    .sub = "backtest",
	    .roles = ADMIN,
	    .closed = "rules" },
	ANYONE("rules", "diff"),
	ANYONE("approve", NULL),
	ANYONE("digest", NULL),
	ROLES("key", "new", 0),
	IMPORT("key", "add"),
	ROLES("key", "list", ADMIN),
	ROLES("key", "revoke", ADMIN),
	IMPORT("accounts", "import"),
	ROLES("accounts", "list", REVIEW | ADMIN),
	ROLES("accounts", "show", REVIEW | ADMIN),
	IMPORT("exact", "import"),
	ROLES("exact", "list", ADMIN),
	ROLES("exact", "drop", ADMIN),
	ROLES("quarantine", "list", REVIEW),
	ROLES("quarantine", "show", REVIEW),
	ROLES("quarantine", "release", REVIEW),
	ROLES("quarantine", "reject", REVIEW),
	ROLES("quarantine", "edit", 0),
	ROLES("kill", NULL, KILL),
	ROLES("resume", NULL, ADMIN),
	ROLES("status", NULL, REVIEW | KILL | ADMIN),
	ROLES("reload", NULL, ADMIN),
	ROLES("ladder", NULL, REVIEW | ADMIN),
	ROLES("suppress", "add", ADMIN),
	ROLES("suppress", "remove", ADMIN),
	ROLES("suppress", "list", REVIEW | ADMIN),
	IMPORT("suppress", "import"),
	IMPORT("complaint", NULL),
	IMPORT("bounce", NULL),
	ROLES("journal", "list", REVIEW | ADMIN),
	ROLES("journal", "show", REVIEW | ADMIN),
	{ .name = "journal",
	    .sub = "verify",
	    .roles = ADMIN,
	    .closed = "against" },
	ROLES("journal", "checkpoint", ADMIN),
	ROLES("journal", "prove", REVIEW | ADMIN),
	ROLES("journal", "consistency", REVIEW | ADMIN),
	ROLES("journal", "export", ADMIN),
	ROLES("report", NULL, ADMIN),
	ROLES("doctor", NULL, 0),
	ROLES("setup", "postfix", 0),
	ANYONE("completion", NULL),
	ANYONE("help", NULL),
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct {
	unsigned role;
	const char *name;
} roles_names[] = {
	{ REVIEW, "review" },
	{ KILL, "kill" },
	{ ADMIN, "admin" },
};

#define NAMES (sizeof(roles_names) / sizeof(roles_names[0]))

static bool
same_word(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

const struct access *
access_find(const struct cli_command *command)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, command->name) == 0 &&
		    same_word(rows[i].sub, command->sub))
			return &rows[i];
	}
	return NULL;
}

const char *
access_roles_text(unsigned roles, const char *between, struct arena *arena)
{
	const char *text = NULL;

	for (size_t i = 0; i < NAMES; i++) {
		if ((roles & roles_names[i].role) == 0)
			continue;
		text = text == NULL ? roles_names[i].name :
				      arena_printf(arena, "%s%s%s", text,
					  between, roles_names[i].name);
	}
	return text != NULL ? text : "no role";
}

static const char *
option_refusal(const struct cli *cli, const struct access *access)
{
	for (size_t i = 0; i < cli->ngiven; i++) {
		const char *name = cli->given[i].option->name;

		if (strcmp(name, "config") == 0 ||
		    (access->closed != NULL &&
			strcmp(name, access->closed) == 0))
			return arena_printf(cli->arena,
			    "--%s: the control socket opens no file by name",
			    name);
	}
	if (access->files == ACCESS_FILES && cli->nargs > 1)
		return "one file at a time";
	return NULL;
}

const char *
access_refusal(const struct cli *cli, unsigned roles)
{
	const struct access *access = access_find(cli->command);

	if (access != NULL && access->anyone)
		return "runs as who gives the command, not through the control "
		       "socket";
	if (access == NULL || access->roles == 0)
		return "only root and the service's user may";
	if ((access->roles & roles) == 0)
		return arena_printf(cli->arena,
		    "takes the role %s; this user has %s",
		    access_roles_text(access->roles, " or ", cli->arena),
		    access_roles_text(roles, " and ", cli->arena));
	return option_refusal(cli, access);
}

static void
row_print(const struct access *access, FILE *out)
{
	char words[64];

	(void)snprintf(words, sizeof(words), "%s%s%s", access->name,
	    access->sub != NULL ? " " : "",
	    access->sub != NULL ? access->sub : "");
	(void)fprintf(out, "  %-20s", words);
	if (access->anyone)
		(void)fputs(" anyone, as themselves", out);
	else if (access->roles == 0)
		(void)fputs(" root and the service's user alone", out);
	for (size_t i = 0; access->roles != 0 && i < NAMES; i++) {
		if ((access->roles & roles_names[i].role) != 0)
			(void)fprintf(out, " %s", roles_names[i].name);
	}
	(void)fputc('\n', out);
}

void
access_print(FILE *out)
{
	(void)fputs("Root and the service's user may everything.  Others act "
		    "through the control\nsocket, by the groups that the "
		    "configuration names under roles:\n\n",
	    out);
	for (size_t i = 0; i < ROWS; i++)
		row_print(&rows[i], out);
}
