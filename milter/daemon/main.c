/*
 * main.c - sendgate-milter: options, the order of starting and stopping, and
 * nothing else.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/control.h"
#include "daemon/detach.h"
#include "daemon/identity.h"
#include "daemon/notify.h"
#include "daemon/signals.h"
#include "mta/mta.h"
#include "pipeline/checkpoints.h"
#include "pipeline/pipeline.h"

#define MAIN_BUSY_MS 5000 /* how long a verdict waits for another writer */
#define MAIN_HOST_MAX 256

struct options {
	char path[PATH_MAX]; /* absolute: the daemon leaves its folder */
	bool foreground;
};

/* What is put up one by one, and taken down from the last to the first. */
struct gate {
	struct options options;
	struct snapshot *snapshot; /* the first; a reference of its own */
	struct pipeline pipeline;
	struct checkpoints *checkpoints;
	struct mta_handler handler;
	struct reload reload;
	struct notify notify;
	struct control *control; /* NULL: none */
	int ready_fd;
};

static const struct {
	enum status status;
	int code;
} exits[] = {
	{ STATUS_OK, EX_OK },
	{ STATUS_NOMEM, EX_OSERR },
	{ STATUS_IO, EX_IOERR },
	{ STATUS_NOINPUT, EX_NOINPUT },
	{ STATUS_CANTCREATE, EX_CANTCREAT },
	{ STATUS_DENIED, EX_NOPERM },
	{ STATUS_BUSY, EX_TEMPFAIL },
	{ STATUS_FULL, EX_TEMPFAIL },
	{ STATUS_DATABASE, EX_UNAVAILABLE },
	{ STATUS_DATA, EX_DATAERR },
	{ STATUS_CONFIG, EX_CONFIG },
	{ STATUS_UNAVAILABLE, EX_UNAVAILABLE },
};

static int
exit_code(enum status status)
{
	size_t i;

	for (i = 0; i < sizeof(exits) / sizeof(exits[0]); i++)
		if (exits[i].status == status)
			return exits[i].code;
	return EX_SOFTWARE;
}

static void
usage(FILE *out)
{
	fputs(
	    "usage: sendgate-milter [-c FILE] [-f]\n"
	    "  -c FILE  configuration (SENDGATE_CONFIG, else " SETTINGS_PATH_DEFAULT
	    ")\n"
	    "  -f       stay in the foreground, log to standard error\n",
	    out);
}

static bool
make_absolute(const char *path, char out[PATH_MAX])
{
	char folder[PATH_MAX];
	int n;

	if (*path == '/')
		n = snprintf(out, PATH_MAX, "%s", path);
	else if (getcwd(folder, sizeof(folder)) != NULL)
		n = snprintf(out, PATH_MAX, "%s/%s", folder, path);
	else
		return false;
	return n >= 0 && n < PATH_MAX;
}

/* -1 to go on, else the exit status. */
static int
read_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *path = getenv("SENDGATE_CONFIG");
	int c;

	if (path == NULL || *path == '\0')
		path = SETTINGS_PATH_DEFAULT;
	while ((c = getopt_long(argc, argv, "c:fh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 'f':
			options->foreground = true;
			break;
		case 'h':
			usage(stdout);
			return EX_OK;
		default:
			usage(stderr);
			return EX_USAGE;
		}
	}
	if (optind < argc || !make_absolute(path, options->path)) {
		usage(stderr);
		return EX_USAGE;
	}
	return -1;
}

/* Each connection is a file. */
static void
raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* The user that the settings name, before anything is made. */
static enum status
become_user(const struct gate *gate, struct err *err_r)
{
	struct diag_list diags;
	struct settings *settings = NULL;
	enum status status;

	diag_init(&diags);
	status = settings_load(gate->options.path, &diags, &settings, err_r);
	if (status == STATUS_OK)
		status = identity_take(settings, err_r);
	else
		diag_print(&diags, stderr);
	diag_free(&diags);
	settings_unref(settings);
	return status;
}

static enum status
load(struct gate *gate, struct err *err_r)
{
	struct diag_list diags;
	enum status status;

	diag_init(&diags);
	status =
	    snapshot_load(gate->options.path, &diags, &gate->snapshot, err_r);
	diag_print(&diags, stderr);
	diag_free(&diags);
	if (status != STATUS_OK)
		return status;
	gate->pipeline.extractor = extractor_new();
	if (gate->pipeline.extractor != NULL)
		gate->pipeline.slot = snapshot_slot_new(gate->snapshot);
	if (gate->pipeline.slot == NULL) {
		snapshot_unref(gate->snapshot);
		return err_nomem(err_r);
	}
	snapshot_ref(gate->snapshot);
	return approval_keyring_new(gate->snapshot->settings->approvers,
	    &gate->pipeline.keyring, err_r);
}

static enum status
open_store(struct gate *gate, struct err *err_r)
{
	char host[MAIN_HOST_MAX] = "localhost";
	struct store_params params = {
		.path = gate->snapshot->settings->database,
		.relay = host,
		.has_key = true,
		.busy_ms = MAIN_BUSY_MS,
	};
	struct store *store = NULL;
	enum status status;

	(void)gethostname(host, sizeof(host) - 1);
	memcpy(params.journal_key, gate->snapshot->journal_key,
	    sizeof(params.journal_key));
	status = store_open(&params, &store, err_r);
	if (status != STATUS_OK)
		return status;
	status = settle_start(store, &gate->pipeline.settle, err_r);
	if (status != STATUS_OK) {
		store_close(store);
		return status;
	}
	settle_retain(gate->pipeline.settle,
	    gate->snapshot->settings->retain * CLOCK_SECOND);
	status = watch_start(
	    gate->pipeline.slot, &params, &gate->pipeline.watch, err_r);
	if (status != STATUS_OK)
		return status;
	return checkpoints_start(
	    gate->pipeline.slot, &params, &gate->checkpoints, err_r);
}

