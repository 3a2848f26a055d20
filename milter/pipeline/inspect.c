/*
 * inspect.c - bytes to facts, in the order in which one needs the other:
 * message, text, findings, digest, metadata, approval.
 */
#include <string.h>

#include "base/clock.h"
#include "message/report.h"
#include "pipeline/inspect.h"
#include "text/header.h"

#define INSPECT_SELF_MAX (2 * SETTINGS_LIST_MAX + 4)

/* One inspection on its way. */
struct course {
	const struct inspect_params *params;
	struct arena *arena;
	struct inspection *in;
	struct err *err_r;
};

struct message_ceilings
inspect_ceilings(const struct settings_ceilings *max)
{
	return (struct message_ceilings){
		.parts = (size_t)max->parts,
		.depth = (size_t)max->depth,
		.fields = (size_t)max->fields,
		.decoded = (size_t)max->decoded,
	};
}

enum status
inspect_text(const struct settings_ceilings *max, struct extractor *extractor,
    const struct message *message, struct arena *arena, struct text *text_r,
    struct err *err_r)
{
	struct text_params params = {
		.max_bytes = (size_t)max->decoded,
		.ceilings = inspect_ceilings(max),
		.deadline_us = clock_monotonic_us() + max->time * CLOCK_SECOND,
	};
	struct extract extract;

	if (extractor != NULL) {
		extract_init(extractor, max, params.deadline_us, &extract);
		params.opener = &extract.opener;
	}
	return text_read(message, &params, arena, text_r, err_r);
}

static enum status
read_views(struct course *c)
{
	const struct snapshot *snapshot = c->params->snapshot;
	const struct settings_ceilings *max = &snapshot->settings->ceilings;
	const struct message_ceilings ceilings = inspect_ceilings(max);
	struct inspection *in = c->in;
	enum status status;

	status = message_read(
	    c->params->raw, &ceilings, c->arena, &in->message, c->err_r);
	if (status == STATUS_OK)
		status = inspect_text(max, c->params->extractor, &in->message,
		    c->arena, &in->text, c->err_r);
	if (status == STATUS_OK)
		status = find_run(snapshot->rules,
		    snapshot->data == NULL ? NULL : &snapshot->data->find,
		    &in->message, &in->text, c->arena, &in->findings, c->err_r);
	if (status == STATUS_OK && c->params->agent != NULL)
		status = template_read(&in->message, &in->text, in->facts.rcpts,
		    in->facts.nrcpts, c->arena, &in->words);
	return status;
}

static struct slice
message_id_of(const struct message_fields *fields, struct arena *arena)
{
	const struct message_field *field =
	    message_field_find(fields, SLICE("Message-ID"));
	struct slice value, id;

	if (field == NULL)
		return SLICE_EMPTY;
	value = message_field_unfold(field->value, arena);
	return message_id_next(&value, &id) ? id : SLICE_EMPTY;
}

/* Subject, the agent's declarations, and the release token. */
static enum status
read_headers(struct course *c)
{
	struct inspection *in = c->in;
	const struct message_fields *fields = &in->message.root->fields;
	const struct message_field *field;
	bool exact;
	enum status status;

	in->subject = SLICE_EMPTY;
	in->message_id = message_id_of(fields, c->arena);
	in->release_token = SLICE_EMPTY;
	field = message_field_find(fields, SLICE("Subject"));
	if (field != NULL) {
		status = text_header_canonical(
		    field->value, c->arena, &in->subject, &exact);
		if (status != STATUS_OK)
			return status;
	}
	field = message_field_find(fields, SLICE("X-Agent-Release"));
	if (field != NULL) {
		in->facts.release_presented = true;
		/* of several none is believed */
		if (message_field_next(
			fields, field, SLICE("X-Agent-Release")) == NULL)
			in->release_token = slice_trim(field->value);
	}
	return policy_metadata_read(
	    fields, c->params->agent, c->arena, &in->facts.metadata);
}

static void
self_add(struct slice *selves, size_t *n, struct slice self)
{
	if (self.len > 0 && *n < INSPECT_SELF_MAX)
		selves[(*n)++] = self;
}

/*
 * Who may not be the approver: the agent by its logins, its addresses, and the
 * sender that it gave this message.
 */
