/*
 * template_vary.h - messages of a handful of texts, each to somebody else and
 * with a share of its words changed.
 *
 * template_measure and the unit test of text/template.h share it.  The texts
 * (templates.txt) are of one workflow; the signature and small print, which
 * all of them have, are over a third of each message.
 */
#ifndef TEMPLATE_VARY_H
#define TEMPLATE_VARY_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "text/template.h"

#define VARY_FILE "tests/bench/templates.txt"
#define VARY_TEXTS 64
#define VARY_WORDS 4096
#define VARY_BYTES ((size_t)1 << 16)
#define VARY_ARENA ((size_t)16 << 20)

struct vary {
	char bytes[VARY_BYTES];
	struct slice texts[VARY_TEXTS];
	size_t ntexts;
	struct slice words[VARY_WORDS]; /* of all texts, to put in */
	size_t nwords;
	uint64_t seed;
	bool bare; /* without signature and small print */
};

static const char vary_end[] =
    "\nBest regards,\nAna Ruiz\nAccount development, Corp Example Ltd\n"
    "12 Mill Lane, Leeds\n\n"
    "You receive this because your practice is listed publicly. If you would "
    "rather not hear from us, reply with \"no thanks\" and we will not write "
    "to you again. Corp Example Ltd is registered in England and Wales. This "
    "message and whatever is attached to it is meant for the person it is "
    "addressed to; if you are not that person, please tell the sender and "
    "delete it.\n";

static const char *const vary_first[] = { "Pat", "Maria", "Tom",
	"J\xc3\xbcrgen", "Aoife", "Sam", "Lee", "Priya" };
static const char *const vary_company[] = { "Fernhill Dental",
	"Bluepeak Orthodontics Group", "Quarry & Stone GmbH", "Northwind",
	"The Riverside Practice", "Smile Works Leeds Ltd" };
static const char *const vary_city[] = { "York", "Newcastle upon Tyne", "Leeds",
	"Stoke-on-Trent", "Bath" };

#define VARY_COUNT(array) (sizeof(array) / sizeof(*(array)))

static size_t
vary_pick(struct vary *v, size_t n)
{
	v->seed = v->seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return n > 0 ? (size_t)(v->seed >> 33) % n : 0;
}

/* Is it a word that may be changed? */
static bool
vary_word(struct slice word)
{
	return word.len > 0 && slice_index(word, '{') == SLICE_NONE;
}

/* False where the texts are not there: the tests run in the top folder. */
static bool
vary_open(struct vary *v, uint64_t seed)
{
	FILE *in = fopen(VARY_FILE, "r");
	struct slice rest, text, word;

	memset(v, 0, sizeof(*v));
	v->seed = seed;
	if (in == NULL)
		return false;
	rest = slice_make(v->bytes, fread(v->bytes, 1, VARY_BYTES, in));
	(void)fclose(in);
	while (v->ntexts < VARY_TEXTS && slice_cut(&rest, '%', &text)) {
		text = slice_trim(text);
		if (text.len == 0)
			continue; /* between the two signs */
		v->texts[v->ntexts++] = text;
		(void)slice_cut(&text, '\n', &word); /* the greeting */
		while (v->nwords < VARY_WORDS && slice_cut(&text, ' ', &word))
			if (vary_word(word))
				v->words[v->nwords++] = word;
	}
	return v->ntexts > 0;
}

/* Whom a message is to. */
struct vary_to {
	const char *first, *company, *city;
	size_t number;
};

static struct vary_to
vary_whom(struct vary *v)
{
	return (struct vary_to){
		vary_first[vary_pick(v, VARY_COUNT(vary_first))],
		vary_company[vary_pick(v, VARY_COUNT(vary_company))],
		vary_city[vary_pick(v, VARY_COUNT(vary_city))],
		2 + vary_pick(v, 3000),
	};
}

static void
vary_fill(const struct vary_to *to, struct slice word, struct buf *out)
{
	size_t open = slice_index(word, '{');
	size_t close = slice_index(word, '}');

	if (open == SLICE_NONE || close == SLICE_NONE) {
		buf_add(out, word);
		return;
	}
	buf_add(out, slice_sub(word, 0, open));
	if (word.ptr[open + 1] == 'f')
		buf_add_cstr(out, to->first);
	else if (word.ptr[open + 1] == 'n')
		(void)buf_printf(out, "%zu", to->number);
	else
		buf_add_cstr(
		    out, word.ptr[open + 2] == 'o' ? to->company : to->city);
	buf_add(out, slice_from(word, close + 1));
}

