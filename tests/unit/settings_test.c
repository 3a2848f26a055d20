/*
 * The configuration: the contract's sample, defaults, and every error with its
 * place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/settings.h"

/* The contract's sample to the letter. */
static const char sample[] =
    "owner: revops@corp.example            # accountable for the four controls\n"
    "listen: unix:/run/sendgate/milter.sock   # or inet:PORT@127.0.0.1\n"
    "user: sendgate                        # optional: without it, who started it\n"
    "socket: { mode: 0660, group: postfix }\n"
    "database: /var/lib/sendgate/sendgate.db\n"
    "rules: [/etc/sendgate/rules]          # folders or files\n"
    "approvers: /etc/sendgate/approvers.jwks\n"
    "keys: /var/lib/sendgate/keys          # the relay's own secrets (signing, hashing, sampling): made at first start, 0700\n"
    "\n"
    "agents:                               # first match wins; all kinds in one match must hold\n"
    "  - id: cowork\n"
    "    match: { auth: [cowork@corp.example], client: [127.0.0.0/8] }\n"
    "    declare: [workflow, sources]      # metadata headers that must be there\n"
    "    reach: { tiers: [strategic, opportunity, standard, cold], sources: [crm.accounts, mail.history] }\n"
    "unmatched: pass                       # mail that no agent matches: pass untouched\n"
    "\n"
    "tiers:                                # strictest first; a message takes the strictest of its recipients\n"
    "  - { name: strategic,   review: always, unapproved: quarantine }\n"
    "  - { name: opportunity, review: always, unapproved: quarantine }\n"
    "  - { name: standard,    review: always, unapproved: reject }\n"
    "  - { name: cold,        review: sample, sample: { start: 1.0, floor: 0.02 } }\n"
    "unknown_tier: strategic               # a recipient who is in no account\n"
    "\n"
    "quarantine: { store: spool, expire: 14d, inject: smtp://127.0.0.1:25 }   # or store: mta\n"
    "limits:\n"
    "  - { name: agent-hour,   per: agent,    count: recipients, max: 200, in: 1h,  over: tempfail }\n"
    "  - { name: account-day,  per: account,  count: messages,   max: 3,   in: 24h, over: reject }\n"
    "  - { name: agent-day,    per: agent,    count: accounts,   max: 150, in: 24h, over: quarantine }   # distinct accounts touched\n"
    "  - { name: template-hr,  per: template, count: messages,   max: 50,  in: 1h,  over: quarantine }\n"
    "trips:\n"
    "  - { name: complaint,  watch: complaints,  per: workflow, max: 0,    in: 24h }\n"
    "  - { name: rejections, watch: reject-rate, per: workflow, max: 0.2,  in: 1h, least: 20 }\n"
    "  - { name: spike,      watch: volume,      per: agent,    max: 3x,   in: 10m, least: 50, baseline: 7d }\n"
    "templates: { first: 5 }               # a new template's first sends are held for review\n"
    "accounts: { max_age: 7d }             # an older book is stale: said in status and reports; with `stale: strict` all take unknown_tier\n"
    "owner_review: 7d                      # how often the owner signs the report off\n"
    "journal: { keep: { accepted: text, rejected: full, quarantined: full }, retain: 400d }\n";

/* The least that loads. */
#define LEAST                                       \
	"listen: unix:/run/s\n"                     \
	"database: /var/s.db\n"                     \
	"agents: [{ id: a, match: { auth: a } }]\n" \
	"tiers: [{ name: t, review: none }]\n"      \
	"unknown_tier: t\n"

static void
explain(const struct diag_list *diags, struct buf *buf)
{
	char line[DIAG_TEXT_MAX * 2];

	buf_init(buf, 1 << 20);
	for (size_t i = 0; i < diags->len; i++) {
		diag_format(&diags->items[i], line, sizeof(line));
		assert_true(buf_printf(buf, "%s\n", line));
	}
}

/* Loads text, which must be good; warnings are counted. */
static struct settings *
load_good(const char *path, const char *text, size_t *warnings_r)
{
	struct diag_list diags;
	struct settings *settings;
	struct err err = ERR_INIT;
	struct buf buf;

	diag_init(&diags);
	if (settings_load_text(
		path, slice_cstr(text), &diags, &settings, &err) != STATUS_OK) {
		explain(&diags, &buf);
		fail_msg("%s\n%s", err.text, buf_cstr(&buf));
	}
	assert_int_equal(diags.errors, 0);
	if (warnings_r != NULL)
		*warnings_r = diags.warnings;
	diag_free(&diags);
	return settings;
}

