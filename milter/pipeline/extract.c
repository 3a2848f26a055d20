/*
 * extract.c - opens attachments by sendgate-extract.
 *
 * The helper opens what is inside what, all in one process; only PDFs come
 * back to be opened by a second one, which is allowed to run pdftotext.  A
 * helper that dies, hangs or says too much leaves what it said until then, and
 * a piece that says that not all was read.
 */
#include "pipeline/extract.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/record.h"
#include "base/sibling.h"
#include "pipeline/helper.h"

#define HELPER_NAME "sendgate-extract"
#define OUTPUT_SLACK ((size_t)4 << 20) /* records' frames, beyond the text */
#define PDF_MAX 100                    /* of one attachment */
#define NAME_HINT_MAX 255              /* bytes of a name that it is told */

struct extractor {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	size_t running;
	char program[PATH_MAX];
};

struct extractor *
extractor_new(void)
{
	struct extractor *extractor = mem_calloc(1, sizeof(*extractor));
	pthread_condattr_t attributes;

	if (extractor == NULL)
		return NULL;
	(void)pthread_mutex_init(&extractor->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&extractor->freed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	sibling_find(HELPER_NAME, extractor->program);
	return extractor;
}

void
extractor_free(struct extractor *extractor)
{
	if (extractor == NULL)
		return;
	(void)pthread_cond_destroy(&extractor->freed);
	(void)pthread_mutex_destroy(&extractor->lock);
	mem_free(extractor);
}

const char *
extractor_program(const struct extractor *extractor)
{
	return extractor->program;
}

/* Takes a place for a helper; false where none comes free in time. */
static bool
place_take(struct extract *extract)
{
	struct extractor *extractor = extract->extractor;
	const struct timespec until = {
		.tv_sec = (time_t)(extract->deadline_us / CLOCK_SECOND),
		.tv_nsec = (long)(extract->deadline_us % CLOCK_SECOND * 1000),
	};
	size_t most = (size_t)extract->ceilings->helpers;
	bool taken;
	int error = 0;

	(void)pthread_mutex_lock(&extractor->lock);
	while (extractor->running >= most && error == 0)
		error = pthread_cond_timedwait(
		    &extractor->freed, &extractor->lock, &until);
	taken = extractor->running < most;
	if (taken)
		extractor->running++;
	(void)pthread_mutex_unlock(&extractor->lock);
	return taken;
}

static void
place_give(struct extractor *extractor)
{
	(void)pthread_mutex_lock(&extractor->lock);
	extractor->running--;
	(void)pthread_cond_signal(&extractor->freed);
	(void)pthread_mutex_unlock(&extractor->lock);
}

/* One attachment on its way. */
struct opening {
	struct extract *extract;
	struct arena *arena;
	struct text_pieces *pieces;
	struct err *err_r;
	struct text_pieces pdfs; /* still to be opened */
};

static enum status
add_piece(
    struct opening *opening, struct text_pieces *list, struct text_piece piece)
{
	struct text_piece *added = VEC_PUSH(opening->arena, list);

	if (added == NULL)
		return err_nomem(opening->err_r);
	*added = piece;
	return STATUS_OK;
}

static enum text_piece_kind
kind_of(enum record_kind kind)
{
	switch (kind) {
	case RECORD_TEXT:
		return TEXT_PIECE_TEXT;
	case RECORD_HTML:
		return TEXT_PIECE_HTML;
	case RECORD_RAW:
		return TEXT_PIECE_RAW;
	case RECORD_NAME:
		return TEXT_PIECE_NAME;
	case RECORD_MESSAGE:
		return TEXT_PIECE_MESSAGE;
	case RECORD_IMAGE:
		return TEXT_PIECE_SEEN;
	case RECORD_PDF:
	case RECORD_SKIP:
	case RECORD_END:
		break;
	}
	return TEXT_PIECE_SKIP;
}

/* before, and after it, joined by between; either may be empty. */
static struct slice
join(struct opening *opening, struct slice before, const char *between,
    struct slice after)
{
	const char *text;

	if (before.len == 0)
		return after;
	if (after.len == 0)
		return before;
	text = arena_printf(opening->arena, "%.*s%s%.*s", SLICE_ARG(before),
	    between, SLICE_ARG(after));
	return text != NULL ? slice_cstr(text) : (struct slice){ NULL, 0 };
}

/* The records of one helper as pieces inside base; all is copied. */
static enum status
take_records(struct opening *opening, struct slice output,
    const struct text_piece *base, bool *ended_r)
{
	enum status status = STATUS_OK;
	struct record record;

	*ended_r = false;
	output = arena_copy(opening->arena, output);
	if (output.ptr == NULL)
		return err_nomem(opening->err_r);
	while (
	    !*ended_r && status == STATUS_OK && record_next(&output, &record)) {
		struct text_piece piece = {
			.kind = kind_of(record.kind),
			.path = join(opening, base->path, "/", record.path),
			.how = join(opening, base->how, ", ", record.how),
			.bytes = record.bytes,
		};

		if (piece.path.ptr == NULL || piece.how.ptr == NULL)
			return err_nomem(opening->err_r);
		*ended_r = record.kind == RECORD_END;
		if (record.kind == RECORD_PDF)
			status = add_piece(opening, &opening->pdfs, piece);
		else if (!*ended_r)
			status = add_piece(opening, opening->pieces, piece);
	}
	return status;
}

static struct slice
end_words(enum helper_end end, bool ended)
{
	switch (end) {
	case HELPER_LATE:
		return SLICE("time ceiling");
	case HELPER_TOO_MUCH:
		return SLICE("output ceiling");
	case HELPER_DIED:
		return SLICE("it could not be opened");
	case HELPER_DONE:
		break;
	}
	return ended ? SLICE_EMPTY : SLICE("it could not be opened");
}

static enum status
run_helper(struct opening *opening, const struct text_shut *shut, bool pdf,
    struct buf *output, enum helper_end *end_r)
{
	struct extract *extract = opening->extract;
	const struct settings_ceilings *ceilings = extract->ceilings;
	const struct helper_params params = {
		.program = extract->extractor->program,
		.pdf = pdf,
		.name = arena_cstr(
		    opening->arena, slice_sub(shut->name, 0, NAME_HINT_MAX)),
		.type = arena_cstr(opening->arena, shut->type),
		.levels = (size_t)ceilings->archives,
		.unpacked = (size_t)ceilings->unpacked,
		.memory = (size_t)ceilings->memory,
		.deadline_us = extract->deadline_us,
	};
	enum status status;

	if (params.name == NULL || params.type == NULL)
		return err_nomem(opening->err_r);
	if (!place_take(extract))
		return err_set(opening->err_r, STATUS_BUSY,
		    "%lld helpers are at work", (long long)ceilings->helpers);
	status =
	    helper_run(&params, shut->bytes, output, end_r, opening->err_r);
	place_give(extract->extractor);
	return status;
}

/* Opens shut, which stands at base, by one helper. */
static enum status
open_one(struct opening *opening, const struct text_shut *shut, bool pdf,
    const struct text_piece *base)
{
	const struct settings_ceilings *ceilings = opening->extract->ceilings;
	struct text_piece last = *base;
	enum helper_end end = HELPER_DONE;
	enum status status;
	struct buf output;
	bool ended;

	buf_init(&output, (size_t)ceilings->decoded + OUTPUT_SLACK);
	status = run_helper(opening, shut, pdf, &output, &end);
	if (status == STATUS_OK)
		status =
		    take_records(opening, buf_slice(&output), base, &ended);
	buf_free_wiped(&output);
	if (status != STATUS_OK)
		return status;
	last.bytes = end_words(end, ended);
	if (last.bytes.len == 0)
		return STATUS_OK;
	last.kind = TEXT_PIECE_SKIP;
	return add_piece(opening, opening->pieces, last);
}

static enum status
open_pdfs(struct opening *opening)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < opening->pdfs.len && status == STATUS_OK; i++) {
		struct text_piece pdf = opening->pdfs.items[i];
		const struct text_shut shut = {
			.bytes = pdf.bytes,
			.type = SLICE("application/pdf"),
			.name = SLICE_EMPTY,
		};

		if (i < PDF_MAX) {
			status = open_one(opening, &shut, true, &pdf);
			continue;
		}
		pdf.bytes = SLICE("too many pdfs");
		return add_piece(opening, opening->pieces, pdf);
	}
	return status;
}

static enum status
extract_open(void *arg, const struct text_shut *shut, struct arena *arena,
    struct text_pieces *pieces, struct err *err_r)
{
	struct opening opening = {
		.extract = arg,
		.arena = arena,
		.pieces = pieces,
		.err_r = err_r,
		.pdfs = VEC_INIT,
	};
	const struct text_piece itself = {
		.path = SLICE_EMPTY,
		.how = SLICE_EMPTY,
	};
	enum status status = open_one(&opening, shut, false, &itself);

	if (status == STATUS_OK)
		status = open_pdfs(&opening);
	return status;
}

void
extract_init(struct extractor *extractor,
    const struct settings_ceilings *ceilings, int64_t deadline_us,
    struct extract *extract_r)
{
	*extract_r = (struct extract){
		.extractor = extractor,
		.ceilings = ceilings,
		.deadline_us = deadline_us,
		.opener = { .arg = extract_r, .open = extract_open },
	};
}
