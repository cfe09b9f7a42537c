/*
 * wrapper.c - lines of HTML that only lay out what stands around them.
 *
 * Markdown takes all lines behind <div dir="rtl"> or </center> up to a blank
 * one for HTML.  Where they are notes, the tag's line is as good as blank.
 */
#include "../base/base.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

static bool
wraps(mill_str word)
{
	static const char *const tags[] = { "div", "center", "p", "span", "font", "section",
		"article", "main", "header", "footer", "small", "big" };

	for (size_t i = 0; i < MILL_COUNT(tags); i++)
		if (word.len == strlen(tags[i]) && strncasecmp(word.ptr, tags[i], word.len) == 0)
			return true;
	return false;
}

/* One tag and nothing else. */
static bool
is_tag(mill_str line)
{
	size_t at = 1, end = 1;

	line = mill_trim(line);
	if (line.len < 3 || line.ptr[0] != '<' || line.ptr[line.len - 1] != '>' ||
	    mill_find(line, MILL_STR(">"), 0) != line.len - 1)
		return false;
	at += line.ptr[1] == '/';
	for (end = at; isalnum((unsigned char)line.ptr[end]); end++)
		;
	return (line.ptr[end] == '>' || line.ptr[end] == ' ') && wraps(mill_slice(line, at, end));
}

bool
mill_is_wrapper(mill_str line, mill_str next)
{
	mill_str text = mill_trim(next);

	return text.len > 0 && text.ptr[0] != '<' && mill_indent(next) < 4 &&
	       mill_indent(line) < 4 && is_tag(line);
}
