/*
 * adopt.c - an answer behind a list belongs to the item that asks.
 *
 * `2. Which one?` with its options, and then, at the margin, `Answer: B`: for
 * Markdown the list is over.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

static mill_role
role_of(const mill_block *block)
{
	size_t end;

	if (block == NULL || block->ruled)
		return MILL_NO_ROLE;
	if (block->kind == MILL_FOLD && block->answer)
		return MILL_ANSWERS;
	return block->kind == MILL_TEXT ? mill_read_role(block->lines[0].text, &end) : MILL_NO_ROLE;
}

/* True when the last item of a list asks, and has not been answered yet. */
static bool
waits(const mill_block *list)
{
	const mill_block *item = list->last, *text;
	size_t end;

	if (list->kind != MILL_LIST || item == NULL || (text = item->first) == NULL ||
	    text->kind != MILL_TEXT || mill_opens_list(list))
		return false;
	for (size_t i = 1; i < text->line_count; i++)
		if (mill_read_role(text->lines[i].text, &end) == MILL_ANSWERS)
			return false;
	for (const mill_block *block = text->next; block != NULL; block = block->next)
		if (role_of(block) == MILL_ANSWERS)
			return false;
	return true;
}

static mill_block *
copy_of(mill_maker *maker, const mill_block *block)
{
	mill_block *copy = MILL_NEW(maker->arena, mill_block, 1);

	*copy = *block;
	copy->next = NULL;
	return copy;
}

static void
append(mill_block *to, mill_block *block)
{
	if (to->last == NULL)
		to->first = block;
	else
		to->last->next = block;
	to->last = block;
	to->end_line = block->end_line > to->end_line ? block->end_line : to->end_line;
}

/* A copy of the children of a block, so that more can be added. */
static void
copy_children(mill_maker *maker, mill_block *block)
{
	const mill_block *child = block->first;

	for (block->first = block->last = NULL; child != NULL; child = child->next)
		append(block, copy_of(maker, child));
}

const mill_block *
mill_adopt_answers(mill_maker *maker, const mill_block *first)
{
	mill_block all = { 0 };
	bool any = false;

	for (const mill_block *block = first; block != NULL && !any; block = block->next)
		any = role_of(block->next) == MILL_ANSWERS && waits(block);
	if (!any)
		return first;
	for (const mill_block *block = first; block != NULL; block = block->next) {
		mill_block *copy = copy_of(maker, block);

		append(&all, copy);
		if (role_of(block->next) != MILL_ANSWERS || !waits(block))
			continue;
		copy_children(maker, copy);
		copy_children(maker, copy->last);
		do {
			block = block->next;
			append(copy->last, copy_of(maker, block));
			copy->end_line = copy->last->end_line;
		} while (role_of(block->next) == MILL_EXPLAINS);
	}
	return all.first;
}
