/*
 * names.c - an index of names: built once, then immutable.
 *
 * Names are found by the hash of their words under a seed of this index's own,
 * of which 64 bits are kept.  A bit table of the names' first words turns away
 * nearly every word of ordinary text; a second table says how many words the
 * names that begin so have, and a third has the names.
 */
#include "rule/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "crypt/crypt.h"
#include "rule/name_forms.h"
#include "text/word.h"

#define NAME_ARENA_MAX ((size_t)4 << 20) /* for the forms of one name */
#define TEXTS_MAX ((size_t)1 << 31)      /* ids and spellings */
#define FILTER_SHIFT 4 /* bits of the filter for each slot, as a power of two */
#define NO_SPELLING UINT32_MAX
#define AHEAD_MAX NAMES_WORDS_MAX /* words that are looked at together */

/* One account's claim to one form. */
struct claim {
	uint64_t row, first; /* hash of all words, of the first word */
	uint32_t account;
	uint32_t spelling; /* in the texts, or NO_SPELLING */
	uint32_t spelling_len;
	uint32_t run;  /* of a row's first: claims of the row */
	uint8_t words; /* NAMES_WORDS_MAX and one at most */
	bool spelled;  /* of a row's first: some claim has a spelling */
};

/* The first words of names: how many words the longest of them has. */
struct first {
	uint64_t hash; /* 0: an empty slot */
	uint32_t words;
};

struct account {
	uint32_t at, len; /* of its id, in the texts */
};

struct names_builder {
	uint64_t seed;
	struct arena *arena; /* of the name in hand */
	struct claim *claims;
	size_t nclaims, claims_cap;
	struct account *accounts;
	size_t naccounts, accounts_cap;
	struct buf texts;
};

struct names_index {
	uint64_t seed;
	struct claim *claims; /* by row; those of one row stand together */
	size_t nclaims;
	struct account *accounts;
	size_t naccounts;
	struct buf texts;
	unsigned bits;   /* slots are a power of two */
	uint32_t *slots; /* of a row: its first claim, plus one; 0: empty */
	struct first *firsts;
	unsigned char *filter;
};

struct names_builder *
names_builder_new(void)
{
	struct names_builder *builder = mem_calloc(1, sizeof(*builder));

	if (builder == NULL)
		return NULL;
	buf_init(&builder->texts, TEXTS_MAX);
	builder->arena = arena_new(NAME_ARENA_MAX);
	if (builder->arena != NULL &&
	    crypt_random(&builder->seed, sizeof(builder->seed)) == STATUS_OK)
		return builder;
	names_builder_free(builder);
	return NULL;
}

void
names_builder_free(struct names_builder *builder)
{
	if (builder == NULL)
		return;
	arena_free(builder->arena);
	mem_free(builder->claims);
	mem_free(builder->accounts);
	buf_free(&builder->texts);
	mem_free(builder);
}

enum status
names_builder_account(
    struct names_builder *builder, struct slice id, struct err *err_r)
{
	struct account *account;

	if (!mem_grow((void **)&builder->accounts, &builder->accounts_cap,
		builder->naccounts, sizeof(*builder->accounts)))
		return err_nomem(err_r);
	account = &builder->accounts[builder->naccounts++];
	account->at = (uint32_t)builder->texts.len;
	account->len = (uint32_t)id.len;
	return buf_add(&builder->texts, id) ? STATUS_OK : err_nomem(err_r);
}

static bool
claim_add(struct names_builder *builder, const struct name_form *form,
    uint32_t spelling, uint32_t spelling_len)
{
	struct claim *claim;
	uint64_t row = builder->seed, word;

	if (!mem_grow((void **)&builder->claims, &builder->claims_cap,
		builder->nclaims, sizeof(*builder->claims)))
		return false;
	claim = &builder->claims[builder->nclaims++];
	for (size_t i = 0; i < form->len; i++) {
		word = name_word_hash(builder->seed, form->words[i]);
		if (i == 0)
			claim->first = word;
		row = name_row_hash(row, word);
	}
	claim->row = row;
	claim->account = (uint32_t)(builder->naccounts - 1);
	claim->words = (uint8_t)form->len;
	claim->run = 0;
	claim->spelled = false;
	claim->spelling = form->ordinary ? spelling : NO_SPELLING;
	claim->spelling_len = form->ordinary ? spelling_len : 0;
	return true;
}

/*
 * What of the name is the form's spelling: as many words of it (a legal form
 * at the end is cut off with what stands before it).
 */
static struct slice
spelling_of(struct slice name, const struct name_form *form)
{
	size_t at = 0, start = SLICE_NONE;
	struct slice word;

	for (size_t i = 0; i < form->before + form->len; i++) {
		if (!text_word_next(name, &at, &word))
			break;
		if (i >= form->before && start == SLICE_NONE)
			start = (size_t)(word.ptr - name.ptr);
	}
	return start == SLICE_NONE ? SLICE_EMPTY :
				     slice_sub(name, start, at - start);
}

