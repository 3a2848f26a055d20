/*
 * doctor_mail.c - what of Postfix's configuration holds for all mail: how lines
 * end, what the gate is told, what is done to headers, who else takes mail.
 */
#include "cli/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
doctor_newline(struct doctor *doctor)
{
	const struct postfix *postfix = &doctor->postfix;
	struct slice forbid, except;

	if (!postfix_main(postfix, "smtpd_forbid_bare_newline", POSTFIX_OPENED,
		&forbid)) {
		doctor_say(doctor, DOCTOR_FAIL,
		    "use a Postfix that has smtpd_forbid_bare_newline",
		    "a client can hide a second message behind a bare "
		    "newline");
		return;
	}
	(void)postfix_main(postfix, "smtpd_forbid_bare_newline_exclusions",
	    POSTFIX_OPENED, &except);
	if (slice_equal_nocase(forbid, SLICE("no")))
		doctor_say(doctor, DOCTOR_FAIL,
		    "sendgate setup postfix --apply",
		    "smtpd_forbid_bare_newline = no: a client can hide a "
		    "second message behind a bare newline");
	else if (except.len > 0)
		doctor_say(doctor, DOCTOR_FAIL,
		    "sendgate setup postfix --apply",
		    "smtpd_forbid_bare_newline_exclusions = %.*s: clients there "
		    "can hide a second message behind a bare newline",
		    SLICE_ARG(except));
	else
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "no client may end a line by a bare newline");
}

void
doctor_macros(struct doctor *doctor)
{
	struct slice mail = postfix_of(
	    &doctor->postfix, NULL, "milter_mail_macros", POSTFIX_OPENED);
	struct slice protocol = postfix_of(
	    &doctor->postfix, NULL, "milter_protocol", POSTFIX_OPENED);

	if (slice_find(mail, SLICE("{auth_authen}")) == SLICE_NONE)
		doctor_say(doctor, DOCTOR_FAIL,
		    "postconf -X milter_mail_macros",
		    "milter_mail_macros has no {auth_authen}: the gate is not "
		    "told who logged in");
	else if (!slice_equal(protocol, SLICE("6")))
		doctor_say(doctor, DOCTOR_WARN, "postconf -X milter_protocol",
		    "milter_protocol = %.*s, not 6", SLICE_ARG(protocol));
	else
		doctor_say(
		    doctor, DOCTOR_OK, NULL, "the gate is told who logged in");
}

/* The table's source, where it is a file that can be read. */
static bool
table_names(struct slice table, const struct cli *cli)
{
	size_t colon = slice_index(table, ':');
	struct slice text;
	const char *path;

	if (slice_find_nocase(table, SLICE("x-agent")) != SLICE_NONE)
		return true;
	if (colon == SLICE_NONE)
		return false;
	path = arena_cstr(cli->arena, slice_from(table, colon + 1));
	return path != NULL &&
	    cli_file_read(cli, path, cli->arena, &text, NULL) == STATUS_OK &&
	    slice_find_nocase(text, SLICE("x-agent")) != SLICE_NONE;
}

/* A table that puts a header back after the gate took it off. */
void
doctor_headers(struct doctor *doctor)
{
	static const char *const names[] = { "header_checks",
		"milter_header_checks", "smtp_header_checks",
		"smtpd_command_filter" };
	size_t found = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct slice value = postfix_of(
		    &doctor->postfix, NULL, names[i], POSTFIX_OPENED);
		struct slice word;

		while (value.len > 0 && slice_cut(&value, ' ', &word)) {
			while (word.len > 0 && word.ptr[word.len - 1] == ',')
				word.len--;
			if (!table_names(word, doctor->cli))
				continue;
			found++;
			doctor_say(doctor, DOCTOR_WARN,
			    "let no table add or keep X-Agent headers",
			    "%s: %.*s speaks of X-Agent headers, which the "
			    "gate takes off",
			    names[i], SLICE_ARG(word));
		}
	}
	if (found == 0)
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "no table puts X-Agent headers back");
}

/* Ports where mail servers take mail, which are not this Postfix's. */
static bool
ours(const struct doctor *doctor, unsigned port)
{
	for (size_t i = 0; i < doctor->postfix.nservices; i++)
		if (doctor->postfix.service[i].port == port)
			return true;
	return false;
}

/* The ports that are listened at, from one of the kernel's tables. */
static void
listening(const char *path, bool ports[65536])
{
	FILE *in = fopen(path, "re");
	char line[512];

	while (in != NULL && fgets(line, sizeof(line), in) != NULL) {
		/* "sl local_address rem_address st", the port in hexadecimal */
		char *at = strchr(line, ':'), *end;
		unsigned long port, state;

		at = at != NULL ? strchr(at + 1, ':') : NULL;
		if (at == NULL)
			continue;
		port = strtoul(at + 1, &end, 16);
		at = strchr(end, ':');
		if (at == NULL || port > 65535)
			continue;
		(void)strtoul(at + 1, &end, 16);
		state = strtoul(end, &end, 16);
		if (state == 10) /* TCP_LISTEN */
			ports[port] = true;
	}
	if (in != NULL)
		(void)fclose(in);
}

void
doctor_ports(struct doctor *doctor)
{
	static const unsigned mail[] = { 24, 25, 465, 587, 2525 };
	bool *ports = arena_calloc(doctor->cli->arena, 65536, sizeof(*ports));
	size_t found = 0;

	if (ports == NULL)
		return;
	listening("/proc/net/tcp", ports);
	listening("/proc/net/tcp6", ports);
	for (size_t i = 0; i < sizeof(mail) / sizeof(mail[0]); i++) {
		if (!ports[mail[i]] || ours(doctor, mail[i]))
			continue;
		found++;
		doctor_say(doctor, DOCTOR_WARN,
		    "stop it, or set the gate before it too",
		    "a program that is not this Postfix listens at port %u",
		    mail[i]);
	}
	if (found == 0)
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "no other program takes mail at a mail port here");
}
