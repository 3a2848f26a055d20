/*
 * digest_test.c - the content manifest: the contract's worked example, what
 * the digest survives, and what it does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "approval/digest.h"
#include "approval/plaintext.h"
#include "approval/token.h"
#include "base/mem.h"
#include "text/charset.h"

#define ARENA_MAX ((size_t)16 << 20)

static const struct slice pat_and_kim[] = { { "Pat@FernHill.example", 20 },
	{ "kim@fernhill.example", 20 } };

/* The digest of raw for one recipient, or for the example's two. */
static void
digest_of(struct slice raw, bool two, struct arena *arena,
    struct approval_digest *digest)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	const struct slice one = SLICE("x@y.example");
	struct message message;
	struct err err = ERR_INIT;

	assert_int_equal(
	    message_read(raw, &ceilings, arena, &message, &err), STATUS_OK);
	assert_int_equal(
	    approval_digest_make(&message, two ? pat_and_kim : &one,
		two ? 2 : 1, arena, digest, &err),
	    STATUS_OK);
}

/* Do a and b have one digest? */
static bool
same(const char *a, const char *b)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct approval_digest one, two;
	bool equal;

	digest_of(slice_cstr(a), false, arena, &one);
	digest_of(slice_cstr(b), false, arena, &two);
	equal = strcmp(one.hex, two.hex) == 0;
	assert_int_equal(equal, slice_equal(one.manifest, two.manifest));
	arena_free(arena);
	return equal;
}

/* Is line one of the lines of raw's manifest? */
static bool
has_line(struct slice raw, const char *line)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct approval_digest digest;
	struct slice rest, each;
	bool found = false;

	digest_of(raw, false, arena, &digest);
	rest = digest.manifest;
	while (slice_cut(&rest, '\n', &each))
		found = found || slice_equal(each, slice_cstr(line));
	if (!found)
		print_message("# not in:\n%.*s", SLICE_ARG(digest.manifest));
	arena_free(arena);
	return found;
}

static const char example[] =
    "From: =?utf-8?q?Ana_M=C3=BCller?= <ana@corp.example>\n"
    "To: Pat <pat@fernhill.example>,\n"
    " Kim <kim@fernhill.example>\n"
    "Subject: Your\n"
    " rooms, 100%\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n"
    "\n"
    "A preamble.\n"
    "--b\n"
    "Content-Type: text/plain; charset=iso-8859-1\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "\n"
    "Gr=FC=DFe  \n"
    "\n"
    "\n"
    "--b\n"
    "Content-Type: Application/PDF\n"
    "Content-Disposition: ATTACHMENT; filename*=utf-8''r%C3%A4ume.pdf\n"
    "Content-Transfer-Encoding: base64\n"
    "\n"
    "JVBERi0=\n"
    "--b--\n";

static const char example_manifest[] =
    "sendgate-content-v1\n"
    "from\tAna M\xc3\xbcller <ana@corp.example>\n"
    "reply-to\t\n"
    "to\tPat <pat@fernhill.example>, Kim <kim@fernhill.example>\n"
    "cc\t\n"
    "subject\tYour rooms, 100%25\n"
    "rcpt\tPat@fernhill.example\n"
    "rcpt\tkim@fernhill.example\n"
    "part\ttext/plain\t-\t-\t"
    "b1de61b8108f15d9913e0fa2e6371ed737fbe2be84e63a89ca8ae7a370322371\n"
    "part\tapplication/pdf\tattachment\tr\xc3\xa4ume.pdf\t"
    "38523c087796e5d5dd1cf9bad1fb026781a838dd9dd2cf8af58b9f6502a46778\n";

static void
test_worked_example(void **state)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct approval_digest digest;
	struct slice raw = slice_cstr(example);
	char *crlf = arena_alloc(arena, 2 * sizeof(example));
	size_t i, len = 0;

	(void)state;
	digest_of(raw, true, arena, &digest);
	assert_int_equal(digest.manifest.len, sizeof(example_manifest) - 1);
	assert_string_equal(digest.manifest.ptr, example_manifest);
	assert_string_equal(digest.hex,
	    "93a4482a955c79edf8a7cfcb7933035b"
	    "c0d11cc9c4b09cc5e1521da281456abb");
	for (i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\n')
			crlf[len++] = '\r';
		crlf[len++] = raw.ptr[i];
	}
	digest_of(slice_make(crlf, len), true, arena, &digest);
	assert_string_equal(digest.manifest.ptr, example_manifest);
	arena_free(arena);
}

#define HEAD "From: a@b.example\r\nSubject: s\r\n"
#define PLAIN                         \
	HEAD "\r\nGr\xc3\xbc\xc3\x9f" \
	     "e\r\n"

