/*
 * sandbox.c - resource limits, seccomp and Landlock.
 *
 * The order: what is inherited goes first (files, dumps, a parent that could
 * die unseen), then the ceilings, last the filter, after which nothing of this
 * could be set any more.  The filter is a list of what is allowed; everything
 * else kills the process, and the gate sees a helper that died.
 */
#include "extract/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_LOOSE 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_LOOSE 1
#endif
#ifndef SANDBOX_LOOSE
#define SANDBOX_LOOSE 0
#endif

#define SANDBOX_FILES 16 /* descriptors */
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What any process needs that computes and writes to what is open. */
static const int calls_plain[] = {
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(fstat),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(brk),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(getrandom),
	SCMP_SYS(sysinfo), /* qsort() asks how much memory there is */
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

static const int calls_parent[] = {
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(close),
	SCMP_SYS(wait4),
	SCMP_SYS(waitid),
};

/* What the loader and the C++ library of the PDF reader ask for. */
static const int calls_program[] = {
	SCMP_SYS(execve),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(pread64),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(prlimit64),
	SCMP_SYS(getrlimit),
	SCMP_SYS(uname),
	SCMP_SYS(ioctl),
	SCMP_SYS(fcntl),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(tgkill),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(getrusage),
	SCMP_SYS(times),
	SCMP_SYS(fadvise64),
};

static enum status
sandbox_error(struct err *err_r, const char *what, int error)
{
	return err_set(
	    err_r, STATUS_DENIED, "sandbox: %s: %s", what, strerror(error));
}

void
sandbox_close_files(void)
{
	if (!SANDBOX_LOOSE)
		(void)syscall(SYS_close_range, 3u, ~0u, 0u);
}

static bool
limit(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit limits = { (rlim_t)value, (rlim_t)value };

	return setrlimit(resource, &limits) == 0;
}

static enum status
limits_set(const struct sandbox_limits *limits, struct err *err_r)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		return sandbox_error(err_r, "prctl", errno);
	if (!limit(RLIMIT_CPU, limits->seconds) || !limit(RLIMIT_CORE, 0))
		return sandbox_error(err_r, "setrlimit", errno);
	if (SANDBOX_LOOSE)
		return STATUS_OK;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return sandbox_error(err_r, "prctl", errno);
	if (!limit(RLIMIT_AS, limits->memory) || !limit(RLIMIT_FSIZE, 0) ||
	    !limit(RLIMIT_NOFILE, SANDBOX_FILES) || !limit(RLIMIT_NPROC, 0))
		return sandbox_error(err_r, "setrlimit", errno);
	return STATUS_OK;
}

static int
allow_all(scmp_filter_ctx filter, const int *calls, size_t n)
{
	int error = 0;

	/* a call that this architecture does not have is not to be allowed */
	for (size_t i = 0; i < n && error == 0; i++)
		if (calls[i] >= 0)
			error = seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, calls[i], 0);
	return error;
}

/* Memory that is never executable, and fstat() by its newer name. */
static int
allow_memory(scmp_filter_ctx filter)
{
	int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (error == 0)
		error =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect),
			1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (error == 0)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
		    SCMP_SYS(newfstatat), 1,
		    SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
	return error;
}

/* Files for reading, and code: what a loader must be able to do. */
static int
allow_program(scmp_filter_ctx filter)
{
	const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND |
	    (O_TMPFILE & ~O_DIRECTORY);
	int error = allow_all(filter, calls_program, COUNT(calls_program));

	if (error == 0)
		error =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0);
	if (error == 0)
		error = seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0);
	if (error == 0)
		error = seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 0);
	if (error == 0)
		error =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat),
			1, SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
	return error;
}

/* Sanitizers live in the process, so a few calls are forbidden instead. */
static int
forbid_some(scmp_filter_ctx filter, bool program)
{
	static const int calls[] = {
		SCMP_SYS(socket),
		SCMP_SYS(connect),
		SCMP_SYS(fork),
		SCMP_SYS(vfork),
		SCMP_SYS(unlink),
		SCMP_SYS(rename),
	};
	int error = 0;

	for (size_t i = 0; i < COUNT(calls) && error == 0; i++)
		error = seccomp_rule_add(
		    filter, SCMP_ACT_KILL_PROCESS, calls[i], 0);
	if (error == 0 && !program)
		error = seccomp_rule_add(
		    filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(execve), 0);
	return error;
}

enum kind {
	KIND_PLAIN,
	KIND_PARENT,
	KIND_PROGRAM
};

static int
filter_fill(scmp_filter_ctx filter, enum kind kind)
{
	int error;

	if (SANDBOX_LOOSE)
		return forbid_some(filter, kind == KIND_PROGRAM);
	error = allow_all(filter, calls_plain, COUNT(calls_plain));
	if (error == 0 && kind == KIND_PARENT)
		error = allow_all(filter, calls_parent, COUNT(calls_parent));
	if (error == 0)
		error = kind == KIND_PROGRAM ? allow_program(filter) :
					       allow_memory(filter);
	return error;
}

static enum status
filter_load(enum kind kind, struct err *err_r)
{
	scmp_filter_ctx filter = seccomp_init(
	    SANDBOX_LOOSE ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	int error;

	if (filter == NULL)
		return err_nomem(err_r);
	error = filter_fill(filter, kind);
	if (error == 0)
		error = seccomp_load(filter);
	seccomp_release(filter);
	if (error != 0)
		return sandbox_error(err_r, "seccomp", -error);
	return STATUS_OK;
}

static enum status
enter(const struct sandbox_limits *limits, enum kind kind, struct err *err_r)
{
	enum status status = limits_set(limits, err_r);

	return status == STATUS_OK ? filter_load(kind, err_r) : status;
}

enum status
sandbox_enter(const struct sandbox_limits *limits, struct err *err_r)
{
	return enter(limits, KIND_PLAIN, err_r);
}

enum status
sandbox_enter_parent(const struct sandbox_limits *limits, struct err *err_r)
{
	return enter(limits, KIND_PARENT, err_r);
}

#define LANDLOCK_FILE LANDLOCK_ACCESS_FS_READ_FILE
#define LANDLOCK_FOLDER                                \
	(LANDLOCK_FILE | LANDLOCK_ACCESS_FS_READ_DIR | \
	    LANDLOCK_ACCESS_FS_EXECUTE)

/* What a program's libraries lie in, and what the program itself reads. */
static const struct {
	const char *path;
	uint64_t access;
} program_files[] = {
	{ "/usr", LANDLOCK_FOLDER },
	{ "/lib", LANDLOCK_FOLDER },
	{ "/lib64", LANDLOCK_FOLDER },
	{ "/etc/ld.so.cache", LANDLOCK_FILE },
};

static void
landlock_allow(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	(void)syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0u);
	(void)close(rule.parent_fd);
}

/* Nothing is lost without it but one of several walls. */
static void
landlock_enter(void)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	};
	int ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0u);

	if (ruleset < 0)
		return;
	for (size_t i = 0; i < COUNT(program_files); i++)
		landlock_allow(
		    ruleset, program_files[i].path, program_files[i].access);
	(void)syscall(SYS_landlock_restrict_self, ruleset, 0u);
	(void)close(ruleset);
}

enum status
sandbox_enter_program(const struct sandbox_limits *limits, struct err *err_r)
{
	enum status status = limits_set(limits, err_r);

	if (status != STATUS_OK)
		return status;
	landlock_enter();
	return filter_load(KIND_PROGRAM, err_r);
}
