/*
 * message_fuzz.c - any bytes as a message: every slice must lie in the message
 * or in memory of its own, the tree must hang together, and the ceilings hold.
 */
#include <assert.h>
#include <stdint.h>

#include "base/buf.h"
#include "message/assemble.h"
#include "message/message.h"

#define ARENA_CEILING ((size_t)64 << 20)

/* Touches every byte, so that a sanitizer sees where they lie. */
static unsigned
touch(struct slice s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.len; i++)
		sum += (unsigned char)s.ptr[i];
	return sum;
}

static unsigned
check_part(const struct message *message, const struct message_part *part,
    const struct message_ceilings *ceilings)
{
	unsigned sum = touch(part->body) + touch(part->header);

	assert(part->number != NULL && part->number[0] != '\0');
	assert(part->depth <= ceilings->depth);
	assert((part->defects & ~message->defects) == 0);
	assert(part->decodings.len > 0 || part->splits.len > 0);
	for (size_t i = 0; i < part->fields.len; i++)
		sum += touch(part->fields.items[i].name) +
		    touch(part->fields.items[i].value);
	for (size_t i = 0; i < part->decodings.len; i++) {
		assert(part->decodings.items[i].bytes.len <= part->body.len);
		sum += touch(part->decodings.items[i].bytes);
	}
	for (size_t i = 0; i < part->splits.len; i++) {
		const struct message_split *split = &part->splits.items[i];

		for (size_t j = 0; j < split->parts.len; j++) {
			assert(split->parts.items[j]->parent == part);
			assert(split->parts.items[j]->split == i);
		}
	}
	return sum;
}

static enum status
check_leaf(const struct message_part *part, void *arg)
{
	unsigned *sum = arg;

	*sum += touch(message_part_bytes(part));
	return STATUS_OK;
}

static bool
drop_none(struct slice name)
{
	return touch(name) == (unsigned)-1;
}

static void
check_strip(struct slice raw)
{
	struct buf out;

	buf_init(&out, raw.len);
	assert(assembly_strip(raw, drop_none, &out) == STATUS_OK);
	assert(slice_equal(buf_slice(&out), raw));
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct message_ceilings ceilings = { 50, 10, 100, 1u << 20 };
	struct slice raw = slice_make((const char *)data, size);
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message message;
	unsigned sum = 0;

	assert(arena != NULL);
	assert(
	    message_read(raw, &ceilings, arena, &message, NULL) == STATUS_OK);
	assert(message.parts.len >= 1 && message.parts.len <= 50);
	assert(message.parts.items[0] == message.root);
	for (size_t i = 0; i < message.parts.len; i++)
		sum += check_part(&message, message.parts.items[i], &ceilings);
	assert(message_leaves(&message, check_leaf, &sum) == STATUS_OK);
	(void)message_is_plain(&message);
	check_strip(raw);
	arena_free(arena);
	return sum == (unsigned)-1;
}
