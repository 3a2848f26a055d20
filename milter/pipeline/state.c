/*
 * state.c - what the store knows about one message: accounts, switches, used
 * tokens and release records, all read in the transaction that will record
 * the verdict.
 */
#include <string.h>

#include "base/clock.h"
#include "pipeline/limits.h"
#include "pipeline/state.h"
#include "store/approvals.h"
#include "store/book.h"
#include "store/ladder.h"
#include "store/quarantine.h"
#include "store/suppress.h"
#include "store/switches.h"

#define DRAW_BITS 53 /* of a double's fraction */

/* One state on its way. */
struct course {
	struct store *store;
	const struct snapshot *snapshot;
	struct inspection *in;
	int64_t now_us;
	struct arena *arena;
	struct policy_state *state;
	struct err *err_r;
};

static enum status
load_account(struct course *c, struct slice rcpt, bool stale,
    struct policy_account *account)
{
	const struct settings *settings = c->snapshot->settings;
	struct book_account book;
	struct slice domain;
	enum status status;
	size_t tier;

	account->id = account->name = SLICE_EMPTY;
	account->tier = settings->unknown_tier;
	status = book_lookup(c->store, rcpt, c->arena, &book, c->err_r);
	if (status == STATUS_NOTFOUND) {
		domain = envelope_domain(envelope_normal(rcpt, c->arena));
		account->key = slice_cstr(
		    arena_printf(c->arena, "domain:%.*s", SLICE_ARG(domain)));
		return arena_failed(c->arena) ? STATUS_NOMEM : STATUS_OK;
	}
	if (status != STATUS_OK)
		return status;
	account->id = account->key = book.id;
	account->name = book.name;
	account->known = true;
	/* a tier that the configuration dropped is as good as unknown */
	tier = settings_tier_find(settings, book.tier);
	if (tier != SLICE_NONE && !stale)
		account->tier = tier;
	return STATUS_OK;
}

static enum status
book_is_stale(struct course *c, bool *stale_r)
{
	const struct settings *settings = c->snapshot->settings;
	struct book_info info;
	enum status status;

	*stale_r = false;
	if (!settings->accounts_strict || settings->accounts_max_age == 0)
		return STATUS_OK;
	status = book_info(c->store, &info, c->err_r);
	if (status == STATUS_OK)
		*stale_r = c->now_us - info.imported_us >
		    settings->accounts_max_age * CLOCK_SECOND;
	return status;
}

static enum status
load_accounts(struct course *c)
{
	const struct policy_facts *facts = &c->in->facts;
	struct policy_account *accounts;
	bool stale;
	enum status status;
	size_t i;

	accounts = arena_calloc(c->arena, facts->nrcpts + 1, sizeof(*accounts));
	if (accounts == NULL)
		return STATUS_NOMEM;
	status = book_is_stale(c, &stale);
	for (i = 0; i < facts->nrcpts && status == STATUS_OK; i++)
		status = load_account(c, facts->rcpts[i], stale, &accounts[i]);
	c->state->accounts = accounts;
	return status;
}

static enum policy_kill_mode
kill_mode(struct slice mode)
{
	if (slice_equal(mode, SLICE("reject")))
		return POLICY_KILL_REJECT;
	if (slice_equal(mode, SLICE("tempfail")))
		return POLICY_KILL_TEMPFAIL;
	return POLICY_KILL_HOLD;
}

static enum status
load_kills(struct course *c)
{
	struct store_switch *switches;
	struct policy_kill *kills;
	size_t i, n;
	enum status status;

	status = store_switch_load(
	    c->store, c->state->template, c->arena, &switches, &n, c->err_r);
	if (status != STATUS_OK || n == 0)
		return status;
	kills = arena_calloc(c->arena, n, sizeof(*kills));
	if (kills == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < n; i++) {
		kills[i].scope = switches[i].scope;
		kills[i].mode = kill_mode(switches[i].mode);
	}
	c->state->kills = kills;
	c->state->nkills = n;
	return STATUS_OK;
}

static enum status
load_approval(struct course *c)
{
	const struct policy_facts *facts = &c->in->facts;
	enum status status;

	if (facts->approval != APPROVAL_VALID)
		return STATUS_OK;
	status = store_jti_used(c->store, facts->claims.kid, facts->claims.jti,
	    &c->state->jti_used, c->err_r);
	if (status != STATUS_OK)
		return status;
	return store_key_revoked(
	    c->store, c->in->approval_public, &c->state->key_revoked, c->err_r);
}

static const struct settings_agent *
agent_by_id(const struct settings *settings, struct slice id)
{
	size_t i;

	for (i = 0; i < settings->nagents; i++)
		if (slice_equal(slice_cstr(settings->agents[i].id), id))
			return &settings->agents[i];
	return NULL;
}

/* The message that was held speaks for the one that comes back. */
static void
take_over(struct course *c, const struct quarantine_entry *entry)
{
	struct policy_facts *facts = &c->in->facts;

	facts->agent = agent_by_id(c->snapshot->settings, entry->agent);
	facts->match = facts->agent != NULL ? AGENT_MATCHED : AGENT_NONE;
	facts->metadata.workflow = entry->workflow;
	facts->metadata.prompt = entry->prompt;
	c->in->template_of = entry->template;
}

