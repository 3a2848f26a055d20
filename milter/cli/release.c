/*
 * release.c - the way of one message out of the quarantine.
 *
 * Judged again by the rules in force; then, in one transaction, asked once
 * more about the switches and claimed, so that no kill and no second reviewer
 * comes between; then handed to the MTA; then the outcome put on record.  Only
 * the MTA's own word makes it released.  Where this process dies in between,
 * the claim lapses and the message counts as of unknown outcome.
 */
#include "cli/release.h"

#include "base/clock.h"
#include "cli/inject.h"
#include "cli/message.h"
#include "cli/out.h"
#include "cli/postsuper.h"

/* One release on its way. */
struct course {
	const struct release *release;
	struct arena *arena;
	struct quarantine_entry entry;
	struct slice raw;
	struct envelope envelope;
	struct judge_case judged;
	struct judgement judgement;
	char token[RELEASE_TOKEN_LEN + 1];
	char answer[INJECT_ANSWER_MAX];
};

/* What lies in the MTA's hold queue is the original: an edited one is sent. */
static bool
is_mta(const struct course *c)
{
	return slice_equal(c->entry.where, SLICE("mta")) && !c->entry.edited;
}

static enum status
course_load(struct course *c, struct slice id, struct err *err_r)
{
	const struct release *release = c->release;
	enum status status = quarantine_load(
	    release->store, id, c->arena, &c->entry, &c->raw, err_r);

	if (status != STATUS_OK)
		return status;
	if (release->edit != NULL) {
		c->raw = release->edit->raw;
		c->entry.edited = true;
	}
	c->envelope.sender = c->entry.sender;
	c->envelope.login = c->envelope.client = SLICE_EMPTY;
	c->envelope.queue_id = c->entry.queue_id;
	for (size_t i = 0; i < c->entry.nrcpts; i++) {
		struct slice *rcpt = VEC_PUSH(c->arena, &c->envelope.rcpts);

		if (rcpt == NULL)
			return err_nomem(err_r);
		*rcpt = c->entry.rcpts[i];
	}
	c->judged = (struct judge_case){
		.envelope = &c->envelope,
		.raw = c->raw,
		.template = c->entry.template,
		.agent = judge_agent(release->settings, c->entry.agent),
		.release = true,
	};
	c->judged.match = c->judged.agent != NULL ? AGENT_MATCHED : AGENT_NONE;
	return STATUS_OK;
}

/* What the policy says of it now, as a status. */
static enum status
decision_status(const struct course *c, struct err *err_r)
{
	const struct policy_decision *decision = &c->judgement.decision;

	if (decision->verdict == POLICY_ACCEPT)
		return STATUS_OK;
	return err_set(err_r, STATUS_CONFLICT, "refused: %.*s",
	    SLICE_ARG(decision->reasons.items[0].text));
}

static void
injection_params(const struct course *c, struct inject_params *params_r)
{
	*params_r = (struct inject_params){
		.host = c->release->settings->inject_host,
		.port = c->release->settings->inject_port,
		.sender = c->entry.sender,
		.rcpts = c->entry.rcpts,
		.nrcpts = c->entry.nrcpts,
		.message = &c->judgement.inspection.message,
		.token = c->token,
	};
}

static enum status
course_judge(struct course *c, struct err *err_r)
{
	const struct release *release = c->release;
	struct inject_params params;
	enum status status = judge_run(&release->judge, release->store,
	    &c->judged, c->arena, &c->judgement, err_r);

	if (status == STATUS_OK)
		status = decision_status(c, err_r);
	if (status == STATUS_OK && !is_mta(c)) {
		injection_params(c, &params);
		status = inject_check(&params, err_r);
	}
	return status;
}

/* The new version, with what was read of it. */
static enum status
course_edit(const struct course *c, struct err *err_r)
{
	struct quarantine_edit edit = *c->release->edit;

	edit.digest = slice_cstr(c->judgement.inspection.digest.hex);
	edit.subject = c->judgement.inspection.subject;
	return quarantine_edit(c->release->store, &edit, err_r);
}

/* The last look at the switches, and the claim, in one transaction. */
static enum status
course_claim(struct course *c, struct err *err_r)
{
	const struct release *release = c->release;
	enum status status = store_begin(release->store, err_r);

	if (status != STATUS_OK)
		return status;
	status = judge_again(&release->judge, release->store, &c->judged,
	    c->arena, &c->judgement, err_r);
	if (status == STATUS_OK)
		status = decision_status(c, err_r);
	if (status == STATUS_OK && release->edit != NULL)
		status = course_edit(c, err_r);
	if (status == STATUS_OK)
		status =
		    quarantine_claim(release->store, &c->entry, clock_wall_us(),
			release->again, is_mta(c) ? NULL : c->token, err_r);
	if (status == STATUS_OK)
		status = store_commit(release->store, err_r);
	if (status != STATUS_OK)
		store_rollback(release->store);
	return status;
}

/* Was it written anew, rather than looked over? */
static bool
is_no_pass(const struct release *release)
{
	const struct quarantine_edit *edit = release->edit;

	return edit != NULL &&
	    (double)edit->changed >
	    release->settings->edited * (double)edit->words;
}

/* Puts the outcome on record. */
static enum status
course_finish(
    struct course *c, enum quarantine_outcome outcome, struct err *err_r)
{
	const struct release *release = c->release;
	const struct quarantine_decision decision = {
		.settings = release->settings,
		.failed = is_no_pass(release),
		.id = c->entry.id,
		.actor = slice_cstr(release->cli->actor),
		.reason = release->reason,
		.outcome = outcome,
		.answer = slice_cstr(c->answer),
		.time_us = clock_wall_us(),
	};
	enum status status = store_begin(release->store, err_r);