static enum status
open_socket(struct gate *gate, struct err *err_r)
{
	const struct settings *settings = gate->snapshot->settings;
	const struct mta_params params = {
		.listen = settings->listen,
		.has_mode = settings->has_socket_mode,
		.mode = settings->socket_mode,
		.group = settings->socket_group,
		.handler = &gate->handler,
	};

	pipeline_handler(&gate->pipeline, &gate->handler);
	return mta_open(&params, err_r);
}

static enum status
open_control(struct gate *gate, struct err *err_r)
{
	const struct control_params params = {
		.listen = gate->snapshot->settings->control,
		.config = gate->options.path,
		.pipeline = &gate->pipeline,
	};

	return control_open(&params, &gate->control, err_r);
}

static enum status
journal_state(struct gate *gate, const char *name)
{
	struct snapshot *snapshot = snapshot_slot_get(gate->pipeline.slot);
	char pid[24];
	const int len = snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	const struct journal_pair fields[] = {
		{ "pid", slice_make(pid, (size_t)len) },
		{ "settings_digest", slice_cstr(snapshot->settings->digest) },
		{ "rules_digest", slice_cstr(ruleset_digest(snapshot->rules)) },
	};
	const struct journal_event event = {
		.event = name,
		.actor = SLICE("daemon"),
		.about = SLICE_EMPTY,
		.reason = SLICE_EMPTY,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = clock_wall_us(),
	};
	enum status status = settle_event(gate->pipeline.settle, &event);

	snapshot_unref(snapshot);
	return status;
}

static enum status
start(struct gate *gate, struct err *err_r)
{
	enum status status;

	status = notify_open(&gate->notify, err_r);
	if (status == STATUS_OK)
		status = signals_catch(err_r);
	if (status == STATUS_OK)
		status = become_user(gate, err_r);
	if (status == STATUS_OK)
		status = load(gate, err_r);
	if (status == STATUS_OK)
		status = open_store(gate, err_r);
	/* a second daemon is turned away before it says it started */
	if (status == STATUS_OK)
		status = open_control(gate, err_r);
	if (status == STATUS_OK)
		status = open_socket(gate, err_r);
	if (status == STATUS_OK && journal_state(gate, "start") != STATUS_OK)
		status = err_set(
		    err_r, STATUS_DATABASE, "the start could not be recorded");
	if (status != STATUS_OK)
		return status;
	gate->reload.path = gate->options.path;
	gate->reload.pipeline = &gate->pipeline;
	gate->reload.notify = &gate->notify;
	status = control_start(gate->control, err_r);
	if (status == STATUS_OK)
		status = signals_start(&gate->reload, err_r);
	return status;
}

static void
take_down(struct gate *gate)
{
	control_stop(gate->control);
	checkpoints_stop(gate->checkpoints);
	watch_stop(gate->pipeline.watch);
	settle_stop(gate->pipeline.settle);
	approval_keyring_free(gate->pipeline.keyring);
	extractor_free(gate->pipeline.extractor);
	snapshot_slot_free(gate->pipeline.slot);
	if (gate->pipeline.slot != NULL)
		snapshot_unref(gate->snapshot);
	notify_close(&gate->notify);
}

static int
serve(struct gate *gate)
{
	struct err err = ERR_INIT;
	enum status status;

	log_info("started listen=%s database=%s rules=%zu",
	    gate->snapshot->settings->listen,
	    gate->snapshot->settings->database,
	    ruleset_count(gate->snapshot->rules));
	detach_done(gate->ready_fd, EX_OK);
	notify_ready(&gate->notify, "serving");
	status = mta_serve(&err);
	control_stop(gate->control);
	gate->control = NULL;
	signals_stop();
	(void)journal_state(gate, "stop");
	log_info("stopped");
	if (status == STATUS_OK) {
		take_down(gate);
		return EX_OK;
	}
	log_error("%s", err.text);
	/* messages may still be in hand: what they use must stay */
	_exit(status == STATUS_BUSY ? EX_OK : exit_code(status));
}

int
main(int argc, char **argv)
{
	struct gate gate = { .notify = NOTIFY_INIT, .ready_fd = -1 };
	struct err err = ERR_INIT;
	enum status status;
	int code;

	code = read_options(argc, argv, &gate.options);
	if (code >= 0)
		return code;
	if (!gate.options.foreground) {
		code = detach_start(&gate.ready_fd);
		if (code >= 0)
			return code;
	}
	log_open("sendgate-milter", gate.options.foreground, LOG_LEVEL_INFO);
	raise_file_limit();
	status = start(&gate, &err);
	if (status == STATUS_OK)
		return serve(&gate);
	fprintf(stderr, "sendgate-milter: %s\n", err.text);
	code = exit_code(status);
	detach_done(gate.ready_fd, code);
	take_down(&gate);
	return code;
}