/* Loads text, of which wanted must be said; level is "error" or "warning". */
static void
expect_said(const char *text, const char *wanted)
{
	struct diag_list diags;
	struct settings *settings;
	struct err err = ERR_INIT;
	struct buf buf;
	enum status status, should;

	diag_init(&diags);
	status =
	    settings_load_text("f", slice_cstr(text), &diags, &settings, &err);
	should =
	    strstr(wanted, "warning: ") != NULL ? STATUS_OK : STATUS_CONFIG;
	explain(&diags, &buf);
	if (status != should || strstr(buf_cstr(&buf), wanted) == NULL)
		fail_msg("status %d, wanted \"%s\", got \"%s\" for\n%s",
		    (int)status, wanted, buf_cstr(&buf), text);
	buf_free(&buf);
	settings_unref(settings);
	diag_free(&diags);
}

static void
sample_gate(const struct settings *s)
{
	assert_string_equal(s->owner, "revops@corp.example");
	assert_string_equal(s->listen, "unix:/run/sendgate/milter.sock");
	assert_string_equal(s->user, "sendgate");
	assert_true(s->has_socket_mode);
	assert_int_equal(s->socket_mode, 0660);
	assert_string_equal(s->socket_group, "postfix");
	assert_string_equal(s->database, "/var/lib/sendgate/sendgate.db");
	assert_int_equal(s->rules.len, 1);
	assert_string_equal(s->rules.items[0], "/etc/sendgate/rules");
	assert_string_equal(s->approvers, "/etc/sendgate/approvers.jwks");
	assert_string_equal(s->keys, "/var/lib/sendgate/keys");
	assert_string_equal(s->compiled, "/var/lib/sendgate/compiled");
	assert_false(s->unmatched_reject);
	assert_int_equal(s->store, SETTINGS_STORE_SPOOL);
	assert_int_equal(s->expire, 14 * 86400);
	assert_string_equal(s->inject_host, "127.0.0.1");
	assert_int_equal(s->inject_port, 25);
	assert_int_equal(s->templates_first, 5);
	assert_int_equal(s->accounts_max_age, 7 * 86400);
	assert_false(s->accounts_strict);
	assert_int_equal(s->owner_review, 7 * 86400);
	assert_int_equal(s->keep_accepted, SETTINGS_KEEP_TEXT);
	assert_int_equal(s->keep_rejected, SETTINGS_KEEP_FULL);
	assert_int_equal(s->keep_quarantined, SETTINGS_KEEP_FULL);
	assert_int_equal(s->retain, 400 * 86400);
}

static void
sample_lists(const struct settings *s)
{
	const struct settings_agent *agent = &s->agents[0];

	assert_int_equal(s->nagents, 1);
	assert_string_equal(agent->id, "cowork");
	assert_string_equal(agent->auth.items[0], "cowork@corp.example");
	assert_int_equal(agent->nclient, 1);
	assert_int_equal(agent->client[0].prefix, 8);
	assert_int_equal(agent->declare.len, 2);
	assert_true(agent->has_reach_tiers && agent->has_reach_sources);
	assert_int_equal(agent->reach_tiers.len, 4);
	assert_int_equal(agent->reach_sources.len, 2);
	assert_int_equal(s->ntiers, 4);
	assert_int_equal(s->unknown_tier, 0);
	assert_int_equal(s->tiers[2].unapproved, SETTINGS_ACT_REJECT);
	assert_int_equal(s->tiers[3].review, SETTINGS_REVIEW_SAMPLE);
	assert_true(s->tiers[3].sample_start == 1.0);
	assert_int_equal(s->nlimits, 4);
	assert_int_equal(s->limits[2].per, SETTINGS_PER_AGENT);
	assert_int_equal(s->limits[2].count, SETTINGS_COUNT_ACCOUNTS);
	assert_int_equal(s->limits[2].max, 150);
	assert_int_equal(s->limits[2].in, 86400);
	assert_int_equal(s->limits[2].over, SETTINGS_ACT_QUARANTINE);
	assert_int_equal(s->limits[0].over, SETTINGS_ACT_TEMPFAIL);
	assert_int_equal(s->ntrips, 3);
	assert_int_equal(s->trips[1].watch, SETTINGS_WATCH_REJECT_RATE);
	assert_int_equal(s->trips[1].least, 20);
	assert_false(s->trips[1].max_is_factor);
	assert_true(s->trips[2].max_is_factor && s->trips[2].max == 3.0);
	assert_int_equal(s->trips[2].baseline, 7 * 86400);
	assert_int_equal(s->trips[2].mode, SETTINGS_ACT_QUARANTINE);
	assert_false(s->trips[2].monitor);
}

