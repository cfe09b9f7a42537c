/*
 * folded.c - what <details> give that is no answer: their name heads their content.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum { LEVEL = 10 /* below every heading, and every line that heads others */ };

/* A box is an item with a body: its title asks for all that it says. */
static bool
box_card(mill_maker *maker, const mill_block *box, const mill_path *above)
{
	mill_fact fact = { box->lines, 1, box->first, above, box->line, box->end_line };

	if (mill_fact_card(maker, &fact) == MILL_CARD)
		mill_fact_parts(maker, &fact);
	else if (box->first != NULL)
		return false;
	else if (!mill_is_question(box->lines[0].text)) /* which was reported */
		mill_leave(maker->log, MILL_STUB_LINE, (mill_place){ box->line, 1 }, box->end_line,
		    "this line is the name of something that nothing is said about");
	return true;
}

void
mill_fold_cards(
    mill_maker *maker, const mill_block *fold, const mill_section *section, const mill_path *above)
{
	mill_section *inside;

	if (fold->callout != NULL && box_card(maker, fold, above))
		return;
	inside = MILL_NEW(maker->arena, mill_section, 1);
	inside->level = LEVEL;
	inside->title = fold->lines[0];
	inside->parent = (mill_section *)(uintptr_t)section;
	inside->blocks = fold->first;
	inside->blocks_last = fold->last;
	inside->line = fold->line;
	inside->end_line = fold->end_line;
	mill_section_cards(maker, inside, above);
}
