/*
 * msg.c - the properties of an Outlook message, stream by stream.
 *
 * A property's id and type stand in the name of its stream,
 * "__substg1.0_1000001F".  A message that is attached to this one is a storage
 * in it, with streams of the same names: all storages are read alike.
 */
#include "extract/msg.h"

#include "extract/mapi.h"

#define MSG_PREFIX SLICE("__substg1.0_")

/* False: the name is not a property's. */
static bool
property_name(struct slice name, struct mapi_property *property_r)
{
	unsigned long value = 0;

	if (!slice_starts(name, MSG_PREFIX))
		return false;
	name = slice_from(name, MSG_PREFIX.len);
	if (name.len < 8)
		return false;
	for (size_t i = 0; i < 8; i++) {
		int digit = ascii_hex(name.ptr[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned long)digit;
	}
	property_r->id = (unsigned)(value >> 16);
	property_r->type = (unsigned)(value & 0xFFFF & ~MAPI_SEVERAL);
	return true;
}

/* The attachment's file name, from the streams beside its data. */
static struct slice
attachment_name(struct compound *compound, size_t storage)
{
	struct slice name = SLICE_EMPTY;

	for (size_t i = 0; i < compound->nentries; i++) {
		const struct compound_entry *entry = &compound->entries[i];
		struct mapi_property property;
		char *narrow;

		if (entry->storage != storage || !entry->is_stream ||
		    !property_name(entry->name, &property) ||
		    (property.id != MAPI_NAME_LONG &&
			(property.id != MAPI_NAME_SHORT || name.len > 0)) ||
		    !compound_read(compound, entry, &name) ||
		    property.type != MAPI_UNICODE)
			continue;
		/* only a hint: the letters of ASCII will do */
		narrow = arena_alloc(compound->arena, name.len / 2 + 1);
		if (narrow == NULL)
			return SLICE_EMPTY;
		for (size_t j = 0; j + 1 < name.len; j += 2)
			narrow[j / 2] =
			    name.ptr[j + 1] == '\0' ? name.ptr[j] : '?';
		name = slice_make(narrow, name.len / 2);
	}
	return name;
}

void
msg_read(
    struct sink *sink, const struct member *self, struct compound *compound)
{
	if (compound->broken)
		sink_skip(sink, self, "broken msg");
	for (size_t i = 0; i < compound->nentries && !sink->stopped; i++) {
		const struct compound_entry *entry = &compound->entries[i];
		struct mapi_property property;

		if (!entry->is_stream || !property_name(entry->name, &property))
			continue;
		if (!compound_read(compound, entry, &property.value)) {
			sink_nomem(sink, self);
			return;
		}
		if (!sink_unpacked(sink, self, property.value.len))
			return;
		if (property.value.len < entry->size)
			sink_skip(sink, self, "truncated");
		if (property.id == MAPI_DATA)
			sink_descend(sink, self,
			    attachment_name(compound, entry->storage),
			    property.value);
		else
			mapi_put(sink, self, &property);
	}
}
