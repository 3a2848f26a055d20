/*
 * token_test.c - approval tokens minted, taken, and refused in every way that
 * the contract names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "approval/token.h"
#include "base/mem.h"
#include "folder.h"

#define NOW INT64_C(1793620000)
#define DIGEST \
	"93a4482a955c79edf8a7cfcb7933035bc0d11cc9c4b09cc5e1521da281456abb"
#define OTHER "03a4482a955c79edf8a7cfcb7933035bc0d11cc9c4b09cc5e1521da281456abb"
#define HEADER \
	"{\"alg\":\"EdDSA\",\"typ\":\"sendgate-approval+jwt\",\"kid\":\"ana\"}"
#define TIMES "\"iat\":1793620000,\"exp\":1793620600"
#define WHO "\"iss\":\"crm\",\"sub\":\"ana@corp.example\",\"jti\":\"j1\""
#define CLAIMS "{" WHO "," TIMES ",\"digest\":\"" DIGEST "\"}"

static char folder[] = "/tmp/sendgate-token-XXXXXX";
static struct crypt_signer *signer, *bound_signer;
static struct approval_keys *keys;
static const struct slice selves[] = { { "cowork@corp.example", 19 },
	{ "robot", 5 } };
static struct approval_check check;

/* A token of these texts, signed by ana's key, or bound's where it is named. */
static struct slice
craft(struct arena *arena, struct slice header, struct slice claims)
{
	bool bound = slice_find(header, SLICE("bound")) != SLICE_NONE;
	unsigned char signature[CRYPT_SIGNATURE_LEN];
	char *text = arena_printf(arena, "%s.%s",
	    crypt_base64url_encode(header, arena).ptr,
	    crypt_base64url_encode(claims, arena).ptr);

	assert_int_equal(crypt_signer_sign(bound ? bound_signer : signer,
			     slice_cstr(text), signature),
	    STATUS_OK);
	return slice_cstr(arena_printf(arena, "%s.%s", text,
	    crypt_base64url_encode(
		slice_make((char *)signature, sizeof(signature)), arena)
		.ptr));
}

static enum approval_result
verify(struct slice token, struct arena *arena)
{
	enum approval_result result = APPROVAL_USED;
	struct approval_claims claims;

	assert_int_equal(
	    approval_token_verify(token, &check, arena, &claims, &result),
	    STATUS_OK);
	return result;
}

static enum approval_result
verify_texts(struct slice header, struct slice claims)
{
	struct arena *arena = arena_new(1 << 20);
	enum approval_result result =
	    verify(craft(arena, header, claims), arena);

	arena_free(arena);
	return result;
}

static void
test_valid(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct approval_claims claims;
	enum approval_result result;

	(void)state;
	assert_int_equal(
	    approval_token_verify(craft(arena, SLICE(HEADER), SLICE(CLAIMS)),
		&check, arena, &claims, &result),
	    STATUS_OK);
	assert_int_equal(result, APPROVAL_VALID);
	assert_true(slice_equal(claims.kid, SLICE("ana")));
	assert_true(slice_equal(claims.iss, SLICE("crm")));
	assert_true(slice_equal(claims.sub, SLICE("ana@corp.example")));
	assert_true(slice_equal(claims.jti, SLICE("j1")));
	assert_true(slice_equal(claims.digest, SLICE(DIGEST)));
	assert_int_equal(claims.agent.len, 0);
	assert_int_equal(claims.iat, NOW);
	assert_int_equal(claims.exp, NOW + 600);
	assert_int_equal(verify(SLICE_EMPTY, arena), APPROVAL_NONE);
	arena_free(arena);
}

struct row {
	const char *header;
	const char *claims;
	enum approval_result result;
};

#define HEAD(rest) \
	"{\"alg\":\"EdDSA\",\"typ\":\"sendgate-approval+jwt\"" rest "}"
