/*
 * raw.c - a block of HTML becomes the blocks it shows: lines, lists, tables, code.
 *
 * A line of the source is a line here too, for in notes a line is a fact.
 * Comments go; what some of them say to us is kept.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

/* ---- a block of HTML on its way ---------------------------------------------------- */

enum { SHOWN = 1, GONE = 2 };

typedef struct page {
	mill_reader *reader;
	int32_t line, end_line; /* in the source */
	mill_block *into;       /* what blocks are added to */
	mill_block *text;       /* the one that lines are added to; NULL: none is open */
	size_t room;            /* for lines in it */
	mill_shown shown;       /* the line that is open; its html is not used */
	mill_span *spans;
	size_t span_count, span_room;
	uint32_t plain;    /* where the latest plain text of the line began */
	int32_t at, begun; /* the line of the source, and that on which the open one begins */
	uint8_t *fates;    /* of the lines of the source, from line on */
} page;

static void
mark_lines(page *p, int32_t from, int32_t to, uint8_t fate)
{
	for (int32_t n = from; n <= to && n <= p->end_line; n++)
		if (n >= p->line && p->fates[n - p->line] != SHOWN)
			p->fates[n - p->line] = fate;
}

static void
add_span(page *p, mill_span span)
{
	p->spans = mill_room(
	    p->reader->arena, p->spans, sizeof *p->spans, p->span_count, &p->span_room);
	p->spans[p->span_count++] = span;
}

static void
end_plain(page *p)
{
	uint32_t length = (uint32_t)p->shown.text.len - p->plain;

	if (length > 0)
		add_span(p, (mill_span){ MILL_PLAIN, p->plain, length, MILL_STR("") });
	p->plain = (uint32_t)p->shown.text.len;
}

static void
begin_line(page *p)
{
	p->shown.text = (mill_buf){ .arena = p->reader->arena };
	p->shown.links = (mill_links){ 0 };
	p->spans = NULL;
	p->span_count = p->span_room = 0;
	p->plain = 0;
	p->begun = p->at;
}

/* Where lines go when none was open. */
static void
begin_text(page *p)
{
	if (p->text != NULL)
		return;
	p->text = mill_new_block(p->reader, MILL_TEXT, p->begun, p->begun);
	p->room = 0;
	mill_append(&p->into->first, &p->into->last, p->text);
}

static void
end_line(page *p)
{
	mill_line *line;
	mill_str words;

	while (p->shown.text.len > p->plain &&
	       strchr(" \t", p->shown.text.text[p->shown.text.len - 1]) != NULL)
		p->shown.text.len--;
	end_plain(p);
	words = mill_buf_str(&p->shown.text);
	if (p->span_count > 0 && !(mill_all_blank(words) && p->shown.links.count == 0)) {
		begin_text(p);
		p->text->lines = mill_room(
		    p->reader->arena, p->text->lines, sizeof *line, p->text->line_count, &p->room);
		line = &p->text->lines[p->text->line_count++];
		*line = mill_plain_line(p->reader, MILL_STR(""), p->begun);
		line->text = words;
		line->spans = p->spans;
		line->span_count = (uint32_t)p->span_count;
		line->links = p->shown.links.all;
		line->link_count = (uint32_t)p->shown.links.count;
		line->more = p->at > p->begun ? p->at - p->begun : 0;
		p->text->end_line = p->at > p->end_line ? p->end_line : p->at;
		mark_lines(p, p->begun, p->at, SHOWN);
	}
	begin_line(p);
}

static void
end_text(page *p)
{
	end_line(p);
	p->text = NULL;
}

static void
put_text(page *p, mill_str text)
{
	mill_buf *words = &p->shown.text;

	for (size_t i = 0; i < text.len; i++) {
		bool blank = strchr(" \t\n", text.ptr[i]) != NULL;

		if (text.ptr[i] == '\n') {
			end_line(p);
			p->begun = ++p->at;
		} else if (!blank || words->len > 0) {
			mill_putc(words, text.ptr[i]);
		}
	}
}

static int32_t
line_of(const page *p, const GumboSourcePosition *position)
{
	int32_t line = mill_shown_line(&p->shown, position);

	return line > p->end_line ? p->end_line : line;
}

/* What follows stands on a line of the source. */
static void
go_to(page *p, int32_t line)
{
	p->at = line;
	if (p->shown.text.len == 0 && p->span_count == 0)
		p->begun = line;
}

static void walk(page *p, const GumboNode *node, int depth);

