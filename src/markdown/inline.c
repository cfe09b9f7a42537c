/*
 * inline.c - the inline nodes of a paragraph become lines of text and spans.
 *
 * Each node is rendered once, by cmark; plain text is not rendered at all: its
 * markup is the text, escaped when it is put on a card.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>

/* Lines under construction.  Everything is an offset until it stops moving. */
typedef struct builder {
	mill_reader *reader;
	mill_buf text;
	mill_span *spans;
	size_t span_count;
	mill_line *lines; /* text.len and span_count are those of the line */
	size_t line_count;
	size_t line_start; /* in text */
	size_t span_start; /* in spans */
	mill_links links;
	size_t link_start;
	cmark_node *link; /* the one that is open, a link no more; its text is cut like any */
	int32_t begun;    /* the line of the source on which the line begins */
} builder;

static void
add_span(builder *b, mill_span_kind kind, mill_str text, mill_str html)
{
	uint32_t start = (uint32_t)(b->text.len - b->line_start);

	if (text.len == 0 && html.len == 0)
		return;
	/* A character reference can stand for anything, `&#31;` for instance. */
	text = mill_unmark(b->reader, mill_printable(b->reader->arena, text, true), false);
	if (text.len == 0 && html.len == 0)
		return;
	mill_put_str(&b->text, text);
	if (kind == MILL_PLAIN && b->span_count > b->span_start &&
	    b->spans[b->span_count - 1].kind == MILL_PLAIN) {
		b->spans[b->span_count - 1].len += (uint32_t)text.len;
		return;
	}
	b->spans[b->span_count++] = (mill_span){ kind, start, (uint32_t)text.len, html };
}

static void
open_link(builder *b, cmark_node *node)
{
	b->link = node;
	mill_add_link(b->reader, &b->links,
	    (mill_link){ (uint32_t)(b->text.len - b->line_start), 0,
		mill_copy(b->reader->arena, mill_cstr(mill_target(node))), MILL_STR("") });
}

static void
close_link(builder *b)
{
	mill_link *link = &b->links.all[b->links.count - 1];
	const char *picture = mill_only_picture(b->link);

	link->len = (uint32_t)(b->text.len - b->line_start) - link->start;
	if (picture != NULL)
		link->picture = mill_copy(b->reader->arena, mill_cstr(picture));
	b->link = NULL;
}

static void
end_line(builder *b, int32_t line)
{
	cmark_node *link = b->link;

	if (link != NULL)
		close_link(b);
	b->lines[b->line_count++] = (mill_line){
		.text = { "", b->text.len - b->line_start },
		.span_count = (uint32_t)(b->span_count - b->span_start),
		.line = b->begun,
		.more = line - b->begun,
		.link_count = (uint32_t)(b->links.count - b->link_start),
	};
	b->line_start = b->text.len;
	b->span_start = b->span_count;
	b->link_start = b->links.count;
	if (link != NULL)
		open_link(b, link);
}

/* Turns offsets into views, now that nothing moves any more; drops empty lines. */
static size_t
settle(builder *b)
{
	const char *text = mill_buf_str(&b->text).ptr;
	mill_span *spans = b->spans;
	mill_link *links = b->links.all;
	size_t kept = 0;

	for (size_t i = 0; i < b->line_count; i++) {
		mill_line line = b->lines[i];
		mill_str source = mill_source_line(&b->reader->text, line.line);

		line.text.ptr = text;
		line.spans = spans;
		line.links = links;
		line.indent = mill_indent(source);
		line.column = 1;
		for (size_t at = 0;
		     at < source.len && (source.ptr[at] == ' ' || source.ptr[at] == '\t'); at++)
			line.column++;
		text += line.text.len;
		spans += line.span_count;
		links = links == NULL ? NULL : links + line.link_count;
		if (!mill_all_blank(line.text) || line.span_count > 1 ||
		    (line.span_count == 1 && line.spans[0].kind != MILL_PLAIN))
			b->lines[kept++] = line;
		else if (!mill_all_blank(source) &&
			 (kept == 0 || b->lines[kept - 1].line != line.line) &&
			 (i + 1 == b->line_count || b->lines[i + 1].line != line.line) &&
			 b->line_count > 1)
			mill_leave(b->reader->log, MILL_LAYOUT,
			    (mill_place){ line.line, line.column }, line.line,
			    "nothing is shown by this");
	}
	return kept;
}

/* Lines of the source that begin no line of ours belong to the one before them: what
 * is bold or a link may go over several. */
static void
take_in(mill_line *lines, size_t count, int32_t end)
{
	for (size_t i = 0; i < count; i++) {
		int32_t last = i + 1 < count ? lines[i + 1].line - 1 : end;

		lines[i].more = last > lines[i].line ? last - lines[i].line : 0;
	}
}

