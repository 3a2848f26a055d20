/*
 * params.c - "text/plain; charset=x (comment)" taken apart: RFC 2045 section
 * 5.1 in the lexical rules of RFC 822, with blanks and comments between the
 * tokens.
 *
 * A value that is neither token nor quoted string goes to the next ";", as
 * most readers have it, and sets MESSAGE_DEFECT_PARAM_SYNTAX, as does
 * anything else that two readers may take for two things.
 */
#include <string.h>

#include "message/message.h"
#include "message/params.h"

struct scanner {
	struct slice text;
	size_t pos;
	struct arena *arena;
	uint64_t defects;
};

struct slice
message_lower(struct slice s, struct arena *arena)
{
	char *out = arena_alloc(arena, s.len);

	if (out == NULL)
		return SLICE_EMPTY;
	for (size_t i = 0; i < s.len; i++)
		out[i] = ascii_lower(s.ptr[i]);
	return slice_make(out, s.len);
}

static bool
scan_at(const struct scanner *scanner, char c)
{
	return scanner->pos < scanner->text.len &&
	    scanner->text.ptr[scanner->pos] == c;
}

static bool
scan_end(const struct scanner *scanner)
{
	return scanner->pos >= scanner->text.len;
}

/* Passes over one comment; pos is at its "(". */
static void
scan_comment(struct scanner *scanner)
{
	size_t depth = 0;

	for (; !scan_end(scanner); scanner->pos++) {
		char c = scanner->text.ptr[scanner->pos];

		if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			break;
		else if (c == '\\')
			scanner->pos++;
		else if (c == ';' || c == '=' || c == '"')
			scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	}
	if (scan_end(scanner))
		scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	else
		scanner->pos++;
}

/* Passes over blanks and comments. */
static void
scan_blank(struct scanner *scanner)
{
	while (!scan_end(scanner)) {
		if (scan_at(scanner, '('))
			scan_comment(scanner);
		else if (ascii_space(scanner->text.ptr[scanner->pos]))
			scanner->pos++;
		else
			break;
	}
}

