/* cards.c - an outline's sections, in order, each with the path of headings above it. */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

/* Levels grow from parent to child, so recursion is nine deep at most. */
static void
walk(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	mill_path path = { above, mill_unlabelled(&section->title), section->level <= 6 };
	const mill_path *below = section->level == 0 ? NULL : &path;

	if (mill_is_excluded(maker, section))
		return;
	mill_section_cards(maker, section, above);
	for (const mill_section *child = section->first; child != NULL; child = child->next)
		walk(maker, child, below);
}

void
mill_cards(mill_maker *maker, mill_outline *outline)
{
	mill_heed(maker, outline);
	mill_count_titles(maker, &outline->root);
	mill_count_questions(maker, &outline->root);
	walk(maker, &outline->root, NULL);
}
