/* asset.c - what is built in, compressed: its parts, and unpacked. */
#include "../base/base.h"
#include "formats.h"

#include <libdeflate.h>

enum {
	HEADER = 10, /* no name, no comment: gzip -n */
	TRAILER = 8, /* CRC and size, the lowest byte first */
	UNPACKED_MOST = 1u << 24
};

static uint32_t
number_at(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

mill_packed
mill_asset_packed(const mill_asset *asset)
{
	const unsigned char *end = asset->gzip + asset->length - TRAILER;

	return (
	    mill_packed){ { (const char *)asset->gzip + HEADER, asset->length - HEADER - TRAILER },
		number_at(end + 4), number_at(end) };
}

mill_str
mill_asset_frame(const mill_asset *asset, uint8_t sha1[20])
{
	for (int i = 0; i < 40; i++) {
		char digit = asset->sha1[i];

		sha1[i / 2] = (uint8_t)(sha1[i / 2] << 4 |
					(digit <= '9' ? digit - '0' : digit - 'a' + 10));
	}
	return (mill_str){ (const char *)asset->zstd, asset->zstd_length };
}

bool
mill_asset_text(mill_arena *arena, const mill_asset *asset, mill_str *text)
{
	mill_packed packed = mill_asset_packed(asset);
	struct libdeflate_decompressor *decompressor;
	char *room;
	bool done;

	if (packed.size > UNPACKED_MOST)
		return false;
	room = mill_grow(arena, NULL, 0, packed.size + 1);
	decompressor = libdeflate_alloc_decompressor();
	if (decompressor == NULL)
		return false;
	done = libdeflate_gzip_decompress(decompressor, asset->gzip, asset->length, room,
		   packed.size, NULL) == LIBDEFLATE_SUCCESS;
	libdeflate_free_decompressor(decompressor);
	room[packed.size] = '\0';
	*text = (mill_str){ room, packed.size };
	return done;
}