#define KID(kid) HEAD(",\"kid\":\"" kid "\"")
#define BODY(who, times, rest) \
	"{" who "," times ",\"digest\":\"" DIGEST "\"" rest "}"
#define SUB(sub) "\"iss\":\"crm\",\"sub\":\"" sub "\",\"jti\":\"j1\""

static const struct row header_rows[] = {
	/* what a stranger's library may add or do otherwise */
	{ " { \"kid\" : \"ana\", \"typ\":\"sendgate-approval+jwt\",\n"
	  "\"alg\":\"EdDSA\", \"cty\":\"x\" } ",
	    CLAIMS, APPROVAL_VALID },
	{ "{\"alg\":\"EdDS\\u0041\",\"typ\":\"sendgate-approval+jwt\","
	  "\"kid\":\"ana\"}",
	    CLAIMS, APPROVAL_VALID },
	{ "{\"alg\":\"none\",\"typ\":\"sendgate-approval+jwt\","
	  "\"kid\":\"ana\"}",
	    CLAIMS, APPROVAL_MALFORMED },
	{ "{\"alg\":\"HS256\",\"typ\":\"sendgate-approval+jwt\","
	  "\"kid\":\"ana\"}",
	    CLAIMS, APPROVAL_MALFORMED },
	{ "{\"alg\":\"eddsa\",\"typ\":\"sendgate-approval+jwt\","
	  "\"kid\":\"ana\"}",
	    CLAIMS, APPROVAL_MALFORMED },
	{ "{\"alg\":[\"EdDSA\"],\"typ\":\"sendgate-approval+jwt\","
	  "\"kid\":\"ana\"}",
	    CLAIMS, APPROVAL_MALFORMED },
	{ "{\"typ\":\"sendgate-approval+jwt\",\"kid\":\"ana\"}", CLAIMS,
	    APPROVAL_MALFORMED },
	{ "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"ana\"}", CLAIMS,
	    APPROVAL_MALFORMED },
	{ "{\"alg\":\"EdDSA\",\"kid\":\"ana\"}", CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(""), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":null"), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"\""), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":7"), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"ana\\u0000\""), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"ana\",\"kid\":\"ana\""), CLAIMS,
	    APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"ana\",\"crit\":[]"), CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"ana\",\"crit\":[\"exp\"]"), CLAIMS,
	    APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"ana\",\"b64\":true"), CLAIMS, APPROVAL_MALFORMED },
	{ "[" HEADER "]", CLAIMS, APPROVAL_MALFORMED },
	{ HEADER "{}", CLAIMS, APPROVAL_MALFORMED },
	{ HEADER "x", CLAIMS, APPROVAL_MALFORMED },
	{ "\xef\xbb\xbf" HEADER, CLAIMS, APPROVAL_MALFORMED },
	{ HEAD(",\"kid\":\"\xff\""), CLAIMS, APPROVAL_MALFORMED },
	/* a key that comes along is never asked */
	{ HEAD(",\"kid\":\"e\",\"jwk\":{\"kty\":\"OKP\"}"), CLAIMS,
	    APPROVAL_KEY_UNKNOWN },
	{ KID("nobody"), CLAIMS, APPROVAL_KEY_UNKNOWN },
	{ KID("ANA"), CLAIMS, APPROVAL_KEY_UNKNOWN },
	{ KID("gone"), CLAIMS, APPROVAL_KEY_REVOKED },
	{ KID("else"), CLAIMS, APPROVAL_SIGNATURE },
};

