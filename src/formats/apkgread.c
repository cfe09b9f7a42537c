/*
 * apkgread.c - the notes of an Anki package, in each of its layouts.
 *
 * A member `meta` says which it is, and without one there is `collection.anki21` or
 * `collection.anki2` alone (rslib/src/import_export/package/meta.rs).  In packages of the
 * newer layouts `collection.anki2` holds one note that asks to upgrade, so it is read only
 * when there is nothing else.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { LEGACY_1 = 1, LEGACY_2 = 2, LATEST = 3 };

/* The layout; 0, and said, when cardmill does not know it. */
static int
layout_of(mill_reading *reading, void *zip)
{
	mill_str meta, other;
	mill_message message;
	uint64_t version = 0;

	if (!mill_unzip(reading, zip, "meta", &meta))
		return 0;
	if (meta.ptr == NULL) {
		if (!mill_unzip(reading, zip, "collection.anki21", &other))
			return 0;
		return other.ptr != NULL ? LEGACY_2 : LEGACY_1;
	}
	message = (mill_message){ .rest = meta };
	while (mill_next_field(&message))
		version = message.field == 1 ? message.number : version;
	if (version >= LEGACY_1 && version <= LATEST)
		return (int)version;
	mill_wrong(reading, "this package is of a layout that cardmill does not know: %llu",
	    (unsigned long long)version);
	return 0;
}

bool
mill_read_apkg(mill_reading *reading)
{
	static const char *const members[] = { [LEGACY_1] = "collection.anki2",
		[LEGACY_2] = "collection.anki21",
		[LATEST] = "collection.anki21b" };
	mill_str bytes;
	void *zip;
	int layout;

	if (!mill_unzip_open(reading, &zip) || (layout = layout_of(reading, zip)) == 0 ||
	    !mill_unzip(reading, zip, members[layout], &bytes))
		return false;
	if (bytes.ptr == NULL)
		return mill_wrong(
		    reading, "this is no Anki package: there is no %s in it", members[layout]);
	if (layout == LATEST && !mill_unzstd(reading, members[layout], bytes, &bytes))
		return false;
	return mill_read_collection(reading, members[layout], bytes);
}
