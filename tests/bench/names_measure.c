/*
 * names_measure.c - the names of a large book: indexed, and looked for in
 * ordinary text.
 *
 *	names_measure [ACCOUNTS]
 *
 * Prints CPU seconds, bytes of memory a name, and megabytes of text a second
 * of CPU; it asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "rule/names.h"

#define TEXT_BYTES ((size_t)65536)
#define ROUNDS 200
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const firsts[] = { "North", "Blue", "Fern", "Quarry",
	"Harbor", "Maple", "Silver", "Iron", "Cedar", "Red", "Summit", "River",
	"Stone", "Green", "Bright", "Pioneer", "Atlas", "Beacon", "Crest",
	"Delta" };
static const char *const seconds[] = { "wind", "peak", "hill", "field", "view",
	"bridge", "port", "gate", "land", "wood", "dale", "mont", "brook",
	"line", "mark" };
static const char *const thirds[] = { "Robotics", "Logistics", "Dental",
	"Systems", "Foods", "Capital", "Software", "Partners", "Energy",
	"Medical", "Holdings", "Freight" };
static const char *const forms[] = { "Inc", "LLC", "GmbH", "Ltd", "S.A.", "" };
static const char *const words[] = { "we", "looked", "at", "your", "opening",
	"hours", "and", "thought", "that", "a", "short", "talk", "about", "the",
	"waiting", "room", "might", "suit", "you", "on", "tuesday", "north",
	"or", "later", "systems", "in", "week", "when", "season", "is", "over",
	"thank", "for", "robotics", "kind", "answer", "silver" };

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
	(void)fprintf(stderr, "names_measure: %s\n", what);
	exit(1);
}

static unsigned seed = 7;

static const char *
one_of(const char *const *list, size_t n)
{
	seed = seed * 1103515245 + 12345;
	return list[(seed >> 16) % n];
}

static bool
take(const struct name_hit *hit, void *arg)
{
	size_t *n = arg;

	*n += hit->owners > 0;
	return true;
}

int
main(int argc, char **argv)
{
	size_t accounts = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	struct names_builder *builder = names_builder_new();
	struct names_index *index;
	double start = cpu(), built, searched;
	struct buf text;
	size_t found = 0;
	char name[128];
	int n;

	if (builder == NULL)
		stop("memory");
	for (size_t i = 0; i < accounts; i++) {
		n = snprintf(name, sizeof(name), "001A%011zuQAQ", i);
		if (names_builder_account(builder, slice_make(name, (size_t)n),
			NULL) != STATUS_OK)
			stop("account");
		n = snprintf(name, sizeof(name), "%s%s %c%c %s %s",
		    one_of(firsts, COUNT(firsts)),
		    one_of(seconds, COUNT(seconds)), (char)('A' + i % 26),
		    (char)('a' + i / 26 % 26), one_of(thirds, COUNT(thirds)),
		    one_of(forms, COUNT(forms)));
		if (names_builder_name(builder, slice_make(name, (size_t)n),
			NULL) != STATUS_OK)
			stop("name");
	}
	if (names_builder_end(builder, &index, NULL) != STATUS_OK)
		stop("index");
	names_builder_free(builder);
	built = cpu();
	buf_init(&text, TEXT_BYTES + 64);
	while (text.len < TEXT_BYTES)
		(void)buf_printf(&text, "%s ", one_of(words, COUNT(words)));
	for (int i = 0; i < ROUNDS; i++)
		names_search(index, buf_slice(&text), take, &found);
	searched = cpu();
	(void)printf("names    %zu accounts: made in %.2f s, %.1f bytes each; "
		     "text at %.1f MB/s\n",
	    accounts, built - start,
	    (double)names_index_size(index) / (double)accounts,
	    (double)text.len * ROUNDS / 1e6 / (searched - built));
	buf_free(&text);
	names_index_free(index);
	return 0;
}
