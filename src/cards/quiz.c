/*
 * quiz.c - cards of questions whose answers are marked as such.
 *
 * What stands between question and answer is part of the question, options
 * without their ticks too; the back shows the right ones and what explains them.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"
#include "quiz.h"

/* ---- cards ------------------------------------------------------------------------------------
 */

/* The question's line without its label; what follows it goes onto the sheet. */
static mill_cut
put_question(mill_quiz *q, const mill_core *c, mill_sheet *shown)
{
	const mill_token *token = c->ask == MILL_NONE ? NULL : &q->tokens.all[c->ask];
	const mill_line *line = token == NULL ? q->head : token->line;
	size_t behind, from = token == NULL ? 0 : c->ask;
	mill_role role = line == NULL ? MILL_NO_ROLE : mill_read_role(line->text, &behind);

	shown->asks = true;
	if (role == MILL_ASKS || role == MILL_ASKS_MAYBE) {
		const mill_line *rest = mill_line_rest(q->maker, line, behind);
		if (!mill_all_blank(rest->text) || rest->span_count > 1)
			line = rest;
		else if (token != NULL && from + 1 < c->from &&
			 q->tokens.all[from + 1].kind == MILL_A_LINE)
			line = q->tokens.all[++from].line; /* the label stands alone */
		else
			line = mill_line_rest(q->maker, line, 0);
	}
	if (token != NULL)
		from++;
	while (token != NULL && from < c->from && q->tokens.all[from].kind == MILL_A_LINE &&
	       !q->tokens.all[from].opens && q->tokens.all[from].role == MILL_NO_ROLE) {
		mill_puts(&shown->html, "<br>");
		mill_put_cut(shown, mill_whole(q->tokens.all[from++].line));
	}
	mill_put_blocks(shown, mill_gather(&q->tokens, from, c->from), true);
	if (c->options.count > 0) {
		mill_put_options(&q->tokens, &c->options, UINT64_MAX, shown);
		if (c->marker != MILL_NONE && c->marker > c->options.to)
			mill_put_blocks(
			    shown, mill_gather(&q->tokens, c->options.to, c->marker), true);
	}
	return line == NULL ? (mill_cut){ 0 } : mill_prompt(mill_whole(line));
}

/* The answer's blocks behind what names the options. */
static mill_block *
answer_blocks(mill_quiz *q, const mill_core *c, size_t named)
{
	size_t from = c->marker == MILL_NONE ? c->options.count > 0 ? c->options.to : c->from
					     : c->marker;
	mill_tokens copy = q->tokens, inside;
	mill_token *first;

	if (from >= c->end)
		return NULL;
	if (named == 0)
		return mill_gather(&q->tokens, from, c->end);
	if (!mill_is_answer_fold(&q->tokens.all[c->marker])) {
		first = &copy.all[c->marker];
		first->behind += named;
		return mill_gather(&copy, from, c->end);
	}
	inside = mill_tokens_of(q->maker, NULL, 0, q->tokens.all[c->marker].block->first);
	first = &inside.all[0];
	if (first->kind == MILL_A_LINE) {
		first->role = MILL_ANSWERS;
		first->behind += named;
	}
	mill_block *chain = mill_gather(&inside, 0, inside.count), *end = chain;
	mill_block *rest = mill_gather(&q->tokens, from + 1, c->end);
	while (end != NULL && end->next != NULL)
		end = end->next;
	if (end == NULL)
		return rest;
	end->next = rest;
	return chain;
}

static int32_t
last_line(const mill_quiz *q, const mill_core *c)
{
	int32_t line = q->line;

	for (size_t i = c->ask == MILL_NONE ? 0 : c->ask; i < c->end; i++) {
		const mill_token *token = &q->tokens.all[i];
		int32_t end = token->kind == MILL_A_LINE ? mill_end_of(token->line)
							 : token->block->end_line;
		line = end > line ? end : line;
	}
	return line;
}

static mill_asked
asked_of(const mill_quiz *q, const mill_core *c)
{
	bool head = c->ask == MILL_NONE;

	return (mill_asked){ .rule = c->options.count > 0 ? "choice" : "question",
		.as_is = true,
		.parent = head && c->from == 0 && c->options.count == 0 ? q->parent
									: (mill_cut){ 0 },
		.path = head ? q->path : q->below,
		.line = head ? q->line : q->tokens.all[c->ask].line->line,
		.end_line = last_line(q, c) };
}

/* All that a card was made of stands on it, labels and ticks too. */
static void
mark_lines(const mill_quiz *q, const mill_core *c, mill_sheet *back)
{
	for (size_t i = c->ask == MILL_NONE ? 0 : c->ask; i < c->end; i++) {
		const mill_token *token = &q->tokens.all[i];

		if (token->kind == MILL_A_BLOCK)
			mill_sheet_lines(back, token->block->line, token->block->end_line);
		else if (token->line != NULL)
			mill_sheet_lines(back, token->line->line, mill_end_of(token->line));
	}
}

