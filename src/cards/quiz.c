/*
 * quiz.c - questions whose answers are marked as such.
 *
 * Options with ticks, `Answer: B`, `Q:` and `A:`, an answer folded away: each is
 * the core of a question.  What is asked stands before it: the line labelled so,
 * or the last question, or the heading or item all of this is in.  What stands
 * between question and answer is part of the question.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"
#include "quiz.h"

enum {
	SHOWN_WIDTH = 600, /* of text on a front; more of it is no question */
	NAME_WIDTH = 32,   /* of a heading; a longer one says what is to be done */
	FEW = 2            /* boxes of which one is ticked may be a choice */
};

static const size_t NONE = SIZE_MAX;

typedef struct core {
	mill_options options; /* count 0: none */
	size_t ask;           /* token that asks; NONE: the head */
	size_t from, marker;  /* where options or answer begin; the answer, or NONE */
	size_t end;
} core;

typedef struct quiz {
	mill_maker *maker;
	mill_tokens tokens;
	core *cores;
	size_t count, room;
	const mill_line *head; /* heading or first line of an item; NULL: none */
	mill_cut parent;       /* put before the head */
	bool heading;
	bool asks; /* the head is a question */
	const mill_path *path, *below;
	int32_t line;
} quiz;

/* True when a token is there, and not before another. */
static bool
since(size_t token, size_t from)
{
	return token != NONE && token >= from;
}

/* ---- cores ---------------------------------------------------------------------------- */

static core *
add_core(quiz *q, size_t from)
{
	if (q->count == q->room) {
		size_t room = q->room * 2 + 4;

		q->cores = mill_grow(
		    q->maker->arena, q->cores, q->room * sizeof *q->cores, room * sizeof *q->cores);
		q->room = room;
	}
	q->cores[q->count] = (core){ .ask = NONE, .from = from, .marker = NONE };
	return &q->cores[q->count++];
}

static bool
is_marker(const quiz *q, size_t at)
{
	const mill_token *token = &q->tokens.all[at];

	return mill_is_answer_fold(token) || token->role == MILL_ANSWERS ||
	       token->role == MILL_ANSWERS_MAYBE;
}

/* An answer belongs to the options before it, unless something was asked since. */
static bool
completes(const quiz *q, const core *last, size_t at)
{
	const mill_token *token = &q->tokens.all[at];

	return last != NULL && last->marker == NONE && last->options.count > 0 &&
	       !since(token->asked, last->options.to) && !since(token->question, last->options.to);
}

/* A weak label is one only behind a question; a second answer to one is none. */
static bool
begins_core(const quiz *q, const core *last, size_t at)
{
	const mill_token *token = &q->tokens.all[at];
	size_t from = last == NULL ? 0 : last->from + 1;
	bool asked = since(token->asked, from);

	if (token->role == MILL_ANSWERS_MAYBE && !asked && !(last == NULL && q->asks) &&
	    !(at > from && since(token->question, from) && token->question == token->paragraph))
		return false;
	if (last == NULL || asked ||
	    since(token->question, (last->marker == NONE ? last->from : last->marker) + 1))
		return true;
	/* Behind a fold the next one answers what stands between them. */
	return mill_is_answer_fold(token) && last->marker != NONE && at > last->marker + 1 &&
	       mill_is_answer_fold(&q->tokens.all[last->marker]);
}

/* What a label asks is answered by what follows it, when no label says so. */
static void
answer_pending(quiz *q, size_t pending)
{
	if (pending != NONE)
		add_core(q, pending + 1);
}

static void
find_cores(quiz *q)
{
	size_t pending = NONE; /* a label that asks and has found no answer yet */

	for (size_t i = 0; i < q->tokens.count;) {
		core *last = q->count == 0 ? NULL : &q->cores[q->count - 1];
		mill_options options;

		if (mill_read_options(&q->tokens, i, &options)) {
			core *fresh = add_core(q, i);
			fresh->options = options;
			pending = NONE;
			i = options.to;
			continue;
		}
		if (q->tokens.all[i].role == MILL_ASKS) {
			answer_pending(q, pending);
			pending = i;
		} else if (is_marker(q, i) && completes(q, last, i)) {
			last->marker = i;
		} else if (is_marker(q, i) && begins_core(q, last, i)) {
			add_core(q, i)->marker = i;
			pending = NONE;
		}
		i++;
	}
	answer_pending(q, pending);
}

