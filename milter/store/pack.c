/*
 * pack.c - netstrings: "5:hello,3:foo,".
 */
#include "store/pack.h"

#include "base/vec.h"

#define PACK_DIGITS_MAX 9

void
pack_add(struct buf *out, struct slice item)
{
	(void)buf_printf(out, "%zu:", item.len);
	(void)buf_add(out, item);
	(void)buf_add_byte(out, ',');
}

static bool
pack_next(struct slice *rest, struct slice *item_r)
{
	size_t len = 0, at;

	for (at = 0; at < rest->len && ascii_digit(rest->ptr[at]); at++) {
		if (at == PACK_DIGITS_MAX)
			return false;
		len = len * 10 + (size_t)(rest->ptr[at] - '0');
	}
	if (at == 0 || at == rest->len || rest->ptr[at] != ':')
		return false;
	*rest = slice_from(*rest, at + 1);
	if (rest->len <= len || rest->ptr[len] != ',')
		return false;
	*item_r = slice_sub(*rest, 0, len);
	*rest = slice_from(*rest, len + 1);
	return true;
}

enum status
pack_read(struct slice packed, struct arena *arena, struct slice **items_r,
    size_t *nitems_r, struct err *err_r)
{
	struct VEC(struct slice) items = VEC_INIT;
	struct slice item, *place;

	while (packed.len > 0) {
		if (!pack_next(&packed, &item))
			return err_set(err_r, STATUS_DATABASE,
			    "a list in the database is damaged");
		place = VEC_PUSH(arena, &items);
		if (place == NULL)
			return err_nomem(err_r);
		*place = item;
	}
	*items_r = items.items;
	*nitems_r = items.len;
	return STATUS_OK;
}
