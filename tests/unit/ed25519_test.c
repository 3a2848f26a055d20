/*
 * ed25519_test.c - signatures to take and to refuse: Wycheproof's, and keys of
 * small order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hex.h"
#include "crypt/crypt.h"

static struct slice
from_hex(const json_t *text, struct arena *arena)
{
	struct slice hex = slice_cstr(json_string_value(text));
	char *bytes = arena_alloc(arena, hex.len / 2 + 1);

	assert_non_null(bytes);
	assert_true(hex_decode(hex, bytes, hex.len / 2));
	return slice_make(bytes, hex.len / 2);
}

/* A signature of another length never gets as far as crypt_ed25519_verify. */
static bool
verifies(const unsigned char *public, struct slice text, struct slice signature)
{
	return signature.len == CRYPT_SIGNATURE_LEN &&
	    crypt_ed25519_verify(
		public, text, (const unsigned char *)signature.ptr);
}

static size_t
run_group(const json_t *group, struct arena *arena)
{
	struct slice public = from_hex(
	    json_object_get(json_object_get(group, "publicKey"), "pk"), arena);
	const json_t *tests = json_object_get(group, "tests"), *row;
	const char *result;
	size_t i;
	bool good;

	assert_int_equal(public.len, CRYPT_KEY_LEN);
	for (i = 0; i < json_array_size(tests); i++) {
		row = json_array_get(tests, i);
		result = json_string_value(json_object_get(row, "result"));
		good = verifies((const unsigned char *)public.ptr,
		    from_hex(json_object_get(row, "msg"), arena),
		    from_hex(json_object_get(row, "sig"), arena));
		if (good != (strcmp(result, "valid") == 0))
			fail_msg("test %d: %s, expected %s",
			    (int)json_integer_value(
				json_object_get(row, "tcId")),
			    good ? "taken" : "refused", result);
	}
	return i;
}

static void
test_wycheproof(void **state)
{
	const char *folder = getenv("SENDGATE_TEST_DATA");
	struct arena *arena;
	char path[4096];
	const json_t *groups;
	json_t *root;
	size_t i, count = 0;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/ed25519/ed25519_test.json",
	    folder == NULL ? "../shared/data" : folder);
	root = json_load_file(path, 0, NULL);
	if (root == NULL) {
		print_message("# %s is not there: skipped\n", path);
		skip();
	}
	arena = arena_new((size_t)16 << 20);
	groups = json_object_get(root, "testGroups");
	for (i = 0; i < json_array_size(groups); i++)
		count += run_group(json_array_get(groups, i), arena);
	assert_int_equal(
	    count, json_integer_value(json_object_get(root, "numberOfTests")));
	json_decref(root);
	arena_free(arena);
}

/*
 * Under the neutral element (y = 1) the signature R = 1, S = 0 holds for every
 * text; all writings of it and of its kin are refused.
 */
static void
test_weak_keys(void **state)
{
	static const char *const rows[] = {
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000080",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	};
	unsigned char public[CRYPT_KEY_LEN];
	unsigned char signature[CRYPT_SIGNATURE_LEN] = { 1 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(
		    hex_decode(slice_cstr(rows[i]), public, sizeof(public)));
		assert_true(crypt_ed25519_weak(public));
		assert_false(
		    crypt_ed25519_verify(public, SLICE("any text"), signature));
	}
	public[0] ^= 2;
	assert_false(crypt_ed25519_weak(public));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wycheproof),
		cmocka_unit_test(test_weak_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
