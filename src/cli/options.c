/*
 * options.c - the command line, from a table: one row an option, with its help.
 *
 * An option is a row and a function of a few lines; --help prints the table.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct option_row {
	const char *name;
	char letter;       /* 0: the long name only */
	const char *value; /* NULL: takes none; in brackets: may take one */
	const char *help;
	/* NULL when the value is fine, else what is wrong with it. */
	const char *(*take)(command *cli, const char *value);
} option_row;

/* ---- one function an option ---------------------------------------------------- */

static const char *
take_output(command *cli, const char *value)
{
	cli->outputs[cli->output_count++] = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_format(command *cli, const char *value)
{
	char list[64], *name, *rest = list;
	bool any = false;

	if (strlen(value) >= sizeof list)
		return "is not a list of apkg, csv, tsv, json and html";
	strcpy(list, value);
	memset(cli->formats, 0, sizeof cli->formats);
	cli->formats_given = true;
	while ((name = strtok_r(rest, ",", &rest)) != NULL) {
		cardmill_format format = strchr(name, '.') == NULL ? cardmill_format_of(name)
								   : CARDMILL_NO_FORMAT;
		if (format == CARDMILL_NO_FORMAT)
			return "is not a list of apkg, csv, tsv, json and html";
		cli->formats[format] = any = true;
	}
	return any ? NULL : "names no format: apkg, csv, tsv, json, html";
}

static const char *
take_deck(command *cli, const char *value)
{
	cli->options.deck = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_statements(command *cli, const char *value)
{
	static const char *const names[] = { "cloze", "prompt", "skip" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, names[i]) == 0) {
			cli->options.statements = (cardmill_statements)i;
			return NULL;
		}
	}
	return "is none of cloze, prompt and skip";
}

static const char *
take_exclude(command *cli, const char *value)
{
	cli->options.exclude = value;
	return NULL;
}

static const char *
take_rows(command *cli, const char *value)
{
	(void)value;
	cli->options.rows = 1;
	return NULL;
}

static const char *
take_notetypes(command *cli, const char *value)
{
	char *comma;

	free(cli->notetypes);
	cli->notetypes = strdup(value);
	if (cli->notetypes == NULL)
		return "does not fit into memory";
	comma = strchr(cli->notetypes, ',');
	if (comma == NULL || comma == cli->notetypes || comma[1] == '\0')
		return "is not two names with a comma between, such as Basic,Cloze";
	*comma = '\0';
	cli->options.basic_notetype = cli->notetypes;
	cli->options.cloze_notetype = comma + 1;
	return NULL;
}

static const char *
take_encoding(command *cli, const char *value)
{
	cli->options.encoding = value;
	return NULL;
}

static const char *
take_color(command *cli, const char *value)
{
	if (strcmp(value, "always") == 0)
		cli->color = true;
	else if (strcmp(value, "never") == 0)
		cli->color = false;
	else if (strcmp(value, "auto") != 0)
		return "is none of auto, always and never";
	return NULL;
}

