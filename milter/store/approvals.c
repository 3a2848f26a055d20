/*
 * approvals.c - used approvals and revoked keys.
 */
#include "store/approvals.h"

#include "store/handle.h"

static struct slice
key_slice(const unsigned char public[CRYPT_KEY_LEN])
{
	return slice_make((const char *)public, CRYPT_KEY_LEN);
}

enum status
store_jti_used(struct store *store, struct slice kid, struct slice jti,
    bool *used_r, struct err *err_r)
{
	return store->engine->approvals->jti_used(
	    store->db, kid, jti, used_r, err_r);
}

enum status
store_jti_use(struct store *store, struct slice kid, struct slice jti,
    int64_t expires_us, struct err *err_r)
{
	assert(store->in_transaction);
	return store->engine->approvals->jti_use(
	    store->db, kid, jti, expires_us, err_r);
}

enum status
store_key_revoked(struct store *store,
    const unsigned char public[CRYPT_KEY_LEN], bool *revoked_r,
    struct err *err_r)
{
	return store->engine->approvals->key_revoked(
	    store->db, key_slice(public), revoked_r, err_r);
}

enum status
store_key_revoke(struct store *store, const unsigned char public[CRYPT_KEY_LEN],
    int64_t time_us, struct err *err_r)
{
	return store->engine->approvals->key_revoke(
	    store->db, key_slice(public), time_us, err_r);
}
