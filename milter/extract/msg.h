/*
 * msg.h - a message of Outlook in a compound file ([MS-OXMSG]).
 */
#ifndef EXTRACT_MSG_H
#define EXTRACT_MSG_H

#include "extract/compound.h"
#include "extract/sink.h"

/* All its texts and attachments, those of messages attached to it too. */
void msg_read(
    struct sink *sink, const struct member *self, struct compound *compound);

#endif
