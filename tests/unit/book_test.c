/*
 * The account book: what an import takes and refuses, whose account an
 * address is, and what other connections see of a swap.
 */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/switches.h"
#include "store_case.h"

static const char *const tiers[] = { "strategic", "standard", "cold" };

static const char plain_book[] =
    "account_id,name,aliases,domains,emails,tier,owner\n"
    "A1,Fern Hill,Fernhill;FH,fernhill.example;@Fern-Hill.example.,"
    "ceo@gmail.example,strategic,ana\n"
    "A2,\"North, Inc.\",,north.example;eu.north.example,,standard,bob\n"
    "A3,South,,de.eu.north.example,Sales@North.Example,COLD,\n";

struct result {
	enum status status;
	struct book_result result;
	struct diag_list diags;
};

static struct result
import_with(
    struct store *store, const char *path, bool skip_bad, const char *map)
{
	const struct book_import import = { .path = path,
		.maps = &map,
		.nmaps = map == NULL ? 0 : 1,
		.tiers = tiers,
		.ntiers = 3,
		.skip_bad = skip_bad,
		.actor = SLICE("root (uid 0)") };
	struct result result;

	diag_init(&result.diags);
	result.status = book_import_csv(
	    store, &import, &result.diags, &result.result, &case_err);
	return result;
}

static void
import_ok(struct store_case *c, const char *text)
{
	struct result result = import_with(
	    c->store, store_case_file(c, "book.csv", text), false, NULL);

	if (result.status != STATUS_OK) {
		diag_print(&result.diags, stderr);
		fail_msg("%s", case_err.text);
	}
	diag_free(&result.diags);
}

/* The account of an address, or "-". */
static const char *
account_of(struct store_case *c, const char *address)
{
	static char id[64];
	struct book_account account;
	enum status status;

	status = book_lookup(
	    c->store, slice_cstr(address), c->arena, &account, &case_err);
	if (status == STATUS_NOTFOUND)
		return "-";
	assert_int_equal(status, STATUS_OK);
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(account.id));
	return id;
}

/* Files of books beside the database. */
static size_t
book_files(const struct store_case *c)
{
	DIR *folder = opendir(c->folder);
	struct dirent *entry;
	size_t n = 0;

	while ((entry = readdir(folder)) != NULL)
		n += strstr(entry->d_name, "-book-") != NULL;
	(void)closedir(folder);
	return n;
}

static void
no_book(void **state)
{
	struct store_case *c = *state;
	struct book_info info;

	assert_string_equal(account_of(c, "pat@fernhill.example"), "-");
	assert_ok(book_info(c->store, &info, &case_err));
	assert_int_equal(info.imported_us, 0);
	assert_int_equal(info.accounts, 0);
}

static void
address_to_account(void **state)
{
	static const struct {
		const char *address, *id;
	} cases[] = {
		{ "pat@fernhill.example", "A1" },
		{ "PAT@FERNHILL.EXAMPLE", "A1" },
		{ "pat@fernhill.example.", "A1" },
		{ "pat@fern-hill.example", "A1" },
		{ "pat@mail.fernhill.example", "A1" },
		{ "pat@notfernhill.example", "-" },
		{ "pat@fernhill.example.com", "-" },
		{ "ceo@gmail.example", "A1" },
		{ "CEO@Gmail.Example", "A1" },
		{ "\"ceo\"@gmail.example", "A1" },
		{ "\"c\\eo\"@gmail.example", "A1" },
		{ "\"ce o\"@gmail.example", "-" },
		{ "other@gmail.example", "-" },
		{ "x@north.example", "A2" },
		{ "x@eu.north.example", "A2" },
		{ "x@fr.eu.north.example", "A2" },
		{ "x@de.eu.north.example", "A3" },
		{ "x@a.b.de.eu.north.example", "A3" },
		{ "sales@north.example", "A3" },
		{ "a@b@north.example", "A2" },
		{ "x@example", "-" },
		{ "x@", "-" },
		{ "@", "-" },
		{ "", "-" },
		{ "x@.", "-" },
		{ "x@..north.example", "A2" },
		{ "\"@north.example", "A2" },
		{ "' OR 1=1 --@x.example", "-" },
	};
	struct store_case *c = *state;
	size_t i;

	import_ok(c, plain_book);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strcmp(account_of(c, cases[i].address), cases[i].id) != 0)
			fail_msg("%s: %s", cases[i].address,
			    account_of(c, cases[i].address));
}

