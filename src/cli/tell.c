/* tell.c - messages, totals, cards explained, and a progress bar on a terminal. */
#include "cli.h"

#include <string.h>

enum { BAR = 30, PATIENCE_MS = 400 /* shorter work needs no bar */ };

void
cli_end_progress(command *cli)
{
	if (cli->progress.shown)
		fputs("\r\033[K", stderr);
	cli->progress.shown = false;
}

void
cli_tell_report(void *user, const cardmill_report *report)
{
	static const char *const levels[] = { "repaired", "left out", "warning", "error" };
	static const char *const colors[] = { "\033[2m", "\033[36m", "\033[33m", "\033[31m" };
	command *cli = user;

	if ((report->level == CARDMILL_REPAIRED && cli->verbosity < 1) ||
	    (report->level != CARDMILL_ERROR && cli->verbosity < 0))
		return;
	cli_end_progress(cli);
	if (report->file == NULL)
		fprintf(stderr, "cardmill: ");
	else if (report->line == 0)
		fprintf(stderr, "%s: ", report->file);
	else
		fprintf(stderr, "%s:%d:%d: ", report->file, report->line,
		    report->column > 0 ? report->column : 1);
	fprintf(stderr, "%s%s%s: %s [%s]\n", cli->color ? colors[report->level] : "",
	    levels[report->level], cli->color ? "\033[0m" : "", report->message, report->name);
}

void
cli_tell_progress(void *user, cardmill_stage stage, size_t done, size_t total)
{
	command *cli = user;
	struct timespec now;
	int filled;

	if (!cli->progress.wanted || total == 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - cli->progress.start.tv_sec) * 1000 +
		(now.tv_nsec - cli->progress.start.tv_nsec) / 1000000 <
	    PATIENCE_MS)
		return;
	filled = (int)((double)done / (double)total * BAR);
	fprintf(stderr, "\r%s [%.*s%.*s] %3d%%", stage == CARDMILL_MILLING ? "milling" : "writing",
	    filled, "##############################", BAR - filled,
	    "..............................", filled * 100 / BAR);
	fflush(stderr);
	cli->progress.shown = true;
	if (stage == CARDMILL_WRITING && done == total)
		cli_end_progress(cli);
}

static const char *
plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void
tell_media(const cardmill *mill)
{
	size_t count = cardmill_media_count(mill);
	double bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += (double)cardmill_media_at(mill, i)->size;
	if (count == 0)
		return;
	fprintf(stderr, "; %zu media file%s, ", count, plural(count));
	if (bytes < 1e3)
		fprintf(stderr, "%.0f bytes", bytes);
	else if (bytes < 1e6)
		fprintf(stderr, "%.1f kB", bytes / 1e3);
	else
		fprintf(stderr, "%.1f MB", bytes / 1e6);
}

/* What changed; what did not is not worth a word. */
static void
tell_changes(const command *cli, const cardmill *mill)
{
	static const struct {
		cardmill_change change;
		const char *name;
	} told[] = { { CARDMILL_NEW, "new" }, { CARDMILL_CHANGED, "changed" },
		{ CARDMILL_MOVED, "moved" }, { CARDMILL_REWORDED, "reworded" },
		{ CARDMILL_UNCERTAIN, "uncertain" } };
	size_t vanished = cardmill_vanished_count(mill);
	bool any = false;

	if (cli->options.previous_count == 0)
		return;
	fprintf(stderr, "; against %s%s: ", cli->options.previous[0],
	    cli->options.previous_count > 1 ? " and others" : "");
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		size_t count = cardmill_change_count(mill, told[i].change);

		if (count > 0)
			fprintf(stderr, "%s%zu %s", any ? ", " : "", count, told[i].name);
		any |= count > 0;
	}
	if (vanished > 0)
		fprintf(stderr, "%s%zu vanished", any ? ", " : "", vanished);
	else if (!any)
		fprintf(stderr, "nothing changed");
}

