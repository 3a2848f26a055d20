/*
 * reports.c - a report on its way: message, report, the message that it is
 * about, whom to suppress, record.  All is read before the transaction begins,
 * so that no report, however many addresses it has, makes a verdict wait.
 *
 * What it is about is asked for by the surest first: the gate's id, the
 * Message-IDs, then the addresses.  An address that merely stands in a text
 * means nothing unless mail was sent to it.
 */
#include "pipeline/reports.h"

#include <string.h>

#include "message/report.h"
#include "pipeline/inspect.h"
#include "pipeline/trips.h"
#include "policy/feedback.h"
#include "store/ladder.h"

#define FIELDS_MAX 3
#define REASON_MAX 200 /* bytes of what a report says that are repeated */

/* What is to be put on record, and the outcome that it leads to. */
struct pending {
	struct feedback feedback;
	size_t outcome;
};

struct course {
	struct store *store;
	const struct reports_input *input;
	struct arena *arena;
	struct reports_outcomes *outcomes;
	struct err *err_r;
	struct message_report report;
	/* what it is about, where an id told; then the recipients as well */
	struct feedback_original original;
	const char *found;
	struct VEC(struct pending) pending;
};

static const char found_none[] = "none";
static const char found_rcpt[] = "recipient";

static bool
is_found(const struct course *c)
{
	return c->found != found_none;
}

/* What a person said goes before what the report says. */
static enum status
add_said(struct course *c)
{
	const struct reports_input *input = c->input;
	struct message_report said = c->report;
	struct slice *item;

	memset(&said.addresses[MESSAGE_REPORT_NAMED], 0,
	    sizeof(said.addresses[0]));
	for (size_t i = 0; i < input->nrcpts; i++) {
		item =
		    VEC_PUSH(c->arena, &said.addresses[MESSAGE_REPORT_NAMED]);
		if (item != NULL)
			*item = input->rcpts[i];
	}
	if (input->nrcpts > 0)
		c->report = said;
	if (input->id.len == 0)
		return STATUS_OK;
	memset(&c->report.gate_ids, 0, sizeof(c->report.gate_ids));
	item = VEC_PUSH(c->arena, &c->report.gate_ids);
	if (item == NULL)
		return STATUS_NOMEM;
	*item = input->id;
	return arena_failed(c->arena) ? STATUS_NOMEM : STATUS_OK;
}

/* The bodies and the subject, as a reader sees them. */
static enum status
read_texts(struct course *c, const struct message *message)
{
	enum status status;
	struct text text;

	status = inspect_text(&c->input->settings->ceilings, NULL, message,
	    c->arena, &text, c->err_r);
	for (size_t i = 0; status == STATUS_OK && i < text.views.len; i++) {
		const struct text_view *view = &text.views.items[i];

		if (view->kind == TEXT_VIEW_SUBJECT ||
		    view->kind == TEXT_VIEW_BODY)
			status = message_report_text(
			    &c->report, view->text, c->arena);
	}
	return status;
}

static enum status
read_report(struct course *c)
{
	const struct message_ceilings ceilings =
	    inspect_ceilings(&c->input->settings->ceilings);
	struct message *message = arena_calloc(c->arena, 1, sizeof(*message));
	enum status status;

	if (message == NULL)
		return STATUS_NOMEM;
	status =
	    message_read(c->input->raw, &ceilings, c->arena, message, c->err_r);
	if (status == STATUS_OK)
		status = message_report_read(message, c->arena, &c->report);
	if (status == STATUS_OK && c->report.kind == MESSAGE_REPORT_NONE &&
	    c->input->complaints)
		status = read_texts(c, message);
	return status == STATUS_OK ? add_said(c) : status;
}

typedef enum status find_one(struct store *store, struct slice key,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r);

/* The first of keys that find finds; found stays as it was if none. */
static enum status
find_first(struct course *c, const struct message_report_slices *keys,
    find_one *find, const char *how)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < keys->len && !is_found(c); i++) {
		status = find(
		    c->store, keys->items[i], c->arena, &c->original, c->err_r);
		if (status == STATUS_OK)
			c->found = how;
		else if (status != STATUS_NOTFOUND)
			return status;
	}
	return STATUS_OK;
}

static enum status
find_by_ids(struct course *c)
{
	enum status status =
	    find_first(c, &c->report.gate_ids, feedback_by_id, "id");

	if (status == STATUS_OK)
		status = find_first(c, &c->report.message_ids,
		    feedback_by_message, "message-id");
	return status;
}

