/*
 * snapshot.h - the settings and rules in force, as one immutable object.
 *
 * A message keeps the snapshot that it began with to its end; a reload builds
 * a new one whole and swaps it in, or leaves the old one and says why.
 */
#ifndef PIPELINE_SNAPSHOT_H
#define PIPELINE_SNAPSHOT_H

#include "approval/keys.h"
#include "base/diag.h"
#include "base/status.h"
#include "config/settings.h"
#include "rule/rule.h"

struct snapshot {
	struct settings *settings;
	struct ruleset *rules;
	unsigned char sample_key[CRYPT_KEY_LEN];
	unsigned char journal_key[CRYPT_KEY_LEN];
};

/* Loads everything that path names; every error goes to diags. */
enum status snapshot_load(const char *path, struct diag_list *diags,
    struct snapshot **snapshot_r, struct err *err_r);

struct snapshot *snapshot_ref(struct snapshot *snapshot);
void snapshot_unref(struct snapshot *snapshot); /* NULL is fine */

/* The place where the current one is kept.  Safe on any thread. */
struct snapshot_slot;
struct snapshot_slot *snapshot_slot_new(
    struct snapshot *first); /* takes it over */
struct snapshot *snapshot_slot_get(
    struct snapshot_slot *slot); /* a reference */
void snapshot_slot_set(struct snapshot_slot *slot, struct snapshot *next);
void snapshot_slot_free(struct snapshot_slot *slot);

#endif
