/*
 * digest.c - the manifest of what a recipient gets, line by line, and its
 * SHA-256.
 *
 * Values are written by the contract to the letter, since strangers compute
 * the same digest from the contract alone.  Whether the message can be read in
 * one way only is not asked here: message_is_plain() says so.
 */
#include "approval/digest.h"

#include <stdlib.h>
#include <string.h>

#include "approval/plaintext.h"
#include "base/buf.h"
#include "base/hex.h"
#include "message/envelope.h"
#include "text/charset.h"
#include "text/header.h"

#define DIGEST_MANIFEST_MAX ((size_t)256 << 20) /* bytes */

/* The header fields that are bound, in order. */
static const struct digest_field {
	const char *label;
	struct slice name;
} digest_fields[] = {
	{ "from", { "From", 4 } },
	{ "reply-to", { "Reply-To", 8 } },
	{ "to", { "To", 2 } },
	{ "cc", { "Cc", 2 } },
	{ "subject", { "Subject", 7 } },
};

/* A manifest in the making. */
struct digest {
	const struct message *message;
	struct arena *arena;
	struct crypt_hash *hash; /* of one part after the other */
	struct buf text;
	struct err *err_r;
};

static enum status
digest_broken(const struct digest *digest)
{
	return err_set(
	    digest->err_r, STATUS_INTERNAL, "libcrypto makes no SHA-256");
}

/* Adds value with control characters and "%" escaped. */
static void
digest_add_value(struct digest *digest, struct slice value)
{
	size_t i, start = 0;
	unsigned char c;

	for (i = 0; i < value.len; i++) {
		c = (unsigned char)value.ptr[i];
		if (c >= 0x20 && c != 0x7f && c != '%')
			continue;
		(void)buf_add(
		    &digest->text, slice_sub(value, start, i - start));
		(void)buf_printf(&digest->text, "%%%02X", (unsigned)c);
		start = i + 1;
	}
	(void)buf_add(&digest->text, slice_from(value, start));
}

/* A line of all fields of one name, joined. */
static enum status
digest_add_field(struct digest *digest, const struct digest_field *row)
{
	const struct message_fields *fields = &digest->message->root->fields;
	const struct message_field *field =
	    message_field_find(fields, row->name);
	const char *glue = "";
	enum status status;
	struct slice value;
	bool exact;

	(void)buf_printf(&digest->text, "%s\t", row->label);
	for (; field != NULL;
	     field = message_field_next(fields, field, row->name)) {
		status = text_header_canonical(
		    field->value, digest->arena, &value, &exact);
		if (status != STATUS_OK)
			return status;
		(void)buf_add_cstr(&digest->text, glue);
		digest_add_value(digest, value);
		glue = ", ";
	}
	(void)buf_add_byte(&digest->text, '\n');
	return STATUS_OK;
}

static int
digest_rcpt_order(const void *a, const void *b)
{
	const struct slice *left = a, *right = b;

	return slice_compare(*left, *right);
}

static enum status
digest_add_rcpts(
    struct digest *digest, const struct slice *rcpts, size_t nrcpts)
{
	struct slice *sorted =
	    arena_calloc(digest->arena, nrcpts, sizeof(*sorted));
	size_t i;

	if (sorted == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < nrcpts; i++) {
		sorted[i] = envelope_normal(rcpts[i], digest->arena);
		if (sorted[i].ptr == NULL)
			return STATUS_NOMEM;
	}
	qsort(sorted, nrcpts, sizeof(*sorted), digest_rcpt_order);
	for (i = 0; i < nrcpts; i++) {
		(void)buf_add_cstr(&digest->text, "rcpt\t");
		digest_add_value(digest, sorted[i]);
		(void)buf_add_byte(&digest->text, '\n');
	}
	return STATUS_OK;
}

/* Hashes a text part; *raw_r where it does not decode in its charset. */
static enum status
digest_hash_text(
    struct digest *digest, const struct message_part *part, bool *raw_r)
{
	const struct message_param *charset = !part->has_type ?
	    NULL :
	    message_params_find(&part->content_type, SLICE("charset"));
	struct slice bytes = message_part_bytes(part), text;
	enum status status;
	bool exact, ok;

