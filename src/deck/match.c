/*
 * match.c - the notes of this build and those of an earlier one, one to one.
 *
 * First what the author calls them, then equal guids, then what stands elsewhere
 * but says the same, then what is similar (reworded.c).  A note that found its
 * earlier self keeps its guid, and with it everything that Anki knows of it.
 * Each step is a sort or a look into a table, so that a hundred thousand notes
 * against as many take seconds.
 */
#include "../base/base.h"
#include "../deck.h"
#include "match.h"

#include <stdlib.h>

enum { SPACES = 64 /* names that earlier root decks may have had */ };

static const double like_enough = 0.5; /* of answers to one question */

void
mill_join(mill_match *match, size_t now, size_t then)
{
	match->now.all[now].partner = then;
	match->then.all[then].partner = now;
}

static bool
is_free(const mill_match *match, size_t now, size_t then)
{
	return match->now.all[now].partner == MILL_NOBODY &&
	       match->then.all[then].partner == MILL_NOBODY &&
	       match->now.all[now].kind == match->then.all[then].kind;
}

/* ---- names and guids ------------------------------------------------------------------ */

typedef struct tables {
	mill_match *match;
	mill_set guids, ids; /* of earlier notes: their index, from 1 */
	mill_str spaces[SPACES];
	size_t space_count;
	const mill_set *given; /* guids of notes that are not matched here */
} tables;

static mill_str
id_key(mill_arena *arena, mill_kind kind, mill_str id)
{
	mill_buf key = { .arena = arena };

	mill_printf(&key, "%d ", (int)kind);
	mill_put_str(&key, id);
	return mill_buf_str(&key);
}

static void
add_space(tables *t, mill_set *known, mill_str space)
{
	uint32_t *seen = mill_set_counter(known, space);

	if ((*seen)++ == 0 && t->space_count < SPACES)
		t->spaces[t->space_count++] = space;
}

/* A deck's name and those of the decks above it. */
static void
add_spaces(tables *t, mill_set *known, mill_str deck)
{
	for (size_t at = 0; (at = mill_find(deck, MILL_STR("::"), at)) != SIZE_MAX; at += 2)
		add_space(t, known, mill_slice(deck, 0, at));
	add_space(t, known, deck);
}

static void
fill_tables(tables *t)
{
	mill_arena *arena = t->match->arena;
	mill_set known = { .arena = arena };

	t->guids.arena = t->ids.arena = arena;
	for (size_t i = 0; i < t->match->earlier->count; i++) {
		const mill_stored_note *note = &t->match->earlier->notes[i];
		uint32_t *index = mill_set_counter(&t->guids, note->guid);

		*index = *index == 0 ? (uint32_t)i + 1 : *index;
		if (note->id.len > 0) {
			index = mill_set_counter(&t->ids, id_key(arena, note->kind, note->id));
			/* Both ways round a card has one name: then the guids have to tell. */
			*index = *index == 0 ? (uint32_t)i + 1 : UINT32_MAX;
		}
		if (t->space_count < SPACES)
			add_spaces(t, &known, note->deck);
	}
}

/* The earlier note of a guid, when it is free; MILL_NOBODY when there is none. */
static size_t
with_guid(const tables *t, size_t now, mill_str guid)
{
	uint32_t index = mill_set_count(&t->guids, guid);

	return index > 0 && is_free(t->match, now, index - 1) ? index - 1 : MILL_NOBODY;
}

static void
match_named(tables *t)
{
	mill_match *match = t->match;

	for (size_t i = 0; i < match->now.count; i++) {
		const mill_note *note = match->deck->notes[i];
		mill_arena_mark mark = mill_arena_here(match->arena);
		size_t then = MILL_NOBODY;
		uint32_t index;

		if (note->id.len == 0)
			continue;
		/* The plan offers guids as names, where it could not tell. */
		if (mill_is_guid(note->id))
			then = with_guid(t, i, note->id);
		if (then == MILL_NOBODY && note->named_guid)
			then = with_guid(t, i, note->guid);
		index = mill_set_count(&t->ids, id_key(match->arena, note->kind, note->id));
		if (then == MILL_NOBODY && index > 0 && index < UINT32_MAX &&
		    is_free(match, i, index - 1))
			then = index - 1;
		/* The deck was called otherwise then. */
		for (size_t k = 0; k < t->space_count && then == MILL_NOBODY; k++)
			then = with_guid(t, i, mill_named_guid(match->arena, t->spaces[k], note));
		if (then != MILL_NOBODY)
			mill_join(match, i, then);
		mill_arena_back(match->arena, mark);
	}
}