static const struct row claim_rows[] = {
	{ HEADER, BODY(WHO, TIMES, ",\"x\":[1.5,null]"), APPROVAL_VALID },
	{ HEADER, BODY(WHO, TIMES, ",\"x\":\"\\u0000\""), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":\"cowork\""), APPROVAL_VALID },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":\"other\""), APPROVAL_AGENT },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":\"Cowork\""), APPROVAL_AGENT },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":null"), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":\"\""), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, TIMES, ",\"agent\":[\"cowork\"]"),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, TIMES, ",\"jti\":\"j2\""), APPROVAL_MALFORMED },
	{ HEADER, BODY("\"sub\":\"a\",\"jti\":\"j\"", TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY("\"iss\":\"a\",\"jti\":\"j\"", TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY("\"iss\":\"a\",\"sub\":\"s\"", TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY("\"iss\":\"a\",\"sub\":\"s\",\"jti\":\"\"", TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY("\"iss\":1,\"sub\":\"s\",\"jti\":\"j\"", TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(SUB(""), TIMES, ""), APPROVAL_MALFORMED },
	{ HEADER, BODY(SUB(" cowork@corp.example"), TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(SUB("cowork@corp.example\\t"), TIMES, ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(SUB("a\\u007fb"), TIMES, ""), APPROVAL_MALFORMED },
	{ HEADER, BODY(SUB("a\\u0000b"), TIMES, ""), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":1793620000", ""), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"exp\":1793620600", ""), APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":\"1793620600\"", ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":1793620600.0", ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":1.7936206e9", ""),
	    APPROVAL_MALFORMED },
	{ HEADER,
	    BODY(WHO, "\"iat\":1793620000,\"exp\":99999999999999999999", ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":true,\"exp\":1793620600", ""),
	    APPROVAL_MALFORMED },
	{ HEADER, "{" WHO "," TIMES "}", APPROVAL_MALFORMED },
	{ HEADER, "{" WHO "," TIMES ",\"digest\":[\"" DIGEST "\"]}",
	    APPROVAL_MALFORMED },
	{ HEADER,
	    "{" WHO "," TIMES ",\"digest\":\"93A4482A955C79EDF8A7CFCB793"
	    "3035BC0D11CC9C4B09CC5E1521DA281456ABB\"}",
	    APPROVAL_MALFORMED },
	{ HEADER, "{" WHO "," TIMES ",\"digest\":\"93a4\"}",
	    APPROVAL_MALFORMED },
	{ HEADER, "{" WHO "," TIMES ",\"digest\":\"" DIGEST "0\"}",
	    APPROVAL_MALFORMED },
	{ HEADER, "{" WHO "," TIMES ",\"digest\":\"" OTHER "\"}",
	    APPROVAL_DIGEST },
	{ HEADER, "", APPROVAL_MALFORMED },
	{ HEADER, "\"text\"", APPROVAL_MALFORMED },
	{ HEADER, CLAIMS "\n}", APPROVAL_MALFORMED },
};

static const struct row time_rows[] = {
	{ HEADER, BODY(WHO, "\"iat\":1793619000,\"exp\":1793620000", ""),
	    APPROVAL_EXPIRED },
	{ HEADER, BODY(WHO, "\"iat\":1793619000,\"exp\":1793620001", ""),
	    APPROVAL_VALID },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":1793619995", ""),
	    APPROVAL_EXPIRED },
	{ HEADER, BODY(WHO, "\"iat\":1793620060,\"exp\":1793620600", ""),
	    APPROVAL_VALID },
	{ HEADER, BODY(WHO, "\"iat\":1793620061,\"exp\":1793620600", ""),
	    APPROVAL_NOT_YET },
	{ HEADER, BODY(WHO, "\"iat\":1793620050,\"exp\":1793620050", ""),
	    APPROVAL_MALFORMED },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":1793623600", ""),
	    APPROVAL_VALID },
	{ HEADER, BODY(WHO, "\"iat\":1793620000,\"exp\":1793623601", ""),
	    APPROVAL_TOO_LONG },
	{ HEADER, BODY(WHO, "\"iat\":1793610000,\"exp\":1793620600", ""),
	    APPROVAL_TOO_LONG },
	{ HEADER,
	    BODY(WHO,
		"\"iat\":-9223372036854775808,"
		"\"exp\":9223372036854775807",
		""),
	    APPROVAL_TOO_LONG },
	{ HEADER,
	    BODY(WHO,
		"\"iat\":9223372036854775807,"
		"\"exp\":9223372036854775807",
		""),
	    APPROVAL_NOT_YET },
	{ HEADER, BODY(WHO, "\"iat\":0,\"exp\":-9223372036854775808", ""),
	    APPROVAL_EXPIRED },
};