/* ---- what is asked ------------------------------------------------------------------------ */

/* Finds what a core answers, in the tokens from `from` on; false when nothing does. */
static bool
find_ask(quiz *q, size_t n, size_t from)
{
	core *c = &q->cores[n];
	const mill_token *at = &q->tokens.all[c->from];
	size_t width = at->width - q->tokens.all[from].width;
	bool question = since(at->question, from);

	c->ask = at->asked;
	if (since(c->ask, from))
		return true;
	c->ask = NONE;
	if (n == 0 && q->head != NULL && width <= SHOWN_WIDTH &&
	    (q->asks || !q->heading ? !question || q->count == 1
				    : !question && (q->count == 1 || c->from == from)))
		return true;
	c->ask = question ? at->question : at->paragraph;
	return since(c->ask, from);
}

/* ---- what counts as a choice ---------------------------------------------------------------- */

static uint64_t
ticked(const mill_options *options)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < options->count; i++)
		bits |= (uint64_t)options->all[i].ticked << i;
	return bits;
}

/* A list of things to do has ticks too: what is asked, or how it goes on, tells. */
static bool
is_ticked_choice(const quiz *q, const core *c)
{
	const mill_line *line = c->ask == NONE ? q->head : q->tokens.all[c->ask].line;
	const mill_options *o = &c->options;
	mill_str text = line == NULL ? MILL_STR("") : mill_trim(line->text);

	if (o->ticks == 0)
		return false;
	if (q->maker->quizzes > FEW || mill_is_question(text) ||
	    (c->from > 0 && q->tokens.all[c->from - 1].kind == MILL_A_BLOCK &&
		q->tokens.all[c->from - 1].block->kind == MILL_CODE))
		return true;
	if (o->to < q->tokens.count && q->tokens.all[o->to].role == MILL_EXPLAINS)
		return true;
	return o->ticks == 1 && o->count > FEW && line != NULL &&
	       (mill_is_lead(line) || mill_width(text) > NAME_WIDTH);
}

/* True when a core has what makes a card; reports a choice that nothing answers. */
static bool
is_answered(const quiz *q, const core *c)
{
	const mill_options *o = &c->options;
	const mill_line *line = c->ask == NONE ? q->head : q->tokens.all[c->ask].line;

	if (c->marker != NONE || o->count == 0 || is_ticked_choice(q, c))
		return true;
	return !o->boxes && o->labelled && o->count > FEW && !o->lower && q->maker->quizzes > FEW &&
	       line != NULL && mill_is_question(line->text);
}

/* ---- cards ------------------------------------------------------------------------------------
 */

/* The question's line without its label; what follows it goes onto the sheet. */
static mill_cut
put_question(quiz *q, const core *c, mill_sheet *shown)
{
	const mill_token *token = c->ask == NONE ? NULL : &q->tokens.all[c->ask];
	const mill_line *line = token == NULL ? q->head : token->line;
	size_t behind, from = token == NULL ? 0 : c->ask;
	mill_role role = line == NULL ? MILL_NO_ROLE : mill_read_role(line->text, &behind);

	if (role == MILL_ASKS || role == MILL_ASKS_MAYBE) {
		const mill_line *rest = mill_line_rest(q->maker, line, behind);
		if (!mill_all_blank(rest->text) || rest->span_count > 1)
			line = rest;
		else if (token != NULL && from + 1 < c->from &&
			 q->tokens.all[from + 1].kind == MILL_A_LINE)
			line = q->tokens.all[++from].line; /* the label stands alone */
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
		if (c->marker != NONE && c->marker > c->options.to)
			mill_put_blocks(
			    shown, mill_gather(&q->tokens, c->options.to, c->marker), true);
	}
	return line == NULL ? (mill_cut){ 0 } : mill_prompt(mill_whole(line));
}

