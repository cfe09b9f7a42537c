/*
 * standing.c - from lines of a source to its notes, and what was mended on a note.
 *
 * Notes know on which lines they stand.  The other way round is worked out when
 * somebody asks, one source at a time.
 */
#include "../base/base.h"
#include "../deck.h"

struct inverting {
	mill_standing standing;
	const mill_account *account;
	size_t *seen; /* by line: the last note written down, from 1 */
	bool counting;
};

static void
stand_on(struct inverting *v, const mill_range *place, size_t note)
{
	int32_t from = place->line < 1 ? 1 : place->line;

	for (int32_t n = from; n <= place->end_line && n <= v->account->line_count; n++) {
		if (v->account->fates[n - 1].code == MILL_BLANK || v->seen[n - 1] == note + 1)
			continue;
		v->seen[n - 1] = note + 1;
		if (v->counting)
			v->standing.starts[n]++;
		else
			v->standing.notes[v->standing.starts[n - 1]++] = note;
	}
}

static void
stand_all(struct inverting *v, const mill_deck *deck)
{
	for (size_t i = 0; i < v->account->note_count; i++) {
		const mill_note *note = deck->notes[v->account->first_note + i];

		for (size_t k = 0; k < note->place_count; k++)
			stand_on(v, &note->places[k], v->account->first_note + i);
	}
}

mill_standing
mill_stand(mill_arena *arena, const mill_deck *deck, size_t source)
{
	const mill_account *account = &deck->accounts[source];
	size_t lines = (size_t)account->line_count;
	struct inverting v = { .account = account, .counting = true };

	v.standing.starts = MILL_NEW(arena, size_t, lines + 1);
	v.seen = MILL_NEW(arena, size_t, lines + 1);
	stand_all(&v, deck);
	for (size_t n = 1; n <= lines; n++)
		v.standing.starts[n] += v.standing.starts[n - 1];
	v.standing.notes = MILL_NEW(arena, size_t, v.standing.starts[lines] + 1);
	memset(v.seen, 0, lines * sizeof *v.seen);
	v.counting = false;
	stand_all(&v, deck);
	/* Each start has moved to the next line's: back by one. */
	memmove(v.standing.starts + 1, v.standing.starts, lines * sizeof *v.standing.starts);
	v.standing.starts[0] = 0;
	return v.standing;
}

/* The first of the mended places at or behind a line; they are in order. */
static size_t
first_from(const mill_account *account, int32_t line)
{
	size_t low = 0, high = account->mend_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (account->mends[middle]->report.line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char **
mill_mends(mill_arena *arena, const mill_deck *deck, const mill_note *note, size_t *count)
{
	const mill_account *account = &deck->accounts[note->source];
	const char *names[MILL_CODES], **all;

	*count = 0;
	for (size_t i = 0; i < note->place_count; i++) {
		const mill_range *place = &note->places[i];

		for (size_t k = first_from(account, place->line);
		     k < account->mend_count && account->mends[k]->report.line <= place->end_line;
		     k++) {
			size_t known = 0;

			while (known < *count && names[known] != account->mends[k]->report.name)
				known++;
			if (known == *count)
				names[(*count)++] = account->mends[k]->report.name;
		}
	}
	all = MILL_NEW(arena, const char *, *count + 1);
	memcpy(all, names, *count * sizeof *all);
	return all;
}
