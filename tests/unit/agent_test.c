/*
 * Whose mail it is: logins, clients and senders against a list of agents.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/agent.h"

static const char agents[] =
    "listen: unix:/s\ndatabase: /d\n"
    "tiers: [{ name: t, review: none }]\nunknown_tier: t\n"
    "agents:\n"
    "  - { id: both, match: { auth: [Cowork@corp.example, c2], "
    "client: [127.0.0.0/8, '::1'] } }\n"
    "  - { id: login, match: { auth: bot } }\n"
    "  - { id: net, match: { client: ['10.1.0.0/16', '2001:db8::/33'] } }\n"
    "  - { id: all, match: { auth: third, client: 192.0.2.7, "
    "sender: ['@corp.example'] } }\n"
    "  - { id: glob, match: { client: 198.51.100.0/25, "
    "sender: ['sales-*@*.corp.example', x@y.example] } }\n"
    "  - { id: again, match: { auth: c2, client: 203.0.113.9 } }\n"
    "  - { id: sender, match: { sender: '*@agents.example' } }\n";

static const struct {
	const char *login, *client, *sender;
	enum agent_match match;
	const char *id; /* NULL: none */
} cases[] = {
	{ "cowork@corp.example", "127.0.0.1", "", AGENT_MATCHED, "both" },
	{ "COWORK@CORP.EXAMPLE", "127.255.0.1", "", AGENT_MATCHED, "both" },
	{ "cowork@corp.example", "::1", "", AGENT_MATCHED, "both" },
	{ "cowork@corp.example", "IPv6:::1", "", AGENT_MATCHED, "both" },
	{ "cowork@corp.example", "::ffff:127.0.0.1", "", AGENT_MATCHED,
	    "both" },
	/* an agent's login from elsewhere is no person's mail */
	{ "cowork@corp.example", "128.0.0.1", "", AGENT_MISMATCH, "both" },
	{ "cowork@corp.example", "", "", AGENT_MISMATCH, "both" },
	{ "cowork@corp.example", "unknown", "", AGENT_MISMATCH, "both" },
	/* but another agent may hold the same login */
	{ "c2", "203.0.113.9", "", AGENT_MATCHED, "again" },
	{ "c2", "203.0.113.8", "", AGENT_MISMATCH, "both" },
	/* a mismatched login on another agent's network is that agent's */
	{ "cowork@corp.example", "10.1.2.3", "", AGENT_MATCHED, "net" },
	/* the client alone says nothing where a login is wanted too */
	{ "", "127.0.0.1", "a@corp.example", AGENT_NONE, NULL },
	{ "person", "127.0.0.1", "", AGENT_NONE, NULL },
	{ "cowork", "127.0.0.1", "", AGENT_NONE, NULL },
	{ "bot", "", "", AGENT_MATCHED, "login" },
	{ "Bot", "9.9.9.9", "", AGENT_MATCHED, "login" },
	{ "bot2", "9.9.9.9", "", AGENT_NONE, NULL },
	{ "", "10.1.255.255", "", AGENT_MATCHED, "net" },
	{ "", "10.2.0.0", "", AGENT_NONE, NULL },
	{ "", "2001:db8:7fff::1", "", AGENT_MATCHED, "net" },
	{ "", "2001:db8:8000::1", "", AGENT_NONE, NULL },
	{ "third", "192.0.2.7", "ana@Corp.Example", AGENT_MATCHED, "all" },
	{ "third", "192.0.2.7", "ana@sub.corp.example", AGENT_MISMATCH, "all" },
	{ "third", "192.0.2.8", "ana@corp.example", AGENT_MISMATCH, "all" },
	{ "third", "192.0.2.7", "", AGENT_MISMATCH, "all" },
	{ "", "198.51.100.127", "sales-eu@a.corp.example", AGENT_MATCHED,
	    "glob" },
	{ "", "198.51.100.127", "X@Y.example", AGENT_MATCHED, "glob" },
	{ "", "198.51.100.128", "x@y.example", AGENT_NONE, NULL },
	{ "", "198.51.100.1", "sales-eu@corp.example", AGENT_NONE, NULL },
	{ "", "", "any@agents.example", AGENT_MATCHED, "sender" },
	{ "", "", "@agents.example.evil", AGENT_NONE, NULL },
	{ "", "", "", AGENT_NONE, NULL },
};

static void
agents_are_found(void **state)
{
	struct settings *settings;
	struct err err = ERR_INIT;
	const struct settings_agent *agent;

	(void)state;
	assert_int_equal(
	    settings_load_text("f", slice_cstr(agents), NULL, &settings, &err),
	    STATUS_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct agent_traits traits = { slice_cstr(cases[i].login),
			slice_cstr(cases[i].client),
			slice_cstr(cases[i].sender) };
		enum agent_match match = agent_find(settings, &traits, &agent);

		if (match != cases[i].match)
			fail_msg("case %zu: %d", i, (int)match);
		if (cases[i].id == NULL)
			assert_null(agent);
		else
			assert_string_equal(agent->id, cases[i].id);
	}
	settings_unref(settings);
}

/* "*a*a*a…b" against a long row of a's: no blow-up. */
static void
globs_are_not_exponential(void **state)
{
	static const char text[] =
	    "listen: unix:/s\ndatabase: /d\n"
	    "tiers: [{ name: t, review: none }]\nunknown_tier: t\n"
	    "agents: [{ id: a, match: { sender: "
	    "'*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b' } }]\n";
	static char sender[20000];
	struct agent_traits traits = { SLICE_EMPTY, SLICE_EMPTY,
		slice_make(sender, sizeof(sender)) };
	struct settings *settings;
	const struct settings_agent *agent;

	(void)state;
	for (size_t i = 0; i < sizeof(sender); i++)
		sender[i] = 'a';
	assert_int_equal(
	    settings_load_text("f", slice_cstr(text), NULL, &settings, NULL),
	    STATUS_OK);
	assert_int_equal(agent_find(settings, &traits, &agent), AGENT_NONE);
	sender[sizeof(sender) - 1] = 'b';
	assert_int_equal(agent_find(settings, &traits, &agent), AGENT_MATCHED);
	settings_unref(settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agents_are_found),
		cmocka_unit_test(globs_are_not_exponential),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
