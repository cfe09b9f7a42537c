/*
 * naming.c - notes get the ids that the source has for them.
 *
 * Ids are about lines, and notes stand on lines: each note lies in the ones that begin
 * before it and end behind it, and an id is for one of those that its line lies in.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

#include <stdlib.h>

enum { NEAR = 50 /* lines that say nothing, between a name and its list */ };

/* A note and the one that it lies in. */
typedef struct place {
	mill_note *note;
	size_t index;  /* in the order in which notes were made */
	size_t around; /* its place, from 1; 0: none */
} place;

typedef struct naming {
	mill_maker *maker;
	const mill_outline *outline;
	place *places; /* by where they begin, those around others first */
	size_t count;
	int32_t last; /* the line that the latest id was about that stands below its note */
} naming;

static int
by_extent(const void *a, const void *b)
{
	const place *x = a, *y = b;

	if (x->note->line != y->note->line)
		return x->note->line < y->note->line ? -1 : 1;
	if (x->note->end_line != y->note->end_line)
		return x->note->end_line > y->note->end_line ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void
order(naming *n)
{
	size_t count = 0, open = 0;

	for (mill_note *note = n->maker->first; note != NULL; note = note->next)
		count++;
	n->places = MILL_NEW(n->maker->arena, place, count + 1);
	for (mill_note *note = n->maker->first; note != NULL; note = note->next) {
		if (note->reversed)
			continue;
		n->places[n->count] = (place){ .note = note, .index = n->count };
		n->count++;
	}
	qsort(n->places, n->count, sizeof *n->places, by_extent);
	for (size_t i = 0; i < n->count; i++) {
		while (open > 0 && n->places[open - 1].note->end_line < n->places[i].note->line)
			open = n->places[open - 1].around;
		n->places[i].around = open;
		open = i + 1;
	}
}

/* How many notes begin before a line, or on it. */
static size_t
begun(const naming *n, int32_t line)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (n->places[middle].note->line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of the notes that begin on a line the one that was made first. */
static mill_note *
starting(const naming *n, int32_t line)
{
	const place *first = NULL;

	for (size_t i = begun(n, line); i > 0 && n->places[i - 1].note->line == line; i--)
		if (first == NULL || n->places[i - 1].index < first->index)
			first = &n->places[i - 1];
	return first == NULL ? NULL : first->note;
}

/* The innermost note that a line lies in; of several on the same lines the first. */
static mill_note *
around(const naming *n, int32_t line)
{
	const place *found = NULL;

	for (size_t i = begun(n, line); i > 0; i = n->places[i - 1].around) {
		const place *at = &n->places[i - 1];

		if (at->note->end_line < line)
			continue;
		if (found != NULL && (at->note->line != found->note->line ||
					 at->note->end_line != found->note->end_line))
			break;
		found = at;
	}
	return found == NULL ? NULL : found->note;
}

/* The outermost note that ends on a line, and begins behind the latest id; inner: the
 * innermost. */
static mill_note *
ending(const naming *n, int32_t line, bool inner)
{
	mill_note *found = NULL;

	for (size_t i = begun(n, line); i > 0; i = n->places[i - 1].around) {
		mill_note *note = n->places[i - 1].note;

		if (note->end_line != line || (!inner && note->line <= n->last) ||
		    (inner && found != NULL && note->line != found->line))
			continue;
		found = note;
	}
	return found;
}

static bool
is_heading(const naming *n, int32_t line)
{
	return n->outline->rows[line - 1].kind == MILL_ROW_HEADING;
}

/* The note that begins on a line; or that asks for the list below it, when the line only
 * names that: it is on the note, but the note begins with its first item. */
static mill_note *
begun_by(const naming *n, int32_t line)
{
	mill_note *note = starting(n, line);
	const place *first = NULL;

	if (note != NULL)
		return note;
	for (int i = 0; i < NEAR && line < n->outline->row_count &&
			n->outline->rows[line].kind != MILL_ROW_TEXT; /* of the next line */
	     i++)
		line++;
	for (size_t i = begun(n, line + 1); i > 0 && n->places[i - 1].note->line == line + 1; i--)
		if (strcmp(n->places[i - 1].note->rule, "list") == 0 &&
		    (first == NULL || n->places[i - 1].index < first->index))
			first = &n->places[i - 1];
	return first == NULL ? NULL : first->note;
}

/* The note that an id is about which stands on the line of it. */
static mill_note *
named_on(const naming *n, const mill_id *id)
{
	mill_note *note;

	if (is_heading(n, id->about))
		return begun_by(n, id->about);
	if (!id->item) {
		note = around(n, id->about);
		return note != NULL ? note : begun_by(n, id->about);
	}
	/* An item without a card of its own is not all of its list, but may end it. */
	note = starting(n, id->about);
	return note != NULL ? note : ending(n, id->about, true);
}

static mill_note *
named_below(naming *n, const mill_id *id)
{
	mill_note *note = ending(n, id->about, false);

	n->last = id->about;
	if (is_heading(n, id->about))
		return begun_by(n, id->about);
	if (note == NULL)
		note = around(n, id->about);
	/* Below a block that has several notes it is about the first of them. */
	if (note != NULL && id->block > 0 && note->line > id->block) {
		size_t first = begun(n, id->block - 1);
		note = n->places[first].note;
	}
	return note;
}

static mill_note *
named_above(const naming *n, const mill_id *id)
{
	mill_note *note = begun_by(n, id->about);

	if (note == NULL && id->other > 0)
		note = begun_by(n, id->other);
	if (note == NULL && !is_heading(n, id->about))
		note = around(n, id->other > 0 ? id->other : id->about);
	return note;
}

/* Gives an id to a note, unless another note has it. */
static void
name(naming *n, mill_set *taken, const mill_id *id, mill_note *note)
{
	uint32_t *line = mill_set_counter(taken, id->text);

	if (note->id.len > 0) {
		if (id->meant && !mill_equal(note->id, id->text))
			mill_say(n->maker->log, MILL_ID_UNUSED,
			    (mill_place){ id->line, id->column },
			    "the note that this is about is called \"%s\" already", note->id.ptr);
		return;
	}
	if (*line > 0) {
		mill_say(n->maker->log, MILL_ID_REPEATED, (mill_place){ id->line, id->column },
		    "the id \"%s\" stands on line %u already", id->text.ptr, *line);
		return;
	}
	*line = (uint32_t)id->line;
	note->id = id->text;
}

void
mill_name_notes(mill_maker *maker, const mill_outline *outline)
{
	naming n = { .maker = maker, .outline = outline };
	mill_set taken = { .arena = maker->arena };
	const mill_note *before = NULL;

	if (outline->id_count == 0 && outline->id.len == 0)
		return;
	order(&n);
	for (size_t i = 0; i < outline->id_count; i++) {
		const mill_id *id = &outline->ids[i];
		mill_note *note = id->place == MILL_ID_ON      ? named_on(&n, id)
				  : id->place == MILL_ID_BELOW ? named_below(&n, id)
							       : named_above(&n, id);

		if (note != NULL)
			name(&n, &taken, id, note);
		else if (id->meant && !outline->cards_off)
			mill_say(maker->log, MILL_ID_UNUSED, (mill_place){ id->line, id->column },
			    "no note begins here that could be called \"%s\"", id->text.ptr);
	}
	if (mill_chars(outline->id) > MILL_ID_LONGEST)
		mill_say(maker->log, MILL_ID_UNUSABLE, (mill_place){ 1, 1 },
		    "an id has at most %d characters", MILL_ID_LONGEST);
	else if (n.count == 1 && n.places[0].note->id.len == 0)
		n.places[0].note->id = outline->id;
	for (mill_note *note = maker->first; note != NULL; before = note, note = note->next)
		if (note->reversed && before != NULL)
			note->id = before->id;
}
