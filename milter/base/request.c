/*
 * request.c - words in a packet.
 */
#include "base/request.h"

#include <string.h>

#define MAGIC "sendgate 1"

static const char flag_colour[] = "c", flag_none[] = "-";

/* The word at the front of *rest, and its NUL, taken off. */
static bool
word_take(struct slice *rest, struct slice *word_r)
{
	size_t end = slice_index(*rest, '\0');

	if (end == SLICE_NONE)
		return false;
	*word_r = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end + 1);
	return true;
}

bool
request_parse(struct slice packet, char **argv, struct request *request_r)
{
	struct slice rest = packet, word;
	size_t n = 0;

	if (packet.len > REQUEST_BYTES_MAX || !word_take(&rest, &word) ||
	    !slice_equal(word, SLICE(MAGIC)) || !word_take(&rest, &word))
		return false;
	request_r->colour = slice_equal(word, slice_cstr(flag_colour));
	if (!request_r->colour && !slice_equal(word, slice_cstr(flag_none)))
		return false;
	while (rest.len > 0) {
		if (n == REQUEST_WORDS_MAX || !word_take(&rest, &word))
			return false;
		argv[n++] = (char *)word.ptr;
	}
	argv[n] = NULL;
	request_r->argc = (int)n;
	request_r->argv = argv;
	return n > 0;
}

static bool
word_add(struct buf *out, const char *word)
{
	return buf_add(out, slice_make(word, strlen(word) + 1));
}

bool
request_write(const struct request *request, struct buf *out)
{
	bool good = request->argc > 0 &&
	    (size_t)request->argc <= REQUEST_WORDS_MAX && word_add(out, MAGIC);

	good = good && word_add(out, request->colour ? flag_colour : flag_none);
	for (int i = 0; good && i < request->argc; i++)
		good = word_add(out, request->argv[i]);
	return good && out->len <= REQUEST_BYTES_MAX;
}
