/*
 * cli.h - what every command of sendgate(1) shares.
 *
 * main.c finds the command in the table (table.c), options.c reads its options
 * by its own table, and the command's file does the work.  A command returns
 * an exit status: 0, 1 for a negative answer, else one of sysexits(3).  Errors
 * go to standard error as "sendgate: text".
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <sysexits.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"
#include "base/status.h"
#include "config/settings.h"
#include "store/store.h"

#define CLI_NEGATIVE 1 /* "no" is the answer */
#define CLI_ARENA_MAX ((size_t)1 << 30)
#define CLI_FILE_MAX ((size_t)256 << 20) /* bytes of a message file */
#define CLI_BUSY_MS 30000 /* how long a person waits for a writer */
#define CLI_ACTOR_MAX 256

enum cli_kind {
	CLI_FLAG,
	CLI_TEXT,
	CLI_COUNT, /* 0 and up */
	CLI_SPAN,  /* 90s, 15m, 24h, 14d, 2w */
	CLI_TIME,  /* RFC 3339, or a span: so long ago */
	CLI_CHOICE /* one of the words in `value`, split at "|" */
};

struct cli_option {
	const char *name; /* without the dashes */
	enum cli_kind kind;
	const char *value; /* what stands for it in the usage; NULL: a flag */
	const char *about;
};

struct cli;

struct cli_command {
	const char *name;
	const char *sub;  /* second word, or NULL */
	const char *args; /* for the usage */
	const char *about;
	const struct cli_option *options; /* ends with a NULL name, or NULL */
	size_t min_args;
	size_t max_args;
	int (*run)(struct cli *cli);
};

#define CLI_ARGS_ANY ((size_t)-1)

struct cli_given {
	const struct cli_option *option;
	const char *value; /* NULL for a flag */
};

struct cli {
	const char *config;
	const struct cli_command *command;
	struct cli_given *given;
	size_t ngiven;
	const char **args;
	size_t nargs;
	bool json;
	bool colour;
	const char *serve; /* the roles of whoever is served, or NULL */
	bool served; /* through the control socket: a file that an argument
	                names is standard input */
	struct arena *arena; /* lives as long as the program */
	char actor[CLI_ACTOR_MAX];
	char relay[256]; /* this machine's name, for records */
};

/* options.c ---------------------------------------------------------------*/

/*
 * Reads argv[0..argc) by command's table; options and arguments may be mixed,
 * "--" ends the options.  EX_OK, or EX_USAGE after saying what is wrong.
 * *help_r: --help was among them.
 */
int cli_options_read(struct cli *cli, int argc, char **argv, bool *help_r);

/* The last value given for name, or NULL; is the flag given? */
const char *cli_text(const struct cli *cli, const char *name);
bool cli_flag(const struct cli *cli, const char *name);

/* All values of an option that may be repeated, in the arena. */
struct slice *cli_values(
    const struct cli *cli, const char *name, size_t *nvalues_r);

/* Checked when they were read; fallback where the option is not given. */
long cli_count(const struct cli *cli, const char *name, long fallback);
int64_t cli_span(const struct cli *cli, const char *name, int64_t fallback);
int64_t cli_time(const struct cli *cli, const char *name);

/* --reason T, which must say something; NULL after complaining (EX_USAGE). */
const char *cli_reason(const struct cli *cli);

/* The first argument, if it is a scope; NULL after complaining (EX_USAGE). */
const char *cli_scope(const struct cli *cli);

void cli_usage(const struct cli_command *command, FILE *out);

/* table.c -----------------------------------------------------------------*/

extern const struct cli_command cli_commands[];
extern const size_t cli_ncommands;
extern const struct cli_option cli_options_global[];

/* The command of the words, or NULL; *words_r is how many it took. */
const struct cli_command *cli_command_find(int argc, char **argv, int *words_r);
void cli_help(FILE *out, const char *name);

/* fail.c ------------------------------------------------------------------*/

/* The exit status for a status: the one place where they are mapped. */
int cli_exit(enum status status);

/* "sendgate: text" on standard error, control characters escaped. */
void cli_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Says err and returns its exit status. */
int cli_fail(const struct err *err);

/* Says every error, and every warning too. */
void cli_errors_say(const struct diag_list *diags);
void cli_diags_say(const struct diag_list *diags);
int cli_nomem(void);

/* context.c ---------------------------------------------------------------*/

/* Settings alone.  EX_OK, or an exit status after saying every error. */
int cli_settings(struct cli *cli, struct settings **settings_r);

/*
 * The database.  A writer creates it and the relay's secrets where they are
 * missing; a reader never does, and gets EX_NOINPUT without a database.  As
 * root with `user:` set the process takes that user's identity first, so that
 * no file is left that the daemon can't open.
 */
int cli_store_open(struct cli *cli, const struct settings *settings,
    bool read_only, struct store **store_r);

/* Settings and database at once. */
int cli_open(struct cli *cli, bool read_only, struct settings **settings_r,
    struct store **store_r);

/*
 * One of the relay's secrets.  With create false a folder that is not there
 * stays so, and *there_r is false.
 */
enum status cli_secret(const struct settings *settings, enum crypt_secret which,
    bool create, unsigned char out[CRYPT_KEY_LEN], bool *there_r,
    struct err *err_r);

/* actor.c -----------------------------------------------------------------*/

/* Who runs this, by the operating system: "ana (uid 1000)". */
void cli_actor(char out[CLI_ACTOR_MAX]);

/* The login name alone. */
const char *cli_login(struct arena *arena);

/* The same of whoever connected to a Unix socket; false if it can't be told. */
bool cli_actor_peer(int fd, char out[CLI_ACTOR_MAX]);

/* As root: take the identity of user, or of root again. */
enum status cli_become(const char *user, struct err *err_r);
enum status cli_become_root(struct err *err_r);

/* file.c ------------------------------------------------------------------*/

/*
 * A descriptor, the caller's to close, of the file that an argument names ("-":
 * standard input); -1 and errno.
 */
int cli_file_open(const struct cli *cli, const char *path);

/* That file's bytes, in the arena. */
enum status cli_file_read(const struct cli *cli, const char *path,
    struct arena *arena, struct slice *bytes_r, struct err *err_r);

#endif