static const struct row approver_rows[] = {
	{ HEADER, BODY(SUB("cowork@corp.example"), TIMES, ""), APPROVAL_SELF },
	{ HEADER, BODY(SUB("CoWork@Corp.Example"), TIMES, ""), APPROVAL_SELF },
	{ HEADER, BODY(SUB("mailto:cowork@corp.example"), TIMES, ""),
	    APPROVAL_SELF },
	{ HEADER, BODY(SUB("MAILTO:Robot"), TIMES, ""), APPROVAL_SELF },
	{ HEADER, BODY(SUB("cowork"), TIMES, ""), APPROVAL_SELF },
	{ HEADER, BODY(SUB("cowork2@corp.example"), TIMES, ""),
	    APPROVAL_VALID },
	{ KID("bound"), BODY(SUB("bo@sales.example"), TIMES, ""),
	    APPROVAL_VALID },
	{ KID("bound"), BODY(SUB("mailto:Bo@Sales.Example"), TIMES, ""),
	    APPROVAL_VALID },
	{ KID("bound"), CLAIMS, APPROVAL_APPROVER },
};

static void
run_rows(const struct row *rows, size_t count)
{
	enum approval_result result;
	size_t i;

	for (i = 0; i < count; i++) {
		result = verify_texts(
		    slice_cstr(rows[i].header), slice_cstr(rows[i].claims));
		if (result != rows[i].result)
			fail_msg("%s %s: %s", rows[i].header, rows[i].claims,
			    approval_result_name(result));
	}
}

#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof(*(rows)))

static void
test_headers(void **state)
{
	(void)state;
	RUN(header_rows);
}

static void
test_claims(void **state)
{
	(void)state;
	RUN(claim_rows);
	assert_int_equal(verify_texts(SLICE(HEADER "\0"), SLICE(CLAIMS)),
	    APPROVAL_MALFORMED);
	assert_int_equal(verify_texts(SLICE(HEADER), SLICE(CLAIMS "\0{}")),
	    APPROVAL_MALFORMED);
}

static void
test_times(void **state)
{
	(void)state;
	RUN(time_rows);
}

static void
test_approvers(void **state)
{
	(void)state;
	RUN(approver_rows);
}

/* The first check that fails decides, in the contract's order. */
static void
test_order(void **state)
{
	static const struct row rows[] = {
		{ KID("gone"), BODY(SUB("cowork"), "\"iat\":1,\"exp\":2", ""),
		    APPROVAL_KEY_REVOKED },
		{ KID("else"), BODY(SUB("cowork"), "\"iat\":1,\"exp\":2", ""),
		    APPROVAL_SIGNATURE },
		{ KID("ana"), BODY(SUB("cowork"), "\"iat\":1,\"exp\":2", ""),
		    APPROVAL_EXPIRED },
		{ KID("ana"), BODY(SUB("cowork"), TIMES, ",\"agent\":\"x\""),
		    APPROVAL_AGENT },
	};
	struct approval_check plain = check;

	(void)state;
	RUN(rows);
	check.plain = false;
	check.digest = OTHER;
	assert_int_equal(
	    verify_texts(SLICE(HEADER), SLICE(CLAIMS)), APPROVAL_AMBIGUOUS);
	check.plain = true;
	assert_int_equal(
	    verify_texts(SLICE(HEADER), SLICE(CLAIMS)), APPROVAL_DIGEST);
	check = plain;
}

