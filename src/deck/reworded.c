/*
 * reworded.c - notes that are similar to earlier ones: reworded, or edited and moved.
 *
 * A note without a partner is compared with a few candidates: what stood between its
 * neighbours, what stood below its headings, what has its rarest grams.  The best
 * pairs are joined first, and only with a clear lead: where two earlier notes fit
 * nearly as well, or two of today's, the history of one may not go to the other,
 * so that note is new, and the plan says which it may have been.  Joined pairs are
 * neighbours of others, who are then clearer.
 */
#include "../base/base.h"
#include "../deck.h"
#include "match.h"

#include <stdlib.h>

enum {
	BETWEEN = 12,             /* candidates from either neighbour on */
	NEIGHBOURS = 4 * BETWEEN, /* notes of today that have the same ones */
	BELOW = 12,               /* candidates of the same headings, before and behind */
	SIMILAR = 12,             /* candidates with the same rare grams */
	RARE = 8,                 /* grams of question or answer that are asked for */
	POSTED = 24,              /* notes that may have a gram that is rare */
	ROUNDS = 4                /* joined pairs make others clearer */
};

/* From 0 to 1; found with the random editor of tests/identity. */
static const double near_enough = 0.45, same_heading = 0.55, anywhere = 0.68, only_one = 0.33,
		    lead = 0.08, neighbour_bonus = 0.07, heading_bonus = 0.05, guid_bonus = 0.2;

typedef struct pair {
	size_t now, then;
	double alike, score; /* score: with what speaks for the place */
	bool fits;
	size_t next; /* of the same earlier note */
} pair;

typedef struct posting {
	uint32_t hash;
	size_t note;
} posting;

/* Where notes of a side stand. */
typedef struct neighbours {
	size_t *before, *behind; /* the nearest that has a partner; MILL_NOBODY: none */
} neighbours;

typedef struct rewording {
	mill_match *match;
	neighbours now, then;
	size_t free_count;         /* earlier notes without a partner */
	size_t *rank, *rank_of;    /* of free notes of today among those of their path; how many */
	posting *postings, *asked; /* rare grams of earlier notes; of today's */
	size_t posting_count, asked_count;
	size_t *seen;  /* by earlier note: the note of today that had it as candidate, from 1 */
	uint8_t *hits; /* by earlier note: rare grams in common */
	pair *pairs;   /* those of one note of today in a row */
	size_t pair_count, pair_room;
	size_t *first;  /* by note of today: its pairs; up to first[now + 1] */
	size_t *chains; /* by earlier note: its pairs, linked by next */
} rewording;

static bool
is_free(const mill_side *side, size_t index)
{
	return side->all[index].partner == MILL_NOBODY;
}

/* ---- neighbours ------------------------------------------------------------------------- */

static void
find_neighbours(const mill_side *side, neighbours *near)
{
	size_t nearest = MILL_NOBODY;

	for (size_t i = 0; i < side->count; i++) {
		near->before[i] = nearest;
		if (!is_free(side, i))
			nearest = i;
	}
	nearest = MILL_NOBODY;
	for (size_t i = side->count; i > 0; i--) {
		near->behind[i - 1] = nearest;
		if (!is_free(side, i - 1))
			nearest = i - 1;
	}
}

/* True when the nearest notes on one side of both are partners, or there are none. */
static bool
follows(const mill_match *match, size_t now, size_t then)
{
	if (now == MILL_NOBODY || then == MILL_NOBODY)
		return now == then;
	return match->now.all[now].partner == then;
}

/* ---- candidates ------------------------------------------------------------------------- */

static void
add_candidate(rewording *r, size_t now, size_t then)
{
	mill_match *match = r->match;

	if (!is_free(&match->then, then) || r->seen[then] == now + 1 ||
	    match->then.all[then].kind != match->now.all[now].kind)
		return;
	r->seen[then] = now + 1;
	r->pairs = mill_room(
	    match->arena, r->pairs, sizeof *r->pairs, r->pair_count, &r->pair_room);
	r->pairs[r->pair_count++] = (pair){ .now = now, .then = then };
}

