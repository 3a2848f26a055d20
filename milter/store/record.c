/*
 * record.c - writing a record's halves, keys in a fixed order.
 *
 * Personal are the sender, the recipients, the subject, the client and login,
 * the Message-ID, and of findings the excerpts and the names of files that they are in;
 * everything else is public.  A text of a
 * hostile length is cut, a list of one is counted past its ceiling, so that
 * every message can be put on record.
 */
#include "store/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "rule/rule.h"
#include "store/chain.h"
#include "store/json.h"

static struct slice
record_cut(struct slice text)
{
	return slice_sub(text, 0, RECORD_TEXT_MAX);
}

static void
record_text(struct buf *out, const char *key, struct slice text)
{
	json_add_text_or_null(out, key, record_cut(text));
}

static void
record_list(
    struct buf *out, const char *key, const struct slice *texts, size_t ntexts)
{
	size_t i;

	json_open_list(out, key);
	for (i = 0; i < ntexts; i++)
		json_add_text(out, NULL, record_cut(texts[i]));
	json_close_list(out);
}

static size_t
record_most(size_t n, size_t max)
{
	return n < max ? n : max;
}

void
record_verdict_private(const struct journal_verdict *verdict, struct buf *out)
{
	size_t i, n = record_most(verdict->nfindings, RECORD_FINDING_MAX);

	json_open_object(out, NULL);
	json_add_text(out, "sender", record_cut(verdict->sender));
	record_list(out, "recipients", verdict->rcpts, verdict->nrcpts);
	record_text(out, "subject", verdict->subject);
	record_text(out, "client", verdict->client);
	record_text(out, "login", verdict->login);
	if (verdict->message_id.len > 0)
		json_add_text(
		    out, "message_id", record_cut(verdict->message_id));
	json_open_list(out, "excerpts");
	for (i = 0; i < n; i++)
		json_add_text(
		    out, NULL, record_cut(verdict->findings[i].excerpt));
	json_close_list(out);
	json_open_list(out, "insides");
	for (i = 0; i < n; i++)
		json_add_text(
		    out, NULL, record_cut(verdict->findings[i].inside));
	json_close_list(out);
	json_close_object(out);
}

void
record_event_private(const struct journal_event *event,
    const struct journal_pair *pair, struct buf *out)
{
	json_open_object(out, NULL);
	if (event->nrcpts > 0)
		record_list(out, "recipients", event->rcpts, event->nrcpts);
	if (pair != NULL)
		json_add_text(out, pair->name, record_cut(pair->value));
	json_close_object(out);
}

static void
record_front(struct buf *out, int64_t seq, struct slice id, struct slice about)
{
	json_open_object(out, NULL);
	json_add_int(out, "seq", seq);
	json_add_text(out, "id", id);
	if (about.len > 0)
		json_add_text(out, "about", about);
}

static void
record_findings(const struct journal_verdict *verdict, struct buf *out)
{
	size_t i, n = record_most(verdict->nfindings, RECORD_FINDING_MAX);
	const struct finding *finding;

	json_open_list(out, "findings");
	for (i = 0; i < n; i++) {
		finding = &verdict->findings[i];
		json_open_object(out, NULL);
		json_add_text(out, "rule", slice_cstr(finding->rule->id));
		json_add_text(out, "action",
		    slice_cstr(rule_action_name(finding->action)));
		json_add_text(
		    out, "view", slice_cstr(text_view_name(finding->view)));
		json_add_text(out, "part", slice_cstr(finding->part));
		json_add_text(out, "how", slice_cstr(finding->how));
		json_add_int(out, "offset", (int64_t)finding->offset);
		json_add_int(out, "length", (int64_t)finding->length);
		if (finding->incomplete)
			json_add_true(out, "incomplete");
		json_close_object(out);
	}
	json_close_list(out);
	if (n < verdict->nfindings)
		json_add_int(out, "findings_left_out",
		    (int64_t)(verdict->nfindings - n));
}

