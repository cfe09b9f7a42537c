/*
 * zstd.c - bytes and files as frames of Zstandard, as Anki's newest packages have them.
 *
 * How something is packed hangs on its size alone and never on the machine, so that equal
 * decks are equal bytes: what threads make is the same however many there are.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <zstd.h>

enum {
	LEVEL = 3,        /* Anki's */
	LARGE = 64 << 20, /* bytes from which threads halve the time, for a tenth more work */
	WORKERS = 4,
	FILE_LEVEL = 1 /* half the time of 3, and nearly as small */
};

/* Where the library has no threads, asking for them fails, and nothing is lost but time. */
static void
set_up(ZSTD_CCtx *context, size_t size)
{
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	if (size >= LARGE)
		ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, WORKERS);
}

bool
mill_zstd(mill_arena *arena, mill_str bytes, mill_str *packed)
{
	size_t room = ZSTD_compressBound(bytes.len), length;
	char *to = mill_grow(arena, NULL, 0, room);
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (context == NULL)
		return false;
	set_up(context, bytes.len);
	length = ZSTD_compress2(context, to, room, bytes.ptr, bytes.len);
	ZSTD_freeCCtx(context);
	*packed = (mill_str){ to, length };
	return !ZSTD_isError(length);
}

/* ---- files ------------------------------------------------------------------------------- */

bool
mill_packer_open(mill_packer *packer, mill_arena *arena)
{
	packer->size = ZSTD_CStreamOutSize();
	packer->room = mill_grow(arena, NULL, 0, packer->size);
	packer->context = ZSTD_createCCtx();
	return packer->context != NULL;
}

void
mill_packer_close(mill_packer *packer)
{
	ZSTD_freeCCtx(packer->context);
	packer->context = NULL;
}

/* Packs bytes, and hands on what becomes of them; at the end all that is left. */
static bool
pack(mill_packer *packer, mill_str bytes, ZSTD_EndDirective how)
{
	ZSTD_inBuffer in = { bytes.ptr, bytes.len, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { packer->room, packer->size, 0 };

		left = ZSTD_compressStream2(packer->context, &out, &in, how);
		if (ZSTD_isError(left)) {
			packer->why = ZSTD_getErrorName(left);
			return false;
		}
		if (out.pos > 0 && !packer->take(packer->user, (mill_str){ packer->room, out.pos }))
			return false;
	} while (in.pos < in.size || (how == ZSTD_e_end && left > 0));
	return true;
}

static bool
pack_piece(void *user, mill_str bytes)
{
	return pack(user, bytes, ZSTD_e_continue);
}

bool
mill_pack_media(mill_packer *packer, const mill_media *media, char *block,
    bool (*take)(void *user, mill_str bytes), void *user, const char **why)
{
	bool done;

	packer->take = take;
	packer->user = user;
	packer->why = NULL;
	ZSTD_CCtx_reset(packer->context, ZSTD_reset_session_only);
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_compressionLevel, FILE_LEVEL);
	ZSTD_CCtx_setPledgedSrcSize(packer->context, media->size);
	done = mill_carry(media, block, pack_piece, packer, why) &&
	       pack(packer, MILL_STR(""), ZSTD_e_end);
	if (packer->why != NULL)
		*why = packer->why;
	return done;
}
