/* decode.c - the text of a source and its lines, whatever its encoding. */
#include "../base/base.h"
#include "markdown.h"

static void
find_lines(mill_reader *reader)
{
	mill_text *text = &reader->text;
	size_t count = 1, at = 0;

	while ((at = mill_find(text->body, MILL_STR("\n"), at)) != SIZE_MAX) {
		count++;
		at++;
	}
	at = 0;
	text->starts = MILL_NEW(reader->arena, size_t, count + 1);
	for (size_t i = 1; i < count; i++) {
		at = mill_find(text->body, MILL_STR("\n"), at) + 1;
		text->starts[i] = at;
	}
	text->lines = (int32_t)count;
	text->starts[count] = text->body.len + 1; /* as if one more newline ended it */
	text->first = 1;
}

cardmill_status
mill_decode(mill_reader *reader, mill_str bytes, const char *encoding)
{
	mill_bad_text bad;
	mill_str text;

	if (!mill_to_text(reader->arena, bytes, encoding, &text, &bad))
		return mill_say(reader->log, bad.code, bad.place, "%s", bad.what);
	reader->text.body = mill_compose(reader->arena, text);
	find_lines(reader);
	return CARDMILL_OK;
}

mill_str
mill_source_line(const mill_text *text, int32_t line)
{
	if (line < 1 || line > text->lines)
		return MILL_STR("");
	return mill_slice(text->body, text->starts[line - 1], text->starts[line] - 1);
}

int32_t
mill_indent(mill_str line)
{
	int32_t columns = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '\t')
			columns = columns / 4 * 4 + 4;
		else if (line.ptr[i] == ' ')
			columns++;
		else
			break;
	}
	return columns;
}
