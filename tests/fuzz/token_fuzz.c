/*
 * token_fuzz.c - hostile tokens, key sets and globs.
 *
 * The first byte says what the rest is: a token as it stands, a header value,
 * two JSON texts that are signed properly (so that the fuzzer gets behind the
 * signature), a key set, or a glob and a name.  A token that is taken must be
 * exactly what the contract asks for.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "approval/glob.h"
#include "approval/jwks.h"
#include "approval/token.h"

#define NOW INT64_C(1793620000)
#define MAX_TTL INT64_C(604800)
#define DIGEST \
	"93a4482a955c79edf8a7cfcb7933035bc0d11cc9c4b09cc5e1521da281456abb"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Made once: a key under the kid "k". */
static struct crypt_signer *signer;
static struct approval_keys *keys;

static void
make_keys(void)
{
	struct approval_key *key;

	if (keys != NULL)
		return;
	assert(crypt_signer_generate(&signer, NULL) == STATUS_OK);
	keys = approval_keys_new();
	assert(keys != NULL);
	key = arena_calloc(approval_keys_arena(keys), 1, sizeof(*key));
	assert(key != NULL);
	key->kid = "k";
	assert(crypt_signer_public(signer, key->public) == STATUS_OK);
	assert(approval_keys_fill(keys, key, 1));
}

static enum approval_result
verify(struct slice token, struct arena *arena, struct approval_claims *claims)
{
	const struct approval_check check = { .keys = keys,
		.digest = DIGEST,
		.plain = true,
		.agent = SLICE("cowork"),
		.now = NOW,
		.max_ttl = MAX_TTL };
	enum approval_result result, again;

	assert(approval_token_verify(token, &check, arena, claims, &result) ==
	    STATUS_OK);
	assert(approval_token_verify(token, &check, arena, claims, &again) ==
	    STATUS_OK);
	assert(result == again);
	return result;
}

/* What a valid token must say. */
static void
check_claims(const struct approval_claims *claims)
{
	assert(slice_equal(claims->kid, SLICE("k")));
	assert(slice_equal(claims->digest, SLICE(DIGEST)));
	assert(claims->exp > NOW && claims->iat <= NOW + 60);
	assert(claims->exp - claims->iat <= MAX_TTL);
	assert(claims->iss.len > 0 && claims->iss.len <= APPROVAL_CLAIM_MAX);
	assert(claims->sub.len > 0 && claims->sub.len <= APPROVAL_CLAIM_MAX);
	assert(claims->jti.len > 0 && claims->jti.len <= APPROVAL_JTI_MAX);
	assert(claims->agent.len == 0 ||
	    slice_equal(claims->agent, SLICE("cowork")));
	assert(!slice_equal_nocase(claims->sub, SLICE("cowork")));
}

/* Signs the two texts around the first NUL. */
static void
try_signed(struct slice in, struct arena *arena)
{
	unsigned char signature[CRYPT_SIGNATURE_LEN];
	struct approval_claims claims;
	struct slice header;
	char *text;

	if (!slice_cut(&in, '\0', &header) || in.ptr == NULL)
		return;
	text = arena_printf(arena, "%s.%s",
	    crypt_base64url_encode(header, arena).ptr,
	    crypt_base64url_encode(in, arena).ptr);
	assert(text != NULL);
	assert(crypt_signer_sign(signer, slice_cstr(text), signature) ==
	    STATUS_OK);
	text = arena_printf(arena, "%s.%s", text,
	    crypt_base64url_encode(
		slice_make((char *)signature, sizeof(signature)), arena)
		.ptr);
	assert(text != NULL);
	if (verify(slice_cstr(text), arena, &claims) == APPROVAL_VALID)
		check_claims(&claims);
}

/* A set that is taken has each key once, with a kid. */
static void
try_set(struct slice in)
{
	struct approval_keys *set;
	json_error_t error;
	json_t *root = approval_json_read(in, &error);
	struct diag_list diags;
	struct err err = ERR_INIT;
	size_t i;

	if (root == NULL)
		return;
	diag_init(&diags);
	if (approval_jwks_parse(root, in, "set", &diags, &set, &err) ==
	    STATUS_OK) {
		for (i = 0; i < approval_keys_count(set); i++) {
			const struct approval_key *key =
			    approval_keys_item(set, i);

			assert(approval_keys_find(set, slice_cstr(key->kid)) ==
			    key);
			assert(
			    approval_keys_find_public(set, key->public) == key);
		}
		assert(diags.errors == 0);
		approval_keys_unref(set);
	} else {
		assert(diags.errors > 0);
	}
	diag_free(&diags);
	json_decref(root);
}

static void
try_glob(struct slice in)
{
	struct slice glob;

	if (!slice_cut(&in, '\0', &glob) || in.ptr == NULL ||
	    glob.len > APPROVAL_CLAIM_MAX || in.len > APPROVAL_CLAIM_MAX)
		return;
	(void)approval_glob_match(glob, in);
	assert(approval_glob_match(SLICE("*"), in));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data + 1, size - 1 }, token;
	struct approval_claims claims;
	enum approval_result result;
	struct arena *arena;

	if (size < 1)
		return 0;
	make_keys();
	arena = arena_new((size_t)16 << 20);
	assert(arena != NULL);
	switch (data[0] % 5) {
	case 0:
		result = verify(in, arena, &claims);
		assert(result != APPROVAL_VALID);
		break;
	case 1:
		if (approval_token_extract(in, arena, &token) == STATUS_OK)
			(void)verify(token, arena, &claims);
		break;
	case 2:
		try_signed(in, arena);
		break;
	case 3:
		try_set(in);
		break;
	default:
		try_glob(in);
		break;
	}
	arena_free(arena);
	return 0;
}
