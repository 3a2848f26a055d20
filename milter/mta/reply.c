/*
 * reply.c - text that smfi_setreply() takes: one line, no format characters,
 * no longer than the protocol allows.
 */
#include "mta/mta.h"

void
mta_reply_escape(const char *text, char out[2 * MTA_REPLY_MAX + 1])
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		size_t need = *text == '%' ? 2 : 1;

		if (n + need > MTA_REPLY_MAX)
			break;
		if (*text == '%')
			out[n++] = '%';
		out[n++] = *text;
		if (*text < 0x20 || *text > 0x7e)
			out[n - 1] = '?';
	}
	out[n] = '\0';
}