/* An agent's own login or address is nobody's who complains. */
static bool
is_own(const struct settings *settings, struct slice address)
{
	for (size_t i = 0; i < settings->nagents; i++) {
		const struct settings_agent *agent = &settings->agents[i];

		for (size_t k = 0; k < agent->auth.len; k++)
			if (slice_equal_nocase(
				slice_cstr(agent->auth.items[k]), address))
				return true;
		for (size_t k = 0; k < agent->sender.len; k++)
			if (slice_equal_nocase(
				slice_cstr(agent->sender.items[k]), address))
				return true;
	}
	return false;
}

/* Those of a place that mail was sent to; the original is the first one's. */
static enum status
find_rcpts(
    struct course *c, enum message_report_place place, struct policy_whom *whom)
{
	const struct message_report_slices *list = &c->report.addresses[place];
	struct feedback_original original;
	enum status status;
	struct slice *item;

	for (size_t i = 0; i < list->len && whom->len < POLICY_UNTOLD_MAX;
	     i++) {
		if (is_own(c->input->settings, list->items[i]))
			continue;
		status = feedback_by_rcpt(
		    c->store, list->items[i], c->arena, &original, c->err_r);
		if (status == STATUS_NOTFOUND)
			continue;
		if (status != STATUS_OK)
			return status;
		if (!is_found(c))
			c->original = original;
		c->found = found_rcpt;
		item = VEC_PUSH(c->arena, whom);
		if (item == NULL)
			return STATUS_NOMEM;
		*item = list->items[i];
		/* one wrote it; several may be spoken of */
		if (place == MESSAGE_REPORT_FROM ||
		    place == MESSAGE_REPORT_SENDER)
			break;
	}
	return STATUS_OK;
}

/* Whoever is named complains, whether mail to them is on record or not. */
static enum status
add_named(struct course *c, struct policy_whom *whom)
{
	const struct message_report_slices *named =
	    &c->report.addresses[MESSAGE_REPORT_NAMED];
	struct slice *item;

	for (size_t i = 0; i < named->len; i++) {
		bool there = message_report_redacted(named->items[i]) ||
		    is_own(c->input->settings, named->items[i]);

		for (size_t k = 0; k < whom->len; k++)
			there = there ||
			    slice_equal_nocase(whom->items[k], named->items[i]);
		if (there)
			continue;
		item = VEC_PUSH(c->arena, whom);
		if (item == NULL)
			return STATUS_NOMEM;
		*item = named->items[i];
	}
	return STATUS_OK;
}

static struct policy_original
policy_original_of(const struct course *c)
{
	return (struct policy_original){ c->original.sender, c->original.rcpts,
		c->original.nrcpts };
}

/* Who complains; the original too, where only its recipient can tell. */
static enum status
find_whom(struct course *c, struct policy_whom *whom_r)
{
	const struct policy_original original = policy_original_of(c);
	enum status status = STATUS_OK;

	*whom_r = (struct policy_whom)VEC_INIT;
	if (is_found(c) && c->input->nrcpts == 0 && original.nrcpts > 0)
		return policy_complaint_whom(
		    &c->report, &original, c->arena, whom_r);
	for (unsigned place = 0; place < MESSAGE_REPORT_PLACES &&
	     status == STATUS_OK && !is_found(c);
	     place++)
		status =
		    find_rcpts(c, (enum message_report_place)place, whom_r);
	return status == STATUS_OK ? add_named(c, whom_r) : status;
}

/*
 * Leaves one thing to be put on record: what the last outcome says, and whom
 * to suppress and why.
 */
static enum status
record(struct course *c, const struct feedback *feedback,
    const struct journal_pair *more)
{
	struct reports_outcome *outcome =
	    &c->outcomes->items[c->outcomes->len - 1];
	struct journal_pair *fields =
	    arena_calloc(c->arena, FIELDS_MAX, sizeof(*fields));
	struct feedback_original *original =
	    arena_calloc(c->arena, 1, sizeof(*original));
	struct pending *pending = VEC_PUSH(c->arena, &c->pending);
	size_t n = 0;

	if (fields == NULL || original == NULL || pending == NULL)
		return STATUS_NOMEM;
	fields[n++] =
	    (struct journal_pair){ "found", slice_cstr(outcome->found) };
	fields[n++] = (struct journal_pair){ "kind", outcome->what };
	if (more != NULL)
		fields[n++] = *more;
	*original = c->original;
	outcome->about = is_found(c) ? original->id : SLICE_EMPTY;
	pending->outcome = c->outcomes->len - 1;
	pending->feedback = *feedback;
	pending->feedback.kind = outcome->kind;
	pending->feedback.original = is_found(c) ? original : NULL;
	pending->feedback.rcpts = outcome->rcpts;
	pending->feedback.nrcpts = outcome->nrcpts;
	pending->feedback.fields = fields;
	pending->feedback.nfields = n;
	pending->feedback.report_id = c->report.id;
	pending->feedback.actor = c->input->actor;
	pending->feedback.time_us = c->input->now_us;
	return STATUS_OK;
}

