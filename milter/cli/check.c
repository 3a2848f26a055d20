/*
 * check.c - `sendgate check`: is everything that the daemon will read sound?
 *
 * Every error and warning is said at once, with its place.  It makes nothing:
 * a database or key that is not there yet is a note, not an error.
 */
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "approval/keys.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/ruleset.h"
#include "store/dataset.h"

struct check {
	struct cli *cli;
	struct diag_list diags;
	struct ruleset *rules; /* NULL: they are not sound */
	int exit;              /* of what is no matter of the configuration */
};

/* Roles that nobody can use: without the socket, or of no group. */
static void
roles_check(struct check *check, const struct settings *settings)
{
	const struct diag_place place = { settings->path, 0, 0 };
	const struct {
		const char *role, *group;
	} rows[] = {
		{ "review", settings->role_review },
		{ "kill", settings->role_kill },
		{ "admin", settings->role_admin },
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].group == NULL)
			continue;
		any = true;
		if (getgrnam(rows[i].group) == NULL)
			diag_warning(&check->diags, place,
			    "roles.%s: there is no group %s: nobody has it",
			    rows[i].role, rows[i].group);
	}
	if (any != (settings->control != NULL))
		diag_warning(&check->diags, place,
		    any ? "roles: without `control` they are worth nothing" :
			  "control: without `roles` nobody may do anything "
			  "there");
}

static void
example_failed(const struct cli_example *example, void *arg)
{
	const struct rule *rule = example->rule;
	struct check *check = arg;
	const char *words = cli_example_words(example, check->cli->arena);

	if (example->text != NULL)
		diag_error(&check->diags,
		    (struct diag_place){ rule->file, rule->line, rule->column },
		    "%s: its example \"%s\" %s", rule->id, example->text,
		    words != NULL ? words : "failed");
}

static void
rules_check(struct check *check, const struct settings *settings)
{
	struct cli_examples examples;
	struct err err = ERR_INIT;
	size_t errors = check->diags.errors;
	enum status status;

	status = ruleset_load(settings->rules.items, settings->rules.len,
	    &check->diags, &check->rules, &err);
	if (status == STATUS_OK) {
		/* what is compiled and kept, a reload need not compile */
		cli_rules_prefilter(settings, check->rules,
		    crypt_secret_there(settings->keys, CRYPT_SECRET_JOURNAL) ?
			RULESET_PREFILTER_NOW :
			RULESET_PREFILTER_NEVER);
		status = cli_examples_run(
		    check->rules, example_failed, check, &examples, &err);
	}
	if (status == STATUS_OK)
		status = cli_rules_cost(check->rules, &check->diags, &err);
	if (status != STATUS_OK && check->diags.errors == errors)
		diag_error(&check->diags,
		    (struct diag_place){ settings->path, 0, 0 }, "rules: %s",
		    err.text);
}

static void
approvers_check(struct check *check, const struct settings *settings)
{
	struct approval_keys *keys = NULL;
	struct err err = ERR_INIT;
	size_t errors = check->diags.errors;

	if (approval_keys_load(
		settings->approvers, &check->diags, &keys, &err) != STATUS_OK &&
	    check->diags.errors == errors)
		diag_error(&check->diags,
		    (struct diag_place){ settings->approvers, 0, 0 }, "%s",
		    err.text);
	approval_keys_unref(keys);
}

static void
keys_check(struct check *check, const struct settings *settings)
{
	struct stat st;
	struct diag_place place = { settings->keys, 0, 0 };

	if (stat(settings->keys, &st) != 0)
		return; /* made at first start */
	if (!S_ISDIR(st.st_mode))
		diag_error(&check->diags, place, "is no folder");
	else if ((st.st_mode & 077) != 0)
		diag_error(&check->diags, place,
		    "is open to others: its mode should be 0700");
}

/* Rules that name a data set which is not there find nothing. */
static void
datasets_check(struct check *check, const struct dataset *sets, size_t n)
{
	for (size_t i = 0;
	     check->rules != NULL && i < ruleset_count(check->rules); i++) {
		const struct rule *rule = ruleset_rule(check->rules, i);
		size_t j = 0;

		if (rule->kind != RULE_KIND_EXACT)
			continue;
		while (j < n &&
		    !slice_equal(sets[j].name, slice_cstr(rule->dataset)))
			j++;
		if (j == n)
			diag_warning(&check->diags,
			    (struct diag_place){
				rule->file, rule->line, rule->column },
			    "%s: there is no data set %s: it finds nothing",
			    rule->id, rule->dataset);
	}
}

