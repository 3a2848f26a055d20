/*
 * settings.c - loads the configuration and owns the result.
 *
 * Everything lies in one arena, which goes with the last reference.
 */
#include <limits.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/settings_parse.h"

/* The tree takes some hundred bytes a value, and the text is kept beside it. */
#define SETTINGS_MEMORY_MAX ((size_t)512 << 20)

struct settings_box {
	struct settings settings; /* first: a settings pointer is a box's too */
	atomic_uint refs;
	struct arena *arena;
};

static struct settings_box *
box_of(struct settings *settings)
{
	return (struct settings_box *)(void *)settings;
}

static struct settings_box *
box_new(void)
{
	struct settings_box *box = mem_calloc(1, sizeof(*box));

	if (box == NULL)
		return NULL;
	box->arena = arena_new(SETTINGS_MEMORY_MAX);
	if (box->arena == NULL) {
		mem_free(box);
		return NULL;
	}
	atomic_init(&box->refs, 1);
	return box;
}

struct settings *
settings_ref(struct settings *settings)
{
	atomic_fetch_add_explicit(
	    &box_of(settings)->refs, 1, memory_order_relaxed);
	return settings;
}

void
settings_unref(struct settings *settings)
{
	struct settings_box *box;

	if (settings == NULL)
		return;
	box = box_of(settings);
	if (atomic_fetch_sub_explicit(&box->refs, 1, memory_order_acq_rel) > 1)
		return;
	arena_free(box->arena);
	mem_free(box);
}

size_t
settings_tier_find(const struct settings *settings, struct slice name)
{
	for (size_t i = 0; i < settings->ntiers; i++)
		if (settings->tiers[i].name != NULL &&
		    slice_equal(slice_cstr(settings->tiers[i].name), name))
			return i;
	return SLICE_NONE;
}

/* The folder of path, absolute where the system can say it. */
static const char *
folder_of(struct arena *arena, const char *path)
{
	char here[PATH_MAX];
	struct slice s = slice_cstr(path);
	size_t slash = slice_rindex(s, '/');

	if (slash == 0)
		return "/";
	s = slice_sub(s, 0, slash == SLICE_NONE ? 0 : slash);
	if (*path == '/')
		return arena_cstr(arena, s);
	if (getcwd(here, sizeof(here)) == NULL)
		return s.len == 0 ? "." : arena_cstr(arena, s);
	return arena_printf(
	    arena, "%s%s%.*s", here, s.len == 0 ? "" : "/", SLICE_ARG(s));
}

/* The path of that name in the database's folder. */
static const char *
beside_database(struct settings_parse *parse, const struct settings *settings,
    const char *name)
{
	size_t slash = slice_rindex(slice_cstr(settings->database), '/');
	const char *path = arena_printf(parse->arena, "%.*s%s",
	    (int)(slash == SLICE_NONE ? 0 : slash + 1), settings->database,
	    name);

	parse->nomem |= path == NULL;
	return path;
}

static void
default_folders(struct settings_parse *parse, struct settings *settings)
{
	if (settings->database == NULL)
		return;
	settings->compiled = beside_database(parse, settings, "compiled");
	if (settings->keys == NULL)
		settings->keys = beside_database(parse, settings, "keys");
}

/* Reads text into box; what is wrong is in diags. */
static enum status
box_fill(struct settings_box *box, const char *path, struct slice text,
    struct diag_list *diags)
{
	struct settings *settings = &box->settings;
	struct settings_parse parse = { .arena = box->arena, .diags = diags };
	struct yaml_node *root = NULL;
	size_t before = diags->errors;

	settings->path = arena_cstr(box->arena, slice_cstr(path));
	settings->text = arena_copy(box->arena, text);
	parse.folder = folder_of(box->arena, path);
	if (settings->path == NULL || settings->text.ptr == NULL ||
	    parse.folder == NULL ||
	    yaml_read_text(path, text, box->arena, diags, &root) ==
		STATUS_NOMEM)
		return STATUS_NOMEM;
	if (root == NULL && diags->errors == before)
		diag_error(diags, (struct diag_place){ path, 0, 0 },
		    "the file is empty");
	else if (root != NULL && root->kind != YAML_MAP)
		diag_error(diags, yaml_place(root), "expected keys and values");
	else if (root != NULL) {
		settings_take_rows(&parse, root, &settings_table, "", settings);
		default_folders(&parse, settings);
		if (!parse.nomem)
			settings_check(&parse, root, settings);
	}
	return parse.nomem ? STATUS_NOMEM : STATUS_OK;
}

enum status
settings_load_text(const char *path, struct slice text, struct diag_list *diags,
    struct settings **settings_r, struct err *err_r)
{
	struct settings_box *box = box_new();
	struct diag_list own;
	enum status status;
	size_t before;

	*settings_r = NULL;
	if (box == NULL)
		return err_nomem(err_r);
	diag_init(&own);
	if (diags == NULL)
		diags = &own;
	before = diags->errors;
	status = box_fill(box, path, text, diags);
	if (status == STATUS_NOMEM)
		(void)err_nomem(err_r);
	else if (diags->errors > before)
		status = err_set(err_r, STATUS_CONFIG, "%s: %zu %s", path,
		    diags->errors - before,
		    diags->errors - before == 1 ? "error" : "errors");
	diag_free(&own);
	if (status == STATUS_OK)
		*settings_r = &box->settings;
	else
		settings_unref(&box->settings);
	return status;
}

enum status
settings_load(const char *path, struct diag_list *diags,
    struct settings **settings_r, struct err *err_r)
{
	struct arena *arena = arena_new(YAML_FILE_MAX * 4);
	struct slice text;
	enum status status;

	*settings_r = NULL;
	if (arena == NULL)
		return err_nomem(err_r);
	status = yaml_file_text(path, arena, diags, &text);
	if (status == STATUS_OK)
		status =
		    settings_load_text(path, text, diags, settings_r, err_r);
	else if (status == STATUS_NOMEM)
		(void)err_nomem(err_r);
	else
		(void)err_set(err_r, status, "%s: can't be read", path);
	arena_free(arena);
	return status;
}
