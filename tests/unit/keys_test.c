/*
 * keys_test.c - the approvers' file: read, refused, changed, followed.
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "approval/glob.h"
#include "approval/keys.h"
#include "base/arena.h"
#include "base/mem.h"
#include "folder.h"

/* Public keys of RFC 8032's tests 1 to 3. */
#define X1 "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define X2 "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"
#define X3 "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU"
#define JWK(kid, x)                                                           \
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"" kid "\",\"x\":\"" x \
	"\"}"

static char folder[] = "/tmp/sendgate-keys-XXXXXX";
static char path[256];

static void
write_at(const char *at, const char *text)
{
	FILE *file = fopen(at, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static void
read_at(const char *at, char *out, size_t size)
{
	FILE *file = fopen(at, "rb");

	assert_non_null(file);
	out[fread(out, 1, size - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
}

/* A key with a public part made of one byte; none of these is weak. */
static struct approval_key
key_of(const char *kid, unsigned char fill)
{
	struct approval_key key = { .kid = kid };

	memset(key.public, fill, sizeof(key.public));
	return key;
}

static void
test_no_file_is_an_empty_set(void **state)
{
	static const char *const rows[] = { NULL, "/no/such/folder/file" };
	struct approval_keys *keys;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(
		    approval_keys_load(rows[i], NULL, &keys, &err), STATUS_OK);
		assert_int_equal(approval_keys_count(keys), 0);
		assert_null(approval_keys_find(keys, SLICE("a")));
		assert_null(approval_keys_item(keys, 0));
		approval_keys_unref(keys);
	}
	approval_keys_unref(NULL);
}

static void
test_lookups(void **state)
{
	const struct approval_key *key;
	struct approval_keys *keys;
	struct diag_list diags;
	struct err err = ERR_INIT;

	(void)state;
	write_at(path,
	    "{\"owner\":\"ana\",\"keys\":[\n" JWK("zoe",
		X1) ",\n"
		    "{\"kty\":\"RSA\",\"kid\":\"other\",\"n\":\"AQ\",\"e\":\"AQAB\"},\n"
		    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"EdDSA\","
		    "\"use\":\"sig\",\"kid\":\"ana\",\"x\":\"" X2 "\",\"sub\":"
		    "\"*@corp.example\",\"revoked\":\"2026-11-02T10:00:00Z\"}]}");
	diag_init(&diags);
	assert_int_equal(
	    approval_keys_load(path, &diags, &keys, &err), STATUS_OK);
	assert_int_equal(diags.errors, 0);
	assert_int_equal(diags.warnings, 1);
	assert_int_equal(diags.items[0].line, 3);
	diag_free(&diags);
	assert_int_equal(approval_keys_count(keys), 2);
	assert_string_equal(approval_keys_item(keys, 0)->kid, "zoe");
	key = approval_keys_find(keys, SLICE("ana"));
	assert_ptr_equal(key, approval_keys_item(keys, 1));
	assert_string_equal(key->sub, "*@corp.example");
	assert_string_equal(key->revoked, "2026-11-02T10:00:00Z");
	assert_ptr_equal(approval_keys_find_public(keys, key->public), key);
	assert_null(approval_keys_find(keys, SLICE("Ana")));
	assert_null(approval_keys_find(keys, SLICE("ana\0")));
	assert_null(approval_keys_find(keys, SLICE("other")));
	assert_null(approval_keys_find(keys, SLICE("")));
	approval_keys_unref(approval_keys_ref(keys));
	approval_keys_unref(keys);
}

struct broken {
	const char *text;
	unsigned line, column;
	const char *says;
};

static const struct broken broken_rows[] = {
	{ "", 1, 0, "" },
	{ "{\"keys\":[]} x", 1, 0, "end of file" },
	{ "{\"keys\":[],\n\"keys\":[]}", 2, 0, "duplicate" },
	{ "[]", 1, 1, "no key set" },
	{ "{}", 1, 1, "no key set" },
	{ "{\"keys\":{}}", 1, 1, "no key set" },
	{ "{\"x\":[[1]],\"keys\":[1]}", 1, 20, "no JSON object" },
	{ "{\"keys\":[\n  {}]}", 2, 3, "kty" },
	{ "{\"keys\":[\n " JWK("a", X1) ",\n  " JWK("", X2) "]}", 3, 3, "kid" },
	{ "{\"keys\":[\n " JWK("a", X1) ",\n  " JWK("b", X1) "]}", 3, 3,
	    "same" },
	{ "{\"keys\":[\n " JWK("a", X1) ",\n  " JWK("a", X2) "]}", 3, 3,
	    "same" },
	{ "{\"keys\":[" JWK("a", "AAAA") "]}", 1, 10, "32 bytes" },
	{ "{\"keys\":[" JWK("a", X1 "=") "]}", 1, 10, "32 bytes" },
	{ "{\"keys\":[" JWK(
	      "a", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") "]}",
	    1, 10, "anybody" },
	{ "{\"keys\":[" JWK("a\\u0000b", X1) "]}", 1, 0, "not allowed" },
	{ "{\"keys\":[" JWK("a\\nb", X1) "]}", 1, 10, "control" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"d\":\"AAAA\"}]}",
	    1, 10, "private" },
	{ "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", 1, 10, "private" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":7,"
	  "\"x\":\"" X1 "\"}]}",
	    1, 10, "\"kid\" is not text" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"revoked\":true}]}",
	    1, 10, "\"revoked\" is not text" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"revoked\":\"soon\"}]}",
	    1, 10, "RFC 3339" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"sub\":\"\"}]}",
	    1, 10, "\"sub\" is empty" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"alg\":\"none\"}]}",
	    1, 10, "alg" },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
	  "\"x\":\"" X1 "\",\"use\":\"enc\"}]}",
	    1, 10, "use" },
};

static void
test_broken_sets(void **state)
{
	const struct broken *row = broken_rows;
	size_t i, count = sizeof(broken_rows) / sizeof(*broken_rows);
	struct approval_keys *keys;
	struct diag_list diags;
	struct err err;

	(void)state;
	for (i = 0; i < count; i++, row++) {
		write_at(path, row->text);
		diag_init(&diags);
		assert_int_equal(approval_keys_load(path, &diags, &keys, &err),
		    STATUS_CONFIG);
		assert_null(keys);
		assert_true(diags.errors > 0);
		if (diags.items[0].line != row->line ||
		    (row->column != 0 &&
			diags.items[0].column != row->column) ||
		    strstr(diags.items[0].text, row->says) == NULL)
			fail_msg("row %zu: %u:%u: %s", i, diags.items[0].line,
			    diags.items[0].column, diags.items[0].text);
		assert_non_null(strstr(err.text, row->says));
		diag_free(&diags);
	}
}

/* Every wrong key is named, not the first alone. */
static void
test_all_errors_at_once(void **state)
{
	struct approval_keys *keys;
	struct diag_list diags;
	struct err err;

	(void)state;
	write_at(path,
	    "{\"keys\": [1,\n [\"]\", {}],\n " JWK(
		"a", X1) ", {\"k\\\"ty\":\n2}\n,\"]\"]}");
	diag_init(&diags);
	assert_int_equal(
	    approval_keys_load(path, &diags, &keys, &err), STATUS_CONFIG);
	assert_int_equal(diags.errors, 4);
	assert_int_equal(diags.items[1].line, 2);
	assert_int_equal(diags.items[1].column, 2);
	assert_int_equal(diags.items[2].line, 3);
	assert_int_equal(diags.items[3].line, 5);
	assert_int_equal(diags.items[3].column, 2);
	diag_free(&diags);
	/* not a file at all */
	assert_int_equal(
	    approval_keys_load(folder, NULL, &keys, &err), STATUS_CONFIG);
}

static void
test_jwk_file(void **state)
{
	static const struct {
		const char *text;
		enum status status;
	} rows[] = {
		{ JWK("crm-1", X3), STATUS_OK },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" X3 "\"}",
		    STATUS_DATA },
		{ "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"a\",\"x\":\"" X3
		  "\"}",
		    STATUS_DATA },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"" X3
		  "\",\"d\":\"" X3 "\"}",
		    STATUS_DATA },
		{ "{\"keys\":[" JWK("a", X1) "]}", STATUS_DATA },
		{ "not json", STATUS_DATA },
		{ "", STATUS_DATA },
	};
	struct arena *arena = arena_new(1 << 20);
	struct approval_key key;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		write_at(path, rows[i].text);
		assert_int_equal(
		    approval_jwk_read(path, arena, &key, &err), rows[i].status);
		if (rows[i].status == STATUS_OK)
			assert_string_equal(key.kid, "crm-1");
		else
			assert_non_null(strstr(err.text, path));
	}
	assert_int_equal(approval_jwk_read("/no/such/file", arena, &key, &err),
	    STATUS_NOINPUT);
	arena_free(arena);
}

