/*
 * tnef.c - winmail.dat, attribute by attribute.
 *
 * An attachment's name and data are attributes of their own and are gathered
 * until the next attachment begins.  Checksums are not looked at: a program
 * that ignores them reads on.
 */
#include "extract/tnef.h"

#include "extract/bytes.h"
#include "extract/mapi.h"
#include "extract/plain.h"

#define TNEF_HEADER ((size_t)6)
#define TNEF_PROPERTIES_MAX 20000u
#define TNEF_VALUES_MAX 1000u

#define TNEF_ATTACH_DATA 0x800Fu
#define TNEF_ATTACH_TITLE 0x8010u
#define TNEF_TRANSPORT_NAME 0x9001u
#define TNEF_ATTACH_START 0x9002u
#define TNEF_MESSAGE_PROPS 0x9003u
#define TNEF_RECIPIENTS 0x9004u
#define TNEF_ATTACH_PROPS 0x9005u

struct tnef {
	struct sink *sink;
	const struct member *self;
	struct slice name; /* of the attachment in hand; may be UTF-16 */
	bool name_wide;
	struct slice data;
	struct slice object; /* the same from its properties */
};

static void
attachment_put(struct tnef *tnef)
{
	struct buf name;

	buf_init(&name, 4096);
	if (tnef->name_wide)
		(void)plain_add_utf16(
		    &name, slice_sub(tnef->name, 0, 2048), false);
	else
		(void)buf_add(&name, slice_sub(tnef->name, 0, 4096));
	while (name.len > 0 && name.ptr[name.len - 1] == '\0')
		name.len--;
	if (tnef->data.len > 0)
		sink_descend(
		    tnef->sink, tnef->self, buf_slice(&name), tnef->data);
	/* the object's data begin behind the id of its interface */
	if (tnef->object.len > 16 && !tnef->sink->stopped)
		sink_descend(tnef->sink, tnef->self, buf_slice(&name),
		    slice_from(tnef->object, 16));
	buf_free(&name);
	tnef->name = SLICE_EMPTY;
	tnef->data = SLICE_EMPTY;
	tnef->object = SLICE_EMPTY;
	tnef->name_wide = false;
}

static void
property_take(struct tnef *tnef, const struct mapi_property *property)
{
	if (property->id == MAPI_DATA && property->type == MAPI_BINARY &&
	    tnef->data.len == 0) {
		tnef->data = property->value;
		return;
	}
	if (property->id == MAPI_DATA && property->type == MAPI_OBJECT) {
		tnef->object = property->value;
		return;
	}
	if (property->id == MAPI_NAME_LONG) {
		tnef->name = property->value;
		tnef->name_wide = property->type == MAPI_UNICODE;
	}
	mapi_put(tnef->sink, tnef->self, property);
}

static size_t
padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

/* Bytes of one value of a type of fixed size; 0: the length stands there. */
static size_t
fixed_size(unsigned type)
{
	switch (type) {
	case 0x0002: /* padded to four */
	case 0x0003:
	case 0x0004:
	case 0x000A:
	case 0x000B:
		return 4;
	case 0x0005:
	case 0x0006:
	case 0x0007:
	case 0x0014:
	case 0x0040:
		return 8;
	case 0x0048:
		return 16;
	default:
		return 0;
	}
}

/* Takes n bytes and their padding off *rest. */
static bool
take(struct slice *rest, size_t n, struct slice *taken_r)
{
	if (n > rest->len)
		return false;
	*taken_r = slice_sub(*rest, 0, n);
	*rest = slice_from(*rest, padded(n));
	return true;
}

/* The name of a named property: 16 bytes of a set, then a number or text. */
static bool
named_take(struct tnef *tnef, struct slice *rest)
{
	struct mapi_property name = { .type = MAPI_UNICODE };
	struct slice head;
	size_t len;

	if (!take(rest, 20, &head))
		return false;
	if (bytes_le32(head, 16) == 0)
		return take(rest, 4, &head);
	if (!take(rest, 4, &head))
		return false;
	len = bytes_le32(head, 0);
	if (!take(rest, len, &name.value))
		return false;
	mapi_put(tnef->sink, tnef->self, &name);
	return true;
}