static enum status
list_selves(struct course *c, const struct slice **selves_r, size_t *n_r)
{
	const struct settings_agent *agent = c->params->agent;
	const struct envelope *envelope = c->params->envelope;
	struct slice *selves;
	size_t i;

	*n_r = 0;
	selves = arena_calloc(c->arena, INSPECT_SELF_MAX, sizeof(*selves));
	if (selves == NULL)
		return STATUS_NOMEM;
	*selves_r = selves;
	self_add(selves, n_r, envelope->login);
	self_add(selves, n_r, envelope->sender);
	for (i = 0; i < agent->auth.len; i++)
		self_add(selves, n_r, slice_cstr(agent->auth.items[i]));
	for (i = 0; i < agent->sender.len; i++)
		self_add(selves, n_r, slice_cstr(agent->sender.items[i]));
	return STATUS_OK;
}

static enum status
verify_token(
    struct course *c, struct slice token, const struct approval_keys *keys)
{
	const struct inspect_params *params = c->params;
	struct inspection *in = c->in;
	const struct approval_key *key;
	struct approval_check check = {
		.keys = keys,
		.digest = in->digest.hex,
		.plain = !params->cut && message_is_plain(&in->message),
		.agent = slice_cstr(params->agent->id),
		.now = params->now_us / CLOCK_SECOND,
		.max_ttl = params->snapshot->settings->approval_max_ttl,
	};
	enum status status;

	status = list_selves(c, &check.selves, &check.nselves);
	if (status == STATUS_OK)
		status = approval_token_verify(token, &check, c->arena,
		    &in->facts.claims, &in->facts.approval);
	if (status != STATUS_OK)
		return status;
	key = approval_keys_find(keys, in->facts.claims.kid);
	if (in->facts.approval == APPROVAL_VALID && key != NULL)
		memcpy(in->approval_public, key->public, CRYPT_KEY_LEN);
	return STATUS_OK;
}

static enum status
read_approval(struct course *c)
{
	struct approval_keys *keys = NULL;
	struct slice value = c->in->facts.metadata.approval, token;
	enum status status;

	c->in->facts.approval = APPROVAL_NONE;
	if (value.len == 0 || c->params->agent == NULL ||
	    c->params->keyring == NULL)
		return STATUS_OK;
	status = approval_token_extract(value, c->arena, &token);
	if (status != STATUS_OK || token.len == 0)
		return status;
	status = approval_keyring_current(c->params->keyring, &keys, c->err_r);
	if (status != STATUS_OK)
		return status;
	status = verify_token(c, token, keys);
	approval_keys_unref(keys);
	return status;
}

static void
fill_facts(struct course *c)
{
	const struct inspect_params *params = c->params;
	struct policy_facts *facts = &c->in->facts;

	facts->settings = params->snapshot->settings;
	facts->match = params->match;
	facts->agent = params->agent;
	facts->sender = params->envelope->sender;
	facts->rcpts = params->envelope->rcpts.items;
	facts->nrcpts = params->envelope->rcpts.len;
	facts->findings = &c->in->findings;
	facts->coverage = &c->in->text.coverage;
	facts->cut = params->cut;
}

enum status
inspect_run(const struct inspect_params *params, struct arena *arena,
    struct inspection *inspection_r, struct err *err_r)
{
	struct course c = { params, arena, inspection_r, err_r };
	enum status status;

	memset(inspection_r, 0, sizeof(*inspection_r));
	inspection_r->template_of = SLICE_EMPTY;
	fill_facts(&c);
	status = read_views(&c);
	if (status == STATUS_OK)
		status = approval_digest_make(&inspection_r->message,
		    params->envelope->rcpts.items, params->envelope->rcpts.len,
		    arena, &inspection_r->digest, err_r);
	if (status == STATUS_OK)
		status = read_headers(&c);
	if (status == STATUS_OK)
		status = read_approval(&c);
	if (status == STATUS_NOMEM)
		return err_nomem(err_r);
	return status;
}

enum agent_match
inspect_agent(const struct settings *settings, const struct envelope *envelope,
    const struct settings_agent **agent_r)
{
	const struct agent_traits traits = {
		.login = envelope->login,
		.client = envelope->client,
		.sender = envelope->sender,
	};

	*agent_r = NULL;
	return agent_find(settings, &traits, agent_r);
}
