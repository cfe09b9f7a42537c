/*
 * apkgread.c - the notes of an Anki package, in each of its layouts.
 *
 * A member `meta` says which it is (rslib/src/import_export/package/meta.rs), and so do the
 * names of the others.  In packages of the newer layouts `collection.anki2` holds one note
 * that asks to upgrade, so it is read only when there is nothing else.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { LEGACY_1 = 1, LEGACY_2 = 2, LATEST = 3 };

static const char *const collections[] = { [LEGACY_1] = "collection.anki2",
	[LEGACY_2] = "collection.anki21",
	[LATEST] = "collection.anki21b" };

/* What `meta` says of the layout; *version is 0 when there is no such member. */
static bool
read_meta(mill_reading *reading, void *zip, int *version)
{
	mill_message message;
	uint64_t number = 0;
	mill_str meta;

	*version = 0;
	if (!mill_unzip(reading, zip, "meta", &meta))
		return false;
	if (meta.ptr == NULL)
		return true;
	message = (mill_message){ .rest = meta };
	while (mill_next_field(&message))
		number = message.field == 1 ? message.number : number;
	if (message.damaged)
		return mill_wrong(reading, "meta in it is damaged");
	if (number < LEGACY_1 || number > LATEST)
		return mill_wrong(reading,
		    "this package is of a layout that cardmill does not know: %llu",
		    (unsigned long long)number);
	*version = (int)number;
	return true;
}

/* The layout, the newest that `meta` or a member speaks for; 0, and said, when cardmill does
 * not know it. */
static int
layout_of(mill_reading *reading, void *zip)
{
	int version, layout = LATEST;
	bool found = false;

	if (!read_meta(reading, zip, &version))
		return 0;
	for (; layout > LEGACY_1; layout--) {
		if (!mill_unzip_find(reading, zip, collections[layout], &found))
			return 0;
		if (found)
			break;
	}
	return layout > version ? layout : version;
}

bool
mill_read_apkg(mill_reading *reading)
{
	mill_str bytes;
	void *zip;
	int layout;

	if (!mill_unzip_open(reading, &zip) || (layout = layout_of(reading, zip)) == 0 ||
	    !mill_unzip(reading, zip, collections[layout], &bytes))
		return false;
	if (bytes.ptr == NULL)
		return mill_wrong(
		    reading, "this is no Anki package: there is no %s in it", collections[layout]);
	if (layout == LATEST && !mill_unzstd(reading, collections[layout], bytes, &bytes))
		return false;
	if (!mill_read_collection(reading, collections[layout], bytes))
		return false;
	return reading->part == MILL_EARLIER || mill_read_media(reading, zip, layout == LATEST);
}
