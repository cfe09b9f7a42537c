/* cli.h - the command line: what was asked for, and how it is told. */
#ifndef MILL_CLI_H
#define MILL_CLI_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include "cardmill.h"

enum { CLI_FORMATS = CARDMILL_HTML + 1 /* numbers of formats are below */ };

typedef struct command {
	const char *program;
	cardmill_options options;
	const char **sources;
	size_t source_count;
	const char **outputs; /* as given with -o */
	size_t output_count;
	const char **reports; /* as given with --report */
	size_t report_count;
	const char **previous; /* as given with --previous, or else the output there is */
	bool fresh;
	cardmill_format dry_run; /* how the plan is printed; CARDMILL_NO_FORMAT: it is no dry run */
	bool clock;              /* now is what the clock says */
	bool formats[CLI_FORMATS]; /* which ones a folder receives */
	bool formats_given;
	bool explain;
	int verbosity; /* -1 errors only, 0 what needs a look, 1 repairs too */
	bool color;
	struct progress {
		bool wanted, shown;
		struct timespec start;
	} progress;
	char *notetypes; /* the two names, cut apart; owned */
} command;

/* ---- options.c: argv -> what was asked for ------------------------------------ */

/* The exit status to end with at once, or -1 to go on. */
int cli_read(command *cli, int argc, char **argv);
void cli_free(command *cli);

/* ---- outputs.c: where the decks go ----------------------------------------------- */

typedef struct cli_outputs {
	cardmill_output *all;
	char **paths; /* owned, of those in folders */
	size_t count, path_count;
	cardmill_format to_stdout; /* CARDMILL_NO_FORMAT when nothing goes there */
} cli_outputs;

/* False after a message, when an output makes no sense. */
bool cli_plan_outputs(const command *cli, cli_outputs *outputs);
/* The earlier build, when none was named: an output that is there already. */
void cli_find_previous(command *cli, const cli_outputs *outputs);
void cli_free_outputs(cli_outputs *outputs);

/* ---- tell.c: messages, totals, progress --------------------------------------------- */

void cli_tell_report(void *user, const cardmill_report *report);
void cli_tell_progress(void *user, cardmill_stage stage, size_t done, size_t total);
void cli_end_progress(command *cli);
void cli_tell_totals(const command *cli, const cardmill *mill, const cli_outputs *outputs);
void cli_tell_cards(const cardmill *mill, FILE *to);

#endif