static void
database_check(struct check *check, const struct settings *settings)
{
	struct store_params params = {
		.path = settings->database,
		.relay = check->cli->relay,
		.read_only = true,
		.busy_ms = CLI_BUSY_MS,
	};
	struct store *store = NULL;
	struct dataset *sets = NULL;
	struct err err = ERR_INIT;
	enum status status;
	size_t n = 0;

	if (access(settings->database, F_OK) != 0) {
		datasets_check(check, NULL, 0);
		cli_say("note: no database at %s yet: it is made at first use",
		    settings->database);
		return;
	}
	status = cli_become(settings->user, &err);
	if (status == STATUS_OK)
		status = store_open(&params, &store, &err);
	if (status == STATUS_OK)
		status = store_check(store, &err);
	if (status == STATUS_OK)
		status =
		    dataset_list(store, check->cli->arena, &sets, &n, &err);
	if (status == STATUS_OK)
		datasets_check(check, sets, n);
	if (status != STATUS_OK) {
		diag_error(&check->diags,
		    (struct diag_place){ settings->database, 0, 0 }, "%s",
		    err.text);
		if (check->exit == EX_OK)
			check->exit = cli_exit(status);
	}
	store_close(store);
}

static int
diag_print_json(const struct diag *diag, struct arena *arena)
{
	return out_json(json_pack("{s:s, s:o, s:i, s:i, s:o, s:s*, s:o*}",
	    "level", diag->level == DIAG_ERROR ? "error" : "warning", "file",
	    out_json_text(slice_cstr(diag->file), arena), "line",
	    (int)diag->line, "column", (int)diag->column, "text",
	    out_json_text(slice_cstr(diag->text), arena), "shown", diag->shown,
	    "caret",
	    diag->shown == NULL ? NULL :
				  json_integer((json_int_t)diag->caret)));
}

static int
result_print(const struct check *check)
{
	const struct diag_list *diags = &check->diags;
	char text[DIAG_TEXT_MAX + 1024];
	int exit = EX_OK;

	for (size_t i = 0; i < diags->len && exit == EX_OK; i++) {
		if (check->cli->json) {
			exit = diag_print_json(
			    &diags->items[i], check->cli->arena);
			continue;
		}
		diag_format(&diags->items[i], text, sizeof(text));
		out_text(stderr, slice_cstr(text));
		(void)fputc('\n', stderr);
		diag_format_shown(&diags->items[i], text, sizeof(text));
		if (text[0] != '\0')
			(void)fprintf(stderr, "%s\n", text);
	}
	if (check->cli->json)
		return exit;
	if (diags->errors + diags->warnings == 0)
		(void)puts("configuration ok");
	else
		(void)printf("%zu error%s, %zu warning%s%s\n", diags->errors,
		    diags->errors == 1 ? "" : "s", diags->warnings,
		    diags->warnings == 1 ? "" : "s",
		    diags->errors == 0 ? ": configuration ok" : "");
	return exit;
}

static void
check_all(struct check *check)
{
	struct settings *settings = NULL;
	struct err err = ERR_INIT;
	enum status status;

	status =
	    settings_load(check->cli->config, &check->diags, &settings, &err);
	if (status != STATUS_OK) {
		check->exit = cli_exit(status);
		if (check->diags.errors == 0)
			diag_error(&check->diags,
			    (struct diag_place){ check->cli->config, 0, 0 },
			    "%s", err.text);
		return;
	}
	roles_check(check, settings);
	rules_check(check, settings);
	approvers_check(check, settings);
	keys_check(check, settings);
	if (check->diags.errors > 0)
		check->exit = EX_CONFIG;
	database_check(check, settings);
	ruleset_unref(check->rules);
	settings_unref(settings);
}

int
check_run(struct cli *cli)
{
	struct check check = { .cli = cli, .exit = EX_OK };
	int exit;

	if (cli_flag(cli, "defaults")) {
		settings_print_defaults(stdout, cli->json);
		return out_end(EX_OK);
	}
	diag_init(&check.diags);
	check_all(&check);
	exit = result_print(&check);
	diag_free(&check.diags);
	return out_end(check.exit != EX_OK ? check.exit : exit);
}
