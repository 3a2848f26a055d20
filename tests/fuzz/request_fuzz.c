/*
 * Any bytes as a request on the control socket: words that lie inside of them
 * and are written back as they came, or none.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *argv[REQUEST_WORDS_MAX + 1];
	struct slice packet = slice_make((const char *)data, size);
	struct request request;
	struct buf buf;

	if (!request_parse(packet, argv, &request))
		return 0;
	assert(request.argc > 0 && request.argv[request.argc] == NULL);
	buf_init(&buf, REQUEST_BYTES_MAX);
	assert(request_write(&request, &buf));
	assert(slice_equal(buf_slice(&buf), packet));
	buf_free(&buf);
	return 0;
}
