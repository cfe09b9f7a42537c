/*
 * earlier.c - the earlier build of the deck: read, and what of it the notes are.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "markdown/markdown.h"
#include "mill.h"

static const mill_place nowhere = { 0, 0 };

/* Of the notes from one on those that cardmill made; what others made was never ours, and
 * must not count as vanished. */
static void
keep_ours(mill_stored *earlier, size_t from, bool all)
{
	size_t kept = from;

	for (size_t i = from; i < earlier->count; i++) {
		mill_stored_note *note = &earlier->notes[i];

		note->modified = mill_sensible_time(note->modified);
		if (note->guid.len > 0 && (all || (mill_is_guid(note->guid) && !note->foreign)))
			earlier->notes[kept++] = *note;
	}
	earlier->count = kept;
	for (size_t i = 0; i < earlier->type_count; i++)
		earlier->types[i]->modified = mill_sensible_time(earlier->types[i]->modified);
}

/* As fields of sources are read, or some would differ. */
static void
clean_fields(mill_arena *arena, mill_stored *earlier, size_t from)
{
	for (size_t i = from; i < earlier->count; i++) {
		mill_stored_note *note = &earlier->notes[i];

		for (size_t k = 0; k < note->field_count; k++)
			note->fields[k] = mill_read_field(arena, note->fields[k]);
	}
}

/* What is in several earlier decks counts as the latest of them says. */
static void
unite(mill_arena *work, mill_stored *earlier)
{
	mill_set seen = { .arena = work };
	size_t kept = 0;

	for (size_t i = 0; i < earlier->count; i++) {
		uint32_t *index = mill_set_counter(&seen, earlier->notes[i].guid);

		if (*index == 0) {
			earlier->notes[kept++] = earlier->notes[i];
			*index = (uint32_t)kept;
		} else if (earlier->notes[i].modified > earlier->notes[*index - 1].modified) {
			earlier->notes[*index - 1] = earlier->notes[i];
		}
	}
	earlier->count = kept;
}

cardmill_status
mill_read_earlier(cardmill *mill, mill_arena *work)
{
	mill_stored *earlier = MILL_NEW(&mill->arena, mill_stored, 1);
	bool decks = false; /* among the sources: then what others made counts, too */

	for (size_t i = 0; i < mill->deck.origin_count; i++)
		decks |= mill->deck.origins[i].stored != NULL;

	for (size_t i = 0; i < mill->options.previous_count; i++) {
		size_t before = earlier->count, read;
		mill_deck_file file = {
			.path = mill->options.previous[i], .render = mill_cell_html, .cards = decks
		};
		cardmill_status rc = mill_read_deck(&mill->log, &mill->options, &file, earlier);

		if (rc != CARDMILL_OK)
			return rc;
		read = earlier->count;
		keep_ours(earlier, before, decks);
		clean_fields(&mill->arena, earlier, before);
		if (read > before && earlier->count == before)
			mill_say(&mill->log, MILL_EARLIER_FOREIGN, nowhere,
			    "%s holds no note that cardmill made", mill->options.previous[i]);
	}
	if (mill->options.previous_count == 0)
		return CARDMILL_OK;
	unite(work, earlier);
	mill->deck.earlier = earlier;
	return CARDMILL_OK;
}

void
mill_recognise(cardmill *mill, mill_arena *work)
{
	mill_deck *deck = &mill->deck;

	mill_identify(&mill->arena, deck);
	mill_merge_notes(mill, work);
	if (deck->earlier != NULL)
		mill_match_notes(&mill->arena, work, deck);
	mill_keep_cards(mill);
	mill_date_notes(work, &mill->log, deck);
	if (mill->options.tag_vanished != 0)
		mill_keep_vanished(&mill->arena, deck);
}
