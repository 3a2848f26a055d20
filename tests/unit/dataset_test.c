/*
 * Data sets: what an import takes and refuses, what replaces what, and what is
 * left of the cells on disk.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/dataset.h"
#include "store_case.h"
#include "text/fold.h"

static const unsigned char secret[CRYPT_KEY_LEN] = "a secret of the tests";

static const char contracts[] =
    "account_id,Contract Price,terms,tier\n"
    "A1,\"84,250.00\",the champion left in may and the budget is frozen,gold\n"
    "A2,91400,K-7788-Z,gold\n"
    "A1,250,-,gold\n";

struct result {
	enum status status;
	struct dataset_result result;
	struct diag_list diags;
};

static struct dataset_import
params(const char *path)
{
	struct dataset_import import = { .path = path,
		.name = "contracts",
		.account = "account_id",
		.actor = SLICE("root (uid 0)") };

	memcpy(import.secret, secret, sizeof(secret));
	return import;
}

static struct result
import_with(struct store_case *c, const struct dataset_import *import)
{
	struct result result;

	diag_init(&result.diags);
	result.status = dataset_import_csv(c->store, import, &result.diags,
	    c->arena, &result.result, &case_err);
	return result;
}

static struct result
import_text(struct store_case *c, const char *text)
{
	struct dataset_import import =
	    params(store_case_file(c, "exact.csv", text));

	return import_with(c, &import);
}

static void
import_ok(struct store_case *c, const char *text)
{
	struct result result = import_text(c, text);

	if (result.status != STATUS_OK)
		diag_print(&result.diags, stderr);
	assert_ok(result.status);
	diag_free(&result.diags);
}

/* How many of the data sets' values stand in the text. */
static size_t
hits_of(struct store_case *c, const char *text)
{
	const struct text_map *map;
	struct exact_index *index;
	struct dataset *list;
	struct exact_hits hits;
	struct slice folded;
	size_t n;

	assert_ok(dataset_list(c->store, c->arena, &list, &n, &case_err));
	assert_ok(dataset_load(c->store, list, n, secret, &index, &case_err));
	assert_ok(text_fold(slice_cstr(text), c->arena, &folded, &map));
	assert_ok(exact_search(index, folded, c->arena, &hits, &case_err));
	exact_index_free(index);
	return hits.len;
}

/* How many files of data sets lie beside the database. */
static size_t
files(const struct store_case *c)
{
	DIR *folder = opendir(c->folder);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		n += strstr(entry->d_name, "-exact-") != NULL;
	(void)closedir(folder);
	return n;
}

static void
cells_are_found(void **state)
{
	struct store_case *c = *state;
	struct result result = import_text(c, contracts);
	const struct dataset_result *r = &result.result;
	struct dataset *list;
	size_t n;

	assert_ok(result.status);
	assert_int_equal(r->rows, 3);
	assert_int_equal(r->skipped, 0);
	assert_int_equal(r->ncolumns, 3);
	assert_true(slice_equal(r->columns[0].name, SLICE("Contract Price")));
	assert_int_equal(r->columns[0].found.cells, 3);
	assert_int_equal(r->columns[0].found.small, 1);
	assert_int_equal(r->columns[1].found.cells, 2);
	assert_int_equal(r->columns[2].found.cells, 3);
	diag_free(&result.diags);
	assert_ok(dataset_list(c->store, c->arena, &list, &n, &case_err));
	assert_int_equal(n, 1);
	assert_true(slice_equal(list[0].name, SLICE("contracts")));
	assert_true(slice_equal(list[0].account, SLICE("account_id")));
	assert_true(
	    slice_equal(list[0].columns, SLICE("Contract Price\nterms\ntier")));
	assert_int_equal(list[0].rows, 3);
	assert_int_equal(list[0].values, r->values);
	assert_int_equal(hits_of(c, "it is 84250"), 1);
	assert_int_equal(hits_of(c, "K 7788 Z at 91,400"), 2);
	assert_int_equal(hits_of(c, "left in May and the budget is frozen"), 1);
	assert_int_equal(hits_of(c, "A1 and A2, 250"), 0);
}

static void
columns_are_chosen(void **state)
{
	struct store_case *c = *state;
	const struct slice columns[] = { SLICE("contract price"),
		SLICE("terms") };
	struct dataset_import import =
	    params(store_case_file(c, "exact.csv", contracts));
	struct result result;

	import.columns = columns;
	import.ncolumns = 2;
	import.account = NULL;
	result = import_with(c, &import);
	assert_ok(result.status);
	assert_int_equal(result.result.ncolumns, 2);
	diag_free(&result.diags);
	assert_int_equal(hits_of(c, "84250 gold"), 1);
}

