/*
 * check.h - a test is a function, a suite is a table of them.
 *
 *     static void addition(void) { INT_EQ(1 + 1, 2); }
 *     static const check_test tests[] = { { "addition", addition } };
 *     int main(int argc, char **argv) { return check_run("sums", tests, 1, argc, argv); }
 *
 * A suite is called as `SUITE SCRATCH-FOLDER [TEST]...` and prints one line a
 * test.  Each test runs in a process and an empty folder of its own: a crash, a
 * leak that a sanitizer finds or a hang fails that test and no other.  What a
 * test itself writes to standard output goes to standard error.
 */
#ifndef CHECK_H
#define CHECK_H

#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif

#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OK(condition)      ((condition) ? (void)0 : check_fail(__FILE__, __LINE__, "%s", #condition))
#define INT_EQ(got, want)  check_int(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))
#define STR_EQ(got, want)  check_str(__FILE__, __LINE__, #got, (got), (want))
#define STR_HAS(got, part) check_has(__FILE__, __LINE__, #got, (got), (part))
#define FAIL(...)          check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define SKIP(reason)       check_end(CHECK_SKIP, "%s", (reason))

typedef struct check_test {
	const char *name;
	void (*run)(void);
} check_test;

enum {
	CHECK_SKIP = 77,
	CHECK_FAILED = 78,
	CHECK_SECONDS = 120 /* a test that takes longer hangs; a sanitizer is slow */
};

/* Where a test in its process says how it ended. */
static int check_pipe = -1;

/* ---- how a test ends ------------------------------------------------------- */

static inline void __attribute__((noreturn, format(printf, 2, 0)))
check_vend(int status, const char *format, va_list args)
{
	char reason[1000];
	int length = vsnprintf(reason, sizeof reason, format, args);

	if (length >= (int)sizeof reason)
		length = (int)sizeof reason - 1;
	for (int i = 0; i < length; i++)
		if ((unsigned char)reason[i] < ' ')
			reason[i] = ' ';
	if (length < 0 || write(check_pipe, reason, (size_t)length) != length)
		_exit(1);
	_exit(status);
}

static inline void __attribute__((noreturn, format(printf, 2, 3)))
check_end(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check_vend(status, format, args);
}

static inline void __attribute__((noreturn, format(printf, 3, 4)))
check_fail(const char *file, int line, const char *format, ...)
{
	const char *slash = strrchr(file, '/');
	char where[1000];
	va_list args;

	snprintf(where, sizeof where, "%s:%d: %s", slash == NULL ? file : slash + 1, line, format);
	va_start(args, format);
	check_vend(CHECK_FAILED, where, args);
}

static inline void
check_int(const char *file, int line, const char *what, long long got, long long want)
{
	if (got != want)
		check_fail(file, line, "%s is %lld, not %lld", what, got, want);
}

static inline void
check_str(const char *file, int line, const char *what, const char *got, const char *want)
{
	if (got == NULL || want == NULL ? got != want : strcmp(got, want) != 0)
		check_fail(file, line, "%s is \"%.300s\", not \"%.300s\"", what,
		    got == NULL ? "(NULL)" : got, want == NULL ? "(NULL)" : want);
}

static inline void
check_has(const char *file, int line, const char *what, const char *got, const char *part)
{
	if (got == NULL || strstr(got, part) == NULL)
		check_fail(file, line, "%s is \"%.300s\", without \"%.300s\"", what,
		    got == NULL ? "(NULL)" : got, part);
}

/* ---- a test runs ------------------------------------------------------------ */

static inline int
check_remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)info;
	(void)walk;
	if (kind == FTW_DNR)
		chmod(path, 0700);
	return remove(path) == 0 ? 0 : -1;
}

/* Removes a folder and all in it; folders that were locked are opened first. */
static inline void
check_remove(const char *folder)
{
	if (nftw(folder, check_remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
		nftw(folder, check_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* In the test's own process. */
static inline void
check_child(const check_test *test, const char *folder)
{
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if ((mkdir(folder, 0777) != 0 && access(folder, W_OK) != 0) || chdir(folder) != 0)
		check_end(CHECK_FAILED, "cannot work in the folder %s", folder);
	alarm(CHECK_SECONDS);
	test->run();
	exit(0);
}

static inline void
check_print(const char *suite, const char *name, int status, const char *reason)
{
	if (WIFSIGNALED(status))
		printf("not ok %s/%s: killed by signal %d (%s)\n", suite, name, WTERMSIG(status),
		    WTERMSIG(status) == SIGALRM ? "it took too long" : strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 0)
		printf("ok %s/%s\n", suite, name);
	else if (WEXITSTATUS(status) == CHECK_SKIP)
		printf("skip %s/%s: %s\n", suite, name, reason);
	else if (reason[0] != '\0')
		printf("not ok %s/%s: %s\n", suite, name, reason);
	else
		printf("not ok %s/%s: ended with status %d, see standard error\n", suite, name,
		    WEXITSTATUS(status));
	fflush(stdout);
}

/* True unless the test failed. */
static inline bool
check_one(const char *suite, const check_test *test, const char *scratch)
{
	char folder[4200], reason[1001];
	int ends[2], status = 0;
	size_t length = 0;
	ssize_t got;
	pid_t child;

	snprintf(folder, sizeof folder, "%s/%s-%s", scratch, suite, test->name);
	check_remove(folder);
	if (pipe(ends) != 0)
		exit(1);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		check_pipe = ends[1];
		check_child(test, folder);
	}
	close(ends[1]);
	while (length < sizeof reason - 1 &&
	       (got = read(ends[0], reason + length, sizeof reason - 1 - length)) > 0)
		length += (size_t)got;
	reason[length] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
	check_print(suite, test->name, status, reason);
	if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == CHECK_SKIP)) {
		check_remove(folder);
		return true;
	}
	return false;
}

static inline bool
check_wanted(const char *name, int argc, char **argv)
{
	for (int i = 2; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc <= 2;
}

/* Runs the suite; answers the status to end with. */
static inline int
check_run(const char *suite, const check_test *tests, size_t count, int argc, char **argv)
{
	char scratch[4096]; /* as realpath() wants it */
	bool fine = true;

	if (argc < 2) {
		fprintf(stderr, "usage: %s SCRATCH-FOLDER [TEST]...\n", argv[0]);
		return 2;
	}
	mkdir(argv[1], 0777);
	if (realpath(argv[1], scratch) == NULL || strlen(scratch) > 2900) {
		fprintf(stderr, "%s: no such folder\n", argv[1]);
		return 2;
	}
	for (size_t i = 0; i < count; i++)
		if (check_wanted(tests[i].name, argc, argv))
			fine = check_one(suite, &tests[i], scratch) && fine;
	return fine ? 0 : 1;
}

#endif
