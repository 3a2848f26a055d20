/*
 * crypt_test.c - hashes, base64url, private keys and the relay's secrets.
 *
 * Vectors: FIPS 180-4 examples, RFC 4231 (HMAC), RFC 4648 section 10, RFC 8032
 * section 7.1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/mem.h"
#include "crypt/crypt.h"
#include "folder.h"

static char folder[] = "/tmp/sendgate-crypt-XXXXXX";

/* A path in the scratch folder; the last one only. */
static const char *
in_folder(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
write_file(const char *path, const char *bytes, size_t len, mode_t mode)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
test_sha256(void **state)
{
	static const struct {
		const char *in, *hex;
	} rows[] = {
		{ "",
		    "e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855" },
		{ "abc",
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039"
		    "a33ce45964ff2167f6ecedd419db06c1" },
	};
	struct crypt_hash *hash = crypt_hash_new();
	unsigned char sum[CRYPT_SHA256_LEN];
	char hex[CRYPT_SHA256_HEX];
	struct slice in;
	size_t i, at;

	(void)state;
	assert_non_null(hash);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		in = slice_cstr(rows[i].in);
		assert_int_equal(crypt_sha256_hex(in, hex), STATUS_OK);
		assert_string_equal(hex, rows[i].hex);
		/* byte by byte, on the hash of the row before */
		for (at = 0; at < in.len; at++)
			assert_true(crypt_hash_add(hash, slice_sub(in, at, 1)));
		assert_true(crypt_hash_add(hash, (struct slice){ NULL, 0 }));
		assert_true(crypt_hash_end(hash, sum));
		hex_encode(sum, sizeof(sum), hex);
		assert_string_equal(hex, rows[i].hex);
	}
	crypt_hash_free(hash);
	crypt_hash_free(NULL);
	assert_int_equal(
	    crypt_sha256((struct slice){ NULL, 0 }, sum), STATUS_OK);
}

static void
test_hmac(void **state)
{
	/* RFC 4231 case 1, its 20-byte key padded with zeros as HMAC does */
	unsigned char key[CRYPT_KEY_LEN] = { 0 }, sum[CRYPT_SHA256_LEN];
	char hex[CRYPT_SHA256_HEX];

	(void)state;
	memset(key, 0x0b, 20);
	assert_int_equal(crypt_hmac(key, SLICE("Hi There"), sum), STATUS_OK);
	hex_encode(sum, sizeof(sum), hex);
	assert_string_equal(hex,
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7");
	assert_int_equal(
	    crypt_hmac(key, (struct slice){ NULL, 0 }, sum), STATUS_OK);
}

/* FIPS 197, appendix C.1, twice. */
static void
test_blocks(void **state)
{
	unsigned char key[CRYPT_BLOCK_LEN], bytes[2 * CRYPT_BLOCK_LEN];
	char hex[2 * sizeof(bytes) + 1];
	struct crypt_blocks *blocks;

	(void)state;
	for (size_t i = 0; i < CRYPT_BLOCK_LEN; i++) {
		key[i] = (unsigned char)i;
		bytes[i] = bytes[i + CRYPT_BLOCK_LEN] =
		    (unsigned char)(i * 0x11);
	}
	blocks = crypt_blocks_new(key);
	assert_non_null(blocks);
	assert_true(crypt_blocks_run(blocks, bytes, 0));
	assert_true(crypt_blocks_run(blocks, bytes, 2));
	hex_encode(bytes, sizeof(bytes), hex);
	assert_string_equal(hex,
	    "69c4e0d86a7b0430d8cdb78070b4c55a"
	    "69c4e0d86a7b0430d8cdb78070b4c55a");
	crypt_blocks_free(blocks);
	crypt_blocks_free(NULL);
	mem_fault_set(1);
	assert_null(crypt_blocks_new(key));
	mem_fault_set(0);
}

static void
test_random_and_equal(void **state)
{
	unsigned char a[32], b[32];

	(void)state;
	assert_int_equal(crypt_random(a, sizeof(a)), STATUS_OK);
	assert_int_equal(crypt_random(b, sizeof(b)), STATUS_OK);
	assert_false(crypt_equal(a, b, sizeof(a)));
	memcpy(b, a, sizeof(b));
	assert_true(crypt_equal(a, b, sizeof(a)));
	b[31] ^= 1;
	assert_false(crypt_equal(a, b, sizeof(a)));
	assert_true(crypt_equal(a, b, 31));
	assert_true(crypt_equal(a, b, 0));
}

static void
test_base64url(void **state)
{
	static const struct {
		const char *plain, *text;
	} rows[] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xfb\xff", "-_8" },
	};
	static const char *const refused[] = {
		"Zg==",
		"Zg=",
		"Z",
		"Zm9vY",
		"Zm 9v",
		"Zm9v\n",
		"+_8",
		"-/8",
		"Zh",  /* trailing bits */
		"Zm9", /* trailing bits */
		"Zm9.",
		"Zm\x80v",
		"====",
	};
	struct arena *arena = arena_new(1 << 16);
	struct slice out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		out = crypt_base64url_encode(slice_cstr(rows[i].plain), arena);
		assert_string_equal(out.ptr, rows[i].text);
		assert_int_equal(out.len, strlen(rows[i].text));
		assert_true(crypt_base64url_decode(
		    slice_cstr(rows[i].text), arena, &out));
		assert_true(slice_equal(out, slice_cstr(rows[i].plain)));
	}
	for (i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		assert_false(crypt_base64url_decode(
		    slice_cstr(refused[i]), arena, &out));
	assert_false(crypt_base64url_decode(SLICE("Zm\0v"), arena, &out));
	arena_free(arena);
}

