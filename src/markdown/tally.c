/*
 * tally.c - is a list contents, a list of links, or something to learn?
 *
 * Each item is of a kind, and the kinds are counted, nested lists included.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "sieve.h"

enum { LEAD_WIDTH = 80, TITLE_BYTES = 300, TYPED = 4 /* headings that make contents */ };

bool
mill_is_title(mill_sieving *s, mill_str text, int32_t line)
{
	mill_str key;

	if (text.len > TITLE_BYTES)
		return false;
	key = mill_title_key(s->reader->trees, text);
	return key.len > 0 && *mill_set_counter(s->titles, key) > (uint32_t)line;
}

bool
mill_misses_hash(mill_sieving *s, const mill_line *line)
{
	const mill_link *link = line->link_count == 1 ? &line->links[0] : NULL;

	if (link == NULL || mill_find(link->target, MILL_STR("://"), 0) != SIZE_MAX ||
	    mill_find(link->target, MILL_STR(".md"), 0) != SIZE_MAX)
		return false;
	return mill_is_title(s, link->target, line->line) ||
	       mill_is_title(
		   s, mill_slice(line->text, link->start, link->start + link->len), line->line);
}

static bool
has_only_lists(const mill_block *first)
{
	for (; first != NULL; first = first->next)
		if (first->kind != MILL_LIST)
			return false;
	return true;
}

mill_item
mill_kind_of(mill_sieving *s, const mill_block *item)
{
	mill_arena *arena = s->reader->arena;
	const mill_block *text = item->first;
	const mill_line *line;
	mill_look look;

	if (text == NULL || (text->kind == MILL_LIST && has_only_lists(text)))
		return MILL_A_GROUP;
	if (text->kind != MILL_TEXT || !has_only_lists(text->next))
		return MILL_A_FACT;
	line = &text->lines[0];
	if (line->link_count == 0 && text->line_count == 1 &&
	    (s->contents || s->section->level <= 1) && mill_is_title(s, line->text, line->line))
		return MILL_A_HEADING;
	look = mill_has_links(line) ? mill_look_at(arena, line) : (mill_look){ 0 };
	if (look.links == 0)
		return text->next != NULL && mill_width(line->text) <= LEAD_WIDTH ? MILL_A_GROUP
										  : MILL_A_FACT;
	for (size_t i = 1; i < text->line_count; i++) {
		mill_look more = mill_look_at(arena, &text->lines[i]);
		if (!mill_is_links(arena, &more))
			return MILL_A_FACT;
	}
	if (mill_describes(arena, look.outside))
		return look.first && look.outer > 0 ? MILL_DESCRIBED : MILL_A_FACT;
	if (!look.first && !s->sources && !mill_is_links(arena, &look))
		return MILL_A_FACT;
	return look.outer + look.pages == 0 || mill_misses_hash(s, line) ? MILL_TO_HEADING
									 : MILL_TO_WORLD;
}

/* Depth is bounded by the guard. */
void
mill_count_items(mill_sieving *s, const mill_block *list, mill_tally *t)
{
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		mill_item kind = mill_kind_of(s, item);

		t->items++;
		t->groups += kind == MILL_A_GROUP;
		t->inner += kind == MILL_TO_HEADING;
		t->outer += kind == MILL_TO_WORLD;
		t->described += kind == MILL_DESCRIBED;
		t->typed += kind == MILL_A_HEADING;
		for (const mill_block *block = item->first; block != NULL; block = block->next)
			if (block->kind == MILL_LIST)
				mill_count_items(s, block, t);
	}
}

bool
mill_is_contents(const mill_sieving *s, const mill_tally *t)
{
	size_t items = t->items - t->groups, named = t->inner + t->typed;

	if (t->inner > 0 && named * 5 >= items * 4)
		return true;
	if (s->contents) /* of other files, too */
		return (named + t->outer) * 2 >= items && named + t->outer > 0;
	return s->section->level <= 1 && named >= TYPED && named * 5 >= t->items * 4;
}

bool
mill_is_link_list(const mill_sieving *s, const mill_tally *t)
{
	size_t items = t->items - t->groups;

	if (t->outer == 0)
		return false;
	return s->sources || (t->outer + t->described) * 5 >= items * 4;
}
