/*
 * backtest.c - one recorded verdict judged once more, under other rules.
 *
 * What the message said is read from what was kept of it; whose it was, and all
 * that was decided beside the rules, from its record.
 */
#include "cli/backtest.h"

#include <string.h>

#include "base/clock.h"
#include "cli/message.h"
#include "cli/record.h"
#include "store/book.h"
#include "store/journal.h"

/* One record on its way. */
struct course {
	const struct backtest *backtest;
	const json_t *record;
	struct arena *arena;
	struct policy_facts facts;
	struct policy_state state;
	struct policy_recorded recorded;
	struct message message;
	struct text text;
	struct findings findings;
	struct err *err_r;
};

/* A list of texts of the record, in the arena; NULL when out of memory. */
static struct slice *
texts_of(const struct course *c, const char *key, size_t *n_r)
{
	const json_t *list = json_object_get(c->record, key);
	struct slice *texts;

	*n_r = json_array_size(list);
	texts = arena_calloc(c->arena, *n_r + 1, sizeof(*texts));
	for (size_t i = 0; texts != NULL && i < *n_r; i++) {
		const json_t *item = json_array_get(list, i);

		texts[i] = slice_make(
		    json_is_string(item) ? json_string_value(item) : "",
		    json_string_length(item));
	}
	return texts;
}

static enum policy_verdict
verdict_of(struct slice name)
{
	for (int v = POLICY_ACCEPT; v <= POLICY_REJECT; v++)
		if (slice_equal(name,
			slice_cstr(
			    policy_verdict_name((enum policy_verdict)v))))
			return (enum policy_verdict)v;
	return POLICY_ACCEPT;
}

static bool
facts_read(struct course *c)
{
	struct policy_facts *facts = &c->facts;
	const json_t *approval = json_object_get(c->record, "approval");

	facts->settings = c->backtest->judge.settings;
	facts->agent =
	    judge_agent(facts->settings, record_text(c->record, "agent"));
	facts->match = AGENT_MATCHED;
	facts->metadata.workflow = record_text(c->record, "workflow");
	facts->rcpts = texts_of(c, "recipients", &facts->nrcpts);
	facts->findings = &c->findings;
	c->recorded.reasons = texts_of(c, "reasons", &c->recorded.nreasons);
	c->recorded.verdict = verdict_of(record_text(c->record, "verdict"));
	c->recorded.approved = record_text(approval, "jti").len > 0;
	c->recorded.released = record_text(c->record, "release_of").len > 0;
	return facts->rcpts != NULL && c->recorded.reasons != NULL;
}

/* Of one recipient the account is on record; of several, the book knows. */
static enum status
account_read(
    struct course *c, size_t i, const struct slice *accounts, size_t naccounts)
{
	const struct settings *settings = c->facts.settings;
	struct policy_account *account =
	    &((struct policy_account *)c->state.accounts)[i];
	struct slice tier = record_text(c->record, "tier");
	struct book_account book;
	enum status status;
	size_t at;

	*account = (struct policy_account){ .tier = settings->unknown_tier };
	if (naccounts == 1) {
		account->key = accounts[0];
		account->known = !slice_starts(accounts[0], SLICE("domain:"));
		account->id = account->known ? accounts[0] : SLICE_EMPTY;
	} else {
		status = book_lookup(c->backtest->store, c->facts.rcpts[i],
		    c->arena, &book, c->err_r);
		if (status == STATUS_NOTFOUND)
			return STATUS_OK;
		if (status != STATUS_OK)
			return status;
		account->id = account->key = book.id;
		account->known = true;
		tier = book.tier;
	}
	at = settings_tier_find(settings, tier);
	if (at != SLICE_NONE)
		account->tier = at;
	return STATUS_OK;
}

static enum status
state_read(struct course *c)
{
	struct slice *accounts;
	enum status status = STATUS_OK;
	size_t naccounts;

	accounts = texts_of(c, "accounts", &naccounts);
	c->state.template = SLICE_EMPTY;
	c->state.accounts = arena_calloc(
	    c->arena, c->facts.nrcpts + 1, sizeof(*c->state.accounts));
	if (accounts == NULL || c->state.accounts == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; status == STATUS_OK && i < c->facts.nrcpts; i++)
		status = account_read(c, i, accounts, naccounts);
	return status;
}

static enum status
full_read(struct course *c, struct slice raw)
{
	const struct settings_ceilings *max = &c->facts.settings->ceilings;
	const struct message_ceilings ceilings =
	    cli_ceilings(c->facts.settings);
	enum status status =
	    message_read(raw, &ceilings, c->arena, &c->message, c->err_r);

	if (status != STATUS_OK)
		return status;
	return inspect_text(max, c->backtest->judge.extractor, &c->message,
	    c->arena, &c->text, c->err_r);
}

/* Reads what was kept of the message; *skip_r says why it can't be judged. */
static enum status
content_read(struct course *c, enum backtest_skip *skip_r)
{
	enum journal_content kind;
	struct slice content;
	enum status status;
	bool whole = true;

	*skip_r = BACKTEST_JUDGED;
	status = journal_content_load(c->backtest->store,
	    record_text(c->record, "id"), c->arena, &kind, &content, c->err_r);
	if (status == STATUS_NOTFOUND) {
		*skip_r =
		    json_is_object(json_object_get(c->record, "content")) ?
		    BACKTEST_GONE :
		    BACKTEST_NO_CONTENT;
		return STATUS_OK;
	}
	if (status != STATUS_OK)
		return status;
	if (kind == JOURNAL_CONTENT_FULL)
		return full_read(c, content);
	status = inspect_kept_read(
	    content, c->arena, &c->message, &c->text, &whole, c->err_r);
	if (status == STATUS_OK && !whole)
		*skip_r = BACKTEST_CUT;
	return status;
}

enum status
backtest_record(const struct backtest *backtest, const json_t *record,
    struct arena *arena, struct backtest_result *result_r, struct err *err_r)
{
	const struct snapshot *snapshot = &backtest->judge.snapshot;
	struct course *c = arena_calloc(arena, 1, sizeof(*c));
	enum status status;

	memset(result_r, 0, sizeof(*result_r));
	if (c == NULL)
		return err_nomem(err_r);
	c->backtest = backtest;
	c->record = record;
	c->arena = arena;
	c->err_r = err_r;
	if (!facts_read(c))
		return err_nomem(err_r);
	result_r->old = c->recorded.verdict;
	status = content_read(c, &result_r->skip);
	if (status != STATUS_OK || result_r->skip != BACKTEST_JUDGED)
		return status;
	status = state_read(c);
	if (status == STATUS_OK)
		status = find_run(snapshot->rules,
		    snapshot->data == NULL ? NULL : &snapshot->data->find,
		    &c->message, &c->text, arena, &c->findings, err_r);
	if (status == STATUS_OK)
		status = policy_recast(&c->recorded, &c->facts, &c->state,
		    arena, &result_r->decision);
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
