/*
 * access.h - who may give which command.
 *
 * One table: `sendgate help roles` prints it, the manual page has it, and the
 * process that serves the control socket holds each request against it.  Root
 * and the service's user may everything; others act through the socket by
 * their roles.
 */
#ifndef CLI_ACCESS_H
#define CLI_ACCESS_H

#include "base/request.h"
#include "cli/cli.h"

/* Which of a command's arguments are files of whoever gives it. */
enum access_files {
	ACCESS_NO_FILE,
	ACCESS_FILE, /* the first */
	ACCESS_FILES /* each; one is asked about at a time */
};

struct access {
	const char *name, *sub; /* the command */
	unsigned roles;         /* bits of enum request_role that may */
	bool anyone; /* needs no database: runs as who gives the command */
	enum access_files files;
	const char *closed; /* an option that the control socket refuses */
};

/* A command that is not in the table is for root and the service's user. */
const struct access *access_find(const struct cli_command *command);

/*
 * Why roles do not let cli's command be done through the control socket, in
 * the arena; NULL where they do.
 */
const char *access_refusal(const struct cli *cli, unsigned roles);

/* Roles in words, between them " or ", " and "; "no role"; in the arena. */
const char *access_roles_text(
    unsigned roles, const char *between, struct arena *arena);

/* The table, a line each. */
void access_print(FILE *out);

#endif