static void
walk_children(page *p, const GumboElement *element, int depth)
{
	for (unsigned i = 0; i < element->children.length; i++)
		walk(p, element->children.data[i], depth + 1);
}

/* ---- stretches -------------------------------------------------------------------------- */

/* True when there are blocks in it, which cannot stay in one piece. */
static bool
holds_blocks(const GumboElement *element)
{
	for (unsigned i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];
		size_t length;

		if (child->type == GUMBO_NODE_ELEMENT &&
		    (mill_breaks_line(mill_use_of(mill_dom_name(&child->v.element), &length)) ||
			holds_blocks(&child->v.element)))
			return true;
	}
	return false;
}

/* The last line of the source on which something of a node stands. */
static int32_t
last_line(const page *p, const GumboNode *node)
{
	int32_t last = p->line;

	if (node->type == GUMBO_NODE_ELEMENT) {
		GumboStringPiece tag = node->v.element.original_tag;

		last = line_of(p, &node->v.element.start_pos);
		for (size_t i = 0; i < tag.length; i++)
			last += tag.data[i] == '\n';
		for (unsigned i = 0; i < node->v.element.children.length; i++) {
			int32_t line = last_line(p, node->v.element.children.data[i]);

			last = line > last ? line : last;
		}
		return last;
	}
	last = line_of(p, &node->v.text.start_pos);
	for (const char *at = node->v.text.text; (at = strchr(at, '\n')) != NULL; at++)
		last++;
	return last > p->end_line ? p->end_line : last;
}

/* Puts an element into the line in one piece, unless it is no more than its words. */
static void
put_stretch(page *p, const GumboNode *node, unsigned kind, int depth)
{
	mill_shown whole = p->shown;
	uint32_t start = (uint32_t)p->shown.text.len;
	mill_str html;

	go_to(p, line_of(p, &node->v.element.start_pos));
	whole.html = (mill_buf){ .arena = p->reader->arena };
	whole.markup = false;
	mill_show(&whole, node, depth);
	p->shown.text = whole.text;
	p->shown.links = whole.links;
	p->at = last_line(p, node);
	if (!whole.markup || whole.html.len == 0)
		return; /* it goes on as plain text */
	html = mill_buf_str(&whole.html);
	while (kind == MILL_STRONG && mill_ends(html, MILL_STR("<br>"))) /* behind a heading */
		html.len -= strlen("<br>");
	if (kind == MILL_MARKED && !mill_starts(html, MILL_STR("<mark>")))
		kind = MILL_MARKUP;
	if (start > p->plain)
		add_span(p, (mill_span){ MILL_PLAIN, p->plain, start - p->plain, MILL_STR("") });
	add_span(p,
	    (mill_span){ (mill_span_kind)kind, start, (uint32_t)p->shown.text.len - start, html });
	p->plain = (uint32_t)p->shown.text.len;
}

/* ---- blocks -------------------------------------------------------------------------------- */

static int32_t
end_of(const page *p, const GumboElement *element)
{
	int32_t line = line_of(p, &element->start_pos), end = line_of(p, &element->end_pos);

	return end < line ? line : end;
}

static mill_block *
add_block(page *p, unsigned kind, const GumboElement *element)
{
	mill_block *block;

	end_text(p);
	block = mill_new_block(
	    p->reader, kind, line_of(p, &element->start_pos), end_of(p, element));
	mill_append(&p->into->first, &p->into->last, block);
	return block;
}

/* What stands in an element goes into a block. */
static void
fill(page *p, mill_block *block, const GumboElement *element, int depth)
{
	mill_block *outer = p->into;

	p->into = block;
	walk_children(p, element, depth);
	end_text(p);
	p->into = outer;
}

/* Takes the last block out again when it holds nothing. */
static void
drop_empty(page *p, const mill_block *block)
{
	mill_block *before = NULL;

	if (block->first != NULL || p->into->last != block)
		return;
	for (mill_block *at = p->into->first; at != block; at = at->next)
		before = at;
	if (before == NULL)
		p->into->first = NULL;
	else
		before->next = NULL;
	p->into->last = before;
}

static mill_block *
begin_item(page *p, const mill_block *list, const GumboNode *child, int32_t number)
{
	bool own = child->type == GUMBO_NODE_ELEMENT;
	int32_t line = line_of(p, own ? &child->v.element.start_pos : &child->v.text.start_pos);
	mill_block *item = mill_new_block(
	    p->reader, MILL_ITEM, line, own ? end_of(p, &child->v.element) : line);

	end_text(p);
	item->marker = list->marker;
	item->marker.number = list->marker.shape == MILL_BULLET ? 0 : number;
	mill_append(&p->into->first, &p->into->last, item);
	return item;
}

