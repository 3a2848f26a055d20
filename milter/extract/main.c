/*
 * main.c - sendgate-extract: options, the sandbox, one attachment in, records
 * out.
 *
 * Everything that could need a file or the environment is done before the
 * sandbox is entered, and the first byte of input is read behind it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "extract/bundle.h"
#include "extract/pdf.h"
#include "extract/program.h"
#include "extract/sandbox.h"
#include "extract/sink.h"
#include "extract/unpack.h"

#define MAIN_MEMORY ((uint64_t)512 << 20)  /* bytes */
#define MAIN_SECONDS 10u                   /* of CPU */
#define MAIN_INPUT_MAX ((size_t)256 << 20) /* bytes */
#define MAIN_STEP ((size_t)65536)
#define MAIN_NUMBER_MAX ((unsigned long long)1 << 40)
#define MAIN_STDERR_MAX ((size_t)1 << 16)

struct options {
	struct sink_limits limits;
	struct sandbox_limits sandbox;
	const char *name;
	const char *type;
	bool pdf;
};

/* Records are gathered, so that a small one is no system call of its own. */
struct output {
	char held[MAIN_STEP];
	size_t len;
};

static void
usage(FILE *out)
{
	fputs(
	    "usage: sendgate-extract [--pdf] [-d LEVELS] [-u BYTES] [-o BYTES]\n"
	    "           [-t SECONDS] [-m BYTES] [-n NAME] [-T TYPE]\n",
	    out);
}

static bool
read_number(const char *text, uint64_t *number_r)
{
	unsigned long long number;
	char *end;

	if (!ascii_digit(text[0]))
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	*number_r = number;
	return errno == 0 && *end == '\0' && number <= MAIN_NUMBER_MAX;
}

/* False: the value is wrong. */
static bool
read_option(struct options *options, int c, const char *value)
{
	uint64_t number = 0;

	if (c == 'n') {
		options->name = value;
		return true;
	}
	if (c == 'T') {
		options->type = value;
		return true;
	}
	if (!read_number(value, &number))
		return false;
	if (c == 'd')
		options->limits.levels = number > 100 ? 100 : (unsigned)number;
	else if (c == 'u')
		options->limits.unpacked = number;
	else if (c == 'o')
		options->limits.output = number;
	else if (c == 't')
		options->sandbox.seconds = number;
	else
		options->sandbox.memory = number;
	return true;
}

/* -1 to go on, else the exit status. */
static int
read_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "pdf", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "d:u:o:t:m:n:T:h", longs, NULL)) !=
	    -1) {
		if (c == 'h') {
			usage(stdout);
			return EX_OK;
		}
		if (c == 'p') {
			options->pdf = true;
		} else if (c == '?' || !read_option(options, c, optarg)) {
			usage(stderr);
			return EX_USAGE;
		}
	}
	if (optind != argc) {
		usage(stderr);
		return EX_USAGE;
	}
	return -1;
}

static bool
write_all(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
output_flush(struct output *output)
{
	size_t len = output->len;

	output->len = 0;
	return write_all(output->held, len);
}

static bool
output_write(void *arg, struct slice bytes)
{
	struct output *output = arg;

	if (bytes.len > sizeof(output->held) - output->len &&
	    !output_flush(output))
		return false;
	if (bytes.len > sizeof(output->held))
		return write_all(bytes.ptr, bytes.len);
	memcpy(output->held + output->len, bytes.ptr, bytes.len);
	output->len += bytes.len;
	return true;
}

/* All of standard input.  False, and said, when it is more than can be held. */
static bool
read_input(struct sink *sink, const struct member *self, struct buf *input)
{
	char step[MAIN_STEP];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, step, sizeof(step));

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			return true;
		if (n < 0) {
			sink_skip(sink, self, "truncated");
			return true;
		}
		if (!buf_add(input, slice_make(step, (size_t)n))) {
			sink_nomem(sink, self);
			return false;
		}
	}
}

/* What pdftotext made of it. */
static void
pdf_put(struct sink *sink, const struct member *self, bool well,
    const struct buf *text, const struct buf *said)
{
	bool empty = slice_trim(buf_slice(text)).len == 0;

	if (buf_failed(text))
		sink_skip(sink, self, "output ceiling");
	if (!empty)
		sink_text(sink, self, buf_slice(text));
	if (slice_find_nocase(buf_slice(said), SLICE("password")) != SLICE_NONE)
		sink_skip(sink, self, "encrypted");
	else if (!well)
		sink_skip(sink, self, "pdf does not read");
	else if (empty)
		sink_skip(sink, self, "pdf without text");
}

static void
pdf_read(
    struct sink *sink, const struct member *member, struct program *program)
{
	struct member self;
	struct buf text, said;
	bool well;

	if (!sink_as(sink, member, "pdf", &self))
		return;
	buf_init(&text, RECORD_BYTES_MAX);
	buf_init(&said, MAIN_STDERR_MAX);
	well = program_run(program, self.bytes, &text, &said);
	pdf_put(sink, &self, well, &text, &said);
	pdf_scan(sink, &self);
	buf_free(&text);
	buf_free(&said);
}

static int
extract(const struct options *options, struct program *program)
{
	static struct output output;
	struct member self = {
		.path = SLICE_EMPTY,
		.how = SLICE_EMPTY,
		.name = slice_cstr(options->name),
		.type = slice_cstr(options->type),
	};
	struct sink sink;
	struct buf input;

	if (!sink_init(&sink, &options->limits, output_write, &output))
		return EX_OSERR;
	sink.open = unpack_member;
	buf_init(&input, MAIN_INPUT_MAX);
	if (read_input(&sink, &self, &input)) {
		self.bytes = buf_slice(&input);
		if (options->pdf)
			pdf_read(&sink, &self, program);
		else
			sink_open(&sink, &self);
	}
	(void)sink_end(&sink);
	buf_free(&input);
	sink_free(&sink);
	return output_flush(&output) && !sink.failed ? EX_OK : EX_IOERR;
}

static enum status
enter(const struct options *options, struct program *program, struct err *err_r)
{
	enum status status;

	sandbox_close_files();
	(void)clearenv();
	bundle_prepare();
	if (!options->pdf)
		return sandbox_enter(&options->sandbox, err_r);
	status = program_start(program, &options->sandbox, err_r);
	if (status != STATUS_OK)
		return status;
	return sandbox_enter_parent(&options->sandbox, err_r);
}

int
main(int argc, char **argv)
{
	struct options options = {
		.limits = { SINK_LEVELS, SINK_UNPACKED, SINK_OUTPUT,
		    SINK_RECORDS },
		.sandbox = { MAIN_MEMORY, MAIN_SECONDS },
	};
	struct program program = { .pid = -1 };
	struct err err = ERR_INIT;
	int code = read_options(argc, argv, &options);

	if (code >= 0)
		return code;
	if (enter(&options, &program, &err) != STATUS_OK) {
		fprintf(stderr, "sendgate-extract: %s\n", err.text);
		return EX_OSERR;
	}
	return extract(&options, &program);
}
