/*
 * Compiled patterns kept on disk: what is taken from there, what is passed
 * over, and that nothing that is wrong with a file ever hides a rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <hs.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "folder.h"
#include "rule/compiled.h"

#define NOBODY 65534
#define FILE_MAX ((size_t)16 << 20)

static char folder[64];
static char place[80];
static const unsigned char key[CRYPT_KEY_LEN] = { 1, 2, 3 };
static const struct ruleset_cache cache = { place, key };

static int
make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/compiled_test.XXXXXX");
	if (!folder_make(folder))
		return -1;
	(void)snprintf(place, sizeof(place), "%s/compiled", folder);
	return 0;
}

static int
drop_folder(void **state)
{
	(void)state;
	return folder_remove(folder) ? 0 : -1;
}

static const char *
in_folder(const char *name)
{
	static char path[160];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* A set of the pattern "foo", one that libhs can't take, and word. */
static struct ruleset *
load(const char *name, const char *word)
{
	const char *path = in_folder(name);
	struct ruleset *set = NULL;
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	(void)fprintf(out,
	    "pack: p\nrules:\n"
	    "  - { id: r0, action: flag, regex: 'foo' }\n"
	    "  - { id: r1, action: flag, regex: '(?|(bar)|(b)az)' }\n"
	    "  - { id: h, action: flag, header: { name: X, must: absent } }\n"
	    "  - { id: r2, action: flag, regex: '%s' }\n",
	    word);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(ruleset_load(&path, 1, NULL, &set, NULL), STATUS_OK);
	return set;
}

static void
note(size_t index, void *arg)
{
	((bool *)arg)[index] = true;
}

/* Asks the set about texts: r1 always, r0 and r2 where they may match. */
static void
narrows(struct ruleset *set)
{
	struct rule_matcher *matcher;
	bool asked[4] = { false }, quiet[4] = { false };

	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	rule_matcher_prefilter(matcher, SLICE("a foo quux"), note, asked);
	assert_true(asked[0] && asked[1] && !asked[2] && asked[3]);
	rule_matcher_prefilter(matcher, SLICE("nothing"), note, quiet);
	assert_true(!quiet[0] && quiet[1] && !quiet[2] && !quiet[3]);
	rule_matcher_give(matcher);
}

/* Loads, says whether the compiled patterns were on disk, and tries them. */
static bool
cached(const char *word)
{
	struct ruleset *set = load("a.yaml", word);
	bool was;

	ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
	assert_int_equal(
	    atomic_load(&set->prefilter.state), RULE_PREFILTER_READY);
	was = set->prefilter.cached;
	narrows(set);
	ruleset_unref(set);
	return was;
}

/* The only file in the folder of compiled patterns. */
static const char *
the_file(void)
{
	static char path[400];
	DIR *dir = opendir(place);
	struct dirent *entry;

	assert_non_null(dir);
	path[0] = '\0';
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			(void)snprintf(
			    path, sizeof(path), "%s/%s", place, entry->d_name);
	(void)closedir(dir);
	assert_true(path[0] != '\0');
	return path;
}

static size_t
slurp(const char *path, char **bytes_r)
{
	FILE *in = fopen(path, "rb");
	size_t len;

	assert_non_null(in);
	*bytes_r = malloc(FILE_MAX);
	assert_non_null(*bytes_r);
	len = fread(*bytes_r, 1, FILE_MAX, in);
	(void)fclose(in);
	return len;
}

