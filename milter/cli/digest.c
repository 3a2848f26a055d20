/*
 * digest.c - `sendgate digest`: what an approval of this message would bind.
 *
 * Prints the manifest to the letter, since it is what is hashed, and the
 * digest on the last line.
 */
#include "approval/digest.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/out.h"

static int
digest_json(const struct approval_digest *digest, struct arena *arena)
{
	return out_json(json_pack("{s:s, s:o}", "digest", digest->hex,
	    "manifest", out_json_text(digest->manifest, arena)));
}

int
digest_run(struct cli *cli)
{
	struct approval_digest digest;
	struct message message;
	struct slice *rcpts;
	size_t nrcpts;
	struct err err = ERR_INIT;
	enum status status;
	int exit;

	exit = cli_recipients(cli, &rcpts, &nrcpts);
	if (exit != EX_OK)
		return exit;
	status = cli_message_read(
	    cli, cli->args[0], NULL, cli->arena, &message, &err);
	if (status == STATUS_OK)
		status = approval_digest_make(
		    &message, rcpts, nrcpts, cli->arena, &digest, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	if (!message_is_plain(&message))
		cli_say("warning: %s: this message can't be approved: %s",
		    cli->args[0], cli_defects(&message, cli->arena));
	if (cli->json)
		return out_end(digest_json(&digest, cli->arena));
	out_lines(stdout, digest.manifest);
	(void)printf("%s\n", digest.hex);
	return out_end(EX_OK);
}
