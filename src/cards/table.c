/*
 * table.c - what a table gives: a card a row, when its rows are facts.
 *
 * Two columns of words are a vocabulary: the first asks for the second.  A table
 * of more columns with heads compares things, and each of its rows is asked for.
 * Other tables are looked at as a whole, unless rows were asked for.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum {
	WORD_WIDTH = 48,  /* a first cell that is longer is no word */
	SHORT_WIDTH = 24, /* of first cells, on average */
	SAME_WORD = 4,    /* letters of a word that heads share */
	ROWS = 2,         /* a table with fewer is no vocabulary */
	COMPARED = 24     /* rows of a table that compares: more are data */
};

static const mill_line *
cell(const mill_table *table, size_t row, size_t column)
{
	return &table->cells[row * table->columns + column];
}

static bool
is_blank(const mill_line *line)
{
	return mill_all_blank(line->text) &&
	       (line->span_count == 0 || line->spans[0].kind == MILL_PLAIN);
}

/* True when a text has a letter: numbers and signs ask for nothing. */
static bool
has_letter(mill_str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);

		if (mill_is_word(c) && (c < '0' || c > '9'))
			return true;
	}
	return false;
}

/* True when two heads have a word in common: `Primary failure`, `Secondary failure`
 * are compared with each other. */
static bool
share_word(mill_str a, mill_str b)
{
	for (size_t at = 0, end; at < a.len; at = end + 1) {
		mill_str word;

		for (end = at; end < a.len && a.ptr[end] != ' ';)
			end++;
		word = mill_slice(a, at, end);
		if (word.len >= SAME_WORD && mill_find(b, word, 0) != SIZE_MAX)
			return true;
	}
	return false;
}

/* Two columns of words, the first of them short; when both are phrases, they are
 * compared with each other. */
static bool
is_vocabulary(const mill_table *table)
{
	size_t words = 0, meanings = 0;

	if (table->columns != 2 || table->rows <= ROWS ||
	    share_word(cell(table, 0, 0)->text, cell(table, 0, 1)->text))
		return false;
	for (size_t row = 1; row < table->rows; row++) {
		const mill_line *word = cell(table, row, 0);

		if (is_blank(cell(table, row, 1)) || !has_letter(word->text) ||
		    mill_width(word->text) > WORD_WIDTH)
			return false;
		words += mill_width(word->text);
		meanings += mill_width(cell(table, row, 1)->text);
	}
	return words <= SHORT_WIDTH * (table->rows - 1) || words * 2 <= meanings;
}

/* True when a first cell only counts its rows. */
static bool
counts(mill_str text, size_t row)
{
	size_t value = 0;

	text = mill_trim(text);
	for (size_t i = 0; i < text.len && i < 4; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		value = value * 10 + (size_t)(text.ptr[i] - '0');
	}
	return value == row;
}

/* Three columns or more, all of them with heads: what the first cells name is told
 * under each head, in words for the most part. */
static bool
is_comparison(const mill_table *table)
{
	size_t names = 0, cells = 0, words = 0;

	if (table->columns < 3 || table->columns > MILL_AT_MOST || table->rows <= ROWS ||
	    table->rows > COMPARED)
		return false;
	for (size_t i = 1; i < table->columns; i++)
		if (is_blank(cell(table, 0, i)))
			return false;
	for (size_t row = 1; row < table->rows; row++) {
		const mill_line *name = cell(table, row, 0);

		if (is_blank(name) || counts(name->text, row) ||
		    mill_width(name->text) > WORD_WIDTH)
			return false;
		names += mill_width(name->text);
		for (size_t i = 1; i < table->columns; i++, cells++)
			words += has_letter(cell(table, row, i)->text);
	}
	return names <= SHORT_WIDTH * (table->rows - 1) && words * 2 > cells;
}

/* True when what stands where heads should be is a row: `Platelets`, `240,000`. */
static bool
has_no_heads(const mill_table *table)
{
	mill_str text = cell(table, 0, 1)->text;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			return table->columns == 2 && has_letter(cell(table, 0, 0)->text);
	return false;
}

/* True when a row can be asked for: it has a name, and something is said of it. */
static bool
is_fact(const mill_table *table, size_t row)
{
	bool said = false;

	for (size_t i = 1; i < table->columns; i++)
		said |= !is_blank(cell(table, row, i));
	return said && !mill_all_blank(cell(table, row, 0)->text);
}

static void
put_cells(mill_sheet *back, const mill_table *table, size_t row)
{
	for (size_t i = 1; i < table->columns; i++) {
		const mill_line *head = cell(table, 0, i);

		if (is_blank(cell(table, row, i)))
			continue;
		if (back->html.len > 0)
			mill_puts(&back->html, "<br>");
		if (table->columns > 2 && !is_blank(head)) {
			mill_put_cut(back, mill_prompt(mill_whole(head)));
			mill_puts(&back->html, ": ");
		}
		mill_put_cut(back, mill_whole(cell(table, row, i)));
	}
}

/* What the second cells are, or what all the rows are about. */
static const mill_line *
name_of(const mill_table *table)
{
	const mill_line *first = cell(table, 0, 0), *second = cell(table, 0, 1);

	if (has_no_heads(table))
		return NULL;
	if (table->columns == 2 && !is_blank(second))
		return second;
	return is_blank(second) && !is_blank(first) ? first : NULL;
}

static void
row_card(mill_maker *maker, const mill_table *table, size_t row, const mill_path *path)
{
	const mill_line *first = cell(table, row, 0), *name = name_of(table);
	mill_path below = { path, mill_prompt(mill_whole(name)), false };
	mill_sheet back = mill_new_sheet(maker);

	put_cells(&back, table, row);
	if (row == 1) /* the heads, and the dashes below them */
		mill_sheet_lines(&back, first->line - 2, first->line - 1);
	mill_ask(maker, &(mill_asked){ .rule = "row",
			    .front = mill_prompt(mill_whole(first)),
			    .back = &back,
			    .path = name != NULL ? &below : path,
			    .line = first->line,
			    .end_line = first->line });
}

bool
mill_table_cards(mill_maker *maker, const mill_block *block, const mill_path *path)
{
	const mill_table *table = block->table;
	bool all = true;

	if (table->cells == NULL ||
	    (!maker->rows && !is_vocabulary(table) && !is_comparison(table)))
		return false;
	for (size_t row = has_no_heads(table) ? 0 : 1; row < table->rows; row++) {
		if (is_fact(table, row))
			row_card(maker, table, row, path);
		else
			all = false;
	}
	return all;
}
