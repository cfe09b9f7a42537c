/* outputs.c - where the decks go: files, folders, standard output. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_LONGEST = 100 /* bytes of a file name we make up */ };

static const char *const endings[] = {
	[CARDMILL_APKG] = "apkg",
	[CARDMILL_CSV] = "csv",
	[CARDMILL_TSV] = "tsv",
	[CARDMILL_JSON] = "json",
	[CARDMILL_HTML] = "html",
};

/* What files in a folder are called: the deck's name, else that of the one
 * source, its ending left out; "cards" when there are several. */
static void
file_name(const command *cli, char *out, size_t room)
{
	const char *name = cli->options.deck;
	char real[4096];
	size_t length;

	if (name == NULL && (cli->source_count != 1 || strcmp(cli->sources[0], "-") == 0))
		name = "cards";
	if (name == NULL) {
		struct stat info;
		const char *slash;
		bool folder = stat(cli->sources[0], &info) == 0 && S_ISDIR(info.st_mode);

		name = folder && realpath(cli->sources[0], real) != NULL ? real : cli->sources[0];
		slash = strrchr(name, '/');
		name = slash == NULL ? name : slash + 1;
		length = strlen(name);
		for (size_t i = length; !folder && i > 1; i--)
			if (name[i - 1] == '.') {
				length = i - 1;
				break;
			}
	} else {
		length = strlen(name);
	}
	while (
	    length > NAME_LONGEST || (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80))
		length--; /* never in the middle of a character */
	if (length == 0)
		snprintf(out, room, "cards");
	else
		snprintf(out, room, "%.*s", (int)length, name);
	for (char *at = out; *at != '\0'; at++)
		if (strchr("/\\:*?\"<>|", *at) != NULL || (unsigned char)*at < 0x20)
			*at = '_';
}

static bool
is_folder(const char *path)
{
	struct stat info;
	size_t length = strlen(path);

	return (length > 0 && path[length - 1] == '/') ||
	       (stat(path, &info) == 0 && S_ISDIR(info.st_mode));
}

static bool
add_folder(const command *cli, cli_outputs *outputs, const char *folder)
{
	char name[128];
	size_t length = strlen(folder);

	file_name(cli, name, sizeof name);
	for (int format = 0; format < CLI_FORMATS; format++) {
		size_t room = length + sizeof name + 32;
		char *path;

		if (!cli->formats[format])
			continue;
		path = malloc(room);
		if (path == NULL)
			return false;
		for (int tries = 0; tries < 2;
		     tries++) { /* a name Anki takes for a collection gets a prefix */
			snprintf(path, room, "%s%s%s%s.%s", folder,
			    length > 0 && folder[length - 1] == '/' ? "" : "/",
			    tries > 0 ? "deck-" : "", name, endings[format]);
			if (cardmill_name_refused(path) == NULL)
				break;
		}
		outputs->paths[outputs->path_count++] = path;
		outputs->all[outputs->count++] = (cardmill_output){ path, (cardmill_format)format };
	}
	return true;
}

static bool
add_stdout(const command *cli, cli_outputs *outputs)
{
	int wanted = 0;

	for (int format = 0; format < CLI_FORMATS; format++) {
		if (cli->formats[format]) {
			outputs->to_stdout = (cardmill_format)format;
			wanted++;
		}
	}
	if (cli->explain) {
		fprintf(stderr, "%s: -o - and --explain both want standard output\n", cli->program);
		return false;
	}
	if (cli->formats_given && wanted == 1)
		return true;
	fprintf(stderr, "%s: -o - needs one format: --format apkg, csv, tsv, json or html\n",
	    cli->program);
	return false;
}