static void
test_add_and_revoke(void **state)
{
	struct approval_key ana = key_of("ana", 0x11), bo = key_of("bo", 0x22);
	struct approval_key twin = key_of("twin", 0x11);
	struct approval_keys *keys;
	struct err err = ERR_INIT;
	mode_t old = umask(077);
	struct stat st;

	(void)state;
	(void)unlink(path);
	bo.sub = "bo@corp.example";
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_OK);
	(void)umask(old);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(approval_keys_add(path, &bo, &err), STATUS_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_CONFLICT);
	assert_int_equal(approval_keys_add(path, &twin, &err), STATUS_CONFLICT);
	assert_non_null(strstr(err.text, "ana"));
	assert_int_equal(
	    approval_keys_revoke(path, "ana", "2026-11-02T10:00:00Z", &err),
	    STATUS_OK);
	/* again: the first time stands */
	assert_int_equal(
	    approval_keys_revoke(path, "ana", "2026-12-24T10:00:00Z", &err),
	    STATUS_OK);
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_CONFLICT);
	assert_int_equal(approval_keys_add(path, &twin, &err), STATUS_CONFLICT);
	assert_int_equal(
	    approval_keys_revoke(path, "nobody", "2026-11-02T10:00:00Z", &err),
	    STATUS_NOTFOUND);
	assert_int_equal(
	    approval_keys_revoke(path, "bo", "now", &err), STATUS_DATA);
	assert_int_equal(
	    approval_keys_load(path, NULL, &keys, &err), STATUS_OK);
	assert_int_equal(approval_keys_count(keys), 2);
	assert_string_equal(
	    approval_keys_item(keys, 0)->revoked, "2026-11-02T10:00:00Z");
	assert_string_equal(approval_keys_item(keys, 1)->sub, bo.sub);
	assert_null(approval_keys_item(keys, 1)->revoked);
	approval_keys_unref(keys);
}

