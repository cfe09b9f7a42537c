/*
 * protobuf.c - messages of protocol buffers, field by field.
 *
 * Only what Anki's notetypes.proto and import_export.proto need; fields that nobody
 * asks for are passed over (protobuf.dev/programming-guides/encoding).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum { NUMBER = 0, EIGHT_BYTES = 1, BYTES = 2, FOUR_BYTES = 5 };

static bool
read_number(mill_str *rest, uint64_t *number)
{
	*number = 0;
	for (unsigned shift = 0; shift < 64 && rest->len > 0; shift += 7) {
		uint8_t byte = (uint8_t)rest->ptr[0];

		*number |= (uint64_t)(byte & 0x7F) << shift;
		rest->ptr++;
		rest->len--;
		if (byte < 0x80)
			return true;
	}
	return false;
}

static bool
pass(mill_str *rest, uint64_t length, mill_str *passed)
{
	if (length > rest->len)
		return false;
	*passed = (mill_str){ rest->ptr, (size_t)length };
	rest->ptr += length;
	rest->len -= (size_t)length;
	return true;
}

static bool
read_field(mill_message *message, uint64_t tag)
{
	uint64_t length;

	message->field = tag >> 3 > UINT32_MAX ? 0 : (uint32_t)(tag >> 3);
	switch (tag & 7) {
	case NUMBER:
		return read_number(&message->rest, &message->number);
	case BYTES:
		return read_number(&message->rest, &length) &&
		       pass(&message->rest, length, &message->bytes);
	case EIGHT_BYTES:
		return pass(&message->rest, 8, &message->bytes);
	case FOUR_BYTES:
		return pass(&message->rest, 4, &message->bytes);
	default:
		return false;
	}
}

bool
mill_next_field(mill_message *message)
{
	uint64_t tag;

	message->number = 0;
	message->bytes = MILL_STR("");
	if (message->rest.len == 0 || message->damaged)
		return false;
	message->damaged = !read_number(&message->rest, &tag) || !read_field(message, tag);
	return !message->damaged;
}
