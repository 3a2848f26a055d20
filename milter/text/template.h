/*
 * template.h - which messages are the same text but for names, numbers, the
 * greeting and small edits.
 *
 * The method is MinHash (Broder, "On the resemblance and containment of
 * documents", 1997) over shingles of TEMPLATE_SHINGLE words:
 *
 * - What is compared are the subject and every body that a recipient would be
 *   shown, folded.  A leaf that is no text counts as TEMPLATE_PART_WEIGHT
 *   shingles, by its bytes.  What stands in a set once or twice is the same,
 *   so that a text that is there plain and as HTML counts once.
 * - Left out are words with a digit in them; the greeting at the start of a
 *   body; words with a capital inside a sentence, unless over a quarter of the
 *   words are such (German, text in capitals); and at the start of one those
 *   that are in the name of a recipient or of their account.
 * - A sketch holds the TEMPLATE_SMALLEST smallest hashes of the shingles.  Of
 *   two sketches the share that the smallest of both together have in common
 *   estimates the resemblance (Jaccard): exact up to that many shingles, else
 *   with a standard error under 0.032.  Two texts are of one template from
 *   TEMPLATE_ALIKE on.
 * - To find the texts that could be meant, a sketch has TEMPLATE_BANDS band
 *   keys of TEMPLATE_ROWS further minima each (locality-sensitive hashing:
 *   Indyk and Motwani, 1998): texts of resemblance s share a key with
 *   probability 1 - (1 - s^2)^12, which is 0.999 at 0.68 (a tenth of the words
 *   changed), 0.96 at 0.49 (a tenth changed in each of the two).
 *
 * Measured by tests/bench/template_measure, on twelve texts of one workflow:
 * of messages with a tenth of their words changed over 99.9 % fall together
 * with the original and 98 % with each other; with a fifth changed 98 % and
 * none.  No two different texts do, though over half of each is signature and
 * small print that all have (resemblance 0.31).  Shingles of one word (0.48
 * against 0.70) and of three (0.34 against 0.33) leave less between the two,
 * and 64-bit simhashes (Charikar, 2002) of changed and of different texts
 * overlap: 13 to 16 bits apart.
 *
 * It is no defence against somebody who wants a text to be taken for a new
 * one: that leads to review.  What is past the ceilings must be the same to
 * the letter.  Hashes have no key and are the same on every machine.
 */
#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include "text/view.h"

#define TEMPLATE_SHINGLE 2     /* words */
#define TEMPLATE_SMALLEST 256  /* hashes of a sketch */
#define TEMPLATE_BANDS 12      /* keys that a text is found by */
#define TEMPLATE_ROWS 2        /* minima in a key */
#define TEMPLATE_ALIKE 0.45    /* resemblance of texts of one template */
#define TEMPLATE_WORD_MAX 4096 /* words of a message that are compared */
#define TEMPLATE_BYTE_MAX ((size_t)256 << 10) /* bytes of text, likewise */
#define TEMPLATE_NAME_MAX 1024                /* words of names */
#define TEMPLATE_PART_WEIGHT 8                /* shingles */
#define TEMPLATE_PART_MAX 256                 /* leaves that are no text */

/* What a message says, as numbers.  Immutable, in the arena. */
struct template_text {
	const uint32_t *words; /* hashes with two marks; 0 ends a view */
	size_t nwords;
	const uint32_t *names; /* hashes of the recipients' names */
	size_t nnames;
	const uint32_t *parts; /* hashes of leaves that are no text */
	size_t nparts;
	uint64_t rest; /* hash of what is past the ceilings; 0: nothing */
};

struct template_sketch {
	uint64_t bands[TEMPLATE_BANDS];       /* under 2^47 */
	uint32_t smallest[TEMPLATE_SMALLEST]; /* ascending, each once */
	size_t nsmallest;                     /* at least one */
};

/*
 * Reads a message whose views are text, in time linear in their size.
 * STATUS_NOMEM is the only error.
 */
enum status template_read(const struct message *message,
    const struct text *text, const struct slice *rcpts, size_t nrcpts,
    struct arena *arena, struct template_text *text_r);

/*
 * The sketch of a text, names[0, nnames) (of accounts) left out besides.  The
 * arena is for what is needed on the way.  STATUS_NOMEM is the only error.
 */
enum status template_sketch_make(const struct template_text *text,
    const struct slice *names, size_t nnames, struct arena *arena,
    struct template_sketch *sketch_r);

/* The resemblance of two texts, 0 to 1, as their sketches estimate it. */
double template_sketch_alike(
    const struct template_sketch *a, const struct template_sketch *b);

#endif
