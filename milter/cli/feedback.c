/*
 * feedback.c - a report from a file or a pipe, and what became of it in words.
 */
#include "cli/feedback.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cli/out.h"

#define CHUNK ((size_t)65536)

/* All of it is taken from the pipe, and what is too much forgotten. */
static enum status
read_all(int fd, struct buf *buf, struct err *err_r)
{
	char chunk[CHUNK];
	ssize_t got;
	size_t room;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(
			    err_r, STATUS_NOINPUT, "%s", strerror(errno));
		room = REPORTS_BYTES_MAX - buf->len;
		if (!buf_add(buf,
			slice_sub(slice_make(chunk, (size_t)got), 0, room)))
			return err_nomem(err_r);
	}
	return STATUS_OK;
}

static enum status
report_read(const struct cli *cli, const char *path, struct slice *raw_r,
    struct err *err_r)
{
	int fd = cli_file_open(cli, path != NULL ? path : "-");
	enum status status;
	struct buf buf;

	if (fd < 0)
		return err_set(err_r, STATUS_NOINPUT, "%s: %s",
		    path != NULL ? path : "standard input", strerror(errno));
	buf_init(&buf, REPORTS_BYTES_MAX);
	status = read_all(fd, &buf, err_r);
	if (status == STATUS_OK) {
		*raw_r = arena_copy(cli->arena, buf_slice(&buf));
		if (raw_r->ptr == NULL)
			status = err_nomem(err_r);
	}
	buf_free_wiped(&buf);
	(void)close(fd);
	return status;
}

static const char *
event_name(const struct reports_outcome *outcome)
{
	switch (outcome->kind) {
	case FEEDBACK_COMPLAINT:
		return "complaint";
	case FEEDBACK_BOUNCE:
		return "bounce";
	case FEEDBACK_OTHER:
		break;
	}
	return outcome->recorded ? "on record" : "nothing to do";
}

static void
outcome_print(const struct reports_outcome *outcome)
{
	(void)printf("%s: ", event_name(outcome));
	out_text(stdout, outcome->what);
	if (outcome->about.len > 0)
		(void)printf(", about %.*s (found by %s)",
		    SLICE_ARG(outcome->about), outcome->found);
	for (size_t i = 0; i < outcome->nrcpts; i++) {
		(void)fputs(i == 0 ? ", of " : " ", stdout);
		out_text(stdout, outcome->rcpts[i]);
	}
	if (outcome->suppressed > 0)
		(void)printf(", %zu suppressed", outcome->suppressed);
	(void)fputc('\n', stdout);
}

static int
outcome_json(const struct reports_outcome *outcome, struct arena *arena)
{
	return out_json(json_pack("{s:s, s:o, s:s, s:o?, s:o, s:I, s:b}",
	    "event",
	    outcome->kind == FEEDBACK_OTHER ? "feedback" : event_name(outcome),
	    "kind", out_json_text(outcome->what, arena), "found",
	    outcome->found, "about",
	    outcome->about.len > 0 ? out_json_text(outcome->about, arena) :
				     NULL,
	    "recipients", out_json_list(outcome->rcpts, outcome->nrcpts, arena),
	    "suppressed", (json_int_t)outcome->suppressed, "recorded",
	    (int)outcome->recorded));
}

static void
outcomes_say(struct cli *cli, const struct reports_outcomes *outcomes)
{
	for (size_t i = 0; i < outcomes->len; i++) {
		if (cli->json)
			(void)outcome_json(&outcomes->items[i], cli->arena);
		else
			outcome_print(&outcomes->items[i]);
	}
}

static int
take(struct cli *cli, struct reports_input *input)
{
	struct reports_outcomes outcomes;
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit = cli_open(cli, false, &settings, &store);

	if (exit != EX_OK)
		return exit;
	input->settings = settings;
	input->actor = slice_cstr(cli->actor);
	input->now_us = clock_wall_us();
	if (reports_take(store, input, cli->arena, &outcomes, &err) !=
	    STATUS_OK)
		exit = cli_fail(&err);
	else
		outcomes_say(cli, &outcomes);
	store_close(store);
	settings_unref(settings);
	return exit;
}

int
feedback_run(struct cli *cli, struct reports_input *input)
{
	const char *path = cli->nargs > 0 && strcmp(cli->args[0], "-") != 0 ?
	    cli->args[0] :
	    NULL;
	struct err err = ERR_INIT;
	int exit = EX_OK;

	if (report_read(cli, path, &input->raw, &err) != STATUS_OK)
		exit = cli_fail(&err);
	if (exit == EX_OK)
		exit = take(cli, input);
	if (path != NULL)
		return out_end(exit);
	/* it is on record: nothing that happens to our words undoes that */
	(void)out_end(exit);
	return exit == EX_OK ? EX_OK : EX_TEMPFAIL;
}
