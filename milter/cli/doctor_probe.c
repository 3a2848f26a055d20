/*
 * doctor_probe.c - messages handed to the gate, whose verdicts are known.
 *
 * They are handed over the milter socket, in the name of the first agent that
 * may write to a recipient in no account, since what Postfix would vouch for
 * needs no password there.  One has a header twice, one carries an agent's
 * header without being an agent's: both are rejected whatever the rules are.
 * One is a piece of a message (message/partial), which is never fully
 * inspected, and so held; it is rejected right after.  All of them say
 * "sendgate-doctor" as their workflow, so that they are known in the journal
 * and count for nobody else's.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "cli/doctor.h"
#include "cli/probe.h"
#include "store/quarantine.h"

#define WORKFLOW "sendgate-doctor"
#define RECIPIENT "doctor@probe.sendgate.invalid"
#define STRANGER "192.0.2.1" /* RFC 5737: nobody's address */
#define QUEUE_ID_LEN 16

struct doctor_probe {
	struct doctor *doctor;
	struct store *store;
	const struct settings_agent *agent;
	int64_t since_us;
	char queue_id[QUEUE_ID_LEN + 1]; /* of all of them */
	bool seen[PROBE_HELD + 1];       /* verdicts on record */
	const char *held[8];             /* ids */
	size_t nheld;
};

/* May the agent write to somebody in no account? */
static bool
reaches_unknown(
    const struct settings *settings, const struct settings_agent *agent)
{
	const char *tier = settings->tiers[settings->unknown_tier].name;

	for (size_t i = 0; i < agent->reach_tiers.len; i++)
		if (strcmp(agent->reach_tiers.items[i], tier) == 0)
			return true;
	return !agent->has_reach_tiers;
}

static const struct settings_agent *
agent_find(const struct settings *settings)
{
	for (size_t i = 0; i < settings->nagents; i++)
		if (reaches_unknown(settings, &settings->agents[i]))
			return &settings->agents[i];
	return NULL;
}

static const char *
client_of(const struct settings_agent *agent, struct arena *arena)
{
	char text[INET6_ADDRSTRLEN] = "127.0.0.1";

	if (agent->nclient > 0)
		(void)inet_ntop(agent->client[0].ipv6 ? AF_INET6 : AF_INET,
		    agent->client[0].bytes, text, sizeof(text));
	return arena_printf(arena, "%s", text);
}

/* An address that the agent's first pattern takes. */
static const char *
sender_of(
    const struct settings_agent *agent, const char *login, struct arena *arena)
{
	const char *pattern =
	    agent->sender.len > 0 ? agent->sender.items[0] : NULL;
	const char *star = pattern != NULL ? strchr(pattern, '*') : NULL;

	if (pattern == NULL)
		return login != NULL && strchr(login, '@') != NULL ?
		    login :
		    "doctor@sendgate.invalid";
	if (star != NULL)
		return arena_printf(arena, "%.*sdoctor%s",
		    (int)(star - pattern), pattern, star + 1);
	return pattern[0] == '@' ? arena_printf(arena, "doctor%s", pattern) :
				   pattern;
}

static void
field_add(struct probe_mail *mail, const char *name, const char *value)
{
	if (mail->nfields < PROBE_FIELDS_MAX && value != NULL)
		mail->field[mail->nfields++] =
		    (struct probe_field){ name, value };
}

/* A message of the agent's, right in everything but its content type. */
static void
mail_fill(
    const struct doctor_probe *probe, const char *type, struct probe_mail *mail)
{
	const struct settings_agent *agent = probe->agent;
	struct arena *arena = probe->doctor->cli->arena;
	char date[CLOCK_TEXT_MAX];

	memset(mail, 0, sizeof(*mail));
	mail->login = agent->auth.len > 0 ? agent->auth.items[0] : NULL;
	mail->client = client_of(agent, arena);
	mail->sender = sender_of(agent, mail->login, arena);
	mail->rcpt = RECIPIENT;
	mail->queue_id = probe->queue_id;
	mail->body = "This message proves that the gate stands.\r\n"
		     "It is sent to nobody.\r\n";
	field_add(mail, "From", arena_printf(arena, "<%s>", mail->sender));
	field_add(mail, "To", "<" RECIPIENT ">");
	field_add(mail, "Subject",
	    arena_printf(arena, "sendgate doctor %s", probe->queue_id));
	field_add(mail, "Message-ID",
	    arena_printf(
		arena, "<%s@doctor.sendgate.invalid>", probe->queue_id));
	field_add(mail, "Date",
	    arena_printf(
		arena, "%s", clock_format_mail(clock_wall_us(), date)));
	field_add(mail, "MIME-Version", "1.0");
	field_add(mail, "Content-Type", type);
	field_add(mail, "X-Agent-Workflow", WORKFLOW);
	field_add(mail, "X-Agent-Prompt", "doctor");
	field_add(mail, "X-Agent-Sources",
	    agent->reach_sources.len > 0 ? agent->reach_sources.items[0] :
					   "doctor");
	field_add(mail, "X-Agent-Account", "doctor");
	field_add(mail, "X-Agent-Template", "doctor");
}

