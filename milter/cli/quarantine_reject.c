/*
 * quarantine_reject.c - `sendgate quarantine reject`: held mail that is never
 * to be sent.
 *
 * For mail on the MTA's hold queue the change of state and the deletion stand
 * in one transaction, so that a release of the same message can't run between
 * them; what the MTA does not delete is not rejected.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/held.h"
#include "cli/postsuper.h"

struct reject {
	struct cli *cli;
	struct settings *settings;
	struct store *store;
	struct slice reason;
	bool dry_run;
};

static enum status
reject_record(const struct reject *reject, const struct quarantine_entry *entry,
    struct err *err_r)
{
	const struct quarantine_decision decision = {
		.settings = reject->settings,
		.id = entry->id,
		.actor = slice_cstr(reject->cli->actor),
		.reason = reject->reason,
		.answer = SLICE_EMPTY,
		.time_us = clock_wall_us(),
	};
	char answer[POSTSUPER_ANSWER_MAX];
	enum status status = store_begin(reject->store, err_r);

	if (status != STATUS_OK)
		return status;
	status = quarantine_reject(reject->store, &decision, err_r);
	if (status == STATUS_OK && slice_equal(entry->where, SLICE("mta")))
		status = postsuper_delete(entry->queue_id, answer, err_r);
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
	enum status status =
	    quarantine_load(reject->store, id, arena, &entry, NULL, &err);

	if (status == STATUS_OK && reject->dry_run &&
	    !slice_equal(entry.state, SLICE("held")))
		status = err_set(&err, STATUS_CONFLICT, "it is %.*s",
		    SLICE_ARG(entry.state));
	if (status == STATUS_OK && !reject->dry_run)
		status = reject_record(reject, &entry, &err);
	if (status != STATUS_OK) {
		cli_say("%.*s: %s", SLICE_ARG(id), err.text);
		return cli_exit(status);
	}
	out_text(stdout, entry.id);
	(void)puts(reject->dry_run ? ": would be rejected" : ": rejected");
	return EX_OK;
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
	if (exit == EX_OK)
		exit = held_select(cli, reject.store, &ids);
	if (exit == EX_OK)
		exit = held_decide(&ids, reject_one, &reject);
	store_close(reject.store);
	settings_unref(reject.settings);
	return out_end(exit);
}
