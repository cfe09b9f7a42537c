/*
 * cores.c - where questions stand whose answers are marked as such.
 *
 * Options with ticks, `Answer: B`, `Q:` and `A:`, an answer folded away: each is
 * the core of a question.  What is asked stands before it: the line labelled so,
 * or the last question, or the heading or item all of this is in.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

enum {
	SHOWN_WIDTH = 600, /* of text on a front; more of it is no question */
	NAME_WIDTH = 32,   /* of a heading; a longer one says what is to be done */
	FEW = 2            /* boxes of which one is ticked may be a choice */
};

/* True when a token is there, and not before another. */
static bool
since(size_t token, size_t from)
{
	return token != MILL_NONE && token >= from;
}

/* ---- cores ---------------------------------------------------------------------------- */

mill_core *
mill_add_core(mill_quiz *q, size_t from)
{
	q->cores = mill_room(q->maker->arena, q->cores, sizeof *q->cores, q->count, &q->room);
	q->cores[q->count] = (mill_core){ .ask = MILL_NONE, .from = from, .marker = MILL_NONE };
	return &q->cores[q->count++];
}

static bool
is_marker(const mill_quiz *q, size_t at)
{
	const mill_token *token = &q->tokens.all[at];

	return mill_is_answer_fold(token) || token->role == MILL_ANSWERS ||
	       token->role == MILL_ANSWERS_MAYBE;
}

/* An answer belongs to the options before it, unless something was asked since. */
static bool
completes(const mill_quiz *q, const mill_core *last, size_t at)
{
	const mill_token *token = &q->tokens.all[at];

	return last != NULL && last->marker == MILL_NONE && last->options.count > 0 &&
	       !since(token->asked, last->options.to) && !since(token->question, last->options.to);
}

/* A weak label is one only behind a question; a second answer to one is none. */
static bool
begins_core(const mill_quiz *q, const mill_core *last, size_t at)
{
	const mill_token *token = &q->tokens.all[at];
	size_t from = last == NULL ? 0 : last->from + 1;
	bool asked = since(token->asked, from);

	if (token->role == MILL_ANSWERS_MAYBE && !asked && !(last == NULL && q->asks) &&
	    !(at > from && since(token->question, from) && token->question == token->paragraph))
		return false;
	if (last == NULL || asked ||
	    since(token->question, (last->marker == MILL_NONE ? last->from : last->marker) + 1))
		return true;
	/* Behind a fold the next one answers what stands between them. */
	return mill_is_answer_fold(token) && last->marker != MILL_NONE && at > last->marker + 1 &&
	       mill_is_answer_fold(&q->tokens.all[last->marker]);
}

/* What a label asks is answered by what follows it, when no label says so. */
static void
answer_pending(mill_quiz *q, size_t pending)
{
	if (pending != MILL_NONE)
		mill_add_core(q, pending + 1);
}

static void
look_for_cores(mill_quiz *q)
{
	size_t pending = MILL_NONE; /* a label that asks and has found no answer yet */

	for (size_t i = 0; i < q->tokens.count;) {
		mill_core *last = q->count == 0 ? NULL : &q->cores[q->count - 1];
		mill_options options;

		if (mill_read_options(&q->tokens, i, &options)) {
			mill_core *fresh = mill_add_core(q, i);
			fresh->options = options;
			pending = MILL_NONE;
			i = options.to;
			continue;
		}
		if (q->tokens.all[i].role == MILL_ASKS) {
			answer_pending(q, pending);
			pending = i;
			if (q->tokens.all[i].brief) {
				answer_pending(q, pending);
				pending = MILL_NONE;
			}
		} else if (is_marker(q, i) && completes(q, last, i)) {
			last->marker = i;
		} else if (is_marker(q, i) && begins_core(q, last, i)) {
			mill_add_core(q, i)->marker = i;
			pending = MILL_NONE;
		}
		i++;
	}
	answer_pending(q, pending);
}

/* ---- what is asked ------------------------------------------------------------------------ */

/* Finds what a core answers, in the tokens from `from` on; false when nothing does. */
static bool
find_ask(mill_quiz *q, size_t n, size_t from)
{
	mill_core *c = &q->cores[n];
	const mill_token *at = &q->tokens.all[c->from];
	size_t width = at->width - q->tokens.all[from].width;
	bool question = since(at->question, from);
	/* A paragraph behind a list asks for itself. */
	bool apart = since(at->list, from) && since(at->paragraph, at->list);

	c->ask = at->asked;
	if (since(c->ask, from))
		return true;
	c->ask = MILL_NONE;
	if (n == 0 && c->options.count > 0 && since(at->paragraph, from) && q->head != NULL &&
	    q->heading && !q->asks && mill_width(q->head->text) <= NAME_WIDTH)
		apart = true; /* `## Quiz` asks nothing */
	if (n == 0 && c->options.count == 0 && q->heading && !q->asks && c->from == from &&
	    mill_is_answer_fold(at))
		return false; /* a heading over what is folded away asks nothing */
	if (n == 0 && q->head != NULL && width <= SHOWN_WIDTH &&
	    (q->asks || !q->heading ? !question || q->count == 1
				    : !question && !apart && (q->count == 1 || c->from == from)))
		return true;
	c->ask = question ? at->question : at->paragraph;
	return since(c->ask, from);
}

