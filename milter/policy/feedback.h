/*
 * feedback.h - what a complaint or a bounce means: does it count, and whom not
 * to write to any more.  Pure.
 */
#ifndef POLICY_FEEDBACK_H
#define POLICY_FEEDBACK_H

#include "message/report.h"

enum policy_bounce {
	POLICY_BOUNCE_NONE,    /* delivered, relayed, expanded */
	POLICY_BOUNCE_DELAYED, /* it is tried again */
	POLICY_BOUNCE_FAILED,  /* for good, but the address may be right */
	POLICY_BOUNCE_ADDRESS  /* for good, and the address is why */
};

/*
 * By action (RFC 3464 section 2.3.3) and status (RFC 3463).  The statuses that
 * condemn an address are a table in feedback.c.
 */
enum policy_bounce policy_bounce(
    const struct message_report_delivery *delivery);

/*
 * Is a report of that type (RFC 5965 section 7.3, "" for none) a complaint?
 * All are but "not-spam" (RFC 6430) and "auth-failure" (RFC 6591).
 */
bool policy_is_complaint(struct slice feedback_type);

/* The message that it is about. */
struct policy_original {
	struct slice sender;
	const struct slice *rcpts;
	size_t nrcpts;
};

/*
 * Where a report does not tell which of several recipients is meant, all are,
 * unless they are more than this; then nobody is.
 */
#define POLICY_UNTOLD_MAX 5

struct policy_whom VEC(struct slice);

/*
 * Whom a complaint about original is from.  A recipient who is named; else
 * who wrote; else the only recipient, those of the domain that is named, or
 * who is spoken of.  A named address that the message was not sent to (it was
 * forwarded to there) is meant beside them, unless it is a stand-in.
 * STATUS_NOMEM is the only error.
 */
enum status policy_complaint_whom(const struct message_report *report,
    const struct policy_original *original, struct arena *arena,
    struct policy_whom *whom_r);

/*
 * Which recipient of original a delivery status is about: the one that it
 * names, else the only one, else the only one in the same domain.  "" where
 * that can't be told.
 */
struct slice policy_bounce_whom(const struct message_report_delivery *delivery,
    const struct policy_original *original);

#endif
