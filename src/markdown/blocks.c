/*
 * blocks.c - cmark's block nodes become sections and blocks.
 *
 * Parents are right whatever levels the notes use: a section belongs to the
 * nearest section before it with a smaller level, and one without such a
 * section to the file.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

enum { TITLE_WIDTH = 60 }; /* an underlined text that is longer is no heading */

mill_block *
mill_new_block(mill_reader *reader, unsigned kind, int32_t line, int32_t end_line)
{
	mill_block *block = MILL_NEW(reader->arena, mill_block, 1);

	block->kind = (mill_block_kind)kind;
	block->line = line;
	block->column = 1;
	block->end_line = end_line < line ? line : end_line;
	block->html = block->text = MILL_STR("");
	return block;
}

typedef struct walk {
	mill_reader *reader;
	int32_t offset; /* from lines of the piece to lines of the source */
	mill_section *section;
	bool again; /* the text of what was taken for code is read */
} walk;

/* Lines of a paragraph that cmark tells no place of. */
static int
line_count(cmark_node *paragraph)
{
	int count = 1;

	for (cmark_node *at = cmark_node_first_child(paragraph); at != NULL;
	     at = cmark_node_next(at))
		count += cmark_node_get_type(at) == CMARK_NODE_SOFTBREAK ||
			 cmark_node_get_type(at) == CMARK_NODE_LINEBREAK;
	return count;
}

/* When a table cuts off the lines above it as a paragraph, cmark-gfm leaves that
 * without a place and gives the table the place of both. */
static int32_t
start_line(const walk *w, cmark_node *node)
{
	int line = cmark_node_get_start_line(node);
	cmark_node *next = cmark_node_next(node), *before = cmark_node_previous(node);

	if (line == 0 && next != NULL)
		line = cmark_node_get_start_line(next);
	else if (before != NULL && cmark_node_get_start_line(before) == 0 &&
		 mill_node_is(node, "table"))
		line += line_count(before);
	return line + w->offset;
}

static int32_t
newlines(const char *text)
{
	int32_t count = 0;

	while ((text = strchr(text, '\n')) != NULL) {
		count++;
		text++;
	}
	return count;
}

/* A line of the source without the marks of quotes before it. */
static mill_str
bare_line(const walk *w, int32_t line)
{
	mill_str text = mill_trim(mill_source_line(&w->reader->text, line));

	while (text.len > 0 && (text.ptr[0] == '>' || text.ptr[0] == ' '))
		text = mill_slice(text, 1, text.len);
	return text;
}

/* The line below a text that makes a heading of it; 0 for other headings. */
static int32_t
underline(const walk *w, cmark_node *node)
{
	int32_t start = start_line(w, node), line = start + line_count(node);
	mill_str text = bare_line(w, start);

	if (cmark_node_get_type(node) != CMARK_NODE_HEADING || (text.len > 0 && text.ptr[0] == '#'))
		return 0;
	if (mill_is_underline(bare_line(w, line)))
		return line;
	line = cmark_node_get_end_line(node) + w->offset; /* which may reach into what follows */
	while (line > start && !mill_is_underline(bare_line(w, line)))
		line--;
	return line > start ? line : 0;
}

/* cmark's end of a block can lie before its start, or on the blank lines after. */
static int32_t
end_line(const walk *w, cmark_node *node)
{
	int32_t start = start_line(w, node), end = cmark_node_get_end_line(node) + w->offset;

	if (cmark_node_get_start_line(node) == 0)
		end = start + line_count(node) - 1;
	if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) /* cmark forgets the last line */
		end = start + newlines(cmark_node_get_literal(node)) - 1;
	if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
		end = underline(w, node);
	while (end > start && mill_all_blank(mill_source_line(&w->reader->text, end)))
		end--;
	return end < start ? start : end;
}

static void convert_children(walk *w, cmark_node *parent, mill_block *block);

/* `## ![name](file)` is a picture written large. */
static bool
is_picture(mill_str line)
{
	while (line.len > 0 && (line.ptr[0] == '#' || line.ptr[0] == ' '))
		line = mill_slice(line, 1, line.len);
	return mill_starts(line, MILL_STR("![")) && mill_ends(line, MILL_STR(")")) &&
	       mill_find(line, MILL_STR("]("), 2) < mill_find(line, MILL_STR(" "), 2);
}

/* Three dashes under a text make a heading of it, mostly by accident: they were
 * meant as a rule.  A heading is one short line that is no sentence and no item. */
static bool
is_heading(walk *w, cmark_node *node)
{
	mill_str line = bare_line(w, start_line(w, node));
	uint32_t last;

	if (underline(w, node) == 0)
		return !is_picture(line);
	last = mill_before(line, line.len);
	if (line_count(node) == 1 && bare_line(w, underline(w, node)).len > 2 &&
	    mill_width(line) <= TITLE_WIDTH && last != '.' && last != ';' && last != ':' &&
	    last != ',' && last != 0x3002 && last != 0xFF1B && last != 0xFF1A && last != 0xFF0C &&
	    !mill_is_item_line(line))
		return true;
	if (!w->reader->told_rule)
		mill_say(w->reader->log, MILL_RULE_MEANT, (mill_place){ end_line(w, node), 1 },
		    "a line below a text makes a heading of it; here it is read as a rule");
	w->reader->told_rule = true;
	return false;
}

