/*
 * jwk.c - one key as JSON.
 *
 * Only public keys are taken: a file with a private one in it has gone where
 * it should never be, and saying so is better than using it.
 */
#include "approval/jwk.h"

#include <string.h>

#include "approval/file.h"
#include "approval/token.h"
#include "base/clock.h"
#include "base/utf8.h"

/* Members that only a private or a symmetric key has. */
static const char *const jwk_private[] = {
	"d",
	"p",
	"q",
	"dp",
	"dq",
	"qi",
	"oth",
	"k",
};

const char *
approval_jwk_wrong(const struct approval_key *key)
{
	struct slice kid = slice_cstr(key->kid), sub = slice_cstr(key->sub);
	int64_t when;

	if (kid.len == 0)
		return "\"kid\" is missing or empty";
	if (kid.len > APPROVAL_KID_MAX)
		return "\"kid\" is longer than 200 bytes";
	if (approval_has_control(kid) || !utf8_valid(kid))
		return "\"kid\" has a control character in it";
	if (sub.len > APPROVAL_CLAIM_MAX)
		return "\"sub\" is longer than 1000 bytes";
	if (key->sub != NULL && sub.len == 0)
		return "\"sub\" is empty";
	if (approval_has_control(sub) || !utf8_valid(sub))
		return "\"sub\" has a control character in it";
	if (key->revoked != NULL &&
	    !clock_parse(slice_cstr(key->revoked), &when))
		return "\"revoked\" is no RFC 3339 time";
	if (crypt_ed25519_weak(key->public))
		return "\"x\" is a key that anybody can sign for";
	return NULL;
}

static bool
jwk_text_is(const json_t *jwk, const char *name, const char *wanted)
{
	struct slice text;

	return approval_json_text(jwk, name, &text) &&
	    slice_equal(text, slice_cstr(wanted));
}

/* What RFC 7517 lets a key say about its use must allow ours. */
static const char *
jwk_wrong_use(const json_t *jwk)
{
	size_t i;

	for (i = 0; i < sizeof(jwk_private) / sizeof(*jwk_private); i++)
		if (json_object_get(jwk, jwk_private[i]) != NULL)
			return "a private key: only public ones belong here";
	if (!json_is_string(json_object_get(jwk, "kty")))
		return "\"kty\" is missing";
	if (json_object_get(jwk, "use") != NULL &&
	    !jwk_text_is(jwk, "use", "sig"))
		return "\"use\" is not \"sig\"";
	return NULL;
}

/* A member that may be absent, else must be text, into the arena. */
static enum jwk_result
jwk_copy(const json_t *jwk, const char *name, struct arena *arena,
    const char **copy_r)
{
	struct slice text;

	*copy_r = NULL;
	if (json_object_get(jwk, name) == NULL)
		return JWK_KEY;
	if (!approval_json_text(jwk, name, &text))
		return JWK_WRONG;
	*copy_r = arena_cstr(arena, text);
	return *copy_r == NULL ? JWK_NOMEM : JWK_KEY;
}

static enum jwk_result
jwk_read_members(const json_t *jwk, struct arena *arena,
    struct approval_key *key_r, const char **why_r)
{
	enum jwk_result result = jwk_copy(jwk, "kid", arena, &key_r->kid);

	*why_r = "\"kid\" is not text";
	if (result == JWK_KEY) {
		*why_r = "\"sub\" is not text";
		result = jwk_copy(jwk, "sub", arena, &key_r->sub);
	}
	if (result == JWK_KEY) {
		*why_r = "\"revoked\" is not text";
		result = jwk_copy(jwk, "revoked", arena, &key_r->revoked);
	}
	if (result != JWK_KEY)
		return result;
	*why_r = approval_jwk_wrong(key_r);
	return *why_r == NULL ? JWK_KEY : JWK_WRONG;
}

enum jwk_result
approval_jwk_parse(const json_t *jwk, struct arena *arena,
    struct approval_key *key_r, const char **why_r)
{
	struct slice x, bytes;

	memset(key_r, 0, sizeof(*key_r));
	*why_r = json_is_object(jwk) ? jwk_wrong_use(jwk) : "no JSON object";
	if (*why_r != NULL)
		return JWK_WRONG;
	if (!jwk_text_is(jwk, "kty", "OKP") ||
	    !jwk_text_is(jwk, "crv", "Ed25519"))
		return JWK_OTHER;
	*why_r = "\"alg\" is not \"EdDSA\"";
	if (json_object_get(jwk, "alg") != NULL &&
	    !jwk_text_is(jwk, "alg", "EdDSA") &&
	    !jwk_text_is(jwk, "alg", "Ed25519")) /* RFC 9864's name */
		return JWK_WRONG;
	*why_r = "\"x\" is no base64url of 32 bytes";
	if (!approval_json_text(jwk, "x", &x) || x.len > 2 * CRYPT_KEY_LEN)
		return JWK_WRONG;
	if (!crypt_base64url_decode(x, arena, &bytes))
		return arena_failed(arena) ? JWK_NOMEM : JWK_WRONG;
	if (bytes.len != CRYPT_KEY_LEN)
		return JWK_WRONG;
	memcpy(key_r->public, bytes.ptr, CRYPT_KEY_LEN);
	return jwk_read_members(jwk, arena, key_r, why_r);
}

json_t *
approval_jwk_make(const struct approval_key *key, struct arena *arena)
{
	struct slice x = crypt_base64url_encode(
	    slice_make((const char *)key->public, CRYPT_KEY_LEN), arena);

	if (x.ptr == NULL)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:s, s:s*, s:s*}", "kty", "OKP",
	    "crv", "Ed25519", "kid", key->kid, "x", x.ptr, "sub", key->sub,
	    "revoked", key->revoked);
}

static enum status
jwk_take(const json_t *jwk, const char *path, struct arena *arena,
    struct approval_key *key_r, struct err *err_r)
{
	const char *why;

	switch (approval_jwk_parse(jwk, arena, key_r, &why)) {
	case JWK_KEY:
		return STATUS_OK;
	case JWK_NOMEM:
		return err_nomem(err_r);
	case JWK_OTHER:
		why = "not an Ed25519 key (kty OKP, crv Ed25519)";
		break;
	case JWK_WRONG:
		break;
	}
	return err_set(err_r, STATUS_DATA, "%s: %s", path, why);
}

enum status
approval_jwk_read_text(struct slice text, const char *path, struct arena *arena,
    struct approval_key *key_r, struct err *err_r)
{
	json_error_t error;
	enum status status;
	json_t *jwk = approval_json_read(text, &error);

	if (jwk == NULL)
		status = err_set(err_r, STATUS_DATA, "%s:%d:%d: %s", path,
		    error.line, error.column, error.text);
	else
		status = jwk_take(jwk, path, arena, key_r, err_r);
	json_decref(jwk);
	return status;
}

enum status
approval_jwk_read(const char *path, struct arena *arena,
    struct approval_key *key_r, struct err *err_r)
{
	enum status status;
	struct buf buf;

	buf_init(&buf, APPROVAL_FILE_MAX);
	status = approval_file_read_any(path, &buf, err_r);
	if (status == STATUS_CONFIG && err_r != NULL)
		err_r->status = STATUS_DATA;
	if (status == STATUS_CONFIG)
		status = STATUS_DATA;
	if (status == STATUS_OK)
		status = approval_jwk_read_text(
		    buf_slice(&buf), path, arena, key_r, err_r);
	buf_free_wiped(&buf); /* it may have been a private one */
	return status;
}