static void
contract_sample_loads(void **state)
{
	size_t warnings;
	struct settings *s = load_good("f", sample, &warnings);

	(void)state;
	assert_int_equal(warnings, 0);
	sample_gate(s);
	sample_lists(s);
	assert_true(slice_equal(s->text, slice_cstr(sample)));
	assert_string_equal(s->digest, "");
	settings_unref(s);
}

static void
shipped_sample_says_the_same(void **state)
{
	struct diag_list diags;
	struct settings *s;
	struct err err = ERR_INIT;

	(void)state;
	diag_init(&diags);
	assert_int_equal(
	    settings_load("conf/sendgate.yaml", &diags, &s, &err), STATUS_OK);
	assert_int_equal(diags.len, 0);
	sample_gate(s);
	sample_lists(s);
	settings_unref(s);
	diag_free(&diags);
}

static void
absent_keys(void **state)
{
	struct settings *s = load_good("/etc/x/f.yaml", LEAST, NULL);

	(void)state;
	assert_null(s->owner);
	assert_null(s->control);
	assert_null(s->user);
	assert_null(s->approvers);
	assert_null(s->socket_group);
	assert_false(s->has_socket_mode);
	assert_false(s->unmatched_reject);
	assert_string_equal(s->keys, "/var/keys");
	assert_int_equal(s->nlimits, 0);
	assert_int_equal(s->ntrips, 0);
	assert_int_equal(s->rules.len, 0);
	assert_int_equal(s->templates_first, 0);
	assert_int_equal(s->accounts_max_age, 0);
	assert_int_equal(s->expire, 0);
	assert_int_equal(s->store, SETTINGS_STORE_SPOOL);
	assert_string_equal(s->inject_host, "127.0.0.1");
	assert_int_equal(s->inject_port, 25);
	assert_int_equal(s->keep_accepted, SETTINGS_KEEP_TEXT);
	assert_int_equal(s->keep_quarantined, SETTINGS_KEEP_FULL);
	assert_int_equal(s->retain, 0);
	assert_int_equal(s->checkpoint_every, 1000);
	assert_int_equal(s->checkpoint_within, 600);
	assert_null(s->checkpoint_file);
	assert_null(s->checkpoint_origin);
	assert_int_equal(s->checkpoint_command.len, 0);
	assert_int_equal(s->approval_max_ttl, 7 * 86400);
	assert_int_equal(s->ceilings.message, 64 << 20);
	assert_int_equal(s->ceilings.parts, 1000);
	assert_int_equal(s->ceilings.unpacked, 256 << 20);
	assert_int_equal(s->ceilings.time, 10);
	assert_false(s->agents[0].has_reach_tiers);
	assert_false(s->agents[0].has_reach_sources);
	assert_int_equal(s->tiers[0].unapproved, SETTINGS_ACT_QUARANTINE);
	settings_unref(s);
}

static void
part_of_a_map_keeps_the_other_defaults(void **state)
{
	struct settings *s = load_good("f",
	    LEAST "journal: { keep: { accepted: none } }\n"
		  "ceilings: { parts: 7 }\n"
		  "quarantine: { expire: never }\n",
	    NULL);

	(void)state;
	assert_int_equal(s->keep_accepted, SETTINGS_KEEP_NONE);
	assert_int_equal(s->keep_rejected, SETTINGS_KEEP_FULL);
	assert_int_equal(s->ceilings.parts, 7);
	assert_int_equal(s->ceilings.depth, 100);
	assert_int_equal(s->inject_port, 25);
	settings_unref(s);
}