/* The values of a property whose head has been taken. */
static bool
values_take(
    struct tnef *tnef, struct mapi_property property, struct slice *rest)
{
	bool several = (property.type & MAPI_SEVERAL) != 0;
	size_t size = fixed_size(property.type & ~MAPI_SEVERAL);
	uint32_t n = 1;
	struct slice head;

	property.type &= ~MAPI_SEVERAL;
	/* values of variable length are counted always */
	if (several || size == 0) {
		if (!take(rest, 4, &head))
			return false;
		n = bytes_le32(head, 0);
	}
	if (n > TNEF_VALUES_MAX)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		size_t len = size;

		if (size == 0) {
			if (!take(rest, 4, &head))
				return false;
			len = bytes_le32(head, 0);
		}
		if (!take(rest, len, &property.value))
			return false;
		property_take(tnef, &property);
	}
	return true;
}

/* A list of properties, at the front of *rest.  False: it is broken. */
static bool
properties_take(struct tnef *tnef, struct slice *rest)
{
	struct slice head;
	uint32_t n;

	if (!take(rest, 4, &head))
		return false;
	n = bytes_le32(head, 0);
	if (n > TNEF_PROPERTIES_MAX)
		return false;
	for (uint32_t i = 0; i < n && !tnef->sink->stopped; i++) {
		struct mapi_property property;

		if (!take(rest, 4, &head))
			return false;
		property = (struct mapi_property){ bytes_le16(head, 2),
			bytes_le16(head, 0), SLICE_EMPTY };
		if (property.id >= 0x8000 && !named_take(tnef, rest))
			return false;
		if (!values_take(tnef, property, rest))
			return false;
	}
	return true;
}

static bool
recipients_take(struct tnef *tnef, struct slice rest)
{
	struct slice head;
	uint32_t n;

	if (!take(&rest, 4, &head))
		return false;
	n = bytes_le32(head, 0);
	for (uint32_t i = 0; i < n && !tnef->sink->stopped; i++)
		if (!properties_take(tnef, &rest))
			return false;
	return true;
}

/* False: the attribute's inside is broken. */
static bool
attribute_read(struct tnef *tnef, unsigned id, struct slice value)
{
	switch (id) {
	case TNEF_ATTACH_START:
		attachment_put(tnef);
		return true;
	case TNEF_ATTACH_DATA:
		tnef->data = value;
		return true;
	case TNEF_ATTACH_TITLE:
	case TNEF_TRANSPORT_NAME:
		if (tnef->name.len == 0)
			tnef->name = value;
		return true;
	case TNEF_MESSAGE_PROPS:
	case TNEF_ATTACH_PROPS:
		return properties_take(tnef, &value);
	case TNEF_RECIPIENTS:
		return recipients_take(tnef, value);
	default:
		/* subject, body, sender, dates: what is text is given */
		while (value.len > 0 && value.ptr[value.len - 1] == '\0')
			value.len--;
		if (slice_index(value, '\0') == SLICE_NONE)
			sink_put(tnef->sink, tnef->self, RECORD_RAW, value);
		else
			plain_runs(tnef->sink, tnef->self, value);
		return true;
	}
}

void
tnef_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct tnef tnef = { .sink = sink, .self = &self };
	struct slice rest = slice_from(member->bytes, TNEF_HEADER);
	bool whole = true;

	if (!sink_as(sink, member, "tnef", &self))
		return;
	tnef.name = tnef.data = tnef.object = SLICE_EMPTY;
	while (rest.len > 0 && whole && !sink->stopped) {
		/* level, id, type, length; behind the value a checksum */
		unsigned id = bytes_le16(rest, 1);
		size_t len = bytes_le32(rest, 5);

		if (!bytes_has(rest, 9, len)) {
			sink_skip(sink, &self, "truncated");
			len = rest.len < 9 ? 0 : rest.len - 9;
		}
		whole = attribute_read(&tnef, id, slice_sub(rest, 9, len));
		rest = slice_from(rest, 9 + len + 2);
	}
	if (!whole)
		sink_skip(sink, &self, "broken tnef");
	attachment_put(&tnef);
}
