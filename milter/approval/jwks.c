/*
 * jwks.c - a key set from its file, with the place of every error.
 *
 * Jansson says where JSON is broken but not where a value stood, so a second
 * look over the text finds the line of each key.  A key of another kind is
 * ignored, as RFC 7517 section 5 has it; everything else that is odd makes the
 * whole set unusable, since the key that was meant to be revoked may be the
 * one that can't be read.
 */
#include "approval/jwks.h"

#include <string.h>

#include "approval/file.h"
#include "base/vec.h"

struct jwks_place {
	unsigned line, column;
};

struct jwks_places VEC(struct jwks_place);

/* One reading of a set. */
struct jwks_reader {
	const char *path;
	struct diag_list *diags;
	struct err *err_r;
	struct jwks_places places;
	bool wrong;
};

/* A walk over JSON that is known to be well-formed. */
struct jwks_walk {
	struct slice text;
	size_t at;
	unsigned line, column;
	unsigned depth;
	bool in_keys; /* inside the value of the top member "keys" */
	bool fresh;   /* the next byte that is no blank begins a key */
};

static void
walk_step(struct jwks_walk *walk)
{
	if (walk->text.ptr[walk->at++] == '\n') {
		walk->line++;
		walk->column = 1;
	} else {
		walk->column++;
	}
}

/* From one quote to behind the other; the text between is *inside_r. */
static void
walk_string(struct jwks_walk *walk, struct slice *inside_r)
{
	size_t start = walk->at + 1;

	walk_step(walk);
	while (walk->at < walk->text.len && walk->text.ptr[walk->at] != '"') {
		if (walk->text.ptr[walk->at] == '\\')
			walk_step(walk);
		if (walk->at < walk->text.len)
			walk_step(walk);
	}
	*inside_r = slice_sub(walk->text, start, walk->at - start);
	if (walk->at < walk->text.len)
		walk_step(walk);
}

static void
walk_punctuation(struct jwks_walk *walk, char c, struct slice last)
{
	if (c == ':' && walk->depth == 1)
		walk->in_keys = slice_equal(last, SLICE("keys"));
	if (c == '{' || c == '[')
		walk->depth++;
	if (c == '}' || c == ']')
		walk->depth--;
	walk->fresh =
	    walk->in_keys && walk->depth == 2 && (c == '[' || c == ',');
}

static bool
jwks_find_places(
    struct slice text, struct arena *arena, struct jwks_places *places)
{
	struct jwks_walk walk = { .text = text, .line = 1, .column = 1 };
	struct slice last = SLICE_EMPTY;
	struct jwks_place *place;
	char c;

	while (walk.at < text.len) {
		c = text.ptr[walk.at];
		if (walk.fresh && !ascii_space(c) && c != ']') {
			place = VEC_PUSH(arena, places);
			if (place == NULL)
				return false;
			*place = (struct jwks_place){ walk.line, walk.column };
			walk.fresh = false;
		}
		if (c == '"') {
			walk_string(&walk, &last);
			continue;
		}
		if (memchr("{}[]:,", c, 6) != NULL)
			walk_punctuation(&walk, c, last);
		walk_step(&walk);
	}
	return true;
}

/* The index-th key, or the file as a whole (SLICE_NONE), is wrong. */
static void
jwks_complain(struct jwks_reader *reader, size_t index, const char *why)
{
	struct jwks_place at = { 1, 1 };
	struct diag_place place;

	if (index < reader->places.len)
		at = reader->places.items[index];
	place = (struct diag_place){ reader->path, at.line, at.column };
	diag_error(reader->diags, place, "%s", why);
	if (!reader->wrong)
		(void)err_set(reader->err_r, STATUS_CONFIG, "%s:%u:%u: %s",
		    reader->path, at.line, at.column, why);
	reader->wrong = true;
}

static void
jwks_ignore(struct jwks_reader *reader, size_t index)
{
	struct diag_place place = { reader->path, 1, 1 };

	if (index < reader->places.len) {
		place.line = reader->places.items[index].line;
		place.column = reader->places.items[index].column;
	}
	diag_warning(reader->diags, place,
	    "not an Ed25519 key (kty OKP, crv Ed25519): ignored");
}