static void
paths_start_at_the_file(void **state)
{
	struct settings *s = load_good("/etc/sendgate/s.yaml",
	    "listen: local:run/m.sock\ndatabase: db/s.db\n"
	    "rules: [rules, /abs/r.yaml]\ncontrol: unix:c.sock\n"
	    "agents: [{ id: a, match: { auth: a } }]\n"
	    "tiers: [{ name: t, review: none }]\nunknown_tier: t\n",
	    NULL);
	char here[4096], wanted[8192];

	(void)state;
	assert_string_equal(s->listen, "unix:/etc/sendgate/run/m.sock");
	assert_string_equal(s->control, "unix:/etc/sendgate/c.sock");
	assert_string_equal(s->database, "/etc/sendgate/db/s.db");
	assert_string_equal(s->keys, "/etc/sendgate/db/keys");
	assert_string_equal(s->compiled, "/etc/sendgate/db/compiled");
	assert_string_equal(s->rules.items[0], "/etc/sendgate/rules");
	assert_string_equal(s->rules.items[1], "/abs/r.yaml");
	settings_unref(s);
	s = load_good("f.yaml", LEAST "approvers: a.jwks\n", NULL);
	assert_non_null(getcwd(here, sizeof(here)));
	(void)snprintf(wanted, sizeof(wanted), "%s/a.jwks", here);
	assert_string_equal(s->approvers, wanted);
	settings_unref(s);
	s = load_good("/f.yaml", LEAST "approvers: a.jwks\n", NULL);
	assert_string_equal(s->approvers, "/a.jwks");
	settings_unref(s);
}

static void
checkpoints(void **state)
{
	struct settings *s = load_good("/etc/f",
	    LEAST "journal: { checkpoint: { every: 50, within: 90s,"
		  " file: notes, command: [/bin/cat, -u],"
		  " origin: relay.example/gate } }\n",
	    NULL);
	static const struct {
		const char *text, *said;
	} bad[] = {
		{ "every: 0", "every: " },
		{ "within: 0s", "within: " },
		{ "command: [cat]", "path must be absolute" },
		{ "command: cat", "path must be absolute" },
		{ "origin: 'a b'", "without blank and +" },
		{ "origin: a+b", "without blank and +" },
		{ "origin: \"caf\\u00e9\"", "printable ASCII" },
		{ "origin: ''", "origin: expected a text" },
		{ "other: 1", "\"other\"" },
	};
	char text[512];
	size_t i;

	(void)state;
	assert_int_equal(s->checkpoint_every, 50);
	assert_int_equal(s->checkpoint_within, 90);
	assert_string_equal(s->checkpoint_file, "/etc/notes");
	assert_int_equal(s->checkpoint_command.len, 2);
	assert_string_equal(s->checkpoint_command.items[1], "-u");
	assert_string_equal(s->checkpoint_origin, "relay.example/gate");
	settings_unref(s);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		(void)snprintf(text, sizeof(text),
		    LEAST "journal: { checkpoint: { %s } }\n", bad[i].text);
		expect_said(text, bad[i].said);
	}
}

static void
addresses(void **state)
{
	static const struct {
		const char *inject;
		const char *host;
		unsigned port;
	} good[] = {
		{ "smtp://127.0.0.1:25", "127.0.0.1", 25 },
		{ "smtp://relay.corp.example:10026", "relay.corp.example",
		    10026 },
		{ "smtp://[::1]:2525", "::1", 2525 },
		{ "smtp://[2001:db8::1]", "2001:db8::1", 25 },
		{ "SMTP://relay/", "relay", 25 },
	};
	static const char *const bad[] = { "127.0.0.1:25", "smtp://",
		"smtp://:25", "smtp://h:0", "smtp://h:65536", "smtp://h:x",
		"smtp://h:", "smtp://[::1", "smtp://[::1]x", "smtp://::1:25",
		"smtp://h h:25", "smtps://h:25", "smtp://[h]:25",
		"smtp://h:25/x", "smtp://u@h:25" };
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct settings *s;

		(void)snprintf(text, sizeof(text),
		    LEAST "quarantine: { inject: \"%s\" }\n", good[i].inject);
		s = load_good("f", text, NULL);
		assert_string_equal(s->inject_host, good[i].host);
		assert_int_equal(s->inject_port, good[i].port);
		settings_unref(s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		(void)snprintf(text, sizeof(text),
		    LEAST "quarantine: { inject: \"%s\" }\n", bad[i]);
		expect_said(text, "f:6:23: error: inject: expected smtp://");
	}
}

