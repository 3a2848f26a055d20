/*
 * token.c - a token taken apart and checked: syntax, key, signature, time,
 * and what it is for, in this order; the first that fails is the result.
 *
 * A token is malformed unless it is exactly what the contract says: three
 * segments of strict base64url, JSON to the letter, alg and typ as fixed, no
 * crit or b64 (RFC 7515 section 4.1.11, RFC 7797), claims of their types.
 * Header members that bring a key along (jwk, x5c, jku) are never looked at.
 */
#include "approval/token.h"

#include "approval/glob.h"
#include "approval/json.h"

#define TOKEN_SEGMENTS 3
#define TOKEN_DIGEST_LEN (2 * CRYPT_SHA256_LEN)

/* A token on its way through the checks. */
struct token {
	struct arena *arena;
	const struct approval_check *check;
	struct slice signed_part;              /* "header.claims" */
	struct slice segments[TOKEN_SEGMENTS]; /* base64url */
	struct slice decoded[TOKEN_SEGMENTS];
	const struct approval_key *key;
	bool nomem;
};

/* Cuts at the dots, of which there must be two. */
static bool
token_split(struct token *token, struct slice text)
{
	struct slice rest = text, segment;
	size_t n = 0;

	while (slice_cut(&rest, '.', &segment)) {
		if (n == TOKEN_SEGMENTS || segment.len == 0)
			return false;
		token->segments[n++] = segment;
	}
	if (n != TOKEN_SEGMENTS)
		return false;
	token->signed_part =
	    slice_sub(text, 0, text.len - token->segments[2].len - 1);
	return true;
}

static bool
token_decode(struct token *token)
{
	size_t n;

	for (n = 0; n < TOKEN_SEGMENTS; n++) {
		if (crypt_base64url_decode(
			token->segments[n], token->arena, &token->decoded[n]))
			continue;
		token->nomem = arena_failed(token->arena);
		return false;
	}
	return token->decoded[2].len == CRYPT_SIGNATURE_LEN;
}

/* A member that must be text of 1 to max bytes without control characters. */
static bool
token_text(struct token *token, const json_t *object, const char *name,
    size_t max, struct slice *text_r)
{
	struct slice text;

	*text_r = SLICE_EMPTY;
	if (!approval_json_text(object, name, &text) || text.len == 0 ||
	    text.len > max || approval_has_control(text))
		return false;
	text = arena_copy(token->arena, text);
	token->nomem = token->nomem || text.ptr == NULL;
	if (text.ptr == NULL)
		return false;
	*text_r = text;
	return true;
}

static bool
token_integer(const json_t *object, const char *name, int64_t *value_r)
{
	const json_t *member = json_object_get(object, name);

	*value_r = 0;
	if (!json_is_integer(member))
		return false;
	*value_r = json_integer_value(member);
	return true;
}

static bool
token_read_header(struct token *token, struct approval_claims *claims)
{
	json_error_t error;
	json_t *header = approval_json_read(token->decoded[0], &error);
	struct slice alg, typ;
	bool ok;

	ok = header != NULL && approval_json_text(header, "alg", &alg) &&
	    slice_equal(alg, SLICE("EdDSA")) &&
	    approval_json_text(header, "typ", &typ) &&
	    slice_equal(typ, SLICE(APPROVAL_TYP)) &&
	    json_object_get(header, "crit") == NULL &&
	    json_object_get(header, "b64") == NULL &&
	    token_text(token, header, "kid", APPROVAL_KID_MAX, &claims->kid);
	json_decref(header);
	return ok;
}

static bool
token_has_space(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (ascii_space(text.ptr[i]))
			return true;
	return false;
}

static bool
token_is_digest(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!ascii_digit(text.ptr[i]) &&
		    (text.ptr[i] < 'a' || text.ptr[i] > 'f'))
			return false;
	return text.len == TOKEN_DIGEST_LEN;
}

