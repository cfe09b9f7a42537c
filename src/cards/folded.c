/*
 * folded.c - what <details> give that is no answer: their name heads their content.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum { LEVEL = 10 /* below every heading, and every line that heads others */ };

void
mill_fold_cards(
    mill_maker *maker, const mill_block *fold, const mill_section *section, const mill_path *above)
{
	mill_section *inside = MILL_NEW(maker->arena, mill_section, 1);

	inside->level = LEVEL;
	inside->title = fold->lines[0];
	inside->parent = (mill_section *)(uintptr_t)section;
	inside->blocks = fold->first;
	inside->blocks_last = fold->last;
	inside->line = fold->line;
	inside->end_line = fold->end_line;
	mill_section_cards(maker, inside, above);
}
