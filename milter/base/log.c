/*
 * log.c - one line of log at a time, to syslog or standard error.
 *
 * What it is told may come from a message, so a line is made safe before it is
 * written: C0 and C1 controls, DEL and bytes that are no UTF-8 become \ooo.  A
 * line for standard error goes out in one write, so that threads don't mix.
 * errno is left as it was.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/slice.h"
#include "base/utf8.h"

#define LOG_LINE_MAX 2048                   /* bytes before escaping */
#define LOG_SAFE_MAX (4 * LOG_LINE_MAX + 1) /* the same, escaped, and NUL */

/* Set by log_open() before there are threads, and only read afterwards. */
static struct {
	const char *name;
	bool to_stderr;
	enum log_level least;
} front = { "sendgate", true, LOG_LEVEL_INFO };

static const struct {
	int priority;
	const char *label;
} levels[] = {
	[LOG_LEVEL_DEBUG] = { LOG_DEBUG, "debug: " },
	[LOG_LEVEL_INFO] = { LOG_INFO, "" },
	[LOG_LEVEL_WARNING] = { LOG_WARNING, "warning: " },
	[LOG_LEVEL_ERROR] = { LOG_ERR, "error: " },
};

void
log_open(const char *name, bool to_stderr, enum log_level least)
{
	front.name = name;
	front.to_stderr = to_stderr;
	front.least = least;
	if (!to_stderr)
		openlog(name, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

/* s is one code point, or what of one a malformed sequence has. */
static bool
log_plain(uint32_t cp, struct slice s)
{
	if (cp == UTF8_REPLACEMENT)
		return utf8_valid(s);
	return cp >= 0xA0 || (cp >= 0x20 && cp < 0x7F);
}

/* Writes c as \ooo; returns where out goes on. */
static char *
log_octal(char c, char *out)
{
	unsigned char byte = (unsigned char)c;

	*out++ = '\\';
	*out++ = (char)('0' + (byte >> 6));
	*out++ = (char)('0' + (byte >> 3 & 7));
	*out++ = (char)('0' + (byte & 7));
	return out;
}

/* Copies s to out, which has room for four bytes for each of s and a NUL. */
static void
log_escape(struct slice s, char *out)
{
	uint32_t cp;
	size_t len, i;

	while (s.len > 0) {
		len = utf8_decode(s, &cp);
		if (log_plain(cp, slice_sub(s, 0, len))) {
			memcpy(out, s.ptr, len);
			out += len;
		} else {
			for (i = 0; i < len; i++)
				out = log_octal(s.ptr[i], out);
		}
		s = slice_from(s, len);
	}
	*out = '\0';
}

static void
log_to_stderr(enum log_level level, const char *text)
{
	char line[LOG_SAFE_MAX + 128];
	size_t len;
	ssize_t written;
	int n;

	n = snprintf(line, sizeof(line), "%.64s: %s%s\n", front.name,
	    levels[level].label, text);
	if (n < 0)
		return;
	len = (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1;
	written = write(STDERR_FILENO, line, len);
	(void)written; /* a log that can't be written has nowhere to say so */
}

static void log_line(enum log_level level, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
log_line(enum log_level level, const char *fmt, va_list args)
{
	char raw[LOG_LINE_MAX], safe[LOG_SAFE_MAX];
	int saved_errno = errno;

	if (level < front.least)
		return;
	if (vsnprintf(raw, sizeof(raw), fmt, args) < 0)
		raw[0] = '\0';
	log_escape(slice_cstr(raw), safe);
	if (front.to_stderr)
		log_to_stderr(level, safe);
	else
		syslog(
		    levels[level].priority, "%s%s", levels[level].label, safe);
	errno = saved_errno;
}

void
log_debug(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_LEVEL_DEBUG, fmt, args);
	va_end(args);
}

void
log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_LEVEL_INFO, fmt, args);
	va_end(args);
}

void
log_warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_LEVEL_WARNING, fmt, args);
	va_end(args);
}

void
log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(LOG_LEVEL_ERROR, fmt, args);
	va_end(args);
}
