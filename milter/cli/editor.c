/*
 * editor.c - a text given to the editor of whoever is at work.
 *
 * The editor is the real user's program, run as the real user: this process
 * may be at work as another.  The shell splits $EDITOR, which may have
 * arguments, and is given the file's name as an argument of its own.
 */
#include "base/write.h"
#include "cli/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define EDITOR_PATH_MAX 256

struct editing {
	char folder[EDITOR_PATH_MAX];
	char path[EDITOR_PATH_MAX + 16];
};

static enum status
folder_make(struct editing *editing, struct err *err_r)
{
	const char *temp = getenv("TMPDIR");

	if (temp == NULL || temp[0] != '/' || strlen(temp) > 128)
		temp = "/tmp";
	(void)snprintf(editing->folder, sizeof(editing->folder),
	    "%s/sendgate-edit.XXXXXX", temp);
	if (mkdtemp(editing->folder) == NULL)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", temp, strerror(errno));
	(void)snprintf(editing->path, sizeof(editing->path), "%s/message.eml",
	    editing->folder);
	return STATUS_OK;
}

static enum status
file_write(const struct editing *editing, struct slice text, struct err *err_r)
{
	int fd =
	    open(editing->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = fd >= 0 && write_all(fd, text);

	if (fd < 0 || close(fd) != 0 || !done)
		return err_set(err_r, STATUS_CANTCREATE, "%s: %s",
		    editing->path, strerror(errno));
	return STATUS_OK;
}

/* An editor may put another file in the place of the one that it was given. */
static enum status
file_read(const struct editing *editing, struct arena *arena,
    struct slice *text_r, struct err *err_r)
{
	int fd = open(editing->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char *bytes;
	size_t len = 0;

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return err_set(err_r, STATUS_CONFLICT, "%s: %s", editing->path,
		    strerror(errno));
	}
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size > EDITOR_FILE_MAX) {
		(void)close(fd);
		return err_set(err_r, STATUS_DATA, "%s: no file, or too long",
		    editing->path);
	}
	bytes = arena_calloc(arena, (size_t)st.st_size + 1, 1);
	while (bytes != NULL && len < (size_t)st.st_size) {
		ssize_t n = read(fd, bytes + len, (size_t)st.st_size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	(void)close(fd);
	*text_r = slice_make(bytes, len);
	return bytes == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
program_wait(const struct editing *editing, struct err *err_r)
{
	static const char command[] = "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"";
	const char *argv[] = { "sh", "-c", command, "sh", editing->path, NULL };
	char *const *args = (char *const *)(const void *)argv;
	posix_spawnattr_t attributes;
	pid_t pid;
	int error, wstatus = 0;

	if (posix_spawnattr_init(&attributes) != 0)
		return err_nomem(err_r);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_RESETIDS);
	error = posix_spawn(&pid, "/bin/sh", NULL, &attributes, args, environ);
	(void)posix_spawnattr_destroy(&attributes);
	if (error != 0)
		return err_set(
		    err_r, STATUS_UNAVAILABLE, "/bin/sh: %s", strerror(error));
	while (waitpid(pid, &wstatus, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(wstatus) || WEXITSTATUS(wstatus) != 0)
		return err_set(err_r, STATUS_CONFLICT,
		    "the editor failed: nothing was changed");
	return STATUS_OK;
}

/* The file is the real user's, whoever the database is opened as. */
enum status
editor_run(struct slice text, struct arena *arena, struct slice *edited_r,
    struct err *err_r)
{
	struct editing editing = { .folder = "" };
	uid_t uid = geteuid();
	gid_t gid = getegid();
	enum status status = STATUS_OK;

	if (seteuid(getuid()) != 0 || setegid(getgid()) != 0)
		return err_set(err_r, STATUS_DENIED, "%s", strerror(errno));
	status = folder_make(&editing, err_r);
	if (status == STATUS_OK) {
		status = file_write(&editing, text, err_r);
		if (status == STATUS_OK)
			status = program_wait(&editing, err_r);
		if (status == STATUS_OK)
			status = file_read(&editing, arena, edited_r, err_r);
		(void)unlink(editing.path);
		/* what else an editor left is not ours to remove */
		(void)rmdir(editing.folder);
	}
	if ((setegid(gid) != 0 || seteuid(uid) != 0) && status == STATUS_OK)
		status = err_set(err_r, STATUS_DENIED, "%s", strerror(errno));
	return status;
}
