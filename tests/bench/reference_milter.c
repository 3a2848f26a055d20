/*
 * reference_milter - what any journaling milter must do at least: receive the
 * whole message and commit one row to disk before it answers.
 *
 *	reference_milter SOCKET DATABASE
 *
 * It parses nothing and judges nothing.  Commits are shared by all that wait,
 * so that the gate is held against a good one.
 */
#include <libmilter/mfapi.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>

struct waiter {
	struct waiter *next;
	sqlite3_int64 headers;
	sqlite3_int64 body;
	int done; /* 1: committed, -1: failed */
	pthread_cond_t wake;
};

/* A bench program of one file: its writer thread and callbacks share these. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct waiter *waiting;
static sqlite3 *db;

static int
write_batch(sqlite3_stmt *insert, const struct waiter *batch)
{
	int ok =
	    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

	for (; ok && batch != NULL; batch = batch->next) {
		sqlite3_bind_int64(insert, 1, batch->headers);
		sqlite3_bind_int64(insert, 2, batch->body);
		ok = sqlite3_step(insert) == SQLITE_DONE;
		sqlite3_reset(insert);
	}
	return ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

static void *
writer(void *arg)
{
	sqlite3_stmt *insert = arg;
	struct waiter *batch, *next;
	int done;

	for (;;) {
		pthread_mutex_lock(&lock);
		while (waiting == NULL)
			pthread_cond_wait(&work, &lock);
		batch = waiting;
		waiting = NULL;
		pthread_mutex_unlock(&lock);
		done = write_batch(insert, batch) ? 1 : -1;
		pthread_mutex_lock(&lock);
		for (; batch != NULL; batch = next) {
			next = batch->next;
			batch->done = done;
			pthread_cond_signal(&batch->wake);
		}
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static sfsistat
on_from(SMFICTX *ctx, char **argv)
{
	struct waiter *w = smfi_getpriv(ctx);

	(void)argv;
	if (w == NULL) {
		w = calloc(1, sizeof(*w));
		if (w == NULL)
			return SMFIS_TEMPFAIL;
		pthread_cond_init(&w->wake, NULL);
		smfi_setpriv(ctx, w);
	}
	w->headers = w->body = 0;
	w->done = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct waiter *w = smfi_getpriv(ctx);

	(void)name;
	(void)value;
	w->headers++;
	return SMFIS_CONTINUE;
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *chunk, size_t len)
{
	struct waiter *w = smfi_getpriv(ctx);

	(void)chunk;
	w->body += (sqlite3_int64)len;
	return SMFIS_CONTINUE;
}

static sfsistat
on_end(SMFICTX *ctx)
{
	struct waiter *w = smfi_getpriv(ctx);

	pthread_mutex_lock(&lock);
	w->next = waiting;
	waiting = w;
	pthread_cond_signal(&work);
	while (w->done == 0)
		pthread_cond_wait(&w->wake, &lock);
	pthread_mutex_unlock(&lock);
	return w->done == 1 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	struct waiter *w = smfi_getpriv(ctx);

	if (w != NULL) {
		pthread_cond_destroy(&w->wake);
		free(w);
		smfi_setpriv(ctx, NULL);
	}
	return SMFIS_CONTINUE;
}

static int
start_writer(const char *path)
{
	static const char schema[] = "PRAGMA journal_mode=WAL;"
				     "PRAGMA synchronous=FULL;"
				     "CREATE TABLE IF NOT EXISTS journal("
				     "seq INTEGER PRIMARY KEY, headers, body)";
	sqlite3_stmt *insert;
	pthread_t thread;
	sigset_t all, old;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"INSERT INTO journal(headers, body) VALUES(?1, ?2)", -1,
		&insert, NULL) != SQLITE_OK)
		return -1;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&thread, NULL, writer, insert) != 0)
		return -1;
	return pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int
main(int argc, char **argv)
{
	struct smfiDesc milter = {
		.xxfi_name = (char *)"reference",
		.xxfi_version = SMFI_VERSION,
		.xxfi_envfrom = on_from,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_eom = on_end,
		.xxfi_close = on_close,
	};

	if (argc != 3) {
		fprintf(stderr, "usage: %s SOCKET DATABASE\n", argv[0]);
		return EX_USAGE;
	}
	umask(0);
	if (start_writer(argv[2]) != 0 || smfi_setconn(argv[1]) != MI_SUCCESS ||
	    smfi_register(milter) != MI_SUCCESS || smfi_main() != MI_SUCCESS)
		return EX_UNAVAILABLE;
	return EX_OK;
}
