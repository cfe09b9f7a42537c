/*
 * list.c - what a list gives: a card an item, and a card for the whole when
 * the list is an enumeration a student should know by heart.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum {
	WHOLE_WIDTH = 1200, /* a longer list is asked for by the first lines of its items */
	MEMBER_WIDTH = 24,  /* an item that is no longer is a member, not a fact */
	RICH_WIDTH = 44     /* a statement of an enumeration that deserves its own card */
};

/* ---- looking at a list -------------------------------------------------------------- */

static mill_fact
fact_of(const mill_block *item, const mill_path *path)
{
	const mill_block *text = item->first;

	if (text->kind != MILL_TEXT)
		return (mill_fact){ NULL, 0, text, path, item->line, item->end_line };
	return (mill_fact){ text->lines, text->line_count, text->next, path, item->line,
		item->end_line };
}

static size_t
text_width(const mill_block *block)
{
	size_t width = 0;

	for (; block != NULL; block = block->next) {
		if (block->kind == MILL_TEXT)
			for (size_t i = 0; i < block->line_count; i++)
				width += mill_width(block->lines[i].text);
		else
			width += mill_width(block->text) + text_width(block->first);
	}
	return width;
}

/* True when an item asks for itself: then it is no mere member of the list. */
static bool
has_term(const mill_block *item)
{
	mill_split split;

	return item->first->kind == MILL_TEXT && mill_separate(&item->first->lines[0], &split);
}

typedef struct survey {
	size_t items, marked, members, bodies, names, width;
} survey;

static survey
look_at(const mill_block *list)
{
	survey seen = { 0 };

	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		size_t width;

		if (mill_is_empty(item))
			continue;
		width = text_width(item->first);
		seen.items++;
		seen.marked += mill_item_is_marked(item);
		seen.width += width;
		seen.members += width <= MEMBER_WIDTH && !has_term(item);
		seen.bodies += item->first->next != NULL;
		seen.names += item->first->next != NULL && item->first->kind == MILL_TEXT &&
			      mill_width(item->first->lines[0].text) <= MEMBER_WIDTH;
	}
	return seen;
}