static void
test_syntax(void **state)
{
	static const char *const rows[] = {
		".",
		"..",
		"...",
		"a",
		"a.b",
		"a.b.c",
		"a.b.c.d",
		"%s.x",
		"%s.",
		".%s",
		"%s=",
		"%s\n",
		" %s",
		"%sA",
		"x%s",
	};
	struct arena *arena = arena_new(1 << 22);
	struct slice token = craft(arena, SLICE(HEADER), SLICE(CLAIMS)), cut;
	const char *place;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		place = strstr(rows[i], "%s");
		cut = place == NULL ?
		    slice_cstr(rows[i]) :
		    slice_cstr(arena_printf(arena, "%.*s%s%s",
			(int)(place - rows[i]), rows[i], token.ptr, place + 2));
		if (verify(cut, arena) != APPROVAL_MALFORMED)
			fail_msg("%s", rows[i]);
	}
	/* no signature, half of one, and one of another text */
	i = slice_rindex(token, '.');
	assert_int_equal(
	    verify(slice_sub(token, 0, i), arena), APPROVAL_MALFORMED);
	assert_int_equal(
	    verify(slice_sub(token, 0, i + 1), arena), APPROVAL_MALFORMED);
	assert_int_equal(
	    verify(slice_sub(token, 0, i + 44), arena), APPROVAL_MALFORMED);
	cut = craft(arena, SLICE(HEADER), SLICE("{}"));
	assert_int_equal(
	    verify(slice_cstr(arena_printf(arena, "%.*s%s", (int)i, token.ptr,
		       cut.ptr + slice_rindex(cut, '.'))),
		arena),
	    APPROVAL_SIGNATURE);
	assert_int_equal(verify(SLICE("a.\0.c"), arena), APPROVAL_MALFORMED);
	arena_free(arena);
}

/* No single byte of a token can be changed, cut or doubled. */
static void
test_every_byte_counts(void **state)
{
	static const char others[] = "ABQRghw0-_.=+ \n\x80";
	struct arena *arena = arena_new(1 << 20), *scratch;
	struct slice token = craft(arena, SLICE(HEADER), SLICE(CLAIMS));
	char *text = arena_cstr(arena, token);
	size_t i, n;

	(void)state;
	scratch = arena_new(1 << 20);
	for (i = 0; i < token.len; i++) {
		for (n = 0; n < sizeof(others); n++) {
			if (others[n] == token.ptr[i])
				continue;
			text[i] = others[n];
			assert_int_not_equal(
			    verify(slice_make(text, token.len), scratch),
			    APPROVAL_VALID);
			arena_reset(scratch);
		}
		text[i] = token.ptr[i];
		if (i > 0)
			assert_int_not_equal(
			    verify(slice_sub(token, 0, i), scratch),
			    APPROVAL_VALID);
		assert_int_not_equal(
		    verify(slice_cstr(arena_printf(
			       scratch, "%.*s%s", (int)i + 1, text, text + i)),
			scratch),
		    APPROVAL_VALID);
		arena_reset(scratch);
	}
	assert_int_equal(
	    verify(slice_make(text, token.len), scratch), APPROVAL_VALID);
	arena_free(scratch);
	arena_free(arena);
}

/* The longest token that is taken, and one that is too long. */
static void
test_ceiling(void **state)
{
	struct arena *arena = arena_new(1 << 22);
	struct slice token = SLICE_EMPTY;
	size_t pad;

	(void)state;
	for (pad = 11700; token.len <= APPROVAL_TOKEN_MAX; pad++) {
		token = craft(arena, SLICE(HEADER),
		    slice_cstr(arena_printf(arena,
			BODY(WHO, TIMES, ",\"x\":\"%0*d\""), (int)pad, 7)));
		assert_int_equal(verify(token, arena),
		    token.len <= APPROVAL_TOKEN_MAX ? APPROVAL_VALID :
						      APPROVAL_MALFORMED);
		arena_reset(arena);
	}
	assert_true(pad > 11702);
	arena_free(arena);
}

