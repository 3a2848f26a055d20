/*
 * merkle_test.c - trees of every small size against RFC 6962's definition,
 * word by word; proofs that hold, and no others; the proofs of
 * transparency-dev, good and bad.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "crypt/merkle.h"

#define LEAVES 70

static struct crypt_hash *hash;
static struct merkle_node leaves[LEAVES];

/* RFC 6962 section 2.1, as it stands there. */
static struct merkle_node
reference_root(size_t begin, size_t end)
{
	struct merkle_node left, right, out = { { 0 } };
	char text[1 + 2 * MERKLE_LEN] = { 1 };
	size_t k = 1;

	if (end - begin == 1)
		return leaves[begin];
	if (end == begin) {
		assert_int_equal(
		    crypt_sha256(SLICE_EMPTY, out.bytes), STATUS_OK);
		return out;
	}
	while (2 * k < end - begin)
		k *= 2;
	left = reference_root(begin, begin + k);
	right = reference_root(begin + k, end);
	memcpy(text + 1, left.bytes, MERKLE_LEN);
	memcpy(text + 1 + MERKLE_LEN, right.bytes, MERKLE_LEN);
	assert_int_equal(
	    crypt_sha256(slice_make(text, sizeof(text)), out.bytes), STATUS_OK);
	return out;
}

static enum status
reference_get(void *arg, unsigned level, uint64_t index,
    struct merkle_node *node_r, struct err *err_r)
{
	size_t begin = (size_t)(index << level);

	(void)arg, (void)err_r;
	assert_true(begin + ((size_t)1 << level) <= LEAVES);
	*node_r = reference_root(begin, begin + ((size_t)1 << level));
	return STATUS_OK;
}