/* One message, and what its verdict says of the gate. */
static void
probe_one(struct doctor_probe *probe, const struct probe_mail *mail,
    enum probe_outcome wanted, const char *what)
{
	static const char *const words[] = {
		[PROBE_ACCEPTED] = "accepted",
		[PROBE_REJECTED] = "rejected",
		[PROBE_TEMPFAILED] = "answered 4xx",
		[PROBE_HELD] = "held",
	};
	struct doctor *doctor = probe->doctor;
	struct probe_answer answer;
	struct err err = ERR_INIT;

	if (probe_run(doctor->settings->listen, mail, &answer, &err) !=
	    STATUS_OK)
		doctor_say(doctor, DOCTOR_FAIL, "start sendgate-milter",
		    "%s: %s", what, err.text);
	else if (answer.outcome == wanted)
		doctor_say(
		    doctor, DOCTOR_OK, NULL, "%s was %s", what, words[wanted]);
	else if (answer.outcome != PROBE_ACCEPTED &&
	    strstr(answer.text, ": paused: ") != NULL)
		doctor_say(doctor, DOCTOR_WARN, "try again after resume",
		    "%s was %s, since a kill switch is on: %s", what,
		    words[answer.outcome], answer.text);
	else if (wanted == PROBE_REJECTED && answer.outcome == PROBE_HELD)
		doctor_say(doctor, DOCTOR_WARN,
		    "try again without a kill switch", "%s was held", what);
	else
		doctor_say(doctor, DOCTOR_FAIL,
		    "see the log of sendgate-milter", "%s was %s%s%s", what,
		    words[answer.outcome], answer.text[0] != '\0' ? ": " : "",
		    answer.text);
}

static void
probe_all(struct doctor_probe *probe)
{
	struct probe_mail mail;

	mail_fill(probe, "text/plain; charset=us-ascii", &mail);
	field_add(&mail, "X-Agent-Workflow", WORKFLOW);
	probe_one(probe, &mail, PROBE_REJECTED,
	    "an agent's message with a header twice");
	mail_fill(probe, "text/plain; charset=us-ascii", &mail);
	mail.login = NULL;
	mail.client = STRANGER;
	mail.sender = "doctor@sendgate.invalid";
	probe_one(probe, &mail, PROBE_REJECTED,
	    "an X-Agent header on nobody's message");
	mail_fill(probe,
	    "message/partial; id=\"sendgate-doctor\"; number=1; total=2",
	    &mail);
	probe_one(probe, &mail, PROBE_HELD,
	    "an agent's message that can't be fully read");
}

static bool
record_note(struct slice json, void *arg)
{
	static const struct {
		const char *word;
		enum probe_outcome outcome;
	} verdicts[] = {
		{ "\"reject\"", PROBE_REJECTED },
		{ "\"quarantine\"", PROBE_HELD },
	};
	struct doctor_probe *probe = arg;

	if (slice_find(json, slice_cstr(probe->queue_id)) == SLICE_NONE)
		return true;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (slice_find(json, slice_cstr(verdicts[i].word)) !=
		    SLICE_NONE)
			probe->seen[verdicts[i].outcome] = true;
	return true;
}

static bool
held_note(const struct quarantine_entry *entry, void *arg)
{
	struct doctor_probe *probe = arg;

	if (probe->nheld < sizeof(probe->held) / sizeof(probe->held[0]) &&
	    slice_find(entry->subject, slice_cstr(probe->queue_id)) !=
		SLICE_NONE)
		probe->held[probe->nheld++] =
		    arena_cstr(probe->doctor->cli->arena, entry->id);
	return true;
}