static struct reports_outcome *
outcome_new(struct course *c, enum feedback_kind kind, struct slice what)
{
	struct reports_outcome *outcome = VEC_PUSH(c->arena, c->outcomes);

	if (outcome == NULL)
		return NULL;
	*outcome = (struct reports_outcome){
		.kind = kind,
		.what = slice_sub(what, 0, REASON_MAX),
		.found = c->found,
		.about = SLICE_EMPTY,
	};
	return outcome;
}

/* On record, and that is all. */
static enum status
take_other(struct course *c, struct slice what)
{
	struct reports_outcome *outcome = outcome_new(c, FEEDBACK_OTHER, what);
	struct feedback feedback = { .reason = SLICE_EMPTY };

	return outcome == NULL ? STATUS_NOMEM : record(c, &feedback, NULL);
}

static enum status
take_complaint(struct course *c)
{
	struct feedback feedback = { .reason = SLICE_EMPTY };
	struct reports_outcome *outcome;
	struct policy_whom whom;
	struct slice what = c->report.feedback;
	enum status status = find_whom(c, &whom);

	if (status != STATUS_OK)
		return status;
	if (what.len == 0)
		what = c->report.kind == MESSAGE_REPORT_FEEDBACK ?
		    SLICE("abuse") :
		    SLICE("forwarded");
	/* a message that tells of nobody is nobody's complaint */
	if (c->report.kind != MESSAGE_REPORT_FEEDBACK && whom.len == 0 &&
	    !is_found(c))
		return take_other(c, SLICE("unmatched"));
	outcome = outcome_new(c, FEEDBACK_COMPLAINT, what);
	if (outcome == NULL)
		return STATUS_NOMEM;
	outcome->rcpts = whom.items;
	outcome->nrcpts = whom.len;
	feedback.suppress = whom.items;
	feedback.nsuppress = whom.len;
	feedback.reason = slice_cstr(arena_printf(
	    c->arena, "complaint: %.*s", SLICE_ARG(outcome->what)));
	return record(c, &feedback, NULL);
}

/* One recipient: whose, and what it is about where no id told. */
static enum status
find_delivery(struct course *c, const struct message_report_delivery *delivery,
    struct slice *rcpt_r, bool *known_r)
{
	const struct policy_original original = policy_original_of(c);
	const struct slice said[] = { delivery->original, delivery->final };
	enum status status;

	*known_r = false;
	*rcpt_r = said[0].len > 0 ? said[0] : said[1];
	if (is_found(c)) {
		struct slice rcpt = policy_bounce_whom(delivery, &original);

		*known_r = rcpt.len > 0;
		if (*known_r)
			*rcpt_r = rcpt;
		return STATUS_OK;
	}
	for (size_t i = 0; i < 2; i++) {
		if (slice_index(said[i], '@') == SLICE_NONE)
			continue;
		status = feedback_by_rcpt(
		    c->store, said[i], c->arena, &c->original, c->err_r);
		if (status == STATUS_NOTFOUND)
			continue;
		if (status == STATUS_OK) {
			c->found = found_rcpt;
			*rcpt_r = said[i];
			*known_r = true;
		}
		return status;
	}
	return STATUS_OK;
}

static enum status
record_delivery(struct course *c,
    const struct message_report_delivery *delivery, enum policy_bounce bounce)
{
	const struct journal_pair action = { "action", delivery->action };
	struct feedback feedback = { .reason = SLICE_EMPTY };
	struct reports_outcome *outcome;
	struct slice *rcpt = arena_calloc(c->arena, 1, sizeof(*rcpt));
	enum status status;
	bool known;

	if (rcpt == NULL)
		return STATUS_NOMEM;
	status = find_delivery(c, delivery, rcpt, &known);
	if (status != STATUS_OK)
		return status;
	outcome = outcome_new(c,
	    bounce == POLICY_BOUNCE_DELAYED ? FEEDBACK_OTHER : FEEDBACK_BOUNCE,
	    bounce == POLICY_BOUNCE_DELAYED ? SLICE("delayed") :
		delivery->status.len > 0    ? delivery->status :
					      SLICE("failed"));
	if (outcome == NULL)
		return STATUS_NOMEM;
	outcome->rcpts = rcpt;
	outcome->nrcpts = rcpt->len > 0 ? 1 : 0;
	/* whom nothing was sent to, a forged report may name */
	if (bounce == POLICY_BOUNCE_ADDRESS && known) {
		feedback.suppress = rcpt;
		feedback.nsuppress = 1;
	}
	if (outcome->kind == FEEDBACK_BOUNCE)
		feedback.reason = slice_cstr(arena_printf(
		    c->arena, "bounce: %.*s", SLICE_ARG(outcome->what)));
	return record(c, &feedback, &action);
}

