/*
 * report.c - what became of every line of the sources, for a person to read.
 *
 * Facts first, then what may need a look, then every line.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <stdarg.h>

enum { FRONT = 60 /* characters of a front that say which card it is */ };

typedef struct paper {
	mill_writing *writing;
	const mill_deck *deck;
	mill_out out;
	mill_buf text; /* what is on its way into out */
} paper;

/* Hands over what was put, and forgets what it took to make it. */
static void
hand_over(paper *p)
{
	mill_out_str(&p->out, mill_buf_str(&p->text));
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

static const char *
s(size_t count)
{
	return count == 1 ? "" : "s";
}

static const char *
are(size_t count)
{
	return count == 1 ? "is" : "are";
}

static void
put_percent(mill_buf *out, double percent)
{
	unsigned tenths = (unsigned)(percent * 10); /* 100.0 only when nothing is missing */

	mill_printf(out, "%u.%u %%", tenths / 10, tenths % 10);
}

/* ---- facts --------------------------------------------------------------------------- */

/* How many records there are of a level, or of one code. */
static size_t
count_records(const mill_deck *deck, cardmill_level level, mill_code code)
{
	size_t count = 0;

	for (size_t i = 0; i < deck->origin_count; i++) {
		const mill_account *account = &deck->accounts[i];

		for (const mill_record *at = account->first; at != NULL; at = at->next) {
			count += at->report.level == level &&
				 (code == MILL_CODES || at->code == code);
			if (at == account->last)
				break;
		}
	}
	return count;
}

static void
put_facts(paper *p, const mill_sum *sum, const mill_survey *survey)
{
	mill_buf *out = &p->text;
	size_t files = p->deck->origin_count, left = sum->left_out.lines;
	size_t mended = count_records(p->deck, CARDMILL_REPAIRED, MILL_CODES);
	size_t unanswered = count_records(p->deck, CARDMILL_LEFT_OUT, MILL_UNANSWERED);

	mill_puts(out, "What became of the notes\n========================\n\n");
	mill_printf(out, "%zu note%s (%zu card%s) from %zu file%s; ", sum->notes, s(sum->notes),
	    survey->cards, s(survey->cards), files, s(files));
	put_percent(out, sum->percent);
	mill_puts(out, " of the characters stand on a card.\n");
	mill_printf(out, "%zu of %zu cards %s long (over %d characters).\n", survey->long_cards,
	    survey->cards, are(survey->long_cards), MILL_LONG);
	if (left == 0)
		mill_puts(out, "Every line that says something is on a card");
	else
		mill_printf(out, "%zu line%s %s on no card", left, s(left), are(left));
	if (sum->bare.lines > 0)
		mill_printf(out, "; %zu more say%s nothing: rules, comments and the like",
		    sum->bare.lines, sum->bare.lines == 1 ? "s" : "");
	mill_puts(out, ".\n");
	if (unanswered > 0)
		mill_printf(out, "%zu question%s no answer.\n", unanswered,
		    unanswered == 1 ? " has" : "s have");
	if (mended > 0)
		mill_printf(out, "%zu place%s mended.\n", mended, mended == 1 ? " was" : "s were");
	hand_over(p);
}

static void
put_files(paper *p)
{
	if (p->deck->origin_count < 2)
		return;
	mill_puts(&p->text, "\n\nFiles\n-----\n\n    on cards    lines    notes\n");
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		mill_sum sum = mill_sum_of(p->deck, i);
		unsigned tenths = (unsigned)(sum.percent * 10);

		mill_printf(&p->text, "    %4u.%u %%  %7zu  %7zu  %s\n", tenths / 10, tenths % 10,
		    sum.all.lines, sum.notes, p->deck->origins[i].file);
		hand_over(p);
	}
}

/* ---- what may need a look --------------------------------------------------------------- */

static void
put_gap(paper *p, const char *file, const mill_gap *gap)
{
	mill_printf(&p->text, "    %s:%d", file, gap->line);
	if (gap->end_line > gap->line)
		mill_printf(&p->text, "-%d", gap->end_line);
	mill_puts(&p->text, "  ");
	mill_put_str(&p->text, gap->text);
	mill_putc(&p->text, '\n');
	hand_over(p);
}

/* The gaps of one reason, with a line above that says what it means. */
static void
put_reason(paper *p, mill_code code, size_t count)
{
	const char *meaning = mill_meaning(code);

	mill_printf(&p->text, "\n  %s%s%s (%zu)\n", mill_code_name(code),
	    meaning == NULL ? "" : ": ", meaning == NULL ? "" : meaning, count);
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		const mill_account *account = &p->deck->accounts[i];

		for (size_t k = 0; k < account->gap_count; k++)
			if (account->gaps[k].code == code)
				put_gap(p, p->deck->origins[i].file, &account->gaps[k]);
	}
}

