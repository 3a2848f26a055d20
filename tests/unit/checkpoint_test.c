/*
 * checkpoint_test.c - signed notes and checkpoints: an example of the
 * specification's, our own, and every bit of one changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "crypt/checkpoint.h"

static struct crypt_signer *signer;
static struct note_key key;
static struct buf out;

static int
set_up(void **state)
{
	unsigned char seed[CRYPT_KEY_LEN], public[CRYPT_KEY_LEN];

	(void)state;
	memset(seed, 5, sizeof(seed));
	buf_init(&out, 1 << 20);
	assert_int_equal(
	    crypt_signer_from_seed(seed, &signer, NULL), STATUS_OK);
	assert_int_equal(crypt_signer_public(signer, public), STATUS_OK);
	assert_int_equal(
	    note_key_make(SLICE("relay.example/sendgate"), public, &key, NULL),
	    STATUS_OK);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	crypt_signer_free(signer);
	buf_free(&out);
	return 0;
}

/* RFC 8032 section 7.1, test 1: the secret key is a seed. */
static void
seed_gives_the_key(void **state)
{
	static const unsigned char seed[CRYPT_KEY_LEN] = { 0x9d, 0x61, 0xb1,
		0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92,
		0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69,
		0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };
	static const unsigned char expected[] = { 0xd7, 0x5a, 0x98, 0x01 };
	struct crypt_signer *one = NULL;
	unsigned char public[CRYPT_KEY_LEN];

	(void)state;
	assert_int_equal(crypt_signer_from_seed(seed, &one, NULL), STATUS_OK);
	assert_int_equal(crypt_signer_public(one, public), STATUS_OK);
	assert_memory_equal(public, expected, sizeof(expected));
	crypt_signer_free(one);
}

/* RFC 4648 section 10. */
static void
base64(void **state)
{
	static const char *const rows[][2] = { { "f", "Zg==" },
		{ "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xFB\xFF", "+/8=" } };
	static const char *const bad[] = { "", "=", "Zg",
		"Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "Z===", "Zm9v\n",
		"Zm 9", "Zm9-", "=m9v" };
	char bytes[16];
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buf_clear(&out);
		assert_true(crypt_base64_add(&out, slice_cstr(rows[i][0])));
		assert_string_equal(buf_cstr(&out), rows[i][1]);
		assert_true(crypt_base64_decode(
		    slice_cstr(rows[i][1]), bytes, sizeof(bytes), &len));
		assert_int_equal(len, strlen(rows[i][0]));
		assert_memory_equal(bytes, rows[i][0], len);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (crypt_base64_decode(
			slice_cstr(bad[i]), bytes, sizeof(bytes), &len))
			fail_msg("%s was taken", bad[i]);
	assert_false(crypt_base64_decode(SLICE("Zm9vYmFy"), bytes, 5, &len));
}

/* The verifier key of the Go checksum database, and one of its tree heads. */
static const char known_key[] =
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

static void
verifier_keys(void **state)
{
	static const char *const bad[] = { "", "a", "a+b", "a+00000000+",
		"sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+"
		"s3Ux18htTTAD8OuAn8",
		"sum.golang.orh+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+"
		"s3Ux18htTTAD8OuAn8",
		"sum golang+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+"
		"s3Ux18htTTAD8OuAn8" };
	struct note_key read;
	size_t i;

	(void)state;
	assert_true(note_key_parse(slice_cstr(known_key), &read));
	assert_string_equal(read.name, "sum.golang.org");
	buf_clear(&out);
	assert_true(note_key_add(&out, &read));
	assert_string_equal(buf_cstr(&out), known_key);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (note_key_parse(slice_cstr(bad[i]), &read))
			fail_msg("%s was taken", bad[i]);
	buf_clear(&out);
	assert_true(note_key_add(&out, &key));
	assert_true(note_key_parse(buf_slice(&out), &read));
	assert_memory_equal(&read, &key, sizeof(key));
	assert_false(note_name_fits(SLICE("a b")));
	assert_false(note_name_fits(SLICE("a+b")));
	assert_false(note_name_fits(SLICE("a\xC2\xA0")));
	assert_false(note_name_fits(SLICE_EMPTY));
}

static struct slice
signed_checkpoint(int64_t size)
{
	struct checkpoint checkpoint = { .size = size };

	memset(checkpoint.root.bytes, 0xAB, MERKLE_LEN);
	buf_clear(&out);
	assert_int_equal(
	    checkpoint_sign(&checkpoint, signer, &key, &out, NULL), STATUS_OK);
	return buf_slice(&out);
}

static void
checkpoint_has_its_form(void **state)
{
	struct checkpoint read;
	struct slice note = signed_checkpoint(1234);

	(void)state;
	assert_true(slice_starts(note,
	    SLICE("relay.example/sendgate\n1234\n"
		  "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n\n"
		  "\xE2\x80\x94 relay.example/sendgate ")));
	assert_int_equal(note.ptr[note.len - 1], '\n');
	assert_int_equal(checkpoint_check(note, &key, &read), CHECKPOINT_GOOD);
	assert_int_equal(read.size, 1234);
	assert_int_equal(read.root.bytes[31], 0xAB);
}

