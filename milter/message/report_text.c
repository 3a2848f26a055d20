/*
 * report_text.c - a text that quotes a message: header lines of a forward, the
 * line that says who wrote what follows, addresses and ids.
 *
 * Programs write such lines in every language, and put signs of quotation or
 * stars around them.  Known words say who wrote; a line that ends in a colon
 * and has an address is an attribution in any language.
 */
#include "message/line.h"
#include "message/report_parts.h"

/* "From" of a forwarded header, as mail programs write it. */
static const char *const from_words[] = { "from", "von", "de", "da", "van",
	"fra", "od", "fr\xC3\xA5n", "exp\303\251diteur", "mittente",
	"remitente", "absender", "sender", "reply-to" };

static const char *const id_words[] = { "message-id", "in-reply-to",
	"references" };

static bool
word_in(struct slice word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal_nocase(word, slice_cstr(words[i])))
			return true;
	return false;
}

/* line without what quotes or marks it. */
static struct slice
line_bare(struct slice line)
{
	while (line.len > 0 &&
	    (ascii_space(line.ptr[0]) ||
		slice_index(SLICE(">|*_"), line.ptr[0]) != SLICE_NONE))
		line = slice_from(line, 1);
	while (line.len > 0 &&
	    (ascii_space(line.ptr[line.len - 1]) ||
		line.ptr[line.len - 1] == '*'))
		line.len--;
	return line;
}

static void
line_look(struct report_reader *reader, struct slice line)
{
	struct slice bare = line_bare(line);
	size_t colon = slice_index(slice_sub(bare, 0, 24), ':');
	struct slice word, value;

	if (colon != SLICE_NONE) {
		word = line_bare(slice_sub(bare, 0, colon));
		value = line_bare(slice_from(bare, colon + 1));
		if (word_in(word, id_words,
			sizeof(id_words) / sizeof(id_words[0]))) {
			report_add_ids(reader, value);
			return;
		}
		if (word_in(word, from_words,
			sizeof(from_words) / sizeof(from_words[0])))
			report_add_addresses(
			    reader, MESSAGE_REPORT_FROM, value);
	}
	if (bare.len > 0 && bare.ptr[bare.len - 1] == ':')
		report_add_addresses(reader, MESSAGE_REPORT_FROM, bare);
	report_add_addresses(reader, MESSAGE_REPORT_SEEN, bare);
}

enum status
message_report_text(
    struct message_report *report, struct slice text, struct arena *arena)
{
	struct report_reader reader = { report, arena, 0 };
	struct message_line line;
	size_t pos = 0;

	if (text.len > MESSAGE_REPORT_TEXT_MAX) {
		text = slice_sub(text, 0, MESSAGE_REPORT_TEXT_MAX);
		report->cut = true;
	}
	report_add_gate_ids(&reader, text);
	for (; message_line_at(text, pos, &line); pos = line.next)
		line_look(&reader, line.text);
	return arena_failed(arena) ? STATUS_NOMEM : STATUS_OK;
}

/* The local parts that stand for somebody else's. */
bool
message_report_redacted(struct slice address)
{
	static const char *const words[] = { "redacted", "hidden", "masked",
		"removed", "unknown", "undisclosed", "anonymous", "withheld" };
	size_t at = slice_rindex(address, '@'), stars = 0;
	struct slice local = slice_sub(address, 0, at);

	if (word_in(local, words, sizeof(words) / sizeof(words[0])) ||
	    slice_find_nocase(local, SLICE("redacted")) != SLICE_NONE)
		return true;
	for (size_t i = 0; i < local.len; i++)
		stars +=
		    slice_index(SLICE("xX*.-_#?"), local.ptr[i]) != SLICE_NONE;
	return local.len >= 3 && stars == local.len;
}