static mill_block *
text_block(walk *w, cmark_node *node)
{
	int32_t line = start_line(w, node), end = end_line(w, node);
	mill_block *block;

	if (underline(w, node) > 0 && !is_heading(w, node) &&
	    cmark_node_set_type(node, CMARK_NODE_PARAGRAPH))
		end--; /* the rule */
	/* cmark takes definitions of links away and leaves the paragraph its first line. */
	while (end - line >= line_count(node) &&
	       mill_is_definition(mill_source_line(&w->reader->text, line)))
		line++;
	block = mill_new_block(w->reader, MILL_TEXT, line, end);
	block->lines = mill_lines(
	    w->reader, node, block->line, block->end_line, &block->line_count);
	if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
		block->level = cmark_node_get_heading_level(node);
	if (block->line_count > 0)
		return block;
	if (!mill_all_blank(mill_source_line(&w->reader->text, block->line)))
		mill_leave(w->reader->log, MILL_LAYOUT, (mill_place){ block->line, 1 },
		    block->end_line, "nothing is shown by this");
	return NULL;
}

static mill_block *
rendered_block(walk *w, cmark_node *node, mill_block_kind kind)
{
	mill_block *block = mill_new_block(w->reader, kind, start_line(w, node), end_line(w, node));

	block->html = mill_render(w->reader, node);
	block->text = mill_node_text(w->reader, node);
	/* An empty fence says nothing, nor does the mark of a fold that stands too far in. */
	if (mill_all_blank(block->text) || (kind == MILL_CODE && mill_is_only_mark(block->text)))
		return NULL;
	return block;
}

/* A fence of TeX is a formula. */
static mill_block *
formula_block(walk *w, cmark_node *node)
{
	mill_block *block = mill_new_block(
	    w->reader, MILL_TEXT, start_line(w, node), end_line(w, node));

	block->lines = MILL_NEW(w->reader->arena, mill_line, 1);
	block->lines[0] = mill_formula_of_fence(
	    w->reader, mill_cstr(cmark_node_get_literal(node)), block->line);
	block->lines[0].more = block->end_line - block->line;
	block->line_count = 1;
	return block;
}

static bool
is_formula(cmark_node *code)
{
	return strcmp(cmark_node_get_fence_info(code), "math") == 0 &&
	       !mill_all_blank(mill_cstr(cmark_node_get_literal(code)));
}

/* The marker as it stands in the source: cmark counts, authors do not. */
static mill_marker
read_marker(walk *w, cmark_node *item)
{
	mill_str line = mill_source_line(&w->reader->text, start_line(w, item));
	size_t at = (size_t)cmark_node_get_start_column(item);
	mill_marker marker = { .shape = MILL_BULLET };

	at = at > 0 ? at - 1 : 0;
	while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
		at++;
	for (size_t i = at; i < line.len && line.ptr[i] >= '0' && line.ptr[i] <= '9'; i++) {
		marker.number = marker.number * 10 + (line.ptr[i] - '0');
		marker.shape = i + 1 < line.len && line.ptr[i + 1] == ')' ? MILL_NUMBER_PAREN
									  : MILL_NUMBER_DOT;
	}
	marker.indent = mill_indent(mill_slice(line, 0, at));
	if (mill_node_is(item, "tasklist"))
		marker.task = cmark_gfm_extensions_get_tasklist_item_checked(item) ? MILL_TASK_DONE
										   : MILL_TASK_OPEN;
	return marker;
}

static mill_block *
list_block(walk *w, cmark_node *node)
{
	mill_block *list = mill_new_block(
	    w->reader, MILL_LIST, start_line(w, node), end_line(w, node));

	for (cmark_node *child = cmark_node_first_child(node); child != NULL;
	     child = cmark_node_next(child)) {
		mill_block *item = mill_new_block(
		    w->reader, MILL_ITEM, start_line(w, child), end_line(w, child));

		item->column = cmark_node_get_start_column(child);
		item->marker = read_marker(w, child);
		convert_children(w, child, item);
		mill_append(&list->first, &list->last, item);
	}
	if (list->first != NULL)
		list->marker = list->first->marker;
	return list;
}

static bool
is_indented(cmark_node *code)
{
	int length, offset;
	char mark;

	return !cmark_node_get_fenced(code, &length, &offset, &mark);
}

/* True for what goes on below a footnote, or stands in a box of MkDocs. */
static bool
is_set_in(const walk *w, cmark_node *code)
{
	cmark_node *before = cmark_node_previous(code);

	if (mill_in_footnote(w->reader, start_line(w, code)))
		return true;
	return before != NULL && cmark_node_get_type(before) == CMARK_NODE_PARAGRAPH &&
	       mill_opens_box(bare_line(w, start_line(w, before)));
}

