/*
 * units.c - lines that ask for a card of their own become items.
 *
 * In a paragraph a line `front::back` is a card, and so are lines around one
 * that is only a `?`; a paragraph with {{c1::deletions}} is one note.  Made
 * items of a list that was none, the rules take them one by one.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	STATEMENT_WIDTH = 400, /* a longer paragraph is no statement */
	HIGHLIGHTS = 5         /* more in one are for the eye */
};

/* A chain of blocks that is written anew. */
typedef struct unifier {
	mill_reader *reader;
	bool statements;
	mill_block *first, *last;
	mill_block *next; /* of the old chain */
} unifier;

static mill_block *
lines_block(unifier *u, const mill_block *block, size_t from, size_t to)
{
	int32_t end = to < block->line_count ? block->lines[to].line - 1 : block->end_line;
	mill_block *text = mill_new_block(u->reader, MILL_TEXT, block->lines[from].line, end);

	text->lines = block->lines + from;
	text->line_count = to - from;
	return text;
}

/* The lines from..to as an item, at the end of the list of such. */
static mill_block *
add_item(unifier *u, const mill_block *block, size_t from, size_t to)
{
	mill_block *text = lines_block(u, block, from, to), *list = u->last;
	mill_block *item = mill_new_block(u->reader, MILL_ITEM, text->line, text->end_line);

	if (list == NULL || !list->united) {
		list = mill_new_block(u->reader, MILL_LIST, text->line, text->end_line);
		list->united = list->found = true;
		list->marker.shape = MILL_BULLET;
		mill_append(&u->first, &u->last, list);
	}
	item->marker.shape = MILL_BULLET;
	mill_append(&item->first, &item->last, text);
	mill_append(&list->first, &list->last, item);
	list->end_line = text->end_line;
	return item;
}

/* The next block of the old chain goes into an item. */
static void
take_next(unifier *u, mill_block *item)
{
	mill_block *block = u->next;

	u->next = block->next;
	mill_append(&item->first, &item->last, block);
	item->end_line = u->last->end_line = block->end_line;
}

/* What follows without a blank line is part of it. */
static void
take_adjacent(unifier *u, mill_block *item)
{
	while (u->next != NULL && u->next->line <= item->end_line + 1)
		take_next(u, item);
}

/* ---- lines that ask for nothing by themselves ---------------------------------------------- */

static bool
has_first_deletion(const mill_line *line)
{
	for (uint32_t i = 0; i < line->span_count; i++)
		if (line->spans[i].kind == MILL_HINT &&
		    (mill_equal(line->spans[i].html, MILL_STR("1")) ||
			mill_starts(line->spans[i].html, MILL_STR("1::"))))
			return true;
	return false;
}

/* True when a line is not the beginning of a sentence. */
static bool
runs_on(const mill_line *before, const mill_line *line)
{
	mill_str text = mill_trim(before->text);
	uint32_t last = mill_before(text, text.len);
	char first = mill_trim(line->text).len > 0 ? mill_trim(line->text).ptr[0] : 'A';

	return last == ',' || last == 0xFF0C || last == 0x3001 || (first >= 'a' && first <= 'z');
}

/* A statement with words the author highlighted: they are what is to be known. */
static bool
is_statement(const mill_block *block, size_t from, size_t to)
{
	size_t width = 0, marked = 0, count = 0;
	mill_str text;
	uint32_t last;

	for (size_t i = from; i < to; i++) {
		const mill_line *line = &block->lines[i];
		width += mill_width(line->text);
		for (uint32_t k = 0; k < line->span_count; k++)
			if (line->spans[k].kind == MILL_MARKED) {
				count++;
				marked += mill_width(mill_slice(line->text, line->spans[k].start,
				    line->spans[k].start + line->spans[k].len));
			}
	}
	text = mill_trim(block->lines[to - 1].text);
	last = mill_before(text, text.len);
	return count > 0 && count <= HIGHLIGHTS && marked * 2 <= width &&
	       width <= STATEMENT_WIDTH && last != ':' && last != 0xFF1A && last != '?' &&
	       last != 0xFF1F;
}

