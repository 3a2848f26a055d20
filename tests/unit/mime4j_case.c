/*
 * mime4j_case.c - finding and reading Mime4j's test messages.
 */
#include "mime4j_case.h"

#include <stdio.h>
#include <stdlib.h>

void
mime4j_path(const char *name, const char *suffix, char path[MIME4J_PATH_MAX])
{
	const char *data = getenv("SENDGATE_TEST_DATA");

	(void)snprintf(path, MIME4J_PATH_MAX, "%s/mime4j/testmsgs/%s%s",
	    data == NULL ? "../shared/data" : data, name, suffix);
}

bool
mime4j_read(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t len;

	buf_init(out, MIME4J_FILE_MAX);
	if (file == NULL)
		return false;
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(out, slice_make(block, len));
	(void)fclose(file);
	return !buf_failed(out);
}
