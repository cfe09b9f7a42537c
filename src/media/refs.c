/*
 * refs.c - the files that a field of any deck shows or plays, as Anki finds them
 * (rslib/src/text.rs): src and data of tags, with or without quotes, and [sound:NAME].
 */
#include "../base/base.h"
#include "../deck.h"
#include "../mill.h"
#include "media.h"

#include <strings.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
begins(mill_str html, size_t at, const char *word)
{
	size_t length = strlen(word);

	return html.len - at >= length && strncasecmp(html.ptr + at, word, length) == 0;
}

/* The value of an attribute that shows a file, within a tag from at to end. */
static bool
find_value(mill_str html, size_t at, size_t end, mill_reference *reference)
{
	for (; at < end; at++) {
		size_t name = begins(html, at, "src=") ? 4 : begins(html, at, "data=") ? 5 : 0;
		char quote;

		if (name == 0 || !is_space(html.ptr[at - 1]))
			continue;
		at += name;
		quote = at < end && (html.ptr[at] == '"' || html.ptr[at] == '\'') ? html.ptr[at]
										  : '\0';
		at += quote != '\0';
		reference->from = at;
		while (at < html.len && (quote != '\0' ? html.ptr[at] != quote
						       : at < end && !is_space(html.ptr[at])))
			at++;
		reference->to = at;
		return at > reference->from;
	}
	return false;
}

static bool
is_media_tag(mill_str html, size_t at)
{
	static const char *const tags[] = { "<img", "<audio", "<video", "<object", "<source" };

	for (size_t i = 0; i < MILL_COUNT(tags); i++) {
		size_t length = strlen(tags[i]);

		if (begins(html, at, tags[i]) && at + length < html.len &&
		    is_space(html.ptr[at + length]))
			return true;
	}
	return false;
}

bool
mill_next_reference(mill_str html, size_t *at, mill_reference *reference)
{
	static const mill_str sound = { "[sound:", 7 };

	for (; *at < html.len; ++*at) {
		size_t end;

		reference->sound = html.ptr[*at] == '[' &&
				   mill_starts(mill_slice(html, *at, html.len), sound);
		if (reference->sound) {
			end = mill_find(html, MILL_STR("]"), *at);
			if (end == SIZE_MAX)
				continue;
			reference->from = *at + sound.len;
			reference->to = end;
			*at = end;
			return true;
		}
		if (html.ptr[*at] != '<' || !is_media_tag(html, *at))
			continue;
		end = mill_find(html, MILL_STR(">"), *at);
		if (end == SIZE_MAX || !find_value(html, *at + 1, end, reference))
			continue;
		*at = reference->to;
		return true;
	}
	return false;
}

mill_str
mill_referred_as(mill_arena *arena, mill_str html, const mill_reference *reference)
{
	mill_buf name = { .arena = arena };
	mill_str text = mill_slice(html, reference->from, reference->to);

	mill_put_unescaped(&name, text);
	text = mill_buf_str(&name);
	if (mill_find(text, MILL_STR("//"), 0) != SIZE_MAX || mill_starts(text, MILL_STR("data:")))
		return MILL_STR("");
	return text;
}

mill_str
mill_referred(mill_arena *arena, mill_str html, const mill_reference *reference)
{
	return mill_compose(arena, mill_referred_as(arena, html, reference));
}
