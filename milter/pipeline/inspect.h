/*
 * inspect.h - the stateless half: bytes to facts.
 *
 * message -> text -> findings -> digest -> approval's signature.  The daemon
 * runs it on the connection's thread, `scan` and `release` in the CLI; it
 * touches no shared state and writes nothing.
 */
#ifndef PIPELINE_INSPECT_H
#define PIPELINE_INSPECT_H

#include "approval/digest.h"
#include "approval/keys.h"
#include "message/envelope.h"
#include "pipeline/extract.h"
#include "pipeline/snapshot.h"
#include "policy/policy.h"
#include "text/template.h"

struct inspect_params {
	const struct snapshot *snapshot;
	struct extractor *extractor;      /* or NULL: attachments stay shut */
	struct approval_keyring *keyring; /* or NULL: no approvals */
	const struct envelope *envelope;
	struct slice raw; /* must outlive the inspection */
	bool cut;
	enum agent_match match;
	const struct settings_agent *agent;
	int64_t now_us;
};

struct inspection {
	struct message message;
	struct text text;
	struct findings findings;
	struct template_text words; /* of an agent's message; else none */
	struct slice template_of;   /* known otherwise, or "" */
	struct approval_digest digest;
	struct slice subject;       /* decoded */
	struct slice message_id;    /* without its brackets, "" if none */
	struct slice release_token; /* value of X-Agent-Release, "" if none */
	unsigned char approval_public
	    [CRYPT_KEY_LEN]; /* of the key that signed, where approval is VALID */
	struct policy_facts facts;
};

/*
 * STATUS_NOMEM, STATUS_BUSY, STATUS_CONFIG (a broken approvers file while a
 * token was presented) and STATUS_INTERNAL are the errors.
 */
enum status inspect_run(const struct inspect_params *params,
    struct arena *arena, struct inspection *inspection_r, struct err *err_r);

/*
 * A message's views, its attachments opened, within the ceilings.  STATUS_NOMEM,
 * STATUS_BUSY (no helper came free in time) and STATUS_INTERNAL are the errors.
 */
enum status inspect_text(const struct settings_ceilings *max,
    struct extractor *extractor, const struct message *message,
    struct arena *arena, struct text *text_r, struct err *err_r);

/* The settings' ceilings, as message/ takes them. */
struct message_ceilings inspect_ceilings(const struct settings_ceilings *max);

/* Whose mail: traits from the envelope against the settings. */
enum agent_match inspect_agent(const struct settings *settings,
    const struct envelope *envelope, const struct settings_agent **agent_r);

/*
 * What inspect_kept_text kept, as a message of those header fields and the
 * views that it had; *whole_r is false where some of it was cut off.
 * STATUS_NOMEM is the only error.
 */
enum status inspect_kept_read(struct slice kept, struct arena *arena,
    struct message *message_r, struct text *text_r, bool *whole_r,
    struct err *err_r);

/* The views' text as it is kept in the journal (headers and bodies), in the arena. */
struct slice inspect_kept_text(
    const struct inspection *inspection, struct arena *arena);

#endif