static bool
scan_is_token(char c)
{
	return c > ' ' && c <= '~' && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

static struct slice
scan_token(struct scanner *scanner)
{
	size_t start = scanner->pos;

	while (!scan_end(scanner) &&
	    scan_is_token(scanner->text.ptr[scanner->pos]))
		scanner->pos++;
	return slice_sub(scanner->text, start, scanner->pos - start);
}

/* Goes to the next ";" and returns what was passed over, trimmed. */
static struct slice
scan_to_semicolon(struct scanner *scanner, size_t start)
{
	while (!scan_end(scanner) && !scan_at(scanner, ';'))
		scanner->pos++;
	return slice_trim(
	    slice_sub(scanner->text, start, scanner->pos - start));
}

/* Index of the quote that ends the string begun before i, or the end. */
static size_t
scan_quote_end(struct slice text, size_t i)
{
	for (; i < text.len && text.ptr[i] != '"'; i++)
		if (text.ptr[i] == '\\' && i + 1 < text.len)
			i++;
	return i;
}

/* A quoted string; pos is at its opening quote. */
static struct slice
scan_quoted(struct scanner *scanner)
{
	struct slice text = scanner->text;
	size_t start = scanner->pos + 1;
	size_t end = scan_quote_end(text, start);
	char *out = arena_alloc(scanner->arena, end - start);
	size_t len = 0;

	scanner->pos = end < text.len ? end + 1 : end;
	if (out == NULL)
		return SLICE_EMPTY;
	if (end >= text.len)
		scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	for (size_t i = start; i < end; i++) {
		if (text.ptr[i] == '\\' && i + 1 < end) {
			i++;
			if (text.ptr[i] != '"' && text.ptr[i] != '\\')
				scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		}
		out[len++] = text.ptr[i];
	}
	return slice_make(out, len);
}

static struct slice
scan_value(struct scanner *scanner)
{
	bool quoted = scan_at(scanner, '"');
	size_t start = scanner->pos;
	struct slice value;

	value = quoted ? scan_quoted(scanner) : scan_token(scanner);
	scan_blank(scanner);
	if (scan_end(scanner) || scan_at(scanner, ';')) {
		if (!quoted && value.len == 0)
			scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		return value;
	}
	scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	if (quoted)
		scan_to_semicolon(scanner, scanner->pos);
	else
		value = scan_to_semicolon(scanner, start);
	return value;
}

/*
 * The value of a piece.  A file's name that wants quotes but goes on to the
 * next ";" for every reader, with or without what follows a blank, is a
 * defect of its own: all that it may be called is read.
 */
static void
scan_piece_value(struct scanner *scanner, struct message_piece *piece)
{
	uint64_t before = scanner->defects;
	size_t start = scanner->pos;
	struct slice raw;

	piece->value = scan_value(scanner);
	raw = slice_sub(scanner->text, start, scanner->pos - start);
	for (size_t i = 0; i < raw.len; i++)
		if (strchr("\"\\()", raw.ptr[i]) != NULL)
			return;
	if ((slice_equal(piece->name, SLICE("filename")) ||
		slice_equal(piece->name, SLICE("name"))) &&
	    scanner->defects != before)
		scanner->defects = before | MESSAGE_DEFECT_NAME_SYNTAX;
}

/* Reads "name=value" into *piece; false if that is not what stands there. */
static bool
scan_piece(struct scanner *scanner, struct message_piece *piece)
{
	struct slice name = scan_token(scanner);
	size_t end = scanner->pos;

	scan_blank(scanner);
	if (name.len == 0 || !scan_at(scanner, '=')) {
		scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		scan_to_semicolon(scanner, scanner->pos);
		return false;
	}
	if (scanner->pos++ != end)
		scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	end = scanner->pos;
	scan_blank(scanner);
	if (scanner->pos != end)
		scanner->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	piece->name = message_lower(name, scanner->arena);
	scan_piece_value(scanner, piece);
	scanner->defects |= message_piece_name(piece);
	return true;
}

/* The pieces after the first ";", where pos is. */
static enum status
scan_pieces(struct scanner *scanner, struct message_pieces *pieces)
{
	while (scan_at(scanner, ';')) {
		struct message_piece *piece;

		scanner->pos++;
		scan_blank(scanner);
		if (scan_end(scanner))
			break;
		if (pieces->len >= MESSAGE_PIECE_MAX) {
			scanner->defects |= MESSAGE_DEFECT_CEILING_FIELDS;
			break;
		}
		piece = VEC_PUSH(scanner->arena, pieces);
		if (piece == NULL)
			return STATUS_NOMEM;
		if (!scan_piece(scanner, piece))
			pieces->len--;
	}
	return STATUS_OK;
}

/* "type/subtype" or "attachment"; leaves pos at a ";" or the end. */
static void
scan_head(struct scanner *scanner, struct message_params *params)
{
	struct slice type, subtype = SLICE_EMPTY;
	size_t start;

	scan_blank(scanner);
	start = scanner->pos;
	type = scan_token(scanner);
	if (type.len > 0 && scan_at(scanner, '/')) {
		scanner->pos++;
		subtype = scan_token(scanner);
		if (subtype.len == 0)
			scanner->defects |= MESSAGE_DEFECT_TYPE_SYNTAX;
	}
	params->value =
	    message_lower(slice_sub(scanner->text, start, scanner->pos - start),
		scanner->arena);
	params->type = slice_sub(params->value, 0, type.len);
	params->subtype =
	    slice_from(params->value, params->value.len - subtype.len);
	scan_blank(scanner);
	if (type.len == 0)
		scanner->defects |= MESSAGE_DEFECT_TYPE_SYNTAX;
	if (!scan_end(scanner) && !scan_at(scanner, ';')) {
		scanner->defects |= MESSAGE_DEFECT_TYPE_SYNTAX;
		scan_to_semicolon(scanner, scanner->pos);
	}
}

enum status
message_params_read(
    struct slice value, struct arena *arena, struct message_params *params_r)
{
	struct message_pieces pieces = VEC_INIT;
	struct scanner scanner = {
		.text = message_field_unfold(value, arena),
		.arena = arena,
	};
	enum status status;

	*params_r = (struct message_params){ 0 };
	scan_head(&scanner, params_r);
	status = scan_pieces(&scanner, &pieces);
	params_r->defects = scanner.defects;
	if (status == STATUS_OK)
		status = message_pieces_join(&pieces, arena, params_r);
	return arena_failed(arena) ? STATUS_NOMEM : status;
}

const struct message_param *
message_params_find(const struct message_params *params, struct slice name)
{
	for (size_t i = 0; i < params->list.len; i++)
		if (slice_equal(params->list.items[i].name, name))
			return &params->list.items[i];
	return NULL;
}
