/*
 * csv.c - tables of text (RFC 4180, and what programs make of it).
 *
 * The separator is the one of comma, semicolon, tab and bar that the first
 * line has most of.  A line break inside quotes becomes a blank, so that a row
 * is a line.  Any input is a table; nothing is refused.
 */
#include "extract/csv.h"

#include "base/buf.h"
#include "extract/plain.h"

static char
separator_of(struct slice in)
{
	static const char separators[] = ",;\t|";
	size_t line = slice_index(in, '\n');
	struct slice head = slice_sub(in, 0, line);
	size_t most = 0;
	char best = ',';

	for (const char *c = separators; *c != '\0'; c++) {
		size_t n = 0;

		for (size_t i = 0; i < head.len; i++)
			n += head.ptr[i] == *c;
		if (n > most) {
			most = n;
			best = *c;
		}
	}
	return best;
}

static void
table_add(struct slice in, char separator, struct buf *out)
{
	bool quoted = false;

	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];

		if (c == '"') {
			if (quoted && i + 1 < in.len && in.ptr[i + 1] == '"')
				(void)buf_add_byte(out, in.ptr[++i]);
			else
				quoted = !quoted;
			continue;
		}
		if (quoted && (c == '\n' || c == '\r'))
			c = ' ';
		else if (!quoted && c == separator)
			c = '\t';
		(void)buf_add_byte(out, c);
	}
}

void
csv_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct buf out;

	if (!sink_as(sink, member, "csv", &self))
		return;
	buf_init(&out, self.bytes.len);
	table_add(self.bytes, separator_of(self.bytes), &out);
	if (buf_failed(&out))
		sink_nomem(sink, &self);
	plain_put(sink, &self, buf_slice(&out));
	buf_free(&out);
}