static void
spew(const char *path, const char *bytes, size_t len)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static void
what_was_compiled_is_taken(void **state)
{
	struct ruleset *set;
	struct stat st;

	(void)state;
	assert_false(cached("quux"));
	assert_true(cached("quux"));
	assert_int_equal(stat(place, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(the_file(), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* who compiles nothing takes it too, and does without it else */
	set = load("a.yaml", "quux");
	ruleset_prefilter(set, RULESET_PREFILTER_CACHED, &cache);
	assert_true(set->prefilter.cached);
	narrows(set);
	ruleset_unref(set);
	set = load("a.yaml", "quux?");
	ruleset_prefilter(set, RULESET_PREFILTER_CACHED, &cache);
	assert_int_equal(
	    atomic_load(&set->prefilter.state), RULE_PREFILTER_ABSENT);
	ruleset_unref(set);
	assert_int_equal(folder_count(place), 1);
	/* other patterns are another file, and these stay */
	assert_false(cached("quux|never"));
	assert_true(cached("quux|never"));
	assert_true(cached("quux"));
	assert_int_equal(folder_count(place), 2);
}

static void
a_set_without_patterns_is_kept(void **state)
{
	const char *path = in_folder("h.yaml");
	static const char text[] =
	    "pack: p\nrules:\n"
	    "  - { id: h, action: flag, header: { name: X, must: absent } }\n"
	    "  - { id: r, action: flag, regex: '(?|(bar)|(b)az)' }\n";

	(void)state;
	spew(path, text, sizeof(text) - 1);
	for (int i = 0; i < 2; i++) {
		struct ruleset *set = NULL;

		assert_int_equal(
		    ruleset_load(&path, 1, NULL, &set, NULL), STATUS_OK);
		ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
		assert_true(set->prefilter.cached == (i == 1));
		assert_null(set->prefilter.database);
		assert_int_equal(set->prefilter.nalways, 1);
		assert_int_equal(set->prefilter.always[0], 1);
		ruleset_unref(set);
	}
}

/* Signs what stands in the file as the relay itself would. */
static void
sign(char *bytes, size_t len)
{
	unsigned char own[CRYPT_KEY_LEN];

	assert_true(len >= CRYPT_SHA256_LEN);
	len -= CRYPT_SHA256_LEN;
	assert_int_equal(
	    crypt_hmac(key, SLICE(RULE_COMPILED_LABEL), own), STATUS_OK);
	assert_int_equal(crypt_hmac(own, slice_make(bytes, len),
			     (unsigned char *)bytes + len),
	    STATUS_OK);
}

static void
nothing_that_was_changed_is_taken(void **state)
{
	char *good, *bad = malloc(FILE_MAX);
	const char *file;
	size_t len, step;

	(void)state;
	assert_non_null(bad);
	assert_false(cached("quux"));
	file = the_file();
	len = slurp(file, &good);
	step = len / 64 + 1;
	/* a byte here and there, and at both ends */
	for (size_t at = 0; at < len;
	     at += at < 48 || at + 40 > len ? 1 : step) {
		memcpy(bad, good, len);
		bad[at] = (char)(bad[at] ^ 1);
		spew(file, bad, len);
		assert_false(cached("quux"));
		assert_true(cached("quux")); /* compiled anew and kept */
		if (at + step > len && at + 40 < len)
			at = len - 40;
	}
	/* cut short, or longer */
	for (size_t cut = 0; cut < len; cut += cut < 130 ? 1 : step) {
		spew(file, good, cut);
		assert_false(cached("quux"));
	}
	memcpy(bad, good, len);
	bad[len] = '\0';
	spew(file, bad, len + 1);
	assert_false(cached("quux"));
	free(good);
	free(bad);
}

static void
nothing_odd_is_taken_though_it_is_signed(void **state)
{
	const size_t always = 8 + CRYPT_SHA256_LEN;
	const struct {
		size_t at;
		uint32_t value;
	} rows[] = {
		{ always, 5 },          /* more rules than there are */
		{ always, UINT32_MAX }, /* and than there are bytes */
		{ always, 0 },          /* what follows is no database */
		{ always + 4, 4 },      /* a rule that is not there */
		{ always + 8, 0 },      /* libhs's magic */
		{ always + 12, 0 },     /* its version */
		{ always + 16, 0 },     /* its length */
	};
	char *good, *bad;
	const char *file;
	size_t len;

	(void)state;
	assert_false(cached("quux"));
	file = the_file();
	len = slurp(file, &good);
	bad = malloc(len);
	assert_non_null(bad);
	/* signing itself is right */
	memcpy(bad, good, len);
	sign(bad, len);
	assert_memory_equal(bad, good, len);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		memcpy(bad, good, len);
		memcpy(bad + rows[i].at, &rows[i].value, sizeof(uint32_t));
		sign(bad, len);
		spew(file, bad, len);
		assert_false(cached("quux"));
		assert_true(cached("quux"));
	}
	memcpy(bad, good, len);
	sign(bad, len - 100);
	spew(file, bad, len - 100); /* half a database */
	assert_false(cached("quux"));
	free(good);
	free(bad);
}

static void
another_key_takes_nothing(void **state)
{
	static const unsigned char other[CRYPT_KEY_LEN] = { 9 };
	const struct ruleset_cache theirs = { place, other };
	struct ruleset *set;

	(void)state;
	assert_false(cached("quux"));
	set = load("a.yaml", "quux");
	ruleset_prefilter(set, RULESET_PREFILTER_CACHED, &theirs);
	assert_int_equal(
	    atomic_load(&set->prefilter.state), RULE_PREFILTER_ABSENT);
	ruleset_unref(set);
}

static void
only_our_own_files_are_taken(void **state)
{
	char file[400], aside[200];
	struct stat st;

	(void)state;
	(void)snprintf(aside, sizeof(aside), "%s/aside", folder);
	assert_false(cached("quux"));
	(void)snprintf(file, sizeof(file), "%s", the_file());
	/* open to others: it is replaced by one that is not */
	assert_int_equal(chmod(file, 0620), 0);
	assert_false(cached("quux"));
	assert_true(cached("quux"));
	/* a link to a good one */
	assert_int_equal(rename(file, aside), 0);
	assert_int_equal(symlink(aside, file), 0);
	assert_false(cached("quux"));
	assert_int_equal(lstat(file, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	/* a pipe that nobody writes to, a folder */
	assert_int_equal(unlink(file), 0);
	assert_int_equal(mkfifo(file, 0600), 0);
	assert_false(cached("quux"));
	assert_int_equal(unlink(file), 0);
	assert_int_equal(mkdir(file, 0700), 0);
	assert_false(cached("quux"));
	assert_false(cached("quux"));
	assert_int_equal(rmdir(file), 0);
	assert_false(cached("quux"));
	/* too long for any of ours: a hole takes no room */
	assert_int_equal(truncate(file, (off_t)RULE_COMPILED_MAX + 1), 0);
	assert_false(cached("quux"));
	assert_int_equal(folder_count(place), 1);
}

static void
only_our_own_folder_is_used(void **state)
{
	char aside[200];

	(void)state;
	(void)snprintf(aside, sizeof(aside), "%s/aside", folder);
	assert_false(cached("quux"));
	assert_int_equal(chmod(place, 0770), 0);
	assert_false(cached("quux"));
	assert_int_equal(chmod(place, 0700), 0);
	assert_true(cached("quux"));
	/* a link in its place; a file; nothing, and no folder above */
	assert_int_equal(rename(place, aside), 0);
	assert_int_equal(symlink(aside, place), 0);
	assert_false(cached("quux"));
	assert_int_equal(unlink(place), 0);
	spew(place, "", 0);
	assert_false(cached("quux"));
	assert_int_equal(unlink(place), 0);
	(void)snprintf(place, sizeof(place), "%s/none/compiled", folder);
	assert_false(cached("quux"));
	(void)snprintf(place, sizeof(place), "%s/compiled", folder);
	assert_false(cached("quux"));
	assert_true(cached("quux"));
}

/* Root trusts its own, and those of the owner of the folder above. */
static void
foreign_owners(void **state)
{
	char file[400];

	(void)state;
	if (geteuid() != 0) {
		print_message("# not root: no file can be given away\n");
		skip();
	}
	assert_false(cached("quux"));
	(void)snprintf(file, sizeof(file), "%s", the_file());
	assert_int_equal(chown(file, NOBODY, NOBODY), 0);
	assert_false(cached("quux"));
	assert_int_equal(chown(place, NOBODY, NOBODY), 0);
	assert_false(cached("quux"));
	assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
	assert_true(cached("quux"));
}

/* What root makes is the service's, which runs as the folder's owner. */
static void
root_gives_what_it_makes(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid() != 0) {
		print_message("# not root: nothing to give\n");
		skip();
	}
	assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
	assert_false(cached("quux"));
	assert_int_equal(stat(place, &st), 0);
	assert_int_equal(st.st_uid, NOBODY);
	assert_int_equal(stat(the_file(), &st), 0);
	assert_int_equal(st.st_uid, NOBODY);
}

/* In a process of its own: what it returns is its exit status. */
static void
in_child(int (*run)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int
without_rights(void)
{
	struct ruleset *set = load("b.yaml", "quux");

	if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
		return 1;
	ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
	if (atomic_load(&set->prefilter.state) != RULE_PREFILTER_READY)
		return 2;
	narrows(set);
	ruleset_unref(set);
	return 0;
}

static int
disk_full(void)
{
	const struct rlimit limit = { 1000, 1000 };
	struct ruleset *set = load("b.yaml", "quux");

	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
	if (atomic_load(&set->prefilter.state) != RULE_PREFILTER_READY)
		return 2;
	narrows(set);
	ruleset_unref(set);
	return 0;
}

static void
what_can_not_be_kept_is_not(void **state)
{
	(void)state;
	assert_false(cached("quux|other"));
	in_child(disk_full);
	assert_int_equal(folder_count(place), 1);
	assert_false(cached("quux"));
	if (geteuid() == 0)
		in_child(without_rights);
	assert_int_equal(folder_count(place), 2);
}

static void *
compile_thread(void *arg)
{
	struct ruleset *set = arg;

	ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
	return NULL;
}

static void
several_write_at_once(void **state)
{
	struct ruleset *sets[8];
	pthread_t threads[8];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		sets[i] = load("a.yaml", "quux");
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, compile_thread, sets[i]),
		    0);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		narrows(sets[i]);
		ruleset_unref(sets[i]);
	}
	assert_int_equal(folder_count(place), 1);
	assert_true(cached("quux"));
}

/* Makes a file of the folder as old as that. */
static void
set_age(const char *path, time_t seconds)
{
	struct timespec times[2] = { { .tv_sec = time(NULL) - seconds } };

	times[1] = times[0];
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void
the_oldest_go(void **state)
{
	char word[32], first[400], path[200];

	(void)state;
	assert_false(cached("quux"));
	(void)snprintf(first, sizeof(first), "%s", the_file());
	set_age(first, 86400);
	(void)snprintf(path, sizeof(path), "%s/.new-0011223344556677", place);
	spew(path, "half", 4);
	set_age(path, 86400);
	(void)snprintf(path, sizeof(path), "%s/.new-7766554433221100", place);
	spew(path, "half", 4); /* somebody is at it */
	for (int i = 0; i < RULE_COMPILED_KEEP - 1; i++) {
		(void)snprintf(word, sizeof(word), "quux|never%d", i);
		assert_false(cached(word));
	}
	assert_int_equal(folder_count(place), RULE_COMPILED_KEEP + 1);
	/* the first is in use and so is the youngest again */
	assert_true(cached("quux"));
	for (int i = 0; i < 3; i++) {
		(void)snprintf(word, sizeof(word), "quux|no%d", i);
		assert_false(cached(word));
		set_age(first, 0);
	}
	assert_int_equal(folder_count(place), RULE_COMPILED_KEEP + 1);
	assert_int_equal(access(first, F_OK), 0);
}

/* What may match is asked, whatever else is. */
static bool
asks(struct ruleset *set)
{
	struct rule_matcher *matcher;
	bool asked[4] = { false };

	assert_int_equal(rule_matcher_take(set, &matcher, NULL), STATUS_OK);
	rule_matcher_prefilter(matcher, SLICE("a foo quux"), note, asked);
	rule_matcher_give(matcher);
	return asked[0] && asked[1] && asked[3];
}

/* What is on disk, if anything is, knows all that libhs can. */
static bool
kept_whole(void)
{
	struct ruleset *set = load("a.yaml", "quux");
	bool there;

	ruleset_prefilter(set, RULESET_PREFILTER_CACHED, &cache);
	there = set->prefilter.cached;
	if (there)
		narrows(set);
	ruleset_unref(set);
	return there;
}

/* With every allocation failing in turn, libhs's own too. */
static void
every_allocation_may_fail(void **state)
{
	unsigned long n, made;
	bool kept = false;

	(void)state;
	assert_int_equal(hs_set_allocator(mem_alloc, mem_free), HS_SUCCESS);
	for (int there = 0; there < 2; there++) {
		made = 1;
		for (n = 1; n <= made + 1; n++) {
			struct ruleset *set = load("a.yaml", "quux");

			if (there == 0)
				(void)folder_remove(place);
			mem_fault_set(n);
			ruleset_prefilter(set, RULESET_PREFILTER_NOW, &cache);
			made = mem_fault_count();
			mem_fault_set(0);
			assert_true(asks(set));
			ruleset_unref(set);
			kept = kept_whole();
		}
		assert_true(n > 10);
		assert_true(kept);
	}
	assert_int_equal(hs_set_allocator(NULL, NULL), HS_SUCCESS);
	assert_true(cached("quux"));
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, drop_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_compiled_is_taken),
		CASE(a_set_without_patterns_is_kept),
		CASE(nothing_that_was_changed_is_taken),
		CASE(nothing_odd_is_taken_though_it_is_signed),
		CASE(another_key_takes_nothing),
		CASE(only_our_own_files_are_taken),
		CASE(only_our_own_folder_is_used),
		CASE(foreign_owners),
		CASE(root_gives_what_it_makes),
		CASE(what_can_not_be_kept_is_not),
		CASE(several_write_at_once),
		CASE(the_oldest_go),
		CASE(every_allocation_may_fail),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
