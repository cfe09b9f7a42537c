/*
 * nest.c - bullets that belong below the bullet before them.
 *
 * `- Advantages:` followed by `- cheap` and `- fast` at the same depth: the first
 * names the others.  `- 1. x` is one item with two marks, not a list in a list.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

/* An item that is one line ending in a colon, with nothing below it. */
static bool
names_others(const mill_block *item)
{
	const mill_block *text = item->first;
	mill_str line;

	if (text == NULL || text->kind != MILL_TEXT || text->line_count != 1 || text->next != NULL)
		return false;
	line = mill_trim(text->lines[0].text);
	return mill_announces(line) && line.len > 3;
}

/* Moves the items behind `item` up to the next one that names others below it. */
static void
take_siblings(mill_reader *reader, mill_block *list, mill_block *item)
{
	mill_block *inner = mill_new_block(
	    reader, MILL_LIST, item->next->line, item->next->end_line);
	mill_block *next;

	inner->marker = item->next->marker;
	for (; item->next != NULL && !names_others(item->next); item->next = next) {
		mill_block *taken = item->next;

		next = taken->next;
		mill_append(&inner->first, &inner->last, taken);
		inner->end_line = taken->end_line;
	}
	mill_append(&item->first, &item->last, inner);
	item->end_line = inner->end_line;
	if (item->next == NULL)
		list->last = item;
}

/* `- 1. x`: the inner item is the item. */
static void
merge_marks(mill_block *item)
{
	mill_block *list = item->first, *inner;

	if (list == NULL || list->kind != MILL_LIST || list->next != NULL ||
	    list->first != list->last || list->line != item->line ||
	    item->marker.task != MILL_NO_TASK)
		return;
	inner = list->first;
	if (inner == NULL || inner->first == NULL)
		return;
	item->first = inner->first;
	item->last = inner->last;
	if (item->marker.task == MILL_NO_TASK)
		item->marker.task = inner->marker.task;
}

/* An item that is a picture and nothing else shows what the one before it says. */
static bool
is_picture(const mill_block *item)
{
	const mill_block *text = item->first;

	return text != NULL && text->next == NULL && text->kind == MILL_TEXT &&
	       text->line_count == 1 && text->lines[0].span_count == 1 &&
	       text->lines[0].spans[0].kind == MILL_IMAGE;
}

static void
take_pictures(mill_block *list)
{
	for (mill_block *item = list->first; item != NULL; item = item->next) {
		while (!is_picture(item) && item->next != NULL && is_picture(item->next)) {
			mill_block *picture = item->next;

			mill_append(&item->first, &item->last, picture->first);
			item->end_line = picture->end_line;
			item->next = picture->next;
			if (list->last == picture)
				list->last = item;
		}
	}
}

/* `7. x` and below it, indented by two, `1. y`: Markdown asks for three, and makes
 * one list of both.  Numbers that begin anew further in are a list in the item. */
static void
take_indented(mill_reader *reader, mill_block *list)
{
	for (mill_block *item = list->first; item != NULL; item = item->next) {
		mill_block *inner, *next = item->next;

		if (next == NULL || next->marker.indent <= item->marker.indent ||
		    next->marker.number != 1)
			continue;
		inner = mill_new_block(reader, MILL_LIST, next->line, next->end_line);
		inner->marker = next->marker;
		while (item->next != NULL && item->next->marker.indent > item->marker.indent) {
			next = item->next;
			item->next = next->next;
			mill_append(&inner->first, &inner->last, next);
			inner->end_line = next->end_line;
		}
		mill_append(&item->first, &item->last, inner);
		item->end_line = inner->end_line;
		if (item->next == NULL)
			list->last = item;
	}
}

void
mill_mend_nesting(mill_reader *reader, mill_block *list)
{
	for (mill_block *item = list->first; item != NULL; item = item->next)
		merge_marks(item);
	if (list->marker.shape != MILL_BULLET) {
		take_indented(reader, list);
		return;
	}
	take_pictures(list);
	for (mill_block *item = list->first; item != NULL; item = item->next)
		if (names_others(item) && item->next != NULL && !names_others(item->next))
			take_siblings(reader, list, item);
}
