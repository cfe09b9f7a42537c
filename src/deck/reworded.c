/*
 * reworded.c - notes that are similar to earlier ones: reworded, or edited and moved.
 *
 * A note without a partner is compared with a few candidates (candidates.c).  The best
 * pairs are joined first, and only with a clear lead: where two earlier notes fit
 * nearly as well, or two of today's, the history of one may not go to the other,
 * so that note is new, and the plan says which it may have been.  Joined pairs are
 * neighbours of others, who are then clearer.
 */
#include "../base/base.h"
#include "../deck.h"
#include "match.h"

#include <stdlib.h>

enum { ROUNDS = 4 /* joined pairs make others clearer */ };

/* From 0 to 1; found with the random editor of tests/identity. */
static const double near_enough = 0.45, same_heading = 0.55, anywhere = 0.68, only_one = 0.33,
		    lead = 0.08, neighbour_bonus = 0.07, heading_bonus = 0.05, guid_bonus = 0.2;

static bool
is_free(const mill_side *side, size_t index)
{
	return side->all[index].partner == MILL_NOBODY;
}

/* ---- places ---------------------------------------------------------------------- */

/* True when the nearest notes on one side of both are partners, or there are none. */
static bool
follows(const mill_match *match, size_t now, size_t then)
{
	if (now == MILL_NOBODY || then == MILL_NOBODY)
		return now == then;
	return match->now.all[now].partner == then;
}

/* ---- scores -------------------------------------------------------------------------------- */

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

/* How much question and answer tell: what is short or common tells little. */
static double
telling(const mill_sketch *a, const mill_sketch *b)
{
	return smaller(((double)a->weight + (double)b->weight) / 2, 12);
}

static double
likeness(const mill_trait *a, const mill_trait *b)
{
	double asks = telling(&a->asking, &b->asking),
	       answers = telling(&a->answering, &b->answering);
	double asked = a->asks == b->asks ? 1 : mill_alike(&a->asking, &b->asking);
	double answered = a->answers == b->answers ? 1 : mill_alike(&a->answering, &b->answering);
	double all = asks + answers > 0 ? (asks * asked + answers * answered) / (asks + answers)
					: 0;
	bool common = a->common || b->common;

	/* One side that stayed as it was is enough when it tells much. */
	if (answered == 1 && answers >= 3 && all < 0.78 + 0.2 * asked)
		all = 0.78 + 0.2 * asked;
	if (asked == 1 && asks >= 2 && !common && all < 0.78 + 0.2 * answered)
		all = 0.78 + 0.2 * answered;
	return all;
}

/* True when both neighbours have partners. */
static bool
is_alone(const mill_neighbours *near, const mill_side *side, size_t index)
{
	return (index == 0 || near->before[index] == index - 1) &&
	       (index + 1 == side->count || near->behind[index] == index + 1);
}

/* What the place says, and whether that and the texts together are enough. */
static void
score_pair(const mill_match *match, const mill_pairs *r, mill_pair *p)
{
	const mill_trait *now = &match->now.all[p->now], *then = &match->then.all[p->then];
	bool heading = now->context == then->context, guess = now->guess == p->then;
	bool before = follows(match, r->now.before[p->now], r->then.before[p->then]);
	bool behind = follows(match, r->now.behind[p->now], r->then.behind[p->then]);
	bool alone = before && behind && heading && is_alone(&r->now, &match->now, p->now) &&
		     is_alone(&r->then, &match->then, p->then);
	double enough = alone              ? only_one
			: before || behind ? near_enough
			: heading          ? same_heading
					   : anywhere;

	p->score = p->alike + (before ? neighbour_bonus : 0) + (behind ? neighbour_bonus : 0) +
		   (heading ? heading_bonus : 0) + (guess ? guid_bonus : 0);
	p->fits = guess || p->alike >= enough;
}

static void
compare_pairs(const mill_match *match, mill_pairs *r)
{
	for (size_t i = 0; i < r->count; i++) {
		mill_pair *p = &r->all[i];

		p->alike = likeness(&match->now.all[p->now], &match->then.all[p->then]);
	}
}

