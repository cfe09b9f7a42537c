/*
 * near.c - lines that miss a heading or an item by a blank.
 *
 * `##标题` and `# Title` with a blank of another width are text for Markdown, and
 * everything below them stands under the heading before.  Two hashes or more can
 * hardly mean anything else, so they get their blank.  One hash may be a tag or
 * a comment in a config file: that is only pointed at.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum { HASHES = 6 };

/* Bytes of a blank that Markdown takes for text: U+00A0, U+3000 and their like. */
static size_t
odd_blank(mill_str text, size_t at)
{
	size_t end = at;
	uint32_t c = mill_next(text, &end);

	return c >= 0x80 && mill_is_blank(c) ? end - at : 0;
}

static size_t
count_hashes(mill_str text, size_t at)
{
	size_t end = at;

	while (end < text.len && text.ptr[end] == '#')
		end++;
	return end - at;
}

/* True when a line belongs to a config file or to code rather than to notes. */
static bool
is_config(mill_str line)
{
	mill_str text = mill_trim(line);
	size_t key = 0, hashes = count_hashes(text, 0);

	if (text.len == 0)
		return false;
	if (hashes == 1 && text.len > 1 && text.ptr[1] != ' ' && !odd_blank(text, 1))
		return true;
	if (strchr(";{}", text.ptr[text.len - 1]) != NULL)
		return true;
	while (key < text.len &&
	       (isalnum((unsigned char)text.ptr[key]) || strchr("_.-", text.ptr[key]) != NULL))
		key++;
	if (key == 0 || key == text.len)
		return false;
	return text.ptr[key] == '=' ||
	       mill_starts(mill_slice(text, key, text.len), MILL_STR(" = ")) ||
	       (text.ptr[key] == ':' && islower((unsigned char)text.ptr[0]));
}

/* True for what a heading may begin with. */
static bool
begins_title(mill_str text, bool strict)
{
	size_t at = 0;
	uint32_t c = mill_next(text, &at);

	if (c < 0x80)
		return strict ? isupper((int)c) : isalnum((int)c) || c == '*' || c == '`';
	return strict ? mill_is_cjk(c) : !mill_is_blank(c);
}

/* `#one #two`: tags. */
static bool
is_tags(mill_str text)
{
	return mill_find(text, MILL_STR(" #"), 0) != SIZE_MAX;
}

static mill_str
with_blank(mill_reader *reader, mill_str text, size_t at, size_t odd)
{
	mill_buf out = { .arena = reader->arena };

	mill_put_str(&out, mill_slice(text, 0, at));
	mill_putc(&out, ' ');
	mill_put_str(&out, mill_slice(text, at + odd, text.len));
	return mill_buf_str(&out);
}

/* A line of hashes without a blank behind them. */
static mill_str
mend_heading(mill_reader *reader, int32_t line, mill_str text, size_t at, size_t hashes)
{
	mill_str rest = mill_slice(text, at + hashes, text.len);
	mill_str before = mill_source_line(&reader->text, line - 1);
	mill_place place = { line, (int32_t)at + 1 };

	if (is_config(before) || is_config(mill_source_line(&reader->text, line + 1)) ||
	    is_tags(rest))
		return text;
	if (hashes >= 2 && begins_title(rest, false)) {
		size_t end = text.len;

		while (text.ptr[end - 1] == '#')
			end--;
		if (end < text.len) /* `##Title##` */
			text = with_blank(reader, text, end, 0);
		mill_say(reader->log, MILL_BLANK_MENDED, place,
		    "a heading needs a blank behind its hashes; this one is read as if it had it");
		return with_blank(reader, text, at + hashes, 0);
	}
	if (hashes == 1 && begins_title(rest, true) && mill_all_blank(before))
		mill_say(reader->log, MILL_HEADING_NEAR_MISS, place,
		    "this is text: put a blank behind the # if it was meant as a heading");
	return text;
}

/* Bytes of `1.`, `2)` or `-` at text[at]. */
static size_t
item_mark(mill_str text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < 9 && isdigit((unsigned char)text.ptr[end]))
		end++;
	if (end > at)
		return end < text.len && (text.ptr[end] == '.' || text.ptr[end] == ')')
			   ? end + 1 - at
			   : 0;
	return at < text.len && text.ptr[at] != '\0' && strchr("-+*", text.ptr[at]) != NULL;
}

mill_str
mill_mend_blank(mill_reader *reader, int32_t line, mill_str text)
{
	size_t at = 0, mark, odd;

	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	if (at == text.len || strchr("#-+*0123456789", text.ptr[at]) == NULL)
		return text;
	mark = text.ptr[at] == '#' ? count_hashes(text, at) : item_mark(text, at);
	if (mark == 0 || at + mark >= text.len ||
	    (text.ptr[at] == '#' && (at > 3 || mark > HASHES)))
		return text;
	odd = odd_blank(text, at + mark);
	if (odd > 0) {
		mill_say(reader->log, MILL_BLANK_MENDED, (mill_place){ line, (int32_t)at + 1 },
		    "the blank behind this mark is another than Markdown's; it is read as one");
		return with_blank(reader, text, at + mark, odd);
	}
	if (text.ptr[at] == '#' && text.ptr[at + mark] != ' ' && text.ptr[at + mark] != '\t')
		return mend_heading(reader, line, text, at, mark);
	return text;
}

/* ---- lines below a text --------------------------------------------------------- */

bool
mill_is_underline(mill_str line)
{
	for (size_t i = 1; i < line.len; i++)
		if (line.ptr[i] != line.ptr[0])
			return false;
	return line.len > 0 && (line.ptr[0] == '=' || line.ptr[0] == '-');
}

bool
mill_is_item_line(mill_str line)
{
	mill_marker marker;

	return mill_marker_read(line, &marker) > 0 &&
	       (marker.shape == MILL_BULLET ||
		   (marker.shape >= MILL_NUMBER_PAREN && marker.shape <= MILL_CIRCLED));
}