/* The sibling that closes the tag at node; mill_clean() saw to it that there is one. */
static cmark_node *
closing_tag(cmark_node *node)
{
	int depth = 0;

	for (; node != NULL; node = cmark_node_next(node)) {
		const char *tag;
		if (cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE ||
		    mill_ready_of(node) != NULL)
			continue;
		tag = cmark_node_get_literal(node);
		if (strncmp(tag, "<br", 3) == 0 || strncmp(tag, "<BR", 3) == 0)
			continue;
		depth += tag[1] == '/' ? -1 : 1;
		if (depth == 0)
			return node;
	}
	return NULL;
}

static void
add_ready(builder *b, cmark_node *node)
{
	const mill_ready *ready = mill_ready_of(node);
	mill_str literal = mill_cstr(cmark_node_get_literal(node));
	mill_str html = ready->kept.len > 0 ? ready->kept : mill_unmark(b->reader, literal, true);

	if (html.ptr == literal.ptr)
		html = mill_copy(b->reader->arena, literal);

	if (b->link == NULL)
		mill_collect_links(b->reader, node, b->text.len - b->line_start, &b->links);
	add_span(b, (mill_span_kind)ready->kind, ready->text, html);
}

static mill_span_kind
kind_of_tag(cmark_node *open)
{
	mill_str tag = mill_cstr(cmark_node_get_literal(open));
	size_t length = strcspn(tag.ptr, " >");
	mill_span_kind kind = (mill_span_kind)mill_span_of_tag(mill_slice(tag, 1, length));

	/* A mark of the author's has no more to it. */
	return kind == MILL_PLAIN || (kind == MILL_MARKED && tag.ptr[length] != '>') ? MILL_MARKUP
										     : kind;
}

/* A pair of tags and what is between them stays in one piece; breaks: how many of them
 * are in it. */
static cmark_node *
add_tagged(builder *b, cmark_node *open, int32_t *breaks)
{
	mill_buf html = { .arena = b->reader->arena }, text = { .arena = b->reader->arena };
	cmark_node *close = closing_tag(open), *node;

	if (close == NULL) {
		add_span(b, MILL_PLAIN, mill_cstr(cmark_node_get_literal(open)), MILL_STR(""));
		return open;
	}
	for (node = open;; node = cmark_node_next(node)) {
		if (b->link == NULL)
			mill_collect_links(
			    b->reader, node, b->text.len - b->line_start + text.len, &b->links);
		*breaks += cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK ||
			   cmark_node_get_type(node) == CMARK_NODE_LINEBREAK;
		mill_put_str(&html, mill_render(b->reader, node));
		mill_put_str(&text, mill_node_text(b->reader, node));
		if (node == close)
			break;
	}
	add_span(b, kind_of_tag(open), mill_buf_str(&text), mill_buf_str(&html));
	return close;
}

static void
add_rendered(builder *b, cmark_node *node)
{
	mill_span_kind kind = MILL_MARKUP;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_CODE:
		kind = MILL_CODING;
		break;
	case CMARK_NODE_STRONG:
		kind = MILL_STRONG;
		break;
	case CMARK_NODE_EMPH:
		kind = MILL_EMPH;
		break;
	case CMARK_NODE_LINK:
		kind = MILL_LINK;
		break;
	default:
		break;
	}
	if (kind != MILL_CODING && b->link == NULL)
		mill_collect_links(b->reader, node, b->text.len - b->line_start, &b->links);
	add_span(b, kind, mill_node_text(b->reader, node), mill_render(b->reader, node));
}

/* The node behind one: what was a link is gone through like the rest. */
static cmark_node *
next_node(builder *b, cmark_node *parent, cmark_node *node)
{
	if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_INLINE &&
	    cmark_node_first_child(node) != NULL)
		return cmark_node_first_child(node);
	if (node == b->link)
		close_link(b);
	while (cmark_node_next(node) == NULL && cmark_node_parent(node) != parent) {
		node = cmark_node_parent(node);
		if (node == b->link)
			close_link(b);
	}
	return cmark_node_next(node);
}

/* Makes room for what the nodes below parent can become at most; answers how many
 * lines of the source end among them. */
static int32_t
measure(builder *b, cmark_node *parent)
{
	size_t nodes = 0, breaks = 0, tags = 0, more = 0;

	for (cmark_node *at = cmark_node_first_child(parent), *next; at != NULL; at = next) {
		cmark_node_type type = cmark_node_get_type(at);

		next = type == CMARK_NODE_CUSTOM_INLINE ? cmark_node_first_child(at) : NULL;
		for (cmark_node *up = at; next == NULL && up != parent; up = cmark_node_parent(up))
			next = cmark_node_next(up);
		nodes++;
		breaks += type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
		tags += type == CMARK_NODE_HTML_INLINE && mill_ready_of(at) == NULL;
		more += mill_ready_of(at) == NULL ? 0 : (size_t)mill_ready_of(at)->more;
	}
	/* A break ends a line; in a heading it is a blank. */
	if (cmark_node_get_type(parent) != CMARK_NODE_HEADING)
		nodes -= breaks;
	b->spans = MILL_NEW(b->reader->arena, mill_span, nodes);
	b->lines = MILL_NEW(b->reader->arena, mill_line, breaks + tags + 1);
	return (int32_t)(breaks + more);
}

