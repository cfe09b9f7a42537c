/*
 * companions.c - what a table or a JSON deck does not hold, and decks near it do: note
 * types with their templates, pictures, sound and films.
 *
 * These are the earlier builds, and a package or JSON deck of the same name beside the
 * source.  Nobody asked for them by name, so one that cannot be read is no error: what it
 * would have known is told to be missing.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

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
	if (!mill_equal(mill_buf_str(&path), source))
		read_companion(mill, mill_buf_str(&path).ptr);
}

void
mill_read_companions(cardmill *mill)
{
	if (mill->companions_read)
		return;
	mill->companions_read = true;
	for (size_t i = 0; i < mill->options.previous_count; i++)
		read_companion(mill, mill->options.previous[i]);
	for (const mill_source *source = mill->sources.first; source != NULL;
	     source = source->next) {
		mill_str path = mill_cstr(source->path);

		if (source->in_memory || !source->deck || mill_ends(path, MILL_STR("pkg")))
			continue;
		read_beside(mill, path, ".apkg");
		read_beside(mill, path, ".json");
	}
}
