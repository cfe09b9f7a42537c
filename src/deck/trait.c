/*
 * trait.c - what the notes of two builds are compared by.
 *
 * Text without marks and case, cut into grams: three letters of a word, or two
 * characters where words are not set apart.  A mended word changes few of them.
 * A gram weighs the less the more notes have it, so that "What is" makes no two
 * questions similar.  Of a long text a sample is kept, chosen by the grams'
 * hashes: two samples hold the same grams of what two texts share.
 */
#include "../base/base.h"
#include "../deck.h"
#include "match.h"

#include <stdlib.h>

enum {
	GRAMS = 96,          /* that are kept of a text */
	TEXT_LONGEST = 4000, /* bytes of a text that are looked at */
	COUNTED = 20000,     /* notes that are asked how common grams are */
	CELLS = 1 << 18      /* for counting them; a power of two */
};

/* ---- texts -------------------------------------------------------------------------- */

/* Buffers that are used again for every text. */
typedef struct saying {
	mill_buf plain, text, said;
} saying;

static saying
new_saying(mill_arena *arena)
{
	return (saying){ { .arena = arena }, { .arena = arena }, { .arena = arena } };
}

/* What a field says: its words, and the files it shows.  It lasts until the next is read. */
static mill_str
read_field(saying *s, mill_str html, bool cloze)
{
	s->plain.len = s->text.len = s->said.len = 0;
	mill_put_stripped(&s->plain, html);
	if (cloze)
		mill_put_uncovered(
		    &s->text, mill_buf_str(&s->plain)); /* other blanks ask the same */
	mill_put_normalised(&s->said, mill_buf_str(cloze ? &s->text : &s->plain));
	return mill_buf_str(&s->said);
}

static size_t
digits_at(mill_str text, size_t at)
{
	size_t count = 0;

	while (at + count < text.len && text.ptr[at + count] >= '0' && text.ptr[at + count] <= '9')
		count++;
	return count;
}

/* A front without the number that tells it from others, "(2)", or says which part of an
 * answer it asks for: "(1/2)", "(1-4/9)" with a dash.  *part is where that part begins. */
static mill_str
without_number(mill_str front, uint32_t *part)
{
	size_t open = front.len, at, count;
	bool several;

	*part = 0;
	if (!mill_ends(front, MILL_STR(")")))
		return front;
	while (open > 0 && front.ptr[open - 1] != '(')
		open--;
	if (open < 2 || front.ptr[open - 2] != ' ' || (count = digits_at(front, open)) == 0 ||
	    count > 6)
		return front;
	at = open + count;
	several = mill_starts(mill_slice(front, at, front.len), MILL_STR("\xE2\x80\x93"));
	if (several)
		at += 3 + digits_at(front, at + 3);
	if (front.ptr[at] == '/') {
		at++;
		at += digits_at(front, at);
		*part = (uint32_t)strtoul(front.ptr + open, NULL, 10);
	} else if (several) {
		return front;
	}
	if (at + 1 != front.len)
		*part = 0;
	return at + 1 == front.len ? mill_slice(front, 0, open - 2) : front;
}

static void
read_trait(mill_arena *arena, saying *s, mill_trait *trait, const mill_str *fields, mill_str deck)
{
	mill_str front = read_field(s, fields[0], trait->kind == MILL_CLOZE);

	trait->front = mill_copy(arena, without_number(front, &trait->part));
	trait->back = mill_copy(arena, read_field(s, fields[1], false));
	trait->asks = mill_hash(trait->front);
	trait->answers = mill_hash(trait->back);
	trait->html = mill_hash(fields[0]) * 0x9E3779B97F4A7C15u ^ mill_hash(fields[1]);
	trait->context = mill_hash(read_field(s, fields[2], false));
	trait->place = trait->context ^ mill_hash(deck) * 0x9E3779B97F4A7C15u;
}

void
mill_read_traits(mill_match *match)
{
	saying s = new_saying(match->arena);

	for (size_t i = 0; i < match->now.count; i++) {
		const mill_note *note = match->deck->notes[i];

		if (match->now.all[i].partner == MILL_NOBODY)
			read_trait(match->arena, &s, &match->now.all[i], note->fields,
			    mill_deck_of(match->deck, note));
	}
	for (size_t i = 0; i < match->then.count; i++) {
		const mill_stored_note *note = &match->earlier->notes[i];

		if (match->then.all[i].partner == MILL_NOBODY)
			read_trait(match->arena, &s, &match->then.all[i], note->fields, note->deck);
	}
}

/* ---- grams --------------------------------------------------------------------------- */

typedef struct grams {
	uint32_t hashes[TEXT_LONGEST + 2];
	size_t count;
} grams;