static void
check_refused(struct store_case *c, const char *text, const char *wanted)
{
	struct result result = import_text(c, text);
	char said[DIAG_TEXT_MAX + 256] = "";

	assert_int_equal(result.status, STATUS_DATA);
	if (result.diags.len > 0)
		diag_format(&result.diags.items[0], said, sizeof(said));
	if (strstr(said, wanted) == NULL)
		fail_msg("said \"%s\", wanted \"%s\"", said, wanted);
	diag_free(&result.diags);
}

static void
what_is_wrong_is_said(void **state)
{
	struct store_case *c = *state;

	import_ok(c, contracts);
	check_refused(c, "", "there is no header row");
	check_refused(c, "id,price\nA1,84\n", "no column account_id");
	check_refused(c, "account_id,account_id\nA1,84\n",
	    ":1:12: error: column account_id stands twice");
	check_refused(c, "account_id,price\nA1,84250,5\n", ":2:");
	check_refused(c, "account_id,price\nA1,1\n ,84250\n",
	    ":3:1: error: account_id is empty");
	check_refused(c, "account_id,price\nA1,\xff\n", ":2:");
	assert_int_equal(hits_of(c, "84250"), 1);
	assert_int_equal(files(c), 1);
}

static void
bad_rows_are_skipped_if_asked(void **state)
{
	struct store_case *c = *state;
	struct dataset_import import = params(store_case_file(
	    c, "exact.csv", "account_id,price\n,77777\nA1,84250\nA2,1,2\n"));
	struct result result;

	import.skip_bad = true;
	result = import_with(c, &import);
	assert_ok(result.status);
	assert_int_equal(result.result.rows, 1);
	assert_int_equal(result.result.skipped, 2);
	assert_int_equal(hits_of(c, "84250 77777"), 1);
	diag_free(&result.diags);
}

static void
a_new_one_replaces_the_old(void **state)
{
	struct store_case *c = *state;

	import_ok(c, contracts);
	import_ok(c, "account_id,price\nA1,55555\n");
	assert_int_equal(files(c), 1);
	assert_int_equal(hits_of(c, "84250"), 0);
	assert_int_equal(hits_of(c, "55555"), 1);
	assert_ok(dataset_drop(c->store, SLICE("contracts"), SLICE("done"),
	    SLICE("ana"), &case_err));
	assert_int_equal(files(c), 0);
	assert_int_equal(hits_of(c, "55555"), 0);
	assert_int_equal(dataset_drop(c->store, SLICE("contracts"),
			     SLICE("again"), SLICE("ana"), &case_err),
	    STATUS_NOTFOUND);
}

static void
changes_are_on_record(void **state)
{
	struct store_case *c = *state;
	struct journal_filter filter = { .limit = 0 };
	struct buf lines;

	import_ok(c, contracts);
	assert_ok(dataset_drop(c->store, SLICE("contracts"), SLICE("done"),
	    SLICE("ana"), &case_err));
	buf_init(&lines, 1 << 20);
	assert_ok(journal_list(
	    c->store, &filter, store_case_line, &lines, &case_err));
	assert_int_equal(store_case_lines(&lines), 2);
	assert_non_null(strstr(buf_cstr(&lines), "\"dataset\":\"contracts\""));
	assert_non_null(strstr(buf_cstr(&lines), "\"event\":\"drop\""));
	assert_null(strstr(buf_cstr(&lines),
	    "84"
	    "250"));
	buf_free(&lines);
}

/* What is on disk is of no use to who reads it. */
static void
nothing_of_the_cells_is_on_disk(void **state)
{
	struct store_case *c = *state;
	static char bytes[1 << 20];
	DIR *folder;
	const struct dirent *entry;

	import_ok(c, contracts);
	assert_int_equal(unlink(store_case_file(c, "exact.csv", "")), 0);
	folder = opendir(c->folder);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		char path[512];
		struct slice text;
		struct stat st;
		FILE *file;

		(void)snprintf(
		    path, sizeof(path), "%s/%s", c->folder, entry->d_name);
		if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		file = fopen(path, "rb");
		assert_non_null(file);
		text = slice_make(bytes, fread(bytes, 1, sizeof(bytes), file));
		(void)fclose(file);
		assert_int_equal(slice_find(text, SLICE("84250")), SLICE_NONE);
		assert_int_equal(slice_find(text, SLICE("84,250")), SLICE_NONE);
		assert_int_equal(
		    slice_find_nocase(text, SLICE("champion")), SLICE_NONE);
		assert_int_equal(
		    slice_find_nocase(text, SLICE("7788")), SLICE_NONE);
		if (strstr(entry->d_name, "-exact-") != NULL)
			assert_int_equal(st.st_mode & 0777, 0600);
	}
	(void)closedir(folder);
}