static void
end_item(page *p, mill_block *list, mill_block *item)
{
	end_text(p);
	p->into = list;
	if (item == NULL)
		return;
	if (item->last != NULL && item->end_line < item->last->end_line)
		item->end_line = item->last->end_line;
	drop_empty(p, item);
}

/* What stands in a list and in no item of it is an item, too. */
static void
put_list(page *p, const GumboElement *element, int depth)
{
	mill_block *list = add_block(p, MILL_LIST, element), *outer = p->into, *item = NULL;
	mill_str start = mill_value_of(element, "start");
	int32_t number = start.len > 0 && start.len < 9 ? atoi(start.ptr) : 1;
	bool stray = false;

	list->marker.shape = element->tag == GUMBO_TAG_OL ? MILL_NUMBER_DOT : MILL_BULLET;
	list->marker.number = element->tag == GUMBO_TAG_OL ? number : 0;
	p->into = list;
	for (unsigned i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];
		bool own = child->type == GUMBO_NODE_ELEMENT &&
			   child->v.element.tag == GUMBO_TAG_LI;

		bool seen = child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEXT ||
			    child->type == GUMBO_NODE_CDATA;

		if (!seen || (stray && !own)) {
			walk(p, child, depth + 1); /* blanks count lines */
			continue;
		}
		end_item(p, list, item);
		item = begin_item(p, list, child, number++);
		stray = !own;
		p->into = item;
		if (own)
			walk_children(p, &child->v.element, depth + 1);
		else
			walk(p, child, depth + 1);
	}
	end_item(p, list, item);
	p->into = outer;
	drop_empty(p, list);
}

static void
put_code(page *p, const GumboNode *node)
{
	const GumboElement *element = &node->v.element;
	mill_block *code;
	mill_shown shown = { .reader = p->reader, .line = p->line };

	shown.html.arena = shown.text.arena = p->reader->arena;
	mill_show(&shown, node, 0);
	if (mill_all_blank(mill_buf_str(&shown.text)))
		return;
	code = add_block(p, MILL_CODE, element);
	code->html = mill_buf_str(&shown.html);
	code->text = mill_buf_str(&shown.text);
	mark_lines(p, code->line, code->end_line, SHOWN);
}

static void
put_table(page *p, const GumboNode *node, int depth)
{
	const GumboElement *element = &node->v.element;
	mill_block *table = mill_grid_block(
	    p->reader, node, p->line, line_of(p, &element->start_pos), end_of(p, element));

	if (table == NULL) { /* it only lays out */
		end_line(p);
		walk_children(p, element, depth);
		end_line(p);
		return;
	}
	end_text(p);
	mill_append(&p->into->first, &p->into->last, table);
	mark_lines(p, table->line, table->end_line, SHOWN);
}

static void
put_quote(page *p, const GumboElement *element, int depth)
{
	mill_block *quote = add_block(p, MILL_QUOTE, element);

	fill(p, quote, element, depth);
	drop_empty(p, quote);
}

static void
put_heading(page *p, const GumboNode *node, int depth)
{
	end_line(p);
	if (holds_blocks(&node->v.element))
		walk_children(p, &node->v.element, depth);
	else
		put_stretch(p, node, MILL_STRONG, depth);
	end_line(p);
}

static void
put_unknown(page *p, const GumboElement *element, int depth)
{
	put_text(p, (mill_str){ element->original_tag.data, element->original_tag.length });
	walk_children(p, element, depth);
	put_text(p, mill_dom_end_tag(element));
}

