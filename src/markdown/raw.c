/*
 * raw.c - a block of HTML becomes the text it shows.
 *
 * Known tags go, unknown ones are what the author wrote and stay.  Comments go
 * and are reported.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

/* Sorted.  Tags of HTML that stand for layout, or for what a card cannot hold. */
static const char *const known[] = {
	"a",
	"article",
	"aside",
	"b",
	"blockquote",
	"body",
	"br",
	"button",
	"caption",
	"center",
	"code",
	"col",
	"colgroup",
	"dd",
	"details",
	"div",
	"dl",
	"dt",
	"em",
	"figcaption",
	"figure",
	"font",
	"footer",
	"form",
	"h1",
	"h2",
	"h3",
	"h4",
	"h5",
	"h6",
	"head",
	"header",
	"hr",
	"html",
	"i",
	"iframe",
	"img",
	"input",
	"kbd",
	"label",
	"li",
	"link",
	"main",
	"mark",
	"meta",
	"nav",
	"ol",
	"p",
	"picture",
	"pre",
	"script",
	"section",
	"small",
	"source",
	"span",
	"strong",
	"style",
	"sub",
	"summary",
	"sup",
	"table",
	"tbody",
	"td",
	"tfoot",
	"th",
	"thead",
	"tr",
	"u",
	"ul",
	"video",
};

/* Bytes of the known tag at text[0]; 0 when there is none. */
static size_t
tag_length(mill_str text)
{
	char word[16];
	size_t at = 1, length = 0, end;

	at += at < text.len && text.ptr[at] == '/';
	while (at + length < text.len && isalnum((unsigned char)text.ptr[at + length]) &&
	       length < sizeof word - 1) {
		word[length] = text.ptr[at + length];
		length++;
	}
	word[length] = '\0';
	end = mill_find(text, MILL_STR(">"), at);
	if (length == 0 || end == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < MILL_COUNT(known); i++)
		if (strcasecmp(known[i], word) == 0)
			return end + 1;
	return 0;
}

static mill_str
shown_text(mill_reader *reader, mill_str line)
{
	mill_buf out = { .arena = reader->arena };

	for (size_t at = 0; at < line.len;) {
		mill_str rest = mill_slice(line, at, line.len);
		size_t length = rest.ptr[0] == '<' ? tag_length(rest) : 0;

		if (length == 0)
			mill_putc(&out, line.ptr[at++]);
		else
			at += length;
	}
	return mill_trim(mill_buf_str(&out));
}

struct mill_block *
mill_raw_block(mill_reader *reader, int32_t line, int32_t end_line)
{
	mill_block *block = mill_new_block(reader, MILL_TEXT, line, end_line);
	mill_str first = mill_trim(mill_source_line(&reader->text, line));

	if (mill_starts(first, MILL_STR("<!--"))) {
		mill_say(
		    reader->log, MILL_COMMENT, (mill_place){ line, 1 }, "a comment is on no card");
		return NULL;
	}
	block->lines = MILL_NEW(reader->arena, mill_line, (size_t)(end_line - line) + 1);
	for (int32_t n = line; n <= end_line; n++) {
		mill_str text = shown_text(reader, mill_source_line(&reader->text, n));
		if (text.len > 0)
			block->lines[block->line_count++] = mill_plain_line(reader, text, n);
	}
	return block->line_count > 0 ? block : NULL;
}
