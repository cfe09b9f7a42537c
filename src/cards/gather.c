/*
 * gather.c - tokens put together again, as the blocks they were.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

typedef struct chain {
	mill_maker *maker;
	mill_block *first, *last;
	const mill_block *text; /* of which the last lines were */
	size_t room;            /* for lines of the last text */
} chain;

static mill_block *
append(chain *c, const mill_block *like)
{
	mill_block *block = mill_copy_block(c->maker, like);

	mill_append(&c->first, &c->last, block);
	c->text = NULL;
	return block;
}

/* A line goes on with its paragraph. */
static void
append_line(chain *c, const mill_token *token, bool unlabelled)
{
	const mill_line *line = token->line;
	mill_block *text = c->last;

	if (unlabelled && token->role != MILL_NO_ROLE && token->role != MILL_EXPLAINS)
		line = mill_line_rest(c->maker, line, token->behind);
	if (line != token->line && mill_all_blank(line->text) && line->span_count < 2)
		return; /* it was nothing but a label */
	if (c->text == NULL || c->text != token->block) {
		mill_block fresh = { .kind = MILL_TEXT, .line = line->line, .column = 1 };

		text = append(c, &fresh);
		c->text = token->block;
		c->room = 0;
	}
	text->lines = mill_room(
	    c->maker->arena, text->lines, sizeof *text->lines, text->line_count, &c->room);
	text->lines[text->line_count++] = *line;
	text->end_line = mill_end_of(line);
}

void
mill_append_copy(mill_maker *maker, mill_block *to, const mill_block *block)
{
	mill_block *copy = mill_copy_block(maker, block);

	mill_append(&to->first, &to->last, copy);
	to->end_line = copy->end_line > to->end_line ? copy->end_line : to->end_line;
}

mill_block *
mill_gather(const mill_tokens *tokens, size_t from, size_t to)
{
	chain c = { .maker = tokens->maker };
	const mill_block *whole = NULL; /* a list or quotation that is in already */

	for (size_t i = from; i < to; i++) {
		const mill_token *token = &tokens->all[i];

		if (token->top == whole && whole != NULL)
			continue;
		if (token->kind == MILL_AN_ITEM && token->block == token->top->first) {
			whole = token->top;
			append(&c, whole);
		} else if (token->kind == MILL_AN_ITEM && token->line == NULL) {
			continue;
		} else if (token->kind == MILL_AN_ITEM) {
			mill_token line = *token;
			line.block = token->block->first;
			append_line(&c, &line, true);
		} else if (token->kind == MILL_A_LINE) {
			append_line(&c, token, true);
		} else if (token->block->kind == MILL_FOLD && token->block->answer) {
			mill_tokens inner = mill_tokens_of(
			    tokens->maker, NULL, 0, token->block->first);
			mill_block *inside = mill_gather(&inner, 0, inner.count);
			for (; inside != NULL; inside = inside->next)
				append(&c, inside);
		} else {
			append(&c, token->block);
		}
	}
	return c.first;
}

/* Where the tokens of a block of the chain end; *taken tells whether any is. */
static size_t
end_of_top(const mill_tokens *tokens, size_t at, bool *taken)
{
	const mill_block *top = tokens->all[at].top;

	for (*taken = false; at < tokens->count && tokens->all[at].top == top; at++)
		*taken |= tokens->all[at].taken;
	return at;
}

/* What is left of a block of which something was taken: its lines and blocks. */
static void
append_rest(chain *c, const mill_token *token)
{
	mill_token line = *token;

	if (token->taken)
		return;
	if (token->kind == MILL_A_BLOCK) {
		append(c, token->block);
		return;
	}
	if (token->kind == MILL_AN_ITEM)
		line.block = token->block->first;
	if (token->line != NULL)
		append_line(c, &line, false);
}

mill_block *
mill_untaken(const mill_tokens *tokens)
{
	chain c = { .maker = tokens->maker };

	for (size_t i = 0; i < tokens->count;) {
		bool taken;
		size_t end = end_of_top(tokens, i, &taken);

		if (!taken)
			append(&c, tokens->all[i].top);
		for (; i < end; i++)
			if (taken)
				append_rest(&c, &tokens->all[i]);
	}
	return c.first;
}
