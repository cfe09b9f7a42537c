/*
 * candidates.c - which earlier notes a note may have been.
 *
 * What stood between its neighbours, what stood below its headings, and what has its
 * rarest grams.  A few of each, found by sorting, so that not every note is compared
 * with every other.
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
	POSTED = 24               /* notes that may have a gram that is rare */
};

typedef struct posting {
	uint32_t hash;
	size_t note;
} posting;

typedef struct search {
	mill_match *match;
	mill_pairs *pairs;
	size_t *rank, *rank_of;    /* of free notes of today among those of their path; how many */
	posting *postings, *asked; /* rare grams of earlier notes; of today's */
	size_t posting_count, asked_count;
	size_t *seen;  /* by earlier note: the note of today that had it as candidate, from 1 */
	uint8_t *hits; /* by earlier note: rare grams in common */
} search;

static bool
is_free(const mill_side *side, size_t index)
{
	return side->all[index].partner == MILL_NOBODY;
}

/* ---- neighbours ---------------------------------------------------------------------- */

void
mill_find_neighbours(const mill_side *side, mill_neighbours *near)
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

/* ---- candidates ------------------------------------------------------------------------- */

static void
add_candidate(search *r, size_t now, size_t then)
{
	mill_match *match = r->match;
	mill_pairs *pairs = r->pairs;

	if (!is_free(&match->then, then) || r->seen[then] == now + 1 ||
	    match->then.all[then].kind != match->now.all[now].kind)
		return;
	r->seen[then] = now + 1;
	pairs->all = mill_room(
	    match->arena, pairs->all, sizeof *pairs->all, pairs->count, &pairs->room);
	pairs->all[pairs->count++] = (mill_pair){ .now = now, .then = then };
}

/* What stood right behind the neighbour before, and right before the one behind. */
static void
add_between(search *r, size_t now)
{
	const mill_match *match = r->match;
	size_t before = r->pairs->now.before[now], behind = r->pairs->now.behind[now], from, to;

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
sorted_by_context(search *r, const mill_side *side, size_t *count)
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
find_ranks(search *r)
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

/* The first whose context is not before one. */
static size_t
first_of(const by_context *all, size_t count, uint64_t context)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (all[middle].context < context)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_below(search *r, size_t now, const by_context *then, size_t count)
{
	uint64_t context = r->match->now.all[now].context;
	size_t low = first_of(then, count, context), centre;
	size_t end = context == UINT64_MAX ? count : first_of(then, count, context + 1);

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
add_similar(search *r, size_t now)
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
chain(mill_pairs *pairs, size_t then_count)
{
	for (size_t i = 0; i < then_count; i++)
		pairs->chains[i] = MILL_NOBODY;
	for (size_t i = 0; i < pairs->count; i++) {
		pairs->all[i].next = pairs->chains[pairs->all[i].then];
		pairs->chains[pairs->all[i].then] = i;
	}
}

void
mill_find_candidates(mill_match *match, mill_pairs *pairs)
{
	mill_arena *arena = match->arena;
	size_t now = match->now.count, then = match->then.count, count;
	search r = { .match = match,
		.pairs = pairs,
		.rank = MILL_NEW(arena, size_t, now + 1),
		.rank_of = MILL_NEW(arena, size_t, now + 1),
		.seen = MILL_NEW(arena, size_t, then + 1),
		.hits = MILL_NEW(arena, uint8_t, then + 1) };
	by_context *below = sorted_by_context(&r, &match->then, &count);

	find_ranks(&r);
	r.postings = post(arena, &match->then, &r.posting_count);
	r.asked = post(arena, &match->now, &r.asked_count);
	for (size_t i = 0; i < now; i++) {
		pairs->first[i] = pairs->count;
		if (!is_free(&match->now, i))
			continue;
		if (match->now.all[i].guess != MILL_NOBODY)
			add_candidate(&r, i, match->now.all[i].guess);
		add_between(&r, i);
		add_below(&r, i, below, count);
		add_similar(&r, i);
	}
	pairs->first[now] = pairs->count;
	chain(pairs, then);
}