static void
test_change_refused(void **state)
{
	struct approval_key ana = key_of("ana", 0x11);
	struct err err = ERR_INIT;
	char text[256];

	(void)state;
	/* what is broken is left alone */
	write_at(path, "{\"keys\":[");
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_CONFIG);
	assert_int_equal(
	    approval_keys_revoke(path, "ana", "2026-11-02T10:00:00Z", &err),
	    STATUS_CONFIG);
	read_at(path, text, sizeof(text));
	assert_string_equal(text, "{\"keys\":[");
	(void)unlink(path);
	assert_int_equal(approval_keys_add(NULL, &ana, &err), STATUS_CONFIG);
	assert_int_not_equal(
	    approval_keys_add("/no/such/folder/file", &ana, &err), STATUS_OK);
	ana.kid = "";
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_DATA);
	ana.kid = "a\tb";
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_DATA);
	ana.kid = "\xff";
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_DATA);
	ana = key_of("ana", 0);
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_DATA);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
test_change_keeps_the_rest(void **state)
{
	struct approval_key bo = key_of("bo", 0x22);
	struct err err = ERR_INIT;
	char text[2048], link[300];
	struct stat st;

	(void)state;
	write_at(path,
	    "{\"note\":\"Gr\xc3\xbc\xc3\x9f"
	    "e\",\"keys\":["
	    "{\"kty\":\"RSA\",\"kid\":\"bo\",\"n\":\"AQ\",\"since\":1.5},"
	    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a/b\",\"x\":\"" X1
	    "\",\"team\":[\"x\"]}]}");
	/* through a symbolic link, which stays one */
	(void)snprintf(link, sizeof(link), "%s/link.jwks", folder);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(approval_keys_add(link, &bo, &err), STATUS_CONFLICT);
	bo.kid = "bo2";
	assert_int_equal(approval_keys_add(link, &bo, &err), STATUS_OK);
	assert_int_equal(
	    approval_keys_revoke(link, "a/b", "2026-11-02", &err), STATUS_OK);
	assert_int_equal(approval_keys_revoke(link, "bo", "2026-11-02", &err),
	    STATUS_NOTFOUND);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	read_at(path, text, sizeof(text));
	assert_non_null(strstr(text,
	    "Gr\xc3\xbc\xc3\x9f"
	    "e"));
	assert_non_null(strstr(text, "\"since\": 1.5"));
	assert_non_null(strstr(text, "\"team\""));
	assert_non_null(strstr(text, "\"a/b\""));
	assert_non_null(strstr(text, "\"revoked\": \"2026-11-02\""));
	assert_int_equal(unlink(link), 0);
}

