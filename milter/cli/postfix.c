/*
 * postfix.c - postconf's answers, read line by line.
 *
 * postconf prints each value on one line, and it is asked instead of the files,
 * since only it knows defaults, macros and what a service overrides.
 */
#include "cli/postfix.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"

#define POSTFIX_OUTPUT_MAX ((size_t)8 << 20)
#define POSTFIX_WORDS_MAX 16
#define MASTER_COLUMNS \
	8 /* name type private unpriv chroot wakeup max command */

enum {
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_CHROOT = 4,
	COLUMN_COMMAND = 7
};

/* Runs words with -c; merges standard error only where errors is set. */
static enum status
ask(const struct postfix *postfix, const char *const words[], bool errors,
    struct slice *said_r, int *exit_r, struct err *err_r)
{
	const char *argv[POSTFIX_WORDS_MAX + 4];
	struct buf out;
	enum status status;
	size_t n = 0;

	argv[n++] = words[0];
	if (postfix->folder != NULL) {
		argv[n++] = "-c";
		argv[n++] = postfix->folder;
	}
	for (size_t i = 1; i < POSTFIX_WORDS_MAX && words[i] != NULL; i++)
		argv[n++] = words[i];
	argv[n] = NULL;
	buf_init(&out, POSTFIX_OUTPUT_MAX);
	status = program_run(argv, errors, &out, exit_r, err_r);
	*said_r = arena_copy(postfix->arena, buf_slice(&out));
	buf_free(&out);
	if (status == STATUS_OK && said_r->ptr == NULL)
		return err_nomem(err_r);
	return status;
}

enum status
postfix_run(const struct postfix *postfix, const char *const words[],
    const char **said_r, int *exit_r, struct err *err_r)
{
	struct slice said;
	enum status status = ask(postfix, words, true, &said, exit_r, err_r);

	*said_r = status == STATUS_OK ?
	    arena_cstr(postfix->arena, slice_trim(said)) :
	    "";
	return status;
}

static enum status
postconf(const struct postfix *postfix, const char *flags, struct slice *said_r,
    struct err *err_r)
{
	const char *words[] = { "postconf", flags, NULL };
	const char *why;
	enum status status;
	int exit;

	status = ask(postfix, words, false, said_r, &exit, err_r);
	if (status != STATUS_OK || exit == 0)
		return status;
	status = postfix_run(postfix, words, &why, &exit, err_r);
	if (status != STATUS_OK)
		return status;
	return err_set(err_r, STATUS_CONFIG, "%s", why);
}

/* The value of "name = value" in text; "name =" is an empty one. */
static bool
line_find(struct slice text, const char *prefix, const char *name,
    struct slice *value_r)
{
	struct slice line, key;

	*value_r = SLICE_EMPTY;
	while (slice_cut(&text, '\n', &line)) {
		if (!slice_starts(line, slice_cstr(prefix)))
			continue;
		line = slice_from(line, strlen(prefix));
		if (!slice_cut(&line, '=', &key) ||
		    !slice_equal(slice_trim(key), slice_cstr(name)))
			continue;
		if (line.ptr != NULL)
			*value_r = slice_trim(line);
		return true;
	}
	return false;
}

static bool
columns_of(struct slice line, struct slice columns[MASTER_COLUMNS])
{
	for (size_t i = 0; i < MASTER_COLUMNS; i++) {
		size_t end = 0;

		line = slice_trim(line);
		while (end < line.len && line.ptr[end] != ' ' &&
		    line.ptr[end] != '\t')
			end++;
		columns[i] = slice_sub(line, 0, end);
		line = slice_from(line, end);
	}
	return columns[COLUMN_COMMAND].len > 0;
}

/* The port in "smtp", "2525", "[::1]:25" or "host:smtp". */
static unsigned
port_of(struct slice name, struct arena *arena)
{
	size_t colon = slice_rindex(name, ':');
	struct servent entry, *found = NULL;
	char space[1024], *end;
	const char *word;
	unsigned long port;

	if (colon != SLICE_NONE)
		name = slice_from(name, colon + 1);
	word = arena_cstr(arena, name);
	if (word == NULL || *word == '\0')
		return 0;
	port = strtoul(word, &end, 10);
	if (*end == '\0')
		return port <= 65535 ? (unsigned)port : 0;
	if (getservbyname_r(
		word, "tcp", &entry, space, sizeof(space), &found) != 0 ||
	    found == NULL)
		return 0;
	return ((unsigned)entry.s_port & 0xff) << 8 |
	    ((unsigned)entry.s_port >> 8 & 0xff);
}