static const char *
take_report(command *cli, const char *value)
{
	cli->reports[cli->report_count++] = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_subdecks(command *cli, const char *value)
{
	if (value[0] < '0' || value[0] > '6' || value[1] != '\0')
		return "is no level of headings from 0 to 6";
	cli->options.subdecks = value[0] - '0';
	return NULL;
}

static const char *
take_tasks(command *cli, const char *value)
{
	(void)value;
	cli->options.tasks = 1;
	return NULL;
}

static const char *
take_css(command *cli, const char *value)
{
	cli->options.css = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_template_dir(command *cli, const char *value)
{
	cli->options.template_dir = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_no_highlight(command *cli, const char *value)
{
	(void)value;
	cli->options.no_highlight = 1;
	return NULL;
}

static const char *
take_media_anywhere(command *cli, const char *value)
{
	(void)value;
	cli->options.media_anywhere = 1;
	return NULL;
}

static const char *
take_explain(command *cli, const char *value)
{
	(void)value;
	cli->explain = true;
	return NULL;
}

static const char *
take_quiet(command *cli, const char *value)
{
	(void)value;
	cli->verbosity = -1;
	return NULL;
}

static const char *
take_verbose(command *cli, const char *value)
{
	(void)value;
	cli->verbosity = 1;
	return NULL;
}

static const char *
take_previous(command *cli, const char *value)
{
	cli->previous[cli->options.previous_count++] = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_fresh(command *cli, const char *value)
{
	(void)value;
	cli->fresh = true;
	return NULL;
}

static const char *
take_namespace(command *cli, const char *value)
{
	cli->options.identity = value;
	return *value == '\0' ? "is empty" : NULL;
}

static const char *
take_vanished(command *cli, const char *value)
{
	cli->options.tag_vanished = strcmp(value, "tag") == 0;
	return cli->options.tag_vanished || strcmp(value, "list") == 0 ? NULL
								       : "is neither list nor tag";
}

static const char *
take_package(command *cli, const char *value)
{
	cli->options.package = strcmp(value, "latest") == 0 ? CARDMILL_LATEST : CARDMILL_LEGACY;
	return cli->options.package == CARDMILL_LATEST || strcmp(value, "legacy") == 0
		   ? NULL
		   : "is neither legacy nor latest";
}

static const char *
take_dry_run(command *cli, const char *value)
{
	cli->dry_run = CARDMILL_PLAN;
	if (value == NULL || strcmp(value, "text") == 0)
		return NULL;
	cli->dry_run = CARDMILL_PLAN_JSON;
	return strcmp(value, "json") == 0 ? NULL : "is neither text nor json";
}

static const char *
take_csv_markup(command *cli, const char *value)
{
	cli->options.csv_markdown = strcmp(value, "markdown") == 0;
	return cli->options.csv_markdown || strcmp(value, "html") == 0
		   ? NULL
		   : "is neither html nor markdown";
}

static const char *
take_csv_bom(command *cli, const char *value)
{
	(void)value;
	cli->options.csv_bom = 1;
	return NULL;
}

static const char *
take_csv_plain(command *cli, const char *value)
{
	(void)value;
	cli->options.csv_plain = 1;
	return NULL;
}

static const option_row rows[] = {
	{ "output", 'o', "PATH",
	    "where the deck goes; the ending names the format (.apkg .csv .tsv .json, .html for "
	    "a page to look through it), a folder receives NAME.apkg, NAME.csv and NAME.json; may "
	    "be repeated; - is standard output; "
	    "default: the folder out",
	    take_output },
	{ "format", 'f', "LIST", "formats a folder or standard output receives: apkg,csv,json,html",
	    take_format },
	{ "deck", 'd', "NAME",
	    "name of the root deck; default: front matter, else the file's or folder's name",
	    take_deck },
	{ "subdecks", 0, "N",
	    "headings down to level N, 1 to 6, become decks below the file's; default 0: none",
	    take_subdecks },
	{ "statements", 0, "HOW",
	    "a fact with no question in it becomes a cloze (default), a prompt, or is "
	    "left out: cloze, prompt, skip",
	    take_statements },
	{ "table-rows", 0, NULL,
	    "each row of each table is a card; without it, those of tables that are a "
	    "vocabulary or compare things",
	    take_rows },
	{ "exclude", 0, "NAMES", "sections with these headings make no cards: License,Contributing",
	    take_exclude },
	{ "tasks", 0, NULL, "lists of things to do make cards, too", take_tasks },
	{ "previous", 0, "DECK",
	    "the earlier build: notes keep the identity they have there, and with it their "
	    "review history; .apkg, .csv, .tsv, .json; may be repeated; default: the output "
	    "that is about to be replaced",
	    take_previous },
	{ "fresh", 0, NULL, "there is no earlier build", take_fresh },
	{ "dry-run", 'n', "[=json]",
	    "print what would change against the earlier build, as text or JSON; write nothing",
	    take_dry_run },
	{ "vanished", 0, "HOW",
	    "notes that vanished since the earlier build are only listed (default), or stand in "
	    "packages with the tag cardmill::vanished: list, tag",
	    take_vanished },
	{ "namespace", 0, "NAME",
	    "what identities are told by in place of the root deck's name, so that it can change",
	    take_namespace },
	{ "media-anywhere", 0, NULL,
	    "pictures, sound and films are taken from outside of the notes' folder, too",
	    take_media_anywhere },
	{ "notetypes", 0, "BASIC,CLOZE",
	    "note type names written to CSV and JSON, for an Anki that has never "
	    "seen a cardmill package: Basic,Cloze",
	    take_notetypes },
	{ "csv-markup", 0, "MARKUP",
	    "what fields in .csv and .tsv are: html (default), or markdown, which is easier to "
	    "edit and read again: html, markdown",
	    take_csv_markup },
	{ "csv-bom", 0, NULL,
	    ".csv and .tsv begin with a byte-order mark, so that Excel sees that they are UTF-8",
	    take_csv_bom },
	{ "csv-plain", 0, NULL,
	    ".csv and .tsv are front and back as plain text, for Quizlet, Mochi, RemNote and the "
	    "like; a folder receives NAME.tsv in place of NAME.csv",
	    take_csv_plain },
	{ "package", 0, "LAYOUT",
	    "of .apkg: legacy (default), which every Anki and AnkiDroid reads, or latest, smaller "
	    "and faster, for Anki 2.1.50, AnkiDroid 2.17 and later",
	    take_package },
	{ "css", 0, "FILE", "CSS of your own, behind the built-in style of cards", take_css },
	{ "template-dir", 0, "FOLDER",
	    "templates and style of your own in place of the built-in ones: card.css, "
	    "basic-front.html, basic-back.html, cloze-front.html, cloze-back.html",
	    take_template_dir },
	{ "no-highlight", 0, NULL, "no colours for code on cards", take_no_highlight },
	{ "encoding", 0, "NAME",
	    "encoding of sources that are not UTF-8 (a byte-order mark is obeyed without it)",
	    take_encoding },
	{ "report", 0, "FILE",
	    "write what became of every line; .json gives JSON, any other name text; may be "
	    "repeated; - is standard output",
	    take_report },
	{ "explain", 0, NULL,
	    "print each card with the rule that made it, its place in the source and what was "
	    "mended there",
	    take_explain },
	{ "quiet", 'q', NULL, "say nothing but errors", take_quiet },
	{ "verbose", 'v', NULL, "say what was repaired, too", take_verbose },
	{ "color", 0, "WHEN", "colour messages: auto (default), always, never", take_color },
	{ "help", 'h', NULL, "show this help", NULL },
	{ "version", 0, NULL, "show the version", NULL },
};

enum { ROWS = sizeof rows / sizeof rows[0], FIRST_LONG = 256 };

static bool
may_have_value(const option_row *row)
{
	return row->value != NULL && row->value[0] == '[';
}

/* ---- help --------------------------------------------------------------------------- */

/* Words of text from column 26 on, no line longer than 80. */
static void
print_wrapped(const char *text)
{
	size_t column = 26;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (column > 26 && column + 1 + length > 79) {
			printf("\n%26s", "");
			column = 26;
		}
		column += (size_t)printf("%s%.*s", column > 26 ? " " : "", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	printf("\n");
}

static void
print_help(const command *cli)
{
	printf("Usage: %s [OPTION]... SOURCE...\n"
	       "Turns Markdown notes into Anki packages, CSV and JSON decks, and these into each\n"
	       "other.\n\n"
	       "SOURCE is a Markdown file, a folder of them, a deck (.apkg .colpkg .csv .tsv\n"
	       ".json), or - for standard input.\n\n",
	    cli->program);
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];
		snprintf(left, sizeof left, "  %c%c%s --%s%s%s", rows[i].letter ? '-' : ' ',
		    rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? "," : " ", rows[i].name,
		    rows[i].value && !may_have_value(&rows[i]) ? " " : "",
		    rows[i].value ? rows[i].value : "");
		if (strlen(left) > 25)
			printf("%s\n%26s", left, "");
		else
			printf("%-26s", left);
		print_wrapped(rows[i].help);
	}
	printf("\nExit status: 0 all well, 1 an input or output failed, 2 wrong usage.\n"
	       "The manual: man cardmill\n");
}

/* ---- reading ---------------------------------------------------------------------------- */

static int
usage(const command *cli, const char *message, const char *what)
{
	fprintf(stderr, "%s: %s%s\nTry '%s --help'.\n", cli->program, message, what, cli->program);
	return 2;
}

/* The row of what getopt_long() found. */
static const option_row *
row_of(int found)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].letter == found || (int)i + FIRST_LONG == found)
			return &rows[i];
	return NULL;
}

