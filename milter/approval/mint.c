/*
 * mint.c - a token made: header and claims as compact JSON, signed.
 *
 * What is minted is what token.c takes; a value that it would refuse is
 * refused here, where a person can still do something about it.
 */
#include "approval/token.h"

#include <assert.h>

#include "approval/json.h"
#include "base/utf8.h"

#define MINT_JTI_LEN 16 /* random bytes */

/* A claim that must be there is text of 1 to max bytes. */
static enum status
mint_check_text(
    const char *what, const char *value, size_t max, struct err *err_r)
{
	struct slice text = slice_cstr(value);

	if (text.len == 0 || text.len > max)
		return err_set(err_r, STATUS_DATA,
		    "%s: must have 1 to %zu bytes", what, max);
	if (approval_has_control(text) || !utf8_valid(text))
		return err_set(err_r, STATUS_DATA,
		    "%s: must be UTF-8 without control characters", what);
	return STATUS_OK;
}

static enum status
mint_check(const struct approval_mint *mint, struct err *err_r)
{
	enum status status;
	int64_t exp;

	assert(slice_cstr(mint->digest).len == 2 * CRYPT_SHA256_LEN);
	status = mint_check_text("kid", mint->kid, APPROVAL_KID_MAX, err_r);
	if (status == STATUS_OK)
		status = mint_check_text(
		    "issuer", mint->iss, APPROVAL_CLAIM_MAX, err_r);
	if (status == STATUS_OK)
		status = mint_check_text(
		    "approver", mint->sub, APPROVAL_CLAIM_MAX, err_r);
	if (status == STATUS_OK && mint->agent != NULL)
		status = mint_check_text(
		    "agent", mint->agent, APPROVAL_CLAIM_MAX, err_r);
	if (status != STATUS_OK)
		return status;
	if (slice_index(slice_cstr(mint->sub), ' ') != SLICE_NONE)
		return err_set(
		    err_r, STATUS_DATA, "approver: must have no white space");
	if (mint->ttl <= 0 ||
	    __builtin_add_overflow(mint->now, mint->ttl, &exp))
		return err_set(err_r, STATUS_DATA,
		    "life: must be a positive number of seconds");
	return STATUS_OK;
}

/* One JSON object as a segment; json is taken over. */
static enum status
mint_segment(json_t *json, struct arena *arena, struct slice *segment_r)
{
	enum status status = STATUS_NOMEM;
	struct buf buf;

	buf_init(&buf, APPROVAL_TOKEN_MAX);
	if (json != NULL && approval_json_write(json, 0, &buf)) {
		*segment_r = crypt_base64url_encode(buf_slice(&buf), arena);
		if (segment_r->ptr != NULL)
			status = STATUS_OK;
	}
	buf_free(&buf);
	json_decref(json);
	return status;
}

static enum status
mint_claims(const struct approval_mint *mint, struct arena *arena,
    struct slice *segment_r, struct err *err_r)
{
	unsigned char random[MINT_JTI_LEN];
	struct slice jti;

	if (crypt_random(random, sizeof(random)) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "no random bytes");
	jti = crypt_base64url_encode(
	    slice_make((const char *)random, sizeof(random)), arena);
	if (jti.ptr == NULL ||
	    mint_segment(json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s*}",
			     "iss", mint->iss, "sub", mint->sub, "jti", jti.ptr,
			     "iat", (json_int_t)mint->now, "exp",
			     (json_int_t)(mint->now + mint->ttl), "digest",
			     mint->digest, "agent", mint->agent),
		arena, segment_r) != STATUS_OK)
		return err_nomem(err_r);
	return STATUS_OK;
}

static enum status
mint_sign(const struct approval_mint *mint, struct slice text,
    struct arena *arena, struct slice *token_r, struct err *err_r)
{
	unsigned char signature[CRYPT_SIGNATURE_LEN];
	struct slice segment;
	char *token;

	if (crypt_signer_sign(mint->signer, text, signature) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "the key signs nothing");
	segment = crypt_base64url_encode(
	    slice_make((const char *)signature, sizeof(signature)), arena);
	if (segment.ptr == NULL)
		return err_nomem(err_r);
	token = arena_printf(arena, "%s.%s", text.ptr, segment.ptr);
	if (token == NULL)
		return err_nomem(err_r);
	*token_r = slice_make(token, text.len + 1 + segment.len);
	return STATUS_OK;
}

enum status
approval_token_mint(const struct approval_mint *mint, struct arena *arena,
    struct slice *token_r, struct err *err_r)
{
	enum status status = mint_check(mint, err_r);
	struct slice header, claims;
	char *text;

	*token_r = SLICE_EMPTY;
	if (status != STATUS_OK)
		return status;
	status = mint_segment(json_pack("{s:s, s:s, s:s}", "alg", "EdDSA",
				  "typ", APPROVAL_TYP, "kid", mint->kid),
	    arena, &header);
	if (status != STATUS_OK)
		return err_nomem(err_r);
	status = mint_claims(mint, arena, &claims, err_r);
	if (status != STATUS_OK)
		return status;
	text = arena_printf(arena, "%s.%s", header.ptr, claims.ptr);
	if (text == NULL)
		return err_nomem(err_r);
	return mint_sign(mint, slice_cstr(text), arena, token_r, err_r);
}
