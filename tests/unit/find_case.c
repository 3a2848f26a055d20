/*
 * find_case.c - rules, data and a message for the tests of find/.
 */
#include "find_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A set of these rules. */
static struct ruleset *
rules_load(const char *rules)
{
	char path[] = "/tmp/find_case.XXXXXX";
	const char *const paths[] = { path };
	struct ruleset *set = NULL;
	struct err err = ERR_INIT;
	int fd = mkstemp(path);
	FILE *out;

	assert_true(fd != -1);
	out = fdopen(fd, "w");
	assert_non_null(out);
	assert_true(fprintf(out, "pack: p\nrules:\n%s", rules) > 0);
	assert_int_equal(fclose(out), 0);
	if (ruleset_load(paths, 1, NULL, &set, &err) != STATUS_OK)
		fail_msg("%s in %s", err.text, rules);
	assert_int_equal(unlink(path), 0);
	return set;
}

void
find_case_open(struct find_case *c, const char *rules)
{
	memset(c, 0, sizeof(*c));
	c->set = rules_load(rules);
	c->arena = arena_new(MEMORY);
	assert_non_null(c->arena);
}

void
find_case_close(struct find_case *c)
{
	ruleset_unref(c->set);
	exact_index_free(c->exact);
	names_index_free(c->names);
	arena_free(c->arena);
}

enum status
find_case_read(struct find_case *c, struct slice raw)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = {
		.max_bytes = MEMORY,
		.ceilings = ceilings,
	};
	enum status status =
	    message_read(raw, &ceilings, c->arena, &c->message, NULL);

	if (status != STATUS_OK)
		return status;
	return text_read(&c->message, &params, c->arena, &c->text, NULL);
}

enum status
find_case_try(struct find_case *c, const char *raw)
{
	const struct find_data data = { c->exact, c->names };
	enum status status = find_case_read(c, slice_cstr(raw));

	if (status != STATUS_OK)
		return status;
	return find_run(
	    c->set, &data, &c->message, &c->text, c->arena, &c->findings, NULL);
}

void
find_case_run(struct find_case *c, const char *raw)
{
	assert_int_equal(find_case_try(c, raw), STATUS_OK);
}

static void
print_owned(struct buf *out, const struct finding *f)
{
	(void)buf_printf(out, "%s %s ", f->rule->id, text_view_name(f->view));
	for (size_t i = 0; i < f->nowners; i++)
		(void)buf_printf(
		    out, "%s%.*s", i > 0 ? "," : "", SLICE_ARG(f->owners[i]));
	(void)buf_printf(out, "%s: %.*s\n", f->incomplete ? " incomplete" : "",
	    SLICE_ARG(f->excerpt));
}

void
find_case_expect_owned(
    const struct find_case *c, const char *raw, const char *wanted)
{
	struct buf got;

	buf_init(&got, 1 << 20);
	for (size_t i = 0; i < c->findings.len; i++)
		print_owned(&got, &c->findings.items[i]);
	if (strcmp(buf_cstr(&got), wanted) != 0)
		fail_msg(
		    "in\n%s\nwanted\n%s\ngot\n%s", raw, wanted, buf_cstr(&got));
	buf_free(&got);
}
