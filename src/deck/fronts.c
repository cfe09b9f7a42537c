/*
 * fronts.c - sources that share a deck may ask the same.
 *
 * Within a source the rules see to it that fronts differ; here sources meet.
 */
#include "../base/base.h"
#include "../deck.h"

static uint32_t
earlier(mill_arena *arena, mill_set *seen, const mill_deck *deck, const mill_note *note)
{
	mill_buf key = { .arena = arena };

	mill_put_str(&key, mill_deck_of(deck, note));
	mill_putc(&key, '\x1F');
	mill_put_str(&key, note->context);
	mill_putc(&key, '\x1F');
	mill_put_str(&key, note->fields[0]);
	return (*mill_set_counter(seen, mill_buf_str(&key)))++;
}

void
mill_tell_apart(mill_arena *arena, mill_deck *deck)
{
	mill_set seen = { .arena = arena };

	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];
		mill_str front = note->fields[0];
		uint32_t n;

		if (note->stored != NULL) /* a deck asks as it asks */
			continue;
		n = earlier(arena, &seen, deck, note);
		for (; n > 0; n = n > 0 && earlier(arena, &seen, deck, note) > 0 ? n + 1 : 0) {
			mill_buf numbered = { .arena = arena };

			mill_put_str(&numbered, front);
			mill_printf(&numbered, " (%u)", n + 1);
			note->fields[0] = mill_buf_str(&numbered);
		}
	}
}
