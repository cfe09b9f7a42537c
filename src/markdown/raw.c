/*
 * raw.c - a block of HTML becomes the text it shows.
 *
 * Known tags go, unknown ones are what the author wrote and stay.  Comments go;
 * what is behind one on its line stays.
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

enum { TAG_LONGEST = 2000 /* bytes; a longer one is text */ };

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
	end = mill_find(mill_slice(text, 0, TAG_LONGEST), MILL_STR(">"), at);
	if (length == 0 || end == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < MILL_COUNT(known); i++)
		if (strcasecmp(known[i], word) == 0)
			return end + 1;
	return 0;
}

mill_str
mill_shown_text(mill_reader *reader, mill_str line)
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
		reader->contents = mill_room(reader->arena, reader->contents,
		    sizeof *reader->contents, reader->contents_count, &reader->contents_room);
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

/* What one line of the block shows: its text, with the pictures as spans. */
typedef struct shown {
	mill_reader *reader;
	mill_buf text;
	mill_span *spans;
	uint32_t span_count, plain; /* plain: where the latest text began */
	mill_links links;
	mill_str *target; /* of the <a> that is open, from line to line */
	int32_t line;
} shown;

static void
end_plain(shown *s)
{
	uint32_t length = (uint32_t)s->text.len - s->plain;

	if (length > 0)
		s->spans[s->span_count++] = (mill_span){ MILL_PLAIN, s->plain, length,
			MILL_STR("") };
}

static void
put_picture(shown *s, const char *tag)
{
	mill_embed embed = { .address = mill_attribute(s->reader, tag, "src"),
		.alt = mill_attribute(s->reader, tag, "alt"),
		.title = mill_attribute(s->reader, tag, "title") };
	uint32_t start = (uint32_t)s->text.len;

	if (!mill_is_embeddable(embed.address))
		return;
	end_plain(s);
	mill_put_str(&s->text, mill_embed_text(&embed));
	s->spans[s->span_count++] = (mill_span){ MILL_IMAGE, start,
		(uint32_t)s->text.len - start, mill_embed_html(s->reader, &embed) };
	s->plain = (uint32_t)s->text.len;
	mill_add_link(s->reader, &s->links,
	    (mill_link){
		start, (uint32_t)s->text.len - start, *s->target, embed.address });
}

/* Words of a link; its pictures are links of their own. */
static void
put_words(shown *s, mill_str words)
{
	if (s->target->len > 0 && !mill_all_blank(words))
		mill_add_link(s->reader, &s->links,
		    (mill_link){
			(uint32_t)s->text.len, (uint32_t)words.len, *s->target, MILL_STR("") });
	mill_put_str(&s->text, words);
}

static bool
is_tag(mill_str text, const char *name)
{
	size_t length = strlen(name);

	return text.len > length && strncasecmp(text.ptr, name, length) == 0 &&
	       !isalnum((unsigned char)text.ptr[length]);
}

static void
read_line(shown *s, mill_str line)
{
	for (size_t at = 0, from = 0; at <= line.len;) {
		mill_str rest = mill_slice(line, at, line.len);
		size_t length = rest.len > 0 && rest.ptr[0] == '<' ? tag_length(rest) : 0;

		if (mill_starts(rest, MILL_STR("<!--"))) {
			size_t end = mill_find(rest, MILL_STR("-->"), 4);
			length = end == SIZE_MAX ? rest.len : end + 3;
		}
		if (length == 0 && rest.len > 0) {
			at++;
			continue;
		}
		put_words(s, mill_slice(line, from, at));
		if (is_tag(rest, "<img"))
			put_picture(
			    s, mill_copy(s->reader->arena, mill_slice(rest, 0, length)).ptr);
		else if (is_tag(rest, "<a"))
			*s->target = mill_attribute(s->reader,
			    mill_copy(s->reader->arena, mill_slice(rest, 0, length)).ptr, "href");
		else if (is_tag(rest, "</a"))
			*s->target = MILL_STR("");
		if (rest.len == 0)
			break;
		from = at += length;
	}
}

/* What line n of the source shows, whose text outside of comments this is; false when it shows
 * nothing. */
