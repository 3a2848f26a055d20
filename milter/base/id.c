/*
 * id.c - ULIDs that only go up.
 *
 * The last id given out is the one thing that must be shared between threads
 * for the next to be above it: it is held here, under a mutex, rather than
 * handed through every caller.  A time that has not moved on, or went back,
 * gives the last value plus one; the carry out of 80 random bits, should it
 * ever come, goes on into the time.
 */
#include "base/id.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#define ID_BYTES 16
#define ID_TIME_BYTES 6
#define ID_TIME_MAX (((int64_t)1 << 48) - 1)

static const char id_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static struct {
	pthread_mutex_t mutex;
	unsigned char bytes[ID_BYTES]; /* big-endian; zero: none as yet */
} last = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static bool
random_fill(unsigned char *bytes, size_t len)
{
	ssize_t got;

	do {
		got = getrandom(bytes, len, 0);
	} while (got < 0 && errno == EINTR);
	return got == (ssize_t)len;
}

static void
time_put(int64_t time_us, unsigned char bytes[ID_TIME_BYTES])
{
	int64_t millis = time_us < 0 ? 0 : time_us / 1000;
	size_t i;

	if (millis > ID_TIME_MAX)
		millis = ID_TIME_MAX;
	for (i = ID_TIME_BYTES; i-- > 0; millis >>= 8)
		bytes[i] = (unsigned char)(millis & 0xFF);
}

static void
increment(unsigned char bytes[ID_BYTES])
{
	size_t i;

	for (i = ID_BYTES; i-- > 0;)
		if (++bytes[i] != 0)
			return;
}

/* 128 bits in 26 digits of five: the first digit holds the top three. */
static void
id_write(const unsigned char bytes[ID_BYTES], struct id *id_r)
{
	unsigned bits = 0, count = 2;
	char *out = id_r->text;
	size_t i;

	for (i = 0; i < ID_BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 5; count -= 5)
			*out++ = id_digits[bits >> (count - 5) & 0x1F];
		bits &= 0xFF;
	}
	*out = '\0';
}

bool
id_new(int64_t time_us, struct id *id_r)
{
	unsigned char fresh[ID_BYTES];

	time_put(time_us, fresh);
	if (!random_fill(fresh + ID_TIME_BYTES, ID_BYTES - ID_TIME_BYTES))
		return false;
	pthread_mutex_lock(&last.mutex);
	if (memcmp(fresh, last.bytes, ID_TIME_BYTES) > 0)
		memcpy(last.bytes, fresh, ID_BYTES);
	else
		increment(last.bytes);
	memcpy(fresh, last.bytes, ID_BYTES);
	pthread_mutex_unlock(&last.mutex);
	id_write(fresh, id_r);
	return true;
}

void
id_floor(int64_t time_us, struct id *id_r)
{
	unsigned char bytes[ID_BYTES] = { 0 };

	time_put(time_us, bytes);
	id_write(bytes, id_r);
}

bool
id_parse(struct slice text, struct id *id_r)
{
	size_t i;
	char c;

	if (text.len != ID_LEN)
		return false;
	for (i = 0; i < ID_LEN; i++) {
		c = ascii_lower(text.ptr[i]);
		if (ascii_alpha(c))
			c = (char)(c - 'a' + 'A');
		if (c == '\0' || strchr(id_digits, c) == NULL)
			return false;
		id_r->text[i] = c;
	}
	id_r->text[ID_LEN] = '\0';
	return id_r->text[0] <= '7'; /* else over 128 bits */
}

int64_t
id_time_us(struct slice text)
{
	int64_t ms = 0;
	struct id id;
	size_t i;

	if (!id_parse(text, &id))
		return 0;
	for (i = 0; i < 10; i++)
		ms = ms * 32 + (strchr(id_digits, id.text[i]) - id_digits);
	return ms * 1000;
}
