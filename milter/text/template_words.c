/*
 * template_words.c - what a message's readers see, as a row of numbers.
 *
 * Words are those of the folded text; whether one is written with a capital,
 * and where sentences begin, is asked of the text itself.
 */
#include "text/template_words.h"

#include <string.h>

#include <unicode/uchar.h>

#include "base/utf8.h"
#include "message/envelope.h"
#include "text/fold.h"
#include "text/word.h"

#define GREETING_MAX 6 /* words */

/* First words of greetings, folded. */
static const struct slice greetings[] = {
	SLICE_INIT("hi"),
	SLICE_INIT("hello"),
	SLICE_INIT("hey"),
	SLICE_INIT("dear"),
	SLICE_INIT("greetings"),
	SLICE_INIT("good"),
	SLICE_INIT("hallo"),
	SLICE_INIT("liebe"),
	SLICE_INIT("lieber"),
	SLICE_INIT("guten"),
	SLICE_INIT("sehr"),
	SLICE_INIT("moin"),
	SLICE_INIT("servus"),
	SLICE_INIT("bonjour"),
	SLICE_INIT("salut"),
	SLICE_INIT("cher"),
	SLICE_INIT("ch\xc3\xa8re"),
	SLICE_INIT("madame"),
	SLICE_INIT("monsieur"),
	SLICE_INIT("hola"),
	SLICE_INIT("buenos"),
	SLICE_INIT("buenas"),
	SLICE_INIT("estimado"),
	SLICE_INIT("estimada"),
	SLICE_INIT("ciao"),
	SLICE_INIT("buongiorno"),
	SLICE_INIT("gentile"),
	SLICE_INIT("salve"),
	SLICE_INIT("ol\xc3\xa1"),
	SLICE_INIT("prezado"),
	SLICE_INIT("prezada"),
	SLICE_INIT("beste"),
	SLICE_INIT("geachte"),
	SLICE_INIT("hej"),
	SLICE_INIT("hei"),
	SLICE_INIT("k\xc3\xa6re"),
};

/* What lies between two words. */
struct gap {
	bool sentence; /* one ends */
	bool greeting; /* a greeting would end here */
};

/* A message on its way. */
struct course {
	uint32_t *words;
	size_t nwords;
	size_t bytes; /* of text read so far */
	uint32_t *names;
	size_t nnames;
	uint32_t *parts;
	size_t nparts;
	uint64_t rest;
	struct arena *arena;
};

uint64_t
template_mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return x ^ x >> 31;
}

uint64_t
template_bytes_hash(struct slice bytes, uint64_t from)
{
	for (size_t i = 0; i < bytes.len; i++)
		from = (from ^ (unsigned char)bytes.ptr[i]) *
		    UINT64_C(0x100000001B3);
	return from == 0 ? 1 : from;
}

uint32_t
template_word_hash(struct slice folded)
{
	uint64_t hash =
	    template_mix(template_bytes_hash(folded, TEMPLATE_BYTES_START));
	uint32_t word = (uint32_t)(hash >> 32) & ~WORD_MARKS;

	return word == WORD_BREAK ? WORD_MARKS + 1 : word;
}

static bool
has_digit(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (ascii_digit(word.ptr[i]))
			return true;
	return false;
}

/* A lone letter is no name: "I". */
static bool
has_capital(struct slice text, size_t at, struct slice word)
{
	uint32_t cp;

	if (word.len < 2 || at >= text.len)
		return false;
	if ((unsigned char)text.ptr[at] < 0x80)
		return text.ptr[at] >= 'A' && text.ptr[at] <= 'Z';
	(void)utf8_decode(slice_from(text, at), &cp);
	return u_isUUppercase((UChar32)cp) != 0 || u_istitle((UChar32)cp) != 0;
}

static struct gap
gap_read(struct slice between)
{
	struct gap gap = { false, false };
	size_t lines = 0;
	bool bullet = false;

	for (size_t i = 0; i < between.len; i++) {
		char c = between.ptr[i];

		if (c == '.' || c == '!' || c == '?' || c == ':')
			gap.sentence = true;
		if (c == ',' || c == '!' || c == '\n')
			gap.greeting = true;
		lines += c == '\n';
		bullet = bullet || c == '-' || c == '*';
	}
	gap.sentence = gap.sentence || lines > 1 || (lines > 0 && bullet);
	return gap;
}

static bool
is_greeting(struct slice word)
{
	for (size_t i = 0; i < sizeof(greetings) / sizeof(*greetings); i++)
		if (slice_equal(word, greetings[i]))
			return true;
	return false;
}

static void
word_add(struct course *c, uint32_t word)
{
	if (c->nwords < TEMPLATE_WORD_MAX)
		c->words[c->nwords++] = word;
}