static uint64_t
ticked(const mill_options *options)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < options->count; i++)
		bits |= (uint64_t)options->all[i].ticked << i;
	return bits;
}

/* The right options, then what explains them. */
static void
choice_card(mill_quiz *q, mill_core *c)
{
	mill_sheet shown = mill_new_sheet(q->maker), back = mill_new_sheet(q->maker);
	mill_asked asked = asked_of(q, c);
	uint64_t right = ticked(&c->options);
	size_t named = 0;

	if (right == 0 && c->marker != MILL_NONE)
		right = mill_chosen(
		    &c->options, mill_answer_text(&q->tokens.all[c->marker]), &named);
	asked.front = put_question(q, c, &shown);
	if (right == 0)
		asked.rule = "question"; /* what looked like options is part of it */
	else
		mill_put_options(&q->tokens, &c->options, right, &back);
	mill_put_blocks(&back, answer_blocks(q, c, named), false);
	asked.shown = &shown;
	asked.back = &back;
	mark_lines(q, c, &back);
	if (right == 0 && c->marker == MILL_NONE)
		back = mill_new_sheet(q->maker); /* nothing answers it: that is reported */
	mill_ask(q->maker, &asked);
}

static int32_t
line_of(const mill_token *token)
{
	return token->kind == MILL_A_BLOCK ? token->block->line : token->line->line;
}

/* A question with a blank in it, answered in a line, is a cloze. */
static bool
gap_card(mill_quiz *q, const mill_core *c, const mill_line *line, const mill_asked *asked)
{
	const mill_token *marker = c->marker == MILL_NONE ? NULL : &q->tokens.all[c->marker];
	mill_fact fact = { line, 1, NULL, asked->path, asked->line, asked->end_line };
	mill_block *behind;

	if (line == NULL || marker == NULL || !mill_has_gap(line) ||
	    (c->ask == MILL_NONE ? c->from > 0 : c->from > c->ask + 1))
		return false;
	if (mill_all_blank(mill_answer_text(marker)))
		return false;
	/* The answer's line shows nothing more, but stands on the card. */
	behind = MILL_NEW(q->maker->arena, mill_block, 1);
	*behind = (mill_block){ .kind = MILL_CODE,
		.html = MILL_STR(""),
		.line = line_of(marker),
		.end_line = marker->kind == MILL_A_BLOCK ? marker->block->end_line
							 : mill_end_of(marker->line) };
	behind->next = mill_gather(&q->tokens, c->marker + 1, c->end);
	fact.rest = behind;
	return mill_fill_gaps(q->maker, &fact, mill_answer_text(marker));
}

/* An answer on as many cards as it takes, and cards for its parts. */
static void
answer_cards(mill_quiz *q, mill_core *c)
{
	mill_sheet shown = mill_new_sheet(q->maker);
	mill_asked asked = asked_of(q, c);
	mill_cut front = put_question(q, c, &shown);
	mill_block *blocks = answer_blocks(q, c, 0);
	mill_chunks chunks = mill_chunks_of(q->maker, blocks, true, false);
	mill_fact fact = { front.line, front.line != NULL, blocks, asked.path, asked.line,
		asked.end_line };

	if (gap_card(q, c, front.line, &asked))
		return;
	asked.front = front;
	asked.shown = &shown;
	for (size_t i = 0; i < chunks.count || i == 0; i++) {
		mill_sheet back = mill_new_sheet(q->maker);
		mill_buf more = { .arena = q->maker->arena };

		if (chunks.count > 1)
			mill_printf(&more, " (%zu/%zu)", i + 1, chunks.count);
		back.heads = chunks.heads;
		if (i < chunks.count)
			mill_put_blocks(&back, chunks.all[i], false);
		if (i == 0)
			mark_lines(q, c, &back);
		asked.more = mill_buf_str(&more).ptr;
		asked.back = &back;
		mill_ask(q->maker, &asked);
	}
	if (fact.line_count > 0 && blocks != NULL)
		mill_fact_parts(q->maker, &fact);
}

/* How many blocks of code the question is about, when the same is asked of others. */
static size_t
code_asked_about(const mill_quiz *q)
{
	size_t count = 0;

	if (!q->asks || !mill_asks_about_code(q->maker, q->head))
		return 0;
	while (count < q->tokens.count && q->tokens.all[count].kind == MILL_A_BLOCK &&
	       q->tokens.all[count].block->kind == MILL_CODE)
		count++;
	return count < q->tokens.count ? count : 0;
}

/* Lines with blanks and the answers behind them. */
static bool
fill_lines(mill_quiz *q)
{
	bool any = false;

	for (size_t i = 0; i < q->tokens.count; i++) {
		mill_token *token = &q->tokens.all[i];
		mill_fact fact = { token->line, 1, NULL, q->below, 0, 0 };

		if (token->taken || token->kind != MILL_A_LINE)
			continue;
		fact.line = token->line->line;
		fact.end_line = mill_end_of(token->line);
		token->taken = mill_gap_card(q->maker, &fact);
		any |= token->taken;
	}
	return any;
}

