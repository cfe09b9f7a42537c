/*
 * grid.c - a table written in HTML becomes a table with its cells.
 *
 * What only lays out, one cell or pictures side by side, is no table.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

enum { ROWS = 3, COLUMNS = 32, MOST = 2000 /* rows that are looked at */ };

/* The rows of a table, those of tables inside of it left out. */
typedef struct grid {
	mill_arena *arena;
	const GumboElement **rows;
	size_t count, room, columns;
	bool regular; /* all rows are as long as the first, no cell spans others */
	bool words;   /* there is text in it, beside pictures */
	size_t cells;
} grid;

static bool
has_words(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEXT)
		return true;
	if (node->type != GUMBO_NODE_ELEMENT)
		return false;
	for (unsigned i = 0; i < node->v.element.children.length; i++)
		if (has_words(node->v.element.children.data[i]))
			return true;
	return false;
}

static bool
is_cell(const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT &&
	       (node->v.element.tag == GUMBO_TAG_TD || node->v.element.tag == GUMBO_TAG_TH);
}

static void
add_row(grid *g, const GumboElement *row)
{
	size_t columns = 0;

	for (unsigned i = 0; i < row->children.length; i++) {
		const GumboNode *cell = row->children.data[i];

		if (!is_cell(cell))
			continue;
		columns++;
		g->words |= has_words(cell);
		g->regular &= gumbo_get_attribute(&cell->v.element.attributes, "colspan") == NULL &&
			      gumbo_get_attribute(&cell->v.element.attributes, "rowspan") == NULL;
	}
	if (g->count == 0)
		g->columns = columns;
	g->regular &= columns == g->columns;
	g->cells += columns;
	if (g->count == MOST)
		return;
	g->rows = mill_room(g->arena, g->rows, sizeof *g->rows, g->count, &g->room);
	g->rows[g->count++] = row;
}

static void
find_rows(grid *g, const GumboElement *element)
{
	for (unsigned i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];

		if (child->type != GUMBO_NODE_ELEMENT)
			continue;
		if (child->v.element.tag == GUMBO_TAG_TR)
			add_row(g, &child->v.element);
		else if (child->v.element.tag != GUMBO_TAG_TABLE)
			find_rows(g, &child->v.element);
	}
}

static mill_line
cell_line(mill_reader *reader, const GumboNode *cell, int32_t first)
{
	mill_shown shown = { .reader = reader, .line = first };
	mill_line line;

	shown.html.arena = shown.text.arena = reader->arena;
	for (unsigned i = 0; i < cell->v.element.children.length; i++)
		mill_show(&shown, cell->v.element.children.data[i], 0);
	line = mill_plain_line(
	    reader, MILL_STR(""), mill_shown_line(&shown, &cell->v.element.start_pos));
	line.text = mill_buf_str(&shown.text);
	line.spans[0] = (mill_span){ shown.markup ? MILL_MARKUP : MILL_PLAIN, 0,
		(uint32_t)line.text.len, shown.markup ? mill_buf_str(&shown.html) : MILL_STR("") };
	line.links = shown.links.all;
	line.link_count = (uint32_t)shown.links.count;
	return line;
}

/* Regular tables of some size give their cells to the rules. */
static void
read_cells(mill_reader *reader, const grid *g, mill_table *table, int32_t first)
{
	size_t at = 0;

	table->rows = g->count;
	table->columns = g->columns;
	if (!g->regular || g->count < ROWS || g->count == MOST || g->columns < 2 ||
	    g->columns > COLUMNS)
		return;
	table->cells = MILL_NEW(reader->arena, mill_line, g->count * g->columns);
	for (size_t i = 0; i < g->count; i++)
		for (unsigned k = 0; k < g->rows[i]->children.length; k++)
			if (is_cell(g->rows[i]->children.data[k]))
				table->cells[at++] = cell_line(
				    reader, g->rows[i]->children.data[k], first);
}

struct mill_block *
mill_grid_block(
    mill_reader *reader, const GumboNode *node, int32_t first, int32_t line, int32_t end_line)
{
	grid g = { .arena = reader->trees, .regular = true };
	mill_shown shown = { .reader = reader, .line = first };
	mill_block *block;

	find_rows(&g, &node->v.element);
	if (!g.words || g.cells < 2)
		return NULL;
	shown.html.arena = shown.text.arena = reader->arena;
	mill_show(&shown, node, 0);
	block = mill_new_block(reader, MILL_TABLE, line, end_line);
	block->html = mill_buf_str(&shown.html);
	block->text = mill_buf_str(&shown.text);
	block->table = MILL_NEW(reader->arena, mill_table, 1);
	block->table->linked = shown.linked;
	block->table->linked.bare = shown.text.len > shown.linked.inner + shown.linked.outer
					? (uint32_t)shown.text.len - shown.linked.inner -
					      shown.linked.outer
					: 0;
	read_cells(reader, &g, block->table, first);
	return block;
}
