/*
 * chunk.c - an answer of more than seven things becomes several cards.
 *
 * Nobody recalls twelve things at once.  Items that have cards of their own are
 * shown by their first lines; what is still too much is dealt out in order.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

typedef struct chunker {
	mill_maker *maker;
	mill_chunks *out;
	mill_block *last;     /* of the chunk under way */
	size_t things, texts; /* in it: items, and paragraphs */
	size_t most;          /* things of a chunk, so that all get about as many */
	size_t room;
	bool heads, own;
} chunker;

static void
open_chunk(chunker *c)
{
	c->out->all = mill_room(
	    c->maker->arena, c->out->all, sizeof *c->out->all, c->out->count, &c->room);
	c->out->all[c->out->count++] = NULL;
	c->last = NULL;
	c->things = c->texts = 0;
}

/* Adds a block with so many things; ahead: those of the list that it leads in. */
static void
add(chunker *c, const mill_block *block, size_t things, size_t ahead)
{
	size_t texts = block->kind == MILL_TEXT;

	if (c->out->count == 0 ||
	    (c->things > 0 && things + ahead > 0 && c->things + things + ahead > c->most) ||
	    c->texts + texts > MILL_AT_MOST)
		open_chunk(c);
	mill_append(&c->out->all[c->out->count - 1], &c->last,
	    c->own ? (mill_block *)(uintptr_t)block : mill_copy_block(c->maker, block));
	c->things += things;
	c->texts += texts;
}

/* A part of a list, which stands nowhere yet. */
static void
add_part(chunker *c, const mill_block *part, size_t things)
{
	bool own = c->own;

	c->own = true;
	add(c, mill_copy_block(c->maker, part), things, 0);
	c->own = own;
}

/* What an item says where it is shown. */
static size_t
item_things(const chunker *c, const mill_block *item)
{
	return c->heads && mill_has_body(item) ? 1 : 1 + mill_things(item->first);
}

static size_t
block_things(const chunker *c, const mill_block *block)
{
	size_t things = 0;

	if (c->heads && mill_is_named_fold(block))
		return 1;
	if (block->kind != MILL_LIST)
		return mill_things(block->first);
	for (const mill_block *item = block->first; item != NULL; item = item->next)
		things += item_things(c, item);
	return things;
}

/* A list that is too long for a card, in stretches. */
static void
add_list(chunker *c, const mill_block *list)
{
	mill_block part = *list;
	size_t things = 0;

	part.first = part.last = NULL;
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		mill_block *copy = MILL_NEW(c->maker->arena, mill_block, 1);
		size_t more = item_things(c, item);

		if (part.first != NULL && things + more > c->most) {
			add_part(c, &part, things);
			part.first = part.last = NULL;
			things = 0;
		}
		*copy = *item;
		copy->next = NULL;
		if (part.first == NULL) {
			part.first = copy;
			part.line = item->line;
		} else {
			part.last->next = copy;
		}
		part.last = copy;
		part.end_line = item->end_line;
		things += more;
	}
	if (part.first != NULL)
		add_part(c, &part, things);
}

/* Items and paragraphs at every depth: what there is to read. */
static size_t
parts_of(const mill_block *first)
{
	size_t count = 0;

	for (const mill_block *block = first; block != NULL; block = block->next)
		count += (block->kind == MILL_TEXT) + parts_of(block->first);
	return count;
}

static size_t
texts_of(const mill_block *first)
{
	size_t count = 0;

	for (const mill_block *block = first; block != NULL; block = block->next)
		count += block->kind == MILL_TEXT;
	return count;
}

mill_chunks
mill_chunks_of(mill_maker *maker, const mill_block *first, bool heads, bool own)
{
	mill_chunks out = { .heads = heads && parts_of(first) > MILL_AT_MOST };
	chunker c = { .maker = maker, .out = &out, .heads = out.heads, .own = own };
	size_t total = 0, cards;

	for (const mill_block *block = first; block != NULL; block = block->next)
		total += block_things(&c, block);
	if (total <= MILL_AT_MOST && texts_of(first) <= MILL_AT_MOST) {
		/* Most answers are one card: their blocks are shown where they stand. */
		out.all = MILL_NEW(maker->arena, mill_block *, 1);
		out.all[0] = (mill_block *)(uintptr_t)first;
		out.count = first != NULL;
		return out;
	}
	cards = (total + MILL_AT_MOST - 1) / MILL_AT_MOST;
	c.most = cards == 0 ? MILL_AT_MOST : (total + cards - 1) / cards;
	for (const mill_block *block = first, *next; block != NULL; block = next) {
		size_t things = block_things(&c, block), ahead = 0;

		next = block->next;

		if (block->kind == MILL_LIST && things > c.most) {
			add_list(&c, block);
			continue;
		}
		if (block->kind == MILL_TEXT && next != NULL &&
		    mill_is_lead(&block->lines[block->line_count - 1]))
			ahead = block_things(&c, next);
		add(&c, block, things, ahead > c.most ? 1 : ahead);
	}
	return out;
}
