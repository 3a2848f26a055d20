/*
 * signals.h - SIGHUP reloads, SIGTERM and SIGINT stop.
 */
#ifndef DAEMON_SIGNALS_H
#define DAEMON_SIGNALS_H

#include "daemon/reload.h"

/* From now on the signals are noted, not deadly.  Called first of all. */
enum status signals_catch(struct err *err_r);

/* Starts the thread that acts on them; reload must outlive it. */
enum status signals_start(const struct reload *reload, struct err *err_r);

/* Ends the thread, after the serving did. */
void signals_stop(void);

#endif