/* ---- what counts as a choice ---------------------------------------------------------------- */

static bool
names_tasks(mill_str text)
{
	static const char *const words[] = { "todo", "TODO", "To do", "To-do", "Todo", "Tasks",
		"tasks", "Checklist", "checklist", "Progress", "Roadmap", "roadmap", "待办", "任务",
		"计划", "进度", "清单", "할 일", "задачи", "Задачи" };

	for (size_t i = 0; i < MILL_COUNT(words) && !mill_is_question(text); i++)
		if (mill_find(text, mill_cstr(words[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* A list of things to do has ticks too: what is asked, or how it goes on, tells. */
static bool
is_ticked_choice(const mill_quiz *q, const mill_core *c)
{
	const mill_line *line = c->ask == MILL_NONE ? q->head : q->tokens.all[c->ask].line;
	const mill_options *o = &c->options;
	mill_str text = line == NULL ? MILL_STR("") : mill_trim(line->text);

	if (o->ticks == 0 || names_tasks(text))
		return false;
	if ((q->maker->quizzes > FEW &&
		(mill_width(text) > NAME_WIDTH / 2 || (o->ticks == 1 && o->count > FEW))) ||
	    mill_is_question(text) ||
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
is_answered(const mill_quiz *q, const mill_core *c)
{
	const mill_options *o = &c->options;
	const mill_line *line = c->ask == MILL_NONE ? q->head : q->tokens.all[c->ask].line;

	if (c->marker != MILL_NONE || o->count == 0 || is_ticked_choice(q, c))
		return true;
	return !o->boxes && o->labelled && o->count > FEW && o->type != 'a' &&
	       q->maker->quizzes > FEW && line != NULL && mill_is_question(line->text);
}

/* The last token that a core is made of. */
static size_t
last_of(const mill_core *c)
{
	if (c->marker != MILL_NONE)
		return c->marker;
	return c->options.count > 0 ? c->options.to - 1 : c->from - (c->from > 0);
}

/* The rest of a paragraph, and the block that its last line leads in. */
static size_t
brief_end(const mill_quiz *q, size_t ask, size_t limit)
{
	const mill_token *all = q->tokens.all;
	size_t at = ask + 1;

	while (at < limit && all[at].kind == MILL_A_LINE && !all[at].opens)
		at++;
	if (at < limit && all[at].kind == MILL_A_BLOCK && all[at - 1].line != NULL &&
	    mill_is_lead(all[at - 1].line))
		at++;
	return at;
}

/* Where the answer of a core ends at the latest: a fold holds all of it, and a rule
 * ends what began below a heading. */
static size_t
end_of(const mill_quiz *q, const mill_core *c, size_t limit)
{
	const mill_token *all = q->tokens.all;
	size_t at = last_of(c);

	at = at < c->from ? c->from : at;
	if (c->ask == MILL_NONE && (q->asks || !q->heading))
		return limit;
	if (c->ask != MILL_NONE && all[c->ask].brief)
		return brief_end(q, c->ask, limit);
	if (c->ask != MILL_NONE && c->marker != MILL_NONE && c->options.count == 0 &&
	    mill_has_gap(all[c->ask].line))
		return brief_end(q, c->marker, limit);
	for (size_t i = at + 1; i < limit; i++) {
		bool extra = all[i].role == MILL_EXPLAINS;

		if (all[i].kind == MILL_A_LINE && !all[i].opens)
			continue;
		if (!all[i].inner && all[i].opens && all[i].block->ruled)
			return i;
		if (c->marker != MILL_NONE && mill_is_answer_fold(&all[c->marker]) && !extra)
			return i;
	}
	return limit;
}

/* Puts the cores that hold together into one row, with their questions. */
static void
settle(mill_quiz *q)
{
	size_t kept = 0, from = 0;

	for (size_t n = 0; n < q->count; n++) {
		mill_core c = q->cores[n];

		q->cores[kept] = c;
		if (!find_ask(q, kept, from) || !is_answered(q, &q->cores[kept]))
			continue;
		from = last_of(&c) + 1;
		kept++;
	}
	q->count = kept;
	for (size_t n = 0; n < kept; n++) {
		mill_core *c = &q->cores[n], *next = n + 1 < kept ? &q->cores[n + 1] : NULL;
		size_t limit = next == NULL ? q->tokens.count : next->ask;

		c->end = end_of(q, c, limit);
	}
}

void
mill_find_cores(mill_quiz *q)
{
	look_for_cores(q);
	settle(q);
}
