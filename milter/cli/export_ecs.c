/*
 * export_ecs.c - a record in the Elastic Common Schema (8.11): event.*, email.*,
 * observer.*, rule.*, source.*, user.*; what it has no field for is under
 * sendgate.*.
 */
#include <string.h>
#include <arpa/inet.h>

#include "cli/export.h"
#include "cli/record.h"

#define ECS_VERSION "8.11.0"

/* Sets a value that is there and says something. */
static void
set(json_t *object, const char *key, json_t *value)
{
	if (value != NULL && !json_is_null(value) &&
	    !(json_is_array(value) && json_array_size(value) == 0) &&
	    !(json_is_object(value) && json_object_size(value) == 0))
		(void)json_object_set(object, key, value);
}

static void
set_new(json_t *object, const char *key, json_t *value)
{
	set(object, key, value);
	json_decref(value);
}

static json_t *
text_of(struct slice text)
{
	return json_stringn(text.ptr, text.len);
}

static json_t *
event_of(const json_t *record, struct arena *arena)
{
	struct slice verdict = record_text(record, "verdict");
	struct slice reasons = record_join(record, "reasons", "; ", arena);
	struct slice reason = record_text(record, "reason");
	json_t *event = json_pack("{s:s, s:s, s:s}", "kind", "event", "module",
	    "sendgate", "dataset", "sendgate.journal");

	set(event, "id", json_object_get(record, "id"));
	set(event, "sequence", json_object_get(record, "seq"));
	set(event, "action",
	    json_object_get(record, verdict.len > 0 ? "verdict" : "event"));
	if (verdict.len == 0) {
		set_new(event, "category", json_pack("[s]", "configuration"));
		set_new(event, "type", json_pack("[s]", "info"));
		if (reason.len > 0)
			set_new(event, "reason", text_of(reason));
		return event;
	}
	set_new(event, "category", json_pack("[s]", "email"));
	set_new(event, "type",
	    json_pack("[s, s]", "info",
		slice_equal(verdict, SLICE("accept")) ? "allowed" : "denied"));
	set_new(event, "duration", /* nanoseconds */
	    json_integer(
		1000 * json_integer_value(json_object_get(record, "took_us"))));
	if (reasons.len > 0)
		set_new(event, "reason", text_of(reasons));
	return event;
}

static json_t *
email_of(const json_t *record)
{
	json_t *email = json_object();
	struct slice sender = record_text(record, "sender");
	const json_t *rcpts = json_object_get(record, "recipients");

	if (sender.len > 0)
		set_new(email, "from",
		    json_pack("{s:[o]}", "address", text_of(sender)));
	if (json_array_size(rcpts) > 0)
		set_new(email, "to", json_pack("{s:O}", "address", rcpts));
	set(email, "subject", json_object_get(record, "subject"));
	set(email, "local_id", json_object_get(record, "queue_id"));
	set_new(email, "direction", json_string("outbound"));
	return email;
}

static json_t *
rules_of(const json_t *record)
{
	const json_t *findings = json_object_get(record, "findings");
	json_t *ids = json_array();
	size_t i;

	for (i = 0; i < json_array_size(findings); i++)
		(void)json_array_append(
		    ids, json_object_get(json_array_get(findings, i), "rule"));
	return ids;
}

/* A client that is no address has no place in a field of type ip. */
static bool
is_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return text != NULL &&
	    (inet_pton(AF_INET, text, address) == 1 ||
		inet_pton(AF_INET6, text, address) == 1);
}

static json_t *
own_of(const json_t *record)
{
	static const char *const keys[] = { "agent", "workflow", "prompt",
		"sources", "accounts", "tier", "template", "digest", "findings",
		"coverage", "approval", "decision", "about", "scope", "mode",
		"rules_digest", "settings_digest", "release_of" };
	json_t *own = json_object();
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		set(own, keys[i], json_object_get(record, keys[i]));
	return own;
}

bool
export_ecs(struct export *export, const json_t *record, struct slice json)
{
	const json_t *client = json_object_get(record, "client");
	bool verdict = record_text(record, "verdict").len > 0;
	struct slice user = record_text(record, verdict ? "login" : "actor");
	json_t *out = json_pack("{s:{s:s}}", "ecs", "version", ECS_VERSION);

	(void)json;
	set(out, "@timestamp", json_object_get(record, "time"));
	set_new(out, "event", event_of(record, export->arena));
	if (verdict) {
		set_new(out, "email", email_of(record));
		set_new(
		    out, "rule", json_pack("{s:o}", "id", rules_of(record)));
	}
	if (is_address(json_string_value(client)))
		set_new(out, "source", json_pack("{s:O}", "ip", client));
	if (user.len > 0)
		set_new(out, "user", json_pack("{s:o}", "name", text_of(user)));
	set_new(out, "observer",
	    json_pack("{s:s, s:o}", "product", "sendgate", "hostname",
		text_of(record_text(record, "relay"))));
	set_new(out, "sendgate", own_of(record));
	return out_json(out) == EX_OK;
}
