/*
 * vanished.c - notes that vanished from the sources, kept for one more import.
 *
 * No import deletes anything.  But it can set a tag, by which the user finds in Anki
 * what is gone and deletes it.  A note that has the tag already keeps its time.
 */
#include "../base/base.h"
#include "../deck.h"

/* The number of a deck beside those of the sources, added when it is not there. */
static uint32_t
number_of(mill_arena *arena, mill_deck *deck, mill_set *known, mill_str name)
{
	uint32_t *number = mill_set_counter(known, name);

	if (*number > 0)
		return *number;
	deck->named = mill_room(
	    arena, deck->named, sizeof *deck->named, deck->named_count, &deck->named_room);
	deck->named[deck->named_count++] = (mill_named){ .name = name, .space = name, .below = true };
	return *number = (uint32_t)deck->named_count;
}

static mill_note *
ghost_of(mill_arena *arena, const mill_deck *deck, const mill_stored_note *earlier)
{
	static const mill_str tag = { "cardmill::vanished", 18 };
	mill_note *note = MILL_NEW(arena, mill_note, 1);
	bool tagged = false;

	note->kind = earlier->kind;
	note->guid = earlier->guid;
	note->id = earlier->id;
	note->context = note->prompt = MILL_STR("");
	note->rule = "vanished";
	note->type = earlier->type != NULL ? earlier->type : deck->own[earlier->kind];
	note->fields = earlier->fields;
	note->field_count = earlier->field_count;
	note->stored = earlier;
	note->tags = MILL_NEW(arena, mill_str, earlier->tag_count + 1);
	for (size_t i = 0; i < earlier->tag_count; i++) {
		note->tags[note->tag_count++] = earlier->tags[i];
		tagged |= mill_equal(earlier->tags[i], tag);
	}
	if (!tagged)
		note->tags[note->tag_count++] = tag;
	note->modified = tagged ? earlier->modified : mill_later(deck, earlier->modified);
	return note;
}

void
mill_keep_vanished(mill_arena *arena, mill_deck *deck)
{
	mill_set known = { .arena = arena };

	deck->ghosts = MILL_NEW(arena, mill_note *, deck->vanished_count + 1);
	for (size_t i = 0; i < deck->vanished_count; i++) {
		const mill_stored_note *earlier = deck->vanished[i];
		mill_note *note;

		/* Under another note type it would be another note. */
		if (!earlier->own || earlier->deck.len == 0)
			continue;
		note = ghost_of(arena, deck, earlier);
		note->named = number_of(arena, deck, &known, earlier->deck);
		deck->stamp = note->modified > deck->stamp ? note->modified : deck->stamp;
		deck->ghosts[deck->ghost_count++] = note;
	}
}
