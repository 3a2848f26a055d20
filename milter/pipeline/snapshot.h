/*
 * snapshot.h - the settings, rules and data in force, as one immutable object.
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
#include "pipeline/data.h"
#include "rule/rule.h"

struct snapshot {
	struct settings *settings;
	struct ruleset *rules;
	struct data *data; /* NULL: not loaded */
	unsigned char sample_key[CRYPT_KEY_LEN];
	unsigned char journal_key[CRYPT_KEY_LEN];
	unsigned char checkpoint_key[CRYPT_KEY_LEN]; /* a seed */
};

/* Loads everything that path names; every error goes to diags. */
enum status snapshot_load(const char *path, struct diag_list *diags,
    struct snapshot **snapshot_r, struct err *err_r);

/*
 * The same settings and rules with other data, which is taken over also in
 * failure; NULL when out of memory.
 */
struct snapshot *snapshot_with_data(
    const struct snapshot *snapshot, struct data *data);

struct snapshot *snapshot_ref(struct snapshot *snapshot);
void snapshot_unref(struct snapshot *snapshot); /* NULL is fine */

/* The place where the current one is kept.  Safe on any thread. */
struct snapshot_slot;
struct snapshot_slot *snapshot_slot_new(
    struct snapshot *first); /* takes it over */
struct snapshot *snapshot_slot_get(
    struct snapshot_slot *slot); /* a reference */
void snapshot_slot_set(struct snapshot_slot *slot, struct snapshot *next);
/*
 * Puts next in the place of old, if that is still there; false, and next is
 * the caller's, where it is not.
 */
bool snapshot_slot_replace(struct snapshot_slot *slot,
    const struct snapshot *old, struct snapshot *next);
void snapshot_slot_free(struct snapshot_slot *slot);

#endif
