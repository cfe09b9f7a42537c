/*
 * tasks.c - what somebody means to do, or has done, is nothing to learn.
 *
 * A list of boxes that no question asks for makes no cards, unless they are
 * wanted; a line that only leads in to it goes with it.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

/* A line with a colon that stands alone before the list. */
static bool
leads_to(const mill_block *text, const mill_block *next)
{
	return text->kind == MILL_TEXT && text->line_count == 1 && next != NULL &&
	       mill_is_task_list(next) && mill_is_lead(&text->lines[0]);
}

static bool
has_tasks(const mill_block *first)
{
	for (const mill_block *block = first; block != NULL; block = block->next)
		if (mill_is_task_list(block))
			return true;
	return false;
}

const mill_section *
mill_leave_tasks(mill_maker *maker, const mill_section *section)
{
	mill_section *copy;
	const mill_block *block = section->blocks;

	if (maker->tasks || !has_tasks(block))
		return section;
	copy = MILL_NEW(maker->arena, mill_section, 1);
	*copy = *section;
	copy->blocks = copy->blocks_last = NULL;
	for (; block != NULL; block = block->next) {
		if (mill_is_task_list(block) || leads_to(block, block->next)) {
			mill_leave(maker->log, MILL_OPEN_TASK, (mill_place){ block->line, 1 },
			    block->end_line, "a list of things to do is on no card");
			continue;
		}
		mill_append(&copy->blocks, &copy->blocks_last, mill_copy_block(maker, block));
	}
	if (copy->blocks != NULL || section->first != NULL || section->level == 0 ||
	    mill_is_question(section->title.text))
		return copy;
	mill_leave(maker->log, MILL_OPEN_TASK, (mill_place){ section->line, 1 }, section->line,
	    "the heading of a list of things to do is on no card");
	return NULL;
}
