/*
 * doctor_database.c - is the database there, sound, and its journal whole?
 */
#include <unistd.h>

#include "base/clock.h"
#include "cli/doctor.h"
#include "store/journal.h"

#define CLOCK_AHEAD (60 * CLOCK_SECOND)

static bool
seen(struct slice json, void *arg)
{
	(void)json;
	*(bool *)arg = true;
	return true;
}

/* A record from the future: the clock was set back since. */
static void
order_check(struct doctor *doctor, struct store *store)
{
	const struct journal_filter filter = { .limit = 1,
		.since_us = clock_wall_us() + CLOCK_AHEAD };
	struct err err = ERR_INIT;
	bool ahead = false;

	if (journal_list(store, &filter, seen, &ahead, &err) != STATUS_OK)
		doctor_say(doctor, DOCTOR_FAIL, NULL, "journal: %s", err.text);
	else if (ahead)
		doctor_say(doctor, DOCTOR_FAIL,
		    "set the clock: approvals and limits go by it",
		    "the journal has records from the future: the clock is "
		    "behind");
	else
		doctor_say(
		    doctor, DOCTOR_OK, NULL, "no record is from the future");
}

static void
journal_check(struct doctor *doctor, struct store *store)
{
	struct journal_report report = { .records = 0 };
	struct err err = ERR_INIT;

	if (journal_verify(store, &report, &err) != STATUS_OK)
		doctor_say(doctor, DOCTOR_FAIL, NULL,
		    "the journal can't be verified: %s", err.text);
	else if (report.bad_seq != 0 || report.problem[0] != '\0')
		doctor_say(doctor, DOCTOR_FAIL,
		    "keep the file as evidence, and see sendgate journal "
		    "verify",
		    "the journal does not verify: %s", report.problem);
	else
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "the journal verifies: %lld records%s",
		    (long long)report.records,
		    report.authenticated ? "" :
					   " (its head was not authenticated)");
}

void
doctor_database(struct doctor *doctor)
{
	const char *path = doctor->settings->database;
	struct store *store = NULL;
	struct err err = ERR_INIT;

	if (cli_store_open(doctor->cli, doctor->settings, true, &store) !=
	    EX_OK) {
		doctor_say(doctor, DOCTOR_FAIL,
		    "start the daemon, or run doctor as root",
		    "%s can't be opened", path);
		return;
	}
	if (store_check(store, &err) != STATUS_OK)
		doctor_say(doctor, DOCTOR_FAIL,
		    "stop the gate and restore a copy", "%s: %s", path,
		    err.text);
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "%s is sound", path);
	journal_check(doctor, store);
	order_check(doctor, store);
	store_close(store);
}