/* With "-" in the column, Postfix from 3.0 on does not chroot. */
static bool
chrooted(const struct postfix *postfix, struct slice column)
{
	struct slice level;

	if (!slice_equal(column, SLICE("-")))
		return slice_equal(column, SLICE("y"));
	return postfix_main(
		   postfix, "compatibility_level", POSTFIX_OPENED, &level) &&
	    slice_equal(level, SLICE("0"));
}

static enum status
services_read(struct postfix *postfix, struct err *err_r)
{
	struct slice text, line, columns[MASTER_COLUMNS];
	struct postfix_service *service;
	enum status status = postconf(postfix, "-M", &text, err_r);

	while (status == STATUS_OK && slice_cut(&text, '\n', &line)) {
		if (!columns_of(line, columns))
			continue;
		if (postfix->nservices == POSTFIX_SERVICE_MAX)
			return err_set(err_r, STATUS_CONFIG,
			    "master.cf: more than %d services",
			    POSTFIX_SERVICE_MAX);
		service = &postfix->service[postfix->nservices++];
		service->name = columns[COLUMN_NAME];
		service->type = columns[COLUMN_TYPE];
		service->command = columns[COLUMN_COMMAND];
		service->chrooted = chrooted(postfix, columns[COLUMN_CHROOT]);
		service->port = slice_equal(service->type, SLICE("inet")) ?
		    port_of(service->name, postfix->arena) :
		    0;
	}
	return status;
}

enum status
postfix_read(struct postfix *postfix, const char *folder, struct err *err_r)
{
	const struct {
		const char *flags; /* NULL: none */
		struct slice *into;
	} asked[] = {
		{ NULL, &postfix->main[POSTFIX_WRITTEN] },
		{ "-x", &postfix->main[POSTFIX_OPENED] },
		{ "-P", &postfix->master[POSTFIX_WRITTEN] },
		{ "-Px", &postfix->master[POSTFIX_OPENED] },
		{ "-n", &postfix->set },
	};
	enum status status = STATUS_OK;

	postfix->folder = folder;
	postfix->nservices = 0;
	for (size_t i = 0;
	     i < sizeof(asked) / sizeof(asked[0]) && status == STATUS_OK; i++)
		status =
		    postconf(postfix, asked[i].flags, asked[i].into, err_r);
	return status == STATUS_OK ? services_read(postfix, err_r) : status;
}

bool
postfix_main(const struct postfix *postfix, const char *name,
    enum postfix_form form, struct slice *value_r)
{
	return line_find(postfix->main[form], "", name, value_r);
}

bool
postfix_set(
    const struct postfix *postfix, const char *name, struct slice *value_r)
{
	return line_find(postfix->set, "", name, value_r);
}

const char *
postfix_label(
    const struct postfix *postfix, const struct postfix_service *service)
{
	const char *label = arena_printf(postfix->arena, "%.*s/%.*s",
	    SLICE_ARG(service->name), SLICE_ARG(service->type));

	return label != NULL ? label : "";
}

bool
postfix_own(const struct postfix *postfix,
    const struct postfix_service *service, const char *name,
    enum postfix_form form, struct slice *value_r)
{
	const char *prefix = arena_printf(
	    postfix->arena, "%s/", postfix_label(postfix, service));

	return prefix != NULL &&
	    line_find(postfix->master[form], prefix, name, value_r);
}

struct slice
postfix_of(const struct postfix *postfix, const struct postfix_service *service,
    const char *name, enum postfix_form form)
{
	struct slice value;

	if (service == NULL ||
	    !postfix_own(postfix, service, name, form, &value))
		(void)postfix_main(postfix, name, form, &value);
	return value;
}

bool
postfix_yes(const struct postfix *postfix,
    const struct postfix_service *service, const char *name)
{
	return slice_equal_nocase(
	    postfix_of(postfix, service, name, POSTFIX_OPENED), SLICE("yes"));
}