static void
listen_addresses(void **state)
{
	static const char *const good[] = { "inet:8891@127.0.0.1",
		"inet6:8891@::1", "inet:1@relay-1.example", "unix:/a" };
	static const char *const bad[] = { "/run/s", "unix:", "inet:8891",
		"inet:0@h", "inet:70000@h", "inet:x@h", "inet:25@", "tcp:1@h",
		"inet:1@h h" };
	char text[1024];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct settings *s;

		(void)snprintf(text, sizeof(text), "listen: \"%s\"\n%s",
		    good[i], strchr(LEAST, '\n') + 1);
		s = load_good("f", text, NULL);
		assert_string_equal(s->listen, good[i]);
		settings_unref(s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		(void)snprintf(text, sizeof(text), "listen: \"%s\"\n%s", bad[i],
		    strchr(LEAST, '\n') + 1);
		expect_said(text, "f:1:9: error: ");
	}
	len = (size_t)snprintf(text, sizeof(text), "listen: unix:/");
	memset(text + len, 'x', 200);
	(void)snprintf(text + len + 200, sizeof(text) - len - 200, "\n%s",
	    strchr(LEAST, '\n') + 1);
	expect_said(text, "f:1:9: error: a socket's path");
}

static const struct {
	const char *more; /* after LEAST: line 6 on */
	const char *said;
} wrong_values[] = {
	{ "bogus_key: 1\n", "f:6:1: error: unknown key \"bogus_key\"" },
	{ "ownr: x\n", "did you mean \"owner\"?" },
	{ "socket: { mod: 1 }\n",
	    "f:6:11: error: unknown key \"mod\" in socket" },
	{ "socket: { mode: 0888 }\n", "f:6:17: error: mode" },
	{ "socket: { mode: 7777 }\n", "f:6:17: error: mode" },
	{ "socket: 0660\n", "f:6:9: error: socket: expected a map" },
	{ "unmatched: ignore\n",
	    "f:6:12: error: unmatched: expected pass or reject, got "
	    "\"ignore\"" },
	{ "owner_review: 7\n", "f:6:15: error: owner_review" },
	{ "owner_review: 0d\n", "must be longer than nothing" },
	{ "rules: { a: b }\n", "f:6:8: error: rules: expected a list" },
	{ "rules:\n", "error: rules: expected a list" },
	{ "rules: [[a]]\n", "f:6:9: error: rules: expected a text" },
	{ "user: [a]\n", "f:6:7: error: user: expected a text" },
	{ "user:\n", "user: expected a text, got nothing" },
	{ "control: inet:1@h\n", "f:6:10: error: control" },
	{ "ceilings: { parts: 0 }\n", "must be more than 0" },
	{ "ceilings: { decoded: lots }\n", "expected a size" },
	{ "stairs: 3\n", "unknown key" },
	{ "limits: [{ name: l, per: agent, count: messages, max: -1, "
	  "in: 1h, over: reject }]\n",
	    "error: max: expected a whole" },
	{ "limits: [{ name: l }]\n", "\"over\" is missing in limits" },
	{ "limits: [3]\n", "f:6:10: error: limits: expected a map" },
	{ "limits: [{ name: l, per: agent, count: messages, max: 1, "
	  "in: 1h, over: reject },\n  { name: l, per: agent, count: "
	  "messages, max: 1, in: 1h, over: reject }]\n",
	    "f:7:11: error: limits: \"l\" stands in line 6 already" },
	{ "trips: [{ name: t, watch: volume, per: agent, max: 3x, "
	  "in: 1h }]\n",
	    "a factor needs a baseline" },
	{ "trips: [{ name: t, watch: volume, per: agent, max: x, "
	  "in: 1h }]\n",
	    "max: expected a number" },
	{ "trips: [{ name: 'a b', watch: tone, per: all, max: 1, "
	  "in: 1h }]\n",
	    "letters, digits" },
	{ "trips: [{ name: t, watch: volume, per: agent, max: 3, "
	  "in: 1h, baseline: 7d }]\n",
	    "warning: trips: baseline" },
	{ "trips: [{ name: t, watch: bounces, per: all, max: 1, "
	  "in: 1h, mode: stop }]\n",
	    "expected hold, reject, tempfail or monitor" },
};

