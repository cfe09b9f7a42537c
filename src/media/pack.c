/*
 * pack.c - a file that was found becomes one of the deck's media.
 *
 * Notes may come from anywhere: what they name is taken from the folder that was
 * added and from nowhere else, unless the user says so.  The name in the deck is made
 * of what the file holds, so that each is packed once, no two get into each other's
 * way, and another picture under an old name is another file to Anki, which looks at
 * names alone (rslib/src/import_export/package/apkg/import/media.rs).
 */
#include "../base/base.h"
#include "../deck.h"
#include "../mill.h"
#include "media.h"

enum {
	BLOCK = 64 * 1024,
	BIGGEST = 100 * 1024 * 1024, /* AnkiWeb takes no more (rslib/src/sync/media/mod.rs) */
	NAME_DIGITS = 24
};

static mill_verdict
refused(mill_code code, mill_str message)
{
	return (mill_verdict){ code, message, 0 };
}

static bool
is_inside(const mill_finder *finder, const mill_tree *tree, mill_str real)
{
	if (finder->mill->options.media_anywhere != 0)
		return true;
	return tree->real.len > 0 && mill_starts(real, tree->real) &&
	       (tree->real.ptr[tree->real.len - 1] == '/' || real.len == tree->real.len ||
		   real.ptr[tree->real.len] == '/');
}

/* A file on its way through the hashes. */
typedef struct hashing {
	mill_input input;
	char *block;
	uint64_t size;
	uint32_t crc;
} hashing;

static bool
next_block(void *user, mill_str *piece)
{
	hashing *h = user;

	*piece = (mill_str){ h->block, mill_input_read(&h->input, h->block, BLOCK) };
	h->size += piece->len;
	h->crc = mill_crc(h->crc, *piece);
	return piece->len > 0 && h->size <= BIGGEST;
}

/* Reads the file once; false, with why, when it is none that can be packed.  Nothing
 * asks for memory while it is open. */
static bool
hash_file(hashing *h, const char *path, mill_media *media, mill_code *code, const char **why)
{
	*code = MILL_MEDIA_UNUSABLE;
	if (!mill_input_open(&h->input, path)) {
		*code = h->input.special ? MILL_MEDIA_REFUSED : MILL_MEDIA_UNUSABLE;
		*why = h->input.special ? "is a device or the like, and no file" : h->input.why;
		return false;
	}
	*why = h->input.size > BIGGEST ? "is larger than 100 MiB, which AnkiWeb does not take"
	       : h->input.size == 0    ? "is empty"
				       : NULL;
	if (*why == NULL) {
		mill_sha1_pieces(next_block, h, media->sha1);
		*why = h->input.why;
		if (*why == NULL && h->size != h->input.size)
			*why = "is being written to";
	}
	mill_input_close(&h->input);
	media->size = h->size;
	media->crc = h->crc;
	return *why == NULL;
}

static mill_str
name_for(mill_arena *arena, const mill_media *media, const char *ending)
{
	mill_buf name = { .arena = arena };

	mill_puts(&name, "cm-");
	for (int i = 0; i < NAME_DIGITS / 2; i++)
		mill_printf(&name, "%02x", media->sha1[i]);
	mill_printf(&name, ".%s", ending);
	return mill_buf_str(&name);
}

/* Enters a file that was read, unless one with the same content is there; answers its
 * number, from 1. */
static size_t
enter(mill_finder *finder, const mill_media *read, const mill_hit *hit, const char *ending)
{
	mill_arena *arena = &finder->mill->arena;
	mill_deck *deck = &finder->mill->deck;
	mill_str name = name_for(arena, read, ending);
	uint32_t *number = mill_set_counter(&finder->named, name);
	mill_media *media;

	if (*number > 0)
		return *number;
	deck->media = mill_room(
	    arena, deck->media, sizeof *media, deck->media_count, &deck->media_room);
	media = &deck->media[deck->media_count++];
	*media = *read;
	media->name = name;
	media->file = mill_copy(arena, mill_as_text(arena, hit->file));
	media->path = mill_copy(arena, hit->real).ptr;
	return *number = (uint32_t)deck->media_count;
}

mill_verdict
mill_pack(mill_finder *finder, mill_arena *work, const mill_tree *tree, const mill_hit *hit)
{
	mill_buf key = { .arena = &finder->arena }, message = { .arena = work };
	hashing h = { .input.file = -1 };
	mill_media read = { .size = 0 };
	mill_code code;
	const char *ending, *why;
	uint32_t *number;

	if (!is_inside(finder, tree, hit->real))
		return refused(MILL_MEDIA_REFUSED,
		    MILL_STR("lies outside of the folder of the notes: --media-anywhere takes it "
			     "all the same"));
	if (mill_is_folder(hit->real.ptr))
		return refused(MILL_MEDIA_REFUSED, MILL_STR("is a folder"));
	if (mill_kind_of_file(hit->path, &ending) == MILL_OTHER_FILE)
		return refused(MILL_MEDIA_UNUSABLE,
		    MILL_STR("is no picture, sound or film that Anki shows, by the ending of its "
			     "name"));
	mill_put_str(&key, hit->real);
	mill_printf(&key, "\x1F%s", ending);
	number = mill_set_counter(&finder->packed, mill_buf_str(&key));
	if (*number > 0)
		return (mill_verdict){ MILL_CODES, MILL_STR(""), *number };
	if (finder->block == NULL)
		finder->block = MILL_NEW(&finder->arena, char, BLOCK);
	h.block = finder->block;
	if (!hash_file(&h, hit->real.ptr, &read, &code, &why)) {
		mill_printf(&message, "%s%s", why == h.input.why ? "cannot be read: " : "", why);
		return refused(code, mill_buf_str(&message));
	}
	*number = (uint32_t)enter(finder, &read, hit, ending);
	return (mill_verdict){ MILL_CODES, MILL_STR(""), *number };
}