/* What stood right behind the neighbour before, and right before the one behind. */
static void
add_between(rewording *r, size_t now)
{
	const mill_match *match = r->match;
	size_t before = r->now.before[now], behind = r->now.behind[now], from, to;

	from = before == MILL_NOBODY ? 0 : match->now.all[before].partner + 1;
	if (now - (before == MILL_NOBODY ? 0 : before) > NEIGHBOURS)
		from = match->then.count;
	for (size_t i = from; i < match->then.count && i < from + BETWEEN; i++) {
		if (!is_free(&match->then, i))
			break;
		add_candidate(r, now, i);
	}
	to = behind == MILL_NOBODY ? match->then.count : match->now.all[behind].partner;
	if ((behind == MILL_NOBODY ? match->now.count : behind) - now > NEIGHBOURS)
		to = 0;
	for (size_t i = to; i > 0 && i + BETWEEN > to; i--) {
		if (!is_free(&match->then, i - 1))
			break;
		add_candidate(r, now, i - 1);
	}
}

typedef struct by_context {
	uint64_t context;
	size_t index;
} by_context;

static int
compare_contexts(const void *a, const void *b)
{
	const by_context *x = a, *y = b;

	if (x->context != y->context)
		return x->context < y->context ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static by_context *
sorted_by_context(rewording *r, const mill_side *side, size_t *count)
{
	by_context *all = MILL_NEW(r->match->arena, by_context, side->count + 1);

	*count = 0;
	for (size_t i = 0; i < side->count; i++)
		if (is_free(side, i))
			all[(*count)++] = (by_context){ side->all[i].context, i };
	qsort(all, *count, sizeof *all, compare_contexts);
	return all;
}

/* Of the notes below the same headings those that stood about where this one stands. */
static void
find_ranks(rewording *r)
{
	size_t count, end;
	by_context *now = sorted_by_context(r, &r->match->now, &count);

	for (size_t i = 0; i < count; i = end) {
		for (end = i; end < count && now[end].context == now[i].context;)
			end++;
		for (size_t k = i; k < end; k++) {
			r->rank[now[k].index] = k - i;
			r->rank_of[now[k].index] = end - i;
		}
	}
}

static void
add_below(rewording *r, size_t now, const by_context *then, size_t count)
{
	uint64_t context = r->match->now.all[now].context;
	size_t low = 0, high = count, end, centre;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (then[middle].context < context)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = count, end = low; end < high;) {
		size_t middle = end + (high - end) / 2;
		if (then[middle].context <= context)
			end = middle + 1;
		else
			high = middle;
	}
	if (low == end)
		return;
	centre = low + r->rank[now] * (end - low) / r->rank_of[now];
	for (size_t i = centre > low + BELOW ? centre - BELOW : low; i < end && i < centre + BELOW;
	     i++) {
		size_t here = (i - low) * r->rank_of[now] / (end - low);

		if (here < r->rank[now] + NEIGHBOURS && r->rank[now] < here + NEIGHBOURS)
			add_candidate(r, now, then[i].index);
	}
}

/* ---- rare grams ---------------------------------------------------------------------------- */

/* The grams of a text that tell the most, at most RARE of them. */
static size_t
rarest(const mill_sketch *sketch, uint32_t *hashes)
{
	float weights[RARE];
	size_t count = 0;

	for (uint32_t i = 0; i < sketch->count; i++) {
		mill_gram gram = sketch->grams[i];
		size_t at = count;

		while (at > 0 && weights[at - 1] < gram.weight)
			at--;
		if (at == RARE)
			continue;
		count += count < RARE;
		for (size_t k = count - 1; k > at; k--) {
			weights[k] = weights[k - 1];
			hashes[k] = hashes[k - 1];
		}
		weights[at] = gram.weight;
		hashes[at] = gram.hash;
	}
	return count;
}

static int
compare_postings(const void *a, const void *b)
{
	const posting *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->note > y->note) - (x->note < y->note);
}

