/*
 * note.c - signed notes: written, taken apart, checked.
 *
 * A note that is read may come from anywhere: its length and the number of
 * signatures that are looked at have ceilings, and control characters make it
 * broken, as the specification has it.
 */
#include "crypt/note.h"

#include <string.h>

#include "base/hex.h"

#define DASH "\xE2\x80\x94 " /* em dash, space */
#define TYPE_ED25519 "\x01"

bool
note_name_fits(struct slice name)
{
	size_t i;

	for (i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~' ||
		    name.ptr[i] == '+')
			return false;
	return name.len > 0 && name.len <= NOTE_NAME_MAX;
}

static struct slice
bytes_of(const unsigned char *bytes, size_t len)
{
	return slice_make((const char *)bytes, len);
}

enum status
note_key_make(struct slice name, const unsigned char public[CRYPT_KEY_LEN],
    struct note_key *key_r, struct err *err_r)
{
	unsigned char sum[CRYPT_SHA256_LEN];
	struct crypt_hash *hash;
	bool ok;

	if (!note_name_fits(name))
		return err_set(err_r, STATUS_CONFIG,
		    "\"%.*s\": no name for a log: printable, without blank "
		    "and plus",
		    SLICE_ARG(slice_sub(name, 0, 64)));
	hash = crypt_hash_new();
	if (hash == NULL)
		return err_nomem(err_r);
	ok = crypt_hash_add(hash, name) &&
	    crypt_hash_add(hash, SLICE("\n" TYPE_ED25519)) &&
	    crypt_hash_add(hash, bytes_of(public, CRYPT_KEY_LEN));
	ok = crypt_hash_end(hash, sum) && ok;
	crypt_hash_free(hash);
	if (!ok)
		return err_set(err_r, STATUS_INTERNAL, "SHA-256 failed");
	memset(key_r, 0, sizeof(*key_r));
	memcpy(key_r->name, name.ptr, name.len);
	memcpy(key_r->id, sum, NOTE_ID_LEN);
	memcpy(key_r->public, public, CRYPT_KEY_LEN);
	return STATUS_OK;
}

bool
note_key_add(struct buf *out, const struct note_key *key)
{
	unsigned char public[1 + CRYPT_KEY_LEN] = { 1 };
	char id[2 * NOTE_ID_LEN + 1];

	memcpy(public + 1, key->public, CRYPT_KEY_LEN);
	hex_encode(key->id, NOTE_ID_LEN, id);
	return buf_printf(out, "%s+%s+", key->name, id) &&
	    crypt_base64_add(out, bytes_of(public, sizeof(public)));
}

bool
note_key_parse(struct slice text, struct note_key *key_r)
{
	unsigned char public[1 + CRYPT_KEY_LEN], id[NOTE_ID_LEN];
	struct slice rest = text, name, hash;
	size_t len;

	if (!slice_cut(&rest, '+', &name) || !slice_cut(&rest, '+', &hash) ||
	    rest.ptr == NULL || hash.len != 2 * (size_t)NOTE_ID_LEN ||
	    !hex_decode(hash, id, NOTE_ID_LEN))
		return false;
	if (!crypt_base64_decode(rest, public, sizeof(public), &len) ||
	    len != sizeof(public) || public[0] != 1)
		return false;
	return note_key_make(name, public + 1, key_r, NULL) == STATUS_OK &&
	    memcmp(key_r->id, id, NOTE_ID_LEN) == 0;
}

enum status
note_sign(const struct crypt_signer *signer, const struct note_key *key,
    struct slice text, struct buf *out, struct err *err_r)
{
	unsigned char signature[NOTE_ID_LEN + CRYPT_SIGNATURE_LEN];
	enum status status;

	memcpy(signature, key->id, NOTE_ID_LEN);
	status = crypt_signer_sign(signer, text, signature + NOTE_ID_LEN);
	if (status != STATUS_OK)
		return err_set(err_r, status, "libcrypto does not sign");
	(void)buf_add(out, text);
	(void)buf_printf(out, "\n" DASH "%s ", key->name);
	(void)crypt_base64_add(out, bytes_of(signature, sizeof(signature)));
	(void)buf_add_byte(out, '\n');
	return buf_failed(out) ? err_nomem(err_r) : STATUS_OK;
}

bool
note_cut(struct slice *rest, struct slice *note_r)
{
	size_t at, end;

	while (rest->len > 0 && rest->ptr[0] == '\n')
		*rest = slice_from(*rest, 1);
	if (rest->len == 0)
		return false;
	at = slice_find(*rest, SLICE("\n\n"));
	at = at == SLICE_NONE ? rest->len : at + 2;
	while (slice_starts(slice_from(*rest, at), SLICE(DASH))) {
		end = slice_index(slice_from(*rest, at), '\n');
		at = end == SLICE_NONE ? rest->len : at + end + 1;
	}
	*note_r = slice_sub(*rest, 0, at);
	*rest = slice_from(*rest, at);
	return true;
}

/* Valid as far as its bytes go. */
static bool
note_clean(struct slice note)
{
	size_t i;

	if (note.len == 0 || note.len > NOTE_MAX ||
	    note.ptr[note.len - 1] != '\n')
		return false;
	for (i = 0; i < note.len; i++)
		if ((unsigned char)note.ptr[i] < ' ' && note.ptr[i] != '\n')
			return false;
	return true;
}

/* What one line says about the key; text was signed. */
static enum note_result
line_check(struct slice line, const struct note_key *key, struct slice text)
{
	unsigned char signature[NOTE_ID_LEN + CRYPT_SIGNATURE_LEN];
	struct slice rest, name;
	size_t len = 0;
	bool whole;

	if (!slice_starts(line, SLICE(DASH)))
		return NOTE_BROKEN;
	rest = slice_from(line, sizeof(DASH) - 1);
	if (!slice_cut(&rest, ' ', &name) || rest.ptr == NULL || name.len == 0)
		return NOTE_BROKEN;
	if (!slice_equal(name, slice_cstr(key->name)))
		return NOTE_UNSIGNED;
	whole = crypt_base64_decode(rest, signature, sizeof(signature), &len);
	if (len < NOTE_ID_LEN || memcmp(signature, key->id, NOTE_ID_LEN) != 0)
		return NOTE_UNSIGNED;
	if (!whole || len != sizeof(signature))
		return NOTE_FORGED;
	return crypt_ed25519_verify(
		   key->public, text, signature + NOTE_ID_LEN) ?
	    NOTE_GOOD :
	    NOTE_FORGED;
}

enum note_result
note_check(struct slice note, const struct note_key *key, struct slice *text_r)
{
	enum note_result result = NOTE_UNSIGNED, one;
	struct slice rest, line;
	size_t at, n;

	*text_r = SLICE_EMPTY;
	if (!note_clean(note))
		return NOTE_BROKEN;
	at = slice_find(note, SLICE("\n\n" DASH));
	if (at == SLICE_NONE)
		return NOTE_BROKEN;
	*text_r = slice_sub(note, 0, at + 1);
	rest = slice_sub(note, at + 2, note.len - at - 3);
	for (n = 0; slice_cut(&rest, '\n', &line); n++) {
		if (n == NOTE_SIGNATURES_MAX)
			return NOTE_BROKEN;
		one = line_check(line, key, *text_r);
		if (one == NOTE_BROKEN || one == NOTE_FORGED)
			return one;
		if (one == NOTE_GOOD)
			result = one;
	}
	return result;
}
