/*
 * reach_socket.c - "unix:/path" or "inet:port@host" connected to.
 */
#include "cli/reach_socket.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/slice.h"

#define NAME_MAX_LEN 256

static int
unix_connect(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = -1;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(addr.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) != 0) {
		int saved = errno;

		(void)close(fd);
		errno = saved;
		fd = -1;
	}
	return fd;
}

/* "port@host", "port@[host]", "port": on this machine. */
static int
inet_connect(struct slice where)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char port[NAME_MAX_LEN], host[NAME_MAX_LEN];
	struct slice word;
	int fd = -1;

	(void)slice_cut(&where, '@', &word);
	(void)snprintf(port, sizeof(port), "%.*s", SLICE_ARG(word));
	if (where.ptr == NULL || where.len == 0)
		where = SLICE("127.0.0.1");
	if (where.ptr[0] == '[' && where.len > 2)
		where = slice_sub(where, 1, where.len - 2);
	(void)snprintf(host, sizeof(host), "%.*s", SLICE_ARG(where));
	if (getaddrinfo(host, port, &hints, &found) != 0 || found == NULL) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
		int saved = errno;

		(void)close(fd);
		errno = saved;
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

enum status
reach_socket_open(const char *listen, int *fd_r, struct err *err_r)
{
	struct slice rest = slice_cstr(listen), scheme;

	(void)slice_cut(&rest, ':', &scheme);
	*fd_r = slice_equal_nocase(scheme, SLICE("unix")) ||
		slice_equal_nocase(scheme, SLICE("local")) ?
	    unix_connect(rest.ptr) :
	    inet_connect(rest);
	if (*fd_r < 0)
		return err_set(err_r, STATUS_UNAVAILABLE, "%s: %s", listen,
		    strerror(errno));
	return STATUS_OK;
}

enum status
reach_socket(const char *listen, struct err *err_r)
{
	int fd;
	enum status status = reach_socket_open(listen, &fd, err_r);

	if (status == STATUS_OK)
		(void)close(fd);
	return status;
}
