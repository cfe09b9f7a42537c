/* buf.c - text that grows in an arena, and a buffer before a sink. */
#include "base.h"

#include <stdarg.h>
#include <stdio.h>

enum { OUT_BLOCK = 64 * 1024 };

static void
reserve(mill_buf *buf, size_t more)
{
	size_t room = buf->room;

	if (buf->text != NULL && room - buf->len > more)
		return;
	room = room < 16 ? 32 : room * 2;
	if (room < buf->len + more + 1)
		room = buf->len + more + 1;
	buf->text = mill_grow(buf->arena, buf->text, buf->text == NULL ? 0 : buf->room, room);
	buf->room = room;
}

void
mill_put(mill_buf *buf, const void *bytes, size_t length)
{
	reserve(buf, length);
	if (length > 0)
		memcpy(buf->text + buf->len, bytes, length);
	buf->len += length;
	buf->text[buf->len] = '\0';
}

void
mill_puts(mill_buf *buf, const char *text)
{
	mill_put(buf, text, strlen(text));
}

void
mill_putc(mill_buf *buf, char byte)
{
	mill_put(buf, &byte, 1);
}

void
mill_put_str(mill_buf *buf, mill_str text)
{
	mill_put(buf, text.ptr, text.len);
}

void
mill_printf(mill_buf *buf, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length > 0) {
		reserve(buf, (size_t)length);
		vsnprintf(buf->text + buf->len, (size_t)length + 1, format, again);
		buf->len += (size_t)length;
	}
	va_end(again);
}

mill_str
mill_buf_str(mill_buf *buf)
{
	if (buf->text == NULL)
		return MILL_STR("");
	return (mill_str){ buf->text, buf->len };
}

void
mill_out_init(mill_out *out, mill_arena *arena, cardmill_sink sink)
{
	out->sink = sink;
	out->block = MILL_NEW(arena, char, OUT_BLOCK);
	out->len = 0;
	out->room = OUT_BLOCK;
	out->failed = false;
}

static void
flush(mill_out *out, const void *bytes, size_t length)
{
	if (!out->failed && length > 0 && out->sink.put(out->sink.user, bytes, length) != 0)
		out->failed = true;
}

void
mill_out_put(mill_out *out, const void *bytes, size_t length)
{
	if (length > out->room - out->len) {
		flush(out, out->block, out->len);
		out->len = 0;
	}
	if (length > out->room) {
		flush(out, bytes, length);
		return;
	}
	memcpy(out->block + out->len, bytes, length);
	out->len += length;
}

void
mill_out_str(mill_out *out, mill_str text)
{
	mill_out_put(out, text.ptr, text.len);
}

void
mill_out_puts(mill_out *out, const char *text)
{
	mill_out_put(out, text, strlen(text));
}

bool
mill_out_finish(mill_out *out)
{
	flush(out, out->block, out->len);
	out->len = 0;
	return !out->failed;
}
