/*
 * medialist.c - the media of a package: which member is which file.
 *
 * In the older layouts `media` is a JSON object from members to names, in the newest a
 * message with a list (rslib/src/import_export/package/media.rs).  A name is that of a
 * file in one folder and never a path.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <jansson.h>
#include <stdlib.h>

typedef struct media_list {
	mill_reading *reading;
	mill_places places;         /* of the members */
	mill_set names;             /* of files that are listed */
	uint64_t archive, unpacked; /* bytes: of the package, and of what was read of it */
	bool zstd;
} media_list;

static void
release(void *json)
{
	json_decref(json);
}

/* Anki refuses the whole package, too, when a name is a path. */
static bool
is_plain(mill_str name)
{
	bool plain = name.len > 0 && mill_valid(name) == name.len &&
		     !mill_equal(name, MILL_STR(".")) && !mill_equal(name, MILL_STR(".."));

	for (size_t i = 0; i < name.len && plain; i++)
		plain = name.ptr[i] != '/' && name.ptr[i] != '\\' && name.ptr[i] != '\0';
	return plain;
}

/* Reads the member once, for what it is told by. */
static bool
add(media_list *l, mill_str member, mill_str name)
{
	mill_reading *reading = l->reading;
	mill_stored *stored = reading->stored;
	mill_media media = { .path = reading->path, .packed = true, .zstd = l->zstd };
	uint32_t number = mill_set_count(&l->places.numbers, member);
	const char *why;

	if (!is_plain(name))
		return mill_wrong(reading, "media in it names a file \"%.*s\", which is a path",
		    (int)(name.len < 100 ? name.len : 100), name.ptr);
	if (number == 0) /* a list may have gaps, and Anki takes it */
		return true;
	if ((*mill_set_counter(&l->names, mill_copy(&reading->scratch, name)))++ > 0)
		return true; /* listed twice: the first counts */
	media.name = media.file = mill_copy(reading->arena, mill_compose(reading->arena, name));
	media.place = l->places.all[number - 1].at;
	media.number = l->places.all[number - 1].number;
	if (!mill_weigh(&media, &why))
		return mill_wrong(reading, "%.*s in it, %.*s, is damaged: %s", (int)member.len,
		    member.ptr, (int)(name.len < 100 ? name.len : 100), name.ptr, why);
	/* Each may be harmless, and all of them stand on the same bytes. */
	l->unpacked += media.size;
	if (mill_is_swollen(l->archive, l->unpacked))
		return mill_wrong(reading, "its media become too large when unpacked");
	stored->media = mill_room(
	    reading->arena, stored->media, sizeof media, stored->media_count, &stored->media_room);
	stored->media[stored->media_count++] = media;
	return true;
}

/* By number, so that the order is that of the members. */
typedef struct entry {
	unsigned long long number;
	const char *member;
	mill_str name;
} entry;

static int
by_number(const void *a, const void *b)
{
	const entry *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static bool
read_object(media_list *l, mill_str text)
{
	mill_reading *reading = l->reading;
	json_error_t error;
	json_t *object = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, &error), *value;
	size_t count = 0;
	const char *key;
	entry *entries;

	if (object != NULL)
		mill_hold(reading, object, release);
	if (!json_is_object(object))
		return mill_wrong(reading, "media in it is no JSON object");
	entries = MILL_NEW(&reading->scratch, entry, json_object_size(object) + 1);
	json_object_foreach(object, key, value)
	{
		if (!json_is_string(value))
			return mill_wrong(reading, "media in it: \"%.20s\" has no name", key);
		entries[count++] = (entry){ strtoull(key, NULL, 10), key,
			{ json_string_value(value), json_string_length(value) } };
	}
	if (count > 0)
		qsort(entries, count, sizeof *entries, by_number);
	for (size_t i = 0; i < count; i++)
		if (!add(l, mill_cstr(entries[i].member), entries[i].name))
			return false;
	mill_let_go(reading);
	return true;
}

/* MediaEntries: entries = 1; MediaEntry: name = 1. */
static bool
read_entries(media_list *l, mill_str bytes)
{
	mill_message list = { .rest = bytes };
	size_t count = 0;

	while (mill_next_field(&list)) {
		mill_message item = { .rest = list.bytes };
		mill_buf member = { .arena = &l->reading->scratch };
		mill_str name = MILL_STR("");

		if (list.field != 1)
			continue;
		while (mill_next_field(&item))
			name = item.field == 1 ? item.bytes : name;
		mill_printf(&member, "%zu", count++);
		if (item.damaged)
			return mill_wrong(l->reading, "media in it is damaged");
		if (!add(l, mill_buf_str(&member), name))
			return false;
	}
	return !list.damaged || mill_wrong(l->reading, "media in it is damaged");
}

bool
mill_read_media(mill_reading *reading, void *zip, bool latest)
{
	media_list l = { .reading = reading, .archive = mill_unzip_size(zip), .zstd = latest };
	mill_str bytes;

	l.places.numbers.arena = l.names.arena = &reading->scratch;
	if (!mill_unzip(reading, zip, "media", &bytes))
		return false;
	if (bytes.ptr == NULL) /* old programs left it out when there was nothing */
		return true;
	if (!mill_unzip_places(reading, zip, &l.places))
		return false;
	if (!latest)
		return read_object(&l, bytes);
	return mill_unzstd(reading, "media", bytes, &bytes) && read_entries(&l, bytes);
}