/* True when others ask the same in the same place, or did: then a guid tells little. */
static bool
has_twins(const tables *t, const mill_note *note)
{
	return note->twins ||
	       mill_set_count(&t->guids,
		   mill_repeated_guid(t->match->arena, t->match->deck, note, note->repeat + 1)) > 0;
}

static bool
same_card(const mill_note *note, const mill_stored_note *earlier)
{
	return mill_equal(note->fields[0], earlier->fields[0]) &&
	       mill_equal(note->fields[1], earlier->fields[1]);
}

/* What asks the same in the same place is the same, when it answers the same, too.  Else it
 * is kept in mind: another note may have gone, and this one taken over its question. */
static void
match_guids(tables *t)
{
	mill_match *match = t->match;

	for (size_t i = 0; i < match->now.count; i++) {
		const mill_note *note = match->deck->notes[i];
		mill_arena_mark mark = mill_arena_here(match->arena);
		mill_str guid = note->guid;
		size_t then;

		if (match->now.all[i].partner != MILL_NOBODY)
			continue;
		if (note->named_guid) /* the name is new */
			guid = mill_repeated_guid(match->arena, match->deck, note, 0);
		then = with_guid(t, i, guid);
		if (then != MILL_NOBODY) {
			const mill_stored_note *earlier = &match->earlier->notes[then];
			bool twins = !same_card(note, earlier) && has_twins(t, note);

			if (!twins && mill_equal(note->fields[1], earlier->fields[1]))
				mill_join(match, i, then);
			else if (!twins)
				match->now.all[i].guess = then;
		}
		mill_arena_back(match->arena, mark);
	}
}

/* ---- what says the same ------------------------------------------------------------------ */

typedef struct entry {
	uint64_t key;
	size_t index;
	bool then;
} entry;

typedef uint64_t key_fn(const mill_trait *trait);

static uint64_t
mixed(uint64_t a, uint64_t b)
{
	a = (a ^ b >> 31) * 0x9E3779B97F4A7C15u;
	return (a ^ a >> 29 ^ b) * 0xBF58476D1CE4E5B9u;
}

static uint64_t
place_and_html(const mill_trait *trait)
{
	return mixed(trait->place, trait->html) + trait->kind;
}

static uint64_t
place_and_all(const mill_trait *trait)
{
	return mixed(mixed(trait->place, trait->asks), trait->answers) + trait->kind;
}

static uint64_t
context_and_all(const mill_trait *trait)
{
	return mixed(mixed(trait->context, trait->asks), trait->answers) + trait->kind;
}

static uint64_t
place_and_question(const mill_trait *trait)
{
	return mixed(trait->place, trait->asks) + trait->kind;
}

static uint64_t
context_and_question(const mill_trait *trait)
{
	return mixed(trait->context, trait->asks) + trait->kind;
}

static uint64_t
question_and_answer(const mill_trait *trait)
{
	return mixed(trait->asks, trait->answers) + trait->kind;
}

/* Of an answer that says something; others are each for itself. */
static uint64_t
context_and_answer(const mill_trait *trait)
{
	enum { SOMETHING = 20 /* bytes */ };

	return trait->back.len >= SOMETHING ? mixed(trait->context, trait->answers) + trait->kind
					    : 0;
}

static uint64_t
question(const mill_trait *trait)
{
	return trait->asks + trait->kind;
}

static int
by_key(const void *a, const void *b)
{
	const entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->then != y->then)
		return x->then ? 1 : -1;
	return (x->index > y->index) - (x->index < y->index);
}

static size_t
add_entries(
    const mill_side *side, bool then, bool guessed, key_fn *key, entry *entries, size_t count)
{
	for (size_t i = 0; i < side->count; i++)
		if (side->all[i].partner == MILL_NOBODY &&
		    (guessed || side->all[i].guess == MILL_NOBODY))
			entries[count++] = (entry){ key(&side->all[i]), i, then };
	return count;
}

/* What is joined of notes with one key. */
typedef enum joining {
	ONE_WITH_ONE, /* nothing else; but the parts of one answer in their order */
	AS_MANY,      /* and as many as there were, in their order: they say the same */
	PARTS         /* parts of one answer alone */
} joining;

/* True when entries are the parts of one answer; a part may be all of it. */
static bool
are_parts(const mill_match *match, const entry *entries, size_t turn, size_t count)
{
	bool parts = false;

	for (size_t i = 0; i < count; i++) {
		const mill_side *side = entries[i].then ? &match->then : &match->now;
		size_t first = i < turn ? 0 : turn;

		if (side->all[entries[i].index].context != side->all[entries[first].index].context)
			return false;
		parts |= side->all[entries[i].index].part > 0;
	}
	return parts;
}

