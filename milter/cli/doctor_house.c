/*
 * doctor_house.c - the machine: who may speak to the gate, room, time, keys,
 * versions.
 */
#include "cli/doctor.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "approval/keys.h"
#include "cli/reach_socket.h"
#include "mta/mta.h"

#define SPACE_LOW ((uint64_t)256 << 20) /* bytes; below, a warning */
#define SPACE_OUT ((uint64_t)16 << 20)
#define POSTFIX_MAJOR 3

enum reached {
	REACHED,
	REFUSED,
	UNTRIED
};

/* Can user connect?  Tried with that user's rights, which takes root. */
static enum reached
connect_as(const char *user, const char *listen, struct err *err_r)
{
	enum reached reached;

	if (geteuid() != 0 || cli_become(user, err_r) != STATUS_OK)
		return UNTRIED;
	reached = reach_socket(listen, err_r) == STATUS_OK ? REACHED : REFUSED;
	return cli_become_root(NULL) == STATUS_OK ? reached : UNTRIED;
}

static const char *
mta_user(const struct doctor *doctor)
{
	struct slice owner =
	    postfix_of(&doctor->postfix, NULL, "mail_owner", POSTFIX_OPENED);

	return owner.len > 0 ? arena_cstr(doctor->cli->arena, owner) :
			       "postfix";
}

void
doctor_socket(struct doctor *doctor)
{
	const char *listen = doctor->settings->listen;
	const char *user = mta_user(doctor);
	struct err err = ERR_INIT;
	enum reached by_mta, by_others;

	if (reach_socket(listen, &err) != STATUS_OK) {
		doctor_say(doctor, DOCTOR_FAIL,
		    "systemctl start sendgate, and see its log",
		    "nobody listens at %s", err.text);
		return;
	}
	if (strncmp(listen, "unix:", 5) != 0) {
		doctor_say(doctor, DOCTOR_WARN,
		    "listen at a Unix socket, with mode and group",
		    "%s: any user of this machine can speak to the gate",
		    listen);
		return;
	}
	by_mta = connect_as(user, listen, &err);
	by_others = connect_as("nobody", listen, NULL);
	if (by_mta == UNTRIED || by_others == UNTRIED)
		doctor_say(doctor, DOCTOR_WARN, "run doctor as root",
		    "who may connect to %s can't be tried", listen);
	else if (by_mta == REFUSED)
		doctor_say(doctor, DOCTOR_FAIL,
		    "socket: { mode: 0660, group: the MTA's }",
		    "the MTA's user %s can't connect to %s", user, err.text);
	else if (by_others == REACHED)
		doctor_say(doctor, DOCTOR_WARN,
		    "socket: { mode: 0660, group: the MTA's }",
		    "any user of this machine can connect to %s", listen);
	else
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "%s can connect to %s, others can't", user, listen);
}

static void
space_check(struct doctor *doctor, const char *what, const char *folder)
{
	struct statvfs fs;
	uint64_t left;

	if (statvfs(folder, &fs) != 0) {
		doctor_say(doctor, DOCTOR_WARN, NULL, "%s: %s: %s", what,
		    folder, strerror(errno));
		return;
	}
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (left < SPACE_OUT || (fs.f_files > 0 && fs.f_favail == 0))
		doctor_say(doctor, DOCTOR_FAIL, "make room",
		    "%s: no room is left in %s", what, folder);
	else if (left < SPACE_LOW || fs.f_bavail < fs.f_blocks / 50)
		doctor_say(doctor, DOCTOR_WARN, "make room",
		    "%s: %llu MiB are left in %s", what,
		    (unsigned long long)(left >> 20), folder);
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "%s: %llu MiB are free",
		    what, (unsigned long long)(left >> 20));
}

void
doctor_space(struct doctor *doctor)
{
	struct slice queue = postfix_of(
	    &doctor->postfix, NULL, "queue_directory", POSTFIX_OPENED);
	char *database =
	    arena_printf(doctor->cli->arena, "%s", doctor->settings->database);

	if (queue.len > 0)
		space_check(
		    doctor, "queue", arena_cstr(doctor->cli->arena, queue));
	if (database != NULL)
		space_check(doctor, "database", dirname(database));
}

/* The kernel knows whether something keeps the clock. */
void
doctor_clock(struct doctor *doctor)
{
	struct timex state;

	memset(&state, 0, sizeof(state));
	if (adjtimex(&state) < 0)
		doctor_say(doctor, DOCTOR_WARN, NULL,
		    "whether the clock is kept can't be told: %s",
		    strerror(errno));
	else if ((state.status & STA_UNSYNC) != 0)
		doctor_say(doctor, DOCTOR_WARN,
		    "run chrony or systemd-timesyncd",
		    "nothing keeps the clock: approvals, limits and the "
		    "journal go by it");
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "the clock is kept");
}

static bool
reviews_all(const struct settings *settings)
{
	for (size_t i = 0; i < settings->ntiers; i++)
		if (settings->tiers[i].review == SETTINGS_REVIEW_ALWAYS &&
		    settings->tiers[i].unapproved == SETTINGS_ACT_REJECT)
			return true;
	return false;
}

void
doctor_approvers(struct doctor *doctor)
{
	const char *path = doctor->settings->approvers;
	struct approval_keys *keys = NULL;
	struct err err = ERR_INIT;
	struct stat st;
	size_t good = 0;

	if (approval_keys_load(path, NULL, &keys, &err) != STATUS_OK) {
		doctor_say(doctor, DOCTOR_FAIL, "sendgate check",
		    "%s: nobody's approval is believed", err.text);
		return;
	}
	for (size_t i = 0; i < approval_keys_count(keys); i++)
		good += approval_keys_item(keys, i)->revoked == NULL;
	if (path != NULL && stat(path, &st) == 0 && (st.st_mode & 022) != 0)
		doctor_say(doctor, DOCTOR_FAIL, "chmod 0644 it",
		    "%s can be written by others: anyone there can approve",
		    path);
	else if (good == 0)
		doctor_say(doctor, DOCTOR_WARN, "sendgate key new",
		    "no approver has a key that is not revoked%s",
		    reviews_all(doctor->settings) ?
			": a tier rejects all without an approval" :
			"");
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "%zu approver key%s", good,
		    good == 1 ? "" : "s");
	approval_keys_unref(keys);
}

void
doctor_versions(struct doctor *doctor)
{
	struct slice postfix =
	    postfix_of(&doctor->postfix, NULL, "mail_version", POSTFIX_OPENED);
	const char *text = arena_cstr(doctor->cli->arena, postfix);
	unsigned library[3];

	mta_library(library);
	if (text == NULL)
		return;
	if (postfix.len > 0 && strtol(text, NULL, 10) < POSTFIX_MAJOR)
		doctor_say(doctor, DOCTOR_FAIL, "use Postfix 3 or later",
		    "Postfix %s has no default_action for one milter", text);
	else
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "Postfix %s, libmilter %u.%u.%u",
		    postfix.len > 0 ? text : "?", library[0], library[1],
		    library[2]);
}
