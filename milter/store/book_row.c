/*
 * book_row.c - what an account's row must be.
 *
 * Domains and addresses are kept in lower case; a domain loses a leading "@"
 * and a trailing dot.  Everything wrong in a row is told, each cell's once.
 */
#include "store/book_row.h"

#include <assert.h>
#include <string.h>

struct row_work {
	const struct book_reader *reader;
	const struct csv_row *csv;
	struct arena *arena;
	struct VEC(struct book_key) keys;
	bool ok;
};

/* printf's precision, bounded: a cell may be long. */
#define SHOWN(s) ((int)((s).len < 80 ? (s).len : 80)), ((s).ptr)

static const struct csv_cell *
row_cell(const struct row_work *work, enum book_column column)
{
	size_t at = work->reader->columns->at[column];

	return at == SLICE_NONE ? NULL : &work->csv->cells[at];
}

static struct slice
row_text(const struct row_work *work, enum book_column column)
{
	const struct csv_cell *cell = row_cell(work, column);

	return cell == NULL ? SLICE_EMPTY : slice_trim(cell->text);
}

/* Where the column's cell stands; the row is bad. */
static struct diag_place
row_wrong(struct row_work *work, enum book_column column)
{
	const struct csv_cell *cell = row_cell(work, column);

	work->ok = false;
	return (struct diag_place){ work->reader->file,
		cell == NULL ? work->csv->line : cell->line,
		cell == NULL ? 0 : cell->column };
}

static bool
text_controls(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F)
			return true;
	return false;
}

struct slice
book_fold(struct slice text, struct arena *arena)
{
	char *folded = arena_alloc(arena, text.len + 1);
	size_t i;

	if (folded == NULL)
		return slice_make(NULL, 0);
	for (i = 0; i < text.len; i++)
		folded[i] = ascii_lower(text.ptr[i]);
	folded[text.len] = '\0';
	return slice_make(folded, text.len);
}

static void
row_id(struct row_work *work, struct book_account *account)
{
	struct slice id = row_text(work, BOOK_ACCOUNT_ID);

	account->id = id;
	if (id.len == 0)
		diag_error(work->reader->diags,
		    row_wrong(work, BOOK_ACCOUNT_ID), "account_id is empty");
	else if (id.len > BOOK_ID_MAX || text_controls(id))
		diag_error(work->reader->diags,
		    row_wrong(work, BOOK_ACCOUNT_ID),
		    "account_id is over %d bytes or has "
		    "control characters",
		    BOOK_ID_MAX);
	else if (slice_starts_nocase(id, SLICE("domain:")))
		diag_error(work->reader->diags,
		    row_wrong(work, BOOK_ACCOUNT_ID),
		    "account_id may not begin with "
		    "\"domain:\"");
}

static void
row_name(struct row_work *work, struct book_account *account)
{
	account->name = row_text(work, BOOK_NAME);
	if (account->name.len == 0)
		diag_error(work->reader->diags, row_wrong(work, BOOK_NAME),
		    "name is empty");
}

/* The tier as the configuration writes it. */
static void
row_tier(struct row_work *work, struct book_account *account)
{
	struct slice tier = row_text(work, BOOK_TIER);
	size_t i;

	account->tier = tier;
	for (i = 0; i < work->reader->ntiers; i++)
		if (slice_equal_nocase(
			tier, slice_cstr(work->reader->tiers[i]))) {
			account->tier = slice_cstr(work->reader->tiers[i]);
			return;
		}
	diag_error(work->reader->diags, row_wrong(work, BOOK_TIER),
	    "tier \"%.*s\" is not in the configuration", SHOWN(tier));
}

static bool
domain_byte(char c)
{
	return ascii_alnum(c) || c == '-' || c == '_' ||
	    (unsigned char)c >= 0x80;
}

/* Labels of 1 to 63 bytes, two or more of them. */
static bool
domain_valid(struct slice domain)
{
	struct slice label;
	size_t labels = 0, i;

	if (domain.len == 0 || domain.len > BOOK_DOMAIN_MAX)
		return false;
	while (slice_cut(&domain, '.', &label)) {
		if (label.len == 0 || label.len > 63)
			return false;
		for (i = 0; i < label.len; i++)
			if (!domain_byte(label.ptr[i]))
				return false;
		labels++;
	}
	return labels >= 2;
}

static bool
email_valid(struct slice email)
{
	size_t at = slice_rindex(email, '@'), i;

	if (at == SLICE_NONE || at == 0 || at + 1 == email.len ||
	    email.len > BOOK_EMAIL_MAX)
		return false;
	for (i = 0; i < email.len; i++)
		if ((unsigned char)email.ptr[i] <= ' ' || email.ptr[i] == 0x7F)
			return false;
	return domain_valid(slice_from(email, at + 1)) ||
	    email.ptr[at + 1] == '[';
}