/* Of which types the notes are, and how much of the sources is on them. */
static void
tell_notes(const cardmill *mill)
{
	size_t notes = cardmill_note_count(mill), basic = 0, clozes = 0;
	const cardmill_coverage *covered = cardmill_coverage_at(mill, CARDMILL_ALL_SOURCES);
	unsigned tenths; /* cut, not rounded: 100.0 only when nothing is missing */

	for (size_t i = 0; i < notes; i++) {
		const char *type = cardmill_note_at(mill, i)->notetype;

		basic += strcmp(type, "cardmill Basic") == 0;
		clozes += strcmp(type, "cardmill Cloze") == 0;
	}
	fprintf(stderr, "%zu note%s (", notes, plural(notes));
	if (basic + clozes > 0)
		fprintf(stderr, "%zu basic, %zu cloze", basic, clozes);
	if (basic + clozes < notes)
		fprintf(stderr, "%s%zu of other types", basic + clozes > 0 ? ", " : "",
		    notes - basic - clozes);
	fprintf(stderr, ") from %zu file%s", cardmill_source_count(mill),
	    plural(cardmill_source_count(mill)));
	if (covered == NULL || covered->lines == 0) /* decks have no lines */
		return;
	tenths = (unsigned)(covered->percent * 10);
	fprintf(stderr, "; %u.%u %% of the characters on cards", tenths / 10, tenths % 10);
}

void
cli_tell_totals(const command *cli, const cardmill *mill, const cli_outputs *outputs)
{
	if (cli->verbosity < 0)
		return;
	tell_notes(mill);
	tell_media(mill);
	fprintf(stderr, "; %zu repaired, %zu left out, %zu warning%s",
	    cardmill_report_count(mill, CARDMILL_REPAIRED),
	    cardmill_report_count(mill, CARDMILL_LEFT_OUT),
	    cardmill_report_count(mill, CARDMILL_WARNING),
	    plural(cardmill_report_count(mill, CARDMILL_WARNING)));
	tell_changes(cli, mill);
	for (size_t i = 0; i < outputs->count && cli->dry_run == CARDMILL_NO_FORMAT; i++)
		fprintf(stderr, "%s%s", i == 0 ? " -> " : ", ", outputs->all[i].path);
	fputc('\n', stderr);
}

/* HTML as a person reads it in a terminal. */
static void
print_text(FILE *to, const char *html)
{
	for (const char *at = html; *at != '\0';) {
		static const struct {
			const char *html, *text;
		} known[] = { { "<br>", "\n         " }, { "<p>", "\n         " },
			{ "<pre>", "\n         " }, { "</li>", "\n         " }, { "&lt;", "<" },
			{ "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" } };
		size_t i = 0, count = sizeof known / sizeof known[0];

		while (i < count && strncmp(at, known[i].html, strlen(known[i].html)) != 0)
			i++;
		if (i < count) {
			fputs(known[i].text, to);
			at += strlen(known[i].html);
		} else if (*at == '<' && strchr(at, '>') != NULL) {
			at = strchr(at, '>') + 1;
		} else {
			fputc(*at++, to);
		}
	}
	fputc('\n', to);
}

void
cli_tell_cards(const cardmill *mill, FILE *to)
{
	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		const cardmill_note *note = cardmill_note_at(mill, i);

		fprintf(to, "%s:%d-%d: %s", note->file, note->line, note->end_line, note->rule);
		fprintf(to, "%s%s\n", note->context[0] != '\0' ? "  in " : "", note->context);
		for (size_t k = 0; k < note->mend_count; k++)
			fprintf(to, "%s%s%s", k == 0 ? "  mended: " : ", ", note->mends[k],
			    k + 1 == note->mend_count ? "\n" : "");
		fprintf(to, "  front: ");
		print_text(to, note->fields[0]);
		fprintf(to, "  back:  ");
		print_text(to, note->fields[1]);
	}
}
