/*
 * quarantine_edit.c - `sendgate quarantine edit`: a held message changed by a
 * reviewer, judged again, and released.
 *
 * Both versions stay, with their difference in words.  What the rules refuse
 * of the new version is neither kept nor sent.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/editor.h"
#include "cli/held.h"
#include "cli/release.h"
#include "text/difference.h"

#define DIFFERENCE_MAX ((size_t)64 << 10) /* bytes of it on record */

/*
 * Between the wire's line ends and a text file's.  A bare CR or LF would be
 * lost on the way, so a message that has one is not edited.
 */
static enum status
from_wire(struct slice raw, struct buf *text, struct err *err_r)
{
	for (size_t i = 0; i < raw.len; i++) {
		bool crlf = raw.ptr[i] == '\r' && i + 1 < raw.len &&
		    raw.ptr[i + 1] == '\n';

		if (raw.ptr[i] == '\0' || (raw.ptr[i] == '\r' && !crlf) ||
		    (raw.ptr[i] == '\n' && (i == 0 || raw.ptr[i - 1] != '\r')))
			return err_set(err_r, STATUS_DATA,
			    "it has a NUL, a bare CR or a bare LF and can't be "
			    "edited");
		if (!crlf)
			(void)buf_add_byte(text, raw.ptr[i]);
	}
	return buf_failed(text) ? err_nomem(err_r) : STATUS_OK;
}

static enum status
to_wire(struct slice text, struct arena *arena, struct slice *raw_r,
    struct err *err_r)
{
	struct buf raw;

	buf_init(&raw, 2 * EDITOR_FILE_MAX);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\r')
			continue; /* an editor's own line ends */
		if (c == '\n')
			(void)buf_add_byte(&raw, '\r');
		(void)buf_add_byte(&raw, c);
	}
	*raw_r = arena_copy(arena, buf_slice(&raw));
	buf_free(&raw);
	return buf_failed(&raw) || arena_failed(arena) ? err_nomem(err_r) :
							 STATUS_OK;
}

struct course {
	struct cli *cli;
	struct slice id;
	struct buf text, difference;
	struct quarantine_edit edit;
};

/* The new version and its difference.  STATUS_CONFLICT: nothing was changed. */
static enum status
edit_make(struct course *c, struct slice raw, struct err *err_r)
{
	struct arena *arena = c->cli->arena;
	struct text_difference difference;
	struct slice edited = SLICE_EMPTY;
	enum status status = from_wire(raw, &c->text, err_r);

	if (status == STATUS_OK)
		status = editor_run(buf_slice(&c->text), arena, &edited, err_r);
	if (status == STATUS_OK && slice_equal(edited, buf_slice(&c->text)))
		status = err_set(err_r, STATUS_CONFLICT,
		    "nothing was changed; release sends it as it is");
	if (status == STATUS_OK)
		status = to_wire(edited, arena, &c->edit.raw, err_r);
	if (status != STATUS_OK)
		return status;
	if (text_difference(buf_slice(&c->text), edited, arena, &c->difference,
		&difference) != STATUS_OK)
		return err_nomem(err_r);
	c->edit.difference = buf_slice(&c->difference);
	c->edit.words = (int64_t)difference.words;
	c->edit.changed = (int64_t)difference.changed;
	c->edit.time_us = clock_wall_us();
	return STATUS_OK;
}

static enum status
edit_load(struct course *c, struct store *store, struct err *err_r)
{
	struct quarantine_entry entry;
	struct slice raw;
	enum status status =
	    quarantine_load(store, c->id, c->cli->arena, &entry, &raw, err_r);

	if (status == STATUS_OK && !slice_equal(entry.state, SLICE("held")))
		status = err_set(err_r, STATUS_CONFLICT, "it is %.*s",
		    SLICE_ARG(entry.state));
	return status == STATUS_OK ? edit_make(c, raw, err_r) : status;
}

static int
edit_release(struct course *c, struct release *release)
{
	struct err err = ERR_INIT;
	enum status status = edit_load(c, release->store, &err);

	if (status != STATUS_OK) {
		cli_say("%.*s: %s", SLICE_ARG(c->id), err.text);
		return cli_exit(status);
	}
	(void)printf("%lld of %lld words changed\n", (long long)c->edit.changed,
	    (long long)c->edit.words);
	out_lines(stdout, c->edit.difference);
	release->edit = &c->edit;
	return release_one(release, c->id, c->cli->arena);
}

int
quarantine_edit_run(struct cli *cli)
{
	struct release release = { .cli = cli };
	struct course c = { .cli = cli, .id = slice_cstr(cli->args[0]) };
	const char *reason = cli_reason(cli);
	int exit;

	if (reason == NULL)
		return EX_USAGE;
	buf_init(&c.text, EDITOR_FILE_MAX);
	buf_init(&c.difference, DIFFERENCE_MAX);
	release.reason = slice_cstr(reason);
	c.edit.id = c.id;
	c.edit.actor = slice_cstr(cli->actor);
	c.edit.reason = release.reason;
	exit = cli_open(cli, false, &release.settings, &release.store);
	if (exit == EX_OK)
		exit = judge_open(cli, release.settings, &release.judge);
	if (exit == EX_OK)
		exit = judge_data(&release.judge, release.store);
	if (exit == EX_OK)
		exit = edit_release(&c, &release);
	judge_close(&release.judge);
	store_close(release.store);
	settings_unref(release.settings);
	buf_free_wiped(&c.text);
	buf_free_wiped(&c.difference);
	return out_end(exit);
}
