/*
 * apkg.c - the deck as an Anki package.
 *
 * The oldest layout, which every Anki and AnkiDroid reads: `collection.anki2`
 * of schema 11, files as `0`, `1` and so on, and `media`, a JSON object with their
 * names (rslib/src/import_export/package/meta.rs).  No `meta` member: an empty one
 * would refuse the import.
 */
#include "../base/base.h"
#include "formats.h"

bool
mill_write_apkg(mill_writing *writing)
{
	static const char *const numbers[MILL_STATICS] = { "0" };
	mill_member members[2 + MILL_STATICS] = { { "collection.anki2", MILL_STR(""), NULL } };
	mill_static files[MILL_STATICS];
	mill_packed packed[MILL_STATICS];
	mill_buf names = { .arena = &writing->arena };
	size_t count = mill_static_files(writing, files);

	mill_putc(&names, '{');
	for (size_t i = 0; i < count; i++) {
		packed[i] = mill_asset_packed(files[i].asset);
		members[1 + i] = (mill_member){ numbers[i], MILL_STR(""), &packed[i] };
		mill_printf(&names, "%s\"%zu\":", i > 0 ? "," : "", i);
		mill_put_json(&names, mill_cstr(files[i].name));
	}
	mill_putc(&names, '}');
	members[1 + count] = (mill_member){ "media", mill_buf_str(&names), NULL };
	return mill_collection(writing, &members[0].bytes) && mill_zip(writing, members, 2 + count);
}