static void
test_base64url_all_bytes(void **state)
{
	struct arena *arena = arena_new(1 << 22);
	char bytes[256];
	struct slice in, text, out;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 + 3);
	for (len = 0; len <= sizeof(bytes); len++) {
		in = slice_make(bytes, len);
		text = crypt_base64url_encode(in, arena);
		assert_true(crypt_base64url_decode(text, arena, &out));
		assert_true(slice_equal(in, out));
	}
	arena_free(arena);
	arena = arena_new(16);
	assert_null(crypt_base64url_encode(slice_make(bytes, 200), arena).ptr);
	assert_false(crypt_base64url_decode(
	    SLICE("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), arena, &out));
	assert_true(arena_failed(arena));
	arena_free(arena);
}

/* RFC 8032 section 7.1, TEST 3, its private key in PKCS#8. */
static const char rfc8032_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n"
    "-----END PRIVATE KEY-----\n";

static void
test_signer_known_key(void **state)
{
	unsigned char public[CRYPT_KEY_LEN], signature[CRYPT_SIGNATURE_LEN];
	struct err err = ERR_INIT;
	struct crypt_signer *signer;
	char hex[2 * CRYPT_SIGNATURE_LEN + 1];

	(void)state;
	write_file(
	    in_folder("rfc.pem"), rfc8032_pem, strlen(rfc8032_pem), 0600);
	assert_int_equal(
	    crypt_signer_read(in_folder("rfc.pem"), &signer, &err), STATUS_OK);
	assert_int_equal(crypt_signer_public(signer, public), STATUS_OK);
	hex_encode(public, sizeof(public), hex);
	assert_string_equal(hex,
	    "fc51cd8e6218a1a38da47ed00230f058"
	    "0816ed13ba3303ac5deb911548908025");
	assert_int_equal(
	    crypt_signer_sign(signer, SLICE("\xaf\x82"), signature), STATUS_OK);
	hex_encode(signature, sizeof(signature), hex);
	assert_string_equal(hex,
	    "6291d657deec24024827e69c3abe01a3"
	    "0ce548a284743a445e3680d7db5ac3ac"
	    "18ff9b538d16f290ae67f760984dc659"
	    "4a7c15e9716ed28dc027beceea1ec40a");
	assert_true(crypt_ed25519_verify(public, SLICE("\xaf\x82"), signature));
	assert_false(
	    crypt_ed25519_verify(public, SLICE("\xaf\x83"), signature));
	crypt_signer_free(signer);
	crypt_signer_free(NULL);
}

static void
test_signer_write_and_read(void **state)
{
	unsigned char a[CRYPT_KEY_LEN], b[CRYPT_KEY_LEN];
	struct crypt_signer *signer, *again;
	const char *path = in_folder("new.pem");
	struct err err = ERR_INIT;
	mode_t old = umask(0);
	struct stat st;

	(void)state;
	assert_int_equal(crypt_signer_generate(&signer, &err), STATUS_OK);
	assert_int_equal(crypt_signer_write(signer, path, &err), STATUS_OK);
	(void)umask(old);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* never over a file that is there, nor through a link */
	assert_int_equal(
	    crypt_signer_write(signer, path, &err), STATUS_CANTCREATE);
	assert_int_equal(crypt_signer_read(path, &again, &err), STATUS_OK);
	assert_int_equal(crypt_signer_public(signer, a), STATUS_OK);
	assert_int_equal(crypt_signer_public(again, b), STATUS_OK);
	assert_memory_equal(a, b, sizeof(a));
	crypt_signer_free(again);
	assert_int_equal(symlink("new.pem", in_folder("link.pem")), 0);
	assert_int_equal(
	    crypt_signer_write(signer, in_folder("link.pem"), &err),
	    STATUS_CANTCREATE);
	assert_int_equal(
	    crypt_signer_write(signer, in_folder("no/new.pem"), &err),
	    STATUS_CANTCREATE);
	crypt_signer_free(signer);
}

static void
test_signer_refuses(void **state)
{
	static const char *const rows[] = {
		"",
		"no key at all\n",
		/* a public key */
		"-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=\n"
		"-----END PUBLIC KEY-----\n",
		/* X25519, of the same length */
		"-----BEGIN PRIVATE KEY-----\n"
		"MC4CAQAwBQYDK2VuBCIEIMWqjfQ/n4N7tEL0MdyxZqbTjVh26PkaBbhS+oNEWFj3\n"
		"-----END PRIVATE KEY-----\n",
		/* cut short */
		"-----BEGIN PRIVATE KEY-----\n"
		"MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N7tEL0MdyxZqbTjVh26PkaBbhS\n"
		"-----END PRIVATE KEY-----\n",
		/* with a passphrase, which nobody is asked for */
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
		"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj6mCh9P5u5LAICCAAw\n"
		"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMkYb4cVZm9tZaEVMZyCBhsEQNnC\n"
		"-----END ENCRYPTED PRIVATE KEY-----\n",
	};
	struct crypt_signer *signer;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		write_file(
		    in_folder("bad.pem"), rows[i], strlen(rows[i]), 0600);
		assert_int_equal(
		    crypt_signer_read(in_folder("bad.pem"), &signer, &err),
		    STATUS_DATA);
		assert_null(signer);
		assert_non_null(strstr(err.text, "bad.pem"));
	}
	assert_int_equal(
	    crypt_signer_read(in_folder("none.pem"), &signer, &err),
	    STATUS_NOINPUT);
	assert_int_equal(
	    crypt_signer_read(folder, &signer, &err), STATUS_NOINPUT);
}

static void
test_secret_is_stable(void **state)
{
	unsigned char a[CRYPT_KEY_LEN], b[CRYPT_KEY_LEN], c[CRYPT_KEY_LEN];
	const char *keys = in_folder("keys");
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, a, &err), STATUS_OK);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, b, &err), STATUS_OK);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_HASH, c, &err), STATUS_OK);
	assert_memory_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, c, sizeof(a));
	assert_int_equal(stat(keys, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(in_folder("keys/sample.key"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(st.st_size, CRYPT_KEY_LEN);
}

static void
test_secret_refuses(void **state)
{
	unsigned char out[CRYPT_KEY_LEN];
	struct err err = ERR_INIT;
	char keys[64];

	(void)state;
	(void)snprintf(keys, sizeof(keys), "%s/open", folder);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, out, &err), STATUS_OK);
	assert_int_equal(chmod(in_folder("open/sample.key"), 0640), 0);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, out, &err),
	    STATUS_DENIED);
	write_file(in_folder("open/sample.key"), "short", 5, 0600);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, out, &err),
	    STATUS_DATA);
	assert_int_equal(unlink(in_folder("open/sample.key")), 0);
	assert_int_equal(
	    symlink("journal.key", in_folder("open/sample.key")), 0);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_SAMPLE, out, &err),
	    STATUS_DENIED);
	assert_int_equal(mkdir(in_folder("open/journal.key"), 0700), 0);
	assert_int_equal(
	    crypt_secret_load(keys, CRYPT_SECRET_JOURNAL, out, &err),
	    STATUS_DENIED);
	assert_int_equal(chmod(keys, 0750), 0);
	assert_int_equal(crypt_secret_load(keys, CRYPT_SECRET_HASH, out, &err),
	    STATUS_DENIED);
	assert_int_equal(crypt_secret_load(in_folder("no/keys"),
			     CRYPT_SECRET_HASH, out, &err),
	    STATUS_CANTCREATE);
	write_file(in_folder("plain"), "", 0, 0600);
	assert_int_not_equal(
	    crypt_secret_load(in_folder("plain"), CRYPT_SECRET_HASH, out, &err),
	    STATUS_OK);
}

