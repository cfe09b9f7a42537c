/*
 * merge.c - notes that several sources have: one of each guid stays.
 *
 * Anki tells notes by their guids alone, and two of one guid in a package become two notes
 * in a collection (rslib/src/import_export/package/apkg/import/notes.rs).  Notes that
 * were milled come before those that a deck has, and of decks the later one counts.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

static const mill_place nowhere = { 0, 0 };

typedef struct merging {
	cardmill *mill;
	mill_set seen; /* by guid: the note's index, from 1 */
	size_t same, conflicts;
	const mill_note *first, *second; /* of the first conflict */
} merging;

static bool
same_content(const mill_deck *deck, const mill_note *a, const mill_note *b)
{
	bool same = a->type == b->type && a->field_count == b->field_count &&
		    a->tag_count == b->tag_count &&
		    mill_equal(mill_deck_of(deck, a), mill_deck_of(deck, b));

	for (size_t i = 0; same && i < a->field_count; i++)
		same = mill_equal(a->fields[i], b->fields[i]);
	for (size_t i = 0; same && i < a->tag_count; i++)
		same = mill_equal(a->tags[i], b->tags[i]);
	return same;
}

/* True when the later of two with one guid is the one that stays. */
static bool
counts_more(const mill_note *before, const mill_note *note)
{
	if ((before->stored == NULL) != (note->stored == NULL))
		return note->stored == NULL;
	return note->modified >= before->modified;
}

/* A row that somebody added asks what an older one asked that was changed: both stay. */
static bool
is_another(const mill_note *note)
{
	return note->stored != NULL && !note->given;
}

static void
give_another_guid(merging *m, mill_note *note)
{
	do
		note->guid = mill_repeated_guid(
		    &m->mill->arena, &m->mill->deck, note, ++note->repeat);
	while (mill_set_count(&m->seen, note->guid) > 0);
}

/* Leaves one of two notes with a guid, where it stands. */
static void
merge(merging *m, uint32_t *first, size_t second)
{
	mill_note **notes = m->mill->deck.notes, *before = notes[*first - 1], *note = notes[second];
	bool same = same_content(&m->mill->deck, before, note);

	m->same += same;
	if (!same && m->conflicts++ == 0) {
		m->first = before;
		m->second = note;
	}
	if (counts_more(before, note)) {
		notes[*first - 1] = NULL;
		*first = (uint32_t)second + 1;
	} else {
		notes[second] = NULL;
	}
}

static void
tell(const merging *m)
{
	const mill_origin *origins = m->mill->deck.origins;

	if (m->same > 0)
		mill_say(&m->mill->log, MILL_MERGED, nowhere,
		    "%zu notes stand in several sources, and once in the deck", m->same);
	if (m->conflicts == 0)
		return;
	mill_say(&m->mill->log, MILL_NOTE_CONFLICT, nowhere,
	    "%zu notes have one guid in several sources and say different things, the first of "
	    "them %s in %s and in %s: what was made of notes counts, else what was changed last, "
	    "else what comes last",
	    m->conflicts, m->first->guid.ptr, origins[m->first->source].file,
	    origins[m->second->source].file);
}

/* Which of the deck's notes are of which source, again. */
static void
count_again(mill_deck *deck)
{
	for (size_t i = 0; i < deck->origin_count; i++)
		deck->accounts[i].note_count = 0;
	for (size_t i = deck->note_count; i > 0; i--) {
		mill_account *account = &deck->accounts[deck->notes[i - 1]->source];

		account->first_note = i - 1;
		account->note_count++;
	}
}

void
mill_merge_notes(cardmill *mill, mill_arena *work)
{
	merging m = { .mill = mill, .seen.arena = work };
	mill_deck *deck = &mill->deck;
	size_t kept = 0;
	bool decks = false;

	for (size_t i = 0; i < deck->origin_count; i++)
		decks |= deck->origins[i].stored != NULL;
	if (!decks) /* guids of notes differ */
		return;
	/* What has a guid first, so that rows without one keep out of its way. */
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < deck->note_count; i++) {
			mill_note *note = deck->notes[i];
			uint32_t *index;

			if (note == NULL || is_another(note) != (turn == 1))
				continue;
			index = mill_set_counter(&m.seen, note->guid);
			if (*index > 0 && turn == 1) {
				give_another_guid(&m, note);
				index = mill_set_counter(&m.seen, note->guid);
			}
			if (*index == 0)
				*index = (uint32_t)i + 1;
			else
				merge(&m, index, i);
		}
	}
	for (size_t i = 0; i < deck->note_count; i++)
		if (deck->notes[i] != NULL)
			deck->notes[kept++] = deck->notes[i];
	if (kept < deck->note_count) {
		deck->note_count = kept;
		count_again(deck);
	}
	tell(&m);
}
