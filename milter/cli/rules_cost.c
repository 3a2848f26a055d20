/*
 * rules_cost.c - rules that take more time than they should.
 *
 * Each pattern is matched against texts that are hard for one sort of pattern
 * or another, its own examples among them, over and over.  What it takes is
 * measured in the thread's processor time, the least of several runs, so that
 * a busy machine makes no pattern slow.
 */
#include <string.h>
#include <time.h>

#include "cli/ruleset.h"

#define PROBE_SIZE \
	((size_t)16384) /* and shorter ones first: some patterns
	                              take the square of a text's length */
#define PROBE_LEAST ((size_t)1024)
#define PROBE_TAIL_MAX ((size_t)512)
#define PROBE_RUNS 3
#define PROBE_EXAMPLES 3
#define SLOW_NS 200 /* a byte: 5 MB/s; ordinary patterns take a tenth */

/* What is repeated to make a text, and how it is called. */
static const struct {
	struct slice unit;
	const char *name;
} probes[] = {
	{ SLICE_INIT("We met last week, and I promised you a short note on how "
		     "the new warehouse saves 12 % of your costs.\n"),
	    "ordinary text" },
	{ SLICE_INIT("a"), "a long word" },
	{ SLICE_INIT("A"), "a long word in capitals" },
	{ SLICE_INIT("1"), "a long number" },
	{ SLICE_INIT(" "), "many blanks" },
	{ SLICE_INIT("\n"), "many empty lines" },
	{ SLICE_INIT("a "), "many short words" },
	{ SLICE_INIT("1 "), "many short numbers" },
	{ SLICE_INIT("a."), "many dots" },
	{ SLICE_INIT("1,"), "many commas" },
};

struct cost {
	struct ruleset *set;
	size_t index;
	char *text;        /* PROBE_SIZE bytes */
	struct slice tail; /* a hit, by which a probe ends: without it PCRE2
	                      may see at once that there is none */
	struct err *err_r;
	const char *name; /* of the worst text so far */
	double worst_ns;  /* a byte */
	size_t worst_size;
	bool limit; /* ran into it there */
};

static double
thread_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		return 0;
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* unit, which is valid UTF-8, as often as it fits into size, and the tail. */
static struct slice
repeat(const struct cost *c, struct slice unit, size_t size)
{
	size_t len = 0, room = size - 1 - c->tail.len;

	if (unit.len == 0 || unit.len > room)
		return SLICE_EMPTY;
	while (len + unit.len <= room) {
		memcpy(c->text + len, unit.ptr, unit.len);
		len += unit.len;
	}
	c->text[len++] = ' ';
	if (c->tail.len > 0)
		memcpy(c->text + len, c->tail.ptr, c->tail.len);
	return slice_make(c->text, len + c->tail.len);
}

/* One text of one length. */
static enum status
probe_text(struct cost *c, struct slice text, const char *name)
{
	double least = 0, took;
	enum status status;
	bool limit = false;

	for (int run = 0; run < PROBE_RUNS; run++) {
		took = thread_ns();
		status = find_probe(c->set, c->index, text, &limit, c->err_r);
		took = (thread_ns() - took) / (double)text.len;
		if (status != STATUS_OK)
			return status;
		if (run == 0 || took < least)
			least = took;
		if (limit || least < SLOW_NS)
			break;
	}
	if (c->name == NULL || (limit && !c->limit) ||
	    (limit == c->limit && least > c->worst_ns)) {
		c->limit = limit;
		c->worst_ns = least;
		c->worst_size = text.len;
		c->name = name;
	}
	return STATUS_OK;
}

static bool
is_dear(const struct cost *c)
{
	return c->limit || c->worst_ns > SLOW_NS;
}

/* Longer and longer ones, until it is plain that the pattern is slow. */
static enum status
probe(struct cost *c, struct slice unit, const char *name)
{
	enum status status = STATUS_OK;
	struct slice text;

	for (size_t size = PROBE_LEAST;
	     status == STATUS_OK && size <= PROBE_SIZE && !is_dear(c);
	     size *= 4) {
		text = repeat(c, unit, size);
		if (text.len > 0)
			status = probe_text(c, text, name);
	}
	return status;
}

/* An example without its last character: often all but a match. */
static struct slice
without_end(struct slice s)
{
	while (s.len > 0 && ((unsigned char)s.ptr[s.len - 1] & 0xc0) == 0x80)
		s.len--;
	return s.len > 0 ? slice_sub(s, 0, s.len - 1) : s;
}

static enum status
probe_all(struct cost *c, const struct rule *rule)
{
	enum status status = STATUS_OK;

	/* of a rule without examples, what patterns often end with */
	c->tail = SLICE("a1 ,.:;@%/#$-");
	if (rule->hit.len > 0 &&
	    slice_cstr(rule->hit.items[0]).len <= PROBE_TAIL_MAX)
		c->tail = slice_cstr(rule->hit.items[0]);
	for (size_t i = 0;
	     status == STATUS_OK && i < sizeof(probes) / sizeof(*probes); i++)
		status = probe(c, probes[i].unit, probes[i].name);
	for (size_t i = 0;
	     status == STATUS_OK && i < PROBE_EXAMPLES && i < rule->hit.len;
	     i++)
		status = probe(c, without_end(slice_cstr(rule->hit.items[i])),
		    "one of its own examples, repeated");
	return status;
}

static void
cost_say(const struct cost *c, const struct rule *rule, struct diag_list *diags)
{
	const struct diag_place place = { rule->file, rule->line,
		rule->column };

	if (c->limit)
		diag_warning(diags, place,
		    "%s: its pattern runs into its limit on %s, and such mail "
		    "is held: give repeats a bound, as {0,20}, and do not "
		    "repeat what repeats itself",
		    rule->id, c->name);
	else if (is_dear(c))
		diag_warning(diags, place,
		    "%s: its pattern is slow on %s, %.1f ms for %zu kB: begin "
		    "it with \\b or a word, and give repeats a bound, as "
		    "{0,20}",
		    rule->id, c->name,
		    c->worst_ns * (double)c->worst_size / 1e6,
		    (c->worst_size + 1023) / 1024);
}

enum status
cli_rules_cost(struct ruleset *set, struct diag_list *diags, struct err *err_r)
{
	char text[PROBE_SIZE], why[128];
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < ruleset_count(set); i++) {
		const struct rule *rule = ruleset_rule(set, i);
		struct cost c = {
			.set = set, .index = i, .text = text, .err_r = err_r
		};

		if (ruleset_always_asked(set, i, why, sizeof(why)))
			diag_warning(diags,
			    (struct diag_place){
				rule->file, rule->line, rule->column },
			    "%s: its pattern is asked about every text (%s): "
			    "give it letters that every match must have, or "
			    "split the rule",
			    rule->id, why);
		status = probe_all(&c, rule);
		if (status == STATUS_OK)
			cost_say(&c, rule, diags);
	}
	return status;
}
