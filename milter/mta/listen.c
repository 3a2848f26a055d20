/*
 * listen.c - the socket made, guarded and removed.
 *
 * libmilter makes the socket itself, so its mode is set by the umask while
 * there is one thread: nobody but its owner can connect until mode and group
 * are as configured.  The folder is locked meanwhile, so that of two daemons
 * that start at once the second sees the first.
 */
#include <errno.h>
#include <libmilter/mfapi.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "mta/listen.h"
#include "mta/local.h"

const char *
listen_path(const char *listen)
{
	if (strncasecmp(listen, "unix:", 5) == 0)
		return listen + 5;
	if (strncasecmp(listen, "local:", 6) == 0)
		return listen + 6;
	return strchr(listen, ':') == NULL ? listen : NULL;
}

static enum status
open_socket(const char *listen, struct err *err_r)
{
	char *address = mem_strdup(listen);
	enum status status = STATUS_OK;

	if (address == NULL)
		return err_nomem(err_r);
	errno = 0;
	if (smfi_setconn(address) != MI_SUCCESS ||
	    smfi_opensocket(false) != MI_SUCCESS)
		status = err_set(err_r,
		    errno == EADDRINUSE ? STATUS_BUSY : STATUS_CANTCREATE,
		    "%s: can't listen there%s%s", listen,
		    errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	mem_free(address);
	return status;
}

static enum status
open_unix(const struct mta_params *params, const char *path, ino_t *inode_r,
    struct err *err_r)
{
	enum status status;
	mode_t mask;

	status = local_clear(path, SOCK_STREAM, err_r);
	if (status != STATUS_OK)
		return status;
	mask = umask(0177);
	status = open_socket(params->listen, err_r);
	umask(mask);
	if (status == STATUS_OK)
		status = local_rights(path, params->group,
		    params->has_mode ? params->mode : 0777 & ~mask, err_r);
	if (status == STATUS_OK)
		*inode_r = local_inode(path);
	return status;
}

enum status
listen_open(const struct mta_params *params, ino_t *inode_r, struct err *err_r)
{
	const char *path = listen_path(params->listen);
	enum status status;
	int folder;

	*inode_r = 0;
	if (path == NULL)
		return open_socket(params->listen, err_r);
	status = local_lock(path, &folder, err_r);
	if (status != STATUS_OK)
		return status;
	status = open_unix(params, path, inode_r, err_r);
	close(folder); /* and the lock with it */
	return status;
}

void
listen_remove(const char *listen, ino_t inode)
{
	const char *path = listen_path(listen);

	if (path != NULL)
		local_remove(path, inode);
}
