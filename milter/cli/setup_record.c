/*
 * setup_record.c - what was changed in Postfix's configuration, and how it was
 * before: a line of JSON a change, in sendgate.undo beside main.cf.
 *
 * The files' copies are for a person.  Undoing goes by this record, so that
 * what somebody changed since stays.
 */
#include "cli/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RECORD_NAME "sendgate.undo"

static const char *const kinds[] = {
	[SETUP_MAIN] = "main",
	[SETUP_MASTER] = "master",
	[SETUP_SERVICE] = "service",
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static const char *
path_of(const struct postfix *postfix, const char *name, const char *suffix)
{
	struct slice folder =
	    postfix_of(postfix, NULL, "config_directory", POSTFIX_OPENED);

	return arena_printf(
	    postfix->arena, "%.*s/%s%s", SLICE_ARG(folder), name, suffix);
}

/* A text of the object, in the arena; NULL where it is null or absent. */
static const char *
text_of(const json_t *object, const char *key, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? arena_cstr(arena, slice_cstr(text)) : NULL;
}

static bool
change_read(const char *line, struct arena *arena, struct setup_change *change)
{
	json_t *object = json_loads(line, 0, NULL);
	const char *kind = text_of(object, "kind", arena);
	size_t i = 0;

	while (kind != NULL && i < NKINDS && strcmp(kind, kinds[i]) != 0)
		i++;
	change->kind = (enum setup_kind)i;
	change->name = text_of(object, "name", arena);
	change->old = text_of(object, "old", arena);
	change->new = text_of(object, "new", arena);
	json_decref(object);
	return kind != NULL && i < NKINDS && change->name != NULL;
}

enum status
setup_record_read(const struct postfix *postfix, struct setup_changes *record_r,
    struct err *err_r)
{
	const char *path = path_of(postfix, RECORD_NAME, "");
	struct slice text, line;
	enum status status;

	record_r->n = 0;
	if (path == NULL)
		return err_nomem(err_r);
	if (access(path, F_OK) != 0)
		return STATUS_OK;
	status =
	    cli_file_read(postfix->cli, path, postfix->arena, &text, err_r);
	while (status == STATUS_OK && slice_cut(&text, '\n', &line)) {
		const char *words = arena_cstr(postfix->arena, line);

		if (line.len == 0)
			continue;
		if (words == NULL || record_r->n == SETUP_CHANGES_MAX ||
		    !change_read(
			words, postfix->arena, &record_r->item[record_r->n]))
			return err_set(err_r, STATUS_DATA,
			    "%s: is no record of changes", path);
		record_r->n++;
	}
	return status;
}

static struct setup_change *
change_find(struct setup_changes *in, const struct setup_change *like)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->item[i].kind == like->kind &&
		    strcmp(in->item[i].name, like->name) == 0)
			return &in->item[i];
	return NULL;
}

static enum status
record_put(const char *path, const char *temp,
    const struct setup_changes *record, struct err *err_r)
{
	FILE *out = fopen(temp, "we");
	bool failed = out == NULL;

	for (size_t i = 0; i < record->n && !failed; i++) {
		const struct setup_change *change = &record->item[i];
		json_t *object = json_pack("{s:s, s:s, s:s?, s:s?}", "kind",
		    kinds[change->kind], "name", change->name, "old",
		    change->old, "new", change->new);

		failed = object == NULL || json_dumpf(object, out, 0) != 0 ||
		    fputc('\n', out) == EOF;
		json_decref(object);
	}
	if (out != NULL)
		failed = fflush(out) != 0 || fsync(fileno(out)) != 0 || failed;
	if (out != NULL)
		failed = fclose(out) != 0 || failed;
	if (failed || rename(temp, path) != 0)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	return STATUS_OK;
}

enum status
setup_record_write(const struct postfix *postfix,
    const struct setup_changes *changes, struct err *err_r)
{
	const char *path = path_of(postfix, RECORD_NAME, "");
	const char *temp = path_of(postfix, RECORD_NAME, ".new");
	struct setup_changes *record =
	    arena_calloc(postfix->arena, 1, sizeof(*record));
	enum status status;

	if (path == NULL || temp == NULL || record == NULL)
		return err_nomem(err_r);
	if (changes->n == 0) {
		if (unlink(path) == 0 || errno == ENOENT)
			return STATUS_OK;
		return err_set(
		    err_r, STATUS_DENIED, "%s: %s", path, strerror(errno));
	}
	status = setup_record_read(postfix, record, err_r);
	for (size_t i = 0; i < changes->n && status == STATUS_OK; i++) {
		struct setup_change *known =
		    change_find(record, &changes->item[i]);

		if (known != NULL)
			known->new = changes->item[i].new;
		else if (record->n < SETUP_CHANGES_MAX)
			record->item[record->n++] = changes->item[i];
		else
			status = err_set(
			    err_r, STATUS_DATA, "%s: too many changes", path);
	}
	return status == STATUS_OK ? record_put(path, temp, record, err_r) :
				     status;
}

