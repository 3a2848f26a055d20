/*
 * quarantine_show.c - `sendgate quarantine show`: a held message as its reader
 * would see it, and why it is held.
 */
#include <unistd.h>

#include "base/id.h"
#include "cli/commands.h"
#include "cli/held.h"
#include "cli/message.h"
#include "cli/record.h"
#include "text/header.h"
#include "text/view.h"

struct show {
	struct cli *cli;
	struct settings *settings;
	struct quarantine_entry entry;
	struct slice raw;
	struct message message;
	struct text text;
};

static enum status
show_read(struct show *show, struct err *err_r)
{
	struct message_ceilings ceilings = cli_ceilings(show->settings);
	enum status status = message_read(
	    show->raw, &ceilings, show->cli->arena, &show->message, err_r);

	if (status == STATUS_OK)
		status = cli_text_read(show->settings, &show->message,
		    show->cli->arena, &show->text, err_r);
	return status;
}

static void
line_print(const char *label, struct slice value)
{
	if (value.len == 0)
		return;
	out_column(slice_cstr(label), 9);
	out_text(stdout, value);
	(void)fputc('\n', stdout);
}

static void
summary_print(const struct show *show)
{
	const struct quarantine_entry *entry = &show->entry;
	json_t *record = record_parse(entry->json);

	line_print("id", entry->id);
	line_print("state", entry->state);
	line_print("time", record_text(record, "time"));
	line_print("agent", entry->agent);
	line_print("workflow", entry->workflow);
	line_print("tier", entry->tier);
	line_print("queue id", entry->queue_id);
	line_print("sender", entry->sender);
	for (size_t i = 0; i < entry->nrcpts; i++)
		line_print("to", entry->rcpts[i]);
	for (size_t i = 0; i < entry->naccounts; i++)
		line_print("account", entry->accounts[i]);
	line_print("because", entry->reasons);
	line_print("answer", entry->answer);
	line_print("digest", entry->digest);
	json_decref(record);
}

static void
findings_print(const struct show *show)
{
	json_t *record = record_parse(show->entry.json);
	json_t *list = json_object_get(record, "findings");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *finding = json_array_get(list, i);

		(void)fputs("finding  ", stdout);
		out_text(stdout, record_text(finding, "rule"));
		(void)fputs(" (", stdout);
		out_text(stdout, record_text(finding, "action"));
		(void)fputs(") in ", stdout);
		out_text(stdout, record_text(finding, "view"));
		(void)fputs(" of part ", stdout);
		out_text(stdout, record_text(finding, "part"));
		(void)fputs(": ", stdout);
		out_text(stdout, record_text(finding, "excerpt"));
		(void)fputc('\n', stdout);
	}
	json_decref(record);
	for (size_t i = 0; i < show->text.coverage.skipped.len; i++)
		(void)printf("skipped  part %s: %s\n",
		    show->text.coverage.skipped.items[i].part,
		    show->text.coverage.skipped.items[i].why);
}

static void
headers_print(const struct show *show)
{
	static const char *const names[] = { "From", "Reply-To", "To", "Cc",
		"Date", "Subject" };
	const struct message_fields *fields = &show->message.root->fields;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct slice name = slice_cstr(names[i]);
		const struct message_field *field =
		    message_field_find(fields, name);

		for (; field != NULL;
		     field = message_field_next(fields, field, name)) {
			struct slice value = SLICE_EMPTY;
			bool exact;

			(void)text_header_canonical(
			    field->value, show->cli->arena, &value, &exact);
			(void)printf("%s: ", names[i]);
			out_text(stdout, value);
			(void)fputc('\n', stdout);
		}
	}
}

/* A view's text under a line that says what it is; bodies speak for themselves. */
static void
view_print(const struct show *show, const struct text_view *view)
{
	if (view->kind == TEXT_VIEW_SUBJECT || view->kind == TEXT_VIEW_HEADER ||
	    slice_trim(view->text).len == 0)
		return;
	out_style(show->cli, OUT_BOLD);
	(void)printf("\n-- part %s: %s --\n", view->part->number,
	    text_view_name(view->kind));
	out_style(show->cli, OUT_PLAIN);
	out_lines(stdout, view->text);
	if (view->text.ptr[view->text.len - 1] != '\n')
		(void)fputc('\n', stdout);
}

static int
show_json(const struct show *show)
{
	struct arena *arena = show->cli->arena;
	json_t *object = held_json(&show->entry, arena);
	json_t *views = json_array();

	for (size_t i = 0; i < show->text.views.len; i++) {
		const struct text_view *view = &show->text.views.items[i];

		(void)json_array_append_new(views,
		    json_pack("{s:s, s:s, s:o, s:o}", "part",
			view->part->number, "view", text_view_name(view->kind),
			"name", out_json_text(view->name, arena), "text",
			out_json_text(view->text, arena)));
	}
	if (object == NULL ||
	    json_object_set_new(object, "views", views) != 0) {
		json_decref(object);
		return cli_nomem();
	}
	return out_json(object);
}

static int
show_print(struct show *show)
{
	struct err err = ERR_INIT;

	if (cli_flag(show->cli, "raw")) {
		if (isatty(STDOUT_FILENO))
			out_lines(stdout, show->raw);
		else
			(void)fwrite(show->raw.ptr, 1, show->raw.len, stdout);
		return EX_OK;
	}
	if (show_read(show, &err) != STATUS_OK)
		return cli_fail(&err);
	if (show->cli->json)
		return show_json(show);
	summary_print(show);
	findings_print(show);
	(void)fputc('\n', stdout);
	headers_print(show);
	for (size_t i = 0; i < show->text.views.len; i++)
		view_print(show, &show->text.views.items[i]);
	return EX_OK;
}

int
quarantine_show_run(struct cli *cli)
{
	struct show show = { .cli = cli };
	struct store *store = NULL;
	struct id id;
	struct err err = ERR_INIT;
	int exit;

	if (!id_parse(slice_cstr(cli->args[0]), &id)) {
		cli_say("\"%s\" is no id", cli->args[0]);
		return CLI_NEGATIVE;
	}
	exit = cli_open(cli, true, &show.settings, &store);
	if (exit != EX_OK)
		return exit;
	if (quarantine_load(store, slice_cstr(id.text), cli->arena, &show.entry,
		&show.raw, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		exit = show_print(&show);
	store_close(store);
	settings_unref(show.settings);
	return out_end(exit);
}