/* A view's words up to the ceilings; where it stopped in the folded text. */
static size_t
view_words(struct course *c, const struct text_view *view)
{
	const struct slice text = view->text;
	const size_t budget = TEMPLATE_BYTE_MAX - c->bytes;
	struct slice folded = slice_sub(view->folded, 0, budget), word;
	size_t at = 0, end = 0, start, greeting = 0;
	struct gap gap = { .sentence = true };

	for (size_t n = 0; c->nwords < TEMPLATE_WORD_MAX &&
	     text_word_next(folded, &at, &word);
	     n++) {
		start = text_map_origin(
		    view->folded_map, (size_t)(word.ptr - folded.ptr));
		if (n > 0)
			gap = gap_read(slice_sub(
			    text, end, start > end ? start - end : 0));
		end = text_map_origin(view->folded_map, at - 1) + 1;
		if (n == 0 && view->kind == TEXT_VIEW_BODY && is_greeting(word))
			greeting = GREETING_MAX;
		else if (gap.greeting)
			greeting = 0;
		if (greeting > 0)
			greeting--;
		else if (!has_digit(word))
			word_add(c,
			    template_word_hash(word) |
				(has_capital(text, start, word) ? WORD_CAPITAL :
								  0) |
				(gap.sentence ? WORD_SENTENCE : 0));
	}
	word_add(c, WORD_BREAK);
	return at;
}

/* What is past the ceilings is one number. */
static void
view_read(struct course *c, const struct text_view *view)
{
	size_t at = 0;

	if (c->bytes < TEMPLATE_BYTE_MAX && c->nwords < TEMPLATE_WORD_MAX)
		at = view_words(c, view);
	c->bytes += at;
	if (at < view->folded.len)
		c->rest = template_bytes_hash(slice_from(view->folded, at),
		    c->rest == 0 ? TEMPLATE_BYTES_START : c->rest);
}

static bool
is_read(const struct text_view *view)
{
	return (view->kind == TEXT_VIEW_SUBJECT ||
		   view->kind == TEXT_VIEW_BODY) &&
	    view->inside.len == 0;
}

enum status
template_names_add(
    struct slice text, struct arena *arena, uint32_t *names, size_t *n_r)
{
	const struct text_map *map;
	struct slice folded, word;
	size_t at = 0;
	enum status status = text_fold(text, arena, &folded, &map);

	while (status == STATUS_OK && *n_r < TEMPLATE_NAME_MAX &&
	    text_word_next(folded, &at, &word))
		names[(*n_r)++] = template_word_hash(word);
	return status;
}

/* The recipients' names, as the header gives them, and their addresses. */
static enum status
names_read(struct course *c, const struct text *text, const struct slice *rcpts,
    size_t nrcpts)
{
	const struct text_view *view;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < text->views.len; i++) {
		view = &text->views.items[i];
		if (view->kind == TEXT_VIEW_HEADER &&
		    (slice_equal_nocase(view->name, SLICE("to")) ||
			slice_equal_nocase(view->name, SLICE("cc"))))
			status = template_names_add(
			    view->text, c->arena, c->names, &c->nnames);
	}
	for (size_t i = 0;
	     status == STATUS_OK && i < nrcpts && c->nnames < TEMPLATE_NAME_MAX;
	     i++)
		status = template_names_add(
		    rcpts[i], c->arena, c->names, &c->nnames);
	return status;
}

static enum status
part_read(const struct message_part *part, void *arg)
{
	struct course *c = arg;

	if (c->nparts < TEMPLATE_PART_MAX &&
	    !slice_equal(part->type, SLICE("text")))
		c->parts[c->nparts++] =
		    (uint32_t)(template_mix(
				   template_bytes_hash(message_part_bytes(part),
				       TEMPLATE_BYTES_START)) >>
			32);
	return STATUS_OK;
}

static bool
course_open(struct course *c)
{
	c->words = arena_calloc(c->arena, TEMPLATE_WORD_MAX, sizeof(*c->words));
	c->names = arena_calloc(c->arena, TEMPLATE_NAME_MAX, sizeof(*c->names));
	c->parts = arena_calloc(c->arena, TEMPLATE_PART_MAX, sizeof(*c->parts));
	return !arena_failed(c->arena);
}

enum status
template_read(const struct message *message, const struct text *text,
    const struct slice *rcpts, size_t nrcpts, struct arena *arena,
    struct template_text *text_r)
{
	struct course c = { .arena = arena };
	enum status status;

	memset(text_r, 0, sizeof(*text_r));
	if (!course_open(&c))
		return STATUS_NOMEM;
	status = names_read(&c, text, rcpts, nrcpts);
	if (status == STATUS_OK)
		status = message_leaves(message, part_read, &c);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < text->views.len; i++)
		if (is_read(&text->views.items[i]))
			view_read(&c, &text->views.items[i]);
	*text_r = (struct template_text){ c.words, c.nwords, c.names, c.nnames,
		c.parts, c.nparts, c.rest };
	return STATUS_OK;
}
