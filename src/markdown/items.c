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
	LEVELS = 6,  /* shapes inside of shapes */
	AHEAD = 100, /* lines in which the second item of a run must come */
	BLOCKS = 40, /* blocks, when it comes behind a blank line */
	LATE = 3     /* a list may begin with a later number, when its start was torn off */
};

/* The marker that a line begins with; length is 0 when there is none. */
typedef struct mark {
	size_t length;
	mill_marker marker;
} mark;

typedef struct splitter {
	mill_reader *reader;
	mill_block *first, *last; /* the blocks so far */
	mill_block *open[LEVELS]; /* lists, the innermost last */
	int depth;
	mark *signs;                 /* of the lines of the block at hand */
	mill_marker at[MILL_SHAPES]; /* the last item of each shape met so far */
} splitter;

static bool
is_arabic(mill_shape shape)
{
	return shape >= MILL_NUMBER_DOT && shape <= MILL_PAREN_NUMBER;
}

/* True when a later marker shows that one at the start of a line begins a run. */
static bool
shows_run(const mill_marker *first, const mill_marker *later)
{
	if (later->shape != first->shape || later->family != first->family)
		return false;
	return first->shape == MILL_BULLET || later->number == first->number + 1 ||
	       (is_arabic(first->shape) && first->number == 1 && later->number == 3);
}

/* True when a line further on carries the second item of the run that begins here. */
static bool
begins_run(const splitter *s, const mill_block *block, size_t at)
{
	const mill_marker *marker = &s->signs[at].marker;
	mill_marker other;
	size_t end = block->line_count - at > AHEAD ? at + AHEAD : block->line_count;

	if (marker->shape != MILL_BULLET && marker->number > 1 &&
	    (at > 0 || marker->number > LATE || !is_arabic(marker->shape)))
		return false;
	for (size_t i = at + 1; i < end; i++)
		if (s->signs[i].length > 0 && shows_run(marker, &s->signs[i].marker))
			return true;
	if (marker->number > 1)
		return false;
	/* `These are:` and one number: it names a list, be it of one item. */
	if (at > 0 && is_arabic(marker->shape) &&
	    mill_without_colon(block->lines[at - 1].text).len <
		mill_trim(block->lines[at - 1].text).len)
		return true;
	block = block->next;
	for (int i = 0; i < BLOCKS && block != NULL; i++, block = block->next)
		if (block->kind == MILL_TEXT &&
		    mill_marker_guess(block->lines[0].text, &other) > 0 &&
		    shows_run(marker, &other))
			return true;
	return false;
}

/* `i.` behind `h.` is a letter, not a number. */
static void
read_as_letter(splitter *s, mill_marker *marker)
{
	static const char letters[] = "ivx";
	static const int32_t numbers[] = { 1, 5, 10 };
	mill_shape shape = marker->shape == MILL_ROMAN         ? MILL_LETTER
			   : marker->shape == MILL_PAREN_ROMAN ? MILL_PAREN_LETTER
							       : MILL_UNMARKED;

	for (int level = 0; level < s->depth && shape != MILL_UNMARKED; level++) {
		const mill_marker *last = &s->open[level]->last->marker;

		for (size_t i = 0; i < MILL_COUNT(numbers); i++)
			if (last->shape == shape && last->family == marker->family &&
			    marker->number == numbers[i] && last->number == letters[i] - 'a') {
				marker->shape = shape;
				marker->number = last->number + 1;
				return;
			}
	}
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
	*line = mill_line_behind(s->reader, line, text);
	body->lines = line;
	body->line_count = 1;
	mill_append(&item->first, &item->last, body);
	mill_append(&list->first, &list->last, item);
	s->at[marker->shape] = *marker;
}

/* True when a number is a slip of the pen for the one that should be there. */
static bool
slips(const mill_marker *before, const mill_marker *marker)
{
	return is_arabic(marker->shape) && before->shape == marker->shape && marker->number > 1 &&
	       marker->number >= before->number && marker->number <= before->number + 2;
}

