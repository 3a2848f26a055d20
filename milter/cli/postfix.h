/*
 * postfix.h - Postfix's configuration in force, as postconf(1) tells it.
 */
#ifndef CLI_POSTFIX_H
#define CLI_POSTFIX_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define POSTFIX_SERVICE_MAX 500

struct postfix_service {
	struct slice name;    /* "submission", "127.0.0.1:2525" */
	struct slice type;    /* "inet", "unix", "pass", "fifo" */
	struct slice command; /* "smtpd" */
	bool chrooted;
	unsigned port; /* of an inet service; 0: not known */
};

enum postfix_form {
	POSTFIX_WRITTEN, /* as it stands, "$name" and all */
	POSTFIX_OPENED   /* with "$name" replaced */
};

struct cli;

struct postfix {
	const struct cli *cli;
	struct arena *arena;
	const char *folder;   /* for -c, or NULL: MAIL_CONFIG, else Postfix's */
	struct slice main[2]; /* what postconf prints, by enum postfix_form */
	struct slice master[2]; /* postconf -P */
	struct slice set;       /* postconf -n: what main.cf has itself */
	struct postfix_service service[POSTFIX_SERVICE_MAX];
	size_t nservices;
};

/*
 * Asks postconf for all of it.  STATUS_UNAVAILABLE: there is no postconf;
 * STATUS_CONFIG with its words: it can't read the configuration.
 */
enum status postfix_read(
    struct postfix *postfix, const char *folder, struct err *err_r);

/* A value of main.cf or its default; false where this Postfix has no such. */
bool postfix_main(const struct postfix *postfix, const char *name,
    enum postfix_form form, struct slice *value_r);

/* What main.cf itself says; false where it says nothing. */
bool postfix_set(
    const struct postfix *postfix, const char *name, struct slice *value_r);

/* What master.cf says for this service (-o); false where it says nothing. */
bool postfix_own(const struct postfix *postfix,
    const struct postfix_service *service, const char *name,
    enum postfix_form form, struct slice *value_r);

/* What holds for the service: its own, else main.cf's; empty where neither. */
struct slice postfix_of(const struct postfix *postfix,
    const struct postfix_service *service, const char *name,
    enum postfix_form form);

/* The same, as a yes. */
bool postfix_yes(const struct postfix *postfix,
    const struct postfix_service *service, const char *name);

/* Postfix's own name for a service in postconf's arguments: "smtp/inet". */
const char *postfix_label(
    const struct postfix *postfix, const struct postfix_service *service);

/* Runs a program of Postfix's with "-c FOLDER" behind its name; its words. */
enum status postfix_run(const struct postfix *postfix,
    const char *const words[], const char **said_r, int *exit_r,
    struct err *err_r);

#endif
