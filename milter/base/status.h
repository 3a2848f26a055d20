/*
 * status.h - how a function says that the environment failed it.
 *
 * Three kinds of error exist in sendgate.  A bug is an assert.  Hostile input
 * is never an error: it becomes a finding or a defect flag.  What is left is
 * the environment (memory, disk, database, configuration, a missing id), and
 * for it a function returns an enum status and fills the caller's struct err.
 * Only pipeline/ turns a status into an SMTP reply, and only cli/ turns one
 * into an exit status.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_NOMEM,       /* out of memory, or an arena's ceiling */
	STATUS_IO,          /* a file or socket failed */
	STATUS_NOINPUT,     /* a file that is not there or not readable */
	STATUS_CANTCREATE,  /* a file that can't be made */
	STATUS_DENIED,      /* no permission */
	STATUS_BUSY,        /* somebody else holds it; try again */
	STATUS_FULL,        /* disk or queue full */
	STATUS_DATABASE,    /* any other database failure, corruption too */
	STATUS_NOTFOUND,    /* no such id, name or file entry */
	STATUS_CONFLICT,    /* it is there, but its state forbids the act */
	STATUS_DATA,        /* the user's data is wrong (CSV, token, message) */
	STATUS_CONFIG,      /* configuration or rules are wrong */
	STATUS_UNAVAILABLE, /* a service (MTA, daemon) does not answer */
	STATUS_UNKNOWN,     /* the outcome could not be learned */
	STATUS_INTERNAL     /* anything else; never expected */
};

#define ERR_TEXT_MAX 512

/* The reason for a status other than STATUS_OK, in words for a person. */
struct err {
	enum status status;
	char text[ERR_TEXT_MAX];
};

#define ERR_INIT              \
	{                     \
		STATUS_OK, "" \
	}

/*
 * Fills *err (which may be NULL) with status and a printf-formatted reason,
 * truncated to ERR_TEXT_MAX.  Returns status, so that a function can end with
 * `return err_set(err_r, STATUS_IO, "%s: %s", path, strerror(errno));`.
 * Thread rule: *err belongs to the caller's thread.
 */
enum status err_set(struct err *err, enum status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Shorthand for the commonest of all: STATUS_NOMEM with "out of memory". */
enum status err_nomem(struct err *err);

/* A fixed lower-case word for status ("ok", "nomem" ...), for logs. */
const char *status_name(enum status status);

#endif