static void
test_survives(void **state)
{
	static const char *const rows[][2] = {
		/* transfer encoding and charset */
		{ HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\n"
		       "Gr\xc3\xbc\xc3\x9f"
		       "e\r\n",
		    HEAD
		    "Content-Type: TEXT/plain; charset=\"ISO-8859-1\"\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\nR3L832U=\r\n" },
		/* an encoded header, folded elsewhere */
		{ "From: a@b.example\r\nSubject: Caf\xc3\xa9 visit\r\n\r\n",
		    "Subject: =?utf-8?b?Q2Fm?=\r\n\t =?utf-8?b?w6k=?=\r\n"
		    "   visit  \r\nFrom:a@b.example\r\n\r\n" },
		/* trailing blanks, line ends, empty lines at the end */
		{ HEAD "\r\na\r\nb\r\n", HEAD "\r\na  \r\nb\t \r\n\r\n \r\n" },
		{ HEAD "\r\na\r\nb\r\n", HEAD "\r\na\r\nb" },
		{ HEAD "\r\n", HEAD "\r\n\r\n \t\r\n" },
		/* headers that a recipient does not read as content */
		{ PLAIN,
		    "X-Agent-Workflow: w\r\nDate: now\r\n"
		    "Message-ID: <1@b>\r\n" PLAIN },
		/* another boundary, preamble and epilogue */
		{ HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
		       "--a\r\n\r\nx\r\n--a--\r\n",
		    HEAD "Content-Type: multipart/mixed; boundary=\"z 9\"\r\n"
			 "\r\npre\r\n--z 9\r\n\r\nx\r\n--z 9--\r\npost\r\n" },
		/* a type that is said, and the same by default */
		{ HEAD "\r\nx\r\n",
		    HEAD
		    "Content-Type: text/plain; charset=us-ascii\r\n\r\nx" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!same(rows[i][0], rows[i][1]))
			fail_msg("%s\n%s", rows[i][0], rows[i][1]);
}

static void
test_does_not_survive(void **state)
{
	static const char *const rows[][2] = {
		{ PLAIN,
		    HEAD "\r\nGr\xc3\xbc\xc3\x9f"
			 "E\r\n" },
		{ PLAIN,
		    "From: c@b.example\r\nSubject: s\r\n\r\n"
		    "Gr\xc3\xbc\xc3\x9f"
		    "e\r\n" },
		{ PLAIN, "Reply-To: c@d.example\r\n" PLAIN },
		{ PLAIN, "Cc: c@d.example\r\n" PLAIN },
		{ HEAD "\r\nx", HEAD "From: c@d.example\r\n\r\nx" },
		/* leading blanks and empty lines in the middle */
		{ HEAD "\r\na\r\nb\r\n", HEAD "\r\na\r\n b\r\n" },
		{ HEAD "\r\na\r\nb\r\n", HEAD "\r\na\r\n\r\nb\r\n" },
		{ HEAD "\r\na\r\n", HEAD "\r\n\r\na\r\n" },
		/* bytes that look alike in two charsets */
		{ HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\n"
		       "\xc3\xbc",
		    HEAD "Content-Type: text/plain; "
			 "charset=iso-8859-1\r\n\r\n\xc3\xbc" },
		{ HEAD "Content-Type: text/plain\r\n\r\nx",
		    HEAD "Content-Type: text/html\r\n\r\nx" },
		{ HEAD "Content-Type: application/x; name=a\r\n\r\nx",
		    HEAD "Content-Type: application/x; name=b\r\n\r\nx" },
		{ HEAD "Content-Type: application/x\r\n"
		       "Content-Disposition: inline\r\n\r\nx",
		    HEAD "Content-Type: application/x\r\n"
			 "Content-Disposition: attachment\r\n\r\nx" },
		/* parts in another order */
		{ HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
		       "--a\r\n\r\nx\r\n--a\r\n\r\ny\r\n--a--\r\n",
		    HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
			 "--a\r\n\r\ny\r\n--a\r\n\r\nx\r\n--a--\r\n" },
		/* a binary part's trailing blank */
		{ HEAD "Content-Type: application/x\r\n"
		       "Content-Transfer-Encoding: base64\r\n\r\neCA=\r\n",
		    HEAD "Content-Type: application/x\r\n"
			 "Content-Transfer-Encoding: base64\r\n\r\neA==\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (same(rows[i][0], rows[i][1]))
			fail_msg("%s\n%s", rows[i][0], rows[i][1]);
}

/* SHA-256 of "x\n" and of nothing. */
#define X_LINE \
	"73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac"
#define NOTHING \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* The hex of text's SHA-256. */
static const char *
hex_of(struct slice text)
{
	static char hex[CRYPT_SHA256_HEX];

	assert_int_equal(crypt_sha256_hex(text, hex), STATUS_OK);
	return hex;
}

static bool
has_part(struct slice raw, const char *columns, const char *mark,
    struct slice hashed)
{
	struct arena *arena = arena_new(ARENA_MAX);
	bool found = has_line(raw,
	    arena_printf(
		arena, "part\t%s\t%s%s", columns, mark, hex_of(hashed)));

	arena_free(arena);
	return found;
}

static void
test_lines_to_the_letter(void **state)
{
	(void)state;
	assert_true(has_line(SLICE("Subject: a%b\r\n\r\nx"), "subject\ta%25b"));
	assert_true(has_line(SLICE("Subject: =?utf-8?q?a=00b=09c=0Ad=7Fe?="
				   "\r\n\r\nx"),
	    "subject\ta%00b c d%7Fe"));
	assert_true(has_line(SLICE("Subject: =?utf-8?q?=C2=85?=\r\n\r\nx"),
	    "subject\t\xc2\x85"));
	assert_true(has_line(SLICE("To: a@b\r\nCC: c@d\r\nto:\r\nTO: e@f\r\n"
				   "\r\nx"),
	    "to\ta@b, , e@f"));
	assert_true(has_line(SLICE("\r\nx"), "from\t"));
	assert_true(has_line(SLICE("\r\nx"), "rcpt\tx@y.example"));
	assert_true(
	    has_line(SLICE("\r\nx"), "part\ttext/plain\t-\t-\t" X_LINE));
	assert_true(
	    has_line(SLICE("\r\n"), "part\ttext/plain\t-\t-\t" NOTHING));
}

static void
test_parts_to_the_letter(void **state)
{
	(void)state;
	/* what does not decode is hashed as it is */
	assert_true(has_part(SLICE("\r\n\xfc\r\n"), "text/plain\t-\t-",
	    "raw:", SLICE("\xfc\r\n")));
	assert_true(has_part(SLICE("Content-Type: text/plain; charset=utf-8"
				   "\r\n\r\n\xfc \r\n"),
	    "text/plain\t-\t-", "raw:", SLICE("\xfc \r\n")));
	assert_true(has_part(SLICE("Content-Type: text/plain; charset=klingon"
				   "\r\n\r\nx\r\n"),
	    "text/plain\t-\t-", "raw:", SLICE("x\r\n")));
	/* the disposition's name goes before the type's */
	assert_true(has_part(
	    SLICE("Content-Type: image/PNG; name=\"b%.png\""
		  "\r\nContent-Disposition: Inline\r\n"
		  "Content-Transfer-Encoding: base64\r\n\r\neA0KeA==\r\n"),
	    "image/png\tinline\tb%25.png", "", SLICE("x\r\nx")));
	assert_true(has_part(
	    SLICE(
		"Content-Type: image/png; name=b\r\n"
		"Content-Disposition: attachment; filename=\"=?utf-8?q?=C3=A4?=\""
		"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n"),
	    "image/png\tattachment\t\xc3\xa4", "", SLICE("x")));
	/* a nested message is one leaf */
	assert_true(has_part(
	    SLICE(
		"Content-Type: message/rfc822\r\n\r\n"
		"Subject: in\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
		"--i\r\n\r\nx  \r\n--i--\r\n"),
	    "message/rfc822\t-\t-", "",
	    SLICE("Subject: in\nContent-Type: multipart/mixed; boundary=i\n\n"
		  "--i\n\nx  \n--i--\n")));
	/* inside a digest the default type is another */
	assert_true(has_part(
	    SLICE(
		"Content-Type: multipart/digest; "
		"boundary=d\r\n\r\n--d\r\n\r\nSubject: x\r\n\r\ny\r\n--d--\r\n"),
	    "message/rfc822\t-\t-", "", SLICE("Subject: x\n\ny")));
}

static void
test_plaintext(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "\n", "" },
		{ " \t\r\n\r\r\n", "" },
		{ "a", "a\n" },
		{ "a\n", "a\n" },
		{ "a\r", "a\n" },
		{ "a\r\n", "a\n" },
		{ "a\n\r", "a\n" },
		{ "a\r\r\nb", "a\n\nb\n" },
		{ "a\n\rb", "a\n\nb\n" },
		{ "a \t \nb\t", "a\nb\n" },
		{ " a", " a\n" },
		{ "\n\n\na\n\n\n", "\n\n\na\n" },
		{ "a\vb\f", "a\vb\f\n" },
		{ "a\xc2\xa0", "a\xc2\xa0\n" },
		{ "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nx",
		    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nx\n" },
	};
	struct crypt_hash *hash = crypt_hash_new();
	unsigned char got[CRYPT_SHA256_LEN], want[CRYPT_SHA256_LEN];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(
		    approval_plaintext_hash(slice_cstr(rows[i][0]), hash));
		assert_true(crypt_hash_end(hash, got));
		assert_int_equal(
		    crypt_sha256(slice_cstr(rows[i][1]), want), STATUS_OK);
		if (memcmp(got, want, sizeof(got)) != 0)
			fail_msg("row %zu", i);
	}
	assert_true(approval_lines_hash(SLICE("a \r\rb\r\n\n"), hash));
	assert_true(crypt_hash_end(hash, got));
	assert_int_equal(crypt_sha256(SLICE("a \n\nb\n\n"), want), STATUS_OK);
	assert_memory_equal(got, want, sizeof(got));
	crypt_hash_free(hash);
}

/* Recipients: sorted by their bytes, domains in lower case, all kept. */
static void
test_recipients(void **state)
{
	static const struct slice rows[] = {
		{ "b@X.example", 11 },
		{ "a@x.example", 11 },
		{ "B@x.example", 11 },
		{ "b@x.EXAMPLE", 11 },
	};
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_MAX);
	struct approval_digest digest;
	struct message message;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(
	    message_read(SLICE("\r\nx"), &ceilings, arena, &message, &err),
	    STATUS_OK);
	assert_int_equal(
	    approval_digest_make(&message, rows, 4, arena, &digest, &err),
	    STATUS_OK);
	assert_non_null(strstr(digest.manifest.ptr,
	    "subject\t\n"
	    "rcpt\tB@x.example\nrcpt\ta@x.example\n"
	    "rcpt\tb@x.example\nrcpt\tb@x.example\npart\t"));
	assert_int_equal(
	    approval_digest_make(&message, NULL, 0, arena, &digest, &err),
	    STATUS_OK);
	assert_null(strstr(digest.manifest.ptr, "rcpt"));
	arena_free(arena);
}

