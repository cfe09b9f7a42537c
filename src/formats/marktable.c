/*
 * marktable.c - a table of a field becomes rows of bars.
 *
 * It has to be one that Markdown can make: a row of heads, no cell over two columns, and
 * only words in it.
 */
#include "../base/base.h"
#include "markup.h"

enum { COLUMNS = 64 };

typedef struct grid {
	char aligns[COLUMNS]; /* l, r or c; 0: none */
	size_t columns, rows;
} grid;

static bool
read_align(const mill_fragment *f, const char *name, char *align)
{
	mill_str value;

	*align = 0;
	if (f->text.len == strlen(name) + 2)
		return mill_is_named(f, name);
	if (!mill_is_named(f, name) ||
	    !mill_tag_value(f, name[1] == 'h' ? "<th align=\"" : "<td align=\"", "\">", &value) ||
	    !(mill_equal(value, MILL_STR("left")) || mill_equal(value, MILL_STR("right")) ||
		mill_equal(value, MILL_STR("center"))))
		return false;
	*align = value.ptr[0];
	return true;
}

/* Cells of a row are as those of the heads. */
static bool
read_row(const mill_markup *m, size_t i, grid *g)
{
	const char *name = g->rows == 0 ? "th" : "td";
	size_t count = 0;

	for (size_t at = i + 1; at < m->all[i].match; at = m->all[at].match + 1, count++) {
		char align;

		if (m->all[at].kind != MILL_OPENS || m->all[at].holds || count == COLUMNS ||
		    !read_align(&m->all[at], name, &align) ||
		    (g->rows > 0 && align != g->aligns[count]))
			return false;
		g->aligns[count] = align;
	}
	if (g->rows++ == 0)
		g->columns = count;
	return count > 0 && count == g->columns;
}

static bool
read_rows(const mill_markup *m, size_t i, const char *tag, grid *g)
{
	if (!mill_is_tag(m, i, tag) || m->all[i].match == i + 1)
		return false;
	for (size_t at = i + 1; at < m->all[i].match; at = m->all[at].match + 1)
		if (m->all[at].kind != MILL_OPENS || !mill_is_tag(m, at, "<tr>") ||
		    !read_row(m, at, g))
			return false;
	return true;
}

/* A table in the box that scrolls it, with one row of heads. */
static bool
read_table(const mill_markup *m, size_t i, grid *g)
{
	size_t head = i + 2, body, end;

	*g = (grid){ 0 };
	if (!mill_is_tag(m, i, "<div class=\"table\">") || !mill_is_tag(m, i + 1, "<table>") ||
	    m->all[i + 1].match + 1 != m->all[i].match || !read_rows(m, head, "<thead>", g) ||
	    g->rows != 1)
		return false;
	body = m->all[head].match + 1;
	end = m->all[i + 1].match;
	return body == end || (read_rows(m, body, "<tbody>", g) && m->all[body].match + 1 == end);
}

static void
put_row(mill_markup *m, size_t i)
{
	mill_putc(&m->out, '|');
	for (size_t at = i + 1; at < m->all[i].match; at = m->all[at].match + 1) {
		mill_putc(&m->out, ' ');
		if (m->all[at].match > at + 1) {
			mill_put_line(m, at + 1, m->all[at].match, true);
			mill_putc(&m->out, ' ');
		}
		mill_putc(&m->out, '|');
	}
}

bool
mill_put_table(mill_markup *m, mill_flow *f, size_t i)
{
	size_t head = i + 2, body;
	grid g;

	if (!read_table(m, i, &g))
		return false;
	mill_begin_block(m, f, MILL_LAST_TABLE, true);
	put_row(m, head + 1);
	mill_end_line(m);
	mill_putc(&m->out, '|');
	for (size_t n = 0; n < g.columns; n++)
		mill_puts(&m->out, g.aligns[n] == 'l'   ? " :-- |"
				   : g.aligns[n] == 'r' ? " --: |"
				   : g.aligns[n] == 'c' ? " :-: |"
							: " --- |");
	body = m->all[head].match + 1;
	for (size_t at = body + 1; at < m->all[body].match; at = m->all[at].match + 1) {
		mill_end_line(m);
		put_row(m, at);
	}
	return true;
}
