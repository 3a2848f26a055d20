/*
 * release.h - one held message judged again and let go.
 */
#ifndef CLI_RELEASE_H
#define CLI_RELEASE_H

#include "cli/judge.h"
#include "store/quarantine.h"

struct release {
	struct cli *cli;
	struct settings *settings;
	struct store *store;
	struct judge judge;
	struct slice reason;
	bool again;
	bool dry_run;
	const struct quarantine_edit *edit; /* a new version, or NULL */
};

/*
 * Releases one; what is the struct release.  Says on standard output what
 * became of it; an exit status.
 */
int release_one(const void *what, struct slice id, struct arena *arena);

#endif
