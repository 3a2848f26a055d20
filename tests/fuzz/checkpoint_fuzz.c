/*
 * Files of checkpoints and verifier keys: whatever they hold, notes are cut
 * off until nothing is left, and none is good under a key that has signed
 * nothing.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "crypt/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char public[CRYPT_KEY_LEN] = { 3 };
	struct slice rest = slice_make((const char *)data, size), note;
	struct checkpoint checkpoint;
	struct note_key key, read;
	struct buf out;
	size_t left = size;

	buf_init(&out, 4096);
	if (note_key_parse(rest, &read)) {
		assert(note_key_add(&out, &read));
		assert(out.len == size);
	}
	buf_free(&out);
	if (note_key_make(SLICE("a/b"), public, &key, NULL) != STATUS_OK)
		return 0;
	while (note_cut(&rest, &note)) {
		assert(note.len > 0 && rest.len < left);
		left = rest.len;
		assert(checkpoint_check(note, &key, &checkpoint) !=
		    CHECKPOINT_GOOD);
	}
	return 0;
}