static void
wrong_values_have_places(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong_values) / sizeof(*wrong_values);
	     i++) {
		(void)snprintf(
		    text, sizeof(text), LEAST "%s", wrong_values[i].more);
		expect_said(text, wrong_values[i].said);
	}
}

#define REST "listen: unix:/s\ndatabase: /d\n" /* two lines */
#define AGENT "agents: [{ id: a, match: { auth: a } }]\n"
#define TIER "tiers: [{ name: t, review: none }]\nunknown_tier: t\n"

static const struct {
	const char *text;
	const char *said;
} wrong_groups[] = {
	{ "", "the file is empty" },
	{ "- a\n", "f:1:1: error: expected keys and values" },
	{ "just text\n", "expected keys and values" },
	{ "owner: x\n", "f:1:1: error: \"listen\" is missing" },
	{ "owner: x\n", "\"database\" is missing" },
	{ "owner: x\n", "\"tiers\" is missing" },
	{ "owner: x\n", "\"unknown_tier\" is missing" },
	{ REST TIER, "warning: agents: there is none" },
	{ REST AGENT TIER, "warning: owner" },
	{ REST TIER "agents:\n  - { id: a, match: { auth: a } }\n"
		    "  - { id: a, match: { auth: b } }\n",
	    "f:7:11: error: agents: \"a\" stands in line 6 already" },
	{ REST TIER "agents: [{ match: { auth: a } }]\n",
	    "\"id\" is missing in agents" },
	{ REST TIER "agents: [{ id: a }]\n", "\"match\" is missing in agents" },
	{ REST TIER "agents: [{ id: a, match: {} }]\n",
	    "f:5:26: error: match: names neither" },
	{ REST TIER "agents: [{ id: a, match: { auth: [] } }]\n",
	    "match: names neither" },
	{ REST TIER "agents: [{ id: a, match: { sender: x@y } }]\n",
	    "f:5:26: warning: match: the envelope sender alone" },
	{ REST TIER "agents: [{ id: a, match: { client: [10.0.0.300] "
		    "} }]\n",
	    "f:5:37: error: client: expected an address" },
	{ REST TIER "agents: [{ id: a, match: { client: 10.0.0.1/8 } "
		    "}]\n",
	    "warning: client: the address has bits" },
	{ REST TIER "agents: [{ id: a, match: { client: 10.0.0.0/33 } "
		    "}]\n",
	    "expected an address" },
	{ REST TIER "agents: [{ id: a, match: { auth: a }, declare: "
		    "[workflow, colour] }]\n",
	    "expected workflow, prompt, sources, account or template" },
	{ REST TIER "agents: [{ id: a, match: { auth: a }, reach: { "
		    "tiers: [t, vip] } }]\n",
	    "f:5:59: error: reach: there is no tier \"vip\"" },
	{ REST AGENT "tiers: []\nunknown_tier: t\n",
	    "f:4:8: error: tiers: at least one" },
	{ REST AGENT "tiers: [{ name: t, review: none }]\n"
		     "unknown_tier: u\n",
	    "f:5:15: error: unknown_tier: there is no tier \"u\"" },
	{ REST AGENT "tiers: [{ name: t, review: none }, { name: t, "
		     "review: none }]\nunknown_tier: t\n",
	    "tiers: \"t\" stands in line 4 already" },
	{ REST AGENT "tiers: [{ name: t, review: none, sample: {} }]\n"
		     "unknown_tier: t\n",
	    "goes with review: sample only" },
	{ REST AGENT "tiers: [{ name: t, review: sample, sample: { "
		     "start: 0.1, floor: 0.2 } }]\nunknown_tier: t\n",
	    "floor is more than start" },
	{ REST AGENT "tiers: [{ name: t, review: sample, sample: { "
		     "start: 2 } }]\nunknown_tier: t\n",
	    "expected a share" },
	{ REST AGENT "tiers: [{ name: t, review: none, unapproved: "
		     "reject }]\nunknown_tier: t\n",
	    "warning: unapproved" },
	{ REST AGENT "tiers: [{ name: t, review: always, unapproved: "
		     "tempfail }]\nunknown_tier: t\n",
	    "expected quarantine or reject" },
	{ REST AGENT TIER "owner: 1\nowner: 2\nbogus: 1\n",
	    "unknown key \"bogus\"" },
};