/* A million labels take no longer than the names that a domain can have. */
static void
hostile_addresses_end(void **state)
{
	struct store_case *c = *state;
	char *address = malloc(1 << 20);
	struct book_account account;
	size_t i;

	import_ok(c, plain_book);
	assert_non_null(address);
	for (i = 0; i < 1 << 20; i++)
		address[i] = i % 2 == 0 ? 'a' : '.';
	address[1] = '@';
	assert_int_equal(book_lookup(c->store, slice_make(address, 1 << 20),
			     c->arena, &account, &case_err),
	    STATUS_NOTFOUND);
	memset(address, 0, 100);
	assert_int_equal(book_lookup(c->store, slice_make(address, 100),
			     c->arena, &account, &case_err),
	    STATUS_NOTFOUND);
	free(address);
}

static void
account_comes_back(void **state)
{
	struct store_case *c = *state;
	struct book_account account;

	import_ok(c, plain_book);
	assert_ok(
	    book_show(c->store, SLICE("A1"), c->arena, &account, &case_err));
	assert_true(slice_equal(account.name, SLICE("Fern Hill")));
	assert_true(slice_equal(account.aliases, SLICE("Fernhill;FH")));
	assert_true(slice_equal(
	    account.domains, SLICE("fernhill.example;fern-hill.example")));
	assert_true(slice_equal(account.owner, SLICE("ana")));
	assert_ok(
	    book_show(c->store, SLICE("A3"), c->arena, &account, &case_err));
	assert_true(slice_equal(account.tier, SLICE("cold")));
	assert_true(slice_equal(account.emails, SLICE("sales@north.example")));
	assert_int_equal(
	    book_show(c->store, SLICE("a1"), c->arena, &account, &case_err),
	    STATUS_NOTFOUND);
}

/* Every error of a file, with its line and column. */
static void
bad_rows_are_told(void **state)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *words;
	} cases[] = {
		{ "", 1, 0, "no header" },
		{ "\n\n", 1, 0, "no header" },
		{ "account_id,name\nA,a\n", 1, 0, "no column tier" },
		{ "account_id,name,tier,Tier \n", 1, 22, "stands twice" },
		{ "account_id,name,\"tier\n", 1, 17, "never closed" },
		{ "account_id,name,tier\nA1,Foo,platinum\n", 2, 8,
		    "\"platinum\"" },
		{ "account_id,name,tier\nA1,Foo,\n", 2, 8, "tier \"\"" },
		{ "account_id,name,tier\n,Foo,cold\n", 2, 1, "is empty" },
		{ "account_id,name,tier\nA, ,cold\n", 2, 3, "is empty" },
		{ "account_id,name,tier\n\"A\n\",b,cold\n\"A\nb\",b,cold\n", 4,
		    1, "control" },
		{ "account_id,name,tier\ndomain:x,b,cold\n", 2, 1,
		    "may not begin" },
		{ "account_id,name,tier\nA,b\n", 2, 0, "fewer" },
		{ "account_id,name,tier\nA,b,cold,d\n", 2, 10, "more" },
		{ "account_id,name,tier\nA,\xE9,cold\n", 2, 3, "UTF-8" },
		{ "account_id,name,tier,domains\nA,b,cold,x y.z\n", 2, 10,
		    "no domain" },
		{ "account_id,name,tier,domains\nA,b,cold,com\n", 2, 10,
		    "no domain" },
		{ "account_id,name,tier,domains\nA,b,cold,a..b\n", 2, 10,
		    "no domain" },
		{ "account_id,name,tier,emails\nA,b,cold,a.example\n", 2, 10,
		    "no address" },
		{ "account_id,name,tier,emails\nA,b,cold,@a.example\n", 2, 10,
		    "no address" },
		{ "account_id,name,tier\nA,a,cold\nB,b,cold\nA,c,cold\n", 4, 1,
		    "account_id A stands in line 2" },
		{ "account_id,name,tier,domains\nA,a,cold,x.example\n"
		  "B,b,cold,y.example; @X.example\n",
		    3, 10, "domain x.example stands in line 2" },
		{ "account_id,name,tier,emails\nA,a,cold,p@x.example\n"
		  "B,b,cold,P@X.example\n",
		    3, 10, "email p@x.example stands in line 2" },
	};
	struct store_case *c = *state;
	struct result result;
	size_t i;

	import_ok(c, plain_book);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		result = import_with(c->store,
		    store_case_file(c, "bad.csv", cases[i].text), false, NULL);
		assert_int_equal(result.status, STATUS_DATA);
		if (result.diags.errors != 1 ||
		    result.diags.items[0].line != cases[i].line ||
		    result.diags.items[0].column != cases[i].column ||
		    strstr(result.diags.items[0].text, cases[i].words) == NULL)
			fail_msg("case %zu: %zu errors, %u:%u: %s", i,
			    result.diags.errors, result.diags.items[0].line,
			    result.diags.items[0].column,
			    result.diags.items[0].text);
		diag_free(&result.diags);
		/* nothing has changed */
		assert_string_equal(
		    account_of(c, "pat@fernhill.example"), "A1");
		assert_int_equal(book_files(c), 1);
	}
}

