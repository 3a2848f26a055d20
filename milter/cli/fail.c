/*
 * fail.c - the one place where a status becomes an exit status, and how an
 * error is said.
 */
#include "cli/cli.h"

#include <assert.h>
#include <stdarg.h>

#include "cli/out.h"

static const struct {
	enum status status;
	int exit;
} exits[] = {
	{ STATUS_OK, EX_OK },
	{ STATUS_NOMEM, EX_OSERR },
	{ STATUS_IO, EX_IOERR },
	{ STATUS_NOINPUT, EX_NOINPUT },
	{ STATUS_CANTCREATE, EX_CANTCREAT },
	{ STATUS_DENIED, EX_NOPERM },
	{ STATUS_BUSY, EX_TEMPFAIL },
	{ STATUS_FULL, EX_TEMPFAIL },
	{ STATUS_DATABASE, EX_UNAVAILABLE },
	{ STATUS_NOTFOUND, CLI_NEGATIVE },
	{ STATUS_CONFLICT, CLI_NEGATIVE },
	{ STATUS_DATA, EX_DATAERR },
	{ STATUS_CONFIG, EX_CONFIG },
	{ STATUS_UNAVAILABLE, EX_UNAVAILABLE },
	{ STATUS_UNKNOWN, CLI_NEGATIVE },
	{ STATUS_INTERNAL, EX_SOFTWARE },
};

int
cli_exit(enum status status)
{
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
		if (exits[i].status == status)
			return exits[i].exit;
	}
	assert(false); /* a status without an exit status */
	return EX_SOFTWARE;
}

void
cli_say(const char *fmt, ...)
{
	char text[2 * ERR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)fflush(stdout);
	(void)fputs("sendgate: ", stderr);
	out_text(stderr, slice_cstr(text));
	(void)fputc('\n', stderr);
}

int
cli_fail(const struct err *err)
{
	cli_say(
	    "%s", err->text[0] != '\0' ? err->text : status_name(err->status));
	return cli_exit(err->status);
}

int
cli_nomem(void)
{
	cli_say("out of memory");
	return cli_exit(STATUS_NOMEM);
}

static void
diags_say(const struct diag_list *diags, bool warnings)
{
	char text[DIAG_TEXT_MAX + 1024];

	for (size_t i = 0; i < diags->len; i++) {
		if (diags->items[i].level != DIAG_ERROR && !warnings)
			continue;
		diag_format(&diags->items[i], text, sizeof(text));
		cli_say("%s", text);
		diag_format_shown(&diags->items[i], text, sizeof(text));
		if (text[0] != '\0')
			(void)fprintf(stderr, "%s\n", text);
	}
}

void
cli_errors_say(const struct diag_list *diags)
{
	diags_say(diags, false);
}

void
cli_diags_say(const struct diag_list *diags)
{
	diags_say(diags, true);
}
