/*
 * apkg.c - the deck as an Anki package.
 *
 * The oldest layout, which every Anki and AnkiDroid reads: `collection.anki2`
 * of schema 11 and `media`, a JSON object (rslib/src/import_export/package/
 * meta.rs).  No `meta` member: an empty one would refuse the import.
 */
#include "../base/base.h"
#include "formats.h"

bool
mill_write_apkg(mill_writing *writing)
{
	mill_member members[2] = { { "collection.anki2", MILL_STR("") },
		{ "media", MILL_STR("{}") } };

	return mill_collection(writing, &members[0].bytes) &&
	       mill_zip(writing, members, MILL_COUNT(members));
}
