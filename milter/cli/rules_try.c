/*
 * rules_try.c - `sendgate rules try`: the hits of messages in their context,
 * and what nearly was one.
 *
 * The one place that shows what matched, to the person who holds the message
 * anyway.  Conditions on tier, agent, workflow or recipient are not asked.
 */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/ruleset.h"
#include "cli/verdict.h"

#define TRY_CONTEXT 60 /* bytes on both sides of a hit */

/* One message, or a text alone. */
struct trial {
	struct cli *cli;
	const struct settings *settings;
	struct ruleset *set;
	const char *file; /* NULL: a text */
	struct message message;
	struct text text;
	struct findings findings;
	struct find_misses misses;
};

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

/* What stands between a hit and the rule's action. */
static void
hit_note(const struct rule *rule)
{
	if (rule->score > 0 && rule->threshold != NULL)
		(void)printf(
		    "    it adds %d to pack %s, which acts from %d on\n",
		    rule->score, rule->threshold->pack, rule->threshold->score);
	if (rule->for_tiers.len + rule->for_agents.len +
		rule->for_workflows.len >
	    0)
		(void)puts("    if the mail is one that its `for` names, which "
			   "is not asked here");
	if (rule->unless.tiers.len + rule->unless.agents.len +
		rule->unless.rcpts.len >
	    0)
		(void)puts("    unless its `unless` names the mail, which is "
			   "not asked here");
}

static void
miss_print(const struct cli *cli, const struct find_miss *miss)
{
	(void)fputs("no hit   ", stdout);
	out_text(stdout, slice_cstr(miss->finding.rule->id));
	(void)printf(" in part %s, %s: %s\n", miss->finding.part,
	    text_view_name(miss->finding.view), find_miss_words(miss->why));
	hit_print(cli, &miss->finding);
}

static json_t *
misses_json(const struct find_misses *misses, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < misses->len; i++) {
		const struct find_miss *miss = &misses->items[i];
		const struct finding *f = &miss->finding;

		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:o, s:I, s:I}", "rule",
			f->rule->id, "why", find_miss_name(miss->why), "view",
			text_view_name(f->view), "part", f->part, "text",
			out_json_text(slice_sub(f->hit_text, f->hit_start,
					  f->hit_end - f->hit_start),
			    arena),
			"offset", (json_int_t)f->offset, "length",
			(json_int_t)f->length));
	}
	return list;
}

/* Of a text alone no header can be missing. */
static void
drop_header_rules(struct findings *findings)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->len; i++)
		if (findings->items[i].rule->kind != RULE_KIND_HEADER)
			findings->items[kept++] = findings->items[i];
	findings->len = kept;
}

/* The text as the body of a message. */
static enum status
text_message(struct trial *trial, const char *text, struct err *err_r)
{
	const struct message_ceilings ceilings = cli_ceilings(trial->settings);
	char *raw = arena_printf(trial->cli->arena,
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
	    text);

	if (raw == NULL)
		return err_nomem(err_r);
	return message_read(slice_cstr(raw), &ceilings, trial->cli->arena,
	    &trial->message, err_r);
}

static enum status
trial_find(struct trial *trial, const char *text, struct err *err_r)
{
	struct arena *arena = trial->cli->arena;
	enum status status;

	if (trial->file == NULL)
		status = text_message(trial, text, err_r);
	else
		status = cli_message_read(trial->cli, trial->file,
		    trial->settings, arena, &trial->message, err_r);
	if (status == STATUS_OK)
		status = cli_text_read(trial->settings, &trial->message, arena,
		    &trial->text, err_r);
	if (status == STATUS_OK)
		status = find_try(trial->set, &trial->message, &trial->text,
		    arena, &trial->findings, &trial->misses, err_r);
	if (status == STATUS_OK && trial->file == NULL)
		drop_header_rules(&trial->findings);
	return status;
}

static int
trial_print(const struct trial *trial, bool named)
{
	struct cli *cli = trial->cli;

	if (cli->json)
		return out_json(json_pack("{s:o*, s:o, s:o, s:o}", "file",
		    trial->file == NULL ?
			NULL :
			out_json_text(slice_cstr(trial->file), cli->arena),
		    "findings",
		    verdict_findings_json(&trial->findings, cli->arena),
		    "misses", misses_json(&trial->misses, cli->arena),
		    "coverage",
		    verdict_coverage_json(&trial->text.coverage, cli->arena)));
	if (named) {
		out_text(stdout, slice_cstr(trial->file));
		(void)fputs(":\n", stdout);
	}
	for (size_t i = 0; i < trial->findings.len; i++) {
		verdict_finding_print(cli, &trial->findings.items[i]);
		hit_print(cli, &trial->findings.items[i]);
		hit_note(trial->findings.items[i].rule);
	}
	for (size_t i = 0; i < trial->misses.len; i++)
		miss_print(cli, &trial->misses.items[i]);
	verdict_coverage_print(&trial->text.coverage);
	(void)printf("%zu hits\n", trial->findings.len);
	return EX_OK;
}

static int
trial_run(struct trial *trial, const char *file, const char *text, bool named)
{
	struct trial *own = arena_calloc(trial->cli->arena, 1, sizeof(*own));
	struct err err = ERR_INIT;

	if (own == NULL)
		return cli_nomem();
	*own = *trial;
	own->file = file;
	if (trial_find(own, text, &err) != STATUS_OK)
		return cli_fail(&err);
	return trial_print(own, named);
}

/* The rules of --rules, or those of the configuration. */
static int
rules_load(struct trial *trial, struct settings **settings_r)
{
	size_t n;
	struct slice *given = cli_values(trial->cli, "rules", &n);
	const char **paths =
	    arena_calloc(trial->cli->arena, n + 1, sizeof(*paths));
	int exit;

	if (given == NULL || paths == NULL)
		return cli_nomem();
	if (n == 0)
		return cli_ruleset(trial->cli, RULESET_PREFILTER_CACHED,
		    settings_r, &trial->set);
	for (size_t i = 0; i < n; i++)
		paths[i] = given[i].ptr; /* an argument, so NUL-terminated */
	exit = cli_settings(trial->cli, settings_r);
	if (exit == EX_OK)
		exit = cli_rules_load(paths, n, &trial->set);
	if (exit == EX_OK)
		cli_rules_prefilter(
		    *settings_r, trial->set, RULESET_PREFILTER_CACHED);
	return exit;
}

int
rules_try_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct trial trial = { .cli = cli };
	const char *text = cli_text(cli, "text");
	int exit, worst = EX_OK;

	if (text != NULL && cli->nargs > 0) {
		cli_say("rules try: either files or --text");
		return EX_USAGE;
	}
	exit = rules_load(&trial, &settings);
	trial.settings = settings;
	if (exit == EX_OK && text != NULL)
		exit = trial_run(&trial, NULL, text, false);
	else if (exit == EX_OK && cli->nargs == 0)
		exit = trial_run(&trial, "-", NULL, false);
	/* one that can't be read keeps none of the others from being tried */
	for (size_t i = 0; exit == EX_OK && i < cli->nargs; i++) {
		int one = trial_run(&trial, cli->args[i], NULL, cli->nargs > 1);

		worst = one != EX_OK ? one : worst;
	}
	ruleset_unref(trial.set);
	settings_unref(settings);
	return out_end(exit != EX_OK ? exit : worst);
}