static void
fill_tables(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		longs[i] = (struct option){ rows[i].name,
			may_have_value(&rows[i]) ? optional_argument
			: rows[i].value          ? required_argument
						 : no_argument,
			NULL, rows[i].letter ? rows[i].letter : (int)i + FIRST_LONG };
		if (rows[i].letter == 0)
			continue;
		*shorts++ = rows[i].letter;
		if (rows[i].value != NULL && !may_have_value(&rows[i]))
			*shorts++ = ':';
	}
	*shorts = '\0';
	longs[ROWS] = (struct option){ 0 };
}

static int
take_all(command *cli, int argc, char **argv)
{
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 2];
	int found;

	fill_tables(longs, shorts);
	opterr = 0;
	while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const option_row *row = row_of(found);
		const char *wrong;

		if (found == ':')
			return usage(cli, "this option needs a value: ", argv[optind - 1]);
		if (row == NULL)
			return usage(cli, "unknown option: ", argv[optind - 1]);
		if (strcmp(row->name, "help") == 0) {
			print_help(cli);
			return 0;
		}
		if (strcmp(row->name, "version") == 0) {
			printf("cardmill %s\n", cardmill_version());
			return 0;
		}
		wrong = row->take(cli, optarg);
		if (wrong != NULL) {
			fprintf(stderr, "%s: --%s: \"%s\" %s\n", cli->program, row->name, optarg,
			    wrong);
			return 2;
		}
	}
	for (; optind < argc; optind++)
		cli->sources[cli->source_count++] = argv[optind];
	return cli->source_count > 0 ? -1 : usage(cli, "no source is given", "");
}

