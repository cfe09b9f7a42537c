/*
 * mend.c - blocks as they were meant: the passes, in order, at every level.
 *
 * Code first, because a config file is full of what looks like items; then
 * items; then, from the inside out, lists that go on.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

/* Recursion is as deep as blocks are nested, which the guard bounds. */
static void
mend(mill_reader *reader, bool item, mill_block **first, mill_block **last)
{
	mill_mend_definitions(reader, first, last);
	mill_mend_verbatim(reader, item, first, last);
	mill_mend_items(reader, first, last);
	for (mill_block *block = *first; block != NULL; block = block->next) {
		if (block->kind == MILL_QUOTE || block->kind == MILL_FOLD)
			mend(reader, false, &block->first, &block->last);
		if (block->kind != MILL_LIST)
			continue;
		mill_mend_numbers(reader, block);
		mill_mend_nesting(reader, block);
		for (mill_block *child = block->first; child != NULL; child = child->next)
			mend(reader, true, &child->first, &child->last);
	}
	mill_mend_bodies(reader, first, last);
	mill_mend_lists(reader, first, last);
}

void
mill_mend(mill_reader *reader, mill_section *section)
{
	mend(reader, false, &section->blocks, &section->blocks_last);
}