static void
agents_and_tiers_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong_groups) / sizeof(*wrong_groups);
	     i++)
		expect_said(wrong_groups[i].text, wrong_groups[i].said);
}

static void
all_errors_come_at_once(void **state)
{
	struct diag_list diags;
	struct settings *s;
	struct err err = ERR_INIT;

	(void)state;
	diag_init(&diags);
	assert_int_equal(
	    settings_load_text("f",
		SLICE(
		    "a: 1\nlisten: x\n"
		    "tiers: [{ name: t, review: never }]\nsocket: { mode: 9 }\n"
		    "unknown_tier: z\nlimits: 3\n"),
		&diags, &s, &err),
	    STATUS_CONFIG);
	assert_null(s);
	assert_int_equal(diags.errors, 7); /* and no database */
	assert_string_equal(err.text, "f: 7 errors");
	diag_free(&diags);
	assert_int_equal(
	    settings_load_text("f", SLICE("a: 1\n"), NULL, &s, &err),
	    STATUS_CONFIG);
	assert_null(s);
}

static void
missing_file(void **state)
{
	struct diag_list diags;
	struct settings *s;
	struct err err = ERR_INIT;

	(void)state;
	diag_init(&diags);
	assert_int_equal(settings_load("/nonexistent/s.yaml", &diags, &s, &err),
	    STATUS_NOINPUT);
	assert_null(s);
	assert_int_equal(diags.errors, 1);
	diag_free(&diags);
}

static void
references_are_counted(void **state)
{
	struct settings *s = load_good("f", LEAST, NULL);

	(void)state;
	assert_ptr_equal(settings_ref(s), s);
	settings_unref(s);
	assert_string_equal(s->agents[0].id, "a");
	settings_unref(s);
	settings_unref(NULL);
}

static void
every_allocation_may_fail(void **state)
{
	struct settings *s;
	struct diag_list diags;
	struct err err;
	enum status status = STATUS_NOMEM;
	unsigned long n;

	(void)state;
	for (n = 1; n < 10000 && status != STATUS_OK; n++) {
		diag_init(&diags);
		mem_fault_set(n);
		status = settings_load("conf/sendgate.yaml", &diags, &s, &err);
		mem_fault_set(0);
		if (status == STATUS_OK)
			settings_unref(s);
		else
			assert_int_equal(status, STATUS_NOMEM);
		diag_free(&diags);
	}
	assert_int_equal(status, STATUS_OK);
	assert_true(n > 3);
}

/* Every line of what is printed is a key with its sentence. */
static void
defaults_are_printed(void **state)
{
	char *text = NULL;
	size_t len = 0, lines = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	assert_non_null(out);
	settings_print_defaults(out, false);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "agents[].match.auth"));
	assert_non_null(strstr(text, "trips[].mode"));
	assert_non_null(strstr(text, "tiers[].sample.floor"));
	assert_non_null(strstr(text, "approval.max_ttl             7d"));
	assert_non_null(
	    strstr(text, "listen                       (required)"));
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	assert_true(lines > 70);
	free(text);
	out = open_memstream(&text, &len);
	assert_non_null(out);
	settings_print_defaults(out, true);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text,
	    "{\"key\":\"quarantine.store\","
	    "\"default\":\"spool\","));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_sample_loads),
		cmocka_unit_test(shipped_sample_says_the_same),
		cmocka_unit_test(absent_keys),
		cmocka_unit_test(part_of_a_map_keeps_the_other_defaults),
		cmocka_unit_test(paths_start_at_the_file),
		cmocka_unit_test(checkpoints),
		cmocka_unit_test(addresses),
		cmocka_unit_test(listen_addresses),
		cmocka_unit_test(wrong_values_have_places),
		cmocka_unit_test(agents_and_tiers_are_checked),
		cmocka_unit_test(all_errors_come_at_once),
		cmocka_unit_test(missing_file),
		cmocka_unit_test(references_are_counted),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(defaults_are_printed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
