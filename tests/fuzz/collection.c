/* collection.c - any bytes as what is inside of a package: a collection of any schema, also
 * packed with Zstandard. */
#include "fuzz.h"

/* The archive around them is made here: its checksums would hide all else. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool frame = size > 0 && data[0] == 0x28;
	const fuzz_member members[] = { { frame ? "collection.anki21b" : "collection.anki2",
	    { (const char *)data, size } } };
	fuzz_bytes zip = { 0 };

	fuzz_zip(&zip, members, 1);
	fuzz_whole("fuzz-collection.apkg", zip.data, zip.len);
	fuzz_free(&zip);
	return 0;
}

#ifdef REPLAY
static void
make(void)
{
	fuzz_member_of_deck(fuzz_seed(), CARDMILL_LEGACY, "collection.anki2", false);
	fuzz_member_of_deck(fuzz_seed(), CARDMILL_LATEST, "collection.anki21b", false);
	fuzz_member_of_deck(fuzz_seed(), CARDMILL_LATEST, "collection.anki21b", true);
}

int
main(int argc, char **argv)
{
	return fuzz_main("collection", make, 1500, argc, argv);
}
#endif
