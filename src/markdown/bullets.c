/*
 * bullets.c - the outline of bullets of a page becomes what it is meant as.
 *
 * Bullets at the top that hold others are sections, and so are bullets that are
 * headings; the rest stay items.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { LEVELS = 6 };

/* `- 1. text`: the number is that of the bullet. */
static void
unwrap_number(mill_block *item)
{
	mill_block *list = item->first, *inner;

	if (list == NULL || list->kind != MILL_LIST || list->marker.shape == MILL_BULLET ||
	    list->first == NULL || list->first != list->last)
		return;
	inner = list->first;
	if (inner->first == NULL || list->line != item->line)
		return;
	inner->last->next = list->next;
	if (list->next == NULL)
		item->last = inner->last;
	item->first = inner->first;
}

static bool
holds_list(const mill_block *item)
{
	for (const mill_block *block = item->first; block != NULL; block = block->next)
		if (block->kind == MILL_LIST)
			return true;
	return false;
}

static void split_items(
    mill_reader *reader, mill_section *section, mill_block **first, mill_block **last);

static void
open_section(mill_reader *reader, mill_section *parent, mill_block *item)
{
	mill_section *section = MILL_NEW(reader->arena, mill_section, 1);
	mill_block *text = item->first;

	section->level = parent->level + 1;
	section->parent = parent;
	section->title = text->lines[0];
	section->line = text->lines[0].line;
	section->end_line = item->end_line;
	text->lines++;
	text->line_count--;
	section->blocks = text->line_count > 0 ? text : text->next;
	section->blocks_last = section->blocks == NULL ? NULL : item->last;
	if (text->line_count > 0)
		text->line = text->lines[0].line;
	text->level = 0;
	mill_add_section(parent, section);
	split_items(reader, section, &section->blocks, &section->blocks_last);
}

/* Makes sections of the bullets that are headings; at the top also of those that
 * hold others. */
static void
split_items(mill_reader *reader, mill_section *section, mill_block **first, mill_block **last)
{
	mill_block *block = *first, *next;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		mill_block *item = block->kind == MILL_LIST ? block->first : NULL, *after;

		next = block->next;
		if (block->kind == MILL_LIST)
			block->first = block->last = NULL;
		for (; item != NULL; item = after) {
			const mill_block *text;

			after = item->next;
			unwrap_number(item);
			text = item->first;
			if (text != NULL && text->kind == MILL_TEXT && section->level < LEVELS &&
			    (text->level > 0 || (section->level == 0 && holds_list(item))))
				open_section(reader, section, item);
			else
				mill_append(&block->first, &block->last, item);
		}
		if (block->kind != MILL_LIST || block->first != NULL)
			mill_append(first, last, block);
	}
}

void
mill_split_bullets(mill_reader *reader, mill_section *root)
{
	split_items(reader, root, &root->blocks, &root->blocks_last);
}
