/*
 * journal_filter.c - the filters of the journal commands.
 */
#include "cli/journal.h"

void
journal_filter_read(const struct cli *cli, struct journal_filter *filter_r)
{
	const char *rcpt = cli_text(cli, "recipient");

	*filter_r = (struct journal_filter){
		.agent = cli_text(cli, "agent"),
		.workflow = cli_text(cli, "workflow"),
		.verdict = cli_text(cli, "verdict"),
		.event = cli_text(cli, "event"),
		.tier = cli_text(cli, "tier"),
		.template = cli_text(cli, "template"),
		.rule = cli_text(cli, "rule"),
		.account = cli_text(cli, "account"),
		.rcpt = rcpt != NULL ? rcpt : cli_text(cli, "rcpt"),
		.since_us = cli_time(cli, "since"),
		.until_us = cli_time(cli, "until"),
	};
}
