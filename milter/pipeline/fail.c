/*
 * fail.c - status to 451 4.3.0.  The words are fixed: no path, query or piece
 * of the message gets out.
 */
#include <stdio.h>

#include "pipeline/fail.h"

static const struct {
	enum status status;
	const char *words;
} failures[] = {
	{ STATUS_NOMEM, "out of memory" },
	{ STATUS_BUSY, "too much to do" },
	{ STATUS_FULL, "no room for the record" },
	{ STATUS_IO, "the verdict can't be recorded" },
	{ STATUS_DATABASE, "the verdict can't be recorded" },
	{ STATUS_CONFIG, "the relay's configuration is broken" },
	{ STATUS_UNAVAILABLE, "stopping" },
};

void
fail_answer(enum status status, struct mta_answer *answer_r)
{
	const char *words = "internal failure";
	size_t i;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].status == status)
			words = failures[i].words;
	*answer_r = (struct mta_answer){
		.action = MTA_TEMPFAIL,
		.code = 451,
		.status = "4.3.0",
	};
	snprintf(answer_r->text, sizeof(answer_r->text),
	    "sendgate: %s, "
	    "try again later",
	    words);
}