/* The answer's blocks behind what names the options. */
static mill_block *
answer_blocks(quiz *q, const core *c, size_t named)
{
	size_t from = c->marker == NONE ? c->options.count > 0 ? c->options.to : c->from
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
last_line(const quiz *q, const core *c)
{
	int32_t line = q->line;

	for (size_t i = c->ask == NONE ? 0 : c->ask; i < c->end; i++) {
		const mill_token *token = &q->tokens.all[i];
		int32_t end = token->kind == MILL_A_LINE ? token->line->line
							 : token->block->end_line;
		line = end > line ? end : line;
	}
	return line;
}

static mill_asked
asked_of(const quiz *q, const core *c)
{
	bool head = c->ask == NONE;

	return (mill_asked){ .rule = c->options.count > 0 ? "choice" : "question",
		.parent = head && c->from == 0 && c->options.count == 0 ? q->parent
									: (mill_cut){ 0 },
		.path = head ? q->path : q->below,
		.line = head ? q->line : q->tokens.all[c->ask].line->line,
		.end_line = last_line(q, c) };
}

/* The right options, then what explains them. */
static void
choice_card(quiz *q, core *c)
{
	mill_sheet shown = mill_new_sheet(q->maker), back = mill_new_sheet(q->maker);
	mill_asked asked = asked_of(q, c);
	uint64_t right = ticked(&c->options);
	size_t named = 0;

	if (right == 0 && c->marker != NONE)
		right = mill_chosen(
		    &c->options, mill_answer_text(&q->tokens.all[c->marker]), &named);
	asked.front = put_question(q, c, &shown);
	if (right != 0)
		mill_put_options(&q->tokens, &c->options, right, &back);
	mill_put_blocks(&back, answer_blocks(q, c, named), false);
	asked.shown = &shown;
	asked.back = &back;
	if (right == 0 && c->marker == NONE)
		back = mill_new_sheet(q->maker); /* nothing answers it: that is reported */
	mill_ask(q->maker, &asked);
}

/* An answer on as many cards as it takes, and cards for its parts. */
static void
answer_cards(quiz *q, core *c)
{
	mill_sheet shown = mill_new_sheet(q->maker);
	mill_asked asked = asked_of(q, c);
	mill_cut front = put_question(q, c, &shown);
	mill_block *blocks = answer_blocks(q, c, 0);
	mill_chunks chunks = mill_chunks_of(q->maker, blocks, true);
	mill_fact fact = { front.line, front.line != NULL, blocks, asked.path, asked.line,
		asked.end_line };

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
		asked.more = mill_buf_str(&more).ptr;
		asked.back = &back;
		mill_ask(q->maker, &asked);
	}
	if (fact.line_count > 0 && blocks != NULL)
		mill_fact_parts(q->maker, &fact);
}

/* ---- all together ---------------------------------------------------------------------------- */

/* Where the answer of a core ends at the latest: a fold holds all of it, and a rule
 * ends what began below a heading. */
static size_t
end_of(const quiz *q, const core *c, size_t limit)
{
	const mill_token *all = q->tokens.all;
	size_t at = c->marker != NONE ? c->marker : c->options.to;

	if (c->ask == NONE && (q->asks || !q->heading))
		return limit;
	for (size_t i = at + 1; i < limit; i++) {
		bool extra = all[i].role == MILL_EXPLAINS;

		if (all[i].kind == MILL_A_LINE && !all[i].opens)
			continue;
		if (!all[i].inner && all[i].opens && all[i].block->ruled)
			return i;
		if (c->marker != NONE && mill_is_answer_fold(&all[c->marker]) && !extra)
			return i;
	}
	return limit;
}

