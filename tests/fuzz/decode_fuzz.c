/*
 * decode_fuzz.c - any bytes through the decoders and the parameter reader: the
 * first byte says which.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "message/message.h"

#define ARENA_CEILING ((size_t)64 << 20)

static void
check_params(struct slice in, struct arena *arena)
{
	struct message_params params;
	size_t total = 0;

	assert(message_params_read(in, arena, &params) == STATUS_OK);
	assert(params.list.len <= MESSAGE_PARAM_MAX);
	assert(params.value.len <= in.len);
	for (size_t i = 0; i < params.list.len; i++) {
		const struct message_param *param = &params.list.items[i];

		total += param->bytes.len + param->charset.len;
		for (size_t j = 0; j < param->name.len; j++)
			assert(ascii_lower(param->name.ptr[j]) ==
			    param->name.ptr[j]);
		assert(message_params_find(&params, param->name) != NULL);
	}
	assert(total <= in.len);
}

static void
check_decode(
    enum message_encoding encoding, struct slice in, struct arena *arena)
{
	struct slice out;
	uint64_t defects = 0;

	assert(
	    message_decode(encoding, in, arena, &out, &defects) == STATUS_OK);
	assert(out.len <= in.len);
	/* identity or not, the output may be read to its end */
	if (out.len > 0)
		assert(memchr(out.ptr, out.ptr[out.len - 1], out.len) != NULL);
}

/* Every reading: none twice, none longer than the input. */
static void
check_readings(
    enum message_encoding encoding, struct slice in, struct arena *arena)
{
	struct message_decodings list;
	uint64_t defects = 0;

	assert(message_decode_all(encoding, in, arena, &list, &defects) ==
	    STATUS_OK);
	assert(list.len >= 1 && list.len <= MESSAGE_DECODING_MAX);
	assert(list.items[0].leniency[0] == '\0');
	for (size_t i = 0; i < list.len; i++) {
		struct slice bytes = list.items[i].bytes;

		assert(bytes.len <= in.len);
		if (bytes.len > 0)
			assert(memchr(bytes.ptr, bytes.ptr[bytes.len - 1],
				   bytes.len) != NULL);
		for (size_t j = 0; j < i; j++)
			assert(!slice_equal(bytes, list.items[j].bytes));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum message_encoding encodings[] = {
		MESSAGE_ENCODING_QP,
		MESSAGE_ENCODING_BASE64,
		MESSAGE_ENCODING_UUENCODE,
		MESSAGE_ENCODING_YENC,
	};
	enum message_encoding encoding;
	struct arena *arena;
	struct slice in;

	if (size == 0)
		return 0;
	arena = arena_new(ARENA_CEILING);
	assert(arena != NULL);
	in = slice_make((const char *)data + 1, size - 1);
	if (data[0] % 5 == 4) {
		check_params(in, arena);
	} else {
		encoding = encodings[data[0] % 5];
		check_decode(encoding, in, arena);
		check_readings(encoding, in, arena);
	}
	arena_free(arena);
	return 0;
}