static void
add_plain(unifier *u, const mill_block *block, size_t from, size_t to)
{
	bool deleted = false, each = to - from > 1;

	for (size_t i = from; i < to; i++) {
		deleted |= mill_span_of(&block->lines[i], MILL_DELETION) != NULL;
		each &= has_first_deletion(&block->lines[i]) &&
			(i == from || !runs_on(&block->lines[i - 1], &block->lines[i]));
	}
	for (size_t i = from; each && i < to; i++) /* each line counts from 1: a note a line */
		add_item(u, block, i, i + 1);
	if (each || from == to)
		return;
	if (deleted || (u->statements && is_statement(block, from, to)))
		add_item(u, block, from, to);
	else
		mill_append(&u->first, &u->last, lines_block(u, block, from, to));
}

/* ---- a text ------------------------------------------------------------------------------------
 */

/* True when something stands below line `at`, which a card can ask for. */
static bool
has_below(const unifier *u, const mill_block *block, size_t at)
{
	return at + 1 < block->line_count ||
	       (u->next != NULL && u->next->line <= block->end_line + 1);
}

static bool
is_turned(const unifier *u, const mill_block *block)
{
	for (size_t i = 1; i < block->line_count; i++)
		if (mill_is_turn(&block->lines[i]) && has_below(u, block, i))
			return true;
	return false;
}

static void
add_text(unifier *u, const mill_block *block, size_t from)
{
	for (size_t at = from; at < block->line_count; at++) {
		const mill_span *split = mill_span_of(&block->lines[at], MILL_SPLIT);
		mill_block *item;

		if (split == NULL ||
		    (split->len == 0 && !has_below(u, block, at) && u->next == NULL))
			continue;
		add_plain(u, block, from, at);
		from = at + 1;
		if (split->len > 0) {
			add_item(u, block, at, at + 1);
			continue;
		}
		item = add_item(u, block, at, block->line_count);
		take_adjacent(u, item);
		if (item->first->line_count == 1 && item->first->next == NULL)
			take_next(u, item);
		return;
	}
	add_plain(u, block, from, block->line_count);
}

/* An item's own text is a card or not by what it says; only lines below it that ask
 * by themselves leave it. */
static size_t
head_lines(const unifier *u, const mill_block *block)
{
	if (is_turned(u, block))
		return block->line_count;
	for (size_t i = 0; i < block->line_count; i++) {
		const mill_span *split = mill_span_of(&block->lines[i], MILL_SPLIT);

		if (mill_span_of(&block->lines[i], MILL_DELETION) != NULL ||
		    (i == 0 && split != NULL && split->len == 0))
			return block->line_count;
		if (i > 0 && split != NULL)
			return i;
	}
	return block->line_count;
}

static bool
is_marked(const mill_block *block)
{
	for (size_t i = 0; i < block->line_count; i++) {
		if (i > 0 && mill_is_turn(&block->lines[i]))
			return true;
		for (uint32_t k = 0; k < block->lines[i].span_count; k++)
			if (block->lines[i].spans[k].kind >= MILL_SPLIT)
				return true;
	}
	return false;
}

void
mill_unite(mill_reader *reader, bool item, bool statements, mill_block **first, mill_block **last)
{
	unifier u = { .reader = reader, .statements = statements, .next = *first };
	mill_block *block;

	while ((block = u.next) != NULL) {
		bool head = item && block == *first;
		size_t lines;

		u.next = block->next;
		if (block->kind != MILL_TEXT || !is_marked(block)) {
			mill_append(&u.first, &u.last, block);
		} else if (head) {
			lines = head_lines(&u, block);
			if (lines == block->line_count) {
				mill_append(&u.first, &u.last, block);
				continue;
			}
			mill_append(&u.first, &u.last, lines_block(&u, block, 0, lines));
			add_text(&u, block, lines);
		} else if (is_turned(&u, block)) {
			take_adjacent(&u, add_item(&u, block, 0, block->line_count));
		} else {
			add_text(&u, block, 0);
		}
	}
	*first = u.first;
	*last = u.last;
}
