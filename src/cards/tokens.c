/*
 * tokens.c - blocks taken apart into lines, in which questions are looked for.
 *
 * Lists stay whole, unless their items may be options or a dialogue; quotations
 * are taken apart when they hold one.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

enum { MOST_OPTIONS = 12 };

/* ---- looking at lists --------------------------------------------------------------- */

static const mill_line *
head_of(const mill_block *item)
{
	return item->first != NULL && item->first->kind == MILL_TEXT ? &item->first->lines[0]
								     : NULL;
}

/* `- [ ]` and nothing behind it, which is no box for Markdown. */
static bool
is_blank_box(const mill_block *item)
{
	const mill_line *head = head_of(item);

	if (item->marker.task != MILL_NO_TASK)
		return false;
	return mill_is_empty(item) ||
	       (head != NULL && item->first == item->last && item->first->line_count == 1 &&
		   (mill_equal(mill_trim(head->text), MILL_STR("[ ]")) ||
		       mill_equal(mill_trim(head->text), MILL_STR("[x]"))));
}

bool
mill_is_task_list(const mill_block *block)
{
	bool any = false;

	if (block->kind != MILL_LIST || block->first == NULL)
		return false;
	for (const mill_block *item = block->first; item != NULL; item = item->next) {
		if (item->marker.task == MILL_NO_TASK && !is_blank_box(item))
			return false;
		any |= item->marker.task != MILL_NO_TASK;
	}
	return any;
}

static bool
is_labelled(const mill_block *list)
{
	const mill_block *second = list->first->next;
	const mill_line *a = head_of(list->first), *b = second == NULL ? NULL : head_of(second);
	mill_alphabet alphabet;
	size_t end;

	if (list->marker.shape == MILL_LETTER || list->marker.shape == MILL_PAREN_LETTER ||
	    list->marker.shape == MILL_SCRIPT)
		return second != NULL;
	if (a == NULL || b == NULL)
		return false;
	if (list->marker.shape == MILL_BULLET && mill_read_number(a->text, 1) > 0)
		return mill_read_number(b->text, 2) > 0;
	return mill_read_option(a->text, &alphabet, &end) == 1 &&
	       mill_read_option(b->text, &alphabet, &end) == 2;
}

static bool
is_dialogue(const mill_block *list)
{
	const mill_line *head = head_of(list->first);
	size_t end;
	mill_role role = head == NULL ? MILL_NO_ROLE : mill_read_role(head->text, &end);

	return role == MILL_ASKS || role == MILL_ASKS_MAYBE;
}

/* True when an answer names nothing but options: `Answer: B`. */
static bool
is_choice(mill_str answer, size_t count)
{
	size_t end;

	return mill_read_choice(answer, count, MILL_LATIN, &end) != 0 && end >= answer.len;
}

/* The answer in the last item of a list, which Markdown took for a part of it. */
static mill_str
absorbed_answer(const mill_block *list)
{
	const mill_block *text = list->last == NULL ? NULL : list->last->first;
	size_t end;

	if (text == NULL || text->kind != MILL_TEXT)
		return MILL_STR("");
	for (size_t i = 1; i < text->line_count; i++)
		if (mill_read_role(text->lines[i].text, &end) == MILL_ANSWERS)
			return mill_slice(text->lines[i].text, end, text->lines[i].text.len);
	return MILL_STR("");
}

/* A list whose items carry no letters, behind which an answer names one. */
static bool
is_chosen_from(const mill_block *list)
{
	mill_token behind = { .kind = MILL_A_BLOCK, .block = list->next };
	size_t items = 0;

	for (const mill_block *item = list->first; item != NULL && items <= MOST_OPTIONS;
	     item = item->next) {
		const mill_line *head = head_of(item);

		if (head != NULL && mill_is_question(head->text))
			return false;
		items++;
	}
	if (items < 2 || items > MOST_OPTIONS)
		return false;
	if (is_choice(absorbed_answer(list), items))
		return true;
	if (behind.block == NULL)
		return false;
	if (behind.block->kind == MILL_TEXT) {
		behind.kind = MILL_A_LINE;
		behind.line = &behind.block->lines[0];
		behind.role = mill_read_role(behind.line->text, &behind.behind);
	}
	return is_choice(mill_answer_text(&behind), items);
}

