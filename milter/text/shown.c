/*
 * shown.c - what a text shows beside what it spells.
 *
 * A scan tells what is in the text, so that ordinary text costs nothing more.
 */
#include "text/shown.h"

#include "base/utf8.h"
#include "text/alike.h"
#include "text/charset.h"
#include "text/display.h"
#include "text/letters.h"
#include "text/percent.h"

#define TAG_FIRST 0xE0020 /* a space */
#define TAG_LAST 0xE007E  /* a tilde */
#define TAG_END 0xE007F

enum signs {
	SIGN_CONTROLS = 1, /* directional */
	SIGN_FILLERS = 2,
	SIGN_TAGS = 4
};

static const struct {
	struct slice bytes; /* with the last one's range */
	unsigned char last;
	enum signs sign;
} signs[] = {
	{ { "\xE1\x85\x9F", 3 }, 0xA0, SIGN_FILLERS },
	{ { "\xE2\x80\xAA", 3 }, 0xAE, SIGN_CONTROLS },
	{ { "\xE2\x81\xA6", 3 }, 0xA9, SIGN_CONTROLS },
	{ { "\xE3\x85\xA4", 3 }, 0xA4, SIGN_FILLERS },
	{ { "\xEF\xBE\xA0", 3 }, 0xA0, SIGN_FILLERS },
	{ { "\xF3\xA0\x80", 3 }, 0x81, SIGN_TAGS },
};

/* The sign that stands in front of s, or 0. */
static unsigned
sign_at(struct slice s)
{
	const unsigned char *bytes = (const unsigned char *)s.ptr, *first;
	size_t i;

	if (s.len < 3)
		return 0;
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		first = (const unsigned char *)signs[i].bytes.ptr;
		if (bytes[0] == first[0] && bytes[1] == first[1] &&
		    bytes[2] >= first[2] && bytes[2] <= signs[i].last)
			return signs[i].sign;
	}
	return 0;
}

static unsigned
scan_signs(struct slice text)
{
	unsigned found = 0;
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0xE1)
			found |= sign_at(slice_from(text, i));
	return found;
}

static enum status
finish(struct text_build *build, size_t source_len, struct shown *shown)
{
	return text_build_done(build, source_len, &shown->text, &shown->map) ?
	    STATUS_OK :
	    STATUS_NOMEM;
}

static enum status
spell_tags(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	struct text_build build;
	size_t at, len;
	uint32_t cp;

	text_build_init(&build, arena, view->map);
	for (at = 0; at < view->text.len; at += len) {
		len = utf8_decode(slice_from(view->text, at), &cp);
		if (cp >= TAG_FIRST && cp <= TAG_LAST)
			text_build_byte(
			    &build, (char)(cp - TAG_FIRST + ' '), at);
		else if (cp == TAG_END)
			text_build_byte(&build, '\n', at);
	}
	shown->how = "tag characters";
	shown->hidden = true;
	return finish(&build, view->text.len, shown);
}

static enum status
blank_fillers(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	struct slice text = view->text;
	struct text_build build;
	size_t at = 0, start = 0;

	text_build_init(&build, arena, view->map);
	while (at < text.len) {
		if ((unsigned char)text.ptr[at] < 0xE1 ||
		    sign_at(slice_from(text, at)) != SIGN_FILLERS) {
			at++;
			continue;
		}
		text_build_copy(
		    &build, slice_sub(text, start, at - start), start);
		text_build_byte(&build, ' ', at);
		at += 3;
		start = at;
	}
	text_build_copy(&build, slice_from(text, start), start);
	shown->how = "fillers as blanks";
	return finish(&build, text.len, shown);
}

static enum status
order_display(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	shown->how = "in display order";
	return display_order(
	    view->text, view->map, arena, &shown->text, &shown->map);
}

static enum status
join_letters(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	shown->how = "letters joined";
	return letters_join(view, arena, &shown->text, &shown->map);
}

static enum status
put_alike(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	shown->how = "look-alikes as letters";
	return alike_put(view, arena, &shown->text, &shown->map);
}

static enum status
undo_percents(
    const struct text_view *view, struct arena *arena, struct shown *shown)
{
	shown->how = "percent-escapes undone";
	return percent_undo(view, arena, &shown->text, &shown->map);
}

/* Link targets are decoded as they are found, and headers in their own way. */
static bool
has_percents(const struct text_view *view)
{
	return view->kind != TEXT_VIEW_LINK &&
	    view->kind != TEXT_VIEW_ATTRIBUTE &&
	    view->kind != TEXT_VIEW_HEADER && view->kind != TEXT_VIEW_SUBJECT &&
	    view->kind != TEXT_VIEW_SOURCE && percent_is_there(view->text);
}

static bool
has_letters_apart(const struct text_view *view)
{
	return letters_are_apart(view->folded);
}

/* Targets and attributes are full of identifiers, which nobody reads. */
static bool
has_alike(const struct text_view *view)
{
	return view->kind != TEXT_VIEW_LINK &&
	    view->kind != TEXT_VIEW_ATTRIBUTE &&
	    view->kind != TEXT_VIEW_SOURCE && alike_is_there(view->text);
}

enum status
shown_texts(const struct text_view *view, struct arena *arena,
    struct shown shown_r[SHOWN_MAX], size_t *n_r)
{
	static const struct {
		unsigned sign; /* or 0: */
		bool (*is_there)(const struct text_view *view);
		enum status (*make)(const struct text_view *view,
		    struct arena *arena, struct shown *shown);
	} makes[] = {
		{ SIGN_CONTROLS, NULL, order_display },
		{ SIGN_FILLERS, NULL, blank_fillers },
		{ SIGN_TAGS, NULL, spell_tags },
		{ 0, has_letters_apart, join_letters },
		{ 0, has_alike, put_alike },
		{ 0, has_percents, undo_percents },
	};
	unsigned found = 0;
	enum status status = STATUS_OK;
	size_t i;

	*n_r = 0;
	if (!text_charset_is_ascii(view->text))
		found = scan_signs(view->text);
	for (i = 0; i < sizeof(makes) / sizeof(makes[0]); i++) {
		if (makes[i].sign == 0 ? !makes[i].is_there(view) :
					 !(found & makes[i].sign))
			continue;
		shown_r[*n_r] = (struct shown){ .hidden = false };
		status = makes[i].make(view, arena, &shown_r[*n_r]);
		if (status != STATUS_OK)
			return status;
		++*n_r;
	}
	return STATUS_OK;
}
