/*
 * study.c - the notes of a package in the order in which they are studied.
 *
 * New cards have positions, each deck its own (rslib/src/scheduler/new.rs); notes have only
 * the order in which they were made.  As a rule both are the same, and nothing is done.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <stdlib.h>

typedef struct place {
	uint32_t deck; /* in the order in which decks are met */
	int64_t position;
	size_t index;
} place;

static int
by_place(const void *a, const void *b)
{
	const place *x = a, *y = b;

	if (x->deck != y->deck)
		return x->deck < y->deck ? -1 : 1;
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void
mill_put_in_order(mill_reading *reading, size_t from)
{
	mill_stored *stored = reading->stored;
	size_t count = stored->count - from;
	place *places = MILL_NEW(&reading->scratch, place, count + 1);
	int64_t *latest = MILL_NEW(&reading->scratch, int64_t, count + 2); /* by deck */
	mill_set decks = { .arena = &reading->scratch };
	mill_stored_note *notes = stored->notes + from, *sorted;
	bool in_order = true;

	for (size_t i = 0; i < count; i++) {
		uint32_t *deck = mill_set_counter(&decks, notes[i].deck);

		*deck = *deck == 0 ? (uint32_t)decks.used : *deck;
		/* What is not new stays behind what it was made after. */
		places[i] = (place){ *deck,
			notes[i].position > 0 ? notes[i].position : latest[*deck], i };
		in_order &= places[i].position >= latest[*deck];
		latest[*deck] = places[i].position;
	}
	if (in_order)
		return;
	qsort(places, count, sizeof *places, by_place);
	sorted = MILL_NEW(&reading->scratch, mill_stored_note, count);
	for (size_t i = 0; i < count; i++)
		sorted[i] = notes[places[i].index];
	memcpy(notes, sorted, count * sizeof *notes);
}
