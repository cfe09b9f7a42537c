/* otherfile.c - files that are no text or no table, whatever the ending of their names says. */
#include "../base/base.h"
#include "formats.h"

#define AS_CSV "saved as CSV it is a deck that cardmill reads"

static const mill_file_kind *
archive(mill_str bytes)
{
	static const mill_file_kind excel = { "an Excel workbook (.xlsx)", AS_CSV },
				    calc = { "an OpenDocument spreadsheet (.ods)", AS_CSV },
				    numbers = { "a Numbers document", AS_CSV },
				    package = { "an Anki package (.apkg)",
					    "its name has to end in .apkg" },
				    other = { "a ZIP archive", NULL };
	mill_str head = mill_slice(bytes, 0, 1 << 16),
		 end = mill_slice(
		     bytes, bytes.len > 1 << 16 ? bytes.len - (1 << 16) : 0, bytes.len);

	/* Names of members stand in front of each, and all of them at the end. */
	if (mill_find(head, MILL_STR("xl/"), 0) != SIZE_MAX ||
	    mill_find(end, MILL_STR("xl/"), 0) != SIZE_MAX)
		return &excel;
	if (mill_find(head, MILL_STR("opendocument.spreadsheet"), 0) != SIZE_MAX)
		return &calc;
	if (mill_find(end, MILL_STR("collection.anki2"), 0) != SIZE_MAX)
		return &package;
	return mill_find(end, MILL_STR("Index/"), 0) != SIZE_MAX ? &numbers : &other;
}

/* True when text goes on, after blanks, with one of some characters. */
static bool
goes_on(mill_str text, size_t at, const char *with)
{
	while (at < text.len && strchr(" \t\r\n", text.ptr[at]) != NULL && text.ptr[at] != '\0')
		at++;
	return at < text.len && text.ptr[at] != '\0' && strchr(with, text.ptr[at]) != NULL;
}

static const char *
other_text(mill_str text)
{
	static const struct {
		const char *start, *what;
	} known[] = { { "<!doctype html", "a web page (HTML)" }, { "<html", "a web page (HTML)" },
		{ "<?xml", "XML" }, { "{\\rtf", "a text of a word processor (RTF)" } };

	for (size_t i = 0; i < MILL_COUNT(known); i++) {
		size_t length = strlen(known[i].start), same = 0;

		while (
		    same < length && same < text.len &&
		    (text.ptr[same] | (text.ptr[same] >= 'A' && text.ptr[same] <= 'Z' ? 32 : 0)) ==
			known[i].start[same])
			same++;
		if (same == length)
			return known[i].what;
	}
	if ((mill_starts(text, MILL_STR("{")) && goes_on(text, 1, "\"}")) ||
	    (mill_starts(text, MILL_STR("[")) && goes_on(text, 1, "{]")))
		return "JSON";
	return NULL;
}

const mill_file_kind *
mill_binary_file(mill_str bytes)
{
	static const struct {
		mill_str start;
		mill_file_kind kind;
	} known[] = {
		{ { "SQLite format 3\0", 16 },
		    { "a database of SQLite",
			"a collection of Anki's is read when Anki has exported it" } },
		{ { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8 },
		    { "an old Excel workbook (.xls)", AS_CSV } },
		{ { "%PDF-", 5 }, { "a PDF", NULL } },
		{ { "\x28\xB5\x2F\xFD", 4 }, { "compressed with Zstandard", NULL } },
		{ { "\x1F\x8B\x08", 3 }, { "compressed with gzip", NULL } },
		{ { "\x89PNG", 4 }, { "a picture", NULL } },
		{ { "\xFF\xD8\xFF", 3 }, { "a picture", NULL } },
	};

	if (mill_starts(bytes, MILL_STR("PK\3\4")))
		return archive(bytes);
	for (size_t i = 0; i < MILL_COUNT(known); i++)
		if (mill_starts(bytes, known[i].start))
			return &known[i].kind;
	return NULL;
}

const char *
mill_other_file(mill_str bytes)
{
	const mill_file_kind *binary = mill_binary_file(bytes);

	if (binary != NULL)
		return binary->what;
	if (mill_starts(bytes, MILL_STR("\xEF\xBB\xBF")))
		bytes = mill_slice(bytes, 3, bytes.len);
	return other_text(mill_trim(mill_slice(bytes, 0, 1024)));
}