	status = text_charset_decode(bytes,
	    charset == NULL ? SLICE_EMPTY : charset->bytes, digest->arena,
	    &text, &exact);
	if (status != STATUS_OK)
		return status;
	*raw_r = !exact;
	ok = exact ? approval_plaintext_hash(text, digest->hash) :
		     crypt_hash_add(digest->hash, bytes);
	return ok ? STATUS_OK : digest_broken(digest);
}

static enum status
digest_hash_part(
    struct digest *digest, const struct message_part *part, bool *raw_r)
{
	struct slice bytes = message_part_bytes(part);
	bool ok;

	*raw_r = false;
	if (slice_equal(part->type, SLICE("text")))
		return digest_hash_text(digest, part, raw_r);
	if (slice_equal(part->type, SLICE("message")) &&
	    slice_equal(part->subtype, SLICE("rfc822")))
		ok = approval_lines_hash(bytes, digest->hash);
	else
		ok = crypt_hash_add(digest->hash, bytes);
	return ok ? STATUS_OK : digest_broken(digest);
}

/* A value of its own column, "-" where there is none. */
static void
digest_add_column(struct digest *digest, struct slice value)
{
	digest_add_value(digest, value.len == 0 ? SLICE("-") : value);
	(void)buf_add_byte(&digest->text, '\t');
}

static enum status
digest_add_part(const struct message_part *part, void *arg)
{
	unsigned char sum[CRYPT_SHA256_LEN];
	struct digest *digest = arg;
	char hex[CRYPT_SHA256_HEX];
	enum status status;
	struct slice name;
	bool exact, raw;

	status = text_filename(part, digest->arena, &name, &exact);
	if (status == STATUS_OK)
		status = digest_hash_part(digest, part, &raw);
	if (status != STATUS_OK)
		return status;
	if (!crypt_hash_end(digest->hash, sum))
		return digest_broken(digest);
	hex_encode(sum, sizeof(sum), hex);
	(void)buf_add_cstr(&digest->text, "part\t");
	digest_add_value(digest, part->type);
	(void)buf_add_byte(&digest->text, '/');
	digest_add_column(digest, part->subtype);
	digest_add_column(digest,
	    part->has_disposition ? part->disposition.value : SLICE_EMPTY);
	digest_add_column(digest, name);
	(void)buf_printf(&digest->text, "%s%s\n", raw ? "raw:" : "", hex);
	return STATUS_OK;
}

static enum status
digest_write(struct digest *digest, const struct slice *rcpts, size_t nrcpts)
{
	enum status status = STATUS_OK;
	size_t i;

	(void)buf_add_cstr(&digest->text, "sendgate-content-v1\n");
	for (i = 0; i < sizeof(digest_fields) / sizeof(*digest_fields); i++)
		if (status == STATUS_OK)
			status = digest_add_field(digest, &digest_fields[i]);
	if (status == STATUS_OK)
		status = digest_add_rcpts(digest, rcpts, nrcpts);
	if (status == STATUS_OK)
		status =
		    message_leaves(digest->message, digest_add_part, digest);
	if (status == STATUS_OK && buf_failed(&digest->text))
		status = STATUS_NOMEM;
	return status;
}

enum status
approval_digest_make(const struct message *message, const struct slice *rcpts,
    size_t nrcpts, struct arena *arena, struct approval_digest *digest_r,
    struct err *err_r)
{
	struct digest digest = {
		.message = message, .arena = arena, .err_r = err_r
	};
	enum status status = STATUS_NOMEM;

	memset(digest_r, 0, sizeof(*digest_r));
	buf_init(&digest.text, DIGEST_MANIFEST_MAX);
	digest.hash = crypt_hash_new();
	if (digest.hash != NULL)
		status = digest_write(&digest, rcpts, nrcpts);
	if (status == STATUS_OK) {
		digest_r->manifest = arena_copy(arena, buf_slice(&digest.text));
		if (digest_r->manifest.ptr == NULL)
			status = STATUS_NOMEM;
	}
	if (status == STATUS_OK &&
	    crypt_sha256_hex(digest_r->manifest, digest_r->hex) != STATUS_OK)
		status = digest_broken(&digest);
	crypt_hash_free(digest.hash);
	buf_free_wiped(&digest.text);
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