/* ---- joining --------------------------------------------------------------------------------- */

static bool
is_open(const mill_match *match, const mill_pair *p)
{
	return is_free(&match->now, p->now) && is_free(&match->then, p->then);
}

/* The best score among the other open pairs of either note. */
static double
best_rival(const mill_match *match, const mill_pairs *r, const mill_pair *p)
{
	double best = 0;

	for (size_t i = r->first[p->now]; i < r->first[p->now + 1]; i++)
		if (&r->all[i] != p && is_open(match, &r->all[i]) && r->all[i].score > best)
			best = r->all[i].score;
	for (size_t i = r->chains[p->then]; i != MILL_NOBODY; i = r->all[i].next)
		if (&r->all[i] != p && is_open(match, &r->all[i]) && r->all[i].score > best)
			best = r->all[i].score;
	return best;
}

static int
by_score(const void *a, const void *b)
{
	const mill_pair *x = *(mill_pair *const *)a, *y = *(mill_pair *const *)b;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	if (x->now != y->now)
		return x->now < y->now ? -1 : 1;
	return (x->then > y->then) - (x->then < y->then);
}

/* One round: the best first; answers how many were joined. */
static size_t
join_best(mill_match *match, mill_pairs *r, mill_pair **sorted)
{
	size_t count = 0, joined = 0;

	mill_find_neighbours(&match->now, &r->now);
	mill_find_neighbours(&match->then, &r->then);
	for (size_t i = 0; i < r->count; i++) {
		if (!is_open(match, &r->all[i]))
			continue;
		score_pair(match, r, &r->all[i]);
		if (r->all[i].fits)
			sorted[count++] = &r->all[i];
	}
	qsort(sorted, count, sizeof *sorted, by_score);
	for (size_t i = 0; i < count; i++) {
		if (!is_open(match, sorted[i]) ||
		    sorted[i]->score < best_rival(match, r, sorted[i]) + lead)
			continue;
		mill_join(match, sorted[i]->now, sorted[i]->then);
		joined++;
	}
	return joined;
}

/* Of a note that is left what it may have been, the two likeliest. */
static void
name_rivals(const mill_match *match, const mill_pairs *r, size_t now)
{
	const mill_pair *best[2] = { NULL, NULL };
	mill_note *note = match->deck->notes[now];

	for (size_t i = r->first[now]; i < r->first[now + 1]; i++) {
		const mill_pair *p = &r->all[i];

		if (!is_open(match, p) || !p->fits)
			continue;
		if (best[0] == NULL || p->score > best[0]->score) {
			best[1] = best[0];
			best[0] = p;
		} else if (best[1] == NULL || p->score > best[1]->score) {
			best[1] = p;
		}
	}
	for (int i = 0; i < 2 && best[i] != NULL; i++)
		note->rivals[i] = &match->earlier->notes[best[i]->then];
}

void
mill_match_reworded(mill_match *match)
{
	mill_arena *arena = match->arena;
	size_t now = match->now.count + 1, then = match->then.count + 1;
	mill_pairs pairs = { .now = { MILL_NEW(arena, size_t, now), MILL_NEW(arena, size_t, now) },
		.then = { MILL_NEW(arena, size_t, then), MILL_NEW(arena, size_t, then) },
		.first = MILL_NEW(arena, size_t, now),
		.chains = MILL_NEW(arena, size_t, then) };
	mill_pair **sorted;

	mill_sketch_traits(match, false);
	mill_find_neighbours(&match->now, &pairs.now);
	mill_find_neighbours(&match->then, &pairs.then);
	mill_find_candidates(match, &pairs);
	compare_pairs(match, &pairs);
	sorted = MILL_NEW(arena, mill_pair *, pairs.count + 1);
	for (int i = 0; i < ROUNDS && join_best(match, &pairs, sorted) > 0; i++)
		continue;
	for (size_t i = 0; i < match->now.count; i++)
		if (is_free(&match->now, i))
			name_rivals(match, &pairs, i);
}
