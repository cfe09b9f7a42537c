/*
 * org.c - blocks as Org mode marks them, which outliners use in Markdown:
 * lines between #+BEGIN_SRC and #+END_SRC are code as they are, a query is
 * nothing to learn, and of a note only the marks go.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <strings.h>

typedef enum org_kind { ORG_NONE, ORG_CODE, ORG_QUERY, ORG_NOTE } org_kind;

/* The name behind #+BEGIN_ or #+END_; empty when the line is no such mark. */
static mill_str
mark_name(mill_str text, const char *mark)
{
	size_t length = strlen(mark), end;

	text = mill_trim(text);
	if (text.len <= length || strncasecmp(text.ptr, mark, length) != 0)
		return MILL_STR("");
	for (end = length; end < text.len && text.ptr[end] != ' '; end++)
		;
	return mill_slice(text, length, end);
}

static org_kind
kind_of(mill_str name)
{
	static const char *const code[] = { "SRC", "EXAMPLE", "EXPORT", "VERSE" };

	for (size_t i = 0; i < MILL_COUNT(code); i++)
		if (name.len == strlen(code[i]) && strncasecmp(name.ptr, code[i], name.len) == 0)
			return ORG_CODE;
	if (name.len == 5 && strncasecmp(name.ptr, "QUERY", 5) == 0)
		return ORG_QUERY;
	return name.len > 0 ? ORG_NOTE : ORG_NONE;
}

/* A place in a chain of texts. */
typedef struct spot {
	mill_block *block; /* NULL: none */
	size_t line;
} spot;

/* Where the block that begins at a line ends. */
static spot
end_of(mill_block *block, size_t line, mill_str name)
{
	for (line++; block != NULL; block = block->next, line = 0) {
		for (; block->kind == MILL_TEXT && line < block->line_count; line++) {
			mill_str end = mark_name(block->lines[line].text, "#+END_");
			if (end.len == name.len && strncasecmp(end.ptr, name.ptr, end.len) == 0)
				return (spot){ block, line };
			if (mark_name(block->lines[line].text, "#+BEGIN_").len > 0)
				return (spot){ NULL, 0 };
		}
	}
	return (spot){ NULL, 0 };
}

static void
put_lines(mill_reader *reader, mill_block **first, mill_block **last, const mill_block *block,
    size_t from, size_t to)
{
	mill_block *part;

	if (from >= to)
		return;
	part = mill_new_block(
	    reader, MILL_TEXT, block->lines[from].line, block->lines[to - 1].line);
	part->lines = block->lines + from;
	part->line_count = to - from;
	part->level = from == 0 ? block->level : 0;
	mill_append(first, last, part);
}

static void
leave_mark(mill_reader *reader, const mill_line *line)
{
	mill_leave(reader->log, MILL_LAYOUT, (mill_place){ line->line, line->column }, line->line,
	    "a mark that shows nothing");
}

/* What stands between two marks; blocks that begin behind the first line of
 * the first one's block are whole. */
static void
put_between(
    mill_reader *reader, mill_block **first, mill_block **last, org_kind kind, spot from, spot to)
{
	const mill_line *begin = &from.block->lines[from.line], *end = &to.block->lines[to.line];

	if (kind == ORG_QUERY) {
		mill_leave(reader->log, MILL_PROPERTY, (mill_place){ begin->line, begin->column },
		    end->line, "a query is on no card");
		mill_drop_lead(reader, *last);
		return;
	}
	leave_mark(reader, begin);
	leave_mark(reader, end);
	if (kind == ORG_CODE) {
		if (begin->line + 1 == end->line)
			return;
		mill_append(
		    first, last, mill_verbatim_block(reader, begin->line + 1, end->line - 1));
		(*last)->verbatim = false; /* it had marks */
		return;
	}
	for (mill_block *block = from.block, *next;; block = next) {
		size_t at = block == from.block ? from.line + 1 : 0;
		size_t stop = block == to.block ? to.line : block->line_count;

		next = block->next;
		if (block->kind == MILL_TEXT)
			put_lines(reader, first, last, block, at, stop);
		else
			mill_append(first, last, block);
		if (block == to.block)
			return;
	}
}

void
mill_read_org(mill_reader *reader, mill_block **first, mill_block **last)
{
	mill_block *block = *first, *next;
	size_t at = 0, from = 0;

	*first = *last = NULL;
	for (; block != NULL; block = next, at = from = 0) {
		next = block->next;
		for (; block->kind == MILL_TEXT && at < block->line_count; at++) {
			mill_str name = mark_name(block->lines[at].text, "#+BEGIN_");
			spot end = name.len == 0 ? (spot){ NULL, 0 } : end_of(block, at, name);
			mill_block *start = block;

			if (end.block == NULL)
				continue;
			put_lines(reader, first, last, block, from, at);
			next = end.block->next;
			put_between(reader, first, last, kind_of(name), (spot){ start, at }, end);
			block = end.block;
			at = end.line;
			from = at + 1;
		}
		if (from == 0)
			mill_append(first, last, block);
		else
			put_lines(reader, first, last, block, from, block->line_count);
	}
}
