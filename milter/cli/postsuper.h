/*
 * postsuper.h - the MTA's hold queue, by Postfix's own programs, under the
 * configuration that MAIL_CONFIG names.
 */
#ifndef CLI_POSTSUPER_H
#define CLI_POSTSUPER_H

#include <stdint.h>

#include "base/status.h"
#include "base/vec.h"

#define POSTSUPER_ANSWER_MAX 512

/*
 * Takes the message off hold and asks for its delivery at once.  STATUS_OK
 * only where postsuper says that it released one message.  STATUS_CONFLICT:
 * it is not on hold there; STATUS_DENIED: not root; STATUS_UNAVAILABLE: the
 * programs fail; STATUS_UNKNOWN: they did not end in time.
 */
enum status postsuper_release(struct slice queue_id,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r);

/* Deletes the message from the hold queue; the same statuses. */
enum status postsuper_delete(struct slice queue_id,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r);

/* Puts the message on hold, in whatever queue it lies; the same statuses. */
enum status postsuper_hold(struct slice queue_id,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r);

struct mta_queued {
	struct slice id;
	bool on_hold;
	int64_t arrival_us;
};
struct mta_queue VEC(struct mta_queued);

/* Everything in the MTA's queue, in the arena.  STATUS_UNAVAILABLE. */
enum status postqueue_list(
    struct arena *arena, struct mta_queue *queue, struct err *err_r);

#endif
