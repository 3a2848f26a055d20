/*
 * style_sheet.h - the rules of a document's style sheets, and which of them an
 * element falls under.
 *
 * A rule whose condition can't be judged here (a media query, a state, the
 * place among other elements) is an unsure one, to be obeyed in a reading of
 * its own.
 */
#ifndef TEXT_STYLE_SHEET_H
#define TEXT_STYLE_SHEET_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"
#include "text/html.h"
#include "text/style.h"

#define STYLE_RULES_MAX 8192 /* that say something; more are dropped */
#define STYLE_CHAINS 1024    /* of the rules' hash: a power of 2 */
#define STYLE_NAMES_MAX 40   /* of an element: its own, its id, its classes */
#define STYLE_CANDIDATES_MAX 128 /* rules looked at for one element */

struct style_rule;

struct style_sheet {
	struct arena *arena;
	struct VEC(struct style_rule) rules;
	uint32_t chains[STYLE_CHAINS]; /* index + 1 of each chain's last rule */
	bool acts;        /* a sure rule hides, lays out or puts text */
	bool acts_unsure; /* an unsure one does */
	bool cut;         /* a ceiling was met */
};

/* An element as rules see it. */
struct style_subject {
	const struct html_token *tag;
	struct style_cache *cache; /* or NULL */
	uint32_t names[STYLE_NAMES_MAX];
	size_t nnames;
};

/* How many open elements bear each name, by hash. */
struct style_ancestors {
	uint16_t counts[STYLE_CHAINS];
};

/* What applies to an element and its ::before and ::after. */
struct style_result {
	struct style element;
	struct style before;
	struct style after;
};

#define STYLE_CACHE 128 /* style attributes kept as read: a power of 2 */

/* What style attributes came to: the same few stand in a document often. */
struct style_cache {
	struct {
		struct slice text;
		struct style_block block;
	} slots[STYLE_CACHE];
};

uint32_t style_name_hash(char kind, struct slice name);

/* Fills in the names of subject's tag. */
void style_subject_init(struct style_subject *subject);

/* Adds the rules in text, which must live as long as the arena does. */
enum status style_sheet_add(struct style_sheet *sheet, struct slice text);

/*
 * The cascade: lays the rules of sheet that subject falls under, and the
 * element's own declarations, over *result.
 */
void style_sheet_apply(struct style_sheet *sheet, bool unsure,
    const struct style_subject *subject,
    const struct style_ancestors *ancestors, struct style_result *result);

/* Lays the element's own declarations over style. */
void style_own(const struct style_subject *subject, struct style *style);

#endif