enum status
names_builder_name(
    struct names_builder *builder, struct slice name, struct err *err_r)
{
	struct name_forms *forms;
	struct slice spelling;
	uint32_t at;

	arena_reset(builder->arena);
	forms = arena_alloc(builder->arena, sizeof(*forms));
	if (forms == NULL ||
	    name_forms_make(name, builder->arena, forms) != STATUS_OK)
		return err_nomem(err_r);
	if (builder->nclaims + forms->len > NAMES_MAX)
		return err_set(
		    err_r, STATUS_DATA, "more than %d names", NAMES_MAX);
	for (size_t i = 0; i < forms->len; i++) {
		const struct name_form *form = &forms->items[i];

		spelling = SLICE_EMPTY;
		at = (uint32_t)builder->texts.len;
		if (form->ordinary)
			spelling = spelling_of(name, form);
		if (!buf_add(&builder->texts, spelling) ||
		    !claim_add(builder, form, at, (uint32_t)spelling.len))
			return err_nomem(err_r);
	}
	return STATUS_OK;
}

static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->account != y->account)
		return x->account < y->account ? -1 : 1;
	/* one that needs no spelling comes first */
	return (x->spelling != NO_SPELLING) - (y->spelling != NO_SPELLING);
}

/* Drops what an account claims twice. */
static size_t
claims_thin(struct claim *claims, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len; i++)
		if (i == 0 || claims[i].row != claims[kept - 1].row ||
		    claims[i].account != claims[kept - 1].account ||
		    (claims[kept - 1].spelling != NO_SPELLING &&
			claims[i].spelling != claims[kept - 1].spelling))
			claims[kept++] = claims[i];
	return kept;
}

static size_t
slot_of(const struct names_index *index, uint64_t hash)
{
	return (size_t)(hash >> (64 - index->bits));
}

static size_t
filter_bit(const struct names_index *index, uint64_t hash)
{
	return (size_t)(hash >> (64 - index->bits - FILTER_SHIFT));
}

static size_t
next_slot(const struct names_index *index, size_t slot)
{
	return (slot + 1) & (((size_t)1 << index->bits) - 1);
}

static void
first_put(struct names_index *index, const struct claim *claim)
{
	uint64_t hash = claim->first != 0 ? claim->first : 1;
	size_t slot = slot_of(index, hash), bit = filter_bit(index, hash);

	index->filter[bit / 8] |= (unsigned char)(1u << bit % 8);
	while (
	    index->firsts[slot].hash != 0 && index->firsts[slot].hash != hash)
		slot = next_slot(index, slot);
	index->firsts[slot].hash = hash;
	if (claim->words > index->firsts[slot].words)
		index->firsts[slot].words = claim->words;
}

/* Says of the row that begins at claim i how many it has; where it ends. */
static size_t
row_count(struct names_index *index, size_t i)
{
	struct claim *first = &index->claims[i];
	size_t end = i;

	for (; end < index->nclaims && index->claims[end].row == first->row;
	     end++)
		if (index->claims[end].spelling != NO_SPELLING)
			first->spelled = true;
	first->run = (uint32_t)(end - i);
	return end;
}

static bool
tables_make(struct names_index *index)
{
	size_t slots, slot, next;

	index->bits = 4;
	while (((size_t)1 << index->bits) < 2 * index->nclaims)
		index->bits++;
	slots = (size_t)1 << index->bits;
	index->slots = mem_calloc(slots, sizeof(*index->slots));
	index->firsts = mem_calloc(slots, sizeof(*index->firsts));
	index->filter = mem_calloc(slots << FILTER_SHIFT >> 3, 1);
	if (index->slots == NULL || index->firsts == NULL ||
	    index->filter == NULL)
		return false;
	for (size_t i = 0; i < index->nclaims; i = next) {
		next = row_count(index, i);
		first_put(index, &index->claims[i]);
		slot = slot_of(index, index->claims[i].row);
		while (index->slots[slot] != 0)
			slot = next_slot(index, slot);
		index->slots[slot] = (uint32_t)(i + 1);
	}
	return true;
}

enum status
names_builder_end(struct names_builder *builder, struct names_index **index_r,
    struct err *err_r)
{
	struct names_index *index = mem_calloc(1, sizeof(*index));

	*index_r = NULL;
	if (index == NULL)
		return err_nomem(err_r);
	if (builder->nclaims > 1)
		qsort(builder->claims, builder->nclaims,
		    sizeof(*builder->claims), compare_claims);
	index->seed = builder->seed;
	index->claims = builder->claims;
	index->nclaims = claims_thin(builder->claims, builder->nclaims);
	index->accounts = builder->accounts;
	index->naccounts = builder->naccounts;
	index->texts = builder->texts;
	builder->claims = NULL;
	builder->accounts = NULL;
	builder->nclaims = builder->claims_cap = 0;
	builder->naccounts = builder->accounts_cap = 0;
	buf_init(&builder->texts, TEXTS_MAX);
	if (!tables_make(index)) {
		names_index_free(index);
		return err_nomem(err_r);
	}
	*index_r = index;
	return STATUS_OK;
}

