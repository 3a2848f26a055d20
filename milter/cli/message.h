/*
 * message.h - a message file on its way through the commands that read one.
 */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

#include "cli/cli.h"
#include "message/envelope.h"
#include "message/message.h"
#include "text/view.h"

/* Reads and parses a file, by the settings' ceilings (NULL: the defaults). */
enum status cli_message_read(const struct cli *cli, const char *path,
    const struct settings *settings, struct arena *arena,
    struct message *message_r, struct err *err_r);

/* A message's views by the settings' ceilings, its attachments opened. */
enum status cli_text_read(const struct settings *settings,
    const struct message *message, struct arena *arena, struct text *text_r,
    struct err *err_r);

struct message_ceilings cli_ceilings(const struct settings *settings);

/*
 * The addresses in every field called name, appended to *out.  Comments,
 * quoted names and groups are understood; what has no "@" is left out.
 */
struct cli_addresses VEC(struct slice);
enum status cli_addresses_of(const struct message *message, struct slice name,
    struct arena *arena, struct cli_addresses *out);

/*
 * The recipients of approve and digest: each --rcpt, and what follows the
 * file's name on the command line.  EX_OK, or EX_USAGE after saying why.
 */
int cli_recipients(struct cli *cli, struct slice **rcpts_r, size_t *nrcpts_r);

/* Each --rcpt, or else the message's To, Cc and Bcc. */
enum status cli_envelope_rcpts(struct cli *cli, const struct message *message,
    struct arena *arena, struct envelope *envelope, struct err *err_r);

/* Words for every defect of the message, joined by ", ", in the arena. */
const char *cli_defects(const struct message *message, struct arena *arena);

#endif