/* A chain of what Markdown makes of text without the blanks that made code of it.
 * That is tried once: what is indented deeper still is code. */
static mill_block *
read_again(walk *w, cmark_node *code)
{
	int32_t line = start_line(w, code);
	mill_piece piece = { mill_outdent(w->reader, mill_cstr(cmark_node_get_literal(code))), line,
		false };
	cmark_node *tree = mill_parse(w->reader, &piece);
	walk inner = { w->reader, line - 1, w->section, true };
	mill_block holder = { 0 };

	mill_split_texts(w->reader, tree, line);
	mill_clean(w->reader, tree, line);
	convert_children(&inner, tree, &holder);
	return holder.first;
}

/* A line of a box is a text of its own; callout.c makes the box. */
static mill_block *
box_line(walk *w, int32_t line)
{
	mill_block *block = mill_new_block(w->reader, MILL_TEXT, line, line);

	block->lines = MILL_NEW(w->reader->arena, mill_line, 1);
	block->lines[0] = mill_plain_line(w->reader, bare_line(w, line), line);
	block->line_count = 1;
	return block;
}

/* The block that a node makes; NULL when it makes none. */
static mill_block *
convert(walk *w, cmark_node *node)
{
	mill_block *block;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		return text_block(w, node);
	case CMARK_NODE_CODE_BLOCK:
		if (!w->again && is_indented(node) &&
		    (is_set_in(w, node) ||
			mill_is_indented_text(mill_cstr(cmark_node_get_literal(node)))))
			return read_again(w, node);
		return is_formula(node) ? formula_block(w, node)
					: rendered_block(w, node, MILL_CODE);
	case CMARK_NODE_LIST:
		return list_block(w, node);
	case CMARK_NODE_BLOCK_QUOTE:
		block = mill_new_block(
		    w->reader, MILL_QUOTE, start_line(w, node), end_line(w, node));
		convert_children(w, node, block);
		return block->first != NULL ? block : NULL;
	case CMARK_NODE_HTML_BLOCK:
		if (mill_is_box_line(bare_line(w, start_line(w, node))))
			return box_line(w, start_line(w, node));
		return mill_raw_block(w->reader, mill_cstr(cmark_node_get_literal(node)),
		    start_line(w, node), end_line(w, node));
	default:
		if (mill_node_is(node, "table"))
			return mill_table_block(
			    w->reader, node, start_line(w, node), end_line(w, node));
		return NULL; /* a rule: it separates, and shows nothing */
	}
}

static bool
is_ruled(cmark_node *node)
{
	cmark_node *before = cmark_node_previous(node);

	return before != NULL && cmark_node_get_type(before) == CMARK_NODE_THEMATIC_BREAK;
}

/* Depth is bounded by the guard: 20 levels a line, 16 by indentation. */
static void
convert_children(walk *w, cmark_node *parent, mill_block *into)
{
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL;
	     node = cmark_node_next(node)) {
		mill_block *block = convert(w, node), *next;

		if (block != NULL)
			block->ruled = is_ruled(node);
		for (; block != NULL; block = next) {
			next = block->next;
			mill_append(&into->first, &into->last, block);
		}
	}
}

static void
open_section(walk *w, cmark_node *heading)
{
	mill_section *section = MILL_NEW(w->reader->arena, mill_section, 1), *parent = w->section;
	size_t count;
	mill_line *title;

	section->level = cmark_node_get_heading_level(heading);
	section->line = start_line(w, heading);
	section->end_line = end_line(w, heading);
	title = mill_lines(w->reader, heading, section->line, section->end_line, &count);
	section->title = count > 0 ? mill_bare_title(w->reader, &title[0])
				   : mill_plain_line(w->reader, MILL_STR(""), section->line);
	mill_drop_name(&section->title);
	section->title.more = section->end_line - section->line; /* its underline */
	while (parent->level >= section->level)
		parent = parent->parent;
	if (parent->level > 0 && section->level > parent->level + 1)
		mill_say(w->reader->log, MILL_HEADING_SKIPPED, (mill_place){ section->line, 1 },
		    "this heading skips a level and stands below \"%.120s\"",
		    parent->title.text.ptr);
	section->parent = parent;
	mill_add_section(parent, section);
	w->section = section;
}

mill_section *
mill_blocks(mill_reader *reader, cmark_node *tree, int32_t line, mill_section *section)
{
	walk w = { reader, line - 1, section, false };

	for (cmark_node *node = cmark_node_first_child(tree); node != NULL;
	     node = cmark_node_next(node)) {
		mill_block *block, *next;

		if (cmark_node_get_type(node) == CMARK_NODE_HEADING && is_heading(&w, node) &&
		    !mill_in_fold(reader, start_line(&w, node))) {
			open_section(&w, node);
			continue;
		}
		block = convert(&w, node);
		if (block != NULL)
			block->ruled = is_ruled(node);
		for (; block != NULL; block = next) {
			next = block->next;
			mill_append(&w.section->blocks, &w.section->blocks_last, block);
			if (block->end_line > w.section->end_line)
				w.section->end_line = block->end_line;
		}
	}
	return w.section;
}