static void
record_skips(const struct text_coverage *coverage, struct buf *out)
{
	size_t i, n = record_most(coverage->skipped.len, RECORD_SKIP_MAX);
	const struct text_skip *skip;

	json_open_list(out, "skipped");
	for (i = 0; i < n; i++) {
		skip = &coverage->skipped.items[i];
		json_open_object(out, NULL);
		json_add_text(out, "part", slice_cstr(skip->part));
		json_add_text(out, "why", record_cut(slice_cstr(skip->why)));
		json_close_object(out);
	}
	json_close_list(out);
	if (n < coverage->skipped.len)
		json_add_int(out, "skipped_left_out",
		    (int64_t)(coverage->skipped.len - n));
}

static void
record_defects(const struct text_coverage *coverage, struct buf *out)
{
	size_t i, n = record_most(coverage->defects.len, RECORD_SKIP_MAX);
	const struct text_defect *defect;

	json_open_list(out, "defects");
	for (i = 0; i < n; i++) {
		defect = &coverage->defects.items[i];
		json_open_object(out, NULL);
		json_add_text(out, "part", slice_cstr(defect->part));
		json_add_text(out, "defect", slice_cstr(defect->name));
		json_close_object(out);
	}
	json_close_list(out);
	if (n < coverage->defects.len)
		json_add_int(out, "defects_left_out",
		    (int64_t)(coverage->defects.len - n));
}

static void
record_coverage(const struct text_coverage *coverage, struct buf *out)
{
	if (coverage == NULL) {
		json_add_null(out, "coverage");
		return;
	}
	json_open_object(out, "coverage");
	json_add_int(out, "parts", (int64_t)coverage->parts);
	json_add_int(out, "inspected", (int64_t)coverage->inspected);
	record_skips(coverage, out);
	record_defects(coverage, out);
	json_close_object(out);
}

static void
record_approval(const struct journal_verdict *verdict, struct buf *out)
{
	if (verdict->approval_jti.len == 0) {
		json_add_null(out, "approval");
		return;
	}
	json_open_object(out, "approval");
	json_add_text(out, "jti", record_cut(verdict->approval_jti));
	json_add_text(out, "approver", record_cut(verdict->approval_approver));
	record_text(out, "kid", verdict->approval_kid);
	json_close_object(out);
}

void
record_verdict_public(const struct journal_verdict *verdict, int64_t seq,
    const char *relay, struct buf *out)
{
	char time[CLOCK_TEXT_MAX];

	record_front(out, seq, verdict->id, SLICE_EMPTY);
	json_add_text(
	    out, "time", slice_cstr(clock_format(verdict->time_us, time)));
	record_text(out, "relay", slice_cstr(relay));
	record_text(out, "queue_id", verdict->queue_id);
	record_text(out, "agent", verdict->agent);
	record_text(out, "workflow", verdict->workflow);
	record_text(out, "prompt", verdict->prompt);
	record_list(out, "sources", verdict->sources, verdict->nsources);
	record_list(out, "accounts", verdict->accounts, verdict->naccounts);
	record_text(out, "tier", verdict->tier);
	record_text(out, "template", verdict->template);
	record_text(out, "digest", verdict->digest);
	json_add_text(out, "verdict", slice_cstr(verdict->verdict));
	record_list(out, "reasons", verdict->reasons, verdict->nreasons);
	record_findings(verdict, out);
	record_coverage(verdict->coverage, out);
	record_approval(verdict, out);
	json_add_int(out, "took_us", verdict->took_us);
	record_text(out, "rules_digest", verdict->rules_digest);
	record_text(out, "settings_digest", verdict->settings_digest);
	if (verdict->release_of.len > 0)
		json_add_text(out, "release_of", verdict->release_of);
}

void
record_event_public(const struct journal_event *event, const char *id,
    int64_t seq, const char *relay, struct buf *out)
{
	char time[CLOCK_TEXT_MAX];
	size_t i;

	record_front(out, seq, slice_cstr(id), event->about);
	json_add_text(
	    out, "time", slice_cstr(clock_format(event->time_us, time)));
	record_text(out, "relay", slice_cstr(relay));
	json_add_text(out, "event", slice_cstr(event->event));
	record_text(out, "actor", event->actor);
	record_text(out, "reason", event->reason);
	for (i = 0; i < event->nfields; i++)
		record_text(out, event->fields[i].name, event->fields[i].value);
}

