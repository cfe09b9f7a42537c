/* json.c - any bytes as a JSON deck. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(mill_read_json, data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = {
		"{\"notes\": [{\"guid\": \"g1\", \"fields\": [\"<div><small>c</small></div>f\", null], "
		"\"tags\": [\"a\"], \"notetype\": \"My Cloze\", \"deck\": 7}]}",
		NULL };

	return fuzz_main("fuzz-json", CARDMILL_JSON, seeds, argc, argv);
}
#endif