/* Puts the cores that hold together into one row, with their questions. */
static void
settle(quiz *q)
{
	size_t kept = 0, from = 0;

	for (size_t n = 0; n < q->count; n++) {
		core c = q->cores[n];

		q->cores[kept] = c;
		if (!find_ask(q, kept, from) || !is_answered(q, &q->cores[kept]))
			continue;
		from = (c.marker != NONE ? c.marker : c.options.to - 1) + 1;
		kept++;
	}
	q->count = kept;
	for (size_t n = 0; n < kept; n++) {
		core *c = &q->cores[n], *next = n + 1 < kept ? &q->cores[n + 1] : NULL;
		size_t limit = next == NULL ? q->tokens.count : next->ask;

		c->end = end_of(q, c, limit);
	}
}

/* How many blocks of code the question is about, when the same is asked of others. */
static size_t
code_asked_about(const quiz *q)
{
	size_t count = 0;

	if (!q->asks || !mill_asks_about_code(q->maker, q->head))
		return 0;
	while (count < q->tokens.count && q->tokens.all[count].kind == MILL_A_BLOCK &&
	       q->tokens.all[count].block->kind == MILL_CODE)
		count++;
	return count < q->tokens.count ? count : 0;
}

/* Makes the cards; what is not on them goes into *rest.  False when there are none. */
static bool
run(quiz *q, bool labelled, mill_block **rest)
{
	size_t code;

	find_cores(q);
	settle(q);
	if (q->count == 0 && q->tokens.count > 0 &&
	    ((code = code_asked_about(q)) > 0 || labelled)) {
		add_core(q, labelled ? 0 : code);
		q->cores[0].end = q->tokens.count;
	}
	for (size_t n = 0; n < q->count; n++) {
		core *c = &q->cores[n];

		for (size_t i = c->ask == NONE ? 0 : c->ask; i < c->end; i++)
			q->tokens.all[i].taken = true;
		if (c->options.count > 0)
			choice_card(q, c);
		else
			answer_cards(q, c);
	}
	if (q->count > 0)
		*rest = mill_untaken(&q->tokens);
	return q->count > 0;
}

bool
mill_quiz_fact(mill_maker *maker, const mill_fact *fact, mill_block **rest)
{
	quiz q = { .maker = maker, .head = fact->lines, .path = fact->path, .line = fact->line };
	mill_path *below = MILL_NEW(maker->arena, mill_path, 1);

	if (fact->line_count == 0 || (fact->line_count == 1 && fact->rest == NULL))
		return false;
	*below = (mill_path){ fact->path, mill_prompt(mill_whole(fact->lines)), false };
	q.below = below;
	q.asks = mill_is_question(fact->lines[0].text);
	q.tokens = mill_tokens_of(maker, fact->lines + 1, fact->line_count - 1, fact->rest);
	return run(&q, false, rest);
}

const mill_section *
mill_quiz_section(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	mill_path heading = { above, mill_prompt(mill_whole(&section->title)),
		section->level <= 6 };
	bool titled = section->title.text.len > 0, labelled;
	size_t end;
	quiz q = { .maker = maker,
		.head = titled ? &section->title : NULL,
		.heading = true,
		.path = above,
		.below = titled ? &heading : above,
		.line = section->line };
	mill_section *copy;
	mill_block *rest;

	if (section->blocks == NULL)
		return section;
	labelled = titled && mill_read_role(section->title.text, &end) == MILL_ASKS;
	q.asks = labelled || (titled && mill_is_question(section->title.text));
	if (titled && section->parent != NULL && section->parent->title.text.len > 0 &&
	    mill_title_is_generic(maker, section))
		q.parent = mill_prompt(mill_whole(&section->parent->title));
	q.tokens = mill_tokens_of(maker, NULL, 0, section->blocks);
	if (!run(&q, labelled, &rest))
		return section;
	copy = MILL_NEW(maker->arena, mill_section, 1);
	*copy = *section;
	copy->blocks = rest;
	return rest == NULL ? NULL : copy;
}
