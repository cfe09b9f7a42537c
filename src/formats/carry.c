/*
 * carry.c - media on their way into an output: in blocks, and only as the deck was built of them.
 *
 * They are files, or members of a package that the deck was read of.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

/* ---- where they come from ------------------------------------------------------------ */

static bool
pour_file(const mill_media *media, char *block, mill_take_fn *take, void *user, const char **why)
{
	mill_input input;
	bool taken = true;
	size_t length;

	if (!mill_input_open(&input, media->path)) {
		*why = input.why;
		return false;
	}
	while (taken && (length = mill_input_read(&input, block, MILL_CARRIED)) > 0)
		taken = take(user, (mill_str){ block, length });
	mill_input_close(&input);
	*why = input.why;
	return taken && *why == NULL;
}

typedef struct unpacking {
	mill_unzstd_flow flow;
	mill_take_fn *take;
	void *user;
} unpacking;

static bool
unpack(void *user, mill_str bytes)
{
	unpacking *u = user;

	return mill_unzstd_piece(&u->flow, bytes, u->take, u->user);
}

static bool
pour_member(const mill_media *media, mill_take_fn *take, void *user, const char **why)
{
	struct mill_member_place place = { media->place, media->number };
	unpacking u = { .take = take, .user = user };
	const char *stopped;
	bool poured;

	if (!media->zstd)
		return mill_unzip_through(media->path, place, take, user, why);
	poured = mill_unzstd_begin(&u.flow) &&
		 mill_unzip_through(media->path, place, unpack, &u, why);
	stopped = u.flow.why;
	if (!mill_unzstd_end(&u.flow) && poured)
		stopped = u.flow.why;
	if (*why == NULL)
		*why = stopped;
	return poured && *why == NULL;
}

/* ---- weighing ------------------------------------------------------------------------------ */

typedef struct weighing {
	mill_media *media;
	mill_digesting digesting;
} weighing;

static bool
weigh(void *user, mill_str bytes)
{
	weighing *w = user;

	w->media->size += bytes.len;
	w->media->crc = mill_crc(w->media->crc, bytes);
	mill_digest_piece(&w->digesting, bytes);
	return true;
}

bool
mill_weigh(mill_media *media, const char **why)
{
	weighing w = { .media = media };
	char block[MILL_CARRIED];

	*why = NULL;
	media->size = 0;
	media->crc = 0;
	mill_digest_begin(&w.digesting);
	if (media->packed ? !pour_member(media, weigh, &w, why)
			  : !pour_file(media, block, weigh, &w, why))
		return false;
	mill_digest_end(&w.digesting, media->sha1);
	return true;
}

/* ---- carrying ------------------------------------------------------------------------------ */

/* Pieces of any size become such of MILL_CARRIED bytes. */
typedef struct carrying {
	const mill_media *media;
	char *block; /* NULL: pieces come as they are to go */
	size_t length;
	mill_take_fn *take;
	void *user;
	uint64_t size;
	uint32_t crc;
} carrying;

static bool
carry(carrying *c, mill_str bytes)
{
	c->size += bytes.len;
	c->crc = mill_crc(c->crc, bytes);
	return c->size <= c->media->size && c->take(c->user, bytes);
}

static bool
collect(void *user, mill_str bytes)
{
	carrying *c = user;

	if (c->block == NULL)
		return carry(c, bytes);
	while (bytes.len > 0) {
		size_t part = bytes.len < MILL_CARRIED - c->length ? bytes.len
								   : MILL_CARRIED - c->length;

		memcpy(c->block + c->length, bytes.ptr, part);
		c->length += part;
		bytes = mill_slice(bytes, part, bytes.len);
		if (c->length < MILL_CARRIED)
			return true;
		c->length = 0;
		if (!carry(c, (mill_str){ c->block, MILL_CARRIED }))
			return false;
	}
	return true;
}

bool
mill_carry(const mill_media *media, char *block, mill_take_fn *take, void *user, const char **why)
{
	carrying c = { .media = media, .take = take, .user = user };
	bool poured;

	*why = NULL;
	c.block = media->packed ? block : NULL;
	poured = media->packed ? pour_member(media, collect, &c, why)
			       : pour_file(media, block, collect, &c, why);
	if (poured && c.length > 0)
		poured = carry(&c, (mill_str){ block, c.length });
	if (*why == NULL &&
	    (c.size > media->size || (poured && (c.size != media->size || c.crc != media->crc))))
		*why = "it changed after the notes were read";
	return poured && *why == NULL;
}

const char *
mill_carry_trouble(mill_arena *arena, const mill_media *media, const char *why)
{
	mill_buf text = { .arena = arena };

	mill_printf(&text, "%s: %s", media->file.ptr, why);
	return mill_buf_str(&text).ptr;
}
