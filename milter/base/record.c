/*
 * record.c - one writer and one reader of length-prefixed records.
 *
 * The reader believes nothing: a length is held against what is left and
 * against its ceiling before it is used, and a kind that is not known ends
 * the reading.  Nothing is copied.
 */
#include "base/record.h"

#include <stdint.h>
#include <string.h>

#define RECORD_LENGTH_SIZE ((size_t)4)

static const char record_kinds[] = "THRNMPISE";

static void
length_write(size_t len, char out[RECORD_LENGTH_SIZE])
{
	for (size_t i = 0; i < RECORD_LENGTH_SIZE; i++)
		out[i] = (char)(len >> (8 * (RECORD_LENGTH_SIZE - 1 - i)));
}

static size_t
length_read(const char *in)
{
	size_t len = 0;

	for (size_t i = 0; i < RECORD_LENGTH_SIZE; i++)
		len = len << 8 | (unsigned char)in[i];
	return len;
}

static bool
field_take(struct slice *rest, size_t max, struct slice *field_r)
{
	size_t len;

	if (rest->len < RECORD_LENGTH_SIZE)
		return false;
	len = length_read(rest->ptr);
	if (len > max || len > rest->len - RECORD_LENGTH_SIZE)
		return false;
	*field_r = slice_sub(*rest, RECORD_LENGTH_SIZE, len);
	*rest = slice_from(*rest, RECORD_LENGTH_SIZE + len);
	return true;
}

bool
record_next(struct slice *rest, struct record *record_r)
{
	struct slice left = *rest;
	struct record record;

	if (left.len == 0 || left.ptr[0] == '\0' ||
	    strchr(record_kinds, left.ptr[0]) == NULL)
		return false;
	record.kind = (enum record_kind)left.ptr[0];
	left = slice_from(left, 1);
	if (!field_take(&left, RECORD_PATH_MAX, &record.path) ||
	    !field_take(&left, RECORD_HOW_MAX, &record.how) ||
	    !field_take(&left, RECORD_BYTES_MAX, &record.bytes))
		return false;
	*rest = left;
	*record_r = record;
	return true;
}

bool
record_put(const struct record *record,
    bool (*write)(void *arg, struct slice bytes), void *arg)
{
	const struct slice fields[] = { record->path, record->how,
		record->bytes };
	char head[1 + RECORD_LENGTH_SIZE];
	size_t head_len = 1;

	if (record->path.len > RECORD_PATH_MAX ||
	    record->how.len > RECORD_HOW_MAX ||
	    record->bytes.len > RECORD_BYTES_MAX)
		return false;
	head[0] = (char)record->kind;
	for (size_t i = 0; i < 3; i++) {
		length_write(fields[i].len, head + head_len);
		if (!write(arg, slice_make(head, head_len + 4)) ||
		    (fields[i].len > 0 && !write(arg, fields[i])))
			return false;
		head_len = 0;
	}
	return true;
}