bool
mill_asks_for_all(mill_str title)
{
	/* A Chinese title is what its last word says: 调度流程, but not 方法引用. */
	static const char *const ends[] = { "流程", "步骤", "过程", "方式", "方法", "模式", "原则",
		"原因", "条件", "特点", "特性", "优点", "缺点", "优缺点", "组成", "分类", "类型",
		"种类", "策略", "方案", "阶段", "场景", "作用", "要素", "原理", "의 종류", "특징",
		"장점", "단점", "조건", "種類", "特徴", "手順" };
	static const char *const words[] = { "哪些", "如何", "怎么", "怎样", "几种", "两种", "三种",
		"四种", "五种", "steps", "Steps", "ways", "kinds", "types", "Types", "reasons",
		"How ", "stages", "phases", "rules", "principles", "Principles", "advantages",
		"Advantages", "disadvantages", "causes", "Causes", "members", "parts", "order",
		"Order", "workflow", "Workflow", "procedure", "symptoms", "Symptoms", "Виды",
		"виды", "Причины", "Преимущества", "Недостатки", "Этапы", "этапы" };

	title = mill_trim(title);
	while (mill_ends(title, MILL_STR(":")) || mill_ends(title, MILL_STR("：")))
		title.len -= mill_ends(title, MILL_STR(":")) ? 1 : 3;
	if (mill_is_question(title) || mill_ends_any(title, ends, MILL_COUNT(ends)))
		return true;
	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (mill_find(title, mill_cstr(words[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

static bool
is_enumeration(const survey *seen, const mill_listing *how)
{
	if (seen->items < 2 || seen->marked * 2 > seen->items)
		return false;
	return how->led || mill_asks_for_all(mill_cut_text(how->title)) ||
	       mill_asks_without_mark(mill_cut_text(how->title)) || seen->members * 2 > seen->items;
}

/* ---- the card for the whole ----------------------------------------------------------- */

/* An item by its first line alone, for a list whose items have cards. */
static mill_block *
head_only(mill_maker *maker, const mill_block *item)
{
	mill_block *copy = mill_copy_block(maker, item), *text;

	if (item->first->kind != MILL_TEXT)
		return copy;
	text = mill_copy_block(maker, item->first);
	text->line_count = 1;
	copy->first = copy->last = text;
	return copy;
}

/* The next count items from *at on without the empty ones, as a list; *at moves
 * behind them. */
static const mill_block *
part_of(mill_maker *maker, const mill_block *list, const mill_block **at, size_t count, bool heads)
{
	mill_block *part = MILL_NEW(maker->arena, mill_block, 1);

	*part = *list;
	part->first = part->last = part->next = NULL;
	for (; *at != NULL && count > 0; *at = (*at)->next) {
		const mill_block *item = *at;

		if (mill_is_empty(item))
			continue;
		mill_append(&part->first, &part->last,
		    heads ? head_only(maker, item) : mill_copy_block(maker, item));
		if (part->first == part->last)
			part->line = item->line;
		part->end_line = item->end_line;
		count--;
	}
	return part;
}

/* True when the names of the items are what the list asks for: each name has a
 * body, and so a card of its own. */
static bool
by_heads(const survey *seen)
{
	return seen->bodies > 0 && (seen->width > WHOLE_WIDTH || seen->names * 2 > seen->items);
}

static void
whole_card(mill_maker *maker, const mill_block *list, const mill_listing *how, const survey *seen)
{
	size_t cards = (seen->items + MILL_AT_MOST - 1) / MILL_AT_MOST, from = 1;
	const mill_block *at = list->first;
	bool heads = by_heads(seen);

	for (size_t card = 0; card < cards; card++) {
		size_t to = seen->items * (card + 1) / cards;
		const mill_block *part = part_of(maker, list, &at, to - from + 1, heads);
		mill_sheet back = mill_new_sheet(maker);
		mill_buf more = { .arena = maker->arena };

		if (cards > 1)
			mill_printf(&more, " (%zu\xE2\x80\x93%zu/%zu)", from, to, seen->items);
		back.heads = mill_things(part) > MILL_AT_MOST;
		mill_put_block(&back, part);
		mill_ask(maker, &(mill_asked){ .rule = "list",
				    .parent = how->parent,
				    .front = mill_prompt(how->title),
				    .more = more.text,
				    .back = &back,
				    .path = how->above,
				    .line = part->line,
				    .end_line = part->end_line });
		from = to + 1;
	}
}

void
mill_list_whole_card(mill_maker *maker, const mill_block *list, const mill_listing *how)
{
	survey seen = look_at(list);

	whole_card(maker, list, how, &seen);
}

/* ---- a card an item ----------------------------------------------------------------------- */

/* In an enumeration that has its own card only facts that say more get another. */
static bool
deserves_card(const mill_fact *fact, bool enumerated)
{
	mill_split split;

	if (!enumerated || fact->rest != NULL || fact->line_count > 1)
		return true;
	if (mill_separate(fact->lines, &split) || mill_is_marked(fact->lines))
		return true;
	return mill_width(fact->lines[0].text) >= RICH_WIDTH;
}

/* Makes the item's cards; false when it has to go on a larger card. */
static bool
item_card(mill_maker *maker, const mill_block *item, const mill_path *path, bool enumerated)
{
	mill_fact fact;

	if (mill_is_empty(item))
		return true;
	fact = fact_of(item, path);
	if (fact.line_count == 0)
		return enumerated;
	if (!deserves_card(&fact, enumerated))
		return true;
	switch (mill_fact_card(maker, &fact)) {
	case MILL_CARD:
		mill_fact_parts(maker, &fact);
		return true;
	case MILL_NOTHING:
		return true;
	default:
		return enumerated;
	}
}

/* The items that found no card, as a list, to be shown together. */
static void
leave(mill_maker *maker, mill_block **left, const mill_block *list, const mill_block *item)
{
	if (*left == NULL) {
		*left = MILL_NEW(maker->arena, mill_block, 1);
		**left = *list;
		(*left)->first = (*left)->last = (*left)->next = NULL;
		(*left)->line = item->line;
	}
	mill_append(&(*left)->first, &(*left)->last, mill_copy_block(maker, item));
	(*left)->end_line = item->end_line;
}

void
mill_report_empty(mill_maker *maker, const mill_block *first)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_ITEM && mill_is_empty(block))
			mill_leave_on(maker->log, MILL_EMPTY_ITEM,
			    (mill_place){ block->line, block->column }, block->end_line,
			    "an item without text makes no card");
		mill_report_empty(maker, block->first);
	}
}

const mill_block *
mill_list_cards(mill_maker *maker, const mill_block *list, const mill_listing *how)
{
	survey seen = look_at(list);
	bool enumerated = is_enumeration(&seen, how), joins;
	mill_block *left = NULL;

	/* A list that shares its front with the heading's text goes on that card. */
	joins = enumerated && how->shares_front && !how->led && seen.items <= MILL_AT_MOST;
	if (enumerated && !joins)
		whole_card(maker, list, how, &seen);
	for (const mill_block *item = list->first; item != NULL; item = item->next)
		if (!item_card(maker, item, how->path, enumerated))
			leave(maker, &left, list, item);
	if (joins) {
		const mill_block *at = list->first;
		return part_of(maker, list, &at, seen.items, by_heads(&seen));
	}
	if (left != NULL && (seen = look_at(left)).items > MILL_AT_MOST) {
		whole_card(maker, left, how, &seen); /* too many for one card */
		return NULL;
	}
	return left;
}
