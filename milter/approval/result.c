/*
 * result.c - what can be wrong with a token, and what the agent is told.
 *
 * The sentences say what to do next and never repeat anything of the token.
 */
#include "approval/token.h"

#include <assert.h>

struct result_row {
	const char *name;
	const char *tell;
};

static const struct result_row result_rows[] = {
	[APPROVAL_NONE] = {
		"approval-none",
		"No approval was presented.",
	},
	[APPROVAL_VALID] = {
		"approval-valid",
		"The approval is valid.",
	},
	[APPROVAL_MALFORMED] = {
		"approval-malformed",
		"The approval token is malformed; have a new one made.",
	},
	[APPROVAL_KEY_UNKNOWN] = {
		"approval-key-unknown",
		"The approval's key is not known here; "
		"have the message approved with a known key.",
	},
	[APPROVAL_KEY_REVOKED] = {
		"approval-key-revoked",
		"The approval's key is revoked; "
		"have the message approved with another key.",
	},
	[APPROVAL_SIGNATURE] = {
		"approval-signature",
		"The approval's signature does not verify; "
		"send the token as it was made, or have a new one made.",
	},
	[APPROVAL_EXPIRED] = {
		"approval-expired",
		"The approval has expired; have the message approved again.",
	},
	[APPROVAL_NOT_YET] = {
		"approval-not-yet",
		"The approval is dated ahead of the clock; try again later.",
	},
	[APPROVAL_TOO_LONG] = {
		"approval-too-long",
		"The approval is valid for longer than is allowed here; "
		"have a shorter one made.",
	},
	[APPROVAL_DIGEST] = {
		"approval-digest",
		"The approval is for another content or other recipients; "
		"send exactly what was approved, "
		"or have this message approved.",
	},
	[APPROVAL_AMBIGUOUS] = {
		"approval-ambiguous",
		"The message can be read in more than one way, "
		"so no approval covers it; "
		"send it as well-formed MIME and have that approved.",
	},
	[APPROVAL_SELF] = {
		"approval-self",
		"An agent can't approve its own message; "
		"have somebody else approve it.",
	},
	[APPROVAL_AGENT] = {
		"approval-agent",
		"The approval is for another agent; "
		"have this message approved for this one.",
	},
	[APPROVAL_APPROVER] = {
		"approval-approver",
		"The approval's key does not belong to this approver; "
		"have the message approved by whom the key belongs to.",
	},
	[APPROVAL_USED] = {
		"approval-used",
		"The approval was used already; "
		"have the message approved again.",
	},
};

const char *
approval_result_name(enum approval_result result)
{
	assert(result <= APPROVAL_USED);
	return result_rows[result].name;
}

const char *
approval_result_tell(enum approval_result result)
{
	assert(result <= APPROVAL_USED);
	return result_rows[result].tell;
}