/* Many processes that start at once agree, and leave nothing behind. */
static void
test_secret_race(void **state)
{
	enum {
		RUNNERS = 12
	};
	unsigned char first[CRYPT_KEY_LEN], got[CRYPT_KEY_LEN];
	const char *keys = in_folder("race");
	struct err err = ERR_INIT;
	int pipes[2], i, child;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	for (i = 0; i < RUNNERS; i++) {
		child = fork();
		assert_true(child >= 0);
		if (child > 0)
			continue;
		if (crypt_secret_load(keys, CRYPT_SECRET_JOURNAL, got, &err) !=
		    STATUS_OK)
			memset(got, i, sizeof(got));
		_exit(write(pipes[1], got, sizeof(got)) == sizeof(got) ? 0 : 1);
	}
	for (i = 0; i < RUNNERS; i++) {
		assert_int_equal(read(pipes[0], got, sizeof(got)), sizeof(got));
		if (i == 0)
			memcpy(first, got, sizeof(first));
		assert_memory_equal(first, got, sizeof(first));
	}
	while (wait(NULL) > 0)
		continue;
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	assert_int_equal(folder_count(keys), 1);
}

static void *
sign_and_verify(void *arg)
{
	unsigned char public[CRYPT_KEY_LEN], signature[CRYPT_SIGNATURE_LEN];
	int i;

	for (i = 0; i < 50; i++) {
		if (crypt_signer_public(arg, public) != STATUS_OK ||
		    crypt_signer_sign(arg, SLICE("text"), signature) !=
			STATUS_OK ||
		    !crypt_ed25519_verify(public, SLICE("text"), signature))
			return arg;
	}
	return NULL;
}

