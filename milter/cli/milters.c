/*
 * milters.c - lists of milters read and written.
 *
 * `postconf -Pe` takes no blank in a value, so that lists are written with
 * commas, which Postfix reads alike.
 */
#include "cli/milters.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define LIST_MAX ((size_t)64 << 10)

static bool
between(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of the place at the front: to a separator outside of braces. */
static size_t
place_len(struct slice rest, bool *open_r)
{
	size_t depth = 0, i = 0;

	for (; i < rest.len && (depth > 0 || !between(rest.ptr[i])); i++) {
		if (rest.ptr[i] == '{')
			depth++;
		else if (rest.ptr[i] == '}' && depth > 0)
			depth--;
	}
	*open_r = depth > 0;
	return i;
}

/* The next word of a place's inside; false at its end. */
static bool
word_next(struct slice *rest, struct slice *word_r)
{
	size_t start = 0, end;

	while (start < rest->len && between(rest->ptr[start]))
		start++;
	for (end = start; end < rest->len && !between(rest->ptr[end]); end++)
		continue;
	*word_r = slice_sub(*rest, start, end - start);
	*rest = slice_from(*rest, end);
	return word_r->len > 0;
}

static bool
place_read(
    struct slice text, struct arena *arena, struct milters_place *place_r)
{
	bool braces = text.len >= 2 && text.ptr[0] == '{';
	struct slice inside = braces ? slice_sub(text, 1, text.len - 2) : text;
	struct slice word;
	struct buf clean;
	size_t n;

	*place_r = (struct milters_place){ .action = SLICE_EMPTY };
	buf_init(&clean, LIST_MAX);
	for (n = 0; word_next(&inside, &word); n++) {
		(void)buf_add_cstr(&clean, n > 0 ? "," : braces ? "{" : "");
		(void)buf_add(&clean, word);
		if (n == 0)
			place_r->address = arena_copy(arena, word);
		else if (slice_starts(word, SLICE("default_action=")))
			place_r->action =
			    arena_copy(arena, slice_from(word, 15));
	}
	(void)buf_add_cstr(&clean, braces ? n > 0 ? "}" : "{}" : "");
	place_r->text = arena_copy(arena, buf_slice(&clean));
	buf_free(&clean);
	return !arena_failed(arena);
}

enum status
milters_read(struct slice value, struct arena *arena, struct milters *milters_r,
    struct err *err_r)
{
	struct slice rest = value;
	bool open;

	milters_r->n = 0;
	for (;;) {
		size_t len;

		while (rest.len > 0 && between(rest.ptr[0]))
			rest = slice_from(rest, 1);
		if (rest.len == 0)
			return STATUS_OK;
		len = place_len(rest, &open);
		if (open || milters_r->n == MILTERS_MAX)
			return err_set(err_r, STATUS_DATA,
			    open ? "milters: a brace is not closed" :
				   "milters: more than %d of them",
			    MILTERS_MAX);
		if (!place_read(slice_sub(rest, 0, len), arena,
			&milters_r->place[milters_r->n++]))
			return err_nomem(err_r);
		rest = slice_from(rest, len);
	}
}

static bool
under(struct slice path, struct slice folder)
{
	return folder.len > 0 && slice_starts(path, folder) &&
	    path.len > folder.len && path.ptr[folder.len] == '/';
}

/* "inet:PORT@HOST" of the gate as Postfix has it, "inet:HOST:PORT". */
static const char *
inet_address(struct slice listen, struct arena *arena)
{
	struct slice port, host = listen;

	(void)slice_cut(&host, ':', &port);
	(void)slice_cut(&host, '@', &port);
	if (host.ptr == NULL || host.len == 0)
		host = SLICE("127.0.0.1");
	return slice_index(host, ':') != SLICE_NONE && host.ptr[0] != '[' ?
	    arena_printf(
		arena, "inet:[%.*s]:%.*s", SLICE_ARG(host), SLICE_ARG(port)) :
	    arena_printf(
		arena, "inet:%.*s:%.*s", SLICE_ARG(host), SLICE_ARG(port));
}

const char *
milters_address(const char *listen, struct slice queue, struct arena *arena)
{
	struct slice text = slice_cstr(listen);
	struct slice path = slice_from(text, 5);

	if (!slice_starts_nocase(text, SLICE("unix:")))
		return inet_address(text, arena);
	/* a path from the queue folder holds, chrooted or not */
	if (under(path, queue))
		path = slice_from(path, queue.len + 1);
	return arena_printf(arena, "unix:%.*s", SLICE_ARG(path));
}

/* One way to write an address: an absolute path, one name for loopback. */
static const char *
plain(struct slice address, struct slice queue, struct arena *arena)
{
	struct slice path = slice_from(address, 5), host, port;
	size_t colon;

	if (slice_starts_nocase(address, SLICE("unix:")))
		return path.len > 0 && path.ptr[0] == '/' ?
		    arena_printf(arena, "unix:%.*s", SLICE_ARG(path)) :
		    arena_printf(arena, "unix:%.*s/%.*s", SLICE_ARG(queue),
			SLICE_ARG(path));
	colon = slice_rindex(path, ':');
	if (!slice_starts_nocase(address, SLICE("inet:")) ||
	    colon == SLICE_NONE)
		return arena_printf(arena, "%.*s", SLICE_ARG(address));
	host = slice_sub(path, 0, colon);
	port = slice_from(path, colon + 1);
	if (host.len > 1 && host.ptr[0] == '[')
		host = slice_sub(host, 1, host.len - 2);
	if (slice_equal_nocase(host, SLICE("localhost")) ||
	    slice_equal(host, SLICE("::1")))
		host = SLICE("127.0.0.1");
	return arena_printf(
	    arena, "inet:%.*s:%.*s", SLICE_ARG(host), SLICE_ARG(port));
}

bool
milters_is_gate(const struct milters_place *place, const char *listen,
    struct slice queue, struct arena *arena)
{
	const char *gate = milters_address(listen, queue, arena);
	const char *is = plain(place->address, queue, arena);

	gate = gate != NULL ? plain(slice_cstr(gate), queue, arena) : NULL;
	return gate != NULL && is != NULL && strcmp(gate, is) == 0;
}

size_t
milters_find(const struct milters *milters, const char *listen,
    struct slice queue, struct arena *arena)
{
	for (size_t i = 0; i < milters->n; i++)
		if (milters_is_gate(&milters->place[i], listen, queue, arena))
			return i;
	return SLICE_NONE;
}

const char *
milters_with(const struct milters *milters, const char *listen,
    struct slice queue, struct arena *arena)
{
	const char *gate = milters_address(listen, queue, arena);
	const char *text = NULL;
	struct buf list;

	buf_init(&list, LIST_MAX);
	(void)buf_printf(
	    &list, "{%s,default_action=tempfail}", gate != NULL ? gate : "");
	for (size_t i = 0; i < milters->n; i++) {
		const struct milters_place *place = &milters->place[i];

		if (milters_is_gate(place, listen, queue, arena))
			continue;
		(void)buf_add_byte(&list, ',');
		(void)buf_add(&list, place->text);
	}
	if (gate != NULL && !buf_failed(&list))
		text = arena_cstr(arena, buf_slice(&list));
	buf_free(&list);
	return text;
}
