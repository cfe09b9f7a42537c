/* main.c - the program: read options, mill, write, tell. */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Set by the first Ctrl-C: the run ends at its next step and cleans up.  The second
 * ends it at once. */
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static int
step(void *user, cardmill_stage stage, size_t done, size_t total)
{
	cli_tell_progress(user, stage, done, total);
	return interrupted;
}

static int
put_stdout(void *user, const void *bytes, size_t length)
{
	(void)user;
	return fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0 ? 0 : -1;
}

/* Standard input as a source of its own. */
static cardmill_status
add_stdin(cardmill *mill)
{
	size_t length = 0, room = 0, got;
	char *bytes = NULL;
	cardmill_status rc = CARDMILL_NO_MEMORY;

	do {
		char *more = realloc(bytes, room = room == 0 ? 65536 : room * 2);
		if (more == NULL)
			goto out;
		bytes = more;
		got = fread(bytes + length, 1, room - length, stdin);
		length += got;
	} while (got > 0 && length == room);
	if (ferror(stdin)) {
		fprintf(stderr, "cardmill: error: cannot read standard input: %s [read-failed]\n",
		    strerror(errno));
		rc = CARDMILL_CANNOT_READ;
		goto out;
	}
	rc = cardmill_add_bytes(mill, "stdin", bytes, length);
out:
	free(bytes);
	return rc;
}

static cardmill_status
add_sources(cardmill *mill, const command *cli)
{
	cardmill_status first = CARDMILL_OK;

	/* All of them, so that every wrong one is named. */
	for (size_t i = 0; i < cli->source_count; i++) {
		cardmill_status rc = strcmp(cli->sources[i], "-") == 0
					 ? add_stdin(mill)
					 : cardmill_add_path(mill, cli->sources[i]);
		if (first == CARDMILL_OK)
			first = rc;
	}
	return first;
}

/* A note that changed twice in one second has a time a second ahead: that passes before
 * anybody imports it. */
static void
wait_for_time(const cardmill *mill, const command *cli)
{
	int64_t latest = 0;

	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		int64_t modified = cardmill_note_at(mill, i)->modified;
		latest = modified > latest ? modified : latest;
	}
	while (cli->clock && latest == cli->options.now + 1 && (int64_t)time(NULL) < latest)
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

/* What a dry run prints: the plan, or the report that was to go to standard output. */
static cardmill_status
print_plan(cardmill *mill, const command *cli, const cli_outputs *outputs)
{
	bool report = outputs->to_stdout == CARDMILL_REPORT ||
		      outputs->to_stdout == CARDMILL_REPORT_JSON;

	return cardmill_write(
	    mill, report ? outputs->to_stdout : cli->dry_run, (cardmill_sink){ put_stdout, NULL });
}

static cardmill_status
write_outputs(cardmill *mill, const command *cli, const cli_outputs *outputs)
{
	cardmill_status rc = CARDMILL_OK;

	if (cli->dry_run != CARDMILL_NO_FORMAT)
		return print_plan(mill, cli, outputs);
	wait_for_time(mill, cli);
	if (outputs->to_stdout != CARDMILL_NO_FORMAT)
		rc = cardmill_write(mill, outputs->to_stdout, (cardmill_sink){ put_stdout, NULL });
	if (rc == CARDMILL_OK && outputs->count > 0)
		rc = cardmill_write_files(mill, outputs->all, outputs->count);
	return rc;
}

static cardmill_status
run(cardmill *mill, command *cli, const cli_outputs *outputs)
{
	cardmill_status rc = add_sources(mill, cli);

	if (rc == CARDMILL_OK)
		rc = cardmill_build(mill);
	if (rc == CARDMILL_OK && cli->explain) {
		cli_tell_cards(mill, stdout);
		if (fflush(stdout) != 0 || ferror(stdout)) {
			fprintf(stderr,
			    "cardmill: error: cannot write standard output: %s [write-failed]\n",
			    strerror(errno));
			return CARDMILL_CANNOT_WRITE;
		}
	}
	cli_end_progress(cli);
	if (rc == CARDMILL_OK)
		rc = write_outputs(mill, cli, outputs);
	if (rc == CARDMILL_OK)
		cli_tell_totals(cli, mill, outputs);
	return rc;
}

int
main(int argc, char **argv)
{
	command cli;
	cli_outputs outputs = { 0 };
	cardmill_status rc = CARDMILL_OK;
	int status = cli_read(&cli, argc, argv);

	if (status == -1 && !cli_plan_outputs(&cli, &outputs))
		status = 2;
	if (status == -1) {
		cardmill *mill;

		cli_find_previous(&cli, &outputs);
		cli.options.previous = cli.previous;
		cli.options.user = &cli;
		cli.options.report = cli_tell_report;
		cli.options.progress = step;
		sigaction(SIGINT,
		    &(struct sigaction){ .sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND },
		    NULL);
		mill = cardmill_new(&cli.options);
		rc = run(mill, &cli, &outputs);
		if (mill == NULL)
			fprintf(stderr, "cardmill: error: %s [out-of-memory]\n",
			    cardmill_error(mill)->message);
		status = rc == CARDMILL_OK ? 0 : rc == CARDMILL_MISUSED ? 2 : 1;
		cardmill_free(mill);
	}
	cli_free_outputs(&outputs);
	cli_free(&cli);
	return status;
}