void
names_index_free(struct names_index *index)
{
	if (index == NULL)
		return;
	mem_free(index->claims);
	mem_free(index->accounts);
	buf_free(&index->texts);
	mem_free(index->slots);
	mem_free(index->firsts);
	mem_free(index->filter);
	mem_free(index);
}

size_t
names_index_size(const struct names_index *index)
{
	size_t slots = (size_t)1 << index->bits;

	return sizeof(*index) + index->nclaims * sizeof(*index->claims) +
	    index->naccounts * sizeof(*index->accounts) + index->texts.cap +
	    slots * (sizeof(*index->slots) + sizeof(*index->firsts)) +
	    (slots << FILTER_SHIFT >> 3);
}

/* Searching -----------------------------------------------------------------*/

/* A word of the text. */
struct word {
	size_t start, end;
	uint64_t hash;
};

struct search {
	const struct names_index *index;
	struct slice text;
	size_t at; /* what is read of it */
	/* words that are read and not yet passed, in a ring */
	struct word words[AHEAD_MAX];
	size_t head, len;
	size_t covered; /* where the names end that were taken so far */
	bool (*take)(const struct name_hit *hit, void *arg);
	void *arg;
};

/* Sees that n words are at hand; how many are. */
static size_t
read_ahead(struct search *s, size_t n)
{
	struct slice text;
	struct word *word;

	while (s->len < n && text_word_next(s->text, &s->at, &text)) {
		word = &s->words[(s->head + s->len++) % AHEAD_MAX];
		word->start = (size_t)(text.ptr - s->text.ptr);
		word->end = word->start + text.len;
		word->hash = name_word_hash(s->index->seed, text);
	}
	return s->len < n ? s->len : n;
}

static const struct word *
word_at(const struct search *s, size_t i)
{
	return &s->words[(s->head + i) % AHEAD_MAX];
}

static void
pass(struct search *s)
{
	s->head = (s->head + 1) % AHEAD_MAX;
	s->len--;
}

/* How many words the names that begin with it have at most; 0: none do. */
static size_t
names_from(const struct names_index *index, uint64_t hash)
{
	size_t bit, slot;

	hash = hash != 0 ? hash : 1;
	bit = filter_bit(index, hash);
	if ((index->filter[bit / 8] >> bit % 8 & 1) == 0)
		return 0;
	for (slot = slot_of(index, hash); index->firsts[slot].hash != 0;
	     slot = next_slot(index, slot))
		if (index->firsts[slot].hash == hash)
			return index->firsts[slot].words;
	return 0;
}

/* The first claim of the row, or NULL. */
static const struct claim *
claims_of(const struct names_index *index, uint64_t row)
{
	size_t slot = slot_of(index, row);
	const struct claim *first;

	for (; index->slots[slot] != 0; slot = next_slot(index, slot)) {
		first = &index->claims[index->slots[slot] - 1];
		if (first->row == row)
			return first;
	}
	return NULL;
}

static struct slice
text_at(const struct names_index *index, uint32_t at, uint32_t len)
{
	return slice_make(index->texts.ptr + at, len);
}

struct name_owner
names_owner(
    const struct names_index *index, const struct name_hit *hit, size_t i)
{
	const struct claim *claim = &index->claims[hit->first + i];
	const struct account *account = &index->accounts[claim->account];

	return (struct name_owner){ text_at(index, account->at, account->len),
		claim->spelling == NO_SPELLING ?
		    SLICE_EMPTY :
		    text_at(index, claim->spelling, claim->spelling_len) };
}

/* Offers the name of the first n words. */
static bool
offer(struct search *s, const struct claim *first, size_t n)
{
	struct name_hit hit = { .start = word_at(s, 0)->start,
		.end = word_at(s, n - 1)->end,
		.first = (uint32_t)(first - s->index->claims),
		.owners = first->run,
		.spelled = first->spelled };

	return s->take(&hit, s->arg);
}

/*
 * Offers the names of at most so many words that begin here and end behind
 * those that were taken, the longest first, until one is taken.
 */
static void
longest(struct search *s, size_t most)
{
	uint64_t rows[NAMES_WORDS_MAX] = { 0 }, row = s->index->seed;
	const struct claim *first;

	most = read_ahead(s, most);
	for (size_t i = 0; i < most; i++)
		rows[i] = row = name_row_hash(row, word_at(s, i)->hash);
	for (size_t n = most; n > 0; n--) {
		if (word_at(s, n - 1)->end <= s->covered)
			return;
		first = claims_of(s->index, rows[n - 1]);
		if (first == NULL || !offer(s, first, n))
			continue;
		s->covered = word_at(s, n - 1)->end;
		return;
	}
}

void
names_search(const struct names_index *index, struct slice folded,
    bool (*take)(const struct name_hit *hit, void *arg), void *arg)
{
	struct search s = {
		.index = index, .text = folded, .take = take, .arg = arg
	};
	size_t most;

	while (read_ahead(&s, 1) > 0) {
		most = names_from(index, word_at(&s, 0)->hash);
		if (most > 0)
			longest(&s, most);
		pass(&s);
	}
}
