/*
 * lists.c - a list that was interrupted goes on.
 *
 * A fence at column 0, a paragraph or a table ends a list for Markdown, and
 * the next number starts another.  When the numbers go on, the list goes on,
 * and what stood between belongs to the item before it, in full.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	SENTENCE = 24,   /* width of a line that says something */
	TERM_WIDTH = 40, /* of what stands before a dash, to be a term */
	GAP = 3          /* numbers that an author may have left out */
};

typedef struct joiner {
	mill_reader *reader;
	mill_block *first, *last;
	mill_block *open[MILL_SHAPES]; /* the list of each shape that may go on */
} joiner;

static const mill_line *
last_line(const mill_block *block)
{
	return block->kind == MILL_TEXT && block->line_count > 0
		   ? &block->lines[block->line_count - 1]
		   : NULL;
}

static bool
ends_with_colon(const mill_line *line)
{
	return line != NULL && mill_announces(line->text);
}

static bool
ends_sentence(const mill_line *line)
{
	mill_str text = mill_trim(line->text);
	uint32_t c = mill_before(text, text.len);

	return c == '.' || c == '!' || c == ';' || c == 0x3002 || c == 0xFF1B || c == 0xFF01;
}

/* Moves everything behind list into its last item. */
static void
take_between(joiner *j, mill_block *list)
{
	mill_block *item = list->last, *block = list->next, *next;

	if (block == NULL)
		return;
	for (; block != NULL; block = next) {
		next = block->next;
		item->end_line = block->end_line;
		mill_append(&item->first, &item->last, block);
	}
	list->next = NULL;
	j->last = list;
	mill_join_verbatim(j->reader, &item->first, &item->last);
}

static void
take_items(mill_block *list, mill_block *more)
{
	list->last->next = more->first;
	list->last = more->last;
	list->end_line = more->end_line;
	list->found &= more->found;
}

/* True when a list goes on with a number a little off: 3 behind 1, or 2 twice. */
static bool
skips(const mill_marker *before, const mill_marker *marker)
{
	return marker->shape <= MILL_PAREN_NUMBER && marker->number > 1 &&
	       marker->number >= before->number && marker->number <= before->number + GAP;
}

/* The earlier list that this one continues; NULL when there is none. */
static mill_block *
continued(const joiner *j, const mill_block *list)
{
	mill_block *open = j->open[list->marker.shape];

	if (open == NULL || list->marker.shape == MILL_BULLET ||
	    (!mill_marker_follows(&open->last->marker, &list->marker) &&
		!skips(&open->last->marker, &list->marker)))
		return NULL;
	/* A line that ends in a colon right before is the name of a new list. */
	if (j->last != open && ends_with_colon(last_line(j->last)))
		return NULL;
	return open;
}

/* True when a list right behind another one is part of its last item. */
static bool
nests(const joiner *j, const mill_block *list)
{
	const mill_block *before = j->last, *last;

	if (before == NULL || before->kind != MILL_LIST ||
	    before->marker.shape == list->marker.shape)
		return false;
	if (list->marker.indent > before->last->marker.indent)
		return true;
	last = before->last->last;
	return last != NULL && ends_with_colon(last_line(last));
}

static void
add_to_last_item(joiner *j, mill_block *block)
{
	mill_block *list = j->last;

	mill_append(&list->last->first, &list->last->last, block);
	list->last->end_line = list->end_line = block->end_line;
	mill_join_verbatim(j->reader, &list->last->first, &list->last->last);
}

/* True when two lists are bullets below each other. */
static bool
are_bullets(const mill_block *list, const mill_block *next)
{
	return list != NULL && next != NULL && list->kind == MILL_LIST && next->kind == MILL_LIST &&
	       list->last != NULL && list->marker.shape == MILL_BULLET &&
	       next->marker.shape == MILL_BULLET && list->marker.indent == next->marker.indent;
}

static bool
is_shown(const mill_block *block)
{
	return block != NULL && (block->kind == MILL_CODE || block->kind == MILL_TABLE);
}

/* True when code or a table belongs to the last item of the list before it: no blank
 * line is between, or the bullets go on behind it and the item was only a title. */
static bool
belongs(const joiner *j, const mill_block *block, const mill_block *next)
{
	const mill_block *list = j->last, *text;

	if (!is_shown(block) || list == NULL || list->kind != MILL_LIST)
		return false;
	if (block->line == list->end_line + 1)
		return true;
	text = list->last->last;
	return are_bullets(list, next) && (text == NULL || is_shown(text) ||
					      (text->kind == MILL_TEXT && text->line_count == 1 &&
						  !ends_sentence(last_line(text))));
}