static void
every_bit_counts(void **state)
{
	struct slice note = signed_checkpoint(98765432);
	struct checkpoint read;
	size_t i, bit;

	(void)state;
	for (i = 0; i < note.len; i++)
		for (bit = 0; bit < 8; bit++) {
			out.ptr[i] = (char)(out.ptr[i] ^ 1 << bit);
			assert_int_not_equal(
			    checkpoint_check(note, &key, &read),
			    CHECKPOINT_GOOD);
			out.ptr[i] = (char)(out.ptr[i] ^ 1 << bit);
		}
	for (i = 0; i < note.len; i++)
		assert_int_not_equal(
		    checkpoint_check(slice_sub(note, 0, i), &key, &read),
		    CHECKPOINT_GOOD);
	assert_int_equal(checkpoint_check(note, &key, &read), CHECKPOINT_GOOD);
}

/* A text signed as it stands. */
static enum checkpoint_result
signed_text(const char *text)
{
	struct checkpoint read;

	buf_clear(&out);
	assert_int_equal(
	    note_sign(signer, &key, slice_cstr(text), &out, NULL), STATUS_OK);
	return checkpoint_check(buf_slice(&out), &key, &read);
}

#define ROOT "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n"
#define ORIGIN "relay.example/sendgate\n"

static void
texts(void **state)
{
	static const struct {
		const char *text;
		enum checkpoint_result result;
	} rows[] = {
		{ ORIGIN "0\n" ROOT, CHECKPOINT_GOOD },
		{ ORIGIN "5\n" ROOT "an extension\nmore\n", CHECKPOINT_GOOD },
		{ "other.example/log\n5\n" ROOT, CHECKPOINT_OTHER_ORIGIN },
		{ ORIGIN "05\n" ROOT, CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "-5\n" ROOT, CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "\n" ROOT, CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "99999999999999999999\n" ROOT,
		    CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "5\nq6urqw==\n", CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "5\n", CHECKPOINT_NO_CHECKPOINT },
		{ "\n5\n" ROOT, CHECKPOINT_NO_CHECKPOINT },
		{ ORIGIN "5\r\n" ROOT, CHECKPOINT_NO_NOTE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (signed_text(rows[i].text) != rows[i].result)
			fail_msg("row %zu", i);
}

/* Signatures of others are passed over; one of ours that is wrong is not. */
static void
signatures(void **state)
{
	static const char other[] = "\xE2\x80\x94 witness.example AAAAAAAA\n";
	struct slice good = signed_checkpoint(7);
	struct checkpoint read;
	struct buf note;
	size_t text = slice_find(good, SLICE("\n\n")) + 2;

	(void)state;
	buf_init(&note, 1 << 20);
	(void)buf_add(&note, good);
	(void)buf_add_cstr(&note, other);
	assert_int_equal(
	    checkpoint_check(buf_slice(&note), &key, &read), CHECKPOINT_GOOD);
	buf_clear(&note);
	(void)buf_add(&note, slice_sub(good, 0, text));
	(void)buf_add_cstr(&note, other);
	assert_int_equal(checkpoint_check(buf_slice(&note), &key, &read),
	    CHECKPOINT_UNSIGNED);
	(void)buf_add_cstr(&note, "no signature\n");
	assert_int_equal(checkpoint_check(buf_slice(&note), &key, &read),
	    CHECKPOINT_NO_NOTE);
	buf_clear(&note);
	(void)buf_add(&note, slice_sub(good, 0, text));
	for (size_t i = 0; i <= NOTE_SIGNATURES_MAX; i++)
		(void)buf_add_cstr(&note, other);
	assert_int_equal(checkpoint_check(buf_slice(&note), &key, &read),
	    CHECKPOINT_NO_NOTE);
	buf_free(&note);
}

static void
several_notes(void **state)
{
	struct buf file;
	struct slice rest, note;
	struct checkpoint read;
	int64_t n;

	(void)state;
	buf_init(&file, 1 << 20);
	for (n = 1; n < 5; n++) {
		(void)buf_add(&file, signed_checkpoint(n));
		if (n % 2 == 0)
			(void)buf_add_cstr(&file, "\n\n");
	}
	(void)buf_add_cstr(&file, "rubbish");
	rest = buf_slice(&file);
	for (n = 1; n < 5; n++) {
		assert_true(note_cut(&rest, &note));
		assert_int_equal(
		    checkpoint_check(note, &key, &read), CHECKPOINT_GOOD);
		assert_int_equal(read.size, n);
	}
	assert_true(note_cut(&rest, &note));
	assert_int_equal(
	    checkpoint_check(note, &key, &read), CHECKPOINT_NO_NOTE);
	assert_false(note_cut(&rest, &note));
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seed_gives_the_key),
		cmocka_unit_test(base64),
		cmocka_unit_test(verifier_keys),
		cmocka_unit_test(checkpoint_has_its_form),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(texts),
		cmocka_unit_test(signatures),
		cmocka_unit_test(several_notes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
