/*
 * merge.c - a record as people and programs read it: its halves together,
 * with the decision that was taken, keys in the contract's order.
 *
 * What is stored may have been tampered with, so nothing is believed to be
 * there; a half that is no JSON makes a line that says so, and the listing
 * goes on.
 */
#include <string.h>

#include <jansson.h>

#include "store/json.h"
#include "store/record.h"

#define MERGE_LINE_MAX ((size_t)4 << 10) /* of an unreadable record */

enum merge_source {
	MERGE_PUBLIC,
	MERGE_PERSONAL,
	MERGE_PERSONAL_LIST,
	MERGE_DECISION,
	MERGE_IF_THERE,
	MERGE_PERSONAL_IF_THERE
};

static const struct merge_key {
	const char *name;
	enum merge_source source;
} merge_keys[] = {
	{ "id", MERGE_PUBLIC },
	{ "time", MERGE_PUBLIC },
	{ "relay", MERGE_PUBLIC },
	{ "queue_id", MERGE_PUBLIC },
	{ "agent", MERGE_PUBLIC },
	{ "workflow", MERGE_PUBLIC },
	{ "prompt", MERGE_PUBLIC },
	{ "sources", MERGE_PUBLIC },
	{ "accounts", MERGE_PUBLIC },
	{ "tier", MERGE_PUBLIC },
	{ "template", MERGE_PUBLIC },
	{ "sender", MERGE_PERSONAL },
	{ "recipients", MERGE_PERSONAL_LIST },
	{ "subject", MERGE_PERSONAL },
	{ "digest", MERGE_PUBLIC },
	{ "verdict", MERGE_PUBLIC },
	{ "reasons", MERGE_PUBLIC },
	{ "findings", MERGE_PUBLIC },
	{ "findings_left_out", MERGE_IF_THERE },
	{ "coverage", MERGE_PUBLIC },
	{ "approval", MERGE_PUBLIC },
	{ "decision", MERGE_DECISION },
	{ "took_us", MERGE_PUBLIC },
	{ "client", MERGE_PERSONAL },
	{ "login", MERGE_PERSONAL },
	{ "message_id", MERGE_PERSONAL_IF_THERE },
	{ "rules_digest", MERGE_PUBLIC },
	{ "settings_digest", MERGE_PUBLIC },
	{ "release_of", MERGE_IF_THERE },
	{ "content", MERGE_IF_THERE },
	{ "seq", MERGE_PUBLIC },
};

/* Events that decide about a held message. */
static const char *const decision_events[] = {
	"release",
	"release-unknown",
	"reject",
	"expire",
};

