/*
 * file.c - a file, or standard input, as bytes.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define FILE_CHUNK ((size_t)65536)

static enum status
read_all(int fd, const char *path, struct buf *buf, struct err *err_r)
{
	char chunk[FILE_CHUNK];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err_r, STATUS_NOINPUT, "%s: %s", path,
			    strerror(errno));
		if (!buf_add(buf, slice_make(chunk, (size_t)got)))
			return err_set(err_r, STATUS_DATA,
			    "%s: too large, or out of memory", path);
	}
	return STATUS_OK;
}

int
cli_file_open(const struct cli *cli, const char *path)
{
	if (cli->served || strcmp(path, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return open(path, O_RDONLY | O_CLOEXEC);
}

enum status
cli_file_read(const struct cli *cli, const char *path, struct arena *arena,
    struct slice *bytes_r, struct err *err_r)
{
	int fd = cli_file_open(cli, path);
	enum status status;
	struct buf buf;

	if (fd < 0)
		return err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	buf_init(&buf, CLI_FILE_MAX);
	status = read_all(fd, path, &buf, err_r);
	if (status == STATUS_OK) {
		*bytes_r = arena_copy(arena, buf_slice(&buf));
		if (bytes_r->ptr == NULL)
			status = err_nomem(err_r);
	}
	buf_free_wiped(&buf);
	(void)close(fd);
	return status;
}