/* Writers in many processes lose nothing of each other's. */
static void
test_many_writers(void **state)
{
	enum {
		WRITERS = 8,
		EACH = 5
	};
	struct approval_keys *keys;
	struct approval_key key;
	struct err err = ERR_INIT;
	char kid[32];
	int i, n, status;

	(void)state;
	(void)unlink(path);
	for (i = 0; i < WRITERS; i++) {
		if (fork() != 0)
			continue;
		for (n = 0; n < EACH; n++) {
			(void)snprintf(kid, sizeof(kid), "k-%d-%d", i, n);
			key = key_of(kid, (unsigned char)(16 + i * EACH + n));
			if (approval_keys_add(path, &key, &err) != STATUS_OK)
				_exit(1);
		}
		_exit(0);
	}
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	assert_int_equal(
	    approval_keys_load(path, NULL, &keys, &err), STATUS_OK);
	assert_int_equal(approval_keys_count(keys), WRITERS * EACH);
	approval_keys_unref(keys);
	/* the set and its lock */
	assert_int_equal(folder_count(folder), 2);
}

static size_t
ring_count(struct approval_keyring *ring)
{
	struct approval_keys *keys;
	struct err err = ERR_INIT;
	size_t count;

	assert_int_equal(
	    approval_keyring_current(ring, &keys, &err), STATUS_OK);
	count = approval_keys_count(keys);
	approval_keys_unref(keys);
	return count;
}

static void
test_keyring_follows(void **state)
{
	struct approval_key ana = key_of("ana", 0x11), bo = key_of("bo", 0x22);
	struct approval_keys *held, *keys;
	struct approval_keyring *ring;
	struct err err = ERR_INIT;

	(void)state;
	(void)unlink(path);
	assert_int_equal(approval_keyring_new(path, &ring, &err), STATUS_OK);
	assert_int_equal(ring_count(ring), 0);
	assert_int_equal(approval_keys_add(path, &ana, &err), STATUS_OK);
	assert_int_equal(ring_count(ring), 1);
	assert_int_equal(
	    approval_keyring_current(ring, &held, &err), STATUS_OK);
	assert_int_equal(
	    approval_keyring_current(ring, &keys, &err), STATUS_OK);
	assert_ptr_equal(held, keys); /* not read again */
	approval_keys_unref(keys);
	assert_int_equal(approval_keys_add(path, &bo, &err), STATUS_OK);
	assert_int_equal(
	    approval_keys_revoke(path, "ana", "2026-11-02", &err), STATUS_OK);
	assert_int_equal(
	    approval_keyring_current(ring, &keys, &err), STATUS_OK);
	assert_non_null(approval_keys_find(keys, SLICE("ana"))->revoked);
	assert_null(approval_keys_find(held, SLICE("ana"))->revoked);
	approval_keys_unref(keys);
	approval_keys_unref(held);
	/* a broken file: nobody is believed, and says so each time */
	write_at(path, "{");
	assert_int_equal(
	    approval_keyring_current(ring, &keys, &err), STATUS_CONFIG);
	assert_null(keys);
	err = (struct err)ERR_INIT;
	assert_int_equal(
	    approval_keyring_current(ring, &keys, &err), STATUS_CONFIG);
	assert_non_null(strstr(err.text, path));
	write_at(path, "{\"keys\":[" JWK("a", X1) "]}");
	assert_int_equal(ring_count(ring), 1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ring_count(ring), 0);
	approval_keyring_free(ring);
	approval_keyring_free(NULL);
	assert_int_equal(approval_keyring_new(NULL, &ring, &err), STATUS_OK);
	assert_int_equal(ring_count(ring), 0);
	approval_keyring_free(ring);
}

static void *
look_often(void *arg)
{
	struct approval_keys *keys;
	struct err err;
	size_t i;

	for (i = 0; i < 300; i++) {
		if (approval_keyring_current(arg, &keys, &err) != STATUS_OK)
			return arg;
		if (approval_keys_find(keys, SLICE("first")) == NULL)
			return arg;
		approval_keys_unref(keys);
	}
	return NULL;
}

