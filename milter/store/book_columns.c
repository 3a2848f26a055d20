/*
 * book_columns.c - the header row, by names and by --map.
 */
#include "store/book_columns.h"

#include "store/csv_file.h"

static const struct {
	const char *name;
	bool required;
} book_columns[BOOK_COLUMNS] = {
	[BOOK_ACCOUNT_ID] = { "account_id", true },
	[BOOK_NAME] = { "name", true },
	[BOOK_ALIASES] = { "aliases", false },
	[BOOK_DOMAINS] = { "domains", false },
	[BOOK_EMAILS] = { "emails", false },
	[BOOK_TIER] = { "tier", true },
	[BOOK_OWNER] = { "owner", false },
};

const char *
book_column_name(enum book_column column)
{
	return book_columns[column].name;
}

/* The name that the file gives a column; *mapped_r: by --map. */
static struct slice
column_wanted(
    const struct book_names *names, enum book_column column, bool *mapped_r)
{
	struct slice source, target;
	size_t i;

	*mapped_r = true;
	for (i = 0; i < names->nmaps; i++) {
		source = slice_cstr(names->maps[i]);
		if (slice_cut(&source, '=', &target) && source.ptr != NULL &&
		    slice_equal_nocase(slice_trim(target),
			slice_cstr(book_columns[column].name)))
			return slice_trim(source);
	}
	*mapped_r = false;
	return slice_cstr(book_columns[column].name);
}

/* Is each map of a column that exists? */
static bool
maps_check(const struct book_names *names, struct diag_list *diags)
{
	const struct diag_place place = { names->file, 0, 0 };
	struct slice rest, target;
	bool ok = true;
	size_t i, column;

	for (i = 0; i < names->nmaps; i++) {
		rest = slice_cstr(names->maps[i]);
		(void)slice_cut(&rest, '=', &target);
		for (column = 0; column < BOOK_COLUMNS; column++)
			if (slice_equal_nocase(slice_trim(target),
				slice_cstr(book_columns[column].name)))
				break;
		if (rest.ptr != NULL && slice_trim(rest).len > 0 &&
		    column < BOOK_COLUMNS)
			continue;
		diag_error(diags, place,
		    "--map %s: not TARGET=COLUMN with "
		    "a target of account_id, name, aliases, domains, emails, "
		    "tier, owner",
		    names->maps[i]);
		ok = false;
	}
	return ok;
}

/* Finds one column; twice is an error, and so is a required one not there. */
static bool
column_find(const struct csv_row *header, const struct book_names *names,
    enum book_column column, struct diag_list *diags, size_t *at_r)
{
	struct slice wanted;
	bool mapped;

	wanted = column_wanted(names, column, &mapped);
	return csv_file_column(names->file, header, wanted,
	    book_columns[column].required || mapped, diags, at_r);
}

bool
book_columns_find(const struct csv_row *header, const struct book_names *names,
    struct diag_list *diags, struct book_columns *columns_r)
{
	bool ok = maps_check(names, diags);
	size_t column;

	for (column = 0; column < BOOK_COLUMNS; column++)
		if (!column_find(header, names, (enum book_column)column, diags,
			&columns_r->at[column]))
			ok = false;
	return ok;
}
