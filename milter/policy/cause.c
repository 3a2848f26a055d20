/*
 * cause.c - the words for verdicts and causes.
 */
#include "policy/policy.h"

#include <assert.h>

static const char *const cause_names[] = {
	[POLICY_CAUSE_KILL] = "paused",
	[POLICY_CAUSE_RULE_BLOCK] = "rule",
	[POLICY_CAUSE_SUPPRESSED] = "suppressed",
	[POLICY_CAUSE_REACH_TIER] = "out-of-reach",
	[POLICY_CAUSE_REACH_SOURCE] = "source-out-of-reach",
	[POLICY_CAUSE_MISMATCH] = "agent-mismatch",
	[POLICY_CAUSE_UNMATCHED] = "unmatched",
	[POLICY_CAUSE_FORGED] = "forged-metadata",
	[POLICY_CAUSE_METADATA_DUPLICATE] = "duplicate-metadata",
	[POLICY_CAUSE_METADATA_MISSING] = "missing-metadata",
	[POLICY_CAUSE_METADATA_MALFORMED] = "malformed-metadata",
	[POLICY_CAUSE_METADATA_ACCOUNT] = "account-mismatch",
	[POLICY_CAUSE_RELEASE] = "release-invalid",
	[POLICY_CAUSE_LIMIT] = "limit",
	[POLICY_CAUSE_APPROVAL] = "approval",
	[POLICY_CAUSE_NOT_INSPECTED] = "not-fully-inspected",
	[POLICY_CAUSE_RULE_QUARANTINE] = "rule",
	[POLICY_CAUSE_REVIEW] = "approval-required",
	[POLICY_CAUSE_SAMPLE] = "sampled",
	[POLICY_CAUSE_TEMPLATE] = "new-template",
	[POLICY_CAUSE_ACCEPT] = "accepted",
};

static const char *const verdict_names[] = {
	[POLICY_ACCEPT] = "accept",
	[POLICY_QUARANTINE] = "quarantine",
	[POLICY_TEMPFAIL] = "tempfail",
	[POLICY_REJECT] = "reject",
};

const char *
policy_cause_name(enum policy_cause cause)
{
	assert((size_t)cause < sizeof(cause_names) / sizeof(cause_names[0]));
	return cause_names[cause];
}

const char *
policy_verdict_name(enum policy_verdict verdict)
{
	assert(
	    (size_t)verdict < sizeof(verdict_names) / sizeof(verdict_names[0]));
	return verdict_names[verdict];
}
