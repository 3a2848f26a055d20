/*
 * compiled.h - compiled libhs databases, kept on disk.  Private to rule/.
 *
 * A file is named after what was compiled: the patterns, their flags and the
 * numbers of their rules, the version of libhs, and the processor.  It holds
 *
 *	magic, which names the format's version
 *	that digest
 *	the number of rules that are always asked, and their numbers
 *	the database as libhs writes it; nothing if no pattern is in it
 *	HMAC-SHA-256 over all that
 *
 * numbers being 32 bits wide in the machine's own order.  libhs trusts what it
 * is given to read, and a database that knows fewer patterns would make the
 * gate blind: hence the HMAC, under a key of its own that is derived from the
 * cache's.
 */
#ifndef RULE_COMPILED_H
#define RULE_COMPILED_H

#include "crypt/crypt.h"
#include "rule/set.h"

#define RULE_COMPILED_MAGIC "sgrules1" /* 8 bytes */
#define RULE_COMPILED_LABEL "sendgate compiled rules"
#define RULE_COMPILED_MAX ((size_t)256 << 20) /* bytes of a file */
#define RULE_COMPILED_KEEP 8 /* files of other sets of patterns kept */
#define RULE_COMPILED_SUFFIX ".hsdb"

/* What libhs is given. */
struct rule_expressions {
	const char **texts;
	unsigned *flags;
	unsigned *ids; /* rules, by index */
	size_t len;
};

/* What names their database; false when libcrypto or libhs fails. */
bool rule_compiled_digest(const struct rule_expressions *expressions,
    unsigned char digest[CRYPT_SHA256_LEN]);

/*
 * Fills in database, scratch and always, which has room for nrules; false, and
 * nothing is filled in, where there is no file to be believed.
 */
bool rule_compiled_read(const struct ruleset_cache *cache,
    const unsigned char digest[CRYPT_SHA256_LEN], size_t nrules,
    struct rule_prefilter *prefilter);

/*
 * Writes what was compiled under another name, puts it in its place, and
 * removes the files that were longest not used.  Best effort.
 */
void rule_compiled_write(const struct ruleset_cache *cache,
    const unsigned char digest[CRYPT_SHA256_LEN],
    const struct rule_prefilter *prefilter);

#endif
