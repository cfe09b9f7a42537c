/* search.c - what Anki's browser finds notes with. */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

size_t
mill_put_search(mill_buf *out, const mill_deck *deck, size_t from)
{
	(void)from;
	mill_puts(out, "TODO");
	return deck->vanished_count;
}
