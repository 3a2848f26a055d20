/*
 * loose.c - a value that is not well-formed, as lenient readers take it.
 *
 * Each way to prepare the text (folds dropped, comments cut out, encoded words
 * decoded ...) gives a variant, and each variant is searched for everything
 * that looks like a media type or a parameter.  What comes out is more than
 * any one reader sees; it is asked for odd fields only.
 */
#include <string.h>

#include "message/loose.h"

enum variant {
	VARIANT_LINES,    /* as it stands: a line's end ends a value */
	VARIANT_UNFOLDED, /* CR and LF dropped */
	VARIANT_SPACED,   /* a fold and its blanks as one blank */
	VARIANT_JOINED,   /* a fold and its blanks dropped */
	VARIANT_CLEAN,    /* bytes that are not printable US-ASCII dropped */
	VARIANT_CUT,      /* up to the first NUL */
	VARIANT_BARE,     /* comments cut out */
	VARIANT_WORDS,    /* encoded words decoded */
	VARIANTS
};

static const struct slice loose_names[] = {
	{ "boundary", 8 },
	{ "charset", 7 },
	{ "filename", 8 },
	{ "name", 4 },
};

static const struct slice top_types[] = {
	{ "text", 4 },
	{ "multipart", 9 },
	{ "message", 7 },
	{ "application", 11 },
	{ "image", 5 },
	{ "audio", 5 },
	{ "video", 5 },
};

#define WORDS_MAX 100 /* of one text that are looked at */

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum status
message_loose_type(struct message_loose *loose, const struct message_type *type,
    struct arena *arena)
{
	struct message_type *added;

	for (size_t i = 0; i < loose->types.len; i++)
		if (slice_equal(loose->types.items[i].type, type->type) &&
		    slice_equal(loose->types.items[i].subtype, type->subtype))
			return STATUS_OK;
	if (loose->types.len >= MESSAGE_LOOSE_MAX) {
		loose->full = true;
		return STATUS_OK;
	}
	added = VEC_PUSH(arena, &loose->types);
	if (added == NULL)
		return STATUS_NOMEM;
	*added = *type;
	return STATUS_OK;
}

enum status
message_loose_param(struct message_loose *loose,
    const struct message_param *param, struct arena *arena)
{
	struct message_param *added;

	for (size_t i = 0; i < loose->params.len; i++) {
		const struct message_param *other = &loose->params.items[i];

		if (slice_equal(other->name, param->name) &&
		    slice_equal(other->bytes, param->bytes) &&
		    slice_equal(other->charset, param->charset) &&
		    other->encoded == param->encoded)
			return STATUS_OK;
	}
	if (loose->params.len >= MESSAGE_LOOSE_MAX) {
		loose->full = true;
		return STATUS_OK;
	}
	added = VEC_PUSH(arena, &loose->params);
	if (added == NULL)
		return STATUS_NOMEM;
	*added = *param;
	return STATUS_OK;
}

/* The index after the fold at i, and the blanks behind it. */
static size_t
fold_end(struct slice text, size_t i)
{
	while (i < text.len && ascii_space(text.ptr[i]))
		i++;
	return i;
}

/* The index after the comment at i, or SLICE_NONE if it has no end. */
static size_t
comment_end(struct slice text, size_t i)
{
	size_t depth = 0;

	for (; i < text.len; i++) {
		if (text.ptr[i] == '\\')
			i++;
		else if (text.ptr[i] == '(')
			depth++;
		else if (text.ptr[i] == ')' && --depth == 0)
			return i + 1;
	}
	return SLICE_NONE;
}

/* Copies text to out without folds, as kind has it. */
static size_t
variant_fold(struct slice text, enum variant kind, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] != '\r' && text.ptr[i] != '\n') {
			out[len++] = text.ptr[i++];
			continue;
		}
		if (kind == VARIANT_UNFOLDED) {
			i++;
			continue;
		}
		i = fold_end(text, i);
		if (kind == VARIANT_SPACED)
			out[len++] = ' ';
	}
	return len;
}

static size_t
variant_clean(struct slice text, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= ' ' && text.ptr[i] <= '~')
			out[len++] = text.ptr[i];
	return len;
}

/* A comment without an end is tried once: those in it have none either. */
static size_t
variant_bare(struct slice text, char *out)
{
	bool ends = true;
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] == '(' && ends) {
			size_t end = comment_end(text, i);

			ends = end != SLICE_NONE;
			i = ends ? end : i + 1;
			continue;
		}
		if (text.ptr[i] != '\r' && text.ptr[i] != '\n')
			out[len++] = text.ptr[i];
		i++;
	}
	return len;
}

