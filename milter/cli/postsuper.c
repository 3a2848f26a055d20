/*
 * postsuper.c - postsuper(1) and postqueue(1), without a shell.
 *
 * Their words decide, since postsuper exits 0 for a queue id that it does not
 * know.  A queue id is letters and digits alone, so that none can be taken for
 * an option or for "ALL".
 */
#include "cli/postsuper.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/program.h"
#include "cli/record.h"

#define QUEUE_ID_MAX 40
#define POSTQUEUE_MAX ((size_t)256 << 20)

/* An answer of a line or two, as one. */
static enum status
program_ask(const char *const argv[], int *exit_r,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	struct buf out;
	enum status status;
	size_t i;

	buf_init(&out, POSTSUPER_ANSWER_MAX - 1);
	status = program_run(argv, true, &out, exit_r, err_r);
	for (i = 0; i < out.len; i++)
		answer_r[i] = out.ptr[i] == '\n' ? ' ' : out.ptr[i];
	answer_r[i] = '\0';
	buf_free(&out);
	return status;
}

static bool
queue_id_valid(struct slice id)
{
	for (size_t i = 0; i < id.len; i++) {
		if (!ascii_alnum(id.ptr[i]))
			return false;
	}
	return id.len > 0 && id.len <= QUEUE_ID_MAX &&
	    !slice_equal_nocase(id, SLICE("all"));
}

/*
 * postsuper FLAG QID on one queue (NULL: each); done is what it says of
 * success.
 */
static enum status
postsuper(const char *flag, struct slice queue_id, const char *queue,
    struct slice done, char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	char id[QUEUE_ID_MAX + 1];
	const char *argv[] = { "postsuper", flag, id, queue, NULL };
	enum status status;
	struct slice answer;
	int exit = 0;

	answer_r[0] = '\0';
	if (!queue_id_valid(queue_id))
		return err_set(err_r, STATUS_DATA, "no usable queue id");
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	status = program_ask(argv, &exit, answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	answer = slice_trim(slice_cstr(answer_r));
	if (exit == 0 && slice_find_nocase(answer, done) != SLICE_NONE)
		return STATUS_OK;
	if (exit == 0)
		return err_set(err_r, STATUS_CONFLICT,
		    "%s is not in the MTA's %s", id,
		    queue != NULL ? "hold queue" : "queue");
	return err_set(err_r,
	    getuid() == 0 ? STATUS_UNAVAILABLE : STATUS_DENIED,
	    "postsuper: %.*s", SLICE_ARG(answer));
}

enum status
postsuper_release(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	char id[QUEUE_ID_MAX + 1], ignored[POSTSUPER_ANSWER_MAX];
	const char *argv[] = { "postqueue", "-i", id, NULL };
	enum status status;
	int exit;

	status = postsuper("-H", queue_id, "hold",
	    SLICE("released from hold: 1 message"), answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	/* without it the message goes with the next queue run */
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	(void)program_ask(argv, &exit, ignored, NULL);
	return STATUS_OK;
}

enum status
postsuper_delete(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	return postsuper("-d", queue_id, "hold", SLICE("deleted: 1 message"),
	    answer_r, err_r);
}

enum status
postsuper_hold(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	return postsuper("-h", queue_id, NULL,
	    SLICE("placed on hold: 1 message"), answer_r, err_r);
}

/* A line of postqueue's; false where memory is out. */
static bool
queue_line(struct slice line, struct arena *arena, struct mta_queue *queue)
{
	json_t *json = json_loadb(line.ptr, line.len, 0, NULL);
	struct mta_queued *queued;

	if (!json_is_object(json)) {
		json_decref(json);
		return true;
	}
	queued = VEC_PUSH(arena, queue);
	if (queued != NULL) {
		queued->id = arena_copy(arena, record_text(json, "queue_id"));
		queued->on_hold =
		    slice_equal(record_text(json, "queue_name"), SLICE("hold"));
		queued->arrival_us =
		    json_integer_value(json_object_get(json, "arrival_time")) *
		    CLOCK_SECOND;
	}
	json_decref(json);
	return queued != NULL && !arena_failed(arena);
}

enum status
postqueue_list(struct arena *arena, struct mta_queue *queue, struct err *err_r)
{
	const char *argv[] = { "postqueue", "-j", NULL };
	struct slice rest, line;
	struct buf out;
	enum status status;
	int exit = 0;

	buf_init(&out, POSTQUEUE_MAX);
	status = program_run(argv, true, &out, &exit, err_r);
	if (status == STATUS_OK && exit != 0)
		status = err_set(err_r, STATUS_UNAVAILABLE, "postqueue: %.*s",
		    SLICE_ARG(slice_sub(slice_trim(buf_slice(&out)), 0, 200)));
	else if (status == STATUS_OK && out.len == out.max)
		status = err_set(err_r, STATUS_UNAVAILABLE,
		    "the MTA's queue is longer than can be read");
	rest = buf_slice(&out);
	while (status == STATUS_OK && rest.len > 0) {
		slice_cut(&rest, '\n', &line);
		if (!queue_line(line, arena, queue))
			status = err_nomem(err_r);
	}
	buf_free(&out);
	return status;
}
