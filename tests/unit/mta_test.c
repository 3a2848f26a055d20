/*
 * mta_test.c - replies as the protocol takes them, and the socket.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "mta/listen.h"
#include "mta/mta.h"

static void
test_escape(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ "sendgate 01X: rule: Take it out.",
		    "sendgate 01X: rule: Take it out." },
		{ "15 %", "15 %%" },
		{ "%s%n", "%%s%%n" },
		{ "a\r\nb", "a??b" },
		{ "tab\there", "tab?here" },
		{ "caf\xc3\xa9", "caf??" },
		{ "\x7f\x01", "??" },
	};
	char out[2 * MTA_REPLY_MAX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mta_reply_escape(cases[i].text, out);
		assert_string_equal(out, cases[i].want);
	}
}

/* Never longer than smfi_setreply() takes, and no half of a "%%". */
static void
test_escape_cut(void **state)
{
	char text[3 * MTA_REPLY_MAX], out[2 * MTA_REPLY_MAX + 1];
	size_t odd, n;

	(void)state;
	for (odd = 0; odd < 2; odd++) {
		memset(text, '%', sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		memset(text, 'x', odd);
		mta_reply_escape(text, out);
		n = strlen(out);
		assert_true(n <= MTA_REPLY_MAX);
		assert_true(n >= MTA_REPLY_MAX - 1);
		assert_int_equal((n - odd) % 2, 0);
	}
	memset(text, 'x', sizeof(text) - 1);
	mta_reply_escape(text, out);
	assert_int_equal(strlen(out), MTA_REPLY_MAX);
}

static void
test_path(void **state)
{
	(void)state;
	assert_string_equal(listen_path("unix:/a/b"), "/a/b");
	assert_string_equal(listen_path("LOCAL:/a/b"), "/a/b");
	assert_string_equal(listen_path("/a/b"), "/a/b");
	assert_null(listen_path("inet:8890@127.0.0.1"));
	assert_null(listen_path("inet6:8890@[::1]"));
}

static int
listener(const char *path, bool live)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_true(strlen(path) < sizeof(addr.sun_path));
	memcpy(addr.sun_path, path, strlen(path) + 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	if (live)
		assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* What is in the way of the socket, and what becomes of it. */
static void
test_socket(void **state)
{
	static const struct mta_handler handler;
	char dir[] = "/tmp/sendgate-unit.XXXXXX", path[64], address[80];
	struct mta_params params = { .listen = address,
		.has_mode = true,
		.mode = 0620,
		.handler = &handler };
	struct err err = ERR_INIT;
	struct stat st;
	ino_t inode = 0;
	FILE *file;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sock", dir);
	snprintf(address, sizeof(address), "unix:%s", path);

	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	/* registers the filter, which libmilter wants once */
	assert_int_equal(mta_open(&params, &err), STATUS_CANTCREATE);
	assert_int_equal(stat(path, &st), 0);
	unlink(path);

	fd = listener(path, true);
	assert_int_equal(listen_open(&params, &inode, &err), STATUS_BUSY);
	close(fd);

	/* left behind: nobody listens */
	params.group = "no-such-group-here";
	assert_int_equal(listen_open(&params, &inode, &err), STATUS_CONFIG);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	listen_remove(address, st.st_ino + 1);
	assert_int_equal(stat(path, &st), 0);
	listen_remove(address, st.st_ino);
	assert_int_not_equal(stat(path, &st), 0);

	snprintf(address, sizeof(address), "unix:%s/none/sock", dir);
	assert_int_equal(listen_open(&params, &inode, &err), STATUS_CANTCREATE);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_cut),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_socket),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
