/*
 * unzstd.c - what is packed with Zstandard, as in Anki's newest packages.
 *
 * Frames that were made piece by piece do not say how long they are; so it is unpacked
 * piece by piece, up to a bound: a small file may become anything.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <zstd.h>

static void
release(void *stream)
{
	ZSTD_freeDStream(stream);
}

bool
mill_unzstd(mill_reading *reading, const char *name, mill_str packed, mill_str *bytes)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { packed.ptr, packed.len, 0 };
	mill_buf out = { .arena = &reading->scratch };
	size_t left = 1, step = ZSTD_DStreamOutSize();

	if (stream == NULL)
		return mill_wrong(reading, "%s: zstd has no memory", name);
	mill_hold(reading, stream, release);
	while (left > 0 || in.pos < in.size) {
		ZSTD_outBuffer piece;

		if (out.len + step + 1 > out.room) {
			size_t room = (out.room + step) * 2;
			out.text = mill_grow(out.arena, out.text, out.room, room);
			out.room = room;
		}
		piece = (ZSTD_outBuffer){ out.text + out.len, step, 0 };
		left = ZSTD_decompressStream(stream, &piece, &in);
		if (ZSTD_isError(left))
			return mill_wrong(
			    reading, "%s is damaged: %s", name, ZSTD_getErrorName(left));
		out.len += piece.pos;
		if (mill_is_bomb(packed.len, out.len))
			return mill_wrong(reading, "%s becomes too large when unpacked", name);
		if (piece.pos == 0 && in.pos == in.size && left > 0)
			return mill_wrong(reading, "%s is damaged: it ends too early", name);
	}
	mill_let_go(reading);
	mill_putc(&out, '\0');
	out.len--;
	*bytes = mill_buf_str(&out);
	return true;
}
