/*
 * doctor.c - `sendgate doctor`: is there a way around the gate?
 *
 * A table of checks, each of which proves or disproves one thing and says so in
 * a line with what to do.  A check that fails never keeps the next from its
 * turn; those that need Postfix's configuration are left out without it.
 */
#include "cli/doctor.h"

#include <stdarg.h>

#include "cli/commands.h"
#include "cli/out.h"

#define NAME_WIDTH 10

static const struct {
	const char *name;
	bool postfix; /* it needs Postfix's configuration */
	void (*run)(struct doctor *doctor);
} checks[] = {
	{ "way-in", true, doctor_services },
	{ "sendmail", true, doctor_pickup },
	{ "release", true, doctor_inject },
	{ "newline", true, doctor_newline },
	{ "macros", true, doctor_macros },
	{ "headers", true, doctor_headers },
	{ "ports", true, doctor_ports },
	{ "socket", false, doctor_socket },
	{ "space", false, doctor_space },
	{ "clock", false, doctor_clock },
	{ "approvers", false, doctor_approvers },
	{ "versions", false, doctor_versions },
	/* from here on with the rights of the service's user */
	{ "database", false, doctor_database },
	{ "probe", false, doctor_probes },
};

static const struct {
	const char *word;
	enum out_style style;
} levels[] = {
	[DOCTOR_OK] = { "ok", OUT_GREEN },
	[DOCTOR_WARN] = { "warn", OUT_YELLOW },
	[DOCTOR_FAIL] = { "FAIL", OUT_RED },
};

static void
line_print(const struct doctor *doctor, enum doctor_level level,
    const char *text, const char *fix)
{
	out_style(doctor->cli, levels[level].style);
	(void)printf("%-4s", levels[level].word);
	out_style(doctor->cli, OUT_PLAIN);
	(void)putchar(' ');
	out_column(slice_cstr(doctor->check), NAME_WIDTH);
	out_text(stdout, slice_cstr(text));
	if (fix != NULL) {
		(void)fputs("; fix: ", stdout);
		out_text(stdout, slice_cstr(fix));
	}
	(void)putchar('\n');
}

void
doctor_say(struct doctor *doctor, enum doctor_level level, const char *fix,
    const char *fmt, ...)
{
	char text[2 * ERR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	doctor->lines[level]++;
	if (level == DOCTOR_OK)
		fix = NULL;
	if (!doctor->cli->json) {
		line_print(doctor, level, text, fix);
		return;
	}
	(void)out_json(json_pack("{s:s, s:s, s:o, s:o}", "check", doctor->check,
	    "level", levels[level].word, "text",
	    out_json_text(slice_cstr(text), doctor->cli->arena), "fix",
	    fix != NULL ? out_json_text(slice_cstr(fix), doctor->cli->arena) :
			  json_null()));
}

/* Without Postfix's configuration nothing is proved. */
static bool
postfix_there(struct doctor *doctor)
{
	static const char *const status[] = { "postfix", "status", NULL };
	const char *said;
	struct err err = ERR_INIT;
	int exit = 0;

	doctor->check = "postfix";
	if (postfix_read(&doctor->postfix, cli_text(doctor->cli, "config-dir"),
		&err) != STATUS_OK) {
		doctor_say(doctor, DOCTOR_FAIL,
		    "run it where the MTA is, or give --config-dir",
		    "Postfix's configuration can't be read: %s", err.text);
		return false;
	}
	if (postfix_run(&doctor->postfix, status, &said, &exit, &err) !=
		STATUS_OK ||
	    exit != 0)
		doctor_say(doctor, DOCTOR_WARN, "postfix start",
		    "Postfix does not run: what is said below is of its "
		    "configuration");
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "Postfix runs");
	return true;
}

static void
agents_check(struct doctor *doctor)
{
	size_t n = doctor->settings->nagents;

	doctor->check = "agents";
	if (n == 0)
		doctor_say(doctor, DOCTOR_FAIL,
		    "name one under `agents` in the configuration",
		    "there is no agent, so that nobody's mail is judged");
	else
		doctor_say(doctor, DOCTOR_OK, NULL, "%zu agent%s", n,
		    n == 1 ? "" : "s");
}

int
doctor_run(struct cli *cli)
{
	struct doctor *doctor = arena_calloc(cli->arena, 1, sizeof(*doctor));
	bool postfix;
	int exit;

	if (doctor == NULL)
		return cli_nomem();
	doctor->cli = cli;
	doctor->postfix.cli = cli;
	doctor->postfix.arena = cli->arena;
	exit = cli_settings(cli, &doctor->settings);
	if (exit != EX_OK)
		return exit;
	postfix = postfix_there(doctor);
	agents_check(doctor);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		doctor->check = checks[i].name;
		if (postfix || !checks[i].postfix)
			checks[i].run(doctor);
	}
	settings_unref(doctor->settings);
	if (!cli->json)
		(void)printf("%zu ok, %zu warnings, %zu failed\n",
		    doctor->lines[DOCTOR_OK], doctor->lines[DOCTOR_WARN],
		    doctor->lines[DOCTOR_FAIL]);
	return out_end(doctor->lines[DOCTOR_FAIL] > 0 ? CLI_NEGATIVE : EX_OK);
}