static int
set_up(void **state)
{
	size_t i;
	char text[16];

	(void)state;
	hash = crypt_hash_new();
	assert_non_null(hash);
	for (i = 0; i < LEAVES; i++) {
		(void)snprintf(text, sizeof(text), "leaf %zu", i);
		assert_true(merkle_leaf(hash, slice_cstr(text), &leaves[i]));
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	crypt_hash_free(hash);
	return 0;
}

static void
assert_same(const struct merkle_node *a, const struct merkle_node *b)
{
	assert_memory_equal(a->bytes, b->bytes, MERKLE_LEN);
}

static void
known_hashes(void **state)
{
	struct merkle_node node;
	char hex[CRYPT_SHA256_HEX];

	(void)state;
	assert_true(merkle_leaf(hash, SLICE_EMPTY, &node));
	hex_encode(node.bytes, MERKLE_LEN, hex);
	assert_string_equal(hex,
	    "6e340b9cffb37a989ca544e6bb780a2c"
	    "78901d3fb33738768511a30617afa01d");
}

static void
growing_gives_every_root(void **state)
{
	struct merkle_range range = { .size = 0 }, loaded;
	const struct merkle_source source = { hash, reference_get, NULL };
	struct merkle_node done[MERKLE_LEVELS], root, expected;
	unsigned ndone, level;
	size_t n;

	(void)state;
	for (n = 0; n < LEAVES; n++) {
		expected = reference_root(0, n);
		assert_true(merkle_root(hash, &range, &root));
		assert_same(&root, &expected);
		assert_int_equal(
		    merkle_range_load(&source, n, &loaded, NULL), STATUS_OK);
		assert_true(merkle_root(hash, &loaded, &root));
		assert_same(&root, &expected);
		assert_true(
		    merkle_append(hash, &range, &leaves[n], done, &ndone));
		assert_int_equal(ndone, __builtin_ctzll(n + 1));
		for (level = 1; level <= ndone; level++) {
			expected =
			    reference_root(n + 1 - ((size_t)1 << level), n + 1);
			assert_same(&done[level - 1], &expected);
		}
	}
}

static bool
holds(const struct merkle_claim *claim, const struct merkle_proof *proof)
{
	return merkle_inclusion_holds(hash, claim, proof);
}

/* A proof that lacks a node, has one more, or another bit, does not hold. */
static void
inclusion_of(size_t index, size_t size)
{
	const struct merkle_source source = { hash, reference_get, NULL };
	const struct merkle_claim claim = { index, size, leaves[index],
		reference_root(0, size) };
	struct merkle_claim other = claim;
	struct merkle_proof proof, bad;
	size_t i;

	assert_int_equal(
	    merkle_inclusion(&source, index, size, &proof, NULL), STATUS_OK);
	assert_true(holds(&claim, &proof));
	other.leaf = leaves[size];
	assert_false(holds(&other, &proof));
	other = claim;
	other.index = size;
	assert_false(holds(&other, &proof));
	other.index = index ^ 1;
	assert_false(holds(&other, &proof));
	for (i = 0; i < proof.len; i++) {
		bad = proof;
		bad.nodes[i].bytes[i] ^= 4;
		assert_false(holds(&claim, &bad));
	}
	bad = proof;
	bad.nodes[bad.len++] = claim.root;
	assert_false(holds(&claim, &bad));
	bad.len = proof.len - 1;
	if (proof.len > 0)
		assert_false(holds(&claim, &bad));
}

static void
inclusion_holds(void **state)
{
	size_t size, index;

	(void)state;
	for (size = 1; size < LEAVES - 1; size++)
		for (index = 0; index < size; index++)
			inclusion_of(index, size);
}

static void
consistency_of(size_t old, size_t new)
{
	const struct merkle_source source = { hash, reference_get, NULL };
	struct merkle_node roots[2] = { reference_root(0, old),
		reference_root(0, new) };
	struct merkle_proof proof, bad;
	size_t i;

	assert_int_equal(
	    merkle_consistency(&source, old, new, &proof, NULL), STATUS_OK);
	assert_int_equal(
	    merkle_consistency_holds(hash, old, new, roots, &proof), old > 0);
	bad = proof;
	bad.nodes[bad.len++] = roots[0];
	assert_false(merkle_consistency_holds(hash, old, new, roots, &bad));
	if (old == 0 || old == new)
		return;
	for (i = 0; i < proof.len; i++) {
		bad = proof;
		bad.nodes[i].bytes[31 - i] ^= 64;
		assert_false(
		    merkle_consistency_holds(hash, old, new, roots, &bad));
	}
	bad.len = proof.len - 1;
	assert_false(merkle_consistency_holds(hash, old, new, roots, &bad));
	assert_false(merkle_consistency_holds(hash, new, old, roots, &proof));
	roots[0].bytes[0] ^= 1;
	assert_false(merkle_consistency_holds(hash, old, new, roots, &proof));
	roots[0].bytes[0] ^= 1;
	roots[1].bytes[0] ^= 1;
	assert_false(merkle_consistency_holds(hash, old, new, roots, &proof));
}

static void
consistency_holds(void **state)
{
	size_t old, new;

	(void)state;
	for (new = 0; new < LEAVES; new ++)
		for (old = 0; old <= new; old++)
			consistency_of(old, new);
}

/* The published proofs ------------------------------------------------------*/

/* What has not a hash's length stands for its hash. */
static bool
node_read(const json_t *text, struct merkle_node *node_r)
{
	struct slice base64 = slice_cstr(json_string_value(text));
	char bytes[256];
	size_t len = 0;

	if (!crypt_base64_decode(base64, bytes, sizeof(bytes), &len))
		return false;
	if (len == MERKLE_LEN)
		memcpy(node_r->bytes, bytes, len);
	return len == MERKLE_LEN ||
	    crypt_sha256(slice_make(bytes, len), node_r->bytes) == STATUS_OK;
}

static bool
proof_read(const json_t *list, struct merkle_proof *proof_r)
{
	size_t i;

	proof_r->len = json_array_size(list);
	if (proof_r->len > MERKLE_PROOF_MAX)
		return false;
	for (i = 0; i < proof_r->len; i++)
		if (!node_read(json_array_get(list, i), &proof_r->nodes[i]))
			return false;
	return true;
}

static uint64_t
number(const json_t *row, const char *key)
{
	double value = json_real_value(json_object_get(row, key));

	return value < 0x1p63 ? (uint64_t)value : UINT64_MAX;
}

static bool
inclusion_row(const json_t *row)
{
	struct merkle_claim claim = { .index = number(row, "leafIdx"),
		.size = number(row, "treeSize") };
	struct merkle_proof proof;

	return node_read(json_object_get(row, "leafHash"), &claim.leaf) &&
	    node_read(json_object_get(row, "root"), &claim.root) &&
	    proof_read(json_object_get(row, "proof"), &proof) &&
	    holds(&claim, &proof);
}

static bool
consistency_row(const json_t *row)
{
	struct merkle_node roots[2];
	struct merkle_proof proof;

	return node_read(json_object_get(row, "root1"), &roots[0]) &&
	    node_read(json_object_get(row, "root2"), &roots[1]) &&
	    proof_read(json_object_get(row, "proof"), &proof) &&
	    merkle_consistency_holds(hash, number(row, "size1"),
		number(row, "size2"), roots, &proof);
}

/* The vectors of a folder and those below; how many there were. */
static size_t
vectors(const char *folder, bool (*good)(const json_t *row))
{
	char path[4096];
	struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t n = 0;
	json_t *row;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR) {
			n += vectors(path, good);
			continue;
		}
		row = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL);
		assert_non_null(row);
		if (good(row) == json_is_true(json_object_get(row, "wantErr")))
			fail_msg("%s", path);
		json_decref(row);
		n++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

static void
published_proofs(void **state)
{
	const char *data = getenv("SENDGATE_TEST_DATA");
	char path[2048];
	size_t n;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/merkle/inclusion",
	    data == NULL ? "../shared/data" : data);
	n = vectors(path, inclusion_row);
	(void)snprintf(path, sizeof(path), "%s/merkle/consistency",
	    data == NULL ? "../shared/data" : data);
	n += vectors(path, consistency_row);
	if (n == 0) {
		print_message("# skipped: no published proofs at hand\n");
		skip();
	}
	print_message("# %zu published proofs\n", n);
	assert_true(n > 150);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_hashes),
		cmocka_unit_test(growing_gives_every_root),
		cmocka_unit_test(inclusion_holds),
		cmocka_unit_test(consistency_holds),
		cmocka_unit_test(published_proofs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