/* Makes the cards; what is not on them goes into *rest.  False when there are none. */
static bool
run(mill_quiz *q, bool labelled, mill_block **rest)
{
	size_t code;
	bool any;

	mill_find_cores(q);
	if (q->count == 0 && q->tokens.count > 0 &&
	    ((code = code_asked_about(q)) > 0 || labelled)) {
		mill_add_core(q, labelled ? 0 : code);
		q->cores[0].end = q->tokens.count;
	}
	for (size_t n = 0; n < q->count; n++) {
		mill_core *c = &q->cores[n];

		for (size_t i = c->ask == MILL_NONE ? 0 : c->ask; i < c->end; i++)
			q->tokens.all[i].taken = true;
		if (c->options.count > 0)
			choice_card(q, c);
		else
			answer_cards(q, c);
	}
	any = fill_lines(q) || q->count > 0;
	if (any)
		*rest = mill_untaken(&q->tokens);
	return any;
}

bool
mill_quiz_fact(mill_maker *maker, const mill_fact *fact, mill_fact *left)
{
	mill_quiz q = {
		.maker = maker, .head = fact->lines, .path = fact->path, .line = fact->line
	};
	const mill_note *before = maker->last;
	mill_path *below;
	mill_block *rest;

	*left = (mill_fact){ .path = fact->path, .line = fact->line, .end_line = fact->end_line };
	if (fact->line_count == 0)
		return false;
	if (fact->line_count == 1 && fact->rest == NULL)
		return mill_gap_card(maker, fact);
	q.asks = mill_is_question(fact->lines[0].text);
	if (!q.asks &&
	    (!maker->may_quiz || !mill_may_quiz(fact->lines + 1, fact->line_count - 1, fact->rest)))
		return false;
	below = MILL_NEW(maker->arena, mill_path, 1);
	*below = (mill_path){ fact->path, mill_prompt(mill_whole(fact->lines)), false };
	q.below = below;
	q.tokens = mill_tokens_of(maker, fact->lines + 1, fact->line_count - 1, fact->rest);
	if (!run(&q, false, &rest))
		return false;
	if (rest != NULL ||
	    (maker->last == before && (q.count == 0 || q.cores[0].ask != MILL_NONE))) {
		left->lines = fact->lines; /* they are on no card yet, be it as context */
		left->line_count = 1;
		left->rest = rest;
	}
	return true;
}

/* A fold that answers nothing only lays out: what it holds stands in its place. */
static const mill_block *
unfolded(mill_maker *maker, const mill_block *first, bool *any)
{
	mill_block all = { 0 };

	*any = false;
	for (const mill_block *block = first; block != NULL && !*any; block = block->next)
		*any = block->kind == MILL_FOLD && block->answer;
	if (!*any)
		return first;
	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind != MILL_FOLD || !block->answer) {
			mill_append_copy(maker, &all, block);
			continue;
		}
		for (const mill_block *child = block->first; child != NULL; child = child->next)
			mill_append_copy(maker, &all, child);
	}
	return all.first;
}

const mill_section *
mill_quiz_section(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	mill_path heading = { above, mill_unlabelled(&section->title), section->level <= 6 };
	bool titled = section->title.text.len > 0, labelled, unfold;
	size_t end;
	mill_quiz q = { .maker = maker,
		.head = titled ? &section->title : NULL,
		.heading = true,
		.path = above,
		.below = titled ? &heading : above,
		.line = section->line };
	const mill_block *blocks;
	mill_section *copy;
	mill_block *rest;

	if (section->blocks == NULL)
		return section;
	labelled = titled && mill_read_role(section->title.text, &end) == MILL_ASKS;
	q.asks = labelled || (titled && mill_is_question(section->title.text));
	if (!q.asks && (!maker->may_quiz || !mill_may_quiz(NULL, 0, section->blocks)))
		return mill_leave_tasks(maker, section);
	if (titled && section->parent != NULL && section->parent->title.text.len > 0 &&
	    mill_title_is_generic(maker, section))
		q.parent = mill_prompt(mill_whole(&section->parent->title));
	blocks = mill_adopt_answers(maker, section->blocks);
	q.tokens = mill_tokens_of(maker, NULL, 0, blocks);
	if (run(&q, labelled, &rest)) {
		if (rest == NULL)
			return NULL;
		blocks = rest;
		maker->mixed = true;
	}
	blocks = unfolded(maker, blocks, &unfold);
	if (blocks != section->blocks) {
		copy = MILL_NEW(maker->arena, mill_section, 1);
		*copy = *section;
		copy->blocks = (mill_block *)(uintptr_t)blocks;
		section = copy;
	}
	/* What was folded away may ask questions of its own. */
	return unfold ? mill_quiz_section(maker, section, above) : mill_leave_tasks(maker, section);
}
