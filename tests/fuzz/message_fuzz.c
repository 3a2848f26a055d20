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
check_fields(const struct message_fields *fields)
{
	unsigned sum = 0;

	for (size_t i = 0; i < fields->len; i++)
		sum += touch(fields->items[i].name) +
		    touch(fields->items[i].value);
	return sum;
}

static unsigned
check_params(const struct message_param_list *list)
{
	unsigned sum = 0;

	for (size_t i = 0; i < list->len; i++) {
		const struct message_param *param = &list->items[i];

		sum += touch(param->name) + touch(param->bytes) +
		    touch(param->charset);
		for (size_t j = 0; j < i; j++)
			assert(
			    !slice_equal(param->bytes, list->items[j].bytes) ||
			    !slice_equal(
				param->charset, list->items[j].charset) ||
			    param->encoded != list->items[j].encoded);
	}
	return sum;
}

/* What some reader takes the part for, and has decodings to show. */
static unsigned
check_readings(const struct message_part *part)
{
	unsigned sum = check_params(&part->names);
	bool composite =
	    message_part_is_multipart(part) || message_part_is_nested(part);

	sum += check_params(&part->charsets) + check_fields(&part->others);
	assert(part->types.len == 0 || part->decodings.len > 0);
	assert(part->types.len > 0 || composite);
	for (size_t i = 0; i < part->types.len; i++) {
		sum += touch(part->types.items[i].type) +
		    touch(part->types.items[i].subtype);
		assert(i > 0 || composite ||
		    (slice_equal(part->type, part->types.items[i].type) &&
			slice_equal(
			    part->subtype, part->types.items[i].subtype)));
		for (size_t j = 0; j < i; j++)
			assert(!slice_equal(part->types.items[i].type,
				   part->types.items[j].type) ||
			    !slice_equal(part->types.items[i].subtype,
				part->types.items[j].subtype));
	}
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
	sum += check_fields(&part->fields) + check_readings(part);
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
