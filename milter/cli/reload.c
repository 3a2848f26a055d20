/*
 * reload.c - `sendgate reload`: the daemon reads its configuration and rules
 * anew, all or nothing, and says what came of it.
 *
 * The daemon is known by the process number in the journal's latest start, and
 * is sent a SIGHUP; its answer is the record that it makes of the reload.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/record.h"
#include "store/journal.h"

#define DAEMON_NAME "sendgate-milter"
#define RELOAD_WAIT (60 * CLOCK_SECOND) /* rules may have to be compiled */
#define RELOAD_TICK 20                  /* ms */

/* The latest event of a name. */
struct latest {
	json_int_t seq; /* 0: there is none */
	long pid;
	bool refused;
	char reason[ERR_TEXT_MAX];
};

static bool
latest_each(struct slice json, void *arg)
{
	struct latest *latest = arg;
	json_t *record = record_parse(json);

	latest->seq = json_integer_value(json_object_get(record, "seq"));
	latest->pid = strtol(record_text(record, "pid").len > 0 ?
		json_string_value(json_object_get(record, "pid")) :
		"0",
	    NULL, 10);
	latest->refused =
	    slice_equal(record_text(record, "outcome"), SLICE("refused"));
	(void)snprintf(latest->reason, sizeof(latest->reason), "%.*s",
	    SLICE_ARG(record_text(record, "reason")));
	json_decref(record);
	return true;
}

static enum status
latest_load(struct store *store, const char *event, struct latest *latest_r,
    struct err *err_r)
{
	const struct journal_filter filter = { .event = event, .limit = 1 };

	*latest_r = (struct latest){ .seq = 0 };
	return journal_list(store, &filter, latest_each, latest_r, err_r);
}

/* Is the process a daemon of ours (and not one that has its number now)? */
static bool
is_daemon(long pid)
{
	char path[64], name[32] = "";
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	file = pid > 0 ? fopen(path, "re") : NULL;
	if (file == NULL)
		return false;
	if (fgets(name, sizeof(name), file) == NULL)
		name[0] = '\0';
	(void)fclose(file);
	/* the kernel cuts the name at 15 bytes */
	return strncmp(name, DAEMON_NAME, 15) == 0;
}

static enum status
daemon_find(struct store *store, long *pid_r, struct err *err_r)
{
	struct latest start, stop;
	enum status status = latest_load(store, "start", &start, err_r);

	if (status == STATUS_OK)
		status = latest_load(store, "stop", &stop, err_r);
	if (status != STATUS_OK)
		return status;
	if (stop.seq > start.seq || !is_daemon(start.pid))
		return err_set(err_r, STATUS_UNAVAILABLE,
		    "no daemon runs on this database");
	*pid_r = start.pid;
	return STATUS_OK;
}

static enum status
signal_send(long pid, struct err *err_r)
{
	if (kill((pid_t)pid, SIGHUP) == 0)
		return STATUS_OK;
	return err_set(err_r,
	    errno == EPERM ? STATUS_DENIED : STATUS_UNAVAILABLE,
	    "the daemon (process %ld): %s", pid, strerror(errno));
}

/* Until a reload after that one is on record. */
static enum status
answer_wait(struct store *store, json_int_t before, struct latest *latest_r,
    struct err *err_r)
{
	const struct timespec tick = { 0, RELOAD_TICK * 1000000L };
	int64_t until = clock_monotonic_us() + RELOAD_WAIT;
	enum status status;

	do {
		(void)nanosleep(&tick, NULL);
		status = latest_load(store, "reload", latest_r, err_r);
		if (status != STATUS_OK || latest_r->seq > before)
			return status;
	} while (clock_monotonic_us() < until);
	return err_set(err_r, STATUS_BUSY,
	    "the daemon has not answered yet; see the journal");
}

static enum status
reload(struct store *store, struct latest *latest_r, struct err *err_r)
{
	json_int_t before;
	long pid = 0;
	enum status status = daemon_find(store, &pid, err_r);

	if (status == STATUS_OK)
		status = latest_load(store, "reload", latest_r, err_r);
	before = latest_r->seq;
	if (status == STATUS_OK)
		status = signal_send(pid, err_r);
	if (status == STATUS_OK)
		status = answer_wait(store, before, latest_r, err_r);
	if (status == STATUS_OK && latest_r->refused)
		status = err_set(err_r, STATUS_CONFIG,
		    "refused, the old configuration stays: %s",
		    latest_r->reason);
	return status;
}

int
reload_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct latest latest = { .seq = 0 };
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (reload(store, &latest, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		(void)puts("reloaded");
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
