/*
 * notify.c - datagrams to the service manager.
 *
 * The protocol is a dozen words, so no library is needed for it.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/notify.h"

#define NOTIFY_TEXT_MAX 512

/* Decimal digits alone, above 0; else 0. */
static int64_t
number_of(const char *text)
{
	char *end;
	long long value;

	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	errno = 0;
	value = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' ? value : 0;
}

/* WATCHDOG_PID, where it is set, says whose sign of life is waited for. */
static int64_t
watchdog_read(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	if (pid != NULL && number_of(pid) != getpid())
		return 0;
	return number_of(getenv("WATCHDOG_USEC"));
}

/* "/path", or "@name" for one in the abstract name space. */
static bool
address_of(const char *text, struct notify *notify)
{
	size_t len = strlen(text);

	if ((*text != '/' && *text != '@') || len < 2 ||
	    len >= sizeof(notify->to.sun_path))
		return false;
	memset(&notify->to, 0, sizeof(notify->to));
	notify->to.sun_family = AF_UNIX;
	memcpy(notify->to.sun_path, text, len);
	if (*text == '@')
		notify->to.sun_path[0] = '\0';
	notify->to_len =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	return true;
}

static enum status
socket_open(struct notify *notify, const char *name, struct err *err_r)
{
	if (!address_of(name, notify))
		return err_set(err_r, STATUS_CONFIG,
		    "NOTIFY_SOCKET: neither a path nor @ and a name");
	notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (notify->fd < 0)
		return err_set(
		    err_r, STATUS_IO, "NOTIFY_SOCKET: %s", strerror(errno));
	return STATUS_OK;
}

enum status
notify_open(struct notify *notify, struct err *err_r)
{
	const char *name = getenv("NOTIFY_SOCKET");
	enum status status = STATUS_OK;

	*notify = (struct notify)NOTIFY_INIT;
	if (name != NULL && *name != '\0') {
		notify->watchdog_us = watchdog_read();
		status = socket_open(notify, name, err_r);
	}
	(void)unsetenv("NOTIFY_SOCKET");
	(void)unsetenv("WATCHDOG_USEC");
	(void)unsetenv("WATCHDOG_PID");
	return status;
}

void
notify_close(struct notify *notify)
{
	if (notify->fd >= 0)
		(void)close(notify->fd);
	notify->fd = -1;
}

static void
say(const struct notify *notify, const char *text)
{
	if (notify->fd >= 0)
		(void)sendto(notify->fd, text, strlen(text), MSG_NOSIGNAL,
		    (const struct sockaddr *)&notify->to, notify->to_len);
}

void
notify_ready(const struct notify *notify, const char *status)
{
	char text[NOTIFY_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "READY=1\nMAINPID=%ld%s%s",
	    (long)getpid(), status != NULL ? "\nSTATUS=" : "",
	    status != NULL ? status : "");
	say(notify, text);
}

void
notify_reloading(const struct notify *notify)
{
	char text[NOTIFY_TEXT_MAX];

	/* the time tells this reload from one before it */
	(void)snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)clock_monotonic_us());
	say(notify, text);
}

void
notify_stopping(const struct notify *notify)
{
	say(notify, "STOPPING=1\nSTATUS=finishing the messages in hand");
}

void
notify_alive(const struct notify *notify)
{
	say(notify, "WATCHDOG=1");
}

int
notify_interval(const struct notify *notify)
{
	int64_t ms = notify->watchdog_us / 1000 / 3;

	if (notify->fd < 0 || notify->watchdog_us == 0)
		return -1;
	if (ms < 1)
		return 1;
	return ms < 60000 ? (int)ms : 60000;
}