	if (status == STATUS_OK)
		status = quarantine_finish(release->store, &decision, err_r);
	if (status == STATUS_OK)
		status = store_commit(release->store, err_r);
	if (status != STATUS_OK)
		store_rollback(release->store);
	return status;
}

static void
spool_send(struct course *c, enum quarantine_outcome *outcome_r, int *exit_r)
{
	static const struct {
		enum quarantine_outcome outcome;
		int exit;
	} ends[] = {
		[INJECT_TAKEN] = { QUARANTINE_RELEASED, EX_OK },
		[INJECT_TEMPORARY] = { QUARANTINE_REFUSED, EX_TEMPFAIL },
		[INJECT_PERMANENT] = { QUARANTINE_REFUSED, CLI_NEGATIVE },
		[INJECT_UNAVAILABLE] = { QUARANTINE_REFUSED, EX_UNAVAILABLE },
		[INJECT_UNKNOWN] = { QUARANTINE_UNKNOWN, CLI_NEGATIVE },
	};
	struct inject_result result = { .outcome = INJECT_UNAVAILABLE };
	struct inject_params params;
	struct err err = ERR_INIT;
	enum status status;

	injection_params(c, &params);
	status = inject_run(&params, c->arena, &result, &err);
	if (status != STATUS_OK)
		(void)snprintf(result.answer, sizeof(result.answer),
		    "not sent: %.400s", err.text);
	(void)snprintf(c->answer, sizeof(c->answer), "%s", result.answer);
	*outcome_r = ends[result.outcome].outcome;
	*exit_r =
	    status == STATUS_OK ? ends[result.outcome].exit : cli_exit(status);
}

static void
mta_send(struct course *c, enum quarantine_outcome *outcome_r, int *exit_r)
{
	struct err err = ERR_INIT;
	enum status status =
	    postsuper_release(c->entry.queue_id, c->answer, &err);

	if (status != STATUS_OK)
		(void)snprintf(
		    c->answer, sizeof(c->answer), "%.500s", err.text);
	*outcome_r = status == STATUS_OK ? QUARANTINE_RELEASED :
	    status == STATUS_UNKNOWN     ? QUARANTINE_UNKNOWN :
					   QUARANTINE_REFUSED;
	*exit_r = cli_exit(status);
}

static void
outcome_say(const struct course *c, enum quarantine_outcome outcome)
{
	static const char *const words[] = {
		[QUARANTINE_RELEASED] = "released",
		[QUARANTINE_REFUSED] = "still held",
		[QUARANTINE_UNKNOWN] = "outcome unknown",
	};

	out_text(stdout, c->entry.id);
	(void)printf(": %s: ", words[outcome]);
	out_text(stdout, slice_trim(slice_cstr(c->answer)));
	(void)fputc('\n', stdout);
	if (outcome != QUARANTINE_RELEASED)
		cli_say("%.*s: %s: %s", SLICE_ARG(c->entry.id), words[outcome],
		    c->answer);
}

/* The original of an edited message leaves the MTA's hold queue. */
static void
original_drop(const struct course *c)
{
	char answer[POSTSUPER_ANSWER_MAX];
	struct err err = ERR_INIT;

	if (!slice_equal(c->entry.where, SLICE("mta")) || !c->entry.edited)
		return;
	if (postsuper_delete(c->entry.queue_id, answer, &err) != STATUS_OK)
		cli_say("%.*s: the original is still on hold in the MTA's "
			"queue as %.*s: %s",
		    SLICE_ARG(c->entry.id), SLICE_ARG(c->entry.queue_id),
		    err.text);
}

static int
course_send(struct course *c)
{
	enum quarantine_outcome outcome = QUARANTINE_UNKNOWN;
	struct err err = ERR_INIT;
	int exit = EX_OK;

	if (is_mta(c))
		mta_send(c, &outcome, &exit);
	else
		spool_send(c, &outcome, &exit);
	outcome_say(c, outcome);
	if (outcome == QUARANTINE_RELEASED)
		original_drop(c);
	if (course_finish(c, outcome, &err) != STATUS_OK) {
		cli_say("%.*s: its outcome could not be put on record",
		    SLICE_ARG(c->entry.id));
		exit = cli_fail(&err);
	}
	return exit;
}

/* In a dry run nothing is claimed, so its state is asked here. */
static enum status
state_check(const struct course *c, struct err *err_r)
{
	struct slice state = c->entry.state;

	if (slice_equal(state, SLICE("held")) ||
	    (c->release->again && slice_equal(state, SLICE("unknown"))))
		return STATUS_OK;
	return err_set(err_r, STATUS_CONFLICT, "it is %.*s", SLICE_ARG(state));
}

int
release_one(const void *what, struct slice id, struct arena *arena)
{
	const struct release *release = what;
	struct course c = { .release = release, .arena = arena };
	struct err err = ERR_INIT;
	enum status status = course_load(&c, id, &err);

	if (status == STATUS_OK && release->dry_run)
		status = state_check(&c, &err);
	if (status == STATUS_OK)
		status = course_judge(&c, &err);
	if (status == STATUS_OK && release->dry_run) {
		out_text(stdout, c.entry.id);
		(void)fputs(": would be released\n", stdout);
		return EX_OK;
	}
	if (status == STATUS_OK)
		status = course_claim(&c, &err);
	if (status != STATUS_OK) {
		cli_say("%.*s: %s", SLICE_ARG(id), err.text);
		return cli_exit(status);
	}
	return course_send(&c);
}
