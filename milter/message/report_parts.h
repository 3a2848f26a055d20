/*
 * report_parts.h - a report on its way, shared by the files that read one.
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_REPORT_PARTS_H
#define MESSAGE_REPORT_PARTS_H

#include "message/report.h"

struct report_reader {
	struct message_report *report;
	struct arena *arena;
	size_t fields; /* that may still be read */
};

/* Each leaves out what is none, and what stands there already. */
void report_add_address(struct report_reader *reader,
    enum message_report_place place, struct slice address);
void report_add_id(struct report_reader *reader, struct slice id);
void report_add_ids(struct report_reader *reader, struct slice value);
void report_add_gate_id(struct report_reader *reader, struct slice id);

/* Every address that stands in text. */
void report_add_addresses(struct report_reader *reader,
    enum message_report_place place, struct slice text);

/* Who is meant by the value of a From field, whatever the name looks like. */
void report_add_author(struct report_reader *reader,
    enum message_report_place place, struct slice value);

/* "sendgate ID", as the gate's answers have it, anywhere in text. */
void report_add_gate_ids(struct report_reader *reader, struct slice text);

/*
 * The fields of a feedback report, or of a delivery status.  False where
 * nothing in bytes says that they are one.
 */
bool report_feedback_read(struct report_reader *reader, struct slice bytes);
bool report_delivery_read(struct report_reader *reader, struct slice bytes);

/* "failed" recipients of X-Failed-Recipients. */
void report_failed_read(struct report_reader *reader, struct slice value);

#endif