static enum status
take_delivery(struct course *c)
{
	const char *found = c->found;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < c->report.deliveries.len && status == STATUS_OK;
	     i++) {
		const struct message_report_delivery *delivery =
		    &c->report.deliveries.items[i];
		enum policy_bounce bounce = policy_bounce(delivery);

		c->found = found; /* each recipient for itself */
		if (bounce != POLICY_BOUNCE_NONE)
			status = record_delivery(c, delivery, bounce);
		else if (outcome_new(c, FEEDBACK_OTHER,
			     delivery->action.len > 0 ?
				 delivery->action :
				 SLICE("no failure")) == NULL)
			status = STATUS_NOMEM;
	}
	return status;
}

static enum status
take(struct course *c)
{
	enum status status = find_by_ids(c);

	if (status != STATUS_OK)
		return status;
	switch (c->report.kind) {
	case MESSAGE_REPORT_DELIVERY:
		return take_delivery(c);
	case MESSAGE_REPORT_FEEDBACK:
		return policy_is_complaint(c->report.feedback) ?
		    take_complaint(c) :
		    take_other(c, c->report.feedback);
	case MESSAGE_REPORT_NONE:
		break;
	}
	if (!c->input->complaints)
		return take_other(c,
		    c->report.automatic ? SLICE("automatic reply") :
					  SLICE("unreadable"));
	return c->report.automatic && c->input->nrcpts == 0 ?
	    take_other(c, SLICE("automatic reply")) :
	    take_complaint(c);
}

/*
 * What trips watch, and what the ladder stands on: of mail that was sent, for
 * anybody can complain about what was not.
 */
static enum status
move_figures(struct course *c, const struct feedback *feedback)
{
	const struct feedback_original *original = feedback->original;
	const struct trips_case trips = {
		.store = c->store,
		.settings = c->input->settings,
		.about = { original->agent, original->workflow,
		    original->template, original->tier, original->accounts,
		    original->naccounts },
		.more = { .complaints = feedback->kind == FEEDBACK_COMPLAINT,
		    .bounces = feedback->kind == FEEDBACK_BOUNCE },
		.now_us = c->input->now_us,
		.arena = c->arena,
	};
	const struct ladder_review review = {
		.key = { original->agent, original->workflow, original->tier },
		.passed = false,
		.about = original->id,
		.actor = c->input->actor,
		.why = "complaint",
		.time_us = c->input->now_us,
	};
	enum status status = trips_note(&trips, c->err_r);

	if (status != STATUS_OK || feedback->kind != FEEDBACK_COMPLAINT)
		return status;
	return ladder_review(c->store, c->input->settings, &review, c->err_r);
}

static enum status
record_all(struct course *c)
{
	enum status status = store_begin(c->store, c->err_r);
	struct reports_outcome *outcome;
	struct feedback_done done;

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < c->pending.len && status == STATUS_OK; i++) {
		outcome = &c->outcomes->items[c->pending.items[i].outcome];
		status = feedback_record(c->store,
		    &c->pending.items[i].feedback, c->arena, &done, c->err_r);
		outcome->suppressed = done.suppressed;
		outcome->recorded = true;
		if (status == STATUS_OK && done.counted &&
		    c->pending.items[i].feedback.original != NULL)
			status = move_figures(c, &c->pending.items[i].feedback);
	}
	if (status == STATUS_OK)
		status = store_commit(c->store, c->err_r);
	if (status != STATUS_OK)
		store_rollback(c->store);
	return status;
}

enum status
reports_take(struct store *store, const struct reports_input *input,
    struct arena *arena, struct reports_outcomes *outcomes_r, struct err *err_r)
{
	struct course c = {
		.store = store,
		.input = input,
		.arena = arena,
		.outcomes = outcomes_r,
		.err_r = err_r,
		.found = found_none,
	};
	enum status status;

	*outcomes_r = (struct reports_outcomes)VEC_INIT;
	status = read_report(&c);
	if (status == STATUS_OK)
		status = take(&c);
	if (status == STATUS_OK && c.pending.len > 0)
		status = record_all(&c);
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