static void
every_error_is_collected(void **state)
{
	struct store_case *c = *state;
	struct result result;

	result = import_with(c->store,
	    store_case_file(c, "bad.csv",
		"account_id,name,tier,domains\n"
		",,gold,x y\n"
		"A,\"b\"c,cold,\n"
		"B,b,silver,b.example\n"),
	    false, NULL);
	assert_int_equal(result.status, STATUS_DATA);
	assert_int_equal(result.diags.errors, 6);
	diag_free(&result.diags);
}

/* The rest is taken; of two that claim one thing, the first. */
static void
bad_rows_are_skipped(void **state)
{
	struct store_case *c = *state;
	struct result result;
	struct book_info info;

	result = import_with(c->store,
	    store_case_file(c, "bad.csv",
		"account_id,name,tier,domains\n"
		"A,a,cold,a.example;b.example;a.example\n"
		"A,again,cold,c.example\n"
		"B,b,gold,d.example\n"
		"C,c,cold,e.example;b.example\n"
		"D,d,cold,c.example\n"),
	    true, NULL);
	assert_int_equal(result.status, STATUS_OK);
	assert_int_equal(result.result.accounts, 2);
	assert_int_equal(result.result.skipped, 3);
	assert_int_equal(result.diags.errors, 3);
	diag_free(&result.diags);
	assert_string_equal(account_of(c, "x@a.example"), "A");
	assert_string_equal(account_of(c, "x@b.example"), "A");
	assert_string_equal(account_of(c, "x@c.example"), "D");
	assert_string_equal(account_of(c, "x@d.example"), "-");
	assert_string_equal(account_of(c, "x@e.example"), "-");
	assert_ok(book_info(c->store, &info, &case_err));
	assert_int_equal(info.accounts, 2);
	assert_true(info.imported_us > 0);
	assert_string_equal(info.generation, result.result.generation);
}

static void
columns_are_mapped(void **state)
{
	static const struct {
		const char *map;
		enum status status;
	} cases[] = {
		{ NULL, STATUS_DATA },
		{ "tier=Account_Tier__c", STATUS_OK },
		{ "TIER = account_tier__C", STATUS_OK },
		{ "tier=Nothing", STATUS_DATA },
		{ "tier=", STATUS_DATA },
		{ "tier", STATUS_DATA },
		{ "colour=Account_Tier__c", STATUS_DATA },
	};
	struct store_case *c = *state;
	struct result result;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		result = import_with(c->store,
		    store_case_file(c, "crm.csv",
			"\xEF\xBB\xBF Account_ID ,NAME,Account_Tier__c,Extra\r\n"
			"A,a,cold,whatever\r\n"),
		    false, cases[i].map);
		if (result.status != cases[i].status)
			fail_msg("%s", cases[i].map);
		diag_free(&result.diags);
	}
}