bool
mill_opens_list(const mill_block *list)
{
	return list->first != NULL && (mill_is_task_list(list) || is_labelled(list) ||
					  is_dialogue(list) || is_chosen_from(list));
}

/* ---- answers ------------------------------------------------------------------------ */

bool
mill_is_answer_fold(const mill_token *token)
{
	return token->kind == MILL_A_BLOCK && token->block->kind == MILL_FOLD &&
	       token->block->answer;
}

mill_str
mill_answer_text(const mill_token *token)
{
	const mill_block *inside;
	size_t end;

	if (token->kind != MILL_A_BLOCK)
		return token->role == MILL_ANSWERS || token->role == MILL_ANSWERS_MAYBE
			   ? mill_slice(token->line->text, token->behind, token->line->text.len)
			   : MILL_STR("");
	inside = mill_is_answer_fold(token) ? token->block->first : NULL;
	if (inside == NULL || inside->kind != MILL_TEXT)
		return MILL_STR("");
	mill_read_role(inside->lines[0].text, &end);
	return mill_slice(inside->lines[0].text, end, inside->lines[0].text.len);
}

/* ---- taking apart -------------------------------------------------------------------- */

static mill_token *
add(mill_tokens *t, mill_token token)
{
	t->all = mill_room(t->maker->arena, t->all, sizeof *t->all, t->count, &t->room);
	t->all[t->count] = token;
	return &t->all[t->count++];
}

/* `**Why?** Because`: bytes of the question in bold that a text begins with; 0: none. */
static size_t
bold_question(const mill_block *text)
{
	const mill_line *line = &text->lines[0];
	const mill_span *bold = &line->spans[0];

	if (line->span_count < 2 || bold->kind != MILL_STRONG || bold->len == 0 ||
	    !mill_is_question(mill_slice(line->text, 0, bold->len)) ||
	    mill_all_blank(mill_slice(line->text, bold->len, line->text.len)))
		return 0;
	return bold->len;
}

static bool
lines_may_quiz(const mill_line *lines, size_t count)
{
	size_t end;

	for (size_t i = 0; i < count; i++)
		if (mill_read_role(lines[i].text, &end) != MILL_NO_ROLE || mill_has_gap(&lines[i]))
			return true;
	return false;
}

bool
mill_may_quiz(const mill_line *lines, size_t count, const mill_block *first)
{
	if (lines_may_quiz(lines, count))
		return true;
	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_FOLD && block->answer)
			return true;
		if (block->kind == MILL_LIST && mill_opens_list(block))
			return true;
		if (block->kind == MILL_TEXT &&
		    (bold_question(block) > 0 || lines_may_quiz(block->lines, block->line_count)))
			return true;
		if (mill_may_quiz(NULL, 0, block->first))
			return true;
	}
	return false;
}

/* The question is a token that asks, what stands behind it on its line another. */
static void
add_bold_question(mill_tokens *t, const mill_block *text, size_t end, mill_token like)
{
	mill_line *line = MILL_NEW(t->maker->arena, mill_line, 1);

	*line = mill_line_until(t->maker, &text->lines[0], end);
	like.kind = MILL_A_LINE;
	like.block = text;
	like.role = MILL_ASKS;
	like.brief = like.opens = true;
	like.line = mill_line_rest(t->maker, line, 0);
	add(t, like);
	end = (size_t)(mill_trim(mill_slice(text->lines[0].text, end, text->lines[0].text.len))
			   .ptr -
		       text->lines[0].text.ptr);
	like.role = MILL_NO_ROLE;
	like.brief = like.opens = false;
	like.line = mill_line_rest(t->maker, &text->lines[0], end);
	add(t, like);
}

static void
add_lines(mill_tokens *t, const mill_block *text, size_t from, mill_token like)
{
	size_t end = from == 0 ? bold_question(text) : 0;

	if (end > 0) {
		add_bold_question(t, text, end, like);
		from = 1;
	}

	for (size_t i = from; i < text->line_count; i++) {
		mill_token *token;

		like.kind = MILL_A_LINE;
		like.line = &text->lines[i];
		like.block = text;
		like.opens = i == 0;
		token = add(t, like);
		token->role = mill_read_role(token->line->text, &token->behind);
	}
}

