/*
 * companions.c - what a table or a JSON deck does not hold, and decks near it do: note
 * types with their templates, pictures, sound and films, what decks say they are.
 *
 * These are the earlier builds, and a package or JSON deck of the same name beside the
 * source.  Nobody asked for them by name, so one that cannot be read is no error: what it
 * would have known is told to be missing.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

#include <strings.h>

static void
read_companion(cardmill *mill, const char *path)
{
	mill_log log = { .arena = &mill->arena };
	mill_deck_file file = { .path = path, .part = MILL_COMPANION };
	mill_stored *stored = MILL_NEW(&mill->arena, mill_stored, 1);

	if (!mill_is_file(path) ||
	    mill_read_deck(&log, &mill->options, &file, stored) != CARDMILL_OK)
		return;
	mill->companions = mill_room(&mill->arena, mill->companions, sizeof stored,
	    mill->companion_count, &mill->companion_room);
	mill->companions[mill->companion_count++] = stored;
}

/* The file beside a deck that has its name and another ending. */
static void
read_beside(cardmill *mill, mill_str source, const char *ending)
{
	mill_buf path = { .arena = &mill->arena };

	mill_put_str(&path, mill_without_ending(source));
	mill_puts(&path, ending);
	if (mill_equal(mill_buf_str(&path), source))
		return;
	for (size_t i = 0; i < mill->options.previous_count; i++)
		if (mill_same_file(&mill->arena, path.text, mill->options.previous[i]))
			return; /* as the earlier build it was read */
	read_companion(mill, path.text);
}

bool
mill_is_package(const char *file)
{
	mill_str path = mill_cstr(file);

	return path.len > 3 && strcasecmp(path.ptr + path.len - 3, "pkg") == 0;
}

void
mill_read_companions(cardmill *mill)
{
	const mill_origin *origin = mill->deck.origins;

	if (mill->companions_read)
		return;
	mill->companions_read = true;
	for (size_t i = 0; i < mill->options.previous_count; i++)
		read_companion(mill, mill->options.previous[i]);
	for (const mill_source *source = mill->sources.first; source != NULL;
	     source = source->next, origin++) {
		mill_str path = mill_cstr(source->path);

		if (source->in_memory || origin->stored == NULL || mill_is_package(source->path))
			continue;
		read_beside(mill, path, ".apkg");
		read_beside(mill, path, ".json");
	}
}

/* ---- what decks say they are ------------------------------------------------------------ */

/* JSON and packages say themselves what their decks are. */
bool
mill_is_table(const cardmill *mill, uint32_t source)
{
	const mill_origin *origin = &mill->deck.origins[source];
	mill_str path = mill_cstr(origin->file);

	return origin->stored != NULL && !mill_is_package(origin->file) &&
	       !(path.len > 5 && strcasecmp(path.ptr + path.len - 5, ".json") == 0);
}

/* The decks of the notes of tables and the levels above them, without case. */
static void
find_decks(cardmill *mill, mill_arena *work, mill_set *decks)
{
	const mill_deck *deck = &mill->deck;
	mill_str last = MILL_STR("");

	for (size_t i = 0; i < deck->note_count; i++) {
		mill_str name = mill_deck_of(deck, deck->notes[i]);

		if (name.ptr == last.ptr || !mill_is_table(mill, deck->notes[i]->source))
			continue;
		last = name;
		for (size_t at = 0; at != SIZE_MAX; at += at != SIZE_MAX ? 2 : 0) {
			at = mill_find(name, MILL_STR("::"), at);
			mill_set_counter(
			    decks, mill_fold(work,
				       mill_slice(name, 0, at == SIZE_MAX ? name.len : at)))[0]++;
		}
	}
}

void
mill_describe_decks(cardmill *mill, mill_arena *work)
{
	mill_deck *deck = &mill->deck;
	mill_set decks = { .arena = work };
	bool tables = false;

	for (uint32_t i = 0; i < deck->origin_count; i++)
		tables |= mill_is_table(mill, i);
	if (!tables)
		return;
	mill_read_companions(mill);
	find_decks(mill, work, &decks);
	for (size_t i = 0; i < mill->companion_count; i++) {
		const mill_stored *known = mill->companions[i];

		for (size_t k = 0; k < known->deck_count; k++) {
			if (mill_set_count(&decks, mill_fold(work, known->decks[k].name)) == 0)
				continue;
			deck->described = mill_room(&mill->arena, deck->described,
			    sizeof *deck->described, deck->described_count, &deck->described_room);
			deck->described[deck->described_count++] = known->decks[k];
		}
	}
}
