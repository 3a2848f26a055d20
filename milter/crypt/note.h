/*
 * note.h - signed notes with Ed25519 signatures (c2sp.org/signed-note).
 *
 * A note is a text of whole lines, an empty line, and a line for each
 * signature: an em dash, the key's name, and base64 of four bytes that tell
 * the key and of its signature of the text.  Safe on any thread.
 */
#ifndef CRYPT_NOTE_H
#define CRYPT_NOTE_H

#include "base/buf.h"
#include "crypt/crypt.h"

#define NOTE_NAME_MAX 255 /* bytes of a key's name */
#define NOTE_ID_LEN 4
#define NOTE_MAX ((size_t)64 << 10) /* bytes of one note */
#define NOTE_SIGNATURES_MAX 64      /* looked at in one note */

struct note_key {
	char name[NOTE_NAME_MAX + 1];
	unsigned char id[NOTE_ID_LEN];
	unsigned char public[CRYPT_KEY_LEN];
};

/* Is it a name for a key here: printable ASCII without blank and plus? */
bool note_name_fits(struct slice name);

/*
 * The key of that name, which must fit, with its id: the front of SHA-256 over
 * the name, LF, 0x01 and the public key.
 */
enum status note_key_make(struct slice name,
    const unsigned char public[CRYPT_KEY_LEN], struct note_key *key_r,
    struct err *err_r);

/* The verifier key, NAME+HASH+BASE64; false where buf fails. */
bool note_key_add(struct buf *out, const struct note_key *key);

/* Reads one; false where it is none, or its hash is not its own. */
bool note_key_parse(struct slice text, struct note_key *key_r);

/* Appends the note of text, which ends in LF, signed. */
enum status note_sign(const struct crypt_signer *signer,
    const struct note_key *key, struct slice text, struct buf *out,
    struct err *err_r);

/*
 * Takes the first note off the front of *rest, which may hold several, with
 * empty lines between them or none; false where nothing is left.  Texts may
 * hold no empty line.  What is no note comes out as one that note_check()
 * calls broken.
 */
bool note_cut(struct slice *rest, struct slice *note_r);

enum note_result {
	NOTE_GOOD,     /* signed by the key */
	NOTE_BROKEN,   /* no note */
	NOTE_UNSIGNED, /* no signature by a key of that name and id */
	NOTE_FORGED    /* there is one, and it is wrong */
};

/* text_r is the text with its last LF; set but where the note is broken. */
enum note_result note_check(
    struct slice note, const struct note_key *key, struct slice *text_r);

#endif