/* Joins what has a key in common. */
static void
match_by(mill_match *match, entry *entries, key_fn *key, joining how)
{
	/* Those that a guid speaks for must not be taken for others with the same question. */
	bool guessed = key != place_and_question && key != context_and_question;
	size_t count = add_entries(&match->now, false, guessed, key, entries, 0), end;

	count = add_entries(&match->then, true, true, key, entries, count);
	qsort(entries, count, sizeof *entries, by_key);
	for (size_t i = 0; i < count; i = end) {
		size_t turn = i, pairs, before;
		bool parts;

		while (turn < count && entries[turn].key == entries[i].key && !entries[turn].then)
			turn++;
		for (end = turn; end < count && entries[end].key == entries[i].key;)
			end++;
		pairs = turn - i;
		before = end - turn;
		if (pairs == 0 || before == 0 || entries[i].key == 0)
			continue;
		parts = how != AS_MANY && are_parts(match, entries + i, turn - i, end - i);
		if (!parts && (how == PARTS || pairs != before || (pairs > 1 && how != AS_MANY)))
			continue;
		for (size_t k = 0; k < pairs && k < before; k++)
			mill_join(match, entries[i + k].index, entries[turn + k].index);
	}
}

/* Questions that several notes ask, now or then, tell little. */
static void
find_common(mill_match *match)
{
	mill_set asked = { .arena = match->arena };
	const mill_side *sides[] = { &match->now, &match->then };

	for (size_t i = 0; i < match->now.count; i++)
		(*mill_set_counter(&asked, match->deck->notes[i]->fields[0])) += 1;
	for (size_t i = 0; i < match->then.count; i++)
		(*mill_set_counter(&asked, match->earlier->notes[i].fields[0])) += 1 << 16;
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < sides[k]->count; i++) {
			uint32_t times = mill_set_count(
			    &asked, k == 0 ? match->deck->notes[i]->fields[0]
					   : match->earlier->notes[i].fields[0]);

			sides[k]->all[i].common = (times & 0xFFFF) > 1 || times >> 16 > 1;
		}
	}
}

static size_t
count_free(const mill_side *side)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++)
		count += side->all[i].partner == MILL_NOBODY;
	return count;
}

/* Notes of which a guid says who they were: it is right when the answers have something in
 * common, or when nothing better was found. */
static void
match_guesses(mill_match *match, bool alike)
{
	for (size_t i = 0; i < match->now.count; i++) {
		mill_trait *now = &match->now.all[i];
		size_t then = now->guess;

		if (then == MILL_NOBODY || !is_free(match, i, then))
			continue;
		if (!alike || now->back.len == 0 ||
		    mill_alike(&now->answering, &match->then.all[then].answering) >= like_enough)
			mill_join(match, i, then);
	}
}

static void
match_the_rest(mill_match *match)
{
	size_t now = count_free(&match->now), then = count_free(&match->then);
	entry *entries;

	if (now == 0 || then == 0)
		return;
	mill_read_traits(match);
	find_common(match);
	entries = MILL_NEW(match->arena, entry, now + then);
	match_by(match, entries, place_and_html, AS_MANY); /* twins may differ in case alone */
	match_by(match, entries, place_and_all, AS_MANY);
	match_by(match, entries, context_and_all, AS_MANY);
	match_by(match, entries, context_and_answer, ONE_WITH_ONE);
	mill_sketch_traits(match, true);
	match_guesses(match, true);
	match_by(match, entries, place_and_question, ONE_WITH_ONE);
	match_by(match, entries, context_and_question, ONE_WITH_ONE);
	match_by(match, entries, question_and_answer, ONE_WITH_ONE);
	match_by(match, entries, question, PARTS);
	if (count_free(&match->now) > 0 && count_free(&match->then) > 0)
		mill_match_reworded(match);
	match_guesses(match, false);
}

/* ---- what becomes of it ------------------------------------------------------------------- */

static mill_side
new_side(mill_arena *arena, size_t count)
{
	mill_side side = { MILL_NEW(arena, mill_trait, count + 1), count };

	for (size_t i = 0; i < count; i++)
		side.all[i].partner = side.all[i].guess = MILL_NOBODY;
	return side;
}

static bool
is_free_guid(const tables *t, const mill_set *taken, mill_str guid)
{
	return mill_set_count(&t->guids, guid) == 0 && mill_set_count(taken, guid) == 0 &&
	       mill_set_count(t->given, guid) == 0;
}

/* A guid for a note without an earlier self, that no other note has, now or then.  tried:
 * how many repeats of a question were, so that each is tried once. */
