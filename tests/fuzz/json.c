/* json.c - any bytes as a JSON deck. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(mill_read_json, data, size);
	fuzz_through("d.json", NULL, data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = {
		"{\"notes\": [{\"guid\": \"g1\", \"fields\": [\"<div><small>c</small></div>f\", "
		"null], "
		"\"tags\": [\"a\"], \"notetype\": \"My Cloze\", \"deck\": 7}]}",
		"{\"version\": 2, \"name\": \"D\", \"note_types\": [{\"name\": \"T\", \"cloze\": "
		"false, \"fields\": [\"A\", \"B\"], \"id\": 5, \"css\": \".c{}\", "
		"\"field_settings\": "
		"[{\"font\": \"x\", \"size\": 9, \"id\": 3, \"rtl\": true}], \"templates\": "
		"[{\"name\": "
		"\"C\", \"front\": \"{{#A}}{{A}}{{/A}}\", \"back\": \"{{B}}\"}]}], \"decks\": "
		"[{\"name\": \"D::E\", \"description\": \"d\", \"markdown\": true}], \"media\": "
		"[{\"name\": \"a.png\", \"file\": \"a.png\", \"size\": 1, \"sha1\": "
		"\"0123456789012345678901234567890123456789\"}], \"notes\": [{\"guid\": \"g\", "
		"\"notetype\": \"T\", \"deck\": \"D\", \"tags\": [\"a::b\"], \"fields\": [\"<img "
		"src=a.png>\", \"[sound:b.mp3]\"], \"modified\": 9, \"card_list\": [{\"ordinal\": "
		"1, "
		"\"deck\": \"F\", \"flag\": 2, \"suspended\": true}], \"rule\": \"term\", "
		"\"source\": "
		"{\"file\": \"n.md\", \"line\": 1, \"end_line\": 2}}, {\"fields\": [\"{{c1::x}}\", "
		"\"\"]}]}",
		NULL
	};

	return fuzz_main("fuzz-json", CARDMILL_JSON, seeds, argc, argv);
}
#endif
