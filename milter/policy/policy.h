/*
 * policy.h - facts and state to a decision and its reasons.
 *
 * Pure: no file, socket, clock, log, lock or global; the same facts and state
 * give the same decision, in whatever order the findings stand, and one
 * finding more never makes the verdict milder.  Everything that applies is
 * recorded as a reason; the first in the contract's order decides.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "approval/token.h"
#include "base/vec.h"
#include "config/agent.h"
#include "config/settings.h"
#include "find/find.h"
#include "text/view.h"

enum policy_verdict {
	POLICY_ACCEPT,
	POLICY_QUARANTINE,
	POLICY_TEMPFAIL,
	POLICY_REJECT
};

/* What decides, or would: the rows of a table in cause.c, strictest order first. */
enum policy_cause {
	POLICY_CAUSE_KILL, /* a switch in scope */
	POLICY_CAUSE_RULE_BLOCK,
	POLICY_CAUSE_SUPPRESSED,
	POLICY_CAUSE_REACH_TIER,
	POLICY_CAUSE_REACH_SOURCE,
	POLICY_CAUSE_MISMATCH,  /* an agent's login, otherwise not matching */
	POLICY_CAUSE_UNMATCHED, /* unmatched: reject */
	POLICY_CAUSE_FORGED,    /* X-Agent headers from no agent */
	POLICY_CAUSE_METADATA_DUPLICATE,
	POLICY_CAUSE_METADATA_MISSING,
	POLICY_CAUSE_METADATA_MALFORMED,
	POLICY_CAUSE_METADATA_ACCOUNT, /* another account than a recipient's */
	POLICY_CAUSE_RELEASE, /* a release header that is forged, used or stale */
	POLICY_CAUSE_LIMIT,
	POLICY_CAUSE_APPROVAL, /* presented and invalid */
	POLICY_CAUSE_NOT_INSPECTED,
	POLICY_CAUSE_RULE_QUARANTINE,
	POLICY_CAUSE_REVIEW,   /* review: always */
	POLICY_CAUSE_SAMPLE,   /* drawn */
	POLICY_CAUSE_TEMPLATE, /* a new template's first sends */
	POLICY_CAUSE_ACCEPT    /* nothing stood against it */
};

/* A fixed lower-case word: "rule", "approval-expired" is made of it elsewhere. */
const char *policy_cause_name(enum policy_cause cause);
const char *policy_verdict_name(enum policy_verdict verdict); /* "accept" ... */

struct policy_slices VEC(struct slice);

/* The agent's declarations.  Empty slices where a header was not there. */
struct policy_metadata {
	struct slice workflow, prompt, account, template;
	struct slice approval; /* the raw header value */
	struct policy_slices sources;
	struct policy_slices duplicate; /* header names that stood twice */
	struct policy_slices missing;   /* header names that declare asks for */
	struct policy_slices malformed; /* header names with unusable values */
	bool any;                       /* some X-Agent-* header was there */
};

/* What the message itself says: stateless, made on the connection's thread. */
struct policy_facts {
	const struct settings *settings;
	enum agent_match match;
	const struct settings_agent *agent; /* NULL where match is AGENT_NONE */
	struct policy_metadata metadata;
	struct slice sender;
	const struct slice *rcpts;
	size_t nrcpts;
	const struct findings *findings;
	const struct text_coverage *coverage;
	bool cut; /* over the size ceiling: part of it was not received */
	enum approval_result approval;
	struct approval_claims claims;
	bool release_presented; /* it carries an X-Agent-Release header */
};

/* Whom a recipient belongs to. */
struct policy_account {
	struct slice
	    id; /* the account's id; "" for a recipient in no account */
	struct slice name; /* as it stands in the book */
	struct slice key;  /* what limits count by: the id, or "domain:NAME" */
	size_t tier;       /* index into the settings' tiers */
	bool known;
};

enum policy_kill_mode {
	POLICY_KILL_HOLD,
	POLICY_KILL_TEMPFAIL,
	POLICY_KILL_REJECT
};

struct policy_kill {
	struct slice scope; /* "all", "agent=cowork" ... */
	enum policy_kill_mode mode;
};

struct policy_limit_over {
	const struct settings_limit *limit;
	int64_t retry; /* seconds until it would fit */
};

enum policy_release {
	POLICY_RELEASE_NONE, /* none presented */
	POLICY_RELEASE_VALID, /* on record, unused, in time, same content and envelope */
	POLICY_RELEASE_INVALID
};

