/*
 * places.h - how many commands of whom may run at a time.
 *
 * A place is one process.  Nobody can take them all: each user has some, the
 * kill group has places that are nobody else's, and those who have no role,
 * and so are only to be refused and put on record, have few and are heard no
 * more than so often a minute.  It knows no socket and no process; one thread.
 */
#ifndef DAEMON_PLACES_H
#define DAEMON_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PLACES_ROLES 16   /* for those who have a role */
#define PLACES_KILL 8     /* beyond these, for the kill group */
#define PLACES_USER 4     /* for one user, root excepted */
#define PLACES_STRANGER 2 /* for all who have none */
#define PLACES_HEARD 30   /* of them a minute */
#define PLACES_MAX (PLACES_ROLES + PLACES_KILL + PLACES_STRANGER)

struct place {
	pid_t pid; /* 0: free */
	uid_t uid;
	unsigned roles;
};

struct places {
	struct place items[PLACES_MAX];
	int64_t minute_us;     /* when the present minute began */
	unsigned heard;        /* strangers in it */
	unsigned long unheard; /* turned away, not on record yet */
	uid_t last;            /* the last of them */
};

enum places_answer {
	PLACES_TAKEN,
	PLACES_BUSY,   /* try again */
	PLACES_UNHEARD /* a stranger, once too often */
};

/*
 * Finds a place, *place_r, whose pid the caller sets, at the monotonic time
 * now_us.
 */
enum places_answer places_take(struct places *places, const struct place *who,
    int64_t now_us, struct place **place_r);

/* How many places are taken. */
size_t places_taken(const struct places *places);

/*
 * How many strangers were turned away unheard, once a minute, *uid_r being the
 * last of them; else 0.
 */
unsigned long places_unheard(
    struct places *places, int64_t now_us, uid_t *uid_r);

#endif
