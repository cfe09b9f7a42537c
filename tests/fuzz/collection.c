/* collection.c - any bytes as what is inside of a package: a collection, and what Zstandard packed. */
#include "fuzz.h"

/* The archive around them is minizip's, and its checksums would hide all else; it is
 * read from a file, see tests/unit/read.c. */
static bool
read_inside(mill_reading *reading)
{
	mill_str all = reading->bytes, frame;
	mill_message message = { .rest = all };

	while (mill_next_field(&message))
		;
	if (all.len > 0 && (uint8_t)all.ptr[0] == 0x28)
		return mill_unzstd(reading, "collection.anki21b", all, &frame) &&
		       mill_read_collection(reading, "collection.anki21b", frame);
	return mill_read_collection(reading, "collection.anki2", all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(read_inside, data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = {
		NULL };

	return fuzz_main("fuzz-collection", CARDMILL_APKG, seeds, argc, argv);
}
#endif