static void
add_item(mill_tokens *t, const mill_block *item, const mill_block *top)
{
	mill_token head = { .kind = MILL_AN_ITEM, .block = item, .top = top, .opens = true };
	mill_token inner = { .top = top, .inner = true };
	const mill_block *block = item->first;

	head.line = head_of(item);
	if (head.line != NULL)
		head.role = mill_read_role(head.line->text, &head.behind);
	add(t, head);
	if (head.line != NULL) {
		add_lines(t, block, 1, inner);
		block = block->next;
	}
	for (; block != NULL; block = block->next) {
		inner.kind = MILL_A_BLOCK;
		inner.block = block;
		if (block->kind == MILL_TEXT)
			add_lines(t, block, 0, inner);
		else
			add(t, inner);
	}
}

static bool
is_quoted_dialogue(const mill_block *quote)
{
	size_t end;

	return quote->kind == MILL_QUOTE && quote->first != NULL &&
	       quote->first->kind == MILL_TEXT &&
	       mill_read_role(quote->first->lines[0].text, &end) != MILL_NO_ROLE;
}

static void
add_blocks(mill_tokens *t, const mill_block *first, const mill_block *top)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		mill_token token = { .kind = MILL_A_BLOCK,
			.block = block,
			.top = top == NULL ? block : top,
			.opens = true };

		if (block->kind == MILL_TEXT) {
			add_lines(t, block, 0, token);
		} else if (block->kind == MILL_LIST && mill_opens_list(block)) {
			bool boxes = mill_is_task_list(block);

			for (const mill_block *item = block->first; item != NULL; item = item->next)
				if (!boxes || !is_blank_box(item))
					add_item(t, item, token.top);
		} else if (top == NULL && is_quoted_dialogue(block)) {
			add_blocks(t, block->first, block);
		} else {
			add(t, token);
		}
	}
}

/* How wide the text of a block is; that of code may be as wide as it likes. */
static size_t
width_of(const mill_block *block)
{
	size_t width = block->kind == MILL_TABLE ? mill_width(block->text) : 0;

	for (size_t i = 0; i < block->line_count; i++)
		width += mill_width(block->lines[i].text);
	for (block = block->first; block != NULL; block = block->next)
		width += width_of(block);
	return width;
}

/* Writes down for each token what stood before it. */
static void
look_back(mill_tokens *t)
{
	mill_token now = {
		.asked = SIZE_MAX, .paragraph = SIZE_MAX, .question = SIZE_MAX, .list = SIZE_MAX
	};
	size_t question = SIZE_MAX; /* before the paragraph under way */
	bool first = false;         /* that one begins with a question */

	add(t, (mill_token){ .kind = MILL_A_BLOCK });
	t->count--;
	for (size_t i = 0; i <= t->count; i++) {
		mill_token *token = &t->all[i];
		bool asks;

		token->asked = now.asked;
		token->paragraph = now.paragraph;
		token->question = now.question;
		token->width = now.width;
		token->list = now.list;
		if (token->role == MILL_ASKS || token->role == MILL_ASKS_MAYBE)
			now.asked = i;
		if (token->kind == MILL_A_BLOCK && i < t->count) {
			now.width += width_of(token->block);
			now.list = token->block->kind == MILL_LIST ? i : now.list;
		}
		if (token->line == NULL)
			continue;
		now.width += mill_width(token->line->text);
		asks = mill_is_question(token->line->text) || mill_has_gap(token->line);
		if (token->opens) {
			question = now.question;
			now.paragraph = i;
			first = asks;
		}
		if (now.paragraph != SIZE_MAX)
			now.question = first || asks ? now.paragraph : question;
	}
}

mill_tokens
mill_tokens_of(mill_maker *maker, const mill_line *lines, size_t count, const mill_block *first)
{
	mill_tokens t = { .maker = maker };
	mill_block text = { .kind = MILL_TEXT };

	if (count > 0) {
		mill_block *head = MILL_NEW(maker->arena, mill_block, 1);

		text.lines = (mill_line *)(uintptr_t)lines;
		text.line_count = count;
		text.line = lines[0].line;
		text.end_line = mill_end_of(&lines[count - 1]);
		*head = text;
		add_lines(&t, head, 0, (mill_token){ .top = head });
		t.all[0].opens = false; /* it goes on from the head */
	}
	add_blocks(&t, first, NULL);
	look_back(&t);
	return t;
}
