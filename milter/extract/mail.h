/*
 * mail.h - messages inside attachments: handed on as they are, for the gate's
 * own reader.
 */
#ifndef EXTRACT_MAIL_H
#define EXTRACT_MAIL_H

#include "extract/sink.h"

void mail_read_message(struct sink *sink, const struct member *member);

/* A mailbox file: each message of it. */
void mail_read_mbox(struct sink *sink, const struct member *member);

#endif
