/*
 * quarantine_reject.c - `sendgate quarantine reject`: held mail that is never
 * to be sent.
 *
 * For mail on the MTA's hold queue the change of state and the deletion stand
 * in one transaction, so that a release of the same message can't run between
 * them; what the MTA does not delete is not rejected.
 *
 * A template is stopped, as by a kill switch, where it is rejected as such
 * (--template and no other filter), and where a message of it is rejected while
 * its first messages are still under review.  A switch that is on already stays
 * as it is.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/held.h"
#include "cli/postsuper.h"
#include "store/switches.h"
#include "store/templates.h"

struct reject {
	struct cli *cli;
	struct settings *settings;
	struct store *store;
	struct slice reason;
	bool dry_run;
};

/* Stops a template, in the caller's transaction; *done_r: it was not before. */
static enum status
template_stop(const struct reject *reject, struct slice template,
    struct arena *arena, bool *done_r, struct err *err_r)
{
	const char *mode = cli_text(reject->cli, "mode");
	const char *scope =
	    arena_printf(arena, "template=%.*s", SLICE_ARG(template));
	const struct store_switch sw = {
		.scope = slice_cstr(scope),
		.mode = slice_cstr(mode != NULL ? mode : "hold"),
		.reason = reject->reason,
		.actor = slice_cstr(reject->cli->actor),
		.time_us = clock_wall_us(),
	};
	int64_t resumed_us;
	bool on = false;
	enum status status;

	*done_r = false;
	if (scope == NULL)
		return err_nomem(err_r);
	status =
	    store_switch_find(reject->store, sw.scope, &on, &resumed_us, err_r);
	if (status != STATUS_OK || on)
		return status;
	*done_r = true;
	return store_switch_set(reject->store, &sw, err_r);
}

static void stopped_say(struct slice template)
{
	out_text(stdout, template);
	(void)puts(": stopped (resume with `sendgate resume template=ID`)");
}

/* Is it still one whose first messages are reviewed? */
static enum status
template_is_new(const struct reject *reject, struct slice template, bool *new_r,
    struct err *err_r)
{
	struct template_known known;
	enum status status = STATUS_OK;

	*new_r = false;
	if (template.len == 0 || reject->settings->templates_first == 0)
		return STATUS_OK;
	status = templates_load(reject->store, template, &known, err_r);
	*new_r =
	    known.there && known.released < reject->settings->templates_first;
	return status;
}

static enum status
reject_steps(const struct reject *reject, const struct quarantine_entry *entry,
    struct arena *arena, bool *stopped_r, struct err *err_r)
{
	const struct quarantine_decision decision = {
		.settings = reject->settings,
		.id = entry->id,
		.actor = slice_cstr(reject->cli->actor),
		.reason = reject->reason,
		.code = slice_cstr(cli_text(reject->cli, "code")),
		.answer = SLICE_EMPTY,
		.time_us = clock_wall_us(),
	};
	char answer[POSTSUPER_ANSWER_MAX];
	enum status status;
	bool new = false;

	status = quarantine_reject(reject->store, &decision, err_r);
	if (status == STATUS_OK)
		status = template_is_new(reject, entry->template, &new, err_r);
	if (status == STATUS_OK && new)
		status = template_stop(
		    reject, entry->template, arena, stopped_r, err_r);
	if (status == STATUS_OK && slice_equal(entry->where, SLICE("mta")))
		status = postsuper_delete(entry->queue_id, answer, err_r);
	return status;
}

static enum status
reject_record(const struct reject *reject, const struct quarantine_entry *entry,
    struct arena *arena, bool *stopped_r, struct err *err_r)
{
	enum status status = store_begin(reject->store, err_r);

	if (status != STATUS_OK)
		return status;
	status = reject_steps(reject, entry, arena, stopped_r, err_r);
	if (status == STATUS_OK)
		status = store_commit(reject->store, err_r);
	if (status != STATUS_OK)
		store_rollback(reject->store);
	return status;
}

