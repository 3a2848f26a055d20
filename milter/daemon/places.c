/*
 * places.c - counted anew each time: there are few.
 */
#include "daemon/places.h"

#include "base/clock.h"
#include "base/request.h"

#define MINUTE (60 * CLOCK_SECOND)

/* Who counts towards a ceiling. */
struct counts {
	size_t strangers, known, user;
};

static struct counts
count(const struct places *places, uid_t uid)
{
	struct counts n = { 0, 0, 0 };

	for (size_t i = 0; i < PLACES_MAX; i++) {
		const struct place *place = &places->items[i];

		if (place->pid == 0)
			continue;
		if (place->roles == 0)
			n.strangers++;
		else
			n.known++;
		if (place->uid == uid)
			n.user++;
	}
	return n;
}

static bool
has_room(const struct places *places, const struct place *who)
{
	struct counts n = count(places, who->uid);
	size_t most = PLACES_ROLES;

	if (who->roles == 0)
		return n.strangers < PLACES_STRANGER;
	if ((who->roles & REQUEST_KILL) != 0)
		most += PLACES_KILL;
	return n.known < most && (who->uid == 0 || n.user < PLACES_USER);
}

static bool
stranger_heard(struct places *places, uid_t uid, int64_t now_us)
{
	/* what was not put on record waits; see places_unheard() */
	if (places->unheard == 0 && now_us - places->minute_us >= MINUTE) {
		places->minute_us = now_us;
		places->heard = 0;
	}
	if (places->heard < PLACES_HEARD) {
		places->heard++;
		return true;
	}
	places->unheard++;
	places->last = uid;
	return false;
}

enum places_answer
places_take(struct places *places, const struct place *who, int64_t now_us,
    struct place **place_r)
{
	*place_r = NULL;
	if (!has_room(places, who))
		return PLACES_BUSY;
	if (who->roles == 0 && !stranger_heard(places, who->uid, now_us))
		return PLACES_UNHEARD;
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (places->items[i].pid == 0) {
			places->items[i] = *who;
			*place_r = &places->items[i];
			return PLACES_TAKEN;
		}
	}
	return PLACES_BUSY;
}

size_t
places_taken(const struct places *places)
{
	size_t n = 0;

	for (size_t i = 0; i < PLACES_MAX; i++)
		n += places->items[i].pid != 0;
	return n;
}

unsigned long
places_unheard(struct places *places, int64_t now_us, uid_t *uid_r)
{
	unsigned long n = places->unheard;

	if (n == 0 || now_us - places->minute_us < MINUTE)
		return 0;
	*uid_r = places->last;
	places->unheard = 0;
	return n;
}
