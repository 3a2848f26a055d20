/*
 * folder.c - a scratch folder for tests that need files.
 */
#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDER_OPEN_MAX 16 /* descriptors that nftw(3) may hold */

bool
folder_make(char *pattern)
{
	return mkdtemp(pattern) != NULL;
}

static int
folder_remove_one(
    const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

bool
folder_remove(const char *path)
{
	return nftw(path, folder_remove_one, FOLDER_OPEN_MAX,
		   FTW_DEPTH | FTW_PHYS) == 0;
}

static int
folder_is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

int
folder_count(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, folder_is_entry, alphasort), i;

	for (i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
	return count;
}

bool
folder_run(const char *path, const char *const *argv)
{
	int child = fork(), null, status;

	if (child < 0)
		return false;
	if (child == 0) {
		null = open("/dev/null", O_RDWR);
		if (null < 0 || chdir(path) != 0 || dup2(null, 0) < 0 ||
		    dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(127);
		(void)execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}
