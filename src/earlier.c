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
		mill_deck_file file = { .path = mill->options.previous[i],
			.render = mill_cell_html };
		cardmill_status rc = mill_read_deck(&mill->log, &mill->options, &file, earlier);

		if (rc != CARDMILL_OK)
			return rc;
		read = earlier->count;
		keep_ours(earlier, before, decks);
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

/* ---- what tables do not say ------------------------------------------------------------ */

/* Rows are as wide as the widest note. */
static bool
has_room(const mill_notetype *type, const mill_note *note)
{
	size_t used = note->field_count;

	while (used > 0 && note->fields[used - 1].len == 0)
		used--;
	return type->template_count > 0 && used <= type->field_count;
}

static void
fill(cardmill *mill, mill_set *numbers, mill_note *note, const mill_stored_note *before)
{
	const mill_stored *stored = mill->deck.origins[note->source].stored;

	if (note->id.len == 0)
		note->id = before->id;
	if (stored->no_tags) {
		note->tags = before->tags;
		note->tag_count = before->tag_count;
	}
	if (stored->no_decks && note->named == 0 && before->deck.len > 0) {
		mill_str deck = mill_read_deck_name(&mill->arena, before->deck);

		note->named = mill_number_named(mill, numbers,
		    (mill_named){
			.name = deck, .space = deck, .source = note->source, .stored = true });
	}
	if (note->type == NULL && note->stored->type_name.len == 0 && before->type != NULL &&
	    has_room(before->type, note)) {
		note->type = before->type;
		note->kind = before->kind;
	}
}

void
mill_fill_from_earlier(cardmill *mill, mill_arena *work, mill_set *numbers, mill_note *first)
{
	const mill_stored *earlier = mill->deck.earlier;
	mill_set guids = { .arena = work };

	if (earlier == NULL)
		return;
	for (size_t i = 0; i < earlier->count; i++)
		*mill_set_counter(&guids, earlier->notes[i].guid) = (uint32_t)i + 1;
	for (mill_note *note = first; note != NULL; note = note->next) {
		uint32_t number = note->given && mill_is_table(mill, note->source)
				      ? mill_set_count(&guids, note->guid)
				      : 0;

		if (number > 0)
			fill(mill, numbers, note, &earlier->notes[number - 1]);
	}
}

void
mill_recognise(cardmill *mill, mill_arena *work)
{
	mill_deck *deck = &mill->deck;

	mill_identify(&mill->arena, deck);
	mill_merge_notes(mill, work);
	if (deck->earlier != NULL)
		mill_match_notes(&mill->arena, work, deck);
	mill_date_notes(work, &mill->log, deck);
	if (mill->options.tag_vanished != 0)
		mill_keep_vanished(&mill->arena, deck);
}
