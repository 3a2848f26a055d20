/*
 * reload.h - the configuration and rules taken anew, all or nothing.
 */
#ifndef DAEMON_RELOAD_H
#define DAEMON_RELOAD_H

#include "daemon/notify.h"
#include "pipeline/pipeline.h"

struct reload {
	const char *path; /* of the configuration */
	struct pipeline *pipeline;
	const struct notify *notify; /* the service manager is told */
};

/* Loads, swaps, logs and journals; a broken file leaves the set in force. */
void reload_run(const struct reload *reload);

#endif
