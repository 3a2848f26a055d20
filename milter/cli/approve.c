/*
 * approve.c - `sendgate approve`: an approval token for one content.
 *
 * It refuses a message that is not plain: a token for it would never be
 * believed.  It reads the private key and the approvers, and writes nothing.
 */
#include <string.h>
#include <time.h>

#include "approval/digest.h"
#include "approval/token.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/out.h"

#define APPROVE_TTL_DEFAULT (24 * 3600)
#define APPROVE_LINE_MAX 76 /* of the folded header */
#define APPROVE_HEADER "X-Agent-Approval: "

struct approve {
	struct settings *settings;
	struct crypt_signer *signer;
	struct approval_keys *keys;
	struct message message;
	struct approval_digest digest;
	struct slice *rcpts;
	size_t nrcpts;
	struct approval_mint mint;
};

/* The key's name: by its public half in the approvers, else --kid. */
static enum status
kid_find(struct cli *cli, struct approve *approve,
    const struct approval_key **key_r, struct err *err_r)
{
	unsigned char public[CRYPT_KEY_LEN];
	enum status status;

	status = approval_keys_load(
	    approve->settings->approvers, NULL, &approve->keys, err_r);
	if (status != STATUS_OK)
		return status;
	if (crypt_signer_public(approve->signer, public) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "no public key");
	*key_r = approval_keys_find_public(approve->keys, public);
	if (*key_r != NULL && (*key_r)->revoked != NULL)
		return err_set(err_r, STATUS_DATA, "key %s is revoked since %s",
		    (*key_r)->kid, (*key_r)->revoked);
	approve->mint.kid =
	    *key_r != NULL ? (*key_r)->kid : cli_text(cli, "kid");
	if (approve->mint.kid == NULL)
		return err_set(err_r, STATUS_DATA,
		    "the approvers do not have this key: name it with --kid");
	return STATUS_OK;
}

/* Who approves: --as, else the name that the key is bound to, else the login. */
static const char *
subject_of(struct cli *cli, const struct approval_key *key)
{
	const char *as = cli_text(cli, "as");

	if (as != NULL)
		return as;
	if (key != NULL && key->sub != NULL && strpbrk(key->sub, "*?") == NULL)
		return key->sub;
	return cli_login(cli->arena);
}

/* An approver who is the agent is refused at the gate: say it now. */
static void
self_warn(const struct settings *settings, const char *sub)
{
	for (size_t i = 0; i < settings->nagents; i++) {
		const struct settings_agent *agent = &settings->agents[i];
		bool self =
		    slice_equal_nocase(slice_cstr(agent->id), slice_cstr(sub));

		for (size_t k = 0; k < agent->auth.len; k++)
			self = self ||
			    slice_equal_nocase(slice_cstr(agent->auth.items[k]),
				slice_cstr(sub));
		if (self)
			cli_say("warning: %s is agent %s, which can't approve "
				"its own mail",
			    sub, agent->id);
	}
}

static int
options_check(struct cli *cli, struct approve *approve)
{
	struct approval_mint *mint = &approve->mint;

	if (cli_text(cli, "key") == NULL) {
		cli_say("--key must name the approver's private key");
		return EX_USAGE;
	}
	mint->ttl = cli_span(cli, "ttl", APPROVE_TTL_DEFAULT);
	if (cli_text(cli, "ttl") == NULL &&
	    mint->ttl > approve->settings->approval_max_ttl)
		mint->ttl = approve->settings->approval_max_ttl;
	if (mint->ttl > approve->settings->approval_max_ttl || mint->ttl < 1) {
		cli_say("--ttl is over approval.max_ttl, %lld s",
		    (long long)approve->settings->approval_max_ttl);
		return EX_USAGE;
	}
	mint->iss =
	    cli_text(cli, "iss") != NULL ? cli_text(cli, "iss") : "sendgate";
	mint->agent = cli_text(cli, "agent");
	return EX_OK;
}

static enum status
message_digest(struct cli *cli, struct approve *approve, struct err *err_r)
{
	enum status status = cli_message_read(cli, cli->args[0],
	    approve->settings, cli->arena, &approve->message, err_r);

	if (status != STATUS_OK)
		return status;
	if (!message_is_plain(&approve->message))
		return err_set(err_r, STATUS_DATA,
		    "%s: can't be approved, since not everybody would read "
		    "the same in it: %s",
		    cli->args[0], cli_defects(&approve->message, cli->arena));
	return approval_digest_make(&approve->message, approve->rcpts,
	    approve->nrcpts, cli->arena, &approve->digest, err_r);
}

/* The message with the token in a header of its own, folded, on top. */
static void
inline_print(struct slice raw, struct slice token)
{
	size_t lf = slice_index(raw, '\n');
	bool crlf = lf != SLICE_NONE && lf > 0 && raw.ptr[lf - 1] == '\r';
	size_t room = APPROVE_LINE_MAX - sizeof(APPROVE_HEADER) + 1;

	if (slice_starts(raw, SLICE("From ")) && lf != SLICE_NONE) {
		/* an mbox's first line stays first */
		(void)fwrite(raw.ptr, 1, lf + 1, stdout);
		raw = slice_from(raw, lf + 1);
	}
	(void)fputs(APPROVE_HEADER, stdout);
	while (token.len > 0) {
		struct slice line = slice_sub(token, 0, room);

		(void)fwrite(line.ptr, 1, line.len, stdout);
		token = slice_from(token, line.len);
		(void)fputs(crlf ? "\r\n" : "\n", stdout);
		if (token.len > 0)
			(void)fputc(' ', stdout);
		room = APPROVE_LINE_MAX - 1;
	}
	(void)fwrite(raw.ptr, 1, raw.len, stdout);
}

static int
approve_mint(struct cli *cli, struct approve *approve)
{
	const struct approval_key *key = NULL;
	struct slice token = SLICE_EMPTY;
	struct err err = ERR_INIT;
	enum status status;

	status = message_digest(cli, approve, &err);
	if (status == STATUS_OK)
		status = crypt_signer_read(
		    cli_text(cli, "key"), &approve->signer, &err);
	if (status == STATUS_OK)
		status = kid_find(cli, approve, &key, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	approve->mint.signer = approve->signer;
	approve->mint.sub = subject_of(cli, key);
	if (approve->mint.sub == NULL)
		return cli_nomem();
	self_warn(approve->settings, approve->mint.sub);
	approve->mint.digest = approve->digest.hex;
	approve->mint.now = clock_wall_us() / CLOCK_SECOND;
	status = approval_token_mint(&approve->mint, cli->arena, &token, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	if (cli_flag(cli, "inline"))
		inline_print(approve->message.raw, token);
	else
		(void)printf("%.*s\n", SLICE_ARG(token));
	return out_end(EX_OK);
}

int
approve_run(struct cli *cli)
{
	struct approve approve = { .settings = NULL };
	int exit;

	exit = cli_recipients(cli, &approve.rcpts, &approve.nrcpts);
	if (exit == EX_OK)
		exit = cli_settings(cli, &approve.settings);
	if (exit == EX_OK)
		exit = options_check(cli, &approve);
	if (exit == EX_OK)
		exit = approve_mint(cli, &approve);
	crypt_signer_free(approve.signer);
	approval_keys_unref(approve.keys);
	settings_unref(approve.settings);
	return exit;
}
