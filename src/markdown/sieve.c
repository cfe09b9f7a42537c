/*
 * sieve.c - what is nothing to learn leaves before anything is made of it:
 * contents, lists of links, navigation, badges.
 *
 * Sections are gone through from the inside out.  What leaves is reported with
 * its lines; a lead-in, an item or a heading whose whole body left goes with it.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "sieve.h"

#define NOTHING MILL_CODES

enum {
	LEAD_WIDTH = 80,
	LABEL_WIDTH = 32,
	TYPED = 4 /* headings that make contents */
};

static void
leave(mill_sieving *s, mill_code code, int32_t from, int32_t to)
{
	static const char *const why[MILL_CODES] = {
		[MILL_CONTENTS] = "contents repeat the headings",
		[MILL_LINK_ONLY] = "links alone are on no card",
		[MILL_NAVIGATION] = "this leads about the text and is on no card",
		[MILL_BADGE] = "badges are on no card",
	};

	mill_leave_on(s->reader->log, code, (mill_place){ from, 1 }, to, why[code]);
	s->left = code;
}

static bool
in_marked_contents(const mill_sieving *s, const mill_block *block)
{
	const mill_reader *reader = s->reader;

	for (size_t i = reader->contents_count; i-- > 0;)
		if (reader->contents[i].from < block->line)
			return block->end_line < reader->contents[i].to;
	return false;
}

/* ---- texts --------------------------------------------------------------------------------- */

typedef enum line_kind { PLAIN, GONE, INNER, OUTER } line_kind;

static line_kind
look_at_line(mill_sieving *s, const mill_line *line, bool titled)
{
	mill_arena *arena = s->reader->arena;
	mill_look look;
	mill_code code = NOTHING;

	if (!mill_has_links(line) && !mill_may_lead_about(line) && !mill_may_mark(line))
		return PLAIN; /* as most lines are */
	look = mill_look_at(arena, line);
	if (mill_is_contents_mark(arena, line))
		code = MILL_CONTENTS;
	else if (mill_is_badge(line, &look))
		code = MILL_BADGE;
	else if (mill_is_navigation(arena, line, &look))
		code = MILL_NAVIGATION;
	else if (!titled && mill_is_reference(arena, &look))
		code = MILL_LINK_ONLY;
	if (code != NOTHING) {
		leave(s, code, line->line, mill_end_of(line));
		return GONE;
	}
	if (mill_is_links(arena, &look))
		return look.outer + look.pages == 0 || mill_misses_hash(s, line) ? INNER : OUTER;
	if (s->sources && look.outer > 0 && !mill_describes(arena, look.outside))
		return OUTER;
	return PLAIN;
}

/* True for a text whose lines are headings of the file: contents somebody typed. */
static bool
is_typed(mill_sieving *s, const mill_block *block)
{
	size_t titles = 0;

	if (!s->contents && (s->section->level > 1 || block->line_count < TYPED))
		return false;
	for (size_t i = 0; i < block->line_count; i++)
		titles += mill_is_title(s, block->lines[i].text, block->lines[i].line);
	return titles > 0 && titles * 5 >= block->line_count * (s->contents ? 3 : 4);
}

/* Takes the lines of a text that say nothing; head: it begins an item,
 * and whether that is but a link was asked before. */
