/*
 * attach.c - the views of what is inside an attachment.
 *
 * Whoever opens it gives pieces: texts, names, messages.  Each is read as if
 * it were a part of the mail, and the views say where inside it stood.
 */
#include "text/header.h"
#include "text/reader.h"

#define LEVEL_MAX 8 /* messages in attachments in messages ... */

/* A piece's views; *why_r is set where they don't hold all of it. */
typedef enum status piece_read(struct reader *reader,
    const struct message_part *part, const struct text_piece *piece,
    const char **why_r);

static enum status
piece_text(struct reader *reader, const struct message_part *part,
    const struct text_piece *piece, const char **why_r)
{
	static struct message_param utf_8 = {
		.name = { "charset", 7 },
		.bytes = { "utf-8", 5 },
		.charset = { "", 0 },
	};
	static const struct message_part labelled = {
		.number = "",
		.type = { "text", 4 },
		.subtype = { "plain", 5 },
		.content_type.list = { &utf_8, 1, 1 },
	};
	static const struct message_part unlabelled = {
		.number = "",
		.type = { "text", 4 },
		.subtype = { "plain", 5 },
	};
	struct reader_text text = {
		.part =
		    piece->kind == TEXT_PIECE_TEXT ? &labelled : &unlabelled,
		.bytes = piece->bytes,
		.encoding = arena_cstr(reader->arena, piece->how),
		.html = piece->kind == TEXT_PIECE_HTML,
		.attachment = true,
	};

	(void)part;
	if (text.encoding == NULL)
		return STATUS_NOMEM;
	return reader_text(reader, &text, why_r);
}

static enum status
piece_name(struct reader *reader, const struct message_part *part,
    const struct text_piece *piece, const char **why_r)
{
	struct text_view view = {
		.kind = TEXT_VIEW_FILENAME,
		.part = part,
		.text = piece->bytes,
		.how = arena_cstr(reader->arena, piece->how),
	};

	(void)why_r;
	if (view.how == NULL)
		return STATUS_NOMEM;
	return reader_view(reader, &view);
}

enum status
reader_message(struct reader *reader, struct slice bytes, const char **why_r)
{
	struct slice inside = reader->inside;
	struct message message;
	enum status status;

	if (reader->level >= LEVEL_MAX) {
		*why_r = "too many levels";
		return STATUS_OK;
	}
	status = message_read(
	    bytes, &reader->params->ceilings, reader->arena, &message, NULL);
	reader->level++;
	for (size_t i = 0; i < message.parts.len && status == STATUS_OK; i++) {
		const struct message_part *sub = message.parts.items[i];
		const char *path = arena_printf(
		    reader->arena, "%.*s:%s", SLICE_ARG(inside), sub->number);

		if (path == NULL)
			status = STATUS_NOMEM;
		else
			reader->inside = slice_cstr(path);
		if (status == STATUS_OK)
			status = reader_part(reader, sub);
	}
	reader->level--;
	reader->inside = inside;
	return status;
}

static enum status
piece_message(struct reader *reader, const struct message_part *part,
    const struct text_piece *piece, const char **why_r)
{
	(void)part;
	return reader_message(reader, piece->bytes, why_r);
}

static enum status
piece_seen(struct reader *reader, const struct message_part *part,
    const struct text_piece *piece, const char **why_r)
{
	(void)reader;
	(void)part;
	(void)piece;
	(void)why_r;
	return STATUS_OK;
}

static enum status
piece_skip(struct reader *reader, const struct message_part *part,
    const struct text_piece *piece, const char **why_r)
{
	(void)part;
	*why_r = arena_cstr(reader->arena, piece->bytes);
	return *why_r == NULL ? STATUS_NOMEM : STATUS_OK;
}

static piece_read *const piece_readers[] = {
	[TEXT_PIECE_TEXT] = piece_text,
	[TEXT_PIECE_HTML] = piece_text,
	[TEXT_PIECE_RAW] = piece_text,
	[TEXT_PIECE_NAME] = piece_name,
	[TEXT_PIECE_MESSAGE] = piece_message,
	[TEXT_PIECE_SEEN] = piece_seen,
	[TEXT_PIECE_SKIP] = piece_skip,
};

/* Where a piece stands, from the message's own part on. */
static bool
path_of(
    struct reader *reader, const struct text_piece *piece, struct slice *path_r)
{
	const char *path;

	if (reader->inside.len == 0 || piece->path.len == 0) {
		*path_r = piece->path.len > 0 ? piece->path : reader->inside;
		return true;
	}
	path = arena_printf(reader->arena, "%.*s/%.*s",
	    SLICE_ARG(reader->inside), SLICE_ARG(piece->path));
	*path_r = slice_cstr(path);
	return path != NULL;
}

static enum status
read_piece(struct reader *reader, const struct text_piece *piece)
{
	const char *why = NULL;
	enum status status;

	status = piece_readers[piece->kind](reader, reader->outer, piece, &why);
	if (status != STATUS_OK || why == NULL)
		return status;
	return reader_skip(reader, reader->outer, why);
}

/* Reads pieces as what is inside part, one after the other. */
static enum status
read_pieces(struct reader *reader, const struct message_part *part,
    const struct text_pieces *pieces, bool *whole_r)
{
	const struct text_coverage *coverage = &reader->text->coverage;
	const struct message_part *outer = reader->outer;
	size_t skipped = coverage->skipped.len;
	struct slice inside = reader->inside;
	enum status status = STATUS_OK;

	if (outer == NULL)
		reader->outer = part;
	for (size_t i = 0; i < pieces->len && status == STATUS_OK; i++) {
		struct slice path;

		if (!path_of(reader, &pieces->items[i], &path))
			return STATUS_NOMEM;
		reader->inside = path;
		status = read_piece(reader, &pieces->items[i]);
		reader->inside = inside;
	}
	reader->outer = outer;
	if (coverage->skipped.len > skipped)
		*whole_r = false;
	return status;
}

enum status
reader_open(struct reader *reader, const struct message_part *part,
    struct slice bytes, bool *whole_r)
{
	const struct text_opener *opener = reader->params->opener;
	struct text_pieces pieces = VEC_INIT;
	struct text_shut shut = { .bytes = bytes };
	enum status status;
	bool exact;

	if (opener == NULL) {
		*whole_r = false;
		return reader_skip(reader, part, "type not readable");
	}
	status = text_filename(part, reader->arena, &shut.name, &exact);
	if (status != STATUS_OK)
		return status;
	shut.type = slice_cstr(arena_printf(reader->arena, "%.*s/%.*s",
	    SLICE_ARG(part->type), SLICE_ARG(part->subtype)));
	if (shut.type.ptr == NULL)
		return STATUS_NOMEM;
	status = opener->open(
	    opener->arg, &shut, reader->arena, &pieces, reader->err_r);
	if (status != STATUS_OK)
		return status;
	return read_pieces(reader, part, &pieces, whole_r);
}