static void
missing_file(void **state)
{
	struct store_case *c = *state;
	struct result result =
	    import_with(c->store, "/no/such.csv", false, NULL);

	assert_int_equal(result.status, STATUS_NOINPUT);
	diag_free(&result.diags);
	result = import_with(c->store, c->folder, false, NULL);
	assert_int_equal(result.status, STATUS_IO);
	diag_free(&result.diags);
	assert_int_equal(book_files(c), 0);
}

static bool
count_account(const struct book_account *account, void *arg)
{
	size_t *n = arg;

	(*n)++;
	return !slice_equal(account->id, SLICE("STOP"));
}

static void
listing_filters(void **state)
{
	static const struct {
		struct book_filter filter;
		size_t n;
	} cases[] = {
		{ { .limit = 0 }, 3 },
		{ { .limit = 2 }, 2 },
		{ { .tier = "cold" }, 1 },
		{ { .owner = "ana" }, 1 },
		{ { .owner = "nobody" }, 0 },
		{ { .name = "NORTH" }, 1 },
		{ { .name = "th" }, 2 },
		{ { .name = "%" }, 0 },
	};
	struct store_case *c = *state;
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n = 0;
		assert_ok(book_list(
		    c->store, &cases[i].filter, count_account, &n, &case_err));
		assert_int_equal(n, 0); /* there is no book as yet */
	}
	import_ok(c, plain_book);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n = 0;
		assert_ok(book_list(
		    c->store, &cases[i].filter, count_account, &n, &case_err));
		assert_int_equal(n, cases[i].n);
	}
}

/* A daemon that runs sees the new book, inside and outside transactions. */
static void
swap_is_seen(void **state)
{
	struct store_case *c = *state;
	struct store_case reader = *c;
	struct stat info;
	char path[256];
	struct book_info book;

	reader.store = store_case_open(c, false);
	import_ok(c, plain_book);
	assert_string_equal(account_of(&reader, "x@north.example"), "A2");
	import_ok(c, "account_id,name,tier,domains\nN,n,cold,north.example\n");
	assert_string_equal(account_of(&reader, "x@north.example"), "N");
	assert_string_equal(account_of(&reader, "x@fernhill.example"), "-");
	assert_ok(store_begin(reader.store, &case_err));
	assert_string_equal(account_of(&reader, "x@north.example"), "N");
	store_rollback(reader.store);
	assert_int_equal(book_files(c), 1);
	assert_ok(book_info(reader.store, &book, &case_err));
	(void)snprintf(
	    path, sizeof(path), "%s-book-%s", c->path, book.generation);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777u, 0600);
	store_close(reader.store);
	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM journal"
		" WHERE json_extract(public, '$.event') = 'import'"),
	    2);
}

/* What a crash left goes with the next import; nothing else does. */
static void
orphans_are_swept(void **state)
{
	struct store_case *c = *state;

	(void)store_case_file(
	    c, "gate.db-book-01ARZ3NDEKTSV4RRFFQ69G5FAV", "half a book");
	(void)store_case_file(c, "gate.db-book-notes", "not ours");
	(void)store_case_file(
	    c, "other.db-book-01ARZ3NDEKTSV4RRFFQ69G5FAV", "another's");
	import_ok(c, plain_book);
	assert_int_equal(book_files(c), 3);
	assert_string_equal(account_of(c, "x@north.example"), "A2");
}