static struct slice
variant_make(struct slice text, enum variant kind, struct arena *arena)
{
	char *out;

	if (kind == VARIANT_LINES)
		return text;
	if (kind == VARIANT_CUT)
		return slice_sub(text, 0, slice_index(text, '\0'));
	if (kind == VARIANT_WORDS)
		return message_loose_words(text, arena);
	out = arena_alloc(arena, text.len);
	if (out == NULL)
		return SLICE_EMPTY;
	if (kind == VARIANT_CLEAN)
		return slice_make(out, variant_clean(text, out));
	if (kind == VARIANT_BARE)
		return slice_make(out, variant_bare(text, out));
	return slice_make(out, variant_fold(text, kind, out));
}

/* Passes over blanks and comments from i on. */
static size_t
type_blank(struct slice text, size_t i)
{
	for (;;) {
		size_t end;

		i = fold_end(text, i);
		if (i >= text.len || text.ptr[i] != '(')
			return i;
		end = comment_end(text, i);
		if (end == SLICE_NONE)
			return i;
		i = end;
	}
}

static size_t
type_token_end(struct slice text, size_t i)
{
	while (i < text.len &&
	    (ascii_alnum(text.ptr[i]) ||
		(text.ptr[i] != '\0' &&
		    strchr("!#$&-^_.+", text.ptr[i]) != NULL)))
		i++;
	return i;
}

/* What is meant by a type without a subtype. */
static struct slice
type_default(struct slice type)
{
	if (slice_equal(type, SLICE("text")))
		return SLICE("plain");
	if (slice_equal(type, SLICE("multipart")))
		return SLICE("mixed");
	if (slice_equal(type, SLICE("message")))
		return SLICE("rfc822");
	return SLICE("octet-stream");
}

/* The type top, which stands before at. */
static enum status
loose_type_at(struct slice text, size_t at, struct slice top,
    struct arena *arena, struct message_loose *loose)
{
	struct message_type type = { .type = top };
	size_t slash = type_blank(text, at), start, end;

	if (slash < text.len && text.ptr[slash] == '/') {
		start = type_blank(text, slash + 1);
		end = type_token_end(text, start);
		type.subtype =
		    message_lower(slice_sub(text, start, end - start), arena);
	}
	if (type.subtype.len == 0)
		type.subtype = type_default(top);
	return message_loose_type(loose, &type, arena);
}

/* Every media type that text names before its first ";", or anywhere. */
static enum status
loose_types(struct slice text, struct arena *arena, struct message_loose *loose)
{
	struct slice head = slice_sub(text, 0, slice_index(text, ';'));
	enum status status = STATUS_OK;
	size_t words = 0;

	if (slice_trim(head).len == 0)
		head = text;
	for (size_t i = 0; i < head.len && status == STATUS_OK;) {
		size_t end = type_token_end(head, i);
		struct slice word = slice_sub(head, i, end - i);

		for (size_t j = 0; j < COUNT(top_types) && status == STATUS_OK;
		     j++)
			if (slice_equal_nocase(word, top_types[j]))
				status = loose_type_at(
				    head, end, top_types[j], arena, loose);
		if (end > i && ++words >= WORDS_MAX) {
			loose->full = true;
			break;
		}
		i = end == i ? i + 1 : end;
	}
	return status;
}

enum status
message_loose_read(
    struct slice value, struct arena *arena, struct message_loose *loose)
{
	struct slice variants[VARIANTS];
	enum status status = STATUS_OK;
	struct slice text = slice_trim(value);

	if (text.len > MESSAGE_LOOSE_FIELD_MAX) {
		text = slice_sub(text, 0, MESSAGE_LOOSE_FIELD_MAX);
		loose->full = true;
	}
	for (size_t i = 0; i < VARIANTS && status == STATUS_OK; i++) {
		bool known = false;

		variants[i] = variant_make(text, (enum variant)i, arena);
		for (size_t j = 0; j < i && !known; j++)
			known = slice_equal(variants[i], variants[j]);
		if (known)
			continue;
		status = loose_types(variants[i], arena, loose);
		for (size_t j = 0;
		     j < COUNT(loose_names) && status == STATUS_OK; j++)
			status = message_loose_params(
			    variants[i], loose_names[j], arena, loose);
	}
	return arena_failed(arena) ? STATUS_NOMEM : status;
}
