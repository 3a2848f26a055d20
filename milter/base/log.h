/*
 * log.h - the log front, the one global of the program.
 *
 * Lines go to syslog (facility mail) or to standard error.  Never log what a
 * rule matched, a token, a key, or text of a message.  Control characters are
 * written as \ooo so that no mail can forge a line.  Safe on any thread.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR
};

/* Called once at start; name is kept, not copied. */
void log_open(const char *name, bool to_stderr, enum log_level least);

void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
