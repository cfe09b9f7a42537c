/*
 * decklist.c - the decks of a collection.
 *
 * Ids are only internal to the file (rslib/src/import_export/package/apkg/import/
 * decks.rs); levels above a deck are listed, too: old clients do not make them.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

#include <strings.h>

typedef struct listing {
	mill_collecting *c;
	mill_arena *arena;
	mill_set ids;
	mill_set described; /* names of decks that say what they are: which, from 1 */
	mill_stored_deck *descriptions;
	size_t description_count;
} listing;

/* 13 digits, as Anki's own have. */
static int64_t
deck_id(listing *l, mill_str name)
{
	uint8_t digest[20];
	uint64_t hash = 0;
	int64_t id;

	mill_sha1(name, digest);
	for (int i = 0; i < 8; i++)
		hash = hash << 8 | digest[i];
	id = 1500000000000 + (int64_t)(hash % 100000000000);
	for (;; id++) {
		mill_buf key = { .arena = l->arena };
		mill_printf(&key, "%lld", (long long)id);
		if ((*mill_set_counter(&l->ids, mill_buf_str(&key)))++ == 0)
			return id;
	}
}

static void
describe(listing *l, mill_str name, mill_str description, bool markdown)
{
	uint32_t *number;

	if (description.len == 0)
		return;
	number = mill_set_counter(&l->described, mill_unicase_key(l->arena, name));
	if (*number > 0)
		return;
	l->descriptions[l->description_count++] = (mill_stored_deck){ name, description, markdown };
	*number = (uint32_t)l->description_count;
}

/* Of sources that share a deck the first that says something describes it. */
static void
find_descriptions(listing *l)
{
	const mill_deck *deck = l->c->deck;

	l->descriptions = MILL_NEW(
	    l->arena, mill_stored_deck, deck->origin_count + deck->described_count + 1);
	for (size_t i = 0; i < deck->origin_count; i++)
		describe(l, deck->origins[i].deck, deck->origins[i].description, false);
	for (size_t i = 0; i < deck->described_count; i++)
		describe(l, deck->described[i].name, deck->described[i].description,
		    deck->described[i].markdown);
}

static void
add_deck(listing *l, int64_t id, mill_str name)
{
	mill_collecting *c = l->c;
	mill_str folded = mill_unicase_key(l->arena, name);
	uint32_t said = mill_set_count(&l->described, folded);
	mill_listed_deck *deck;

	c->decks = mill_room(l->arena, c->decks, sizeof *deck, c->deck_count, &c->deck_room);
	deck = &c->decks[c->deck_count++];
	*deck = (mill_listed_deck){ .id = id, .name = name, .description = MILL_STR("") };
	if (said > 0 && id != MILL_DEFAULT_DECK) {
		deck->description = l->descriptions[said - 1].description;
		deck->markdown = l->descriptions[said - 1].markdown;
	}
	*mill_set_counter(&c->deck_numbers, folded) = (uint32_t)c->deck_count;
}

/* Lists a deck and the levels above it, each once. */
static void
add_levels(listing *l, mill_str name)
{
	for (size_t at = 0;; at += 2) {
		mill_str level;

		at = mill_find(name, MILL_STR("::"), at);
		level = mill_slice(name, 0, at == SIZE_MAX ? name.len : at);
		if (mill_set_count(&l->c->deck_numbers, mill_unicase_key(l->arena, level)) == 0)
			add_deck(l, deck_id(l, level), level);
		if (at == SIZE_MAX)
			return;
	}
}

int64_t
mill_listed_id(const mill_collecting *c, mill_str name)
{
	uint32_t number = mill_set_count(
	    &c->deck_numbers, mill_unicase_key(&c->writing->arena, name));

	return number == 0 ? 0 : c->decks[number - 1].id;
}

void
mill_list_decks(mill_collecting *c)
{
	listing l = { .c = c, .arena = &c->writing->arena };
	mill_str last = MILL_STR("");

	l.ids.arena = l.described.arena = c->deck_numbers.arena = l.arena;
	find_descriptions(&l);
	add_deck(&l, MILL_DEFAULT_DECK, MILL_STR("Default"));
	for (size_t i = 0; i < mill_written_count(c->deck); i++) {
		const mill_note *note = mill_written_note(c->deck, i);
		mill_str name = mill_deck_of(c->deck, note);

		if (name.ptr != last.ptr) /* notes of one deck come in a row */
			add_levels(&l, name);
		last = name;
		for (size_t k = 0; note->stored != NULL && k < note->stored->card_count; k++) {
			const mill_card *card = &note->stored->cards[k];

			if (card->deck.len > 0)
				add_levels(&l, card->deck);
			c->suspended |= card->suspended;
		}
	}
	/* Decks without notes that say what they are, as a deck that was read has them. */
	for (size_t i = 0; i < c->deck->described_count; i++)
		if (c->deck->described[i].description.len > 0)
			add_levels(&l, c->deck->described[i].name);
}