static void
sieve_text(mill_sieving *s, mill_block *block, bool head)
{
	size_t kept = 0, inner = 0, outer = 0;

	if (!head && is_typed(s, block)) {
		leave(s, MILL_CONTENTS, block->line, block->end_line);
		block->line_count = 0;
		return;
	}
	for (size_t i = 0; i < block->line_count; i++) {
		line_kind kind = look_at_line(s, &block->lines[i], head && block->next != NULL);

		if (kind == GONE)
			continue;
		inner += kind == INNER;
		outer += kind == OUTER;
		block->lines[kept++] = block->lines[i];
	}
	block->line_count = kept;
	if (head || kept == 0 || inner + outer < kept ||
	    (kept == 1 && block->lines[0].span_count == 1 &&
		block->lines[0].spans[0].kind == MILL_STRONG && block->next != NULL))
		return; /* a line in bold before other blocks heads them */
	leave(s, outer > 0 ? MILL_LINK_ONLY : MILL_CONTENTS, block->lines[0].line, block->end_line);
	block->line_count = 0;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static bool sieve_blocks(mill_sieving *s, mill_block **first, mill_block **last, bool item);

/* Takes the items that are links; what they lead to may be explained below them. */
static void
take_links(mill_sieving *s, mill_block *list)
{
	mill_block *item = list->first, *next;
	int32_t from = 0, to = 0;

	list->first = list->last = NULL;
	for (; item != NULL; item = next) {
		mill_item kind = mill_kind_of(s, item);
		next = item->next;
		for (mill_block *block = item->first; block != NULL; block = block->next)
			if (block->kind == MILL_LIST)
				take_links(s, block);
		while (item->last != NULL && item->last->kind == MILL_LIST &&
		       item->last->first == NULL) {
			mill_block *before = item->first;
			while (before != item->last && before->next != item->last)
				before = before->next;
			item->last = before == item->last ? NULL : before;
			if (item->last == NULL)
				item->first = NULL;
			else
				item->last->next = NULL;
		}
		if ((kind == MILL_TO_WORLD || kind == MILL_A_GROUP) &&
		    (item->first == NULL || item->first == item->last)) {
			int32_t end = item->first == NULL ? item->line : item->first->end_line;
			if (from > 0 && item->line > to + 1) {
				leave(s, MILL_LINK_ONLY, from, to);
				from = 0;
			}
			from = from == 0 ? item->line : from;
			to = end;
			continue;
		}
		mill_append(&list->first, &list->last, item);
	}
	if (from > 0)
		leave(s, MILL_LINK_ONLY, from, to);
}

static void
sieve_items(mill_sieving *s, mill_block *list)
{
	mill_block *item = list->first, *next;

	list->first = list->last = NULL;
	for (; item != NULL; item = next) {
		bool empty = item->first == NULL;

		next = item->next;
		if (!sieve_blocks(s, &item->first, &item->last, true) && !empty)
			continue;
		mill_append(&list->first, &list->last, item);
	}
}

/* Empties a list that is nothing to learn. */
static void
sieve_list(mill_sieving *s, mill_block *list)
{
	mill_tally t = { 0 };

	mill_count_items(s, list, &t);
	if (mill_is_contents(s, &t)) {
		leave(s, MILL_CONTENTS, list->line, list->end_line);
		list->first = list->last = NULL;
	} else if (mill_is_link_list(s, &t)) {
		take_links(s, list);
	}
	if (list->first != NULL)
		sieve_items(s, list);
}

/* ---- chains of blocks ---- */

static mill_code
table_code(const mill_linked *linked)
{
	uint32_t links = linked->inner + linked->outer;

	if (links == 0 || linked->bare * 4 > links)
		return NOTHING;
	return linked->inner * 2 > links ? MILL_CONTENTS : MILL_LINK_ONLY;
}

static bool
asks(const mill_block *fold)
{
	mill_str title = fold->line_count == 0 ? MILL_STR("") : mill_trim(fold->lines[0].text);
	uint32_t c = mill_before(title, title.len);

	return c == '?' || c == 0xFF1F || c == 0x61F || c == 0x37E;
}

/* True when nothing of a block is left; then the title of a box goes as well. */
static bool
sieve_box(mill_sieving *s, mill_block *box)
{
	if (sieve_blocks(s, &box->first, &box->last, false))
		return false;
	if (box->callout != NULL && box->line_count > 0)
		leave(s, s->left == NOTHING ? MILL_LINK_ONLY : s->left, box->line, box->line);
	return true;
}

/* True when nothing of a block is left. */
static bool
sieve_block(mill_sieving *s, mill_block *block, bool head)
{
	mill_code code;

	if (in_marked_contents(s, block)) {
		leave(s, MILL_CONTENTS, block->line, block->end_line);
		return true;
	}
	switch (block->kind) {
	case MILL_TEXT:
		sieve_text(s, block, head);
		return block->line_count == 0;
	case MILL_LIST:
		if (block->first == NULL)
			return false;
		sieve_list(s, block);
		return block->first == NULL;
	case MILL_FOLD:
		if (block->answer || (block->callout != NULL && asks(block)))
			return false; /* be it a link, it answers something */
				      /* fall through */
	case MILL_QUOTE:
		return sieve_box(s, block);
	case MILL_TABLE:
		code = table_code(&block->table->linked);
		if (code == NOTHING)
			return false;
		leave(s, code, block->line, block->end_line);
		return true;
	default:
		return false;
	}
}

/* What named something that left goes as well. */
static void
take_lead(mill_sieving *s, mill_block *text, bool group)
{
	const mill_line *line = &text->lines[text->line_count - 1];
	mill_str words = mill_trim(line->text);

	if (s->left != MILL_CONTENTS && s->left != MILL_LINK_ONLY)
		return;
	if (mill_width(words) > (s->sources ? 4 : 1) * LEAD_WIDTH ||
	    !(mill_announces(words) || mill_names_links(s->reader->arena, words) ||
		mill_names_contents(s->reader->arena, words) ||
		(group && text->line_count == 1 && !mill_describes(s->reader->arena, words))))
		return;
	leave(s, s->left, line->line, mill_end_of(line));
	text->line_count--;
}

/* True for options of which one is ticked: a link behind them explains the answer. */
static bool
has_tick(const mill_block *list)
{
	if (list->kind == MILL_LIST)
		for (const mill_block *item = list->first; item != NULL; item = item->next)
			if (item->marker.task == MILL_TASK_DONE)
				return true;
	return false;
}

/* False when nothing of a chain is left; item: it is what an item holds. */
static bool
sieve_blocks(mill_sieving *s, mill_block **first, mill_block **last, bool item)
{
	mill_block *block = *first, *head = *first, *next, *before = NULL;
	bool ticked = false;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		bool gone = !ticked && sieve_block(s, block, item && block == head);

		next = block->next;
		if (gone && before != NULL && before->kind == MILL_TEXT && before->line_count > 0)
			take_lead(s, before, item && before == head && next == NULL);
		if (before != NULL && (before->kind != MILL_TEXT || before->line_count > 0))
			mill_append(first, last, before);
		ticked |= has_tick(block);
		before = gone ? NULL : block;
	}
	if (before != NULL)
		mill_append(first, last, before);
	return *first != NULL;
}

