/*
 * beside.c - the media of tables and JSON decks, which have no room for them: a folder
 * NAME.media beside NAME.csv, to be copied into Anki's folder of media or read back.
 *
 * A package of the same name in the same run has them already, and then there is none.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"

static bool
is_table(const cardmill *mill, cardmill_format format)
{
	return format == CARDMILL_JSON ||
	       ((format == CARDMILL_CSV || format == CARDMILL_TSV) && mill->options.csv_plain == 0);
}

static bool
has_package(const cardmill_output *all, size_t count, mill_str stem)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].format == CARDMILL_APKG &&
		    mill_equal(mill_without_ending(mill_cstr(all[i].path)), stem))
			return true;
	return false;
}

/* True when the file stands there as it would be written. */
static bool
is_there(const char *path, const mill_media *media)
{
	mill_media known = { .path = path };
	const char *why;

	return mill_is_file(path) && mill_weigh(&known, &why) && known.size == media->size &&
	       memcmp(known.sha1, media->sha1, sizeof known.sha1) == 0;
}

static void
add_folder(cardmill *mill, mill_str stem, mill_beside *beside)
{
	for (size_t i = 0; i < mill->deck.media_count; i++) {
		const mill_media *media = &mill->deck.media[i];
		mill_buf path = { .arena = &mill->arena };

		mill_put_str(&path, stem);
		mill_puts(&path, ".media/");
		mill_put_str(&path, media->name);
		if (is_there(mill_buf_str(&path).ptr, media))
			continue;
		beside->all = mill_room(
		    &mill->arena, beside->all, sizeof *beside->all, beside->count, &beside->room);
		beside->all[beside->count++] = (struct mill_beside_file){ path.text, media };
	}
}

void
mill_find_beside(cardmill *mill, const cardmill_output *all, size_t count, mill_beside *beside)
{
	mill_set stems = { .arena = &mill->arena };

	for (size_t i = 0; i < count; i++) {
		mill_str stem = mill_without_ending(mill_cstr(all[i].path));

		if (is_table(mill, all[i].format) && !has_package(all, count, stem) &&
		    (*mill_set_counter(&stems, stem))++ == 0)
			add_folder(mill, stem, beside);
	}
}

/* Blocks on their way into a file. */
static bool
put(void *user, mill_str bytes)
{
	const cardmill_sink *sink = user;

	return sink->put(sink->user, bytes.ptr, bytes.len) == 0;
}

bool
mill_write_beside(
    cardmill *mill, mill_beside *beside, size_t i, mill_draft *draft, const char **why)
{
	const struct mill_beside_file *file = &beside->all[i];
	cardmill_sink sink;
	bool carried;

	*why = NULL;
	if (beside->block == NULL)
		beside->block = MILL_NEW(&mill->arena, char, MILL_CARRIED);
	if (!mill_draft_open(&mill->arena, draft, file->path, i))
		return false;
	sink = mill_draft_sink(draft);
	carried = mill_carry(file->media, beside->block, put, &sink, why);
	return mill_draft_close(draft) && carried;
}