static bool
add_file(const command *cli, cli_outputs *outputs, const char *path)
{
	cardmill_format format = strrchr(path, '.') == NULL ? CARDMILL_NO_FORMAT
							    : cardmill_format_of(path);
	const char *refused = cardmill_name_refused(path);

	if (refused != NULL) {
		fprintf(stderr, "%s: %s: %s; choose another name\n", cli->program, path, refused);
		return false;
	}
	if (format == CARDMILL_NO_FORMAT) {
		const char *slash = strrchr(path, '/');
		if (strchr(slash == NULL ? path : slash, '.') == NULL)
			return add_folder(cli, outputs, path);
		fprintf(stderr,
		    "%s: %s: the ending names no format; there are .apkg, .csv, .tsv, .json and "
		    ".html\n",
		    cli->program, path);
		return false;
	}
	outputs->all[outputs->count++] = (cardmill_output){ path, format };
	return true;
}

/* What would go to standard output is one thing alone. */
static bool
add_report(const command *cli, cli_outputs *outputs, const char *path)
{
	cardmill_format format = strchr(path, '.') == NULL ? CARDMILL_NO_FORMAT
							   : cardmill_format_of(path);
	const char *wrong = NULL;
	bool standard = strcmp(path, "-") == 0;

	if (standard && outputs->to_stdout != CARDMILL_NO_FORMAT)
		wrong = "standard output is taken";
	else if (standard && cli->explain)
		wrong = "--explain wants standard output too";
	else if (!standard && is_folder(path))
		wrong = "this is a folder; a report is a file";
	else if (format != CARDMILL_NO_FORMAT && format != CARDMILL_JSON)
		wrong = "a report is text, or JSON when its name ends in .json";
	if (wrong != NULL) {
		fprintf(stderr, "%s: --report %s: %s\n", cli->program, path, wrong);
		return false;
	}
	format = format == CARDMILL_JSON ? CARDMILL_REPORT_JSON : CARDMILL_REPORT;
	if (standard)
		outputs->to_stdout = format;
	else
		outputs->all[outputs->count++] = (cardmill_output){ path, format };
	return true;
}

bool
cli_plan_outputs(const command *cli, cli_outputs *outputs)
{
	static const char *const standard[] = { "out" };
	const char *const *paths = cli->output_count > 0 ? cli->outputs : standard;
	size_t count = cli->output_count > 0 ? cli->output_count : 1;

	*outputs = (cli_outputs){ 0 };
	outputs->all = calloc(count * CLI_FORMATS + cli->report_count + 1, sizeof *outputs->all);
	outputs->paths = calloc(count * CLI_FORMATS + 1, sizeof *outputs->paths);
	if (outputs->all == NULL || outputs->paths == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		bool fine = strcmp(paths[i], "-") == 0 ? add_stdout(cli, outputs)
			    : is_folder(paths[i])      ? add_folder(cli, outputs, paths[i])
						       : add_file(cli, outputs, paths[i]);
		if (!fine)
			return false;
	}
	for (size_t i = 0; i < cli->report_count; i++)
		if (!add_report(cli, outputs, cli->reports[i]))
			return false;
	return true;
}

void
cli_find_previous(command *cli, const cli_outputs *outputs)
{
	/* A package knows the times, and how cards looked; CSV knows no times. */
	static const cardmill_format best[] = { CARDMILL_APKG, CARDMILL_JSON, CARDMILL_CSV,
		CARDMILL_TSV };
	struct stat info;

	if (cli->fresh || cli->options.previous_count > 0)
		return;
	for (size_t k = 0; k < sizeof best / sizeof best[0]; k++) {
		for (size_t i = 0; i < outputs->count; i++) {
			if (outputs->all[i].format != best[k] ||
			    stat(outputs->all[i].path, &info) != 0 || !S_ISREG(info.st_mode))
				continue;
			/* A plain table knows no notes. */
			if (cli->options.csv_plain &&
			    (best[k] == CARDMILL_CSV || best[k] == CARDMILL_TSV))
				continue;
			cli->previous[0] = outputs->all[i].path;
			cli->options.previous_count = 1;
			return;
		}
	}
}

void
cli_free_outputs(cli_outputs *outputs)
{
	for (size_t i = 0; i < outputs->path_count; i++)
		free(outputs->paths[i]);
	free(outputs->paths);
	free(outputs->all);
}
