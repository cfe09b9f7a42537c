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

/* True for a question, with or without options, and for what stands beside answers. */
static bool
asks(const mill_block *item)
{
	const mill_block *text = item->first;
	mill_alphabet alphabet;
	size_t end;

	if (text == NULL || text->kind != MILL_TEXT)
		return false;
	for (size_t i = 0; i < text->line_count; i++)
		if (mill_is_question(text->lines[i].text) || mill_has_gap(&text->lines[i]) ||
		    (i > 0 && mill_read_option(text->lines[i].text, &alphabet, &end) == 1))
			return true;
	for (const mill_block *block = text->next; block != NULL; block = block->next)
		if (block->kind == MILL_LIST && mill_opens_list(block))
			return true;
	return item->marker.shape == MILL_ASKED;
}

static bool
is_answered(const mill_block *item)
{
	size_t end;

	for (const mill_block *block = item->first; block != NULL; block = block->next) {
		if (role_of(block) == MILL_ANSWERS)
			return true;
		for (size_t i = 1; block->kind == MILL_TEXT && i < block->line_count; i++)
			if (mill_read_role(block->lines[i].text, &end) == MILL_ANSWERS)
				return true;
	}
	return false;
}

/* True when a block behind a list belongs to its last item: the answer it waits for,
 * an explanation of that, or whatever goes on below `Q2:`. */
static bool
belongs(const mill_block *list, const mill_block *block)
{
	const mill_block *item = list->last;
	mill_role role = role_of(block);

	if (block == NULL || block->ruled || list->kind != MILL_LIST || item == NULL)
		return false;
	if (list->marker.shape == MILL_ASKED && block->kind != MILL_LIST)
		return role != MILL_ASKS && (role == MILL_ANSWERS || is_answered(item));
	if (role != MILL_ANSWERS && role != MILL_EXPLAINS)
		return false;
	return list->first->marker.task == MILL_NO_TASK &&
	       (role == MILL_EXPLAINS) == is_answered(item) && asks(item) && !mill_opens_list(list);
}

/* A copy of the children of a block, so that more can be added. */
static void
copy_children(mill_maker *maker, mill_block *block)
{
	const mill_block *child = block->first;

	for (block->first = block->last = NULL; child != NULL; child = child->next)
		mill_append_copy(maker, block, child);
}

const mill_block *
mill_adopt_answers(mill_maker *maker, const mill_block *first)
{
	mill_block all = { 0 };
	bool any = false;

	for (const mill_block *block = first; block != NULL && !any; block = block->next)
		any = belongs(block, block->next);
	if (!any)
		return first;
	for (const mill_block *block = first; block != NULL; block = block->next) {
		mill_block *copy;

		mill_append_copy(maker, &all, block);
		copy = all.last;
		if (!belongs(block, block->next))
			continue;
		copy_children(maker, copy);
		copy_children(maker, copy->last);
		while (belongs(copy, block->next)) {
			block = block->next;
			mill_append_copy(maker, copy->last, block);
			copy->end_line = copy->last->end_line;
		}
	}
	return all.first;
}