/* One domain in its stored form; ptr NULL where it is none. */
static struct slice
item_domain(struct slice item, struct arena *arena)
{
	if (slice_starts(item, SLICE("@")))
		item = slice_from(item, 1);
	if (slice_ends_nocase(item, SLICE(".")))
		item.len--;
	return domain_valid(item) ? book_fold(item, arena) :
				    slice_make(NULL, 0);
}

static struct slice
item_email(struct slice item, struct arena *arena)
{
	return email_valid(item) ? book_fold(item, arena) : slice_make(NULL, 0);
}

struct slice
book_key_read(struct slice text, struct arena *arena)
{
	if (slice_rindex(text, '@') == SLICE_NONE ||
	    slice_starts(text, SLICE("@")))
		return item_domain(text, arena);
	return item_email(text, arena);
}

static struct slice
item_alias(struct slice item, struct arena *arena)
{
	(void)arena;
	return item;
}

static const struct list_kind {
	enum book_column column;
	const char *what;
	struct slice (*item)(struct slice item, struct arena *arena);
	bool key;
} list_kinds[] = {
	{ BOOK_ALIASES, "alias", item_alias, false },
	{ BOOK_DOMAINS, "domain", item_domain, true },
	{ BOOK_EMAILS, "address", item_email, true },
};

static bool
row_key(struct row_work *work, struct slice text, struct diag_place place)
{
	struct book_key *key = VEC_PUSH(work->arena, &work->keys);

	if (key == NULL)
		return false;
	*key = (struct book_key){ text, place.line, place.column };
	return true;
}

/* Appends item to the joined list that began at `joined`. */
static bool
list_join(struct arena *arena, struct slice *joined, struct slice item)
{
	size_t len = joined->len + (joined->len > 0) + item.len;
	char *grown = arena_realloc(
	    arena, (char *)(uintptr_t)joined->ptr, joined->len, len);

	if (grown == NULL)
		return false;
	if (joined->len > 0)
		grown[joined->len] = ';';
	memcpy(grown + len - item.len, item.ptr, item.len);
	*joined = slice_make(grown, len);
	return true;
}

/* A cell with a list; *list_r is joined by ";". */
static bool
row_list(
    struct row_work *work, const struct list_kind *kind, struct slice *list_r)
{
	const struct csv_cell *cell = row_cell(work, kind->column);
	struct slice rest = row_text(work, kind->column), item, text;
	struct diag_list *diags = work->reader->diags;
	size_t n = 0;

	*list_r = slice_make(NULL, 0);
	if (cell == NULL)
		return true;
	while (slice_cut(&rest, ';', &item)) {
		item = slice_trim(item);
		if (item.len == 0)
			continue;
		if (++n > BOOK_LIST_MAX) {
			diag_error(diags, row_wrong(work, kind->column),
			    "over %d entries in a list", BOOK_LIST_MAX);
			return true;
		}
		text = kind->item(item, work->arena);
		if (arena_failed(work->arena))
			return false;
		if (text.ptr == NULL) {
			diag_error(diags, row_wrong(work, kind->column),
			    "\"%.*s\" is no %s", SHOWN(item), kind->what);
			continue;
		}
		if (kind->key &&
		    !row_key(work, text,
			(struct diag_place){
			    work->reader->file, cell->line, cell->column }))
			return false;
		if (!list_join(work->arena, list_r, text))
			return false;
	}
	return true;
}

enum status
book_row_read(const struct book_reader *reader, const struct csv_row *csv,
    struct arena *arena, struct book_row *row_r, bool *ok_r)
{
	struct row_work work = {
		.reader = reader, .csv = csv, .arena = arena, .ok = true
	};
	struct book_account *account = &row_r->account;
	const struct csv_cell *id = row_cell(&work, BOOK_ACCOUNT_ID);
	struct slice *const lists[] = { &account->aliases, &account->domains,
		&account->emails };
	size_t i;

	memset(row_r, 0, sizeof(*row_r));
	row_id(&work, account);
	row_name(&work, account);
	row_tier(&work, account);
	account->owner = row_text(&work, BOOK_OWNER);
	for (i = 0; i < sizeof(list_kinds) / sizeof(list_kinds[0]); i++)
		if (!row_list(&work, &list_kinds[i], lists[i]))
			return STATUS_NOMEM;
	/* the header row is refused where it has no account_id */
	assert(id != NULL);
	row_r->line = id->line;
	row_r->column = id->column;
	row_r->keys = work.keys.items;
	row_r->nkeys = work.keys.len;
	*ok_r = work.ok;
	return STATUS_OK;
}