/* What stands there now; NULL where nothing does. */
static const char *
value_now(const struct postfix *postfix, const struct setup_change *change)
{
	for (size_t i = 0; i < postfix->nservices; i++) {
		const struct postfix_service *service = &postfix->service[i];
		const char *label = postfix_label(postfix, service);
		size_t len = strlen(label);
		struct slice value;

		if (change->kind == SETUP_SERVICE &&
		    strcmp(label, change->name) == 0)
			return change->new;
		if (change->kind == SETUP_MASTER &&
		    strncmp(label, change->name, len) == 0 &&
		    change->name[len] == '/' &&
		    postfix_own(postfix, service, change->name + len + 1,
			POSTFIX_WRITTEN, &value))
			return arena_cstr(postfix->arena, value);
	}
	if (change->kind == SETUP_MAIN) {
		struct slice value;

		if (postfix_set(postfix, change->name, &value))
			return arena_cstr(postfix->arena, value);
	}
	return NULL;
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

enum status
setup_undo(
    const struct postfix *postfix, struct setup_plan *plan_r, struct err *err_r)
{
	struct setup_changes *record =
	    arena_calloc(postfix->arena, 1, sizeof(*record));
	enum status status;

	memset(plan_r, 0, sizeof(*plan_r));
	if (record == NULL)
		return err_nomem(err_r);
	status = setup_record_read(postfix, record, err_r);
	if (status != STATUS_OK)
		return status;
	for (size_t i = record->n; i > 0; i--) {
		const struct setup_change *change = &record->item[i - 1];
		const char *now = value_now(postfix, change);

		if (same(now, change->old))
			continue;
		if (same(now, change->new))
			plan_r->changes.item[plan_r->changes.n++] =
			    (struct setup_change){ .kind = change->kind,
				    .name = change->name,
				    .old = change->new,
				    .new = change->old };
		else if (plan_r->nnotes < SETUP_NOTES_MAX)
			plan_r->notes[plan_r->nnotes++] =
			    arena_printf(postfix->arena,
				"%s was changed since and is left as it is",
				change->name);
	}
	return STATUS_OK;
}

bool
setup_words(const struct setup_change *change, struct arena *arena,
    const char *words[SETUP_WORDS_MAX])
{
	static const struct {
		const char *make, *take;
	} flags[] = {
		[SETUP_MAIN] = { "-e", "-X" },
		[SETUP_MASTER] = { "-Pe", "-PX" },
		[SETUP_SERVICE] = { "-Me", "-MX" },
	};

	words[0] = "postconf";
	words[1] = change->new != NULL ? flags[change->kind].make :
					 flags[change->kind].take;
	words[2] = change->new == NULL ?
	    change->name :
	    arena_printf(arena, "%s=%s", change->name, change->new);
	words[3] = NULL;
	return words[2] != NULL;
}

static enum status
file_copy(const struct postfix *postfix, const char *name, const char *suffix,
    struct err *err_r)
{
	const char *from = path_of(postfix, name, "");
	const char *to = path_of(postfix, name, suffix);
	struct slice text;
	enum status status;
	ssize_t put = -1;
	int fd;

	if (from == NULL || to == NULL)
		return err_nomem(err_r);
	status =
	    cli_file_read(postfix->cli, from, postfix->arena, &text, err_r);
	if (status != STATUS_OK)
		return status;
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0) {
		put = write(fd, text.ptr, text.len);
		if (fsync(fd) != 0)
			put = -1;
		(void)close(fd);
	}
	if (put != (ssize_t)text.len)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", to, strerror(errno));
	return STATUS_OK;
}

enum status
setup_backup(
    const struct postfix *postfix, const char **suffix_r, struct err *err_r)
{
	time_t now = time(NULL);
	char stamp[64] = "";
	struct tm tm;
	enum status status;

	if (gmtime_r(&now, &tm) != NULL)
		(void)strftime(stamp, sizeof(stamp),
		    ".before-sendgate.%Y%m%dT%H%M%SZ", &tm);
	*suffix_r =
	    arena_printf(postfix->arena, "%s.%ld", stamp, (long)getpid());
	if (*suffix_r == NULL)
		return err_nomem(err_r);
	status = file_copy(postfix, "main.cf", *suffix_r, err_r);
	if (status == STATUS_OK)
		status = file_copy(postfix, "master.cf", *suffix_r, err_r);
	return status;
}
