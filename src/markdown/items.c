/*
 * items.c - lines that are items become items.
 *
 * `1、` `（1）` `①` `一、` `a.` are no lists for Markdown: such lines fuse into
 * one paragraph with their lead-in.  A line is an item when its number goes on
 * from one before it, or begins a run that has a second.  A shape met inside
 * of another nests: `1、` below `2）`.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	SHAPES = MILL_LETTER + 1,
	LEVELS = 6, /* shapes inside of shapes */
	AHEAD = 100 /* lines in which the second item of a run must come */
};

typedef struct splitter {
	mill_reader *reader;
	mill_block *first, *last; /* the blocks so far */
	mill_block *open[LEVELS]; /* lists, the innermost last */
	int depth;
	int32_t expected[SHAPES]; /* the number with which an earlier list goes on */
} splitter;

/* True when a line further on carries the second item of the run that begins here. */
static bool
begins_run(const mill_block *block, size_t at, const mill_marker *marker)
{
	mill_marker other;
	size_t end = block->line_count - at > AHEAD ? at + AHEAD : block->line_count;

	if (marker->shape != MILL_BULLET && marker->number != 1)
		return false;
	for (size_t i = at + 1; i < end; i++)
		if (mill_marker_read(block->lines[i].text, &other) > 0 &&
		    other.shape == marker->shape &&
		    (other.number == 2 || marker->shape == MILL_BULLET))
			return true;
	for (block = block->next; block != NULL && block->kind != MILL_TEXT && end < AHEAD; end++)
		block = block->next;
	return block != NULL && block->kind == MILL_TEXT &&
	       mill_marker_read(block->lines[0].text, &other) > 0 && other.shape == marker->shape &&
	       (other.number == 2 || marker->shape == MILL_BULLET);
}

static void
open_list(splitter *s, const mill_line *line, const mill_marker *marker)
{
	mill_block *list = mill_new_block(s->reader, MILL_LIST, line->line, line->line);

	list->marker = *marker;
	list->found = true;
	if (s->depth == 0) {
		mill_append(&s->first, &s->last, list);
		mill_say(s->reader->log, MILL_ITEM_FOUND, (mill_place){ line->line, line->column },
		    "lines from here on are items of a list, though not for Markdown");
	} else {
		mill_block *item = s->open[s->depth - 1]->last;
		mill_append(&item->first, &item->last, list);
	}
	s->open[s->depth++] = list;
}

static void
add_item(splitter *s, mill_line *line, const mill_marker *marker, size_t text)
{
	mill_block *list = s->open[s->depth - 1];
	mill_block *item = mill_new_block(s->reader, MILL_ITEM, line->line, line->line);
	mill_block *body = mill_new_block(s->reader, MILL_TEXT, line->line, line->line);

	item->marker = *marker;
	item->marker.indent = line->indent;
	item->column = line->column;
	*line = mill_line_from(s->reader, line, text);
	body->lines = line;
	body->line_count = 1;
	mill_append(&item->first, &item->last, body);
	mill_append(&list->first, &list->last, item);
	s->expected[marker->shape] = marker->number + 1;
}

/* The level of the open list that an item belongs to; -1 when it begins none. */
static int
level_of(splitter *s, const mill_block *block, size_t at, const mill_marker *marker)
{
	for (int level = s->depth - 1; level >= 0; level--) {
		const mill_block *list = s->open[level];
		if (list->marker.shape == marker->shape &&
		    (marker->shape == MILL_BULLET ||
			marker->number == list->last->marker.number + 1))
			return level;
	}
	if (s->depth < LEVELS && begins_run(block, at, marker))
		return s->depth;
	if (s->depth == 0 && marker->number > 1 && marker->number == s->expected[marker->shape])
		return 0;
	return -1;
}

static void
add_line(splitter *s, mill_block *block, size_t at)
{
	mill_block *text = NULL;

	if (s->depth > 0) {
		mill_block *item = s->open[s->depth - 1]->last;
		/* Lines lie side by side, so the item's text grows by one. */
		if (item->last->kind == MILL_TEXT)
			text = item->last;
		for (int level = 0; level < s->depth; level++)
			s->open[level]->last->end_line = s->open[level]->end_line = mill_end_of(
			    &block->lines[at]);
	} else if (s->last != NULL && s->last->kind == MILL_TEXT && at > 0) {
		text = s->last;
	}
	if (text == NULL) {
		text = mill_new_block(s->reader, MILL_TEXT, block->lines[at].line, 0);
		text->lines = &block->lines[at];
		mill_append(&s->first, &s->last, text);
	}
	text->line_count++;
	text->end_line = mill_end_of(&block->lines[at]);
}

static void
split_text(splitter *s, mill_block *block)
{
	mill_marker marker;

	s->depth = 0;
	for (size_t at = 0; at < block->line_count; at++) {
		mill_line *line = &block->lines[at];
		size_t text = mill_marker_read(line->text, &marker);
		int level = text == 0 ? -1 : level_of(s, block, at, &marker);

		if (level < 0) {
			add_line(s, block, at);
			continue;
		}
		if (level == s->depth)
			open_list(s, line, &marker);
		s->depth = level + 1;
		add_item(s, line, &marker, text);
		for (int i = 0; i < s->depth; i++)
			s->open[i]->end_line = mill_end_of(line);
		for (int i = 0; i < s->depth - 1; i++)
			s->open[i]->last->end_line = mill_end_of(line);
	}
}

static bool
has_markers(const mill_block *block)
{
	mill_marker marker;

	for (size_t i = 0; i < block->line_count; i++)
		if (mill_marker_read(block->lines[i].text, &marker) > 0)
			return true;
	return false;
}

void
mill_mend_items(mill_reader *reader, mill_block **first, mill_block **last)
{
	splitter s = { .reader = reader };
	mill_block *next;

	for (mill_block *block = *first; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT && has_markers(block)) {
			split_text(&s, block);
			continue;
		}
		if (block->kind == MILL_LIST && block->last != NULL)
			s.expected[block->marker.shape] = block->last->marker.number + 1;
		mill_append(&s.first, &s.last, block);
	}
	*first = s.first;
	*last = s.last;
}
