/*
 * agent.c - agents against one message's traits, in the order of the file.
 *
 * Pure: it looks at nothing but its arguments.
 */
#include "config/agent.h"

static bool
auth_holds(const struct settings_agent *agent, struct slice login)
{
	for (size_t i = 0; i < agent->auth.len; i++)
		if (slice_equal_nocase(slice_cstr(agent->auth.items[i]), login))
			return login.len > 0;
	return false;
}

/*
 * Text against a pattern in which '*' stands for anything, without case.
 * Going back to the last star alone is enough, so it takes at most
 * pattern times text steps.
 */
static bool
glob_holds(struct slice pattern, struct slice text)
{
	size_t p = 0, t = 0, star = SLICE_NONE, star_t = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			star_t = t;
		} else if (p < pattern.len &&
		    ascii_lower(pattern.ptr[p]) == ascii_lower(text.ptr[t])) {
			p++;
			t++;
		} else if (star != SLICE_NONE) {
			p = star + 1;
			t = ++star_t;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

static bool
sender_holds(const struct settings_agent *agent, struct slice sender)
{
	size_t at = slice_rindex(sender, '@');

	if (sender.len == 0)
		return false;
	for (size_t i = 0; i < agent->sender.len; i++) {
		struct slice wanted = slice_cstr(agent->sender.items[i]);

		if (slice_starts(wanted, SLICE("@")) && at != SLICE_NONE &&
		    slice_equal_nocase(wanted, slice_from(sender, at)))
			return true;
		if (glob_holds(wanted, sender))
			return true;
	}
	return false;
}

enum agent_match
agent_find(const struct settings *settings, const struct agent_traits *traits,
    const struct settings_agent **agent_r)
{
	const struct settings_agent *used = NULL;

	*agent_r = NULL;
	for (size_t i = 0; i < settings->nagents; i++) {
		const struct settings_agent *agent = &settings->agents[i];

		if (agent->auth.len > 0 && !auth_holds(agent, traits->login))
			continue;
		if ((agent->nclient == 0 ||
			settings_network_match(
			    agent->client, agent->nclient, traits->client)) &&
		    (agent->sender.len == 0 ||
			sender_holds(agent, traits->sender))) {
			*agent_r = agent;
			return AGENT_MATCHED;
		}
		if (agent->auth.len > 0 && used == NULL)
			used = agent;
	}
	*agent_r = used;
	return used != NULL ? AGENT_MISMATCH : AGENT_NONE;
}
