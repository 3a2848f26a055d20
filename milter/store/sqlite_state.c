/*
 * sqlite_state.c - kill switches, used approvals and revoked keys in SQLite:
 * small tables that are looked at in every settle transaction.
 */
#include "store/sqlite.h"

static enum status
switch_on(void *db, const struct store_switch *sw, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SWITCH_ON);

	sqlite_text(&cursor, 1, sw->scope);
	sqlite_text(&cursor, 2, sw->mode);
	sqlite_text(&cursor, 3, sw->reason);
	sqlite_text(&cursor, 4, sw->actor);
	sqlite_int(&cursor, 5, sw->time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
switch_off(void *db, struct slice scope, int64_t time_us, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SWITCH_OFF);
	enum status status;
	int changed = 0;

	sqlite_text(&cursor, 1, scope);
	status = sqlite_run(&cursor, &changed, err_r);
	if (status != STATUS_OK)
		return status;
	if (changed == 0)
		return err_set(err_r, STATUS_NOTFOUND, "%.*s is not stopped",
		    SLICE_ARG(scope));
	cursor = sqlite_use(db, SQL_RESUME_PUT);
	sqlite_text(&cursor, 1, scope);
	sqlite_int(&cursor, 2, time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
switch_resumed(
    void *db, struct slice scope, int64_t *time_us_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RESUME_FIND);
	enum status status;
	bool row;

	*time_us_r = 0;
	sqlite_text(&cursor, 1, scope);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		*time_us_r = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}

static enum status
switch_there(void *db, struct slice scope, bool *there_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SWITCH_THERE);

	sqlite_text(&cursor, 1, scope);
	return sqlite_there(&cursor, there_r, err_r);
}

static enum status
switches_hand_out(struct sqlite_cursor *cursor, switch_each *each, void *arg,
    struct err *err_r)
{
	struct store_switch sw;
	enum status status;
	bool row;

	for (;;) {
		status = sqlite_next(cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		sw.scope = sqlite_column(cursor, 0);
		sw.mode = sqlite_column(cursor, 1);
		sw.reason = sqlite_column(cursor, 2);
		sw.actor = sqlite_column(cursor, 3);
		sw.time_us = sqlite_column_int(cursor, 4);
		status = each(&sw, arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(cursor);
			return status;
		}
	}
}

static enum status
switch_list(void *db, switch_each *each, void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SWITCH_LIST);

	return switches_hand_out(&cursor, each, arg, err_r);
}

static enum status
switch_of(void *db, struct slice scope, switch_each *each, void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SWITCH_OF);

	sqlite_text(&cursor, 1, scope);
	return switches_hand_out(&cursor, each, arg, err_r);
}

static enum status
jti_used(void *db, struct slice kid, struct slice jti, bool *used_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JTI_USED);

	sqlite_text(&cursor, 1, kid);
	sqlite_text(&cursor, 2, jti);
	return sqlite_there(&cursor, used_r, err_r);
}

static enum status
jti_use(void *db, struct slice kid, struct slice jti, int64_t expires_us,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JTI_USE);
	enum status status;
	int changed = 0;

	sqlite_text(&cursor, 1, kid);
	sqlite_text(&cursor, 2, jti);
	sqlite_int(&cursor, 3, expires_us);
	status = sqlite_run(&cursor, &changed, err_r);
	if (status == STATUS_OK && changed == 0)
		status = err_set(
		    err_r, STATUS_CONFLICT, "the approval was used already");
	return status;
}

static enum status
key_revoked(void *db, struct slice key, bool *revoked_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_KEY_REVOKED);

	sqlite_blob(&cursor, 1, key);
	return sqlite_there(&cursor, revoked_r, err_r);
}

static enum status
key_revoke(void *db, struct slice key, int64_t time_us, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_KEY_REVOKE);

	sqlite_blob(&cursor, 1, key);
	sqlite_int(&cursor, 2, time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

const struct switch_ops sqlite_switch_ops = {
	.on = switch_on,
	.off = switch_off,
	.resumed = switch_resumed,
	.there = switch_there,
	.each = switch_list,
	.of = switch_of,
};

const struct approval_ops sqlite_approval_ops = {
	.jti_used = jti_used,
	.jti_use = jti_use,
	.key_revoked = key_revoked,
	.key_revoke = key_revoke,
};