/* Hostile sizes are refused before they cost anything. */
static void
test_huge(void **state)
{
	struct arena *arena = arena_new(1 << 22);
	char *big = arena_alloc(arena, 100000), *deep;
	clock_t start = clock();
	size_t i;

	(void)state;
	memset(big, 'a', 100000);
	assert_int_equal(
	    verify(slice_make(big, 100000), arena), APPROVAL_MALFORMED);
	memset(big, '.', 100000);
	assert_int_equal(verify(slice_make(big, APPROVAL_TOKEN_MAX), arena),
	    APPROVAL_MALFORMED);
	deep = arena_alloc(arena, 9000);
	memset(deep, '[', 9000);
	assert_int_equal(
	    verify(craft(arena, slice_make(deep, 9000), SLICE(CLAIMS)), arena),
	    APPROVAL_MALFORMED);
	for (i = 0; i < 9000; i++)
		deep[i] = "{\"a\":"[i % 5];
	assert_int_equal(
	    verify(craft(arena, slice_make(deep, 9000), SLICE(CLAIMS)), arena),
	    APPROVAL_MALFORMED);
	assert_int_equal(verify_texts(SLICE(HEADER),
			     slice_cstr(arena_printf(
				 arena, BODY(SUB("%01001d"), TIMES, ""), 7))),
	    APPROVAL_MALFORMED);
	assert_int_equal(verify_texts(SLICE(HEADER),
			     slice_cstr(arena_printf(
				 arena, BODY(SUB("%01000d"), TIMES, ""), 7))),
	    APPROVAL_VALID);
	assert_int_equal(
	    verify_texts(slice_cstr(arena_printf(arena, KID("%0201d"), 7)),
		SLICE(CLAIMS)),
	    APPROVAL_MALFORMED);
	assert_true((clock() - start) / CLOCKS_PER_SEC < 2);
	arena_free(arena);
}

static struct approval_mint
minting(void)
{
	return (struct approval_mint){ .signer = signer,
		.kid = "ana",
		.iss = "sendgate",
		.sub = "ana@corp.example",
		.digest = DIGEST,
		.now = NOW,
		.ttl = 3600 };
}

static void
test_mint(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct approval_mint mint = minting();
	struct approval_claims a, b;
	enum approval_result result;
	struct err err = ERR_INIT;
	struct slice token;

	(void)state;
	mint.iss = "Gr\xc3\xbc\xc3\x9f \"e\"\\";
	assert_int_equal(
	    approval_token_mint(&mint, arena, &token, &err), STATUS_OK);
	assert_int_equal(strlen(token.ptr), token.len);
	assert_int_equal(
	    approval_token_verify(token, &check, arena, &a, &result),
	    STATUS_OK);
	assert_int_equal(result, APPROVAL_VALID);
	assert_true(slice_equal(a.iss, slice_cstr(mint.iss)));
	assert_int_equal(a.exp - a.iat, 3600);
	mint.agent = "cowork";
	assert_int_equal(
	    approval_token_mint(&mint, arena, &token, &err), STATUS_OK);
	assert_int_equal(
	    approval_token_verify(token, &check, arena, &b, &result),
	    STATUS_OK);
	assert_int_equal(result, APPROVAL_VALID);
	assert_true(slice_equal(b.agent, SLICE("cowork")));
	assert_false(slice_equal(a.jti, b.jti));
	arena_free(arena);
}