static mill_str
free_guid(
    const tables *t, mill_arena *arena, mill_note *note, mill_set *tried, const mill_set *taken)
{
	const mill_deck *deck = t->match->deck;
	mill_str guid = note->guid;
	uint32_t *repeat;

	if (is_free_guid(t, taken, guid))
		return guid;
	repeat = mill_set_counter(tried, mill_repeated_guid(t->match->arena, deck, note, 0));
	do
		guid = mill_repeated_guid(arena, deck, note, ++*repeat);
	while (!is_free_guid(t, taken, guid));
	return guid;
}

static void
keep_guids(tables *t, mill_arena *arena)
{
	mill_match *match = t->match;
	mill_set taken = { .arena = match->arena }, tried = { .arena = match->arena };

	for (size_t i = 0; i < match->now.count; i++) {
		mill_note *note = match->deck->notes[i];
		size_t then = match->now.all[i].partner;

		if (then == MILL_NOBODY)
			continue;
		note->before = &match->earlier->notes[then];
		note->guid = note->before->guid;
		(*mill_set_counter(&taken, note->guid))++;
	}
	for (size_t i = 0; i < match->now.count; i++) {
		mill_note *note = match->deck->notes[i];

		if (match->now.all[i].partner != MILL_NOBODY)
			continue;
		note->guid = free_guid(t, arena, note, &tried, &taken);
		(*mill_set_counter(&taken, note->guid))++;
	}
}

static void
list_vanished(mill_match *match, mill_arena *arena)
{
	mill_deck *deck = match->deck;

	deck->vanished = MILL_NEW(arena, const mill_stored_note *, match->then.count + 1);
	for (size_t i = 0; i < match->then.count; i++)
		if (match->then.all[i].partner == MILL_NOBODY)
			deck->vanished[deck->vanished_count++] = &match->earlier->notes[i];
}

/* Matches all notes of a deck with all of its earlier build; given: guids that others have. */
static void
match_all(mill_arena *arena, mill_arena *work, mill_deck *deck, const mill_set *given)
{
	const mill_stored *earlier = deck->earlier;
	mill_match match = { .arena = work,
		.deck = deck,
		.earlier = earlier,
		.now = new_side(work, deck->note_count),
		.then = new_side(work, earlier->count) };
	tables t = { .match = &match, .given = given };

	for (size_t i = 0; i < deck->note_count; i++)
		match.now.all[i].kind = deck->notes[i]->kind;
	for (size_t i = 0; i < earlier->count; i++)
		match.then.all[i].kind = earlier->notes[i].kind;
	fill_tables(&t);
	match_named(&t);
	match_guids(&t);
	match_the_rest(&match);
	keep_guids(&t, arena);
	list_vanished(&match, arena);
}

/* Joins what has its guid from a deck that was read: nothing else counts for it.  The others
 * are left, on both sides; guids: those that are not theirs. */
static void
match_given(mill_deck *deck, mill_stored *earlier, mill_set *guids)
{
	mill_set then = { .arena = guids->arena };
	size_t notes = 0, left = 0;

	for (size_t i = 0; i < earlier->count; i++)
		*mill_set_counter(&then, earlier->notes[i].guid) = (uint32_t)i + 1;
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];
		uint32_t index = note->given ? mill_set_count(&then, note->guid) : 0;

		if (!note->given) {
			deck->notes[notes++] = note;
			continue;
		}
		++*mill_set_counter(guids, note->guid);
		if (index == 0)
			continue;
		note->before = &deck->earlier->notes[index - 1];
		if (note->id.len == 0) /* tables have no place for what notes are called */
			note->id = note->before->id;
	}
	deck->note_count = notes;
	for (size_t i = 0; i < earlier->count; i++)
		if (mill_set_count(guids, earlier->notes[i].guid) == 0)
			earlier->notes[left++] = earlier->notes[i];
	earlier->count = left;
}

void
mill_match_notes(mill_arena *arena, mill_arena *work, mill_deck *deck)
{
	mill_set guids = { .arena = work };
	mill_deck rest = *deck;
	mill_stored earlier = *deck->earlier;
	bool given = false;

	for (size_t i = 0; i < deck->note_count && !given; i++)
		given = deck->notes[i]->given;
	if (!given) {
		match_all(arena, work, deck, &guids);
		return;
	}
	rest.notes = MILL_NEW(work, mill_note *, deck->note_count + 1);
	memcpy(rest.notes, deck->notes, deck->note_count * sizeof *rest.notes);
	earlier.notes = MILL_NEW(arena, mill_stored_note, earlier.count + 1);
	if (earlier.count > 0)
		memcpy(earlier.notes, deck->earlier->notes, earlier.count * sizeof *earlier.notes);
	match_given(&rest, &earlier, &guids);
	rest.earlier = &earlier;
	match_all(arena, work, &rest, &guids);
	deck->vanished = rest.vanished;
	deck->vanished_count = rest.vanished_count;
}
