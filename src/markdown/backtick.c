/*
 * backtick.c - back-ticks that have no partner, and where code is on a line.
 */
#include "../base/base.h"
#include "markdown.h"

enum { LONGEST = 2000 /* bytes of code on a line; of longer code the end is not looked for */ };

/* Where the back-tick stands that has no partner on this line; SIZE_MAX when
 * all have one. */
static size_t
odd_backtick(mill_str text)
{
	size_t last = SIZE_MAX;
	bool odd = false;

	for (size_t i = 0; i < text.len; i++) {
		size_t end = i;

		if (text.ptr[i] == '\\' && !odd) {
			i++;
			continue;
		}
		while (end < text.len && text.ptr[end] == '`')
			end++;
		if (end - i == 1) {
			last = i;
			odd = !odd;
		}
		if (end > i)
			i = end - 1;
	}
	return odd ? last : SIZE_MAX;
}

size_t
mill_stray_backtick(mill_reader *reader, int32_t line, mill_str text)
{
	size_t at = odd_backtick(text);
	mill_str next;

	if (at == SIZE_MAX)
		return SIZE_MAX;
	next = mill_source_line(&reader->text, line + 1);
	if (!mill_all_blank(next) && odd_backtick(next) != SIZE_MAX)
		return SIZE_MAX;
	next = mill_source_line(&reader->text, line - 1);
	if (!mill_all_blank(next) && odd_backtick(next) != SIZE_MAX)
		return SIZE_MAX;
	mill_say(reader->log, MILL_BACKTICK_STRAY,
	    (mill_place){ line, (int32_t)mill_chars(mill_slice(text, 0, at)) + 1 },
	    "a back-tick without a partner is read as text");
	return at;
}

size_t
mill_code_end(mill_str text, size_t at)
{
	size_t run = at, length;

	while (run < text.len && text.ptr[run] == '`')
		run++;
	length = run - at;
	for (size_t i = run; i < text.len && i < run + LONGEST;) {
		size_t end = i;

		while (end < text.len && text.ptr[end] == '`')
			end++;
		if (end - i == length)
			return end;
		i = end > i ? end : i + 1;
	}
	return run;
}
