/*
 * against.c - the notes of checkpoint files, each with its outcome.
 */
#include "cli/against.h"

#include <inttypes.h>

#include "base/mem.h"
#include "cli/out.h"
#include "crypt/checkpoint.h"

static enum status
note_add(
    struct against *against, const struct against_note *note, struct err *err_r)
{
	if (!mem_grow((void **)&against->notes, &against->notes_cap,
		against->nnotes, sizeof(*against->notes)))
		return err_nomem(err_r);
	against->notes[against->nnotes++] = *note;
	return STATUS_OK;
}

/* For the note that was added last. */
static enum status
mark_add(struct against *against, const struct checkpoint *checkpoint,
    struct err *err_r)
{
	if (!mem_grow((void **)&against->marks, &against->marks_cap,
		against->nmarks, sizeof(*against->marks)))
		return err_nomem(err_r);
	against->marks[against->nmarks++] = (struct journal_mark){
		.size = checkpoint->size,
		.root = checkpoint->root,
		.number = (unsigned)against->nnotes - 1,
	};
	return STATUS_OK;
}

enum status
against_add(struct against *against, const char *path,
    const struct checkpoint *checkpoint, struct err *err_r)
{
	const struct against_note note = {
		.path = path, .number = 1, .size = checkpoint->size
	};
	enum status status = note_add(against, &note, err_r);

	if (status == STATUS_OK)
		status = mark_add(against, checkpoint, err_r);
	return status;
}

enum status
against_read(struct against *against, const char *path, struct err *err_r)
{
	struct against_note entry = { .path = path };
	enum checkpoint_result result;
	struct checkpoint checkpoint;
	struct slice rest, note;
	enum status status;

	status = cli_file_read(
	    against->cli, path, against->cli->arena, &rest, err_r);
	while (status == STATUS_OK && note_cut(&rest, &note)) {
		entry.number++;
		checkpoint.size = 0;
		result = checkpoint_check(note, against->key, &checkpoint);
		entry.size = checkpoint.size;
		entry.bad = result == CHECKPOINT_GOOD ?
		    NULL :
		    checkpoint_result_text(result);
		status = note_add(against, &entry, err_r);
		if (status == STATUS_OK && result == CHECKPOINT_GOOD)
			status = mark_add(against, &checkpoint, err_r);
	}
	if (status == STATUS_OK && entry.number == 0)
		status = err_set(err_r, STATUS_DATA, "%s: no checkpoint", path);
	return status;
}

static const char *
mark_text(const struct against *against, const struct journal_mark *mark,
    int64_t size)
{
	const char *text = NULL;

	if (mark->state == JOURNAL_MARK_UNSEEN)
		return "is not proven: the journal is wrong before its end";
	if (mark->state == JOURNAL_MARK_SHORT)
		text = arena_printf(against->cli->arena,
		    "covers %" PRId64 " records and the journal has %" PRId64
		    ": it was cut off or put back",
		    mark->size, size);
	if (mark->state == JOURNAL_MARK_OTHER)
		text = arena_printf(against->cli->arena,
		    "has another root: the journal's first %" PRId64
		    " records are not those that it covered",
		    mark->size);
	return text != NULL ? text : "is not covered by the journal";
}

size_t
against_settle(struct against *against, int64_t journal_size)
{
	size_t i, bad = 0;

	for (i = 0; i < against->nmarks; i++) {
		const struct journal_mark *mark = &against->marks[i];

		if (mark->state != JOURNAL_MARK_COVERED)
			against->notes[mark->number].bad =
			    mark_text(against, mark, journal_size);
	}
	for (i = 0; i < against->nnotes; i++)
		bad += against->notes[i].bad != NULL;
	return bad;
}

void
against_print(const struct cli *cli, const struct against *against)
{
	const struct against_note *note;
	size_t i, good = 0;
	int64_t most = 0;

	for (i = 0; i < against->nnotes; i++) {
		note = &against->notes[i];
		if (note->bad == NULL) {
			good++;
			most = note->size > most ? note->size : most;
			continue;
		}
		out_style(cli, OUT_RED);
		out_text(stdout, slice_cstr(note->path));
		out_style(cli, OUT_PLAIN);
		(void)printf(": checkpoint %u %s\n", note->number, note->bad);
	}
	if (good > 0)
		(void)printf("%zu checkpoint%s covered, the largest of %" PRId64
			     " records\n",
		    good, good == 1 ? "" : "s", most);
}

json_t *
against_json(const struct against *against)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < against->nnotes; i++) {
		const struct against_note *note = &against->notes[i];

		if (note->bad == NULL)
			continue;
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:i, s:I, s:s}", "file",
			out_json_text(
			    slice_cstr(note->path), against->cli->arena),
			"checkpoint", (int)note->number, "size",
			(json_int_t)note->size, "problem", note->bad));
	}
	return list;
}

void
against_free(struct against *against)
{
	mem_free(against->notes);
	mem_free(against->marks);
}
