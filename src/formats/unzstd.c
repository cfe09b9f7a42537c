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

enum { PIECE = 1 << 16 };

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

bool
mill_unzstd_begin(mill_unzstd_flow *flow)
{
	*flow = (mill_unzstd_flow){ .stream = ZSTD_createDStream() };
	flow->why = flow->stream == NULL ? "zstd has no memory" : NULL;
	return flow->stream != NULL;
}

bool
mill_unzstd_piece(mill_unzstd_flow *flow, mill_str piece, mill_take_fn *take, void *user)
{
	ZSTD_inBuffer in = { piece.ptr, piece.len, 0 };
	char room[PIECE];
	size_t left = 1;

	flow->packed += piece.len;
	for (bool more = false; in.pos < in.size || more;) {
		ZSTD_outBuffer out = { room, sizeof room, 0 };

		left = ZSTD_decompressStream(flow->stream, &out, &in);
		if (ZSTD_isError(left))
			flow->why = ZSTD_getErrorName(left);
		flow->size += out.pos;
		if (mill_is_bomb(flow->packed, flow->size))
			flow->why = "it becomes too large when unpacked";
		if (flow->why != NULL || (out.pos > 0 && !take(user, (mill_str){ room, out.pos })))
			return false;
		more = out.pos == out.size && left > 0;
		flow->done = left == 0;
	}
	return true;
}

bool
mill_unzstd_end(mill_unzstd_flow *flow)
{
	ZSTD_freeDStream(flow->stream);
	if (flow->why == NULL && !flow->done)
		flow->why = "it ends too early";
	return flow->why == NULL;
}