static void
a_damaged_file_is_told(void **state)
{
	struct store_case *c = *state;
	struct exact_index *index;
	struct dataset *list;
	char path[256];
	FILE *file;
	size_t n;

	import_ok(c, contracts);
	assert_ok(dataset_list(c->store, c->arena, &list, &n, &case_err));
	(void)snprintf(path, sizeof(path), "%s-exact-%.*s", c->path,
	    SLICE_ARG(list[0].generation));
	file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 300, SEEK_SET), 0);
	assert_int_equal(fputc('x', file), 'x');
	assert_int_equal(fclose(file), 0);
	assert_int_equal(
	    dataset_load(c->store, list, n, secret, &index, &case_err),
	    STATUS_DATA);
	assert_null(index);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(
	    dataset_load(c->store, list, n, secret, &index, &case_err),
	    STATUS_NOTFOUND);
}

/* What a crash left is removed by the next import, and nothing else is. */
static void
leftovers_are_swept(void **state)
{
	struct store_case *c = *state;
	struct dataset_import import =
	    params(store_case_file(c, "exact.csv", contracts));
	char path[256];
	struct result result;
	struct id id;
	FILE *file;

	import_ok(c, contracts);
	assert_true(id_new(CASE_TIME, &id));
	(void)snprintf(path, sizeof(path), "%s-exact-%s", c->path, id.text);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(files(c), 2);
	import.name = "other";
	result = import_with(c, &import);
	assert_ok(result.status);
	diag_free(&result.diags);
	assert_int_equal(files(c), 2); /* of the two data sets */
	assert_int_equal(access(path, F_OK), -1);
}

static void
a_failure_changes_nothing(void **state)
{
	struct store_case *c = *state;
	enum status status = STATUS_NOMEM;
	struct result result;

	import_ok(c, contracts);
	for (unsigned long n = 1; status != STATUS_OK; n++) {
		mem_fault_set(n);
		result = import_text(c, "account_id,price\nA1,55555\n");
		mem_fault_set(0);
		status = result.status;
		diag_free(&result.diags);
		assert_true(n < 1000);
		if (status != STATUS_OK)
			assert_int_equal(hits_of(c, "84250"), 1);
		assert_int_equal(files(c), 1);
	}
	assert_int_equal(hits_of(c, "84250"), 0);
	for (unsigned long n = 1; n < 4; n++) {
		store_fault_set(c->store, n);
		result = import_text(c, contracts);
		store_fault_set(c->store, 0);
		assert_int_not_equal(result.status, STATUS_OK);
		diag_free(&result.diags);
		assert_int_equal(hits_of(c, "55555"), 1);
		assert_int_equal(files(c), 1);
	}
}

static void
names_are_checked(void **state)
{
	(void)state;
	assert_true(dataset_name_is_good(SLICE("contracts-2026.q1_eu")));
	assert_false(dataset_name_is_good(SLICE("")));
	assert_false(dataset_name_is_good(SLICE("a b")));
	assert_false(dataset_name_is_good(SLICE("../x")));
	assert_false(dataset_name_is_good(
	    SLICE("x23456789012345678901234567890123456789012345678901234567890"
		  "12345")));
}

#define case_test(function)              \
	cmocka_unit_test_setup_teardown( \
	    function, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_test(cells_are_found),
		case_test(columns_are_chosen),
		case_test(what_is_wrong_is_said),
		case_test(bad_rows_are_skipped_if_asked),
		case_test(a_new_one_replaces_the_old),
		case_test(changes_are_on_record),
		case_test(nothing_of_the_cells_is_on_disk),
		case_test(a_damaged_file_is_told),
		case_test(leftovers_are_swept),
		case_test(a_failure_changes_nothing),
		cmocka_unit_test(names_are_checked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