/* Gone or damaged behind our back: an error, never "no such account". */
static void
lost_book_is_an_error(void **state)
{
	struct store_case *c = *state;
	struct book_account account;
	struct book_info info;
	char path[256];
	FILE *file;

	import_ok(c, plain_book);
	assert_ok(book_info(c->store, &info, &case_err));
	(void)snprintf(
	    path, sizeof(path), "%s-book-%s", c->path, info.generation);
	file = fopen(path, "w");
	assert_true(fputs("garbage", file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(book_lookup(c->store, SLICE("x@north.example"),
			     c->arena, &account, &case_err),
	    STATUS_DATABASE);
	store_close(c->store);
	assert_int_equal(unlink(path), 0);
	c->store = store_case_open(c, false);
	assert_int_equal(book_lookup(c->store, SLICE("x@north.example"),
			     c->arena, &account, &case_err),
	    STATUS_DATABASE);
	/* and a new import mends it */
	import_ok(c, plain_book);
	assert_string_equal(account_of(c, "x@north.example"), "A2");
}

struct importer {
	struct store *store;
	const char *path;
	enum status status;
	atomic_bool done;
};

static void *
import_thread(void *arg)
{
	struct importer *importer = arg;
	struct result result =
	    import_with(importer->store, importer->path, false, NULL);

	importer->status = result.status;
	diag_free(&result.diags);
	atomic_store(&importer->done, true);
	return NULL;
}

/* A kill never waits for an import. */
static void
kill_during_import(void **state)
{
	struct store_case *c = *state;
	struct store_switch sw = { SLICE("all"), SLICE("hold"), SLICE("x"),
		SLICE("y"), CASE_TIME };
	struct importer importer = { .store = store_case_open(c, false) };
	int64_t start, worst = 0, took;
	int kills = 0;
	pthread_t thread;
	char path[256];
	FILE *file;
	int i;

	(void)snprintf(path, sizeof(path), "%s/large.csv", c->folder);
	file = fopen(path, "w");
	(void)fputs("account_id,name,tier,domains\n", file);
	for (i = 0; i < 60000; i++)
		(void)fprintf(file, "A%d,Name %d,cold,d%d.example\n", i, i, i);
	assert_int_equal(fclose(file), 0);
	importer.path = path;
	assert_int_equal(
	    pthread_create(&thread, NULL, import_thread, &importer), 0);
	while (!atomic_load(&importer.done)) {
		start = clock_monotonic_us();
		assert_ok(store_switch_on(c->store, &sw, &case_err));
		took = clock_monotonic_us() - start;
		worst = took > worst ? took : worst;
		kills++;
		(void)usleep(1000);
	}
	(void)pthread_join(thread, NULL);
	print_message("# %d kills during the import, the slowest %lld us\n",
	    kills, (long long)worst);
	assert_true(kills > 3);
	assert_int_equal(importer.status, STATUS_OK);
	assert_string_equal(account_of(c, "x@d59999.example"), "A59999");
	store_close(importer.store);
}

/* The nth write or allocation fails: the old book stays in force, whole. */
static void
faults_leave_the_old_book(void **state)
{
	struct store_case *c = *state;
	struct journal_report report;
	struct result result;
	unsigned long nth;
	char path[256];
	int memory;

	import_ok(c, plain_book);
	(void)snprintf(path, sizeof(path), "%s",
	    store_case_file(c, "new.csv",
		"account_id,name,tier,domains\nN,n,cold,north.example\n"));
	for (memory = 0; memory < 2; memory++) {
		for (nth = 1;; nth++) {
			assert_true(nth < 500);
			memory ? mem_fault_set(nth) :
				 store_fault_set(c->store, nth);
			result = import_with(c->store, path, false, NULL);
			mem_fault_set(0);
			store_fault_set(c->store, 0);
			diag_free(&result.diags);
			if (result.status == STATUS_OK)
				break;
			assert_string_equal(
			    account_of(c, "x@north.example"), "A2");
			assert_int_equal(book_files(c), 1);
		}
		assert_true(nth > 3);
		assert_string_equal(account_of(c, "x@north.example"), "N");
		assert_ok(journal_verify(c->store, &report, &case_err));
		assert_string_equal(report.problem, "");
		import_ok(c, plain_book);
	}
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(no_book),
		CASE(address_to_account),
		CASE(hostile_addresses_end),
		CASE(account_comes_back),
		CASE(bad_rows_are_told),
		CASE(every_error_is_collected),
		CASE(bad_rows_are_skipped),
		CASE(columns_are_mapped),
		CASE(missing_file),
		CASE(listing_filters),
		CASE(swap_is_seen),
		CASE(orphans_are_swept),
		CASE(lost_book_is_an_error),
		CASE(kill_during_import),
		CASE(faults_leave_the_old_book),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
