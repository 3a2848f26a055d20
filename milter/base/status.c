/*
 * status.c - the words of a status and of its reason.
 */
#include "base/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static const char *const status_names[] = {
	[STATUS_OK] = "ok",
	[STATUS_NOMEM] = "nomem",
	[STATUS_IO] = "io",
	[STATUS_NOINPUT] = "noinput",
	[STATUS_CANTCREATE] = "cantcreate",
	[STATUS_DENIED] = "denied",
	[STATUS_BUSY] = "busy",
	[STATUS_FULL] = "full",
	[STATUS_DATABASE] = "database",
	[STATUS_NOTFOUND] = "notfound",
	[STATUS_CONFLICT] = "conflict",
	[STATUS_DATA] = "data",
	[STATUS_CONFIG] = "config",
	[STATUS_UNAVAILABLE] = "unavailable",
	[STATUS_UNKNOWN] = "unknown",
	[STATUS_INTERNAL] = "internal",
};

enum status
err_set(struct err *err, enum status status, const char *fmt, ...)
{
	va_list args;

	if (err == NULL)
		return status;
	err->status = status;
	va_start(args, fmt);
	if (vsnprintf(err->text, sizeof(err->text), fmt, args) < 0)
		err->text[0] = '\0';
	va_end(args);
	return status;
}

enum status
err_nomem(struct err *err)
{
	return err_set(err, STATUS_NOMEM, "out of memory");
}

const char *
status_name(enum status status)
{
	size_t index = (size_t)status;

	if (index >= sizeof(status_names) / sizeof(status_names[0]))
		return "internal";
	return status_names[index];
}
