/*
 * checkpoint.c - checkpoints: signed, read, checked.
 */
#include "crypt/checkpoint.h"

#include <inttypes.h>

#define TEXT_MAX 1024 /* bytes of a checkpoint's text as written here */

enum status
checkpoint_sign(const struct checkpoint *checkpoint,
    const struct crypt_signer *signer, const struct note_key *key,
    struct buf *out, struct err *err_r)
{
	enum status status;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	(void)buf_printf(
	    &text, "%s\n%" PRId64 "\n", key->name, checkpoint->size);
	(void)crypt_base64_add(&text,
	    slice_make((const char *)checkpoint->root.bytes, MERKLE_LEN));
	(void)buf_add_byte(&text, '\n');
	status = buf_failed(&text) ?
	    err_nomem(err_r) :
	    note_sign(signer, key, buf_slice(&text), out, err_r);
	buf_free(&text);
	return status;
}

/* Decimal, without leading zeros. */
static bool
size_read(struct slice text, int64_t *size_r)
{
	size_t i;

	*size_r = 0;
	if (text.len == 0 || (text.len > 1 && text.ptr[0] == '0'))
		return false;
	for (i = 0; i < text.len; i++) {
		if (!ascii_digit(text.ptr[i]) || *size_r > (INT64_MAX - 9) / 10)
			return false;
		*size_r = *size_r * 10 + (text.ptr[i] - '0');
	}
	return true;
}

static bool
text_read(
    struct slice text, struct slice *origin_r, struct checkpoint *checkpoint_r)
{
	struct slice rest = text, size, root;
	size_t len;

	return slice_cut(&rest, '\n', origin_r) && origin_r->len > 0 &&
	    slice_cut(&rest, '\n', &size) &&
	    size_read(size, &checkpoint_r->size) &&
	    slice_cut(&rest, '\n', &root) && rest.ptr != NULL &&
	    crypt_base64_decode(
		root, checkpoint_r->root.bytes, MERKLE_LEN, &len) &&
	    len == MERKLE_LEN;
}

enum checkpoint_result
checkpoint_check(struct slice note, const struct note_key *key,
    struct checkpoint *checkpoint_r)
{
	enum note_result result;
	struct slice text, origin;

	result = note_check(note, key, &text);
	if (result == NOTE_BROKEN)
		return CHECKPOINT_NO_NOTE;
	if (!text_read(text, &origin, checkpoint_r))
		return CHECKPOINT_NO_CHECKPOINT;
	if (!slice_equal(origin, slice_cstr(key->name)))
		return CHECKPOINT_OTHER_ORIGIN;
	if (result == NOTE_UNSIGNED)
		return CHECKPOINT_UNSIGNED;
	return result == NOTE_FORGED ? CHECKPOINT_FORGED : CHECKPOINT_GOOD;
}

const char *
checkpoint_result_text(enum checkpoint_result result)
{
	static const char *const texts[] = {
		[CHECKPOINT_GOOD] = "is good",
		[CHECKPOINT_NO_NOTE] = "is no signed note",
		[CHECKPOINT_NO_CHECKPOINT] = "is no checkpoint",
		[CHECKPOINT_OTHER_ORIGIN] = "is of another origin",
		[CHECKPOINT_UNSIGNED] = "has no signature by this key",
		[CHECKPOINT_FORGED] = "has a wrong signature",
	};

	return texts[result];
}
