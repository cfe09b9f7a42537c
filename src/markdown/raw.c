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

/* Programs that write contents put them between comments. */
static void
mark_contents(mill_reader *reader, mill_str comment, int32_t line)
{
	static const char *const ends[] = { "end doctoc", "tocstop", "/toc", "/markdowntoc", "te",
		"toc_end", "toc end", "end toc", "toc:end", "vim-markdown-toc", "end_toc",
		"tocend" };
	static const char *const starts[] = { "start doctoc", "toc", "markdowntoc", "ts",
		"vim-markdown-toc ", "begin toc", "start toc", "start_toc", "toc_start" };
	mill_str words = mill_fold(reader->arena, mill_trim(mill_slice(comment, 4, comment.len)));
	size_t end = mill_find(words, MILL_STR("-->"), 0);

	words = mill_trim(mill_slice(words, 0, end == SIZE_MAX ? words.len : end));
	for (size_t i = 0; i < MILL_COUNT(ends); i++) {
		if (!mill_equal(words, mill_cstr(ends[i])) &&
		    (i > 0 || !mill_starts(words, mill_cstr(ends[i]))))
			continue;
		if (reader->contents_line == 0)
			return;
		if (reader->contents_count == reader->contents_room) {
			size_t room = reader->contents_room * 2 + 2;
			reader->contents = mill_grow(reader->arena, reader->contents,
			    reader->contents_room * sizeof *reader->contents,
			    room * sizeof *reader->contents);
			reader->contents_room = room;
		}
		reader->contents[reader->contents_count++] = (mill_marked){ reader->contents_line,
			line };
		reader->contents_line = 0;
		return;
	}
	for (size_t i = 0; i < MILL_COUNT(starts); i++)
		if (mill_equal(words, mill_cstr(starts[i])) ||
		    ((i == 0 || i == 4 || i == 2 ||
			 (i == 1 && mill_starts(words, MILL_STR("toc ")))) &&
			mill_starts(words, mill_cstr(starts[i]))))
			reader->contents_line = line;
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
		mark_contents(reader, first, line);
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
