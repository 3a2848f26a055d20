/*
 * identity.h - who the daemon is.
 */
#ifndef DAEMON_IDENTITY_H
#define DAEMON_IDENTITY_H

#include "base/status.h"
#include "config/settings.h"

/*
 * Started by root with `user` set: becomes that user, in its groups and in the
 * socket's group, for good.  Else who started it must be that user.
 */
enum status identity_take(const struct settings *settings, struct err *err_r);

#endif