static const char *const content_names[] = {
	[JOURNAL_CONTENT_NONE] = "none",
	[JOURNAL_CONTENT_TEXT] = "text",
	[JOURNAL_CONTENT_FULL] = "full",
};

void
record_tail_write(const struct record_tail *tail, struct buf *out)
{
	if (tail->kind == JOURNAL_CONTENT_NONE) {
		json_add_null(out, "content");
	} else {
		json_open_object(out, "content");
		json_add_text(
		    out, "kind", slice_cstr(content_names[tail->kind]));
		json_add_int(out, "size", tail->size);
		json_add_text(out, "commitment", tail->content);
		json_close_object(out);
	}
	json_add_text_or_null(out, "private", tail->private);
	json_close_object(out);
}

/* Takes text off the end of *rest; false if it does not stand there. */
static bool
tail_take(struct slice *rest, struct slice text)
{
	if (rest->len < text.len ||
	    !slice_equal(slice_from(*rest, rest->len - text.len), text))
		return false;
	rest->len -= text.len;
	return true;
}

static bool
tail_take_hash(struct slice *rest, struct slice *hash_r)
{
	if (rest->len < 2 * (size_t)CHAIN_LEN)
		return false;
	rest->len -= 2 * (size_t)CHAIN_LEN;
	*hash_r = slice_make(rest->ptr + rest->len, 2 * (size_t)CHAIN_LEN);
	return true;
}

static bool
tail_take_size(struct slice *rest, int64_t *size_r)
{
	int64_t unit = 1;

	*size_r = 0;
	while (rest->len > 0 && ascii_digit(rest->ptr[rest->len - 1])) {
		if (unit > INT64_C(1000000000000000))
			return false;
		*size_r += unit * (rest->ptr[--rest->len] - '0');
		unit *= 10;
	}
	return unit > 1;
}

/* What stands before "private", in the reverse of the order of writing. */
static bool
tail_take_content(struct slice *rest, struct record_tail *tail_r)
{
	if (tail_take(rest, SLICE(",\"content\":null")))
		return true;
	if (!tail_take(rest, SLICE("\"}")) ||
	    !tail_take_hash(rest, &tail_r->content) ||
	    !tail_take(rest, SLICE(",\"commitment\":\"")) ||
	    !tail_take_size(rest, &tail_r->size) ||
	    !tail_take(rest, SLICE("\",\"size\":")))
		return false;
	tail_r->kind = tail_take(rest, SLICE("full")) ? JOURNAL_CONTENT_FULL :
							JOURNAL_CONTENT_TEXT;
	if (tail_r->kind == JOURNAL_CONTENT_TEXT &&
	    !tail_take(rest, SLICE("text")))
		return false;
	return tail_take(rest, SLICE(",\"content\":{\"kind\":\""));
}

bool
record_tail_read(struct slice public, struct record_tail *tail_r)
{
	struct slice rest = public;

	*tail_r = (struct record_tail){ .kind = JOURNAL_CONTENT_NONE,
		.content = SLICE_EMPTY,
		.private = SLICE_EMPTY };
	if (tail_take(&rest, SLICE(",\"private\":null}")))
		return tail_take_content(&rest, tail_r);
	return tail_take(&rest, SLICE("\"}")) &&
	    tail_take_hash(&rest, &tail_r->private) &&
	    tail_take(&rest, SLICE(",\"private\":\"")) &&
	    tail_take_content(&rest, tail_r);
}

bool
record_head_fits(const struct journal_row *row, struct buf *scratch)
{
	struct slice front, rest;

	buf_clear(scratch);
	record_front(scratch, row->seq, row->id, row->about);
	front = buf_slice(scratch);
	if (buf_failed(scratch) || !slice_starts(row->public, front))
		return false;
	rest = slice_from(row->public, front.len);
	return row->about.len > 0 ? slice_starts(rest, SLICE(",")) :
				    slice_starts(rest, SLICE(",\"time\":"));
}