/* Readers see a whole set at every moment of a change. */
static void
test_keyring_threads(void **state)
{
	struct approval_key key = key_of("first", 0x10);
	struct approval_keyring *ring;
	struct err err = ERR_INIT;
	pthread_t threads[4];
	char kid[16];
	void *failed;
	size_t i;

	(void)state;
	(void)unlink(path);
	assert_int_equal(approval_keys_add(path, &key, &err), STATUS_OK);
	assert_int_equal(approval_keyring_new(path, &ring, &err), STATUS_OK);
	for (i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, look_often, ring), 0);
	for (i = 0; i < 20; i++) {
		(void)snprintf(kid, sizeof(kid), "k%zu", i);
		key = key_of(kid, (unsigned char)(0x20 + i));
		assert_int_equal(
		    approval_keys_add(path, &key, &err), STATUS_OK);
	}
	for (i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(ring_count(ring), 21);
	approval_keyring_free(ring);
}

/* Every allocation of ours fails once: an error, no leak, no half file. */
static void
test_no_memory(void **state)
{
	struct approval_key ana = key_of("ana", 0x11);
	struct approval_keyring *ring = NULL;
	struct approval_keys *keys;
	struct err err = ERR_INIT;
	enum status status;
	unsigned long n;

	(void)state;
	for (n = 1, status = STATUS_NOMEM; status != STATUS_OK; n++) {
		write_at(path, "{\"keys\":[" JWK("a", X1) "]}");
		mem_fault_set(n);
		status = approval_keys_add(path, &ana, &err);
		if (status != STATUS_OK) {
			assert_int_equal(status, STATUS_NOMEM);
			mem_fault_set(0);
			assert_int_equal(
			    approval_keys_load(path, NULL, &keys, &err),
			    STATUS_OK);
			assert_int_equal(approval_keys_count(keys), 1);
			approval_keys_unref(keys);
		}
	}
	assert_true(n > 4);
	for (n = 1, status = STATUS_NOMEM; status != STATUS_OK; n++) {
		mem_fault_set(n);
		status = approval_keyring_new(path, &ring, &err);
		if (status == STATUS_OK)
			status = approval_keyring_current(ring, &keys, &err);
		if (status == STATUS_OK)
			approval_keys_unref(keys);
		else
			assert_int_equal(status, STATUS_NOMEM);
		approval_keyring_free(ring);
	}
	assert_true(n > 4);
	mem_fault_set(0);
}

static void
test_glob(void **state)
{
	static const struct {
		const char *glob, *text;
		bool match;
	} rows[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "*", "anything", true },
		{ "?", "", false },
		{ "?", "\xc3\xbc", true },
		{ "??", "\xc3\xbc", false },
		{ "*@corp.example", "ana@corp.example", true },
		{ "*@corp.example", "Ana@CORP.example", true },
		{ "*@corp.example", "ana@corp.example.net", false },
		{ "*@corp.example", "ana@evilcorp.example", false },
		{ "a*b*c", "aXbXbXc", true },
		{ "a*b*c", "aXbXbX", false },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "[ab]", "a", false },
		{ "[ab]", "[ab]", true },
		{ "***", "x", true },
		{ "*?*", "", false },
	};
	char glob[1000], text[1000];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (approval_glob_match(slice_cstr(rows[i].glob),
			slice_cstr(rows[i].text)) != rows[i].match)
			fail_msg("%s on %s", rows[i].glob, rows[i].text);
	/* what takes a backtracking matcher for ever */
	for (i = 0; i < sizeof(glob); i++)
		glob[i] = i % 2 == 0 ? '*' : 'a';
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 'b';
	assert_false(approval_glob_match(
	    slice_make(glob, sizeof(glob)), slice_make(text, sizeof(text))));
}

static int
make_folder(void **state)
{
	(void)state;
	if (!folder_make(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/approvers.jwks", folder);
	return 0;
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
		cmocka_unit_test(test_no_file_is_an_empty_set),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_broken_sets),
		cmocka_unit_test(test_all_errors_at_once),
		cmocka_unit_test(test_jwk_file),
		cmocka_unit_test(test_add_and_revoke),
		cmocka_unit_test(test_change_refused),
		cmocka_unit_test(test_change_keeps_the_rest),
		cmocka_unit_test(test_many_writers),
		cmocka_unit_test(test_keyring_follows),
		cmocka_unit_test(test_keyring_threads),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_glob),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
