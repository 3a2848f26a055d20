/*
 * agent.h - whose mail is it?
 *
 * First match wins; all kinds in one match must hold.  The login and the
 * client address are what the MTA vouches for; the envelope sender may only
 * add to them.
 */
#ifndef CONFIG_AGENT_H
#define CONFIG_AGENT_H

#include "config/settings.h"

struct agent_traits {
	struct slice login;  /* "" if none */
	struct slice client; /* IP address, "" if unknown */
	struct slice sender; /* envelope address */
};

enum agent_match {
	AGENT_NONE, /* mail of no agent */
	AGENT_MATCHED,
	AGENT_MISMATCH /* an agent's login, but another kind does not hold */
};

/*
 * Finds the agent for traits.  *agent_r is the one that matched, or whose
 * login was used where the rest does not fit.  Pure.
 */
enum agent_match agent_find(const struct settings *settings,
    const struct agent_traits *traits, const struct settings_agent **agent_r);

#endif