static void
add_list(joiner *j, mill_block *list)
{
	mill_block *open = continued(j, list);

	if (open != NULL) {
		if (open->next != NULL)
			mill_say(j->reader->log, MILL_LIST_RESUMED,
			    (mill_place){ list->line, list->column },
			    "the list goes on with number %d; what stood between belongs to the "
			    "item before",
			    list->marker.number);
		take_between(j, open);
		take_items(open, list);
		memset(j->open, 0, sizeof j->open); /* the others are inside of it now */
		j->open[open->marker.shape] = open;
		return;
	}
	/* Another bullet, another piece of a long source, or code between is no other list. */
	if (are_bullets(j->last, list) &&
	    (j->last->end_line + 1 == list->line || is_shown(j->last->last->last))) {
		take_items(j->last, list);
		return;
	}
	if (nests(j, list)) {
		add_to_last_item(j, list);
		return;
	}
	mill_append(&j->first, &j->last, list);
	if (list->last != NULL)
		j->open[list->marker.shape] = list;
}

/* True when a line is a term and its meaning: `System - a group of bodies`. */
static bool
is_term(const mill_line *line)
{
	static const char *const marks[] = { " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", ": ",
		"：" };
	mill_str left = line->text;

	for (size_t i = 0; i < MILL_COUNT(marks); i++)
		left = mill_slice(left, 0, mill_find(left, mill_cstr(marks[i]), 0));
	return left.len > 0 && left.len < line->text.len && mill_width(left) <= TERM_WIDTH;
}

/* True when the items of a list are single lines, none of which leads to more: what
 * stands behind them at column 0 is something else. */
static bool
are_members(const mill_block *list)
{
	if (list->first == list->last || ends_with_colon(&list->last->first->lines[0]))
		return false;
	for (const mill_block *item = list->first; item != list->last; item = item->next)
		if (item->first == NULL || item->first != item->last ||
		    item->first->kind != MILL_TEXT || item->first->line_count != 1)
			return false;
	return true;
}

/* Column-0 lines behind the last item are a remark about the whole list, if
 * that item was a sentence already.  A short title before them owns them. */
static mill_block *
remark(mill_reader *reader, mill_block *list)
{
	mill_block *item = list->last, *text = item == NULL ? NULL : item->first, *rest;
	size_t at = 1;

	if (list->found || text == NULL || text->kind != MILL_TEXT || text != item->last)
		return NULL;
	while (at < text->line_count && text->lines[at].indent > item->marker.indent)
		at++;
	if (at >= text->line_count ||
	    ((!ends_sentence(&text->lines[at - 1]) ||
		 mill_width(text->lines[0].text) <= SENTENCE) &&
		!(at == 1 && is_term(&text->lines[at]) && are_members(list))))
		return NULL;
	rest = mill_new_block(reader, MILL_TEXT, text->lines[at].line, text->end_line);
	rest->lines = text->lines + at;
	rest->line_count = text->line_count - at;
	text->line_count = at;
	text->end_line = item->end_line = list->end_line = mill_end_of(&text->lines[at - 1]);
	return rest;
}

static bool
is_question(const mill_block *text)
{
	mill_str line = mill_trim(text->lines[text->line_count - 1].text);
	uint32_t c = mill_before(line, line.len);

	return c == '?' || c == 0xFF1F;
}

/* True when bullets behind a list are its last item's, as they are its first item's. */
static bool
lists_more(const mill_block *list, const mill_block *bullets)
{
	const mill_block *body = list->first->first == NULL ? NULL : list->first->first->next;

	return bullets->marker.shape == MILL_BULLET && body != NULL && body->kind == MILL_LIST &&
	       list->marker.shape != MILL_BULLET && list->first != list->last;
}

/* True when the block behind a list is the body of its last item: that item asks
 * a question, or all the others have such a body. */
static bool
completes(const mill_block *list, const mill_block *block)
{
	const mill_block *last = list->last;

	if (last->first == NULL || last->first != last->last || last->first->kind != MILL_TEXT ||
	    (block->kind == MILL_LIST && !lists_more(list, block)) ||
	    (block->kind == MILL_TEXT && ends_with_colon(last_line(block))))
		return false;
	if (is_question(last->first))
		return true;
	for (const mill_block *item = list->first; item != last; item = item->next)
		if (item->first == item->last)
			return false;
	return list->first != last && last->first->line_count == 1 &&
	       !ends_sentence(last_line(last->first));
}

void
mill_mend_lists(mill_reader *reader, mill_block **first, mill_block **last)
{
	joiner j = { .reader = reader };
	mill_block *block, *next;

	for (block = *first; block != NULL; block = next) {
		next = block->next;
		block->next = NULL;
		if (block->kind == MILL_LIST && block->first != NULL)
			add_list(&j, block);
		else if (belongs(&j, block, next))
			add_to_last_item(&j, block);
		else
			mill_append(&j.first, &j.last, block);
	}
	*first = *last = NULL;
	for (block = j.first; block != NULL; block = next) {
		mill_block *rest = block->kind == MILL_LIST ? remark(reader, block) : NULL;
		next = block->next;
		mill_append(first, last, block);
		if (rest == NULL && next != NULL && block->kind == MILL_LIST &&
		    completes(block, next)) {
			mill_block *body = next;
			next = next->next;
			mill_append(&block->last->first, &block->last->last, body);
			block->end_line = block->last->end_line = body->end_line;
		}
		if (rest != NULL)
			mill_append(first, last, rest);
	}
}
