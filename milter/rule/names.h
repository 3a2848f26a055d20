/*
 * names.h - the names of accounts, and where they stand in a text.
 *
 * A name is its words, folded: case, diacritics, blanks and punctuation make no
 * difference, "&" is "and", and a legal form ("Inc", "GmbH", "S.p.A.") may be
 * there or not.  At a place in a text the longest name wins.
 *
 * A name that is ordinary words ("Target", "Best Buy", "GE") counts only in its
 * own spelling, or with its legal form.
 */
#ifndef RULE_NAMES_H
#define RULE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define NAMES_WORDS_MAX 16 /* words of a name; the rest is not looked at */
#define NAMES_FORMS_MAX 16 /* ways to write one name */
#define NAMES_MAX 20000000 /* forms in one index */

/*
 * Does the word, folded, stand in ordinary business text?  Those that do are
 * listed, with the usual endings ("s", "ing", "ly").
 */
bool name_word_is_common(struct slice word);

/* Is it the legal form of a company, its words written together: "spa"? */
bool name_is_legal_form(struct slice word);

enum name_kind {
	NAME_PLAIN,
	NAME_ORDINARY, /* needs its spelling */
	NAME_NOTHING   /* too little to look for: no letter, or one sign */
};

/* Of a name as it stands in the book.  STATUS_NOMEM is the only error. */
enum status name_kind_of(
    struct slice name, struct arena *arena, enum name_kind *kind_r);

struct names_builder;
struct names_builder *names_builder_new(void); /* NULL when out of memory */
void names_builder_free(struct names_builder *builder); /* NULL is fine */

/* The account whose names follow.  STATUS_NOMEM, STATUS_DATA past NAMES_MAX. */
enum status names_builder_account(
    struct names_builder *builder, struct slice id, struct err *err_r);
enum status names_builder_name(
    struct names_builder *builder, struct slice name, struct err *err_r);

struct names_index;

/* Ends it; the index is the caller's.  The builder is then empty. */
enum status names_builder_end(struct names_builder *builder,
    struct names_index **index_r, struct err *err_r);
void names_index_free(struct names_index *index); /* NULL is fine */

size_t names_index_size(const struct names_index *index); /* bytes */

/* One of the accounts that have a name. */
struct name_owner {
	struct slice account;
	struct slice spelling; /* how it must be written; "": however */
};

/* A name that stands in a text. */
struct name_hit {
	size_t start, end;      /* in the text */
	uint32_t first, owners; /* which owners, and how many */
	bool spelled; /* some of them need its spelling: see name_owner */
};

/* Owner i of the hit, i < hit->owners; those of one account stand together. */
struct name_owner names_owner(
    const struct names_index *index, const struct name_hit *hit, size_t i);

/*
 * Looks for names in folded text, from its front on.  Where one may stand,
 * take() is asked, the longest first.  What lies within a name that it took is
 * not looked at again; what goes on behind it is.  The cost is linear in the
 * text, however many accounts have a name.  Safe on any thread.
 */
void names_search(const struct names_index *index, struct slice folded,
    bool (*take)(const struct name_hit *hit, void *arg), void *arg);

/*
 * Is text (not folded) written as the spelling: the same letters and digits?  A
 * name of several words may be all in capitals.
 */
bool name_is_spelled(struct slice text, struct slice spelling);

#endif
