/*
 * latest.c - the deck as a package of Anki's newest layout, which Anki 2.1.50, AnkiDroid 2.17
 * and later read (rslib/src/import_export/package/meta.rs, colpkg/export.rs).
 *
 * Members as Anki orders them: `meta`, the collection of schema 18 packed with Zstandard, a
 * dummy for older programs, the files by number, each a frame of its own, and `media`, which
 * lists them.  All are stored, for they are packed; but not the dummy, which only programs
 * read that read deflated members.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { OTHERS = 4 /* members that are no files of a collection's */ };

/* PackageMetadata: version = 3 (proto/anki/import_export.proto). */
static const char meta[] = "\x08\x03";

/* The collection as it is packed; SQLite's memory is given back. */
static bool
pack_collection(mill_writing *writing, mill_str *packed)
{
	mill_str bytes;
	bool done;

	if (!mill_collection(writing, &bytes))
		return false;
	done = mill_zstd(&writing->arena, bytes, packed);
	if (!done)
		writing->trouble = "out of memory while compressing";
	writing->release(writing->held);
	writing->held = NULL;
	return done;
}

/* One more file: its number is its place in the list. */
static void
load(mill_arena *arena, mill_member *member, size_t number, mill_buf *list, mill_str entry)
{
	mill_buf name = { .arena = arena };

	mill_printf(&name, "%zu", number);
	member->name = mill_buf_str(&name).ptr;
	mill_proto_message(list, 1, entry);
}

static mill_str
entry_of(mill_arena *arena, mill_str name, uint64_t size, const uint8_t sha1[20])
{
	mill_buf entry = { .arena = arena };

	mill_proto_bytes(&entry, 1, name);
	mill_proto_number(&entry, 2, size);
	mill_proto_bytes(&entry, 3, (mill_str){ (const char *)sha1, 20 });
	return mill_buf_str(&entry);
}

/* Fills in the members of files, and answers the list of them. */
static mill_str
load_all(mill_writing *writing, mill_member *members, const mill_static *statics, size_t count)
{
	mill_arena *arena = &writing->arena;
	const mill_deck *deck = writing->deck;
	mill_buf list = { .arena = arena };
	size_t number = 0;

	for (size_t i = 0; i < deck->media_count; i++, number++) {
		const mill_media *media = &deck->media[i];

		members[number] = (mill_member){ .media = media, .way = MILL_ZSTD };
		load(arena, &members[number], number, &list,
		    entry_of(arena, media->name, media->size, media->sha1));
	}
	for (size_t i = 0; i < count; i++, number++) {
		const mill_asset *asset = statics[i].asset;
		uint8_t sha1[20] = { 0 };

		members[number] = (mill_member){ .bytes = mill_asset_frame(asset, sha1),
			.way = MILL_STORED };
		load(arena, &members[number], number, &list,
		    entry_of(
			arena, mill_cstr(statics[i].name), mill_asset_packed(asset).size, sha1));
	}
	return mill_buf_str(&list);
}

bool
mill_write_latest(mill_writing *writing)
{
	mill_static statics[MILL_STATICS];
	size_t static_count = mill_static_files(writing, statics),
	       count = OTHERS + writing->deck->media_count + static_count;
	mill_packed dummy = mill_asset_packed(&mill_dummy);
	mill_member *members = MILL_NEW(&writing->arena, mill_member, count),
		    *last = &members[count - 1];
	mill_str list = load_all(writing, members + OTHERS - 1, statics, static_count);

	members[0] = (mill_member){ "meta", MILL_STR(meta), NULL, NULL, MILL_STORED };
	members[1] = (mill_member){ .name = "collection.anki21b", .way = MILL_STORED };
	members[2] = (mill_member){ .name = "collection.anki2", .packed = &dummy };
	*last = (mill_member){ .name = "media", .way = MILL_STORED };
	if (!mill_zstd(&writing->arena, list, &last->bytes)) {
		writing->trouble = "out of memory while compressing";
		return false;
	}
	return pack_collection(writing, &members[1].bytes) && mill_zip(writing, members, count);
}
