/*
 * search_record.c - what a record is found by, read out of its halves.
 *
 * What was damaged is found by what is left of it.
 */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "store/search.h"

static json_t *
half_parse(struct slice text)
{
	return text.len == 0 ?
	    NULL :
	    json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, NULL);
}

/* A text in the arena; an allocation that failed is said by the arena. */
static struct slice
text_of(const json_t *value, struct arena *arena)
{
	if (!json_is_string(value))
		return SLICE_EMPTY;
	return arena_copy(arena,
	    slice_make(json_string_value(value), json_string_length(value)));
}

/* The texts of a list, or a member of each of its items. */
static const struct slice *
texts_of(
    const json_t *list, const char *member, struct arena *arena, size_t *n_r)
{
	size_t i, most = json_array_size(list);
	struct slice *texts;
	const json_t *item;

	*n_r = 0;
	texts = most == 0 ? NULL : arena_calloc(arena, most, sizeof(*texts));
	for (i = 0; texts != NULL && i < most; i++) {
		item = json_array_get(list, i);
		if (member != NULL)
			item = json_object_get(item, member);
		if (json_is_string(item))
			texts[(*n_r)++] = text_of(item, arena);
	}
	return texts;
}

static void
search_read(const json_t *public, const json_t *private,
    struct journal_search *search, struct arena *arena)
{
	struct slice time = text_of(json_object_get(public, "time"), arena);
	const struct {
		const char *name;
		struct slice *text;
	} texts[] = {
		{ "verdict", &search->verdict },
		{ "event", &search->event },
		{ "agent", &search->agent },
		{ "workflow", &search->workflow },
		{ "tier", &search->tier },
		{ "template", &search->template },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i].text =
		    text_of(json_object_get(public, texts[i].name), arena);
	if (!clock_parse(time, &search->time_us))
		search->time_us = 0;
	search->accounts = texts_of(json_object_get(public, "accounts"), NULL,
	    arena, &search->naccounts);
	search->rules = texts_of(json_object_get(public, "findings"), "rule",
	    arena, &search->nrules);
	search->rcpts = texts_of(json_object_get(private, "recipients"), NULL,
	    arena, &search->nrcpts);
}

enum status
search_record_read(const struct journal_row *row, struct search_record *record,
    struct err *err_r)
{
	json_t *public = half_parse(row->public);
	json_t *private = half_parse(row->private);

	arena_reset(record->arena);
	memset(&record->search, 0, sizeof(record->search));
	record->search.seq = row->seq;
	search_read(public, private, &record->search, record->arena);
	json_decref(public);
	json_decref(private);
	return arena_failed(record->arena) ? err_nomem(err_r) : STATUS_OK;
}

static bool
text_is(struct slice text, const char *wanted)
{
	return wanted == NULL ||
	    (text.len > 0 && slice_equal(text, slice_cstr(wanted)));
}

static bool
list_has(const struct slice *texts, size_t n, const char *wanted, bool nocase)
{
	struct slice text = slice_cstr(wanted);
	size_t i;

	for (i = 0; wanted != NULL && i < n; i++)
		if (nocase ? slice_equal_nocase(texts[i], text) :
			     slice_equal(texts[i], text))
			return true;
	return wanted == NULL;
}

bool
search_record_is(
    const struct journal_search *search, const struct journal_filter *filter)
{
	return filter == NULL ||
	    (text_is(search->agent, filter->agent) &&
		text_is(search->workflow, filter->workflow) &&
		text_is(search->verdict, filter->verdict) &&
		text_is(search->event, filter->event) &&
		text_is(search->tier, filter->tier) &&
		text_is(search->template, filter->template) &&
		list_has(search->rules, search->nrules, filter->rule, false) &&
		list_has(search->accounts, search->naccounts, filter->account,
		    false) &&
		list_has(search->rcpts, search->nrcpts, filter->rcpt, true) &&
		(filter->since_us == 0 ||
		    search->time_us >= filter->since_us) &&
		(filter->until_us == 0 || search->time_us < filter->until_us));
}