static size_t
rare_of(const mill_trait *trait, uint32_t *hashes)
{
	size_t count = rarest(&trait->asking, hashes);

	return count + rarest(&trait->answering, hashes + count);
}

static posting *
post(mill_arena *arena, const mill_side *side, size_t *posted)
{
	uint32_t hashes[2 * RARE];
	posting *all;

	*posted = 0;
	for (size_t i = 0; i < side->count; i++)
		*posted += is_free(side, i) ? 2 * RARE : 0;
	all = MILL_NEW(arena, posting, *posted + 1);
	*posted = 0;
	for (size_t i = 0; i < side->count; i++) {
		size_t count = is_free(side, i) ? rare_of(&side->all[i], hashes) : 0;

		for (size_t k = 0; k < count; k++)
			all[(*posted)++] = (posting){ hashes[k], i };
	}
	qsort(all, *posted, sizeof *all, compare_postings);
	return all;
}

/* The postings of a gram; none when more than POSTED notes have it. */
static const posting *
find_postings(const posting *all, size_t count, uint32_t hash, size_t *found)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (all[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (*found = 0; low + *found < count && all[low + *found].hash == hash;)
		if (++*found > POSTED) {
			*found = 0;
			break;
		}
	return all + low;
}

static void
add_similar(rewording *r, size_t now)
{
	uint32_t hashes[2 * RARE];
	size_t found[2 * RARE * POSTED], count = rare_of(&r->match->now.all[now], hashes), all = 0;

	for (size_t k = 0; k < count; k++) {
		size_t here, there;
		const posting *postings = find_postings(
		    r->postings, r->posting_count, hashes[k], &there);

		find_postings(r->asked, r->asked_count, hashes[k], &here);
		for (size_t i = 0; here > 0 && i < there; i++)
			if (r->hits[postings[i].note]++ == 0)
				found[all++] = postings[i].note;
	}
	for (unsigned wanted = 2 * RARE, taken = 0; wanted > 0; wanted--)
		for (size_t i = 0; i < all && taken < SIMILAR; i++)
			if (r->hits[found[i]] == wanted) {
				add_candidate(r, now, found[i]);
				taken++;
			}
	for (size_t i = 0; i < all; i++)
		r->hits[found[i]] = 0;
}

static void
find_candidates(rewording *r)
{
	mill_match *match = r->match;
	size_t count;
	by_context *then = sorted_by_context(r, &match->then, &count);

	r->free_count = count;
	find_ranks(r);
	r->postings = post(match->arena, &match->then, &r->posting_count);
	r->asked = post(match->arena, &match->now, &r->asked_count);
	for (size_t i = 0; i < match->now.count; i++) {
		r->first[i] = r->pair_count;
		if (!is_free(&match->now, i))
			continue;
		if (match->now.all[i].guess != MILL_NOBODY)
			add_candidate(r, i, match->now.all[i].guess);
		add_between(r, i);
		add_below(r, i, then, count);
		add_similar(r, i);
	}
	r->first[match->now.count] = r->pair_count;
	for (size_t i = 0; i < match->then.count; i++)
		r->chains[i] = MILL_NOBODY;
	for (size_t i = 0; i < r->pair_count; i++) {
		r->pairs[i].next = r->chains[r->pairs[i].then];
		r->chains[r->pairs[i].then] = i;
	}
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
is_alone(const neighbours *near, const mill_side *side, size_t index)
{
	return (index == 0 || near->before[index] == index - 1) &&
	       (index + 1 == side->count || near->behind[index] == index + 1);
}

/* What the place says, and whether that and the texts together are enough. */
static void
score_pair(rewording *r, pair *p)
{
	const mill_match *match = r->match;
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
compare_pairs(rewording *r)
{
	for (size_t i = 0; i < r->pair_count; i++) {
		pair *p = &r->pairs[i];

		p->alike = likeness(&r->match->now.all[p->now], &r->match->then.all[p->then]);
	}
}

/* ---- joining --------------------------------------------------------------------------------- */

static bool
is_open(const rewording *r, const pair *p)
{
	return is_free(&r->match->now, p->now) && is_free(&r->match->then, p->then);
}

/* The best score among the other open pairs of either note. */
static double
best_rival(const rewording *r, const pair *p)
{
	double best = 0;

	for (size_t i = r->first[p->now]; i < r->first[p->now + 1]; i++)
		if (&r->pairs[i] != p && is_open(r, &r->pairs[i]) && r->pairs[i].score > best)
			best = r->pairs[i].score;
	for (size_t i = r->chains[p->then]; i != MILL_NOBODY; i = r->pairs[i].next)
		if (&r->pairs[i] != p && is_open(r, &r->pairs[i]) && r->pairs[i].score > best)
			best = r->pairs[i].score;
	return best;
}

static int
by_score(const void *a, const void *b)
{
	const pair *x = *(pair *const *)a, *y = *(pair *const *)b;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	if (x->now != y->now)
		return x->now < y->now ? -1 : 1;
	return (x->then > y->then) - (x->then < y->then);
}

/* One round: the best first; answers how many were joined. */
static size_t
join_best(rewording *r, pair **sorted)
{
	size_t count = 0, joined = 0;

	find_neighbours(&r->match->now, &r->now);
	find_neighbours(&r->match->then, &r->then);
	for (size_t i = 0; i < r->pair_count; i++) {
		if (!is_open(r, &r->pairs[i]))
			continue;
		score_pair(r, &r->pairs[i]);
		if (r->pairs[i].fits)
			sorted[count++] = &r->pairs[i];
	}
	qsort(sorted, count, sizeof *sorted, by_score);
	for (size_t i = 0; i < count; i++) {
		if (!is_open(r, sorted[i]) || sorted[i]->score < best_rival(r, sorted[i]) + lead)
			continue;
		mill_join(r->match, sorted[i]->now, sorted[i]->then);
		joined++;
	}
	return joined;
}

/* Of a note that is left what it may have been, the two likeliest. */
static void
name_rivals(rewording *r, size_t now)
{
	const pair *best[2] = { NULL, NULL };
	mill_note *note = r->match->deck->notes[now];

	for (size_t i = r->first[now]; i < r->first[now + 1]; i++) {
		const pair *p = &r->pairs[i];

		if (!is_open(r, p) || !p->fits)
			continue;
		if (best[0] == NULL || p->score > best[0]->score) {
			best[1] = best[0];
			best[0] = p;
		} else if (best[1] == NULL || p->score > best[1]->score) {
			best[1] = p;
		}
	}
	for (int i = 0; i < 2 && best[i] != NULL; i++)
		note->rivals[i] = &r->match->earlier->notes[best[i]->then];
}

void
mill_match_reworded(mill_match *match)
{
	mill_arena *arena = match->arena;
	size_t now = match->now.count + 1, then = match->then.count + 1;
	rewording r = { .match = match,
		.now = { MILL_NEW(arena, size_t, now), MILL_NEW(arena, size_t, now) },
		.then = { MILL_NEW(arena, size_t, then), MILL_NEW(arena, size_t, then) },
		.rank = MILL_NEW(arena, size_t, now),
		.rank_of = MILL_NEW(arena, size_t, now),
		.seen = MILL_NEW(arena, size_t, then),
		.hits = MILL_NEW(arena, uint8_t, then),
		.first = MILL_NEW(arena, size_t, now),
		.chains = MILL_NEW(arena, size_t, then) };
	pair **sorted;

	mill_sketch_traits(match, false);
	find_neighbours(&match->now, &r.now);
	find_neighbours(&match->then, &r.then);
	find_candidates(&r);
	compare_pairs(&r);
	sorted = MILL_NEW(arena, pair *, r.pair_count + 1);
	for (int i = 0; i < ROUNDS && join_best(&r, sorted) > 0; i++)
		continue;
	for (size_t i = 0; i < match->now.count; i++)
		if (is_free(&match->now, i))
			name_rivals(&r, i);
}