static void
test_extract(void **state)
{
	static const char *const rows[][2] = {
		{ " aaa.bbb.ccc", "aaa.bbb.ccc" },
		{ " aaa.b\r\n bb.\r\n\tccc \r\n", "aaa.bbb.ccc" },
		{ "a a\ta.\vb\f", "aaa.b" },
		{ "=?us-ascii?q?aaa=2Eb?=\r\n =?utf-8?b?YmIuY2Nj?=",
		    "aaa.bbb.ccc" },
		{ "", "" },
		{ "  \r\n\t ", "" },
		{ "=?utf-8?q?_?=", "" },
	};
	struct arena *arena = arena_new(ARENA_MAX);
	struct slice token;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(approval_token_extract(
				     slice_cstr(rows[i][0]), arena, &token),
		    STATUS_OK);
		assert_int_equal(token.len, strlen(rows[i][1]));
		assert_string_equal(token.ptr, rows[i][1]);
	}
	arena_free(arena);
	arena = arena_new(16);
	assert_int_equal(
	    approval_token_extract(
		SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
		arena, &token),
	    STATUS_NOMEM);
	arena_free(arena);
}

/* Every allocation fails once: STATUS_NOMEM, no leak, then the truth. */
static void
test_no_memory(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct approval_digest digest;
	enum status status = STATUS_NOMEM;
	struct message message;
	struct err err = ERR_INIT;
	struct arena *arena;
	unsigned long n;
	size_t room;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(ARENA_MAX);
		assert_int_equal(message_read(slice_cstr(example), &ceilings,
				     arena, &message, &err),
		    STATUS_OK);
		mem_fault_set(n);
		status = approval_digest_make(
		    &message, pat_and_kim, 2, arena, &digest, &err);
		if (status != STATUS_OK)
			assert_int_equal(status, STATUS_NOMEM);
		mem_fault_set(0);
		arena_free(arena);
	}
	assert_true(n > 3);
	for (room = 64, status = STATUS_NOMEM; status != STATUS_OK;
	     room += 64) {
		arena = arena_new(room);
		status = message_read(
		    slice_cstr(example), &ceilings, arena, &message, &err);
		if (status == STATUS_OK)
			status = approval_digest_make(
			    &message, pat_and_kim, 2, arena, &digest, &err);
		if (status == STATUS_OK)
			assert_string_equal(
			    digest.manifest.ptr, example_manifest);
		else
			assert_int_equal(status, STATUS_NOMEM);
		arena_free(arena);
	}
}

static int
clean_up(void **state)
{
	(void)state;
	text_charset_cleanup();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_example),
		cmocka_unit_test(test_survives),
		cmocka_unit_test(test_does_not_survive),
		cmocka_unit_test(test_lines_to_the_letter),
		cmocka_unit_test(test_parts_to_the_letter),
		cmocka_unit_test(test_plaintext),
		cmocka_unit_test(test_recipients),
		cmocka_unit_test(test_extract),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, clean_up);
}