static int
reject_one(const void *what, struct slice id, struct arena *arena)
{
	const struct reject *reject = what;
	struct quarantine_entry entry;
	struct err err = ERR_INIT;
	bool stopped = false;
	enum status status =
	    quarantine_load(reject->store, id, arena, &entry, NULL, &err);

	if (status == STATUS_OK && reject->dry_run &&
	    !slice_equal(entry.state, SLICE("held")))
		status = err_set(&err, STATUS_CONFLICT, "it is %.*s",
		    SLICE_ARG(entry.state));
	if (status == STATUS_OK && !reject->dry_run)
		status = reject_record(reject, &entry, arena, &stopped, &err);
	if (status != STATUS_OK) {
		cli_say("%.*s: %s", SLICE_ARG(id), err.text);
		return cli_exit(status);
	}
	out_text(stdout, entry.id);
	(void)puts(reject->dry_run ? ": would be rejected" : ": rejected");
	if (stopped)
		stopped_say(entry.template);
	return EX_OK;
}

/* Before anything of it is rejected: what comes meanwhile is stopped too. */
static int
template_reject(const struct reject *reject)
{
	const struct slice template =
	    slice_cstr(cli_text(reject->cli, "template"));
	struct err err = ERR_INIT;
	enum status status;
	bool done = false;

	if (!held_is_template(reject->cli))
		return EX_OK;
	if (reject->dry_run) {
		out_text(stdout, template);
		(void)puts(": would be stopped");
		return EX_OK;
	}
	status = store_begin(reject->store, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	status =
	    template_stop(reject, template, reject->cli->arena, &done, &err);
	if (status == STATUS_OK)
		status = store_commit(reject->store, &err);
	if (status != STATUS_OK) {
		store_rollback(reject->store);
		return cli_fail(&err);
	}
	if (done)
		stopped_say(template);
	return EX_OK;
}

/* Is the code one of the settings'?  Where these have none, none is taken. */
static int
code_check(const struct cli *cli, const struct settings *settings)
{
	const struct settings_list *codes = &settings->codes;
	struct slice code = slice_cstr(cli_text(cli, "code"));
	const char *known = "";

	for (size_t i = 0; i < codes->len; i++) {
		if (slice_equal(code, slice_cstr(codes->items[i])))
			return EX_OK;
		known = arena_printf(cli->arena, "%s%s%s", known,
		    i > 0 ? ", " : "", codes->items[i]);
		if (known == NULL)
			return EX_OSERR;
	}
	if (codes->len == 0 && code.len == 0)
		return EX_OK;
	if (codes->len == 0)
		cli_say("--code: the configuration has no quarantine.codes");
	else
		cli_say("--code: one of %s", known);
	return EX_USAGE;
}

int
quarantine_reject_run(struct cli *cli)
{
	struct reject reject = {
		.cli = cli,
		.dry_run = cli_flag(cli, "dry-run"),
	};
	struct held_ids ids = VEC_INIT;
	const char *reason = reject.dry_run ? "" : cli_reason(cli);
	int exit;

	if (reason == NULL || held_check(cli) != EX_OK)
		return EX_USAGE;
	reject.reason = slice_cstr(reason);
	exit = cli_open(cli, reject.dry_run, &reject.settings, &reject.store);
	if (exit == EX_OK && !reject.dry_run)
		exit = code_check(cli, reject.settings);
	if (exit == EX_OK)
		exit = held_template_check(cli, reject.store);
	if (exit == EX_OK)
		exit = template_reject(&reject);
	if (exit == EX_OK)
		exit = held_select(cli, reject.store, &ids);
	if (exit == EX_OK)
		exit = held_decide(&ids, reject_one, &reject);
	store_close(reject.store);
	settings_unref(reject.settings);
	return out_end(exit);
}