static void
test_mint_refuses(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct approval_mint rows[10];
	struct err err = ERR_INIT;
	struct slice token;
	char *big = arena_printf(arena, "%01001d", 7);
	size_t i;

	(void)state;
	for (i = 0; i < 10; i++)
		rows[i] = minting();
	rows[0].kid = "";
	rows[1].kid = NULL;
	rows[2].kid = big;
	rows[3].iss = "";
	rows[4].sub = "Ana Sales";
	rows[5].sub = "a\nb";
	rows[6].sub = "\xff";
	rows[7].agent = big;
	rows[8].ttl = 0;
	rows[9].ttl = INT64_MAX;
	for (i = 0; i < 10; i++) {
		err.text[0] = '\0';
		assert_int_equal(
		    approval_token_mint(&rows[i], arena, &token, &err),
		    STATUS_DATA);
		assert_int_not_equal(err.text[0], '\0');
		assert_int_equal(token.len, 0);
	}
	arena_free(arena);
}

static void
test_no_memory(void **state)
{
	struct approval_mint mint = minting();
	struct err err = ERR_INIT;
	struct approval_claims claims;
	enum approval_result result;
	struct slice token;
	struct arena *arena;
	enum status status = STATUS_NOMEM;
	unsigned long n;
	size_t room;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(1 << 20);
		mem_fault_set(n);
		status = approval_token_mint(&mint, arena, &token, &err);
		if (status != STATUS_OK)
			assert_int_equal(status, STATUS_NOMEM);
		mem_fault_set(0);
		if (status == STATUS_OK)
			break;
		arena_free(arena);
	}
	assert_true(n > 2);
	/* verification under every ceiling: out of memory, or the truth */
	for (room = 16, status = STATUS_NOMEM; status != STATUS_OK;
	     room += 16) {
		struct arena *small = arena_new(room);

		status = approval_token_verify(
		    token, &check, small, &claims, &result);
		if (status == STATUS_OK)
			assert_int_equal(result, APPROVAL_VALID);
		else
			assert_int_equal(status, STATUS_NOMEM);
		arena_free(small);
	}
	arena_free(arena);
}

static void
test_words(void **state)
{
	enum approval_result result, other;

	(void)state;
	for (result = APPROVAL_NONE; result <= APPROVAL_USED; result++) {
		assert_non_null(
		    strstr(approval_result_name(result), "approval-"));
		assert_true(strlen(approval_result_tell(result)) > 10);
		for (other = APPROVAL_NONE; other < result; other++)
			assert_string_not_equal(approval_result_name(result),
			    approval_result_name(other));
	}
	assert_string_equal(
	    approval_result_name(APPROVAL_EXPIRED), "approval-expired");
}

static void *
verify_often(void *arg)
{
	struct arena *arena = arena_new(1 << 16);
	struct approval_claims claims;
	enum approval_result result;
	int i;

	for (i = 0; i < 100; i++) {
		if (approval_token_verify(*(struct slice *)arg, &check, arena,
			&claims, &result) != STATUS_OK ||
		    result != APPROVAL_VALID)
			break;
		arena_reset(arena);
	}
	arena_free(arena);
	return i == 100 ? NULL : arg;
}

static void
test_threads(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	struct slice token = craft(arena, SLICE(HEADER), SLICE(CLAIMS));
	pthread_t threads[4];
	void *failed;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, verify_often, &token), 0);
	for (i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	arena_free(arena);
}

static int
add_key(const char *path, const char *kid, const struct crypt_signer *from,
    const char *sub)
{
	struct approval_key key = { .kid = kid, .sub = sub };
	struct err err = ERR_INIT;

	return crypt_signer_public(from, key.public) != STATUS_OK ||
	    approval_keys_add(path, &key, &err) != STATUS_OK;
}

