/*
 * snapshot.c - settings, rules and the relay's secrets loaded as one, counted
 * by reference, and the place where the current one stands.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "pipeline/snapshot.h"

/* What is handed out is its first member. */
struct counted {
	struct snapshot snapshot;
	atomic_uint refs;
};

struct snapshot_slot {
	pthread_mutex_t lock;
	struct snapshot *current;
};

static void
snapshot_free(struct snapshot *snapshot)
{
	data_free(snapshot->data);
	ruleset_unref(snapshot->rules);
	settings_unref(snapshot->settings);
	mem_free_wiped(snapshot, sizeof(struct counted));
}

/* Reads the approvers once, so that a broken file is said when it is loaded. */
static enum status
check_approvers(
    const struct settings *settings, struct diag_list *diags, struct err *err_r)
{
	struct approval_keys *keys = NULL;
	enum status status;

	status = approval_keys_load(settings->approvers, diags, &keys, err_r);
	approval_keys_unref(keys);
	return status;
}

static enum status
load_secrets(struct snapshot *snapshot, struct err *err_r)
{
	const struct {
		enum crypt_secret which;
		unsigned char *key;
	} secrets[] = {
		{ CRYPT_SECRET_SAMPLE, snapshot->sample_key },
		{ CRYPT_SECRET_JOURNAL, snapshot->journal_key },
		{ CRYPT_SECRET_CHECKPOINT, snapshot->checkpoint_key },
	};
	const char *folder = snapshot->settings->keys;
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (status == STATUS_OK)
			status = crypt_secret_load(
			    folder, secrets[i].which, secrets[i].key, err_r);
	return status;
}

static enum status
load_digest(struct snapshot *snapshot, struct err *err_r)
{
	struct settings *settings = snapshot->settings;

	if (crypt_sha256_hex(settings->text, settings->digest) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "SHA-256 failed");
	return STATUS_OK;
}

/* Rules and approvers are both read, so that the errors of both are said. */
static enum status
load_files(
    struct snapshot *snapshot, struct diag_list *diags, struct err *err_r)
{
	const struct settings *settings = snapshot->settings;
	enum status rules, approvers;
	struct err err = ERR_INIT;

	rules = ruleset_load(settings->rules.items, settings->rules.len, diags,
	    &snapshot->rules, err_r);
	approvers =
	    check_approvers(settings, diags, rules == STATUS_OK ? err_r : &err);
	return rules != STATUS_OK ? rules : approvers;
}

/* No message is to wait for it, nor a restart where nothing has changed. */
static void
make_prefilter(struct snapshot *snapshot)
{
	const struct ruleset_cache cache = { snapshot->settings->compiled,
		snapshot->journal_key };

	ruleset_prefilter(snapshot->rules, RULESET_PREFILTER_NOW, &cache);
}

enum status
snapshot_load(const char *path, struct diag_list *diags,
    struct snapshot **snapshot_r, struct err *err_r)
{
	struct counted *counted;
	struct snapshot *snapshot;
	enum status status;

	*snapshot_r = NULL;
	counted = mem_calloc(1, sizeof(*counted));
	if (counted == NULL)
		return err_nomem(err_r);
	atomic_init(&counted->refs, 1);
	snapshot = &counted->snapshot;
	status = settings_load(path, diags, &snapshot->settings, err_r);
	if (status == STATUS_OK)
		status = load_files(snapshot, diags, err_r);
	if (status == STATUS_OK)
		status = load_digest(snapshot, err_r);
	if (status == STATUS_OK)
		status = load_secrets(snapshot, err_r);
	if (status != STATUS_OK) {
		snapshot_free(snapshot);
		return status;
	}
	make_prefilter(snapshot);
	*snapshot_r = snapshot;
	return STATUS_OK;
}

struct snapshot *
snapshot_with_data(const struct snapshot *snapshot, struct data *data)
{
	struct counted *counted = mem_calloc(1, sizeof(*counted));

	if (counted == NULL) {
		data_free(data);
		return NULL;
	}
	atomic_init(&counted->refs, 1);
	counted->snapshot = *snapshot;
	(void)settings_ref(snapshot->settings);
	(void)ruleset_ref(snapshot->rules);
	counted->snapshot.data = data;
	return &counted->snapshot;
}

struct snapshot *
snapshot_ref(struct snapshot *snapshot)
{
	atomic_fetch_add(&((struct counted *)snapshot)->refs, 1);
	return snapshot;
}

void
snapshot_unref(struct snapshot *snapshot)
{
	if (snapshot != NULL &&
	    atomic_fetch_sub(&((struct counted *)snapshot)->refs, 1) == 1)
		snapshot_free(snapshot);
}

struct snapshot_slot *
snapshot_slot_new(struct snapshot *first)
{
	struct snapshot_slot *slot = mem_calloc(1, sizeof(*slot));

	if (slot == NULL)
		return NULL;
	if (pthread_mutex_init(&slot->lock, NULL) != 0) {
		mem_free(slot);
		return NULL;
	}
	slot->current = first;
	return slot;
}

struct snapshot *
snapshot_slot_get(struct snapshot_slot *slot)
{
	struct snapshot *snapshot;

	pthread_mutex_lock(&slot->lock);
	snapshot = snapshot_ref(slot->current);
	pthread_mutex_unlock(&slot->lock);
	return snapshot;
}

void
snapshot_slot_set(struct snapshot_slot *slot, struct snapshot *next)
{
	struct snapshot *old;

	pthread_mutex_lock(&slot->lock);
	old = slot->current;
	slot->current = next;
	pthread_mutex_unlock(&slot->lock);
	snapshot_unref(old);
}

bool
snapshot_slot_replace(struct snapshot_slot *slot, const struct snapshot *old,
    struct snapshot *next)
{
	struct snapshot *replaced = NULL;

	pthread_mutex_lock(&slot->lock);
	if (slot->current == old) {
		replaced = slot->current;
		slot->current = next;
	}
	pthread_mutex_unlock(&slot->lock);
	snapshot_unref(replaced);
	return replaced != NULL;
}

void
snapshot_slot_free(struct snapshot_slot *slot)
{
	if (slot == NULL)
		return;
	snapshot_unref(slot->current);
	pthread_mutex_destroy(&slot->lock);
	mem_free(slot);
}