mill_line *
mill_lines(mill_reader *reader, cmark_node *parent, int32_t line, int32_t end, size_t *count)
{
	builder b = { .reader = reader, .text.arena = reader->arena };
	bool underlined = cmark_node_get_type(parent) == CMARK_NODE_HEADING && end > line;
	/* Several lines over three dashes are no heading. */
	bool heading = cmark_node_get_type(parent) == CMARK_NODE_HEADING && end <= line + 1;
	/* When every line of the source ends in a break, lines count up; else
	 * something was wrapped, and cmark's own line numbers must do. */
	bool exact = measure(&b, parent) == (end -= underlined) - line;
	int32_t offset = line - cmark_node_get_start_line(parent), at = line;

	b.begun = line;
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL;
	     node = next_node(&b, parent, node)) {
		int32_t own = cmark_node_get_start_line(node) + offset, breaks = 0;

		if (!exact && b.line_count > 0 && own > at && own <= end &&
		    b.span_start == b.span_count)
			b.begun = at = own;
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_TEXT:
			add_span(
			    &b, MILL_PLAIN, mill_cstr(cmark_node_get_literal(node)), MILL_STR(""));
			break;
		case CMARK_NODE_SOFTBREAK:
		case CMARK_NODE_LINEBREAK:
			if (heading)
				add_span(&b, MILL_PLAIN, MILL_STR(" "), MILL_STR(""));
			else
				end_line(&b, at);
			at += at < end;
			if (!heading)
				b.begun = at;
			break;
		case CMARK_NODE_HTML_INLINE:
			if (mill_ready_of(node) != NULL) {
				add_ready(&b, node);
				breaks = mill_ready_of(node)->more;
			} else if (strncmp(cmark_node_get_literal(node), "<br", 3) != 0 &&
				   strncmp(cmark_node_get_literal(node), "<BR", 3) != 0)
				node = add_tagged(&b, node, &breaks);
			else if (heading)
				add_span(&b, MILL_PLAIN, MILL_STR(" "), MILL_STR(""));
			else
				end_line(&b, at);
			at = at + breaks < end ? at + breaks : end;
			if (b.span_start == b.span_count)
				b.begun = at;
			break;
		case CMARK_NODE_CUSTOM_INLINE:
			if (b.link == NULL)
				open_link(&b, node);
			break;
		default:
			add_rendered(&b, node);
			break;
		}
	}
	end_line(&b, at);
	*count = settle(&b);
	if (!exact)
		take_in(b.lines, *count, end);
	return b.lines;
}

mill_line
mill_plain_line(mill_reader *reader, mill_str text, int32_t line)
{
	mill_line plain = { .text = mill_copy(reader->arena, text), .line = line, .column = 1 };

	plain.spans = MILL_NEW(reader->arena, mill_span, 1);
	plain.spans[0] = (mill_span){ MILL_PLAIN, 0, (uint32_t)text.len, MILL_STR("") };
	plain.span_count = 1;
	plain.indent = mill_indent(mill_source_line(&reader->text, line));
	return plain;
}

mill_line *
mill_short_line(mill_reader *reader, mill_str text, int32_t line)
{
	mill_piece piece = { text, line, false };
	struct cmark_node *tree = mill_parse(reader, &piece), *node;
	mill_line *lines = NULL;
	size_t count = 0;

	mill_clean(reader, tree, line);
	node = cmark_node_first_child(tree);
	if (node != NULL && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
		lines = mill_lines(reader, node, line, line, &count);
	if (count == 0) {
		lines = MILL_NEW(reader->arena, mill_line, 1);
		lines[0] = mill_plain_line(reader, text, line);
	}
	mill_arena_reset(reader->trees);
	return lines;
}

mill_line
mill_line_from(mill_reader *reader, const mill_line *line, size_t from)
{
	mill_line rest = *line;
	size_t blank = from;

	while (from < line->text.len && mill_is_blank(mill_next(line->text, &blank)))
		from = blank;
	rest.text = mill_slice(line->text, from, line->text.len);
	rest.spans = MILL_NEW(reader->arena, mill_span, line->span_count);
	rest.span_count = 0;
	rest.column += (int32_t)mill_chars(mill_slice(line->text, 0, from));
	rest.links = MILL_NEW(reader->arena, mill_link, line->link_count);
	rest.link_count = 0;
	for (uint32_t i = 0; i < line->link_count; i++) {
		mill_link link = line->links[i];
		if (link.start < from)
			continue;
		link.start -= (uint32_t)from;
		rest.links[rest.link_count++] = link;
	}
	for (uint32_t i = 0; i < line->span_count; i++) {
		mill_span span = line->spans[i];
		if (span.start + span.len <= from)
			continue;
		if (span.start < from) {
			span.len -= (uint32_t)from - span.start;
			span.start = (uint32_t)from;
		}
		span.start -= (uint32_t)from;
		rest.spans[rest.span_count++] = span;
	}
	return rest;
}
