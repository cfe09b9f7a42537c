/* json.c - any bytes as a JSON deck. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(mill_read_json, data, size);
	fuzz_whole("fuzz.json", data, size);
	return 0;
}

#ifdef REPLAY
static void
make(void)
{
	fuzz_seed_text("{\"notes\": [{\"guid\": \"g1\", \"fields\": "
		       "[\"<div><small>c</small></div>f\", null], "
		       "\"tags\": [\"a\"], \"notetype\": \"My Cloze\", \"deck\": 7}]}");
	/* as Anki's importer takes it */
	fuzz_seed_text(
	    "{\"default_notetype\": \"Basic\", \"default_deck\": \"D\", \"global_tags\": "
	    "[\"t\"], \"notetypes\": [{\"name\": \"N\", \"is_cloze\": true, \"fields\": "
	    "[{\"name\": \"A\"}, \"B\"], \"templates\": [{\"name\": \"C\", \"qfmt\": "
	    "\"{{cloze:A}}\", \"afmt\": \"{{B}}\"}]}], \"notes\": [{\"fields\": [\"q\", "
	    "\"a\"]}, {\"notetype\": \"N\", \"fields\": [\"{{c3::x}}\"]}, "
	    "{\"notetype\": \"Z\", \"fields\": [\"1\", \"2\", \"3\", \"4\", \"5\"]}]}");
	fuzz_deck_as(fuzz_seed(), CARDMILL_JSON, CARDMILL_LEGACY);
}

int
main(int argc, char **argv)
{
	return fuzz_main("json", make, 3000, argc, argv);
}
#endif