static enum status
load_release(struct course *c, struct slice *release_of_r)
{
	const struct policy_facts *facts = &c->in->facts;
	const struct release_match match = {
		.token = c->in->release_token,
		.digest = slice_cstr(c->in->digest.hex),
		.sender = facts->sender,
		.rcpts = facts->rcpts,
		.nrcpts = facts->nrcpts,
		.now_us = c->now_us,
	};
	struct quarantine_entry entry;
	enum status status;

	c->state->release = POLICY_RELEASE_NONE;
	if (!facts->release_presented)
		return STATUS_OK;
	c->state->release = POLICY_RELEASE_INVALID;
	if (match.token.len == 0)
		return STATUS_OK;
	status = release_find(c->store, &match, c->arena, &entry, c->err_r);
	if (status == STATUS_NOTFOUND)
		return STATUS_OK;
	if (status != STATUS_OK)
		return status;
	c->state->release = POLICY_RELEASE_VALID;
	*release_of_r = entry.id;
	take_over(c, &entry);
	return STATUS_OK;
}

/* How much of such mail is held: by its record, where the tier is sampled. */
static enum status
load_share(struct course *c)
{
	const struct policy_facts *facts = &c->in->facts;
	const struct settings *settings = c->snapshot->settings;
	const struct settings_tier *tier =
	    &settings->tiers[policy_tier(facts, c->state)];
	struct ladder_key key = { .workflow = facts->metadata.workflow,
		.tier = slice_cstr(tier->name) };
	struct policy_reviews reviews;
	enum status status;

	if (tier->review != SETTINGS_REVIEW_SAMPLE || facts->agent == NULL)
		return STATUS_OK;
	key.agent = slice_cstr(facts->agent->id);
	status = ladder_load(c->store, &key, &reviews, c->err_r);
	c->state->share = policy_ladder(settings, tier, &reviews).share;
	return status;
}

/* The draw: nobody without the key can foresee it, and it never changes. */
static enum status
load_draw(struct course *c)
{
	unsigned char mac[CRYPT_SHA256_LEN];
	uint64_t bits = 0;
	size_t i;

	if (crypt_hmac(c->snapshot->sample_key, slice_cstr(c->in->digest.hex),
		mac) != STATUS_OK)
		return err_set(c->err_r, STATUS_INTERNAL, "HMAC failed");
	for (i = 0; i < sizeof(bits); i++)
		bits = bits << 8 | mac[i];
	c->state->draw = (double)(bits >> (64 - DRAW_BITS)) /
	    (double)((uint64_t)1 << DRAW_BITS);
	return load_share(c);
}

static enum status
load_suppressed(struct course *c)
{
	const struct policy_facts *facts = &c->in->facts;
	struct slice *suppressed =
	    arena_calloc(c->arena, facts->nrcpts + 1, sizeof(*suppressed));
	enum status status = STATUS_OK;
	bool covers;

	if (suppressed == NULL)
		return STATUS_NOMEM;
	c->state->suppressed = suppressed;
	for (size_t i = 0; status == STATUS_OK && i < facts->nrcpts; i++) {
		status = suppress_covers(c->store, facts->rcpts[i], c->now_us,
		    c->arena, &covers, c->err_r);
		if (status == STATUS_OK && covers)
			suppressed[c->state->nsuppressed++] = facts->rcpts[i];
	}
	return status;
}

static enum status
load_limits(struct course *c)
{
	const struct limits_case limits = { c->store, &c->in->facts, c->state,
		c->now_us, c->arena };

	return limits_check(
	    &limits, &c->state->limits, &c->state->nlimits, c->err_r);
}

enum status
state_load(struct store *store, const struct snapshot *snapshot,
    struct inspection *inspection, int64_t now_us, struct arena *arena,
    struct policy_state *state_r, struct state_found *found_r,
    struct err *err_r)
{
	struct course c = { store, snapshot, inspection, now_us, arena, state_r,
		err_r };
	enum status status;

	memset(state_r, 0, sizeof(*state_r));
	state_r->template = SLICE_EMPTY;
	found_r->release_of = SLICE_EMPTY;
	status = load_accounts(&c);
	if (status == STATUS_OK)
		status = load_suppressed(&c);
	if (status == STATUS_OK)
		status = load_approval(&c);
	if (status == STATUS_OK)
		status = load_release(&c, &found_r->release_of);
	if (status == STATUS_OK)
		status = load_draw(&c);
	/* last: a release says whose mail it is */
	if (status == STATUS_OK)
		status = template_state_load(store, inspection, arena, state_r,
		    &found_r->template, err_r);
	if (status == STATUS_OK)
		status = load_kills(&c);
	if (status == STATUS_OK)
		status = load_limits(&c);
	if (status == STATUS_NOMEM)
		return err_nomem(err_r);
	return status;
}
