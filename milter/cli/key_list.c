/*
 * key_list.c - `sendgate key list`: the approvers' keys, revoked ones too.
 */
#include "cli/commands.h"
#include "cli/key.h"
#include "cli/out.h"

static int
key_json(const struct approval_key *key, struct arena *arena)
{
	struct slice x = crypt_base64url_encode(
	    slice_make((const char *)key->public, CRYPT_KEY_LEN), arena);

	return out_json(json_pack("{s:s, s:s?, s:s?, s:s, s:s, s:s%}", "kid",
	    key->kid, "sub", key->sub, "revoked", key->revoked, "kty", "OKP",
	    "crv", "Ed25519", "x", x.ptr, x.len));
}

static void
key_line(struct cli *cli, const struct approval_key *key)
{
	out_column(slice_cstr(key->kid), 24);
	out_column(slice_cstr(key->sub != NULL ? key->sub : "anybody"), 28);
	if (key->revoked != NULL) {
		out_style(cli, OUT_RED);
		(void)fputs("revoked ", stdout);
		out_text(stdout, slice_cstr(key->revoked));
		out_style(cli, OUT_PLAIN);
	} else {
		(void)fputs("good", stdout);
	}
	(void)fputc('\n', stdout);
}

int
key_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct approval_keys *keys = NULL;
	struct diag_list diags;
	struct err err = ERR_INIT;
	int exit = cli_settings(cli, &settings);

	if (exit != EX_OK)
		return exit;
	diag_init(&diags);
	if (approval_keys_load(settings->approvers, &diags, &keys, &err) !=
	    STATUS_OK)
		exit = cli_fail(&err);
	for (size_t i = 0; exit == EX_OK && i < approval_keys_count(keys);
	     i++) {
		if (cli->json)
			exit =
			    key_json(approval_keys_item(keys, i), cli->arena);
		else
			key_line(cli, approval_keys_item(keys, i));
	}
	diag_free(&diags);
	approval_keys_unref(keys);
	settings_unref(settings);
	return out_end(exit);
}