/* ---- sections ---- */

static void
learn_titles(mill_sieving *s, const mill_section *section)
{
	for (; section != NULL; section = section->next) {
		mill_str key = mill_title_key(s->reader->trees, section->title.text);
		if (key.len > 0)
			*mill_set_counter(s->titles, key) = (uint32_t)section->line;
		learn_titles(s, section->first);
	}
}

/* `Click to expand` beside contents goes with them. */
static void
take_labels(mill_sieving *s, mill_section *section)
{
	mill_block *block = section->blocks, *next;

	section->blocks = section->blocks_last = NULL;
	for (; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT && block->line_count == 1 &&
		    mill_width(block->lines[0].text) <= LABEL_WIDTH)
			leave(s, MILL_CONTENTS, block->line, block->end_line);
		else
			mill_append(&section->blocks, &section->blocks_last, block);
	}
}

/* False when nothing of a section is left.  Recursion is as deep as levels are. */
static bool
sieve_section(mill_sieving *s, mill_section *section)
{
	mill_section *child = section->first, *next;
	mill_code left = NOTHING;
	bool bare = section->first == NULL && section->blocks == NULL;

	s->section = section;
	s->contents = mill_names_contents(s->reader->arena, section->title.text);
	s->sources = mill_names_links(s->reader->arena, section->title.text);
	s->left = NOTHING;
	sieve_blocks(s, &section->blocks, &section->blocks_last, false);
	if (s->contents && s->left != NOTHING)
		take_labels(s, section);
	left = s->left;
	section->first = section->last = NULL;
	for (; child != NULL; child = next) {
		next = child->next;
		s->left = NOTHING;
		if (!sieve_section(s, child)) {
			left = s->left;
			continue;
		}
		mill_add_section(section, child);
	}
	if (bare || section->level == 0 || section->first != NULL || section->blocks != NULL)
		return true;
	if (left == NOTHING)
		return true;
	leave(s, left, section->line, section->line);
	return false;
}

void
mill_sieve(mill_reader *reader, mill_section *root)
{
	mill_set titles = { .arena = reader->arena };
	mill_sieving s = { .reader = reader, .titles = &titles };

	learn_titles(&s, root->first);
	sieve_section(&s, root);
}