/* True when 1.2.1 stands below 1.2. */
static bool
is_below(const mill_marker *above, const mill_marker *marker)
{
	int32_t family = above->shape >= MILL_NUMBER_2 ? above->family * 100 : 0;

	return marker->number == 1 && marker->family == family + above->number &&
	       (marker->shape == MILL_NUMBER_2
		       ? is_arabic(above->shape)
		       : marker->shape > MILL_NUMBER_2 && above->shape == marker->shape - 1);
}

/* The level at which a list that begins on a line is opened: a list with the same
 * kind of marks that stands as far to the left is over. */
static int
restarts(const splitter *s, const mill_line *line, const mill_marker *marker)
{
	for (int level = 0; level < s->depth; level++) {
		const mill_marker *last = &s->open[level]->last->marker;

		if (last->shape == marker->shape && last->family == marker->family &&
		    marker->number == 1 && line->indent <= last->indent)
			return level;
	}
	return s->depth;
}

/* `Drawbacks:` between two lists is the name of the second, not a part of the first. */
static void
close_lists(splitter *s, const mill_block *block, size_t at)
{
	if (s->depth > 0 && at + 1 < block->line_count && s->signs[at + 1].length > 0 &&
	    s->signs[at + 1].marker.number == 1 && mill_announces(block->lines[at].text))
		s->depth = restarts(s, &block->lines[at], &s->signs[at + 1].marker);
}

/* The level of the open list that an item belongs to; -1 when it begins none. */
static int
level_of(splitter *s, const mill_block *block, size_t at)
{
	mill_marker *marker = &s->signs[at].marker;

	read_as_letter(s, marker);
	for (int level = s->depth - 1; level >= 0; level--)
		if (mill_marker_follows(&s->open[level]->last->marker, marker))
			return level;
	if (s->depth > 0 && s->depth < LEVELS &&
	    is_below(&s->open[s->depth - 1]->last->marker, marker))
		return s->depth;
	if (s->depth < LEVELS && begins_run(s, block, at))
		return (s->depth = restarts(s, &block->lines[at], marker));
	for (int level = s->depth - 1; level >= 0; level--)
		if (slips(&s->open[level]->last->marker, marker))
			return level;
	if (s->depth == 0 && marker->shape != MILL_BULLET &&
	    mill_marker_follows(&s->at[marker->shape], marker))
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
	s->depth = 0;
	for (size_t at = 0; at < block->line_count; at++) {
		mill_line *line = &block->lines[at];
		const mark *sign = &s->signs[at];
		int level = sign->length == 0 ? -1 : level_of(s, block, at);

		if (level < 0) {
			close_lists(s, block, at);
			add_line(s, block, at);
			continue;
		}
		if (level == s->depth)
			open_list(s, line, &sign->marker);
		s->depth = level + 1;
		add_item(s, line, &sign->marker, sign->length);
		for (int i = 0; i < s->depth; i++)
			s->open[i]->end_line = mill_end_of(line);
		for (int i = 0; i < s->depth - 1; i++)
			s->open[i]->last->end_line = mill_end_of(line);
	}
}

/* Reads the marks of all lines; false when there are none. */
static bool
read_signs(splitter *s, const mill_block *block)
{
	bool any = false;

	s->signs = NULL;
	for (size_t i = 0; i < block->line_count; i++) {
		mark found = { 0 };

		found.length = mill_marker_guess(block->lines[i].text, &found.marker);
		if (found.length == 0)
			continue;
		if (!any)
			s->signs = MILL_NEW(s->reader->arena, mark, block->line_count);
		s->signs[i] = found;
		any = true;
	}
	return any;
}

void
mill_mend_items(mill_reader *reader, mill_block **first, mill_block **last)
{
	splitter s = { .reader = reader };
	mill_block *next;

	for (mill_block *block = *first; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT && read_signs(&s, block)) {
			split_text(&s, block);
			continue;
		}
		if (block->kind == MILL_LIST && block->last != NULL)
			s.at[block->marker.shape] = block->last->marker;
		mill_append(&s.first, &s.last, block);
	}
	*first = s.first;
	*last = s.last;
}
