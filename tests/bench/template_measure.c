/*
 * template_measure.c - templates: how often texts are told apart rightly, and
 * what a look-up costs among many.
 *
 *	template_measure [TEMPLATES [ROUNDS]]
 *
 * Prints the share of messages with so many words changed that fall together
 * with the original, with each other, and with another text; then CPU
 * microseconds of a sketch, of a look-up that finds, of one that does not, and
 * of a new template, in a database with TEMPLATES of them (a million), and that
 * database's size.  It asserts nothing and runs in the top folder.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "store/templates.h"
#include "template_vary.h"

#define ROUNDS 200 /* messages of each text, unless told */
#define LOOKS 2000
#define SHINGLES 150
#define COMMON 40 /* shingles that all of a company's mail has */

static struct vary vary;
static struct template_sketch first[VARY_TEXTS];
static struct err err = ERR_INIT;

static double
cpu(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
stop(const char *what)
{
	(void)fprintf(stderr, "template_measure: %s: %s\n", what, err.text);
	exit(1);
}

static void
errors_measure(unsigned percent, size_t rounds)
{
	size_t n = 0, with_first = 0, with_another = 0, wrong = 0;
	struct template_sketch a, b;

	for (size_t i = 0; i < vary.ntexts * rounds; i++) {
		const size_t which = i % vary.ntexts;

		if (!vary_message(&vary, which, percent, &a) ||
		    !vary_message(&vary, which, percent, &b))
			stop("memory");
		n++;
		with_first += vary_together(&first[which], &a);
		with_another += vary_together(&a, &b);
		for (size_t j = 0; j < vary.ntexts; j++)
			wrong += j != which && vary_together(&first[j], &a);
	}
	(void)printf("template %s, %2u %% changed: %5.1f %% with the "
		     "original, %5.1f %% with each other, %zu of %zu with "
		     "another text\n",
	    vary.bare ? "bare" : "whole", percent,
	    100.0 * (double)with_first / (double)n,
	    100.0 * (double)with_another / (double)n, wrong,
	    n * (vary.ntexts - 1));
}

/* A text of words drawn anew: the nth, always the same. */
static void
text_make(uint64_t n, uint32_t words[SHINGLES], struct template_text *text_r)
{
	uint64_t seed = n;

	for (size_t i = 0; i < SHINGLES; i++) {
		if (i == COMMON)
			seed = n * UINT64_C(0x9E3779B97F4A7C15) + 1;
		else if (i < COMMON)
			seed = i; /* the same in all of them */
		seed = seed * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
		words[i] = ((uint32_t)(seed >> 45) % 20000 + 1) << 2;
	}
	*text_r = (struct template_text){ .words = words, .nwords = SHINGLES };
}

static void
sketch_make(uint64_t n, struct arena *arena, struct template_sketch *sketch_r)
{
	uint32_t words[SHINGLES];
	struct template_text text;

	arena_reset(arena);
	text_make(n, words, &text);
	if (template_sketch_make(&text, NULL, 0, arena, sketch_r) != STATUS_OK)
		stop("memory");
}

struct band {
	uint64_t key;
	uint32_t number;
};

static int
band_order(const void *a, const void *b)
{
	const struct band *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	return statement;
}

static void
step(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		stop("insert");
	(void)sqlite3_reset(statement);
}

static void
fill_templates(
    sqlite3 *db, uint64_t templates, struct band *bands, struct arena *arena)
{
	sqlite3_stmt *add = prepare(db,
	    "INSERT INTO template"
	    " VALUES (?1, ?2, ?3, 0, 0)");
	struct template_sketch sketch;
	char id[TEMPLATES_ID_LEN + 1];

	for (uint64_t n = 0; n < templates; n++) {
		sketch_make(n, arena, &sketch);
		(void)snprintf(
		    id, sizeof(id), "t-%016llx", (unsigned long long)n);
		(void)sqlite3_bind_int64(add, 1, (int64_t)n + 1);
		(void)sqlite3_bind_text(add, 2, id, -1, SQLITE_STATIC);
		/* as it is packed, where the machine puts the lowest first */
		(void)sqlite3_bind_blob(add, 3, sketch.smallest,
		    (int)(sketch.nsmallest * sizeof(*sketch.smallest)),
		    SQLITE_STATIC);
		step(add);
		for (size_t i = 0; i < TEMPLATE_BANDS; i++)
			*bands++ =
			    (struct band){ sketch.bands[i], (uint32_t)n + 1 };
	}
	(void)sqlite3_finalize(add);
}

static void
fill_bands(sqlite3 *db, const struct band *bands, size_t n)
{
	sqlite3_stmt *add =
	    prepare(db, "INSERT INTO template_band VALUES (?1, ?2)");
	size_t same = 0;

	for (size_t i = 0; i < n; i++) {
		same = i > 0 && bands[i - 1].key == bands[i].key ? same + 1 : 0;
		if (same >= TEMPLATES_BAND_MAX)
			continue;
		(void)sqlite3_bind_int64(add, 1, (int64_t)bands[i].key);
		(void)sqlite3_bind_int64(add, 2, bands[i].number);
		step(add);
	}
	(void)sqlite3_finalize(add);
}

/*
 * What templates_add() would have put there, in the order of the keys: one by
 * one a million takes many minutes.
 */
static void
fill(const char *path, uint64_t templates, struct arena *arena)
{
	struct band *bands = calloc(templates * TEMPLATE_BANDS, sizeof(*bands));
	sqlite3 *db = NULL;

	if (bands == NULL || sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL,
		NULL) != SQLITE_OK)
		stop("fill");
	fill_templates(db, templates, bands, arena);
	qsort(bands, templates * TEMPLATE_BANDS, sizeof(*bands), band_order);
	fill_bands(db, bands, templates * TEMPLATE_BANDS);
	if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		stop("commit");
	(void)sqlite3_close(db);
	free(bands);
}

