/*
 * header.cpp - the public header alone, in C and in C++; tests/api/header
 * compiles it as both.  Every function is called, so that one without C linkage
 * does not link.
 */
#include <cardmill.h>

static int
count(void *user, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)user += length;
	return 0;
}

static int
mill_it(cardmill *mill, const char *folder)
{
	static const char text[] = "key: value\n";
	cardmill_output none = { folder, CARDMILL_NO_FORMAT };
	size_t length = 0;
	cardmill_sink sink = { count, &length };

	if (cardmill_add_path(mill, "/nowhere") != CARDMILL_CANNOT_READ ||
	    cardmill_error(mill)->status != CARDMILL_CANNOT_READ ||
	    cardmill_add_bytes(mill, "a.md", text, sizeof text - 1) != CARDMILL_OK ||
	    cardmill_build(mill) != CARDMILL_OK || cardmill_note_count(mill) != 1 ||
	    cardmill_note_at(mill, 0)->field_count != 4 || cardmill_source_count(mill) != 1 ||
	    cardmill_report_count(mill, CARDMILL_ERROR) != 1)
		return 1;
	if (cardmill_write(mill, cardmill_format_of("json"), sink) != CARDMILL_OK || length == 0 ||
	    cardmill_write_file(mill, CARDMILL_NO_FORMAT, folder) != CARDMILL_MISUSED ||
	    cardmill_write_files(mill, &none, 1) != CARDMILL_MISUSED ||
	    cardmill_name_refused("collection.apkg") == NULL)
		return 1;
	return cardmill_version()[0] == CARDMILL_VERSION[0] ? 0 : 1;
}

int
main(int argc, char **argv)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill = cardmill_new(&options);
	int status = mill_it(mill, argv[argc - 1]);

	cardmill_free(mill);
	return status;
}