static void
put_left_out(paper *p)
{
	size_t counts[MILL_CODES] = { 0 };
	bool any = false;

	for (size_t i = 0; i < p->deck->origin_count; i++)
		for (size_t k = 0; k < p->deck->accounts[i].gap_count; k++)
			counts[p->deck->accounts[i].gaps[k].code]++;
	for (int code = 0; code < MILL_CODES; code++) {
		if (counts[code] == 0)
			continue;
		if (!any)
			mill_puts(&p->text, "\n\nOn no card\n----------\n");
		any = true;
		put_reason(p, (mill_code)code, counts[code]);
	}
}

/* The records of a level, or of one code, with their places. */
static void
put_records(paper *p, const char *title, cardmill_level level, mill_code code)
{
	if (count_records(p->deck, level, code) == 0)
		return;
	mill_printf(&p->text, "\n\n%s\n", title);
	for (size_t i = 0; title[i] != '\0'; i++)
		mill_putc(&p->text, '-');
	mill_puts(&p->text, "\n\n");
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		const mill_account *account = &p->deck->accounts[i];

		for (const mill_record *at = account->first; at != NULL; at = at->next) {
			if (at->report.level == level && (code == MILL_CODES || at->code == code)) {
				mill_printf(&p->text, "    %s:%d  %s [%s]\n", at->report.file,
				    at->report.line, at->report.message, at->report.name);
				hand_over(p);
			}
			if (at == account->last)
				break;
		}
	}
}

static void
put_longest(paper *p, const mill_survey *survey)
{
	mill_puts(&p->text, "\n\nThe longest cards\n-----------------\n\n");
	for (size_t i = 0; i < survey->longest_count; i++) {
		const mill_note *note = p->deck->notes[survey->longest[i].note];

		mill_printf(&p->text,
		    "    %6zu characters  %s:%d  note %zu: ", survey->longest[i].characters,
		    p->deck->origins[note->source].file, note->line, survey->longest[i].note + 1);
		mill_put_str(&p->text, mill_plain_front(&p->writing->scratch, note, FRONT));
		mill_putc(&p->text, '\n');
		hand_over(p);
	}
}

/* ---- every line ----------------------------------------------------------------------------- */

/* Numbers of notes, from 1; several in a row as a range. */
static void
put_numbers(mill_buf *out, const size_t *notes, size_t count)
{
	mill_puts(out, count == 1 ? "note " : "notes ");
	for (size_t i = 0; i < count; i++) {
		size_t last = i;

		while (last + 1 < count && notes[last + 1] == notes[last] + 1)
			last++;
		mill_printf(out, "%s%zu", i > 0 ? ", " : "", notes[i] + 1);
		if (last > i)
			mill_printf(out, "%s%zu", last > i + 1 ? "-" : ", ", notes[last] + 1);
		i = last;
	}
}

static void
put_lines(paper *p, size_t source)
{
	const mill_account *account = &p->deck->accounts[source];
	mill_standing standing;

	mill_printf(&p->text, "\n\nEvery line of %s\n\n", p->deck->origins[source].file);
	hand_over(p);
	standing = mill_stand(&p->writing->scratch, p->deck, source);
	for (int32_t i = 0; i < account->line_count; i++) {
		unsigned code = account->fates[i].code;

		if (code == MILL_BLANK)
			continue;
		mill_printf(&p->text, "%8d  ", i + 1);
		if (code == MILL_ON_NOTES)
			put_numbers(&p->text, standing.notes + standing.starts[i],
			    standing.starts[i + 1] - standing.starts[i]);
		else
			mill_puts(&p->text, mill_code_name((mill_code)code));
		mill_putc(&p->text, '\n');
		mill_out_str(&p->out, mill_buf_str(&p->text));
		p->text.len = 0;
	}
	hand_over(p);
}

bool
mill_write_report(mill_writing *writing)
{
	paper p = { .writing = writing, .deck = writing->deck };
	mill_survey survey = mill_survey_of(writing);
	mill_sum sum = mill_sum_of(writing->deck, writing->deck->origin_count);

	p.text.arena = &writing->scratch;
	mill_out_init(&p.out, &writing->arena, writing->sink);
	put_facts(&p, &sum, &survey);
	if (p.deck->earlier != NULL) {
		mill_out_puts(&p.out, "\n\nThe plan\n--------\n\n");
		mill_put_plan(writing, &p.out);
	}
	put_files(&p);
	put_left_out(&p);
	put_records(&p, "Questions without an answer", CARDMILL_LEFT_OUT, MILL_UNANSWERED);
	put_records(&p, "Mended", CARDMILL_REPAIRED, MILL_CODES);
	put_longest(&p, &survey);
	for (size_t i = 0; i < p.deck->origin_count; i++)
		put_lines(&p, i);
	return mill_out_finish(&p.out);
}
