/*
 * unsaid.c - what tables do not say of their notes, and the earlier build knows.
 *
 * A table has no place for flags, suspended cards and cards in other decks; Anki's text export
 * may have neither note types, decks nor tags.  None of that was changed by whoever edited
 * the table.
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

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

/* ---- cards ------------------------------------------------------------------------------- */

static const mill_card *
with_ordinal(const mill_stored_note *note, uint16_t ordinal)
{
	for (size_t i = 0; i < note->card_count; i++)
		if (note->cards[i].ordinal == ordinal)
			return &note->cards[i];
	return NULL;
}

static bool
same_fields(const mill_note *note, const mill_stored_note *before)
{
	for (size_t i = 0; i < note->field_count; i++)
		if (!mill_equal(note->fields[i],
			i < before->field_count ? before->fields[i] : MILL_STR("")))
			return false;
	return true;
}

/* The earlier cards; when the fields say something else, those that they make, as they were
 * where they are the same. */
static void
keep_cards(mill_arena *arena, mill_note *note)
{
	const mill_stored_note *before = note->before;
	mill_stored_note *said = MILL_NEW(arena, mill_stored_note, 1);
	uint16_t ordinals[MILL_CLOZES];
	bool same = same_fields(note, before);
	size_t count = same ? before->card_count : mill_ordinals(note, ordinals);

	*said = *note->stored;
	said->cards = MILL_NEW(arena, mill_card, count);
	said->card_count = count;
	for (size_t i = 0; i < count; i++) {
		const mill_card *card = same ? &before->cards[i]
					     : with_ordinal(before, ordinals[i]);

		said->cards[i] = card != NULL
				     ? *card
				     : (mill_card){ .deck = MILL_STR(""), .ordinal = ordinals[i] };
		if (said->cards[i].deck.len > 0)
			said->cards[i].deck = mill_read_deck_name(arena, said->cards[i].deck);
	}
	note->stored = said;
}

void
mill_keep_cards(cardmill *mill)
{
	const mill_deck *deck = &mill->deck;

	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];

		if (note->before != NULL && note->before->cards != NULL &&
		    note->kind == note->before->kind && note->stored != NULL &&
		    note->stored->cards == NULL && mill_is_table(mill, note->source))
			keep_cards(&mill->arena, note);
	}
}
