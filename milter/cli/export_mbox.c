/*
 * export_mbox.c - kept messages as an mbox file, of the variant mboxrd: a line
 * that begins with "From " after any number of ">" gets one more, so that
 * taking one off gives the message back.
 *
 * Lines end with LF.  A message that is kept as text alone is no message, and
 * is left out and counted.
 */
#include <stdio.h>

#include "base/clock.h"
#include "cli/export.h"
#include "cli/record.h"
#include "store/journal.h"

/* "From sender Mon Nov  2 10:00:00 2026" */
static void
from_write(const json_t *record)
{
	struct slice sender = record_text(record, "sender");
	char mail[CLOCK_TEXT_MAX];
	int64_t time_us = 0;
	size_t i;

	(void)clock_parse(record_text(record, "time"), &time_us);
	(void)clock_format_mail(time_us, mail);
	(void)fputs("From ", stdout);
	for (i = 0; i < sender.len; i++)
		(void)fputc(sender.ptr[i] > ' ' && sender.ptr[i] != 0x7f ?
			sender.ptr[i] :
			'_',
		    stdout);
	(void)fputs(sender.len == 0 ? "MAILER-DAEMON" : "", stdout);
	/* "Mon, 02 Nov 2026 10:00:00 +0000" */
	(void)printf(" %.3s %.3s %c%c %.8s %.4s\n", mail, mail + 8,
	    mail[5] == '0' ? ' ' : mail[5], mail[6], mail + 17, mail + 12);
}

static bool
line_is_from(struct slice line)
{
	while (line.len > 0 && line.ptr[0] == '>')
		line = slice_from(line, 1);
	return slice_starts(line, SLICE("From "));
}

static void
message_write(struct slice message)
{
	struct slice line;

	while (message.len > 0 && slice_cut(&message, '\n', &line)) {
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (line_is_from(line))
			(void)fputc('>', stdout);
		(void)fwrite(line.ptr, 1, line.len, stdout);
		(void)fputc('\n', stdout);
	}
	(void)fputc('\n', stdout);
}

bool
export_mbox(struct export *export, const json_t *record, struct slice json)
{
	struct slice verdict = record_text(record, "verdict");
	struct slice id = record_text(record, "id"), content = SLICE_EMPTY;
	enum journal_content kind = JOURNAL_CONTENT_NONE;
	enum status status;

	(void)json;
	if (verdict.len == 0)
		return true;
	status = journal_content_load(
	    export->store, id, export->arena, &kind, &content, &export->err);
	if (status != STATUS_OK && status != STATUS_NOTFOUND) {
		export->status = status;
		return false;
	}
	if (status != STATUS_OK || kind != JOURNAL_CONTENT_FULL) {
		export->left_out++;
		return true;
	}
	from_write(record);
	(void)printf("X-Sendgate-Verdict: %.*s %.*s\n", SLICE_ARG(verdict),
	    SLICE_ARG(id));
	message_write(content);
	return true;
}
