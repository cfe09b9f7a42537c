/* carry.c - media on their way into an output: in blocks, and only as the deck was built of them.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

bool
mill_carry(const mill_media *media, char *block, bool (*take)(void *user, mill_str bytes),
    void *user, const char **why)
{
	mill_input input;
	uint64_t size = 0;
	uint32_t crc = 0;
	size_t length;
	bool taken = true;

	*why = NULL;
	if (!mill_input_open(&input, media->path)) {
		*why = input.why;
		return false;
	}
	while (taken && size <= media->size &&
	       (length = mill_input_read(&input, block, MILL_CARRIED)) > 0) {
		mill_str bytes = { block, length };

		size += length;
		crc = mill_crc(crc, bytes);
		if (size <= media->size)
			taken = take(user, bytes);
	}
	mill_input_close(&input);
	if (taken && (input.why != NULL || size != media->size || crc != media->crc))
		*why = input.why != NULL ? input.why : "it changed after the notes were read";
	return taken && *why == NULL;
}

const char *
mill_carry_trouble(mill_arena *arena, const mill_media *media, const char *why)
{
	mill_buf text = { .arena = arena };

	mill_printf(&text, "%s: %s", media->file.ptr, why);
	return mill_buf_str(&text).ptr;
}
