/*
 * name_forms.h - the ways in which one name may be written.  Private to rule/.
 */
#ifndef RULE_NAME_FORMS_H
#define RULE_NAME_FORMS_H

#include "rule/names.h"

/* Words in a row; they lie in the folded name. */
struct name_form {
	struct slice words[NAMES_WORDS_MAX + 1];
	size_t len;
	size_t before; /* words of the name that it leaves out at its front */
	bool ordinary; /* counts in its spelling alone */
};

struct name_forms {
	struct name_form items[NAMES_FORMS_MAX];
	size_t len;
};

/*
 * The forms of a name, the whole one first; none where there is too little to
 * look for.  STATUS_NOMEM is the only error.
 */
enum status name_forms_make(
    struct slice name, struct arena *arena, struct name_forms *forms_r);

/* A word's hash, and that of a row of words with one more behind it. */
uint64_t name_word_hash(uint64_t seed, struct slice word);
uint64_t name_row_hash(uint64_t row, uint64_t word);

#endif
