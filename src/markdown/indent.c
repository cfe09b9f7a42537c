/*
 * indent.c - what is indented like code, and is a list or prose.
 *
 * Four blanks make code of anything.  Below an item people indent lists and
 * sentences as they like.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum { LONGEST = 400 /* lines that are looked at */ };

/* Bytes of the mark of an item, its blank included. */
static size_t
item_mark(mill_str text)
{
	mill_marker marker;

	if (text.len > 2 && strchr("-*+", text.ptr[0]) != NULL && text.ptr[1] == ' ')
		return 2;
	return mill_marker_read(text, &marker);
}

static bool
ends_like_code(mill_str text)
{
	return strchr(";{}(),", text.ptr[text.len - 1]) != NULL;
}

/* `name: value`, `"./data:/data"`, `a=b`: one of a list in a config file. */
static bool
is_setting(mill_str text)
{
	size_t word = 0;

	while (word < text.len && text.ptr[word] != ' ')
		word++;
	return !isalpha((unsigned char)text.ptr[0]) || text.ptr[word - 1] == ':' ||
	       mill_find(text, MILL_STR("="), 0) != SIZE_MAX;
}

/* 0: code; 1: may go with words; 2: words. */
static int
wordy(mill_str line)
{
	mill_str text = mill_trim(line);
	size_t mark = item_mark(text);

	if (text.len == 0)
		return 1;
	if (ends_like_code(text) || mill_find(text, MILL_STR("//"), 0) != SIZE_MAX ||
	    mill_find(text, MILL_STR("\xE2\x94"), 0) != SIZE_MAX) /* ├ └ │ */
		return 0;
	if (mill_has_cjk(text))
		return text.ptr[0] == '#' ? 0 : 2;
	if (mark == 0)
		return 0;
	text = mill_trim(mill_slice(text, mark, text.len));
	if (text.len == 0 || is_setting(text))
		return 0;
	return memchr(text.ptr, ' ', text.len) == NULL ? 1 : 2;
}

bool
mill_is_indented_text(mill_str code)
{
	bool words = false;
	size_t at = 0;

	for (int line = 0; at < code.len; line++) {
		size_t end = mill_find(code, MILL_STR("\n"), at);
		int kind;

		end = end == SIZE_MAX ? code.len : end;
		kind = wordy(mill_slice(code, at, end));
		if (kind == 0 || line == LONGEST)
			return false;
		words |= kind == 2;
		at = end + 1;
	}
	return words;
}

mill_str
mill_outdent(mill_reader *reader, mill_str code)
{
	mill_buf out = { .arena = reader->arena };
	size_t margin = SIZE_MAX, blanks = 0;
	bool start = true;

	for (size_t i = 0; i < code.len; i++) {
		if (start && code.ptr[i] == ' ') {
			blanks++;
			continue;
		}
		if (start && code.ptr[i] != '\n' && blanks < margin)
			margin = blanks;
		start = code.ptr[i] == '\n';
		blanks = 0;
	}
	for (size_t at = 0; at < code.len;) {
		size_t end = mill_find(code, MILL_STR("\n"), at);

		end = end == SIZE_MAX ? code.len : end + 1;
		while (blanks < margin && at < end && code.ptr[at] == ' ') {
			at++;
			blanks++;
		}
		mill_put_str(&out, mill_slice(code, at, end));
		blanks = 0;
		at = end;
	}
	return mill_buf_str(&out);
}
