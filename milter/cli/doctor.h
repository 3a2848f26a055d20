/*
 * doctor.h - the checks of `sendgate doctor`, each of which says lines.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "cli/cli.h"
#include "cli/postfix.h"

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_WARN, /* unwise, or could not be told */
	DOCTOR_FAIL  /* mail could go around the gate, or it does not work */
};

struct doctor {
	struct cli *cli;
	struct settings *settings;
	struct postfix postfix;
	const char *check; /* the one that is at work: "way-in" */
	size_t lines[DOCTOR_FAIL + 1];
};

/*
 * One line: what was found, and, unless all is well, what to do about it (fix
 * may be NULL).  what is printed escaped.
 */
void doctor_say(struct doctor *doctor, enum doctor_level level, const char *fix,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* doctor_ways.c: Postfix's configuration. */
void doctor_services(struct doctor *doctor);
void doctor_pickup(struct doctor *doctor);
void doctor_inject(struct doctor *doctor);

/* doctor_mail.c: what of Postfix's configuration holds for all of them. */
void doctor_newline(struct doctor *doctor);
void doctor_macros(struct doctor *doctor);
void doctor_headers(struct doctor *doctor);
void doctor_ports(struct doctor *doctor);

/* doctor_house.c: the machine and what the gate keeps there. */
void doctor_socket(struct doctor *doctor);
void doctor_space(struct doctor *doctor);
void doctor_clock(struct doctor *doctor);
void doctor_approvers(struct doctor *doctor);
void doctor_versions(struct doctor *doctor);

/* doctor_database.c: with the service's user's rights, as all that follows. */
void doctor_database(struct doctor *doctor);

/* doctor_probe.c: messages that must be rejected, and one that must be held. */
void doctor_probes(struct doctor *doctor);

#endif