static void
walk_element(page *p, const GumboNode *node, int depth)
{
	const GumboElement *element = &node->v.element;
	mill_str name = mill_dom_name(element);
	size_t length;
	mill_use use = element->tag_namespace != GUMBO_NAMESPACE_HTML ? MILL_GONE_TAG
								      : mill_use_of(name, &length);

	switch (use) {
	case MILL_STRETCH_TAG:
	case MILL_LINK_TAG:
		if (holds_blocks(element))
			walk_children(p, element, depth);
		else
			put_stretch(p, node,
			    use == MILL_LINK_TAG ? MILL_LINK : mill_span_of_tag(name), depth);
		break;
	case MILL_EMBED_TAG:
		put_stretch(p, node, MILL_IMAGE, depth);
		break;
	case MILL_BOX_TAG:
		put_stretch(p, node, MILL_PLAIN, depth);
		break;
	case MILL_UNKNOWN_TAG:
		put_unknown(p, element, depth);
		break;
	case MILL_GONE_TAG:
		if (element->original_tag.length == 0)
			break; /* nobody wrote it */
		mill_say_gone(p->reader, name, line_of(p, &element->start_pos));
		mark_lines(p, line_of(p, &element->start_pos), end_of(p, element), GONE);
		break;
	case MILL_LIST_TAG:
		put_list(p, element, depth);
		break;
	case MILL_TABLE_TAG:
		put_table(p, node, depth);
		break;
	case MILL_CODE_TAG:
		put_code(p, node);
		break;
	case MILL_QUOTE_TAG:
		put_quote(p, element, depth);
		break;
	case MILL_HEADING_TAG:
		put_heading(p, node, depth);
		break;
	case MILL_MEANING_TAG:
		end_line(p);
		put_text(p, MILL_STR(": "));
		walk_children(p, element, depth);
		end_line(p);
		break;
	case MILL_BREAK_TAG:
	case MILL_LAYOUT_TAG:
	case MILL_ITEM_TAG:
	case MILL_TERM_TAG:
	case MILL_ROW_TAG:
	case MILL_CELL_TAG:
		end_line(p);
		walk_children(p, element, depth);
		end_line(p);
		break;
	}
}

static void
walk(page *p, const GumboNode *node, int depth)
{
	switch (node->type) {
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_WHITESPACE:
	case GUMBO_NODE_CDATA:
		go_to(p, line_of(p, &node->v.text.start_pos));
		put_text(p, mill_cstr(node->v.text.text));
		break;
	case GUMBO_NODE_ELEMENT:
		walk_element(p, node, depth);
		break;
	default: /* comments */
		break;
	}
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void
leave_layout(mill_reader *reader, int32_t from, int32_t to)
{
	while (from <= to && mill_all_blank(mill_source_line(&reader->text, from)))
		from++;
	if (from <= to)
		mill_leave_on(reader->log, MILL_LAYOUT, (mill_place){ from, 1 }, to,
		    "HTML that shows nothing is on no card");
}

/* Reports the lines from one on that show nothing, and why. */
static void
report(page *p, int32_t from)
{
	for (int32_t n = from; n <= p->end_line; n++) {
		uint8_t fate = p->fates[n - p->line];
		int32_t to = n;

		while (to < p->end_line && p->fates[to + 1 - p->line] == fate)
			to++;
		if (fate == GONE)
			mill_leave(p->reader->log, MILL_DROPPED, (mill_place){ n, 1 }, to,
			    "what no card may hold is on none");
		else if (fate != SHOWN)
			leave_layout(p->reader, n, to);
		n = to;
	}
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

/* Text in which there is no tag to be read, or too many in one another. */
static void
put_as_written(page *p, mill_str html)
{
	if (mill_has_tags(html))
		mill_say(p->reader->log, MILL_TOO_DEEP, (mill_place){ p->line, 1 },
		    "HTML is nested deeper here than 100 elements; it is plain text");
	for (int32_t n = p->line; n <= p->end_line; n++) {
		go_to(p, n);
		put_text(p, mill_source_line(&p->reader->text, n));
		end_line(p);
	}
}

struct mill_block *
mill_raw_block(mill_reader *reader, mill_str html, int32_t line, int32_t end_line)
{
	mill_block holder = { 0 };
	page p = { .reader = reader, .line = line, .end_line = end_line, .into = &holder };
	mill_str first = mill_trim(mill_source_line(&reader->text, line));
	int32_t from = line, closing;
	mill_arena_mark before;
	const GumboNode *root;

	if (mill_is_fold_mark(first))
		return NULL;
	if (mill_begins_comment(first)) {
		mill_mark_contents(reader,
		    mill_slice(first, mill_find(first, MILL_STR("<!--"), 0), first.len), line);
		mill_read_comments(reader, line, end_line);
		closing = last_closing(reader, line, end_line);
		if (closing == 0) /* it never ends */
			return NULL;
		from = closing + 1;
	}
	p.fates = MILL_NEW(reader->arena, uint8_t, (size_t)(end_line - line) + 1);
	p.shown.reader = reader;
	p.shown.line = p.at = line;
	p.shown.html.arena = reader->arena;
	begin_line(&p);
	html = mill_unmark(reader, html, false);
	before = mill_arena_here(reader->trees);
	root = mill_has_tags(html) ? mill_dom(reader, html) : NULL;
	if (root == NULL)
		put_as_written(&p, html);
	else
		walk(&p, root, 0);
	end_text(&p);
	mill_arena_back(reader->trees, before);
	report(&p, from);
	return holder.first;
}
