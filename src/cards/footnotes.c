/*
 * footnotes.c - what a card refers to in footnotes stands at the end of its answer.
 *
 * On each card footnotes are numbered from 1, in the order in which it refers
 * to them.  A prompt is the same with its references or without.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

#include <stdlib.h>

enum { MOST = 32 /* footnotes of one card */ };

/* The footnotes of a card so far. */
typedef struct numbering {
	mill_maker *maker;
	uint32_t numbers[MOST];
	size_t count;
} numbering;

/* The reference that html begins with: its footnote's number, and its length; 0: none. */
static uint32_t
reference_at(const mill_maker *maker, mill_str html, size_t *length)
{
	size_t at = strlen(MILL_NOTE_BEGIN), end;
	int number;

	if (!mill_starts(html, MILL_STR(MILL_NOTE_BEGIN)))
		return 0;
	end = mill_find(mill_slice(html, 0, at + 24), MILL_STR(MILL_NOTE_END), at);
	if (end == SIZE_MAX)
		return 0;
	number = atoi(html.ptr + at);
	*length = end + strlen(MILL_NOTE_END);
	return number > 0 && (size_t)number <= maker->note_count ? (uint32_t)number : 0;
}

static size_t
next_reference(mill_str html, size_t from)
{
	return mill_find(html, MILL_STR(MILL_NOTE_BEGIN), from);
}

mill_str
mill_without_references(const mill_maker *maker, mill_str html)
{
	mill_buf out = { .arena = maker->arena };
	size_t from = 0, length;

	if (maker->note_count == 0 || next_reference(html, 0) == SIZE_MAX)
		return html;
	for (size_t at; (at = next_reference(html, from)) != SIZE_MAX; from = at + length) {
		mill_put_str(&out, mill_slice(html, from, at));
		length = strlen(MILL_NOTE_BEGIN);
		reference_at(maker, mill_slice(html, at, html.len), &length);
	}
	mill_put_str(&out, mill_slice(html, from, html.len));
	return mill_buf_str(&out);
}

/* The place of a footnote among those of the card, from 1; 0 when there are too many. */
static size_t
number_on_card(numbering *n, uint32_t number)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->numbers[i] == number)
			return i + 1;
	if (n->count == MOST)
		return 0;
	n->numbers[n->count++] = number;
	return n->count;
}

/* The html with the numbers that footnotes have on this card. */
static mill_str
numbered(numbering *n, mill_str html)
{
	mill_buf out = { .arena = n->maker->arena };
	size_t from = 0, length;

	if (next_reference(html, 0) == SIZE_MAX)
		return html;
	for (size_t at; (at = next_reference(html, from)) != SIZE_MAX; from = at + length) {
		uint32_t number;

		length = strlen(MILL_NOTE_BEGIN);
		number = reference_at(n->maker, mill_slice(html, at, html.len), &length);
		mill_put_str(&out, mill_slice(html, from, at));
		if (number > 0 && number_on_card(n, number) > 0)
			mill_printf(&out, "<sup class=\"footnote-ref\">%zu</sup>",
			    number_on_card(n, number));
	}
	mill_put_str(&out, mill_slice(html, from, html.len));
	return mill_buf_str(&out);
}

/* What a footnote says; what it refers to itself is numbered on. */
static void
put_footnote(numbering *n, mill_note *note, mill_buf *out, size_t i)
{
	mill_footnote *said = &n->maker->notes[n->numbers[i] - 1];
	mill_sheet sheet = mill_new_sheet(n->maker);

	said->used = true;
	mill_put_blocks(&sheet, said->first, false);
	mill_sheet_lines(&sheet, said->line, said->end_line);
	mill_add_places(n->maker, note, &sheet);
	mill_printf(out, "<div class=\"footnote\"><sup>%zu</sup> ", i + 1);
	mill_put_str(out, numbered(n, mill_buf_str(&sheet.html)));
	mill_puts(out, "</div>");
}

void
mill_put_footnotes(mill_maker *maker, mill_note *note)
{
	numbering n = { .maker = maker };
	mill_buf back = { .arena = maker->arena };

	if (maker->note_count == 0)
		return;
	for (int i = 0; i < 2; i++)
		note->fields[i] = numbered(&n, note->fields[i]);
	note->fields[2] = mill_without_references(maker, note->fields[2]);
	if (n.count == 0)
		return;
	mill_put_str(&back, note->fields[1]);
	mill_puts(&back, "<div class=\"footnotes\">");
	for (size_t i = 0; i < n.count; i++)
		put_footnote(&n, note, &back, i);
	mill_puts(&back, "</div>");
	note->fields[1] = mill_buf_str(&back);
}

void
mill_report_footnotes(mill_maker *maker)
{
	for (size_t i = 0; i < maker->note_count; i++) {
		const mill_footnote *note = &maker->notes[i];

		if (!note->used)
			mill_leave_on(maker->log, MILL_NOTE_UNUSED, (mill_place){ note->line, 1 },
			    note->end_line, "no card refers to this footnote");
	}
}