static bool
token_read_claims(struct token *token, struct approval_claims *claims)
{
	json_error_t error;
	json_t *body = approval_json_read(token->decoded[1], &error);
	bool ok;

	ok = body != NULL &&
	    token_text(token, body, "iss", APPROVAL_CLAIM_MAX, &claims->iss) &&
	    token_text(token, body, "sub", APPROVAL_CLAIM_MAX, &claims->sub) &&
	    !token_has_space(claims->sub) &&
	    token_text(token, body, "jti", APPROVAL_JTI_MAX, &claims->jti) &&
	    token_integer(body, "iat", &claims->iat) &&
	    token_integer(body, "exp", &claims->exp) &&
	    token_text(
		token, body, "digest", TOKEN_DIGEST_LEN, &claims->digest) &&
	    token_is_digest(claims->digest) &&
	    (json_object_get(body, "agent") == NULL ||
		token_text(
		    token, body, "agent", APPROVAL_CLAIM_MAX, &claims->agent));
	json_decref(body);
	return ok;
}

static enum approval_result
token_check_key(struct token *token, const struct approval_claims *claims)
{
	token->key = approval_keys_find(token->check->keys, claims->kid);
	if (token->key == NULL)
		return APPROVAL_KEY_UNKNOWN;
	if (token->key->revoked != NULL)
		return APPROVAL_KEY_REVOKED;
	if (!crypt_ed25519_verify(token->key->public, token->signed_part,
		(const unsigned char *)token->decoded[2].ptr))
		return APPROVAL_SIGNATURE;
	return APPROVAL_VALID;
}

static enum approval_result
token_check_time(
    const struct approval_check *check, const struct approval_claims *claims)
{
	int64_t life;

	if (claims->exp <= check->now)
		return APPROVAL_EXPIRED;
	if (claims->iat > check->now + APPROVAL_SKEW_SECONDS)
		return APPROVAL_NOT_YET;
	if (claims->exp <= claims->iat)
		return APPROVAL_MALFORMED;
	if (__builtin_sub_overflow(claims->exp, claims->iat, &life) ||
	    life > check->max_ttl)
		return APPROVAL_TOO_LONG;
	return APPROVAL_VALID;
}

/* An address may be written as a URI (RFC 6068); it is the same approver. */
static struct slice
token_person(struct slice name)
{
	struct slice scheme = SLICE("mailto:");

	name = slice_trim(name);
	return slice_starts_nocase(name, scheme) ?
	    slice_from(name, scheme.len) :
	    name;
}

static bool
token_is_self(const struct approval_check *check, struct slice sub)
{
	size_t i;

	if (slice_equal_nocase(sub, token_person(check->agent)))
		return true;
	for (i = 0; i < check->nselves; i++)
		if (slice_equal_nocase(sub, token_person(check->selves[i])))
			return true;
	return false;
}

static enum approval_result
token_check_use(const struct token *token, const struct approval_claims *claims)
{
	const struct approval_check *check = token->check;
	struct slice sub = token_person(claims->sub);

	if (!check->plain)
		return APPROVAL_AMBIGUOUS;
	if (!slice_equal(claims->digest, slice_cstr(check->digest)))
		return APPROVAL_DIGEST;
	if (claims->agent.len > 0 && !slice_equal(claims->agent, check->agent))
		return APPROVAL_AGENT;
	if (token_is_self(check, sub))
		return APPROVAL_SELF;
	if (token->key->sub != NULL &&
	    !approval_glob_match(
		token_person(slice_cstr(token->key->sub)), sub))
		return APPROVAL_APPROVER;
	return APPROVAL_VALID;
}

enum status
approval_token_verify(struct slice text, const struct approval_check *check,
    struct arena *arena, struct approval_claims *claims_r,
    enum approval_result *result_r)
{
	struct token token = { .arena = arena, .check = check };

	*claims_r = (struct approval_claims){ SLICE_EMPTY, SLICE_EMPTY,
		SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, 0, 0 };
	*result_r = APPROVAL_NONE;
	if (text.len == 0)
		return STATUS_OK;
	*result_r = APPROVAL_MALFORMED;
	if (text.len > APPROVAL_TOKEN_MAX || !token_split(&token, text) ||
	    !token_decode(&token) || !token_read_header(&token, claims_r) ||
	    !token_read_claims(&token, claims_r))
		return token.nomem ? STATUS_NOMEM : STATUS_OK;
	*result_r = token_check_key(&token, claims_r);
	if (*result_r == APPROVAL_VALID)
		*result_r = token_check_time(check, claims_r);
	if (*result_r == APPROVAL_VALID)
		*result_r = token_check_use(&token, claims_r);
	return STATUS_OK;
}
