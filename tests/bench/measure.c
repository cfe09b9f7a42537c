/*
 * measure.c - runs a program and says what it used.
 *
 *     measure PROGRAM [ARGUMENT]...
 *
 * Prints one line: user seconds, system seconds, wall seconds, peak memory in
 * KB.  The program's own standard output is thrown away, its standard error is
 * left alone, and its exit status becomes ours (128 + N after signal N).  It is
 * written in C so that the runner's own memory, which the kernel counts until
 * the program takes over, is small.
 */
#define _DEFAULT_SOURCE 1	/* wait4 */

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Become the program; comes back never. */
static void
become(char **argv)
{
	int quiet = open("/dev/null", O_WRONLY);

	if (quiet >= 0)
		dup2(quiet, STDOUT_FILENO);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

int
main(int argc, char **argv)
{
	struct rusage used;
	double        start, wall;
	pid_t         child;
	int           status;

	if (argc < 2) {
		fprintf(stderr, "usage: measure PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	start = now();
	child = fork();
	if (child == 0)
		become(argv + 1);
	if (child < 0 || wait4(child, &status, 0, &used) != child) {
		perror("measure");
		return 2;
	}
	wall = now() - start;
	printf("%.6f %.6f %.6f %ld\n", seconds(used.ru_utime), seconds(used.ru_stime),
	    wall, used.ru_maxrss);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
