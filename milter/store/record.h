/*
 * record.h - a record's two halves as JSON, and the two put together again.
 *
 * The public half begins {"seq":N,"id":"...", and, of an event about a
 * message, "about":"...", and ends "content":...,"private":...}.  Both ends
 * are fixed text, so that verification compares them with the row's columns
 * without parsing.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/buf.h"
#include "store/engine.h"

#define RECORD_FINDING_MAX 1000 /* findings written; the rest is counted */
#define RECORD_SKIP_MAX 1000    /* skipped parts written; the rest is counted */
#define RECORD_TEXT_MAX 8192    /* bytes of one text; the rest is cut off */

/* What stands at the end of a public half. */
struct record_tail {
	enum journal_content kind;
	int64_t size;         /* of the content, before compression */
	struct slice content; /* hex commitments; "" for none */
	struct slice private;
};

/* The personal halves. */
void record_verdict_private(
    const struct journal_verdict *verdict, struct buf *out);
void record_event_private(const struct journal_event *event,
    const struct journal_pair *pair, struct buf *out); /* pair may be NULL */

/* The public halves, up to their tail. */
void record_verdict_public(const struct journal_verdict *verdict, int64_t seq,
    const char *relay, struct buf *out);
void record_event_public(const struct journal_event *event, const char *id,
    int64_t seq, const char *relay, struct buf *out);

/* Ends a public half; reads it back (false: it does not end like that). */
void record_tail_write(const struct record_tail *tail, struct buf *out);
bool record_tail_read(struct slice public, struct record_tail *tail_r);

/* Does the public half begin as the row's columns say? */
bool record_head_fits(const struct journal_row *row, struct buf *scratch);

/*
 * The whole record as one line of JSON with the contract's keys, in the
 * arena.  A half that is no JSON any more gives {"id","seq","unreadable"}.
 * extra (may be NULL) is a JSON object put in under the key extra_key.
 */
struct record_parts {
	const struct journal_row *row;
	struct slice decision; /* the public half of the latest one, or "" */
	const char *extra_key;
	struct slice extra;
};
enum status record_merge(const struct record_parts *parts, struct arena *arena,
    struct slice *json_r, struct err *err_r);

/* Is this public half a decision on a held message? */
bool record_is_decision(struct slice public);

#endif
