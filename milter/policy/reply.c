/*
 * reply.c - the words of a rejection or tempfail, to the contract's table.
 */
#include "policy/policy.h"

#include <stdio.h>

void
policy_reply(const struct policy_decision *decision, const char *id,
    char out[POLICY_REPLY_MAX])
{
	char *p;

	if (decision->tell.len > 0)
		snprintf(out, POLICY_REPLY_MAX, "sendgate %s: %.*s: %.*s", id,
		    SLICE_ARG(decision->what), SLICE_ARG(decision->tell));
	else
		snprintf(out, POLICY_REPLY_MAX, "sendgate %s: %.*s", id,
		    SLICE_ARG(decision->what));
	for (p = out; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}
