/*
 * apkg.c - the deck as an Anki package.
 *
 * The oldest layout, which every Anki and AnkiDroid reads: `collection.anki2`
 * of schema 11 and `media`, a JSON object from the names of members, which are
 * numbers, to those of files (rslib/src/import_export/package/meta.rs, media.rs).  No
 * `meta` member: an empty one would refuse the import.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { OTHERS = 2 /* members that are no media */ };

static mill_str
media_json(mill_arena *arena, const mill_deck *deck)
{
	mill_buf out = { .arena = arena };

	mill_putc(&out, '{');
	for (size_t i = 0; i < deck->media_count; i++) {
		mill_printf(&out, "%s\"%zu\":", i > 0 ? "," : "", i);
		mill_put_json(&out, deck->media[i].name);
	}
	mill_putc(&out, '}');
	return mill_buf_str(&out);
}

bool
mill_write_apkg(mill_writing *writing)
{
	mill_arena *arena = &writing->arena;
	const mill_deck *deck = writing->deck;
	mill_member *members = MILL_NEW(arena, mill_member, deck->media_count + OTHERS);

	members[0].name = "collection.anki2";
	members[1] = (mill_member){ "media", media_json(arena, deck), NULL };
	for (size_t i = 0; i < deck->media_count; i++) {
		mill_buf name = { .arena = arena };

		mill_printf(&name, "%zu", i);
		members[i + OTHERS] = (mill_member){ mill_buf_str(&name).ptr, MILL_STR(""),
			&deck->media[i] };
	}
	return mill_collection(writing, &members[0].bytes) &&
	       mill_zip(writing, members, deck->media_count + OTHERS);
}
