/*
 * answer.c - decision to answer.  A held message is dropped by the MTA where
 * we keep it, and put on its hold queue where we do not.
 */
#include <stdio.h>

#include "pipeline/answer.h"

static enum mta_action
action_of(enum policy_verdict verdict, enum settings_store store)
{
	switch (verdict) {
	case POLICY_ACCEPT:
		return MTA_ACCEPT;
	case POLICY_QUARANTINE:
		return store == SETTINGS_STORE_MTA ? MTA_QUARANTINE :
						     MTA_DISCARD;
	case POLICY_REJECT:
		return MTA_REJECT;
	case POLICY_TEMPFAIL:
		break;
	}
	return MTA_TEMPFAIL;
}

void
answer_make(const struct settle_case *settled, struct mta_answer *answer_r)
{
	const struct policy_decision *decision = &settled->decision;
	enum settings_store store = settled->snapshot->settings->store;

	*answer_r = (struct mta_answer){
		.action = action_of(decision->verdict, store),
		.code = decision->code,
		.status = decision->status,
		.strip = true,
	};
	if (answer_r->action == MTA_QUARANTINE)
		snprintf(answer_r->text, sizeof(answer_r->text),
		    "sendgate %s: %s", settled->id,
		    policy_cause_name(decision->cause));
	else
		policy_reply(decision, settled->id, answer_r->text);
}