static enum status
jwks_read_keys(
    struct jwks_reader *reader, const json_t *list, struct approval_keys *keys)
{
	struct arena *arena = approval_keys_arena(keys);
	size_t count = json_array_size(list), len = 0, i, twin;
	struct approval_key *items = arena_calloc(arena, count, sizeof(*items));
	size_t *origin = arena_calloc(arena, count, sizeof(*origin));
	const char *why;

	if (items == NULL || origin == NULL)
		return err_nomem(reader->err_r);
	for (i = 0; i < count; i++) {
		switch (approval_jwk_parse(
		    json_array_get(list, i), arena, &items[len], &why)) {
		case JWK_KEY:
			origin[len++] = i;
			break;
		case JWK_OTHER:
			jwks_ignore(reader, i);
			break;
		case JWK_WRONG:
			jwks_complain(reader, i, why);
			break;
		case JWK_NOMEM:
			return err_nomem(reader->err_r);
		}
	}
	if (!approval_keys_fill(keys, items, len))
		return err_nomem(reader->err_r);
	if (approval_keys_twin(keys, &twin))
		jwks_complain(reader, origin[twin],
		    "an earlier key has the same \"kid\" or \"x\"");
	return reader->wrong ? STATUS_CONFIG : STATUS_OK;
}

enum status
approval_jwks_parse(const json_t *root, struct slice text, const char *path,
    struct diag_list *diags, struct approval_keys **keys_r, struct err *err_r)
{
	struct jwks_reader reader = { path, diags, err_r, VEC_INIT, false };
	const json_t *list = json_object_get(root, "keys");
	struct approval_keys *keys = approval_keys_new();
	enum status status = STATUS_CONFIG;

	*keys_r = NULL;
	if (keys == NULL)
		return err_nomem(err_r);
	if (!json_is_array(list))
		jwks_complain(
		    &reader, SLICE_NONE, "no key set: {\"keys\": [...]}");
	else if (json_array_size(list) > APPROVAL_KEY_MAX)
		jwks_complain(&reader, SLICE_NONE, "more than 10000 keys");
	else if (!jwks_find_places(
		     text, approval_keys_arena(keys), &reader.places))
		status = err_nomem(err_r);
	else
		status = jwks_read_keys(&reader, list, keys);
	if (status == STATUS_OK)
		*keys_r = keys;
	else
		approval_keys_unref(keys);
	return status;
}

static enum status
jwks_load_text(const char *path, struct slice text, struct diag_list *diags,
    struct approval_keys **keys_r, struct err *err_r)
{
	struct diag_place place = { path, 0, 0 };
	enum status status;
	json_error_t error;
	json_t *root = approval_json_read(text, &error);

	if (root == NULL) {
		place.line = error.line > 0 ? (unsigned)error.line : 0;
		place.column = error.column > 0 ? (unsigned)error.column : 0;
		diag_error(diags, place, "%s", error.text);
		return err_set(err_r, STATUS_CONFIG, "%s:%u:%u: %s", path,
		    place.line, place.column, error.text);
	}
	status = approval_jwks_parse(root, text, path, diags, keys_r, err_r);
	json_decref(root);
	return status;
}

enum status
approval_jwks_load(const char *path, struct diag_list *diags, struct stat *st_r,
    struct approval_keys **keys_r, struct err *err_r)
{
	struct diag_place place = { path, 0, 0 };
	enum status status = STATUS_NOTFOUND;
	struct err err = ERR_INIT;
	struct buf buf;

	*keys_r = NULL;
	memset(st_r, 0, sizeof(*st_r));
	buf_init(&buf, APPROVAL_FILE_MAX);
	if (path != NULL)
		status = approval_file_read(path, &buf, st_r, &err);
	if (status == STATUS_OK) {
		status =
		    jwks_load_text(path, buf_slice(&buf), diags, keys_r, err_r);
	} else if (status == STATUS_NOTFOUND) {
		*keys_r = approval_keys_new();
		status = *keys_r == NULL ? err_nomem(err_r) : STATUS_OK;
	} else {
		diag_error(diags, place, "%s", err.text);
		(void)err_set(err_r, status, "%s", err.text);
	}
	buf_free(&buf);
	return status;
}

enum status
approval_keys_load(const char *path, struct diag_list *diags,
    struct approval_keys **keys_r, struct err *err_r)
{
	struct stat st;

	return approval_jwks_load(path, diags, &st, keys_r, err_r);
}