/* Microseconds of a look-up of texts from `from` on; *found_r: how many are. */
static double
look(struct store *store, uint64_t from, uint64_t step, struct arena *arena,
    size_t *found_r)
{
	struct template_sketch sketch;
	struct template_known known;
	double spent = 0, start;

	*found_r = 0;
	for (uint64_t n = 0; n < LOOKS; n++) {
		sketch_make(from + n * step, arena, &sketch);
		start = cpu();
		if (templates_find(store, &sketch, arena, &known, &err) !=
		    STATUS_OK)
			stop("find");
		spent += cpu() - start;
		*found_r += known.there;
	}
	return spent / LOOKS * 1e6;
}

static double
sketch_cost(struct arena *arena)
{
	struct template_sketch sketch;
	double start = cpu();

	for (uint64_t n = 0; n < LOOKS; n++)
		sketch_make(n, arena, &sketch);
	return (cpu() - start) / LOOKS * 1e6;
}

static void
store_measure(const char *path, uint64_t templates)
{
	const struct store_params params = {
		.path = path, .busy_ms = 1000, .relay = "bench"
	};
	struct arena *arena = arena_new((size_t)64 << 20);
	struct store *store = NULL;
	struct stat info;
	double filled, found, missed, added;
	size_t hits, none;

	if (arena == NULL || store_open(&params, &store, &err) != STATUS_OK)
		stop("open");
	filled = cpu();
	fill(path, templates, arena);
	filled = cpu() - filled;
	if (store_begin(store, &err) != STATUS_OK)
		stop("begin");
	found = look(store, 0, templates / LOOKS, arena, &hits);
	missed = look(store, templates * 2, 1, arena, &none);
	added = cpu();
	for (uint64_t n = 0; n < LOOKS; n++) {
		struct template_sketch sketch;
		char id[TEMPLATES_ID_LEN + 1];

		sketch_make(templates * 3 + n, arena, &sketch);
		(void)snprintf(id, sizeof(id), "t-%016llx",
		    (unsigned long long)(templates * 3 + n));
		if (templates_add(store, slice_cstr(id), &sketch, 0, &err) !=
		    STATUS_OK)
			stop("add");
	}
	if (store_commit(store, &err) != STATUS_OK)
		stop("commit");
	added = (cpu() - added) / LOOKS * 1e6;
	(void)printf("template sketch %.1f us; among %llu: %.1f us found "
		     "(%zu of %d), %.1f us not found (%zu), %.1f us new; "
		     "%.0f MB, made in %.0f s\n",
	    sketch_cost(arena), (unsigned long long)templates, found, hits,
	    LOOKS, missed, none, added,
	    stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0.0, filled);
	store_close(store);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	static const unsigned percents[] = { 0, 5, 10, 15, 20, 30, 50 };
	uint64_t templates = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : ROUNDS;
	char dir[] = "/tmp/sendgate-template.XXXXXX", path[64], file[80];
	static const char *const ends[] = { "", "-wal", "-shm" };

	if (!vary_open(&vary, 20261102))
		stop("no " VARY_FILE);
	for (int bare = 0; bare < 2; bare++) {
		vary.bare = bare != 0;
		for (size_t i = 0; i < vary.ntexts; i++)
			if (!vary_message(&vary, i, 0, &first[i]))
				stop("memory");
		for (size_t i = 0; rounds > 0 && i < VARY_COUNT(percents); i++)
			errors_measure(percents[i], rounds);
	}
	if (mkdtemp(dir) == NULL)
		stop(dir);
	(void)snprintf(path, sizeof(path), "%s/t.db", dir);
	store_measure(path, templates);
	for (size_t i = 0; i < VARY_COUNT(ends); i++) {
		(void)snprintf(file, sizeof(file), "%s%s", path, ends[i]);
		(void)unlink(file);
	}
	(void)rmdir(dir);
	return 0;
}
