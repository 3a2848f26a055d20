/*
 * reach.c - connects to the milter socket and hangs up.
 */
#include "cli/reach.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/slice.h"

#define REACH_SECONDS 2 /* to wait for a connection */

static bool
connects(int family, const struct sockaddr *address, socklen_t len)
{
	struct timeval wait = { .tv_sec = REACH_SECONDS };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool done;

	if (fd < 0)
		return false;
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	done = connect(fd, address, len) == 0;
	(void)close(fd);
	return done;
}

static bool
unix_reachable(struct slice path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (path.len >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path.ptr, path.len);
	return connects(
	    AF_UNIX, (const struct sockaddr *)&address, sizeof(address));
}

static bool
inet_reachable(struct slice text)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	struct slice rest = text, port_text;
	char port[16], host[256];
	bool done = false;

	(void)slice_cut(&rest, '@', &port_text);
	if (rest.ptr == NULL)
		rest = SLICE("localhost");
	if (rest.len > 1 && rest.ptr[0] == '[')
		rest = slice_sub(rest, 1, rest.len - 2);
	(void)snprintf(port, sizeof(port), "%.*s", SLICE_ARG(port_text));
	(void)snprintf(host, sizeof(host), "%.*s", SLICE_ARG(rest));
	if (getaddrinfo(host, port, &hints, &list) != 0)
		return false;
	for (struct addrinfo *at = list; at != NULL && !done; at = at->ai_next)
		done = connects(at->ai_family, at->ai_addr, at->ai_addrlen);
	freeaddrinfo(list);
	return done;
}

bool
daemon_reachable(const char *listen)
{
	struct slice rest = slice_cstr(listen), kind;

	(void)slice_cut(&rest, ':', &kind);
	if (rest.ptr == NULL)
		return unix_reachable(slice_cstr(listen));
	if (slice_starts(kind, SLICE("inet")))
		return inet_reachable(rest);
	return unix_reachable(rest);
}
