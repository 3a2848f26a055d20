/*
 * report_add.c - what a report may be about, each put where it belongs.
 */
#include "base/id.h"
#include "message/envelope.h"
#include "message/report_parts.h"

static bool
slices_have(const struct message_report_slices *list, struct slice s)
{
	for (size_t i = 0; i < list->len; i++)
		if (slice_equal_nocase(list->items[i], s))
			return true;
	return false;
}

static void
slices_add(struct report_reader *reader, struct message_report_slices *list,
    size_t max, struct slice s)
{
	struct slice *item;

	if (slices_have(list, s))
		return;
	if (list->len >= max) {
		reader->report->cut = true;
		return;
	}
	item = VEC_PUSH(reader->arena, list);
	if (item != NULL)
		*item = s;
}

/* Something before and behind its "@", and nothing that no address has. */
static bool
address_valid(struct slice address)
{
	size_t at = slice_rindex(address, '@');

	if (at == SLICE_NONE || at == 0 || at + 1 == address.len ||
	    address.len > MESSAGE_REPORT_ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < address.len; i++)
		if ((unsigned char)address.ptr[i] <= ' ' ||
		    address.ptr[i] == 0x7F || address.ptr[i] == '<' ||
		    address.ptr[i] == '>')
			return false;
	return true;
}

void
report_add_address(struct report_reader *reader,
    enum message_report_place place, struct slice address)
{
	address = slice_trim(address);
	if (address_valid(address))
		slices_add(reader, &reader->report->addresses[place],
		    MESSAGE_REPORT_ADDRESSES_MAX, address);
}

void
report_add_id(struct report_reader *reader, struct slice id)
{
	if (id.len > 0)
		slices_add(reader, &reader->report->message_ids,
		    MESSAGE_REPORT_IDS_MAX, id);
}

bool
message_id_next(struct slice *rest, struct slice *id_r)
{
	size_t open = slice_index(*rest, '<'), close;

	if (open == SLICE_NONE) {
		/* the bare word that some programs write */
		*id_r = slice_trim(*rest);
		*rest = SLICE_EMPTY;
		for (size_t i = 0; i < id_r->len; i++)
			if (ascii_space(id_r->ptr[i]))
				return false;
		return slice_index(*id_r, '@') != SLICE_NONE &&
		    id_r->len <= MESSAGE_REPORT_ID_MAX;
	}
	*rest = slice_from(*rest, open + 1);
	close = slice_index(*rest, '>');
	*id_r = slice_trim(slice_sub(*rest, 0, close));
	*rest =
	    close == SLICE_NONE ? SLICE_EMPTY : slice_from(*rest, close + 1);
	if (rest->len == 0)
		*rest = SLICE_EMPTY;
	return id_r->len > 0 && id_r->len <= MESSAGE_REPORT_ID_MAX;
}

/* The last one, of References, is the nearest: they are added from the end. */
void
report_add_ids(struct report_reader *reader, struct slice value)
{
	struct slice rest, id;
	size_t open;

	for (open = slice_rindex(value, '<'); open != SLICE_NONE;
	     open = slice_rindex(value, '<')) {
		rest = slice_from(value, open);
		if (message_id_next(&rest, &id))
			report_add_id(reader, id);
		value = slice_sub(value, 0, open);
		if (reader->report->message_ids.len >= MESSAGE_REPORT_IDS_MAX)
			return;
	}
	if (message_id_next(&value, &id))
		report_add_id(reader, id);
}

void
report_add_gate_id(struct report_reader *reader, struct slice id)
{
	slices_add(
	    reader, &reader->report->gate_ids, MESSAGE_REPORT_IDS_MAX, id);
}

void
report_add_gate_ids(struct report_reader *reader, struct slice text)
{
	const struct slice word = SLICE("sendgate");
	struct slice id;
	struct id parsed;
	size_t at;

	for (;;) {
		at = slice_find_nocase(text, word);
		if (at == SLICE_NONE)
			return;
		text = slice_from(text, at + word.len);
		/* "sendgate 01K...", "sendgate: 01K..." */
		id = text;
		while (id.len > 0 &&
		    (ascii_space(id.ptr[0]) || id.ptr[0] == ':' ||
			id.ptr[0] == '#'))
			id = slice_from(id, 1);
		id = slice_sub(id, 0, ID_LEN);
		if (id.len == ID_LEN && id_parse(id, &parsed))
			report_add_gate_id(reader, id);
	}
}

/* The characters of an address outside of quotes, and all beyond ASCII. */
static bool
is_local(char c)
{
	return ascii_alnum(c) || (unsigned char)c >= 0x80 ||
	    slice_index(SLICE(".!#$%&'*+/=?^_`{|}~-"), c) != SLICE_NONE;
}

static bool
is_domain(char c)
{
	return ascii_alnum(c) || (unsigned char)c >= 0x80 || c == '.' ||
	    c == '-';
}

/* The address around the "@" at `at`, no further left than `from`. */
static struct slice
address_around(struct slice text, size_t from, size_t at)
{
	size_t start = at, end = at + 1;

	while (start > from && is_local(text.ptr[start - 1]))
		start--;
	while (end < text.len && is_domain(text.ptr[end]))
		end++;
	/* what a sentence or a quotation put around it */
	while (start < at &&
	    slice_index(SLICE(".*'/_|"), text.ptr[start]) != SLICE_NONE)
		start++;
	while (end > at + 1 &&
	    (text.ptr[end - 1] == '.' || text.ptr[end - 1] == '-'))
		end--;
	return slice_make(text.ptr + start, end - start);
}

void
report_add_addresses(struct report_reader *reader,
    enum message_report_place place, struct slice text)
{
	const struct message_report_slices *list =
	    &reader->report->addresses[place];
	size_t from = 0, at;

	while (!arena_failed(reader->arena)) {
		at = slice_index(slice_from(text, from), '@');
		if (at == SLICE_NONE)
			return;
		if (list->len >= MESSAGE_REPORT_ADDRESSES_MAX) {
			reader->report->cut = true;
			return;
		}
		at += from;
		report_add_address(
		    reader, place, address_around(text, from, at));
		from = at + 1;
	}
}

void
report_add_author(struct report_reader *reader, enum message_report_place place,
    struct slice value)
{
	size_t open = slice_rindex(value, '<');

	if (open != SLICE_NONE)
		value = envelope_address(slice_from(value, open));
	report_add_addresses(reader, place, value);
}