/* The clock, unless the caller wants the same bytes every time. */
static int
read_time(command *cli)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;

	cli->options.now = (int64_t)time(NULL);
	cli->clock = epoch == NULL || *epoch == '\0';
	if (epoch == NULL || *epoch == '\0')
		return -1;
	errno = 0;
	cli->options.now = strtoll(epoch, &end, 10);
	if (errno == 0 && *end == '\0' && cli->options.now >= 0 && cli->options.now < 253402300800)
		return -1;
	return usage(cli, "SOURCE_DATE_EPOCH is not a time in seconds: ", epoch);
}

int
cli_read(command *cli, int argc, char **argv)
{
	int status;

	*cli = (command){ .program = argc > 0 ? argv[0] : "cardmill",
		.options = CARDMILL_OPTIONS_INIT };
	cli->sources = calloc((size_t)argc + 1, sizeof *cli->sources);
	cli->outputs = calloc((size_t)argc + 1, sizeof *cli->outputs);
	cli->reports = calloc((size_t)argc + 1, sizeof *cli->reports);
	cli->previous = calloc((size_t)argc + 1, sizeof *cli->previous);
	if (cli->sources == NULL || cli->outputs == NULL || cli->reports == NULL ||
	    cli->previous == NULL)
		return usage(cli, "not enough memory", "");
	cli->formats[CARDMILL_APKG] = cli->formats[CARDMILL_CSV] = cli->formats[CARDMILL_JSON] =
	    true;
	cli->options.media = "."; /* of standard input */
	cli->color = isatty(STDERR_FILENO) && getenv("NO_COLOR") == NULL;
	status = take_all(cli, argc, argv);
	if (cli->options.csv_plain && !cli->formats_given) {
		cli->formats[CARDMILL_CSV] = false;
		cli->formats[CARDMILL_TSV] = true;
	}
	if (status == -1)
		status = read_time(cli);
	if (status == -1 && cli->fresh && cli->options.previous_count > 0)
		status = usage(cli, "--fresh and --previous exclude each other", "");
	cli->progress.wanted = cli->verbosity >= 0 && isatty(STDERR_FILENO);
	clock_gettime(CLOCK_MONOTONIC, &cli->progress.start);
	return status;
}

void
cli_free(command *cli)
{
	free(cli->sources);
	free(cli->outputs);
	free(cli->reports);
	free(cli->previous);
	free(cli->notetypes);
}
