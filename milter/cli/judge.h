/*
 * judge.h - one message judged now, by the configuration and rules in force.
 *
 * scan and release share it; it is the daemon's own inspection and policy.  It
 * writes nothing.
 */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "cli/cli.h"
#include "pipeline/inspect.h"
#include "pipeline/state.h"
#include "policy/policy.h"

struct judge {
	struct settings *settings; /* borrowed */
	struct snapshot snapshot;
	struct approval_keyring *keyring;
	struct extractor *extractor;
	bool has_draw; /* the sampling key is there */
};

/*
 * Loads rules, approvers and, where it is there, the sampling key.  EX_OK, or
 * an exit status after saying every error.
 */
int judge_open(
    struct cli *cli, struct settings *settings, struct judge *judge_r);

/*
 * Loads what the rules ask for from the database; without it, they find
 * nothing of that.  EX_OK, or an exit status after saying why not.
 */
int judge_data(struct judge *judge, struct store *store);
void judge_close(struct judge *judge); /* fine for a zeroed one */

struct judge_case {
	const struct envelope *envelope;
	struct slice raw;
	enum agent_match match;
	const struct settings_agent *agent;
	struct slice template; /* that it is known to be of, or "" */
	bool release;          /* a person has decided to let it go */
};

struct judgement {
	struct inspection inspection;
	struct policy_state state;
	struct policy_decision decision;
	bool untouched; /* mail of no agent: nothing is decided about it */
};

/* Inspects and decides; store may be NULL: then nobody is in the book. */
enum status judge_run(const struct judge *judge, struct store *store,
    const struct judge_case *c, struct arena *arena,
    struct judgement *judgement_r, struct err *err_r);

/* Decides once more by the store's state now; the inspection stays. */
enum status judge_again(const struct judge *judge, struct store *store,
    const struct judge_case *c, struct arena *arena,
    struct judgement *judgement, struct err *err_r);

/* The agent of that id, or NULL. */
const struct settings_agent *judge_agent(
    const struct settings *settings, struct slice id);

#endif
