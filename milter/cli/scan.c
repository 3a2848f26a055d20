/*
 * scan.c - `sendgate scan`: what would happen to these messages now, and why.
 *
 * It reads the database and needs no daemon.  It writes nothing: no record, no
 * file, no secret that is not there yet.
 */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/message.h"
#include "cli/verdict.h"

struct scan {
	struct cli *cli;
	struct settings *settings;
	struct judge judge;
	struct store *store; /* NULL: there is no database yet */
	const struct settings_agent *agent;
	enum agent_match match;
};

/* --agent, else the only one there is. */
static int
agent_choose(struct scan *scan)
{
	const char *id = cli_text(scan->cli, "agent");

	scan->match = AGENT_NONE;
	if (id != NULL)
		scan->agent = judge_agent(scan->settings, slice_cstr(id));
	else if (scan->settings->nagents == 1)
		scan->agent = &scan->settings->agents[0];
	if (id != NULL && scan->agent == NULL) {
		cli_say("no agent is called %s", id);
		return EX_USAGE;
	}
	if (scan->agent != NULL)
		scan->match = AGENT_MATCHED;
	else if (scan->settings->nagents > 1)
		cli_say("note: of several agents none is named by --agent: "
			"judged as mail of no agent");
	return EX_OK;
}

static int
scan_open(struct scan *scan)
{
	int exit = cli_settings(scan->cli, &scan->settings);

	if (exit == EX_OK)
		exit = agent_choose(scan);
	if (exit == EX_OK)
		exit = judge_open(scan->cli, scan->settings, &scan->judge);
	if (exit != EX_OK)
		return exit;
	if (access(scan->settings->database, F_OK) != 0) {
		cli_say("note: no database at %s yet: every recipient is in "
			"no account",
		    scan->settings->database);
		return EX_OK;
	}
	exit = cli_store_open(scan->cli, scan->settings, true, &scan->store);
	if (exit == EX_OK)
		exit = judge_data(&scan->judge, scan->store);
	return exit;
}

/* --sender, else the message's first From address. */
static enum status
sender_choose(struct scan *scan, const struct message *message,
    struct arena *arena, struct envelope *envelope)
{
	const char *given = cli_text(scan->cli, "sender");
	struct cli_addresses from = VEC_INIT;

	envelope->sender = envelope_address(slice_cstr(given));
	if (given != NULL)
		return STATUS_OK;
	if (cli_addresses_of(message, SLICE("From"), arena, &from) != STATUS_OK)
		return STATUS_NOMEM;
	if (from.len > 0)
		envelope->sender = from.items[0];
	return STATUS_OK;
}

static enum status
scan_judge(struct scan *scan, const char *file, struct arena *arena,
    struct judgement *judgement_r, struct err *err_r)
{
	struct envelope *envelope = arena_calloc(arena, 1, sizeof(*envelope));
	struct message message;
	struct judge_case c = {
		.envelope = envelope,
		.template = SLICE_EMPTY,
		.match = scan->match,
		.agent = scan->agent,
	};
	enum status status;

	if (envelope == NULL)
		return err_nomem(err_r);
	envelope->login = envelope->client = envelope->queue_id = SLICE_EMPTY;
	/* the file is the caller's, whoever the database belongs to */
	status = cli_become_root(err_r);
	if (status == STATUS_OK)
		status = cli_message_read(
		    scan->cli, file, scan->settings, arena, &message, err_r);
	if (status == STATUS_OK)
		status = cli_become(scan->settings->user, err_r);
	if (status == STATUS_OK)
		status = cli_envelope_rcpts(
		    scan->cli, &message, arena, envelope, err_r);
	if (status == STATUS_OK &&
	    sender_choose(scan, &message, arena, envelope) != STATUS_OK)
		status = err_nomem(err_r);
	if (status != STATUS_OK)
		return status;
	c.raw = message.raw;
	return judge_run(
	    &scan->judge, scan->store, &c, arena, judgement_r, err_r);
}

/* A tier is sampled, and nobody can tell what the draw would be. */
static void
draw_note(const struct scan *scan, const struct judgement *judgement)
{
	const struct settings_tier *tier =
	    &scan->settings->tiers[judgement->decision.tier];

	if (!scan->judge.has_draw && !judgement->untouched &&
	    tier->review == SETTINGS_REVIEW_SAMPLE)
		cli_say("note: the sampling key can't be read here: taken as "
			"drawn");
}

static int
scan_file(struct scan *scan, const char *file, struct arena *arena)
{
	struct judgement judgement = { .untouched = false };
	struct err err = ERR_INIT;
	int exit = EX_OK;

	if (scan_judge(scan, file, arena, &judgement, &err) != STATUS_OK)
		return cli_fail(&err);
	draw_note(scan, &judgement);
	if (scan->cli->json) {
		exit = out_json(verdict_json(file, &judgement, arena));
	} else {
		if (scan->cli->nargs > 1) {
			out_text(stdout, slice_cstr(file));
			(void)fputs(":\n", stdout);
		}
		verdict_print(scan->cli, &judgement, arena);
	}
	if (exit == EX_OK && !judgement.untouched &&
	    judgement.decision.verdict != POLICY_ACCEPT)
		exit = CLI_NEGATIVE;
	return exit;
}

/* An error outweighs a "no", and a "no" a "yes". */
static int
worse(int a, int b)
{
	return a > b ? a : b;
}

int
scan_run(struct cli *cli)
{
	struct scan scan = { .cli = cli };
	struct arena *arena = arena_new(CLI_ARENA_MAX);
	int exit;

	if (arena == NULL)
		return cli_nomem();
	exit = scan_open(&scan);
	if (exit == EX_OK) {
		for (size_t i = 0; i < cli->nargs; i++) {
			exit =
			    worse(exit, scan_file(&scan, cli->args[i], arena));
			arena_reset(arena);
		}
	}
	judge_close(&scan.judge);
	store_close(scan.store);
	settings_unref(scan.settings);
	arena_free(arena);
	return out_end(exit);
}
