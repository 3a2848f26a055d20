/*
 * backtest.h - recorded verdicts judged once more, under other rules.
 */
#ifndef CLI_BACKTEST_H
#define CLI_BACKTEST_H

#include "cli/judge.h"
#include "cli/out.h"

struct backtest {
	struct judge judge;  /* its snapshot holds the other rules */
	struct store *store; /* for content and accounts; not the listing's */
};

/* Why a message was not judged again. */
enum backtest_skip {
	BACKTEST_JUDGED,
	BACKTEST_NO_CONTENT, /* none was kept: journal.keep, or a tempfail */
	BACKTEST_GONE,       /* it was, and has aged out or been erased */
	BACKTEST_CUT,        /* its text was kept in part */
	BACKTEST_SKIPS
};

struct backtest_result {
	enum backtest_skip skip;
	enum policy_verdict old;
	struct policy_decision decision; /* where it was judged */
};

/*
 * Judges one record.  Everything in *result_r lies in the arena.  The errors
 * are those of the inspection and of the store.
 */
enum status backtest_record(const struct backtest *backtest,
    const json_t *record, struct arena *arena, struct backtest_result *result_r,
    struct err *err_r);

#endif
