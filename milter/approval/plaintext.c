/*
 * plaintext.c - line ends and trailing blanks out of the way, without a copy.
 */
#include "approval/plaintext.h"

/* Offset of the first CR or LF, or the length. */
static size_t
line_length(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.ptr[i] == '\n' || text.ptr[i] == '\r')
			break;
	return i;
}

/* Length of the line end that text begins with: CRLF, CR or LF. */
static size_t
line_end_length(struct slice text)
{
	return text.len > 1 && text.ptr[0] == '\r' && text.ptr[1] == '\n' ? 2 :
									    1;
}

/* Adds n line ends. */
static bool
hash_newlines(struct crypt_hash *hash, size_t n)
{
	static const char newlines[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
	size_t most = sizeof(newlines) - 1, some;

	for (; n > 0; n -= some) {
		some = n < most ? n : most;
		if (!crypt_hash_add(hash, slice_make(newlines, some)))
			return false;
	}
	return true;
}

static struct slice
cut_blanks(struct slice line)
{
	while (line.len > 0 &&
	    (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
		line.len--;
	return line;
}

/* Line ends are owed until a line that is not empty follows; the last is one. */
bool
approval_plaintext_hash(struct slice text, struct crypt_hash *hash)
{
	struct slice line;
	size_t owed = 0;
	bool any = false;

	while (text.len > 0) {
		line = slice_sub(text, 0, line_length(text));
		text = slice_from(text, line.len);
		line = cut_blanks(line);
		if (line.len > 0) {
			if (!hash_newlines(hash, owed) ||
			    !crypt_hash_add(hash, line))
				return false;
			owed = 0;
			any = true;
		}
		if (text.len == 0)
			break;
		text = slice_from(text, line_end_length(text));
		owed++;
	}
	return !any || hash_newlines(hash, 1);
}

bool
approval_lines_hash(struct slice bytes, struct crypt_hash *hash)
{
	size_t len;

	while (bytes.len > 0) {
		len = line_length(bytes);
		if (!crypt_hash_add(hash, slice_sub(bytes, 0, len)))
			return false;
		bytes = slice_from(bytes, len);
		if (bytes.len == 0)
			break;
		if (!hash_newlines(hash, 1))
			return false;
		bytes = slice_from(bytes, line_end_length(bytes));
	}
	return true;
}
