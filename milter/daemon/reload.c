/*
 * reload.c - SIGHUP: a new snapshot in place of the old, or a word on why not.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/reload.h"

/* What is taken up at start alone. */
static bool
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static void
say_what_waits(const struct settings *old, const struct settings *new)
{
	const struct {
		const char *key, *before, *after;
	} fixed[] = {
		{ "listen", old->listen, new->listen },
		{ "control", old->control, new->control },
		{ "user", old->user, new->user },
		{ "database", old->database, new->database },
		{ "approvers", old->approvers, new->approvers },
		{ "keys", old->keys, new->keys },
		{ "socket.group", old->socket_group, new->socket_group },
	};
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (!same_text(fixed[i].before, fixed[i].after))
			log_warning("reload: %s changed: it takes a restart",
			    fixed[i].key);
	if (old->has_socket_mode != new->has_socket_mode ||
	    old->socket_mode != new->socket_mode)
		log_warning("reload: socket.mode changed: it takes a restart");
}

static void
log_diags(const struct diag_list *diags)
{
	char line[DIAG_TEXT_MAX + 256];
	size_t i;

	for (i = 0; i < diags->len; i++) {
		diag_format(&diags->items[i], line, sizeof(line));
		if (diags->items[i].level == DIAG_ERROR)
			log_error("%s", line);
		else
			log_warning("%s", line);
	}
}

/* On record: which set is in force from now on, and what became of it. */
static void
journal_reload(const struct reload *reload, const struct snapshot *in_force,
    const struct err *err)
{
	const struct journal_pair fields[] = {
		{ "outcome", err == NULL ? SLICE("taken") : SLICE("refused") },
		{ "settings_digest", slice_cstr(in_force->settings->digest) },
		{ "rules_digest", slice_cstr(ruleset_digest(in_force->rules)) },
	};
	const struct journal_event event = {
		.event = "reload",
		.actor = SLICE("daemon"),
		.about = SLICE_EMPTY,
		.reason = err == NULL ? SLICE_EMPTY : slice_cstr(err->text),
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = clock_wall_us(),
	};

	(void)settle_event(reload->pipeline->settle, &event);
}

void
reload_run(const struct reload *reload)
{
	struct snapshot_slot *slot = reload->pipeline->slot;
	struct snapshot *old = snapshot_slot_get(slot), *new = NULL;
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;

	notify_reloading(reload->notify);
	diag_init(&diags);
	status = snapshot_load(reload->path, &diags, &new, &err);
	if (status == STATUS_OK)
		status = watch_load(reload->pipeline->watch, new, &err);
	if (status != STATUS_OK) {
		snapshot_unref(new);
		log_diags(&diags);
		log_error("reload refused, the old configuration stays: %s",
		    err.text);
		journal_reload(reload, old, &err);
	} else {
		log_diags(&diags);
		say_what_waits(old->settings, new->settings);
		snapshot_ref(new);
		snapshot_slot_set(slot, new);
		settle_retain(reload->pipeline->settle,
		    new->settings->retain *CLOCK_SECOND);
		log_info("reloaded rules=%zu rules_digest=%s",
		    ruleset_count(new->rules), ruleset_digest(new->rules));
		journal_reload(reload, new, NULL);
		snapshot_unref(new);
	}
	notify_ready(reload->notify,
	    status == STATUS_OK ? "reloaded" :
				  "reload refused: the old set is in force");
	diag_free(&diags);
	snapshot_unref(old);
}
