/*
 * report.h - what a message says about another one: a complaint (RFC 5965), a
 * delivery status (RFC 3464, RFC 6533), or that message itself, forwarded.
 *
 * The reports of the world leave out what the standards ask for: the third
 * part, the recipient, the type of the part, the encoding that is allowed.  So
 * everything that may tell what a report is about is collected from every
 * reading of the message, the surest first, and nothing here decides which of
 * it is true: whoever has the record of what was sent can tell.  Odd input
 * gives less, never an error.
 */
#ifndef MESSAGE_REPORT_H
#define MESSAGE_REPORT_H

#include "message/message.h"

#define MESSAGE_REPORT_IDS_MAX 32         /* of each kind */
#define MESSAGE_REPORT_ADDRESSES_MAX 16   /* of each place */
#define MESSAGE_REPORT_DELIVERIES_MAX 200 /* recipients of one report */
#define MESSAGE_REPORT_FIELDS_MAX 2000    /* fields of reports and headers */
#define MESSAGE_REPORT_TEXT_MAX ((size_t)256 << 10) /* bytes of each text */
#define MESSAGE_REPORT_ADDRESS_MAX 320 /* bytes; longer ones are none */
#define MESSAGE_REPORT_ID_MAX 998      /* bytes of a Message-ID */

enum message_report_kind {
	MESSAGE_REPORT_NONE,     /* an ordinary message */
	MESSAGE_REPORT_FEEDBACK, /* RFC 5965 */
	MESSAGE_REPORT_DELIVERY  /* RFC 3464 */
};

/* Where an address stood, the surest first. */
enum message_report_place {
	MESSAGE_REPORT_NAMED,  /* a field says that it is the recipient */
	MESSAGE_REPORT_FROM,   /* it wrote a message inside, or a quoted one */
	MESSAGE_REPORT_SENDER, /* it wrote the report itself */
	MESSAGE_REPORT_SEEN,   /* anywhere else */
	MESSAGE_REPORT_PLACES
};

/* One recipient of a delivery status; "" for what it does not say. */
struct message_report_delivery {
	struct slice original; /* as the sender had it */
	struct slice final;    /* as it was at last */
	struct slice action;   /* lower case: "failed", "delayed" ... */
	struct slice status; /* "5.1.1" (RFC 3463), perhaps the diagnostic's */
	struct slice diagnostic;
};

struct message_report_slices VEC(struct slice);

struct message_report {
	enum message_report_kind kind;
	bool automatic;        /* an automatic reply (RFC 3834) */
	struct slice feedback; /* Feedback-Type in lower case, or "" */
	struct slice id;       /* the report's own Message-ID, or "" */
	struct message_report_slices
	    message_ids; /* of what it may be about, without "<>" */
	struct message_report_slices gate_ids; /* after the word "sendgate" */
	struct message_report_slices addresses[MESSAGE_REPORT_PLACES];
	struct VEC(struct message_report_delivery) deliveries;
	bool cut; /* there was more than a ceiling allows */
};

/*
 * Reads message's structure; slices point into it or into the arena.
 * STATUS_NOMEM is the only error.
 */
enum status message_report_read(const struct message *message,
    struct arena *arena, struct message_report *report_r);

/*
 * Adds what a text in it says (UTF-8, as a reader sees it; must outlive the
 * report): header lines of a message that was forwarded inline, addresses, ids
 * of the gate.  Linear in the text.
 */
enum status message_report_text(
    struct message_report *report, struct slice text, struct arena *arena);

/*
 * Does the address only stand for another that the reporter won't tell
 * (RFC 6590: "redacted", or asterisks and the like)?
 */
bool message_report_redacted(struct slice address);

/*
 * The next message identifier of a field's value (RFC 5322 section 3.6.4),
 * without its brackets; false at the end.
 */
bool message_id_next(struct slice *rest, struct slice *id_r);

#endif
