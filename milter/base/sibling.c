/*
 * sibling.c - looked for in the folders that an installation has.
 */
#include "base/sibling.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Seen from the folder of the program that runs. */
static const char *const folders[] = {
	".",
	"../sbin",
	"../bin",
	"../libexec/sendgate",
};

/* The folder of this program's file, into path; false if it can't be told. */
static bool
own_folder(char path[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (len <= 0)
		return false;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}

void
sibling_find(const char *name, char out[PATH_MAX])
{
	char folder[PATH_MAX];
	int len;

	if (own_folder(folder)) {
		for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]);
		     i++) {
			len = snprintf(out, PATH_MAX, "%s/%s/%s", folder,
			    folders[i], name);
			if (len > 0 && len < PATH_MAX && access(out, X_OK) == 0)
				return;
		}
	}
	(void)snprintf(out, PATH_MAX, "%s", name);
}
