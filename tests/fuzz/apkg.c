/* apkg.c - any bytes as a package, which is read from a file. */
#include "fuzz.h"

static bool
read_package(mill_reading *reading)
{
	reading->path = "fuzzed.apkg";
	spit_bytes(reading->path, reading->bytes.ptr, reading->bytes.len);
	return mill_read_apkg(reading);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(read_package, data, size);
	fuzz_through("d.apkg", "fuzzed.apkg", data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = { NULL };

	return fuzz_main("fuzz-apkg", CARDMILL_APKG, seeds, argc, argv);
}
#endif