static json_t *
merge_parse(struct slice text)
{
	json_t *value;

	if (text.len == 0)
		return NULL;
	value = json_loadb(
	    text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (value != NULL && !json_is_object(value)) {
		json_decref(value);
		value = NULL;
	}
	return value;
}

/* Sets a value that is there, or else: takes over `otherwise`. */
static bool
merge_set(json_t *out, const char *name, json_t *value, json_t *otherwise)
{
	if (value == NULL)
		return json_object_set_new(out, name, otherwise) == 0;
	json_decref(otherwise);
	return json_object_set(out, name, value) == 0;
}

/*
 * The excerpts go back to their findings, and where inside an attachment they
 * were found, where they were in one.
 */
static bool
merge_excerpts(json_t *public, json_t *private)
{
	json_t *findings = json_object_get(public, "findings");
	json_t *excerpts = json_object_get(private, "excerpts");
	json_t *insides = json_object_get(private, "insides");
	json_t *finding, *inside;
	size_t i;

	for (i = 0; i < json_array_size(findings); i++) {
		finding = json_array_get(findings, i);
		if (!json_is_object(finding))
			continue;
		if (!merge_set(finding, "excerpt", json_array_get(excerpts, i),
			json_null()))
			return false;
		inside = json_array_get(insides, i);
		if (json_string_length(inside) > 0 &&
		    json_object_set(finding, "inside", inside) != 0)
			return false;
	}
	return true;
}

static json_t *
merge_decision(struct slice text)
{
	json_t *event = merge_parse(text), *out;
	bool ok;

	if (event == NULL)
		return json_null();
	out = json_object();
	ok = out != NULL &&
	    merge_set(
		out, "kind", json_object_get(event, "event"), json_null()) &&
	    merge_set(
		out, "actor", json_object_get(event, "actor"), json_null()) &&
	    merge_set(
		out, "reason", json_object_get(event, "reason"), json_null()) &&
	    merge_set(out, "time", json_object_get(event, "time"), json_null());
	json_decref(event);
	if (!ok) {
		json_decref(out);
		return NULL;
	}
	return out;
}

static bool
merge_key(json_t *out, const struct merge_key *key, json_t *public,
    json_t *private, struct slice decision)
{
	json_t *value;

	switch (key->source) {
	case MERGE_PERSONAL:
		return merge_set(out, key->name,
		    json_object_get(private, key->name), json_null());
	case MERGE_PERSONAL_LIST:
		return merge_set(out, key->name,
		    json_object_get(private, key->name), json_array());
	case MERGE_DECISION:
		return json_object_set_new(
			   out, key->name, merge_decision(decision)) == 0;
	case MERGE_IF_THERE:
	case MERGE_PERSONAL_IF_THERE:
		value = json_object_get(
		    key->source == MERGE_IF_THERE ? public : private,
		    key->name);
		return value == NULL || json_is_null(value) ||
		    json_object_set(out, key->name, value) == 0;
	default:
		return merge_set(out, key->name,
		    json_object_get(public, key->name), json_null());
	}
}

static bool
merge_verdict(
    json_t *out, json_t *public, json_t *private, struct slice decision)
{
	size_t i;

	if (!merge_excerpts(public, private))
		return false;
	for (i = 0; i < sizeof(merge_keys) / sizeof(merge_keys[0]); i++)
		if (!merge_key(out, &merge_keys[i], public, private, decision))
			return false;
	(void)json_object_del(json_object_get(out, "content"), "commitment");
	return private != NULL ||
	    json_object_set_new(out, "erased", json_true()) == 0;
}

/* Everything of the public half but what is the chain's, then the rest. */
static bool
merge_event(json_t *out, json_t *public, json_t *private)
{
	const char *name;
	json_t *value;

	json_object_foreach(public, name, value) if (strcmp(name, "seq") != 0 &&
	    strcmp(name, "content") != 0 && strcmp(name, "private") != 0 &&
	    json_object_set(out, name, value) != 0) return false;
	json_object_foreach(private, name,
	    value) if (json_object_set(out, name, value) != 0) return false;
	value = json_object_get(public, "seq");
	return value == NULL || json_object_set(out, "seq", value) == 0;
}

static enum status
merge_unreadable(const struct journal_row *row, struct arena *arena,
    struct slice *json_r, struct err *err_r)
{
	struct buf line;

	buf_init(&line, MERGE_LINE_MAX);
	json_open_object(&line, NULL);
	json_add_text(&line, "id", slice_sub(row->id, 0, RECORD_TEXT_MAX / 16));
	json_add_int(&line, "seq", row->seq);
	json_add_true(&line, "unreadable");
	json_close_object(&line);
	*json_r = arena_copy(arena, buf_slice(&line));
	if (buf_failed(&line))
		json_r->ptr = NULL;
	buf_free_wiped(&line);
	return json_r->ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
merge_dump(const json_t *value, struct arena *arena, struct slice *json_r,
    struct err *err_r)
{
	char *text = json_dumps(value, JSON_COMPACT);

	if (text == NULL)
		return err_nomem(err_r);
	*json_r = arena_copy(arena, slice_cstr(text));
	explicit_bzero(text, strlen(text));
	free(text);
	return json_r->ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static bool
merge_extra(json_t *out, const struct record_parts *parts)
{
	json_t *extra;

	if (parts->extra_key == NULL)
		return true;
	extra = merge_parse(parts->extra);
	return extra != NULL &&
	    json_object_set_new(out, parts->extra_key, extra) == 0;
}

enum status
record_merge(const struct record_parts *parts, struct arena *arena,
    struct slice *json_r, struct err *err_r)
{
	json_t *public = merge_parse(parts->row->public);
	json_t *private = merge_parse(parts->row->private);
	json_t *out = json_object();
	enum status status;
	bool ok;

	if (public == NULL) {
		status = merge_unreadable(parts->row, arena, json_r, err_r);
		goto out;
	}
	if (json_object_get(public, "event") != NULL)
		ok = merge_event(out, public, private);
	else
		ok = merge_verdict(out, public, private, parts->decision);
	if (out != NULL && ok && merge_extra(out, parts))
		status = merge_dump(out, arena, json_r, err_r);
	else
		status = err_nomem(err_r);
out:
	json_decref(out);
	json_decref(private);
	json_decref(public);
	return status;
}

bool record_is_decision(struct slice public)
{
	json_t *record = merge_parse(public);
	const char *event = json_string_value(json_object_get(record, "event"));
	bool found = false;
	size_t i;

	for (i = 0; event != NULL && !found &&
	     i < sizeof(decision_events) / sizeof(decision_events[0]);
	     i++)
		found = strcmp(event, decision_events[i]) == 0;
	json_decref(record);
	return found;
}