/* One word: left out, another in its place, or one more. */
static void
vary_change(struct vary *v, struct slice word, struct buf *out)
{
	const struct slice other = v->words[vary_pick(v, v->nwords)];
	const size_t how = vary_pick(v, 4);

	if (how == 3) {
		buf_add(out, word);
		buf_add_cstr(out, " ");
	}
	if (how > 0)
		buf_add(out, other);
}

static size_t
vary_count(struct slice text)
{
	struct slice word;
	size_t n = 0;

	while (slice_cut(&text, ' ', &word))
		n += vary_word(word);
	return n;
}

/* text to `to`, just so many of its words changed, wherever they stand. */
static void
vary_words(struct vary *v, struct slice text, const struct vary_to *to,
    size_t changes, struct buf *out)
{
	size_t left = vary_count(text);
	struct slice word;

	while (slice_cut(&text, ' ', &word)) {
		if (!vary_word(word)) {
			vary_fill(to, word, out);
		} else if (vary_pick(v, left--) < changes) {
			vary_change(v, word, out);
			changes--;
		} else {
			buf_add(out, word);
		}
		buf_add_cstr(out, " ");
	}
}

/*
 * The body of text `which` to `to`, its greeting as it is, `percent` of all
 * other words changed.
 */
static void
vary_body(struct vary *v, size_t which, const struct vary_to *to,
    unsigned percent, struct buf *out)
{
	struct slice text = v->texts[which], line;
	struct buf all;

	buf_init(&all, VARY_BYTES);
	(void)slice_cut(&text, '\n', &line);
	vary_words(v, line, to, 0, out);
	buf_add_cstr(out, "\n");
	buf_add(&all, text);
	buf_add_cstr(&all, v->bare ? "\n" : vary_end);
	text = buf_slice(&all);
	vary_words(v, text, to, (vary_count(text) * percent + 50) / 100, out);
	buf_free(&all);
}

/*
 * The sketch of a message with that body, from its bytes on.  False when out
 * of memory.
 */
static bool
vary_sketch(const struct vary_to *to, struct slice body,
    struct template_sketch *sketch_r)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = { .max_bytes = (size_t)64 << 20,
		.ceilings = ceilings };
	const struct slice rcpt = SLICE("info@practice.example");
	const struct slice account = slice_cstr(to->company);
	struct arena *arena = arena_new(VARY_ARENA);
	struct template_text words;
	struct message message;
	struct text text;
	struct err err = ERR_INIT;
	const char *raw = arena_printf(arena,
	    "From: Ana <a@corp.example>\nTo: %s <info@practice.example>\n"
	    "Subject: A word about %s\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=utf-8\n\n%.*s",
	    to->first, to->company, SLICE_ARG(body));
	bool done = raw != NULL &&
	    message_read(slice_cstr(raw), &ceilings, arena, &message, &err) ==
		STATUS_OK &&
	    text_read(&message, &params, arena, &text, &err) == STATUS_OK &&
	    template_read(&message, &text, &rcpt, 1, arena, &words) ==
		STATUS_OK &&
	    template_sketch_make(&words, &account, 1, arena, sketch_r) ==
		STATUS_OK;

	arena_free(arena);
	return done;
}

/* A message of text `which` to somebody, sketched. */
static bool
vary_message(struct vary *v, size_t which, unsigned percent,
    struct template_sketch *sketch_r)
{
	const struct vary_to to = vary_whom(v);
	struct buf body;
	bool done;

	buf_init(&body, VARY_BYTES);
	vary_body(v, which, &to, percent, &body);
	done =
	    !buf_failed(&body) && vary_sketch(&to, buf_slice(&body), sketch_r);
	buf_free(&body);
	return done;
}

/* As the gate finds it: a band in common, and alike. */
static bool
vary_together(const struct template_sketch *a, const struct template_sketch *b)
{
	for (size_t i = 0; i < TEMPLATE_BANDS; i++)
		if (a->bands[i] == b->bands[i])
			return template_sketch_alike(a, b) >= TEMPLATE_ALIKE;
	return false;
}

#endif