static void
add_gram(grams *all, uint32_t a, uint32_t b, uint32_t c)
{
	uint64_t hash = ((uint64_t)a << 42 ^ (uint64_t)b << 21 ^ c) * 0x9E3779B97F4A7C15u;

	hash ^= hash >> 29;
	hash *= 0xBF58476D1CE4E5B9u;
	all->hashes[all->count++] = (uint32_t)(hash >> 32);
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
cut_up(grams *all, mill_str text)
{
	uint32_t before = ' ', last = ' ';
	size_t kept = 0;

	all->count = 0;
	text = mill_slice(text, 0, TEXT_LONGEST);
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);

		if (mill_is_cjk(c))
			add_gram(all, 1, mill_is_cjk(last) ? last : ' ', c);
		else if (last != ' ' && !mill_is_cjk(last))
			add_gram(all, mill_is_cjk(before) ? ' ' : before, last, c);
		before = last;
		last = c;
	}
	if (last != ' ' && !mill_is_cjk(last))
		add_gram(all, mill_is_cjk(before) ? ' ' : before, last, ' ');
	qsort(all->hashes, all->count, sizeof *all->hashes, by_number);
	for (size_t i = 0; i < all->count; i++)
		if (kept == 0 || all->hashes[kept - 1] != all->hashes[i])
			all->hashes[kept++] = all->hashes[i];
	all->count = kept;
}

/* ---- sketches ------------------------------------------------------------------------- */

typedef struct mill_sketching {
	mill_arena *arena;
	grams grams;
	uint16_t *cells; /* how many notes have grams of a hash */
} mill_sketching;

static void
count_grams(mill_sketching *s, mill_str text)
{
	cut_up(&s->grams, text);
	for (size_t i = 0; i < s->grams.count; i++) {
		uint16_t *cell = &s->cells[s->grams.hashes[i] & (CELLS - 1)];

		*cell = *cell == UINT16_MAX ? UINT16_MAX : (uint16_t)(*cell + 1);
	}
}

/* Of the earlier notes, or a sample of them when they are many. */
static void
count_common(mill_sketching *s, const mill_match *match)
{
	size_t step = match->then.count / COUNTED + 1;
	saying fields = new_saying(s->arena);

	for (size_t i = 0; i < match->then.count; i += step) {
		const mill_stored_note *note = &match->earlier->notes[i];

		count_grams(s, read_field(&fields, note->fields[0], note->kind == MILL_CLOZE));
		count_grams(s, read_field(&fields, note->fields[1], false));
	}
}

/* One that twice as many notes have weighs less by a step. */
static float
weight_of(unsigned common)
{
	int steps = 1;

	for (; common > 1; common /= 2)
		steps++;
	return 1.0F / (float)steps;
}

static mill_sketch
sketch_of(mill_sketching *s, mill_str text)
{
	mill_sketch sketch = { 0 };

	cut_up(&s->grams, text);
	sketch.cut = s->grams.count > GRAMS;
	sketch.count = (uint32_t)(sketch.cut ? GRAMS : s->grams.count);
	sketch.grams = MILL_NEW(s->arena, mill_gram, sketch.count + 1);
	for (size_t i = 0; i < sketch.count; i++) {
		uint32_t hash = s->grams.hashes[i];

		sketch.grams[i].hash = hash;
		sketch.grams[i].weight = weight_of(s->cells[hash & (CELLS - 1)]);
		sketch.weight += sketch.grams[i].weight;
	}
	return sketch;
}

static void
sketch(mill_sketching *s, mill_trait *trait)
{
	if (trait->partner != MILL_NOBODY || trait->asking.grams != NULL)
		return;
	trait->asking = sketch_of(s, trait->front);
	trait->answering = sketch_of(s, trait->back);
}

void
mill_sketch_traits(mill_match *match, bool guessed)
{
	mill_sketching *s = match->sketching;

	if (s == NULL) {
		s = match->sketching = MILL_NEW(match->arena, mill_sketching, 1);
		s->arena = match->arena;
		s->cells = MILL_NEW(s->arena, uint16_t, CELLS);
		count_common(s, match);
	}
	for (size_t i = 0; i < match->now.count; i++) {
		mill_trait *trait = &match->now.all[i];

		if (trait->guess != MILL_NOBODY)
			sketch(s, &match->then.all[trait->guess]);
		if (!guessed || trait->guess != MILL_NOBODY)
			sketch(s, trait);
	}
	for (size_t i = 0; i < match->then.count && !guessed; i++)
		sketch(s, &match->then.all[i]);
}

double
mill_alike(const mill_sketch *a, const mill_sketch *b)
{
	/* Behind the last gram of a sample nothing is known of its text. */
	uint32_t end_a = a->cut ? a->grams[a->count - 1].hash : UINT32_MAX;
	uint32_t end_b = b->cut ? b->grams[b->count - 1].hash : UINT32_MAX;
	uint32_t end = end_a < end_b ? end_a : end_b, i = 0, k = 0;
	double shared = 0, all = 0;

	while ((i < a->count && a->grams[i].hash <= end) ||
	       (k < b->count && b->grams[k].hash <= end)) {
		bool of_a = i < a->count && a->grams[i].hash <= end;
		bool of_b = k < b->count && b->grams[k].hash <= end;

		if (of_a && of_b && a->grams[i].hash == b->grams[k].hash) {
			shared += 2 * (double)a->grams[i].weight;
			all += 2 * (double)a->grams[i].weight;
			i++;
			k++;
		} else if (of_a && (!of_b || a->grams[i].hash < b->grams[k].hash)) {
			all += (double)a->grams[i++].weight;
		} else {
			all += (double)b->grams[k++].weight;
		}
	}
	return all > 0 ? shared / all : 0;
}
