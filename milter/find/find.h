/*
 * find.h - rule set times views gives findings.
 *
 * Each view is scanned plain and folded; a hit found in both counts once.  A
 * finding says which rule, in which view and part, where, and a masked
 * excerpt; it never carries what matched beyond the mask.  A pattern that runs
 * into a limit gives a finding with incomplete set.  Conditions on tier,
 * agent, workflow or recipient are the policy's to apply: they are not known
 * here.  So it is with an account's own data: a finding names its owners, and
 * the policy drops what every recipient owns.
 */
#ifndef FIND_FIND_H
#define FIND_FIND_H

#include "base/vec.h"
#include "message/message.h"
#include "rule/rule.h"
#include "text/view.h"

#define FIND_PER_RULE_MAX 20 /* findings kept of one rule in one message */
#define FIND_OWNERS_MAX 200  /* and, past that, one for each set of owners */
#define FIND_EXCERPT_MAX 120 /* bytes */

struct finding {
	const struct rule *rule;
	enum rule_action
	    action; /* MONITOR, FLAG, QUARANTINE, BLOCK: rule_effect */
	enum text_view_kind view;
	const char *part;    /* its number */
	struct slice inside; /* where inside an attachment, or "" */
	const char *how;     /* "base64, utf-8, text/html, hidden text" */
	struct slice name;   /* header view: the field's name */
	/* ids of the accounts that own what was found; none: nobody's own */
	const struct slice *owners;
	size_t nowners;
	bool folded;     /* found only in the folded form */
	bool incomplete; /* the rule could not be judged to the end */
	size_t offset;   /* in the decoded part */
	size_t length;   /* bytes there */
	struct slice
	    excerpt; /* UTF-8, what matched is masked: "our ******** ***** is" */
	struct slice
	    hit_text; /* the view's text (not masked), for `rules try` alone: never journaled or logged */
	size_t hit_start, hit_end; /* in hit_text */
};

struct findings VEC(struct finding);

struct exact_index;
struct names_index;

/* What rules of some kinds need besides; NULL where it is not there. */
struct find_data {
	const struct exact_index *exact;
	const struct names_index *names; /* of the account book */
};

/*
 * Runs every rule over every view.  Findings are in the order of views, then
 * rules, then offset; in a view those of the kinds exact and others come last.  data may be
 * NULL.  STATUS_NOMEM and STATUS_INTERNAL (libcrypto) are the errors.
 */
enum status find_run(struct ruleset *set, const struct find_data *data,
    const struct message *message, const struct text *text, struct arena *arena,
    struct findings *findings_r, struct err *err_r);

/* Why a match of a rule's pattern is no hit. */
enum find_miss_why {
	FIND_MISS_WHERE, /* the rule does not look there */
	FIND_MISS_VALIDATE,
	FIND_MISS_NEAR,
	FIND_MISS_UNLESS,
	FIND_MISS_LEAST /* a hit, but there are too few */
};

struct find_miss {
	enum find_miss_why why;
	struct finding finding; /* what it would have been; no excerpt */
};

#define FIND_MISS_PER_RULE 5 /* of one rule in one message */

struct find_misses VEC(struct find_miss);

/* "near", and in words. */
const char *find_miss_name(enum find_miss_why why);
const char *find_miss_words(enum find_miss_why why);

/*
 * As find_run without data; says too what nearly was a hit, for whoever writes
 * the rules.
 */
enum status find_try(struct ruleset *set, const struct message *message,
    const struct text *text, struct arena *arena, struct findings *findings_r,
    struct find_misses *misses_r, struct err *err_r);

/* What became of an example. */
struct find_example {
	bool hit;
	bool incomplete; /* the rule ran into its limit */
	bool unasked;    /* no hit, since libhs would not have the rule asked
	                    about a text that its pattern matches: a fault */
	bool near_miss;  /* no hit, though the pattern matches */
	enum find_miss_why why;
};

/*
 * Runs one rule alone over one text, as `rules test` does with an example.
 */
enum status find_example(struct ruleset *set, size_t rule_index,
    struct slice example, struct find_example *result_r, struct err *err_r);

/*
 * Matches a rule's pattern alone against text (valid UTF-8) as often as a
 * message would have it, for whoever measures what that takes.  *limit_r: it
 * ran into a limit.  A rule without a pattern does nothing.
 */
enum status find_probe(struct ruleset *set, size_t rule_index,
    struct slice text, bool *limit_r, struct err *err_r);

#endif