/* Has the openssl program make a key and sign text with it; all in folder. */
static bool
openssl_signs(const char *text, char signature[CRYPT_SIGNATURE_LEN])
{
	static const char *const make[] = { "openssl", "genpkey", "-algorithm",
		"ed25519", "-out", "s.pem", NULL };
	static const char *const sign[] = { "openssl", "pkeyutl", "-sign",
		"-rawin", "-inkey", "s.pem", "-in", "text", "-out", "sig",
		NULL };
	char path[100];
	FILE *file;
	size_t len;

	(void)snprintf(path, sizeof(path), "%s/text", folder);
	file = fopen(path, "wb");
	if (file == NULL)
		return false;
	len = fwrite(text, 1, strlen(text), file);
	if (fclose(file) != 0 || len != strlen(text) ||
	    !folder_run(folder, make) || !folder_run(folder, sign))
		return false;
	(void)snprintf(path, sizeof(path), "%s/sig", folder);
	file = fopen(path, "rb");
	if (file == NULL)
		return false;
	len = fread(signature, 1, CRYPT_SIGNATURE_LEN, file);
	return fclose(file) == 0 && len == CRYPT_SIGNATURE_LEN;
}

/* A stranger's token: put together by hand, signed by the openssl program. */
static void
test_openssl_signs(void **state)
{
	static const char *const version[] = { "openssl", "version", NULL };
	struct arena *arena = arena_new(1 << 20);
	char pem[100], path[100], signature[CRYPT_SIGNATURE_LEN];
	struct approval_keys *set;
	struct crypt_signer *stranger;
	struct err err = ERR_INIT;
	const char *text;

	(void)state;
	if (!folder_run(folder, version)) {
		arena_free(arena);
		print_message("# the openssl program is not there: skipped\n");
		skip();
	}
	text = arena_printf(arena, "%s.%s",
	    crypt_base64url_encode(SLICE(KID("stranger")), arena).ptr,
	    crypt_base64url_encode(SLICE(CLAIMS), arena).ptr);
	assert_true(openssl_signs(text, signature));
	(void)snprintf(pem, sizeof(pem), "%s/s.pem", folder);
	(void)snprintf(path, sizeof(path), "%s/strangers", folder);
	assert_int_equal(crypt_signer_read(pem, &stranger, &err), STATUS_OK);
	assert_int_equal(add_key(path, "stranger", stranger, NULL), 0);
	assert_int_equal(approval_keys_load(path, NULL, &set, &err), STATUS_OK);
	check.keys = set;
	assert_int_equal(
	    verify(slice_cstr(arena_printf(arena, "%s.%s", text,
		       crypt_base64url_encode(
			   slice_make(signature, sizeof(signature)), arena)
			   .ptr)),
		arena),
	    APPROVAL_VALID);
	check.keys = keys;
	approval_keys_unref(set);
	crypt_signer_free(stranger);
	arena_free(arena);
}

static int
set_up(void **state)
{
	struct crypt_signer *other, *gone;
	struct err err = ERR_INIT;
	char path[100];
	int bad;

	(void)state;
	if (!folder_make(folder) ||
	    crypt_signer_generate(&signer, &err) != STATUS_OK ||
	    crypt_signer_generate(&bound_signer, &err) != STATUS_OK ||
	    crypt_signer_generate(&other, &err) != STATUS_OK ||
	    crypt_signer_generate(&gone, &err) != STATUS_OK)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/keys", folder);
	bad = add_key(path, "ana", signer, NULL) ||
	    add_key(path, "bound", bound_signer, "*@sales.example") ||
	    add_key(path, "else", other, NULL) ||
	    add_key(path, "gone", gone, NULL) ||
	    approval_keys_revoke(path, "gone", "2026-11-02", &err) ||
	    approval_keys_load(path, NULL, &keys, &err);
	crypt_signer_free(other);
	crypt_signer_free(gone);
	check = (struct approval_check){ .keys = keys,
		.digest = DIGEST,
		.plain = true,
		.agent = SLICE("cowork"),
		.selves = selves,
		.nselves = 2,
		.now = NOW,
		.max_ttl = 3600 };
	return bad;
}

static int
tear_down(void **state)
{
	(void)state;
	approval_keys_unref(keys);
	crypt_signer_free(signer);
	crypt_signer_free(bound_signer);
	return folder_remove(folder) ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_approvers),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_every_byte_counts),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_mint),
		cmocka_unit_test(test_mint_refuses),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_openssl_signs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