/* What the store says, loaded inside the settle transaction. */
struct policy_state {
	const struct policy_account *accounts; /* one a recipient, same order */
	const struct policy_kill *kills;       /* every switch that is on */
	size_t nkills;
	const struct slice *suppressed; /* recipients that are */
	size_t nsuppressed;
	const struct policy_limit_over *limits;
	size_t nlimits;
	bool jti_used;
	bool key_revoked;
	enum policy_release release;
	double draw; /* [0, 1): the keyed hash of the digest */
	double
	    share; /* sampled, of the strictest tier; where review is sample */
	struct slice template; /* "" unless templates are known */
	bool template_new;
};

struct policy_reason {
	enum policy_cause cause;
	enum policy_verdict verdict; /* what it alone would decide */
	struct slice text; /* "rule pricing.discount-floor (block)": names
	                      only, never what matched */
	struct slice
	    what; /* for the reply: "pricing.discount-floor", "paused" */
	struct slice tell; /* for the reply: what the agent should do */
};

struct policy_reasons VEC(struct policy_reason);

struct policy_decision {
	enum policy_verdict verdict;
	enum policy_cause cause;       /* that decided */
	size_t tier;                   /* of the strictest recipient */
	struct policy_reasons reasons; /* all, the deciding one first */
	struct findings findings;      /* those whose conditions hold */
	bool
	    approved; /* a valid approval was there: its jti is used up if accepted */
	bool by_release; /* accepted by its release record */
	/* the pieces of the reply */
	int code;           /* 250, 451, 550 */
	const char *status; /* "5.7.1" */
	struct slice
	    what; /* "pricing.discount-floor", "limit agent-hour", "paused" */
	struct slice tell; /* "Take it out.", "retry in 30 s", "all" */
};

/*
 * Decides.  Everything in *decision_r lies in the arena or in what was handed
 * in.  STATUS_NOMEM is the only error.
 */
enum status policy_decide(const struct policy_facts *facts,
    const struct policy_state *state, struct arena *arena,
    struct policy_decision *decision_r);

/* A verdict as it stands on record. */
struct policy_recorded {
	const struct slice *reasons;
	size_t nreasons;
	enum policy_verdict verdict;
	bool approved; /* a valid approval covered it */
	bool released; /* it was let go by its release record */
};

/* The reason where a pattern ran into its limit. */
#define POLICY_REASON_RULE_LIMIT \
	"not-fully-inspected: a rule ran into its limit"

/*
 * Decides a recorded case once more with the findings of facts: every reason
 * that is no rule's stays as it was.  facts needs settings, agent, workflow and
 * recipients besides; state the recipients' accounts.  STATUS_NOMEM is the only
 * error.
 */
enum status policy_recast(const struct policy_recorded *recorded,
    const struct policy_facts *facts, const struct policy_state *state,
    struct arena *arena, struct policy_decision *decision_r);

/*
 * The reply of the contract's table for a rejection or tempfail, without code
 * and status ("sendgate ID: RULE-OR-CAUSE: TELL"), at most POLICY_REPLY_MAX
 * bytes of printable ASCII.
 */
#define POLICY_REPLY_MAX 512
void policy_reply(const struct policy_decision *decision, const char *id,
    char out[POLICY_REPLY_MAX]);

/* The decision in words for a person, several lines; the CLI and the journal share it. */
struct slice policy_decision_to_text(const struct policy_decision *decision,
    const struct policy_facts *facts, struct arena *arena);

/*
 * Reads the metadata headers of a message: the six of the contract, by name,
 * case aside; duplicates; those that the agent's declare names and that are
 * missing or empty.  agent may be NULL (then nothing is missing).  A value is
 * decoded text without control characters and at most POLICY_METADATA_MAX
 * bytes, else the header counts as malformed.
 */
#define POLICY_METADATA_MAX 1000
#define POLICY_SOURCES_MAX 100
enum status policy_metadata_read(const struct message_fields *fields,
    const struct settings_agent *agent, struct arena *arena,
    struct policy_metadata *metadata_r);

/* Is this a header that never leaves (X-Agent-*)? */
bool policy_header_is_ours(struct slice name);

/*
 * Does kill's scope cover the message?  Scopes: all, agent=, workflow=,
 * account=, template=, tier=.
 */
bool policy_kill_covers(const struct policy_kill *kill,
    const struct policy_facts *facts, const struct policy_state *state);

/* Is text a scope that can be killed (the syntax alone)? */
bool policy_scope_valid(struct slice text);

/*
 * Does the finding's rule apply to this message (for, unless), and is what was
 * found not every recipient's own?
 */
bool policy_finding_applies(const struct finding *finding,
    const struct policy_facts *facts, const struct policy_state *state);

/*
 * What the scores of the pack's rules come to, each with a hit counted once.
 * STATUS_NOMEM is the only error.
 */
enum status policy_score(const struct findings *findings, const char *pack,
    struct arena *arena, int64_t *score_r);

/* The strictest tier among the accounts. */
size_t policy_tier(
    const struct policy_facts *facts, const struct policy_state *state);

#endif
