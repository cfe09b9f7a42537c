/* cards.c - an outline's sections, in order, each with the path of headings above it. */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

#include <stdlib.h>

enum {
	DESCRIPTION = 1000, /* bytes of a description from which nothing is added */
	PREAMBLE = 20       /* paragraphs that are looked at for it */
};

typedef struct place {
	mill_note *note;
	size_t index;
} place;

static int
by_line(const void *a, const void *b)
{
	const place *x = a, *y = b;

	if (x->note->line != y->note->line)
		return x->note->line < y->note->line ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

/* Puts the notes behind one (NULL: all) into the order of their lines. */
static void
put_in_order(mill_maker *maker, mill_note *before)
{
	mill_note *first = before == NULL ? maker->first : before->next, **at;
	size_t count = 0;
	place *all;

	for (mill_note *note = first; note != NULL; note = note->next)
		count++;
	all = MILL_NEW(maker->arena, place, count + 1);
	count = 0;
	for (mill_note *note = first; note != NULL; note = note->next, count++)
		all[count] = (place){ note, count };
	qsort(all, count, sizeof *all, by_line);
	at = before == NULL ? &maker->first : &before->next;
	for (size_t i = 0; i < count; i++) {
		*at = maker->last = all[i].note;
		at = &all[i].note->next;
	}
	*at = NULL;
}

/* The decks that a section's cards go into, below those of the section around it. */
static mill_str
decks_of(mill_maker *maker, const mill_section *section)
{
	mill_buf all = { .arena = maker->arena };
	mill_str title = mill_trim(mill_cut_text(mill_unlabelled(&section->title)));

	if (section->level == 0 || section->level > maker->subdecks || title.len == 0)
		return maker->below;
	mill_put_str(&all, maker->below);
	mill_puts(&all, all.len > 0 ? MILL_LEVEL : "");
	mill_put_str(&all, title);
	return mill_buf_str(&all);
}

/* Levels grow from parent to child, so recursion is nine deep at most. */
static void
walk(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	mill_path path = { above, mill_unlabelled(&section->title), section->level <= 6 };
	const mill_path *below = section->level == 0 ? NULL : &path;
	mill_note *before = maker->last;
	mill_str outer = maker->below;

	if (mill_is_excluded(maker, section))
		return;
	maker->below = decks_of(maker, section);
	maker->mixed = false;
	mill_section_cards(maker, section, above);
	if (maker->mixed)
		put_in_order(maker, before);
	for (const mill_section *child = section->first; child != NULL; child = child->next)
		walk(maker, child, below);
	maker->below = outer;
}

/* True for what a card asks; a statement, whose card shows nothing else, may describe
 * the deck as well. */
static bool
is_asked(const mill_block *block, const mill_note *notes)
{
	for (const mill_note *note = notes; note != NULL; note = note->next)
		if (note->line <= block->end_line && note->end_line >= block->line &&
		    strcmp(note->rule, "statement") != 0)
			return true;
	return false;
}

mill_str
mill_describe(mill_arena *arena, const mill_outline *outline, const mill_note *notes)
{
	mill_buf html = { .arena = arena };
	int looked = 0;

	/* Without headings it is all there is. */
	for (const mill_block *block = outline->root.first == NULL ? NULL : outline->root.blocks;
	     block != NULL && html.len < DESCRIPTION && looked < PREAMBLE; block = block->next) {
		if (block->kind != MILL_TEXT)
			continue;
		looked++;
		if (is_asked(block, notes))
			continue;
		mill_puts(&html, html.len > 0 ? "<br><br>" : "");
		for (size_t i = 0; i < block->line_count; i++) {
			mill_puts(&html, i > 0 ? "<br>" : "");
			mill_put_html(&html, mill_trim(block->lines[i].text));
		}
	}
	return mill_buf_str(&html);
}

void
mill_cards(mill_maker *maker, mill_outline *outline)
{
	maker->below = MILL_STR("");
	mill_heed(maker, outline);
	mill_count_titles(maker, &outline->root);
	mill_count_questions(maker, &outline->root);
	walk(maker, &outline->root, NULL);
	mill_name_notes(maker, outline);
	mill_report_footnotes(maker);
}
