/*
 * selector.h - one selector of a rule.
 */
#ifndef TEXT_SELECTOR_H
#define TEXT_SELECTOR_H

#include "text/style_sheet.h"

#define SELECTOR_SIMPLE_MAX \
	6 /* of the subject; names or tests; more make it unsure */
#define SELECTOR_ANCESTOR_MAX 6 /* names of ancestors, likewise */
#define SELECTOR_ANY 0u         /* the key of "*" and "[x]" */

enum selector_part {
	SELECTOR_ELEMENT,
	SELECTOR_BEFORE,
	SELECTOR_AFTER
};

/* "[name=value]" */
struct selector_attribute {
	struct slice name;
	struct slice value;
	char how; /* '\0' (there), or one of = ~ | ^ $ * */
	const struct selector_attribute *next;
};

struct selector {
	uint32_t key; /* the name in the subject by which it is found */
	uint32_t names[SELECTOR_SIMPLE_MAX];
	uint32_t ancestors[SELECTOR_ANCESTOR_MAX];
	uint8_t nnames;
	uint8_t nancestors;
	uint8_t nattributes;
	bool unsure;
	bool dead; /* it selects nothing that counts */
	enum selector_part part;
	uint32_t rank;
	const struct selector_attribute *attributes;
};

/* STATUS_NOMEM is the only error. */
enum status selector_read(
    struct slice text, struct arena *arena, struct selector *selector_r);

bool selector_matches(const struct selector *selector,
    const struct style_subject *subject,
    const struct style_ancestors *ancestors);

#endif
