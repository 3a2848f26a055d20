/*
 * setup.h - what of Postfix's configuration has to change for the gate to be in
 * force, and how that is taken back.
 */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include "cli/cli.h"
#include "cli/postfix.h"

#define SETUP_CHANGES_MAX 256
#define SETUP_NOTES_MAX 32

enum setup_kind {
	SETUP_MAIN,   /* a parameter of main.cf */
	SETUP_MASTER, /* of one service: SERVICE/TYPE/NAME */
	SETUP_SERVICE /* a whole service: SERVICE/TYPE */
};

struct setup_change {
	enum setup_kind kind;
	const char *name;
	const char *old; /* NULL: it was not there */
	const char *new; /* NULL: it is to go */
};

struct setup_changes {
	struct setup_change item[SETUP_CHANGES_MAX];
	size_t n;
};

struct setup_plan {
	struct setup_changes changes;
	const char *notes[SETUP_NOTES_MAX]; /* for a person, a line each */
	size_t nnotes;
};

/*
 * Does an smtpd service need the gate: may agents come in there, or does
 * released mail?  *why_r, for a person.
 */
bool setup_wanted(const struct settings *settings,
    const struct postfix *postfix, const struct postfix_service *service,
    const char **why_r);

/* Is host:port of released mail one of this machine's loopback addresses? */
bool setup_inject_local(const struct settings *settings);

/* What has to change.  STATUS_CONFIG: it can't work, with the reason. */
enum status setup_plan(const struct settings *settings,
    const struct postfix *postfix, struct setup_plan *plan_r,
    struct err *err_r);

/*
 * The record of what was changed, in Postfix's configuration folder, so that
 * it can be undone.  No record is an empty one.
 */
enum status setup_record_read(const struct postfix *postfix,
    struct setup_changes *record_r, struct err *err_r);

/*
 * Adds changes to the record, the first old value of each staying; an empty
 * changes takes the record away.
 */
enum status setup_record_write(const struct postfix *postfix,
    const struct setup_changes *changes, struct err *err_r);

/*
 * What takes back the record's changes; one that somebody else changed since is
 * left, with a note.
 */
enum status setup_undo(const struct postfix *postfix, struct setup_plan *plan_r,
    struct err *err_r);

/* The words of the command that makes change, ending with NULL. */
#define SETUP_WORDS_MAX 4
bool setup_words(const struct setup_change *change, struct arena *arena,
    const char *words[SETUP_WORDS_MAX]);

/* A copy of main.cf and master.cf beside them; *suffix_r tells their names. */
enum status setup_backup(
    const struct postfix *postfix, const char **suffix_r, struct err *err_r);

#endif
