/*
 * where.c - on which line of a source a reference stands.
 *
 * The outline knows of most pictures; what stands in a table or deep in markup is
 * looked for in the lines that the note is made of.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "media.h"

enum {
	EFFORT = 64 * 1024 * 1024, /* bytes that are searched, of all lines together */
	LONGEST = 1000             /* bytes of a reference that is searched for */
};

static void
add_line(mill_where *where, const mill_line *line)
{
	for (uint32_t i = 0; i < line->link_count; i++) {
		uint32_t *head;

		if (line->links[i].picture.len == 0)
			continue;
		where->spots = mill_room(
		    where->arena, where->spots, sizeof *where->spots, where->count, &where->room);
		head = mill_set_counter(&where->heads, line->links[i].picture);
		where->count++;
		where->spots[where->count - 1] = (mill_spot){ line->line, mill_end_of(line), 0,
			(uint32_t)where->count };
		if (*head == 0) {
			*head = (uint32_t)where->count;
			continue;
		}
		where->spots[where->spots[*head - 1].last - 1].next = (uint32_t)where->count;
		where->spots[*head - 1].last = (uint32_t)where->count;
	}
}

static void
add_blocks(mill_where *where, const mill_block *first)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		const mill_table *table = block->table;

		for (size_t i = 0; i < block->line_count; i++)
			add_line(where, &block->lines[i]);
		for (size_t i = 0;
		     table != NULL && table->cells != NULL && i < table->columns * table->rows; i++)
			add_line(where, &table->cells[i]);
		add_blocks(where, block->first);
	}
}

static void
gather(mill_where *where)
{
	const mill_section *root = &where->outline->root;

	where->gathered = true;
	where->heads.arena = where->arena;
	for (const mill_section *section = root; section != NULL;
	     section = mill_next_section(root, (mill_section *)(uintptr_t)section)) {
		add_line(where, &section->title);
		add_blocks(where, section->blocks);
	}
}

static bool
is_edge(mill_str text, size_t at, const char *marks)
{
	return at >= text.len || strchr(marks, text.ptr[at]) != NULL;
}

/* True when the row shows the file: it stands there as markup has it. */
static bool
shows(mill_where *where, const mill_row *row, mill_str reference)
{
	mill_str text = { row->text, row->len };

	if (reference.len > LONGEST)
		return false;
	where->effort += text.len;
	for (size_t at = 0; (at = mill_find(text, reference, at)) != SIZE_MAX; at++)
		if (at > 0 && is_edge(text, at - 1, "(<\"'=[") &&
		    is_edge(text, at + reference.len, ")>\"' |]\\"))
			return true;
	return false;
}

/* The first of some lines that shows the file; 0 when none does. */
static int32_t
row_of(mill_where *where, int32_t from, int32_t to, mill_str reference)
{
	for (int32_t n = from < 1 ? 1 : from; n <= to && n <= where->outline->row_count; n++)
		if (where->effort < EFFORT && shows(where, &where->outline->rows[n - 1], reference))
			return n;
	return 0;
}

static bool
stands_on(const mill_note *note, const mill_spot *spot)
{
	for (size_t i = 0; i < note->place_count; i++)
		if (note->places[i].line <= spot->line && spot->line <= note->places[i].end_line)
			return true;
	return false;
}

int32_t
mill_where_is(mill_where *where, const mill_note *note, mill_str reference)
{
	if (!where->gathered)
		gather(where);
	for (uint32_t i = mill_set_count(&where->heads, reference); i > 0;
	     i = where->spots[i - 1].next) {
		const mill_spot *spot = &where->spots[i - 1];
		int32_t row = 0;

		if (!stands_on(note, spot))
			continue;
		if (spot->end_line > spot->line)
			row = row_of(where, spot->line, spot->end_line, reference);
		return row > 0 ? row : spot->line;
	}
	for (size_t i = 0; i < note->place_count; i++) {
		int32_t row = row_of(
		    where, note->places[i].line, note->places[i].end_line, reference);
		if (row > 0)
			return row;
	}
	return note->line;
}
