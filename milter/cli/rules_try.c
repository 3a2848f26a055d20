/*
 * rules_try.c - `sendgate rules try`: one message's hits in their context.
 *
 * The one place that shows what matched, to the person who holds the message
 * anyway.  Conditions on tier, agent, workflow or recipient are not asked.
 */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/ruleset.h"
#include "cli/verdict.h"

#define TRY_CONTEXT 60 /* bytes on both sides of a hit */

/* The edge of the context, moved onto a character's first byte. */
static size_t
context_edge(struct slice text, size_t at)
{
	while (at > 0 && at < text.len &&
	    ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* text on one line: line ends and tabs as blanks. */
static void
context_print(struct slice text)
{
	size_t run = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && !ascii_space(text.ptr[i])) {
			run++;
			continue;
		}
		out_text(stdout, slice_sub(text, i - run, run));
		if (i < text.len)
			(void)fputc(' ', stdout);
		run = 0;
	}
}

static void
hit_print(const struct cli *cli, const struct finding *finding)
{
	struct slice text = finding->hit_text;
	size_t start = finding->hit_start, end = finding->hit_end;
	size_t from =
	    context_edge(text, start > TRY_CONTEXT ? start - TRY_CONTEXT : 0);
	size_t to = context_edge(
	    text, text.len - end > TRY_CONTEXT ? end + TRY_CONTEXT : text.len);

	if (text.len == 0)
		return;
	(void)fputs("    ", stdout);
	context_print(slice_sub(text, from, start - from));
	out_style(cli, OUT_HIT);
	if (!cli->colour)
		(void)fputc('[', stdout);
	context_print(slice_sub(text, start, end - start));
	if (!cli->colour)
		(void)fputc(']', stdout);
	out_style(cli, OUT_PLAIN);
	context_print(slice_sub(text, end, to - end));
	(void)fputc('\n', stdout);
}

static enum status
try_find(struct cli *cli, const struct settings *settings, struct ruleset *set,
    struct text *text, struct findings *findings, struct err *err_r)
{
	struct message *message = arena_calloc(cli->arena, 1, sizeof(*message));
	enum status status;

	if (message == NULL)
		return err_nomem(err_r);
	status = cli_message_read(
	    cli->args[0], settings, cli->arena, message, err_r);
	if (status == STATUS_OK)
		status =
		    cli_text_read(settings, message, cli->arena, text, err_r);
	if (status == STATUS_OK)
		status = find_run(
		    set, NULL, message, text, cli->arena, findings, err_r);
	return status;
}

static int
try_print(
    struct cli *cli, const struct text *text, const struct findings *findings)
{
	if (cli->json)
		return out_json(json_pack("{s:o, s:o}", "findings",
		    verdict_findings_json(findings, cli->arena), "coverage",
		    verdict_coverage_json(&text->coverage, cli->arena)));
	for (size_t i = 0; i < findings->len; i++) {
		verdict_finding_print(cli, &findings->items[i]);
		hit_print(cli, &findings->items[i]);
	}
	verdict_coverage_print(&text->coverage);
	(void)printf("%zu hits\n", findings->len);
	return EX_OK;
}

int
rules_try_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct ruleset *set = NULL;
	struct text text = { .views = VEC_INIT };
	struct findings findings = VEC_INIT;
	struct err err = ERR_INIT;
	int exit = cli_ruleset(cli, &settings, &set);

	if (exit == EX_OK) {
		if (try_find(cli, settings, set, &text, &findings, &err) !=
		    STATUS_OK)
			exit = cli_fail(&err);
		else
			exit = try_print(cli, &text, &findings);
	}
	ruleset_unref(set);
	settings_unref(settings);
	return out_end(exit);
}
