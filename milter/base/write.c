/*
 * write.c - all of some bytes into a file or pipe.
 */
#include "base/write.h"

#include <errno.h>
#include <unistd.h>

bool
write_all(int fd, struct slice bytes)
{
	ssize_t put;

	while (bytes.len > 0) {
		put = write(fd, bytes.ptr, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes = slice_from(bytes, (size_t)put);
	}
	return true;
}
