/*
 * apkg.c - the deck as an Anki package.
 *
 * Here the oldest layout, which every Anki and AnkiDroid reads: `collection.anki2`
 * of schema 11 and `media`, a JSON object from the names of members, which are
 * numbers, to those of files (rslib/src/import_export/package/meta.rs, media.rs).  No
 * `meta` member: an empty one would refuse the import.  The newest one is latest.c's.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { OTHERS = 2 /* members that are no files of a collection's */ };

/* The files that travel with a deck: those of its notes, then those of its cards. */
typedef struct cargo {
	mill_member *members;
	mill_buf names; /* what the member `media` holds */
	size_t count;
} cargo;

static void
load(mill_arena *arena, cargo *all, mill_str name, mill_member member)
{
	mill_buf number = { .arena = arena };

	mill_printf(&number, "%zu", all->count);
	member.name = mill_buf_str(&number).ptr;
	mill_printf(&all->names, "%s\"%s\":", all->count > 0 ? "," : "", member.name);
	mill_put_json(&all->names, name);
	all->members[all->count++] = member;
}

static bool
write_legacy(mill_writing *writing)
{
	mill_arena *arena = &writing->arena;
	const mill_deck *deck = writing->deck;
	mill_static statics[MILL_STATICS];
	mill_packed packed[MILL_STATICS];
	size_t static_count = mill_static_files(writing, statics);
	mill_member *members = MILL_NEW(
	    arena, mill_member, OTHERS + deck->media_count + static_count);
	cargo all = { .members = members + OTHERS, .names = { .arena = arena } };

	mill_putc(&all.names, '{');
	for (size_t i = 0; i < deck->media_count; i++)
		load(arena, &all, deck->media[i].name, (mill_member){ .media = &deck->media[i] });
	for (size_t i = 0; i < static_count; i++) {
		packed[i] = mill_asset_packed(statics[i].asset);
		load(
		    arena, &all, mill_cstr(statics[i].name), (mill_member){ .packed = &packed[i] });
	}
	mill_putc(&all.names, '}');
	members[0].name = "collection.anki2";
	members[1] = (mill_member){ .name = "media", .bytes = mill_buf_str(&all.names) };
	return mill_collection(writing, &members[0].bytes) &&
	       mill_zip(writing, members, OTHERS + all.count);
}

bool
mill_write_apkg(mill_writing *writing)
{
	return writing->deck->package == CARDMILL_LATEST ? mill_write_latest(writing)
							 : write_legacy(writing);
}
