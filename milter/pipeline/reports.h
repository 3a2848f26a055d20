/*
 * reports.h - complaints and bounces: read, held against what was sent, put on
 * record, and the recipient suppressed, all in one transaction or not at all.
 */
#ifndef PIPELINE_REPORTS_H
#define PIPELINE_REPORTS_H

#include "config/settings.h"
#include "store/feedback.h"

#define REPORTS_BYTES_MAX ((size_t)32 << 20) /* of a report that are read */

struct reports_input {
	const struct settings *settings;
	struct slice raw; /* must outlive the outcomes */
	/* Where it came in is for complaints, so that a message which is no
	   report is one too; else it is for bounces, and is none. */
	bool complaints;
	const struct slice *rcpts; /* who it is from, as a person says */
	size_t nrcpts;
	struct slice id; /* of what it is about, as a person says, or "" */
	struct slice actor;
	int64_t now_us;
};

/* What became of a report, or of one recipient of a delivery status. */
struct reports_outcome {
	enum feedback_kind kind;
	struct slice what;  /* "abuse", "5.1.1", "delayed", "unreadable" ... */
	const char *found;  /* "id", "message-id", "recipient", "none" */
	struct slice about; /* the message's id, or "" */
	const struct slice *rcpts; /* who it is from, or for */
	size_t nrcpts;
	size_t suppressed; /* of them, that were not before */
	bool recorded;     /* a delivery that went well is not */
};

struct reports_outcomes VEC(struct reports_outcome);

/*
 * Takes one.  STATUS_OK too for what nobody can make sense of, which is on
 * record as such.  Errors are the environment's, and then nothing was done.
 */
enum status reports_take(struct store *store, const struct reports_input *input,
    struct arena *arena, struct reports_outcomes *outcomes_r,
    struct err *err_r);

#endif