static enum status
held_reject(const struct doctor_probe *probe, const char *id, struct err *err_r)
{
	const struct quarantine_decision decision = {
		.id = slice_cstr(id),
		.actor = slice_cstr(probe->doctor->cli->actor),
		.reason = SLICE("sendgate doctor: a probe"),
		.answer = SLICE_EMPTY,
		.time_us = clock_wall_us(),
	};
	enum status status = store_begin(probe->store, err_r);

	if (status == STATUS_OK)
		status = quarantine_reject(probe->store, &decision, err_r);
	if (status == STATUS_OK)
		status = store_commit(probe->store, err_r);
	if (status != STATUS_OK)
		store_rollback(probe->store);
	return status;
}

/* What was answered must be on record; what is held goes. */
static void
probe_record(struct doctor_probe *probe)
{
	const struct journal_filter journal = { .since_us = probe->since_us };
	/* not by workflow, which a header that stands twice does not tell */
	const struct quarantine_filter held = { .agent = probe->agent->id };
	struct doctor *doctor = probe->doctor;
	struct err err = ERR_INIT;
	enum status status;

	status = journal_list(probe->store, &journal, record_note, probe, &err);
	if (status == STATUS_OK)
		status = quarantine_list(
		    probe->store, &held, held_note, probe, &err);
	for (size_t i = 0; i < probe->nheld && status == STATUS_OK; i++)
		status = held_reject(probe, probe->held[i], &err);
	if (status != STATUS_OK)
		doctor_say(doctor, DOCTOR_FAIL, NULL, "records: %s", err.text);
	else if (!probe->seen[PROBE_REJECTED] || !probe->seen[PROBE_HELD] ||
	    probe->nheld == 0)
		doctor_say(doctor, DOCTOR_FAIL,
		    "let the daemon and doctor have one configuration",
		    "not each of the verdicts is on record in %s",
		    doctor->settings->database);
	else
		doctor_say(doctor, DOCTOR_OK, NULL,
		    "the verdicts are on record, and what was held is "
		    "rejected");
}

static void
examination_record(struct doctor_probe *probe)
{
	struct doctor *doctor = probe->doctor;
	struct arena *arena = doctor->cli->arena;
	const struct journal_pair fields[] = {
		{ "ok",
		    slice_cstr(
			arena_printf(arena, "%zu", doctor->lines[DOCTOR_OK])) },
		{ "warnings",
		    slice_cstr(arena_printf(
			arena, "%zu", doctor->lines[DOCTOR_WARN])) },
		{ "failed",
		    slice_cstr(arena_printf(
			arena, "%zu", doctor->lines[DOCTOR_FAIL])) },
		{ "queue_id", slice_cstr(probe->queue_id) },
	};
	const struct journal_event event = {
		.event = "doctor",
		.actor = slice_cstr(doctor->cli->actor),
		.about = SLICE_EMPTY,
		.reason = SLICE_EMPTY,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = clock_wall_us(),
	};
	struct err err = ERR_INIT;
	enum status status = store_begin(probe->store, &err);

	if (status == STATUS_OK)
		status = journal_append_event(probe->store, &event, NULL, &err);
	if (status == STATUS_OK)
		status = store_commit(probe->store, &err);
	if (status == STATUS_OK)
		return;
	store_rollback(probe->store);
	doctor_say(
	    doctor, DOCTOR_WARN, NULL, "this is not on record: %s", err.text);
}

void
doctor_probes(struct doctor *doctor)
{
	struct doctor_probe probe = { .doctor = doctor,
		.agent = agent_find(doctor->settings),
		.since_us = clock_wall_us() };
	struct id id;

	if (probe.agent == NULL) {
		doctor_say(doctor, DOCTOR_WARN, NULL,
		    "no agent may write to a recipient in no account: nothing "
		    "was sent");
		return;
	}
	if (!id_new(probe.since_us, &id) ||
	    access(doctor->settings->database, F_OK) != 0 ||
	    cli_store_open(
		doctor->cli, doctor->settings, false, &probe.store) != EX_OK) {
		doctor_say(doctor, DOCTOR_FAIL, "run doctor as root",
		    "nothing was sent, since the database can't be written");
		return;
	}
	/* the random half of an id */
	(void)snprintf(probe.queue_id, sizeof(probe.queue_id), "%s",
	    id.text + ID_LEN - QUEUE_ID_LEN);
	probe_all(&probe);
	probe_record(&probe);
	examination_record(&probe);
	store_close(probe.store);
}
