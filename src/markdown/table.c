/*
 * table.c - a table becomes a block with its cells; what is none becomes text.
 *
 * Any line below a table is a row for Markdown, and a box drawn with bars is a
 * table of one cell.  The cells are kept as lines, so that rules can make cards
 * of rows.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>

enum {
	CELL_BYTES = 7, /* of the source for each cell that is kept: notes have more */
	ROOM = 1024,    /* cells kept in any case */
	ROWS = 3,       /* heads and two more: less is shown as it is */
	COLUMNS = 32
};

/* A cell of several lines as one, with the breaks as markup. */
static mill_line
join(mill_reader *reader, const mill_line *lines, size_t count)
{
	mill_line all = lines[0];
	mill_buf text = { .arena = reader->arena };
	size_t spans = count;

	for (size_t i = 0; i < count; i++)
		spans += lines[i].span_count;
	all.spans = MILL_NEW(reader->arena, mill_span, spans);
	all.span_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			all.spans[all.span_count++] = (mill_span){ .kind = MILL_MARKUP,
				.start = (uint32_t)text.len,
				.len = 1,
				.html = MILL_STR("<br>") };
			mill_putc(&text, ' ');
		}
		for (uint32_t k = 0; k < lines[i].span_count; k++) {
			mill_span span = lines[i].spans[k];

			span.start += (uint32_t)text.len;
			all.spans[all.span_count++] = span;
		}
		mill_put_str(&text, lines[i].text);
	}
	all.text = mill_buf_str(&text);
	return all;
}

static mill_line
cell_line(mill_reader *reader, cmark_node *cell, int32_t line)
{
	cmark_node *first = cell == NULL ? NULL : cmark_node_first_child(cell);
	size_t count;
	mill_line *lines, one;

	/* Most cells are plain text, and there may be very many. */
	if (first == NULL ||
	    (cmark_node_next(first) == NULL && cmark_node_get_type(first) == CMARK_NODE_TEXT))
		return mill_plain_line(reader,
		    first == NULL ? MILL_STR("")
				  : mill_printable(reader->arena,
					mill_cstr(cmark_node_get_literal(first)), true),
		    line);
	lines = mill_lines(reader, cell, line, line, &count);
	if (count == 0)
		return mill_plain_line(reader, MILL_STR(""), line);
	one = count == 1 ? lines[0] : join(reader, lines, count);
	one.line = line;
	return one;
}

static size_t
count_children(cmark_node *node)
{
	size_t count = 0;

	for (node = cmark_node_first_child(node); node != NULL; node = cmark_node_next(node))
		count++;
	return count;
}

/* The line that row n of a table stands on: the dashes below the heads are none. */
static int32_t
row_line(int32_t line, size_t row)
{
	return line + (int32_t)row + (row > 0);
}

/* Rows at the end of a table that have no bar in the source are remarks about it. */
static mill_block *
cut_remarks(mill_reader *reader, cmark_node *table, int32_t line)
{
	size_t rows = count_children(table), kept = rows;
	mill_block *text;
	cmark_node *row;

	while (
	    kept > 1 && memchr(mill_source_line(&reader->text, row_line(line, kept - 1)).ptr, '|',
			    mill_source_line(&reader->text, row_line(line, kept - 1)).len) == NULL)
		kept--;
	if (kept == rows || count_children(cmark_node_first_child(table)) < 2)
		return NULL;
	text = mill_new_block(reader, MILL_TEXT, row_line(line, kept), row_line(line, rows - 1));
	text->lines = MILL_NEW(reader->arena, mill_line, rows - kept);
	while (kept < rows--) {
		row = cmark_node_last_child(table);
		text->lines[rows - kept] = cell_line(
		    reader, cmark_node_first_child(row), row_line(line, rows));
		cmark_node_unlink(row);
	}
	for (int32_t n = text->line; n <= text->end_line; n++)
		text->line_count += !mill_all_blank(text->lines[n - text->line].text);
	return text->line_count == (size_t)(text->end_line - text->line) + 1 ? text : NULL;
}

static mill_line *
read_rows(mill_reader *reader, cmark_node *row, const mill_table *table, int32_t line)
{
	mill_line *cells = MILL_NEW(reader->arena, mill_line, table->rows * table->columns);

	for (size_t at = 0; at < table->rows; at++, row = cmark_node_next(row)) {
		cmark_node *cell = cmark_node_first_child(row);

		for (size_t i = 0; i < table->columns; i++) {
			cells[at * table->columns + i] = cell_line(
			    reader, cell, row_line(line, at));
			cell = cell == NULL ? NULL : cmark_node_next(cell);
		}
	}
	return cells;
}

/* The cells are read when rows may be asked for, unless there are too many. */
static mill_table *
read_table(mill_reader *reader, cmark_node *node, int32_t line)
{
	mill_table *table = MILL_NEW(reader->arena, mill_table, 1);

	table->linked = mill_table_links(node);
	table->rows = count_children(node);
	table->columns = count_children(cmark_node_first_child(node));
	if (table->rows < ROWS || table->columns < 2 || table->columns > COLUMNS)
		return table;
	reader->cells += table->rows * table->columns;
	if (reader->cells <= reader->text.body.len / CELL_BYTES + ROOM)
		table->cells = read_rows(reader, cmark_node_first_child(node), table, line);
	return table;
}

/* Heads without rows, or a single cell, are a box around text. */
static bool
is_box(cmark_node *table)
{
	size_t full = 0;

	if (cmark_node_next(cmark_node_first_child(table)) == NULL)
		return true;
	for (cmark_node *row = cmark_node_first_child(table); row != NULL && full < 2;
	     row = cmark_node_next(row))
		for (cmark_node *cell = cmark_node_first_child(row); cell != NULL;
		     cell = cmark_node_next(cell))
			full += cmark_node_first_child(cell) != NULL;
	return full < 2;
}

/* Each cell of a box is a line; NULL when there is none. */
static mill_block *
as_text(mill_reader *reader, cmark_node *table, int32_t line, int32_t end_line)
{
	mill_block *text = mill_new_block(reader, MILL_TEXT, line, end_line);
	size_t room = 0, at = 0;

	for (cmark_node *row = cmark_node_first_child(table); row != NULL;
	     row = cmark_node_next(row))
		room += count_children(row);
	text->lines = MILL_NEW(reader->arena, mill_line, room + 1);
	for (cmark_node *row = cmark_node_first_child(table); row != NULL;
	     row = cmark_node_next(row), at++)
		for (cmark_node *cell = cmark_node_first_child(row); cell != NULL;
		     cell = cmark_node_next(cell))
			if (cmark_node_first_child(cell) != NULL)
				text->lines[text->line_count++] = cell_line(
				    reader, cell, row_line(line, at));
	return text->line_count > 0 ? text : NULL;
}

mill_block *
mill_table_block(mill_reader *reader, struct cmark_node *node, int32_t line, int32_t end_line)
{
	mill_block *remarks = cut_remarks(reader, node, line), *block;

	if (remarks != NULL)
		end_line = remarks->line - 1;
	if (is_box(node)) {
		block = as_text(reader, node, line, end_line);
		if (block == NULL)
			return remarks;
	} else {
		block = mill_new_block(reader, MILL_TABLE, line, end_line);
		mill_link_tree(reader, node);
		block->html = mill_render(reader, node);
		block->text = mill_node_text(reader, node);
		block->table = read_table(reader, node, line);
	}
	block->next = remarks;
	return block;
}
