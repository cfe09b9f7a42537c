/*
 * protowrite.c - messages of protocol buffers, put together field by field.
 *
 * As proto3 has it, so that equal messages are equal bytes: callers put fields in the order of
 * their numbers, and what is zero or empty is left out
 * (protobuf.dev/programming-guides/encoding).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { NUMBER = 0, BYTES = 2, FOUR_BYTES = 5 };

void
mill_proto_varint(mill_buf *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		mill_putc(out, (char)((number & 0x7F) | 0x80));
	mill_putc(out, (char)number);
}

static void
put_tag(mill_buf *out, uint32_t field, unsigned type)
{
	mill_proto_varint(out, (uint64_t)field << 3 | type);
}

static void
put_float(mill_buf *out, float number)
{
	uint32_t bits;

	memcpy(&bits, &number, sizeof bits);
	for (int i = 0; i < 4; i++)
		mill_putc(out, (char)(bits >> 8 * i & 0xFF));
}

void
mill_proto_given(mill_buf *out, uint32_t field, uint64_t number)
{
	put_tag(out, field, NUMBER);
	mill_proto_varint(out, number);
}

void
mill_proto_number(mill_buf *out, uint32_t field, uint64_t number)
{
	if (number != 0)
		mill_proto_given(out, field, number);
}

void
mill_proto_float(mill_buf *out, uint32_t field, float number)
{
	put_tag(out, field, FOUR_BYTES);
	put_float(out, number);
}

void
mill_proto_floats(mill_buf *out, uint32_t field, const float *numbers, size_t count)
{
	put_tag(out, field, BYTES);
	mill_proto_varint(out, count * 4);
	for (size_t i = 0; i < count; i++)
		put_float(out, numbers[i]);
}

void
mill_proto_message(mill_buf *out, uint32_t field, mill_str bytes)
{
	put_tag(out, field, BYTES);
	mill_proto_varint(out, bytes.len);
	mill_put_str(out, bytes);
}

void
mill_proto_bytes(mill_buf *out, uint32_t field, mill_str bytes)
{
	if (bytes.len > 0)
		mill_proto_message(out, field, bytes);
}
