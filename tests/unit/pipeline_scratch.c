/*
 * pipeline_scratch.c - see pipeline_scratch.h.
 */
#include "pipeline_scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "folder.h"
#include "store/book.h"

static const char configuration[] =
    "listen: unix:%s/milter.sock\n"
    "database: %s\n"
    "rules: [%s]\n"
    "approvers: %s\n"
    "keys: %s\n"
    "agents:\n"
    "  - id: cowork\n"
    "    match: { auth: [cowork@corp.example] }\n"
    "    declare: [workflow]\n"
    "tiers:\n"
    "  - { name: strategic, review: always, unapproved: quarantine }\n"
    "  - { name: standard, review: always, unapproved: reject }\n"
    "  - { name: sampled, review: sample, sample: { start: 0.3 } }\n"
    "  - { name: cold, review: none }\n"
    "unknown_tier: strategic\n"
    "%s";

static const char rules[] =
    "pack: test\n"
    "rules:\n"
    "  - { id: test.floor, title: Floor, action: block,"
    " regex: '(?i)discount\\s+floor', tell: Take it out. }\n"
    "  - { id: test.name, title: Name, action: quarantine,"
    " words: [\"project heliotrope\"] }\n";

void
scratch_write(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void
place(char *out, size_t size, const char *dir, const char *name)
{
	snprintf(out, size, "%s/%s", dir, name);
}

static void
make_approver(struct scratch *s)
{
	struct approval_key key = { .kid = "ana" };
	struct err err = ERR_INIT;

	assert_int_equal(crypt_signer_generate(&s->signer, &err), STATUS_OK);
	assert_int_equal(crypt_signer_public(s->signer, key.public), STATUS_OK);
	assert_int_equal(
	    approval_keys_add(s->approvers, &key, &err), STATUS_OK);
	assert_int_equal(
	    approval_keyring_new(s->approvers, &s->keyring, &err), STATUS_OK);
}

void
scratch_make(struct scratch *s, const char *extra)
{
	char text[4096];
	struct diag_list diags;
	struct err err = ERR_INIT;

	memset(s, 0, sizeof(*s));
	snprintf(s->dir, sizeof(s->dir), "/tmp/sendgate-unit.XXXXXX");
	assert_true(folder_make(s->dir));
	place(s->conf, sizeof(s->conf), s->dir, "sendgate.yaml");
	place(s->rules, sizeof(s->rules), s->dir, "rules.yaml");
	place(s->approvers, sizeof(s->approvers), s->dir, "approvers.jwks");
	place(s->database, sizeof(s->database), s->dir, "sendgate.db");
	place(s->keys, sizeof(s->keys), s->dir, "keys");
	snprintf(text, sizeof(text), configuration, s->dir, s->database,
	    s->rules, s->approvers, s->keys, extra);
	scratch_write(s->conf, text);
	scratch_write(s->rules, rules);
	make_approver(s);
	diag_init(&diags);
	if (snapshot_load(s->conf, &diags, &s->snapshot, &err) != STATUS_OK) {
		diag_print(&diags, stderr);
		fail_msg("%s", err.text);
	}
	diag_free(&diags);
}

void
scratch_remove(struct scratch *s)
{
	snapshot_unref(s->snapshot);
	approval_keyring_free(s->keyring);
	crypt_signer_free(s->signer);
	assert_true(folder_remove(s->dir));
}

struct store *
scratch_store(const struct scratch *s)
{
	struct store_params params = {
		.path = s->database,
		.relay = "test",
		.has_key = true,
		.busy_ms = 2000,
	};
	struct store *store = NULL;
	struct err err = ERR_INIT;

	memcpy(params.journal_key, s->snapshot->journal_key,
	    sizeof(params.journal_key));
	if (store_open(&params, &store, &err) != STATUS_OK)
		fail_msg("%s", err.text);
	return store;
}

void
scratch_book(const struct scratch *s, const char *rows)
{
	static const char *const tiers[] = { "strategic", "standard", "sampled",
		"cold", "retired" };
	char path[128], text[4096];
	struct store *store = scratch_store(s);
	struct book_import import = {
		.path = path,
		.tiers = tiers,
		.ntiers = sizeof(tiers) / sizeof(tiers[0]),
		.actor = SLICE("test"),
	};
	struct book_result result;
	struct diag_list diags;
	struct err err = ERR_INIT;

	place(path, sizeof(path), s->dir, "book.csv");
	snprintf(text, sizeof(text), "account_id,name,tier,domains\n%s", rows);
	scratch_write(path, text);
	diag_init(&diags);
	if (book_import_csv(store, &import, &diags, &result, &err) !=
	    STATUS_OK) {
		diag_print(&diags, stderr);
		fail_msg("%s", err.text);
	}
	diag_free(&diags);
	store_close(store);
}

enum status
scratch_inspect(const struct scratch *s, const struct scratch_mail *mail,
    struct scratch_case *c)
{
	struct inspect_params params = {
		.snapshot = s->snapshot,
		.keyring = s->keyring,
		.envelope = &c->envelope,
		.raw = slice_cstr(mail->raw),
		.cut = mail->cut,
		.now_us = clock_wall_us(),
	};
	struct envelope *envelope = &c->envelope;
	struct slice *rcpt;
	struct err err = ERR_INIT;

	memset(c, 0, sizeof(*c));
	c->arena = arena_new((size_t)64 << 20);
	if (c->arena == NULL)
		return STATUS_NOMEM;
	envelope->sender = SLICE("cowork@corp.example");
	envelope->login = mail->nobody ?
	    SLICE_EMPTY :
	    slice_cstr(
		mail->login != NULL ? mail->login : "cowork@corp.example");
	envelope->client = SLICE("127.0.0.1");
	envelope->queue_id = SLICE("Q1");
	rcpt = VEC_PUSH(c->arena, &envelope->rcpts);
	if (rcpt == NULL)
		return STATUS_NOMEM;
	*rcpt =
	    slice_cstr(mail->rcpt != NULL ? mail->rcpt : "pat@cold.example");
	params.match =
	    inspect_agent(s->snapshot->settings, envelope, &params.agent);
	c->settled = (struct settle_case){
		.inspection = &c->inspection,
		.snapshot = s->snapshot,
		.envelope = envelope,
		.arena = c->arena,
		.raw = params.raw,
		.started_us = clock_monotonic_us(),
	};
	return inspect_run(&params, c->arena, &c->inspection, &err);
}

void
scratch_case_free(struct scratch_case *c)
{
	arena_free(c->arena);
	c->arena = NULL;
}

const char *
scratch_token(const struct scratch *s, const char *raw, const char *rcpt,
    const char *sub, struct arena *arena)
{
	const struct scratch_mail mail = { .raw = raw, .rcpt = rcpt };
	struct scratch_case c;
	struct approval_mint mint = {
		.signer = s->signer,
		.kid = "ana",
		.iss = "test",
		.sub = sub,
		.now = clock_wall_us() / CLOCK_SECOND,
		.ttl = 600,
	};
	struct slice token;
	struct err err = ERR_INIT;

	assert_int_equal(scratch_inspect(s, &mail, &c), STATUS_OK);
	mint.digest = c.inspection.digest.hex;
	assert_int_equal(
	    approval_token_mint(&mint, arena, &token, &err), STATUS_OK);
	scratch_case_free(&c);
	return token.ptr;
}