static void
test_threads(void **state)
{
	struct crypt_signer *signer;
	struct err err = ERR_INIT;
	pthread_t threads[4];
	void *failed;
	size_t i;

	(void)state;
	assert_int_equal(crypt_signer_generate(&signer, &err), STATUS_OK);
	for (i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, sign_and_verify, signer),
		    0);
	for (i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	crypt_signer_free(signer);
}

/* Every allocation of ours can fail. */
static void
test_no_memory(void **state)
{
	struct crypt_signer *signer = NULL;
	struct err err = ERR_INIT;
	unsigned long n;

	(void)state;
	mem_fault_set(1);
	assert_null(crypt_hash_new());
	mem_fault_set(1);
	assert_int_equal(crypt_signer_generate(&signer, &err), STATUS_NOMEM);
	for (n = 1; n <= 2; n++) {
		mem_fault_set(n);
		assert_int_equal(
		    crypt_signer_read(in_folder("rfc.pem"), &signer, &err),
		    STATUS_NOMEM);
		assert_null(signer);
	}
	mem_fault_set(0);
}

static int
make_folder(void **state)
{
	(void)state;
	return folder_make(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	return folder_remove(folder) ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_random_and_equal),
		cmocka_unit_test(test_base64url),
		cmocka_unit_test(test_base64url_all_bytes),
		cmocka_unit_test(test_signer_known_key),
		cmocka_unit_test(test_signer_write_and_read),
		cmocka_unit_test(test_signer_refuses),
		cmocka_unit_test(test_secret_is_stable),
		cmocka_unit_test(test_secret_refuses),
		cmocka_unit_test(test_secret_race),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