static bool
shown_line(mill_reader *reader, mill_str text, int32_t n, mill_str *target, mill_line *line)
{
	mill_str source = mill_trim(text);
	shown s = { .reader = reader, .text.arena = reader->arena, .target = target, .line = n };
	size_t tags = 1;

	if (mill_is_fold_mark(source))
		return false;
	for (size_t i = 0; i < source.len; i++)
		tags += source.ptr[i] == '<';
	s.spans = MILL_NEW(reader->arena, mill_span, 2 * tags);
	read_line(&s, source);
	end_plain(&s);
	if (mill_all_blank(mill_buf_str(&s.text)) && s.links.count == 0)
		return false;
	if (s.links.count == 0) {
		*line = mill_plain_line(reader, mill_trim(mill_buf_str(&s.text)), n);
		return true;
	}
	*line = mill_plain_line(reader, mill_buf_str(&s.text), n);
	line->spans = s.spans;
	line->span_count = s.span_count;
	line->links = s.links.all;
	line->link_count = (uint32_t)s.links.count;
	return true;
}

static void
leave_layout(mill_reader *reader, int32_t from, int32_t to)
{
	while (from <= to && mill_all_blank(mill_source_line(&reader->text, from)))
		from++;
	if (from <= to)
		mill_leave_on(reader->log, MILL_LAYOUT, (mill_place){ from, 1 }, to,
		    "HTML that shows nothing is on no card");
}

/* The last line of first..end_line on which a comment ends; 0 when none does. */
static int32_t
last_closing(mill_reader *reader, int32_t first, int32_t end_line)
{
	while (end_line >= first &&
	       mill_find(mill_source_line(&reader->text, end_line), MILL_STR("-->"), 0) == SIZE_MAX)
		end_line--;
	return end_line < first ? 0 : end_line;
}

/* A line without what stands in comments.  open: one goes on from the line before;
 * goes_on: one that does not end on the line ends on a later one. */
static mill_str
uncommented(mill_reader *reader, mill_str line, bool goes_on, bool *open)
{
	mill_buf out = { .arena = reader->arena };

	if (!*open && mill_find(line, MILL_STR("<!--"), 0) == SIZE_MAX)
		return line;
	for (size_t at = 0; at < line.len;) {
		size_t end = mill_find(line, *open ? MILL_STR("-->") : MILL_STR("<!--"), at);
		bool ends = end != SIZE_MAX &&
			    (*open || goes_on ||
				mill_find(line, MILL_STR("-->"), end + 4) != SIZE_MAX);

		if (!*open)
			mill_put_str(&out, mill_slice(line, at, ends ? end : line.len));
		if (!ends)
			break;
		at = end + (*open ? 3 : 4);
		*open = !*open;
	}
	return mill_buf_str(&out);
}

struct mill_block *
mill_raw_block(mill_reader *reader, int32_t line, int32_t end_line)
{
	mill_block *block = mill_new_block(reader, MILL_TEXT, line, end_line);
	mill_str first = mill_trim(mill_source_line(&reader->text, line)), target = MILL_STR("");
	int32_t from = line, closing = last_closing(reader, line, end_line);
	bool comment = false;
	size_t head = 0; /* of the first line, without the mark of an item */

	if (mill_is_fold_mark(first))
		return NULL;
	if (mill_begins_comment(first)) {
		head = mill_find(first, MILL_STR("<!--"), 0);
		mark_contents(reader, mill_slice(first, head, first.len), line);
		mill_read_comments(reader, line, end_line);
		if (closing == 0) /* it never ends */
			return NULL;
		from = closing + 1;
	}
	if (is_tag(first, "<script") || is_tag(first, "<style")) {
		leave_layout(reader, line, end_line);
		return NULL;
	}
	block->lines = MILL_NEW(reader->arena, mill_line, (size_t)(end_line - line) + 1);
	for (int32_t n = line; n <= end_line; n++) {
		mill_str text = n == line ? mill_slice(first, head, first.len)
					  : mill_source_line(&reader->text, n);

		text = uncommented(reader, text, n < closing, &comment);
		if (!shown_line(reader, text, n, &target, &block->lines[block->line_count]))
			continue;
		block->line_count++;
		leave_layout(reader, from, n - 1);
		from = n + 1;
	}
	leave_layout(reader, from, end_line);
	return block->line_count > 0 ? block : NULL;
}
