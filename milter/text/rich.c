/*
 * rich.c - text/richtext (RFC 1341) and text/enriched (RFC 1896).
 *
 * A command is a name in angles, which shows nothing; some stand for a
 * character, and what is between others and their end is not shown.  The two
 * formats are read as one: what they differ in is how lines break.
 */
#include "text/rich.h"

#define COMMAND_MAX 62 /* bytes, its angles included */

static const struct {
	struct slice name;
	struct slice text;
} shown[] = {
	{ SLICE_INIT("<"), SLICE_INIT("<") },
	{ SLICE_INIT("lt"), SLICE_INIT("<") },
	{ SLICE_INIT("nl"), SLICE_INIT("\n") },
	{ SLICE_INIT("np"), SLICE_INIT("\n") },
	{ SLICE_INIT("paragraph"), SLICE_INIT("\n") },
	{ SLICE_INIT("/paragraph"), SLICE_INIT("\n") },
};

bool
rich_is(const struct message_part *part)
{
	for (size_t i = 0; i < part->types.len; i++)
		if (slice_equal(
			part->types.items[i].subtype, SLICE("richtext")) ||
		    slice_equal(
			part->types.items[i].subtype, SLICE("enriched")))
			return true;
	return false;
}

/* The length of the command in front of s, and its name; 0: there is none. */
static size_t
command_at(struct slice s, struct slice *name_r)
{
	size_t end;

	s = slice_sub(s, 0, COMMAND_MAX);
	if (slice_starts(s, SLICE("<<"))) {
		*name_r = slice_sub(s, 1, 1);
		return 2;
	}
	end = slice_index(s, '>');
	if (end == SLICE_NONE)
		return 0;
	*name_r = slice_sub(s, 1, end - 1);
	return end + 1;
}

/* How name changes whether what follows is hidden. */
static int
hides(struct slice name)
{
	static const char *const names[] = { "param", "comment" };
	int step = 1;

	if (slice_starts(name, SLICE("/"))) {
		name = slice_from(name, 1);
		step = -1;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal_nocase(name, slice_cstr(names[i])))
			return step;
	return 0;
}

static void
put_command(struct slice name, struct text_build *build, size_t offset)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (slice_equal_nocase(name, shown[i].name))
			text_build_made(build, shown[i].text, offset);
}

void
rich_read(struct slice text, struct text_build *build)
{
	size_t at = 0, len, hidden = 0;
	struct slice name, piece;
	int step;

	while (at < text.len) {
		len = slice_index(slice_from(text, at), '<');
		piece = slice_sub(text, at, len == SLICE_NONE ? text.len : len);
		if (hidden == 0)
			text_build_copy(build, piece, at);
		at += piece.len;
		if (at >= text.len)
			break;
		len = command_at(slice_from(text, at), &name);
		step = len > 0 ? hides(name) : 0;
		if (step > 0)
			hidden++;
		else if (step < 0 && hidden > 0)
			hidden--;
		else if (hidden == 0 && len > 0)
			put_command(name, build, at);
		else if (hidden == 0)
			text_build_byte(build, '<', at);
		at += len > 0 ? len : 1;
	}
}
