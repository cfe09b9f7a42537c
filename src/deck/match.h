/* match.h - the notes of two builds side by side. */
#ifndef MILL_MATCH_H
#define MILL_MATCH_H

#define MILL_NOBODY SIZE_MAX

/* A piece of text small enough to be in many texts, and how much it tells. */
typedef struct mill_gram {
	uint32_t hash;
	float weight;
} mill_gram;

/* The grams of a text in the order of their hashes; of a long text those that come first. */
typedef struct mill_sketch {
	mill_gram *grams;
	uint32_t count;
	bool cut;     /* there are more */
	float weight; /* of all of them */
} mill_sketch;

/* What a note of either build is told by. */
typedef struct mill_trait {
	mill_kind kind;
	mill_str front, back;    /* normalised text */
	uint64_t asks, answers;  /* hashes of these */
	uint64_t html;           /* hash: of both as they are */
	uint64_t context, place; /* hashes: of the heading path; of that and the deck */
	mill_sketch asking, answering;
	size_t guess;   /* whose guid it has; that note answers otherwise; else MILL_NOBODY */
	size_t partner; /* its index on the other side; MILL_NOBODY: none yet */
	bool common;    /* others ask the same */
	uint32_t part;  /* of an answer on several notes, the number it begins with; else 0 */
} mill_trait;

typedef struct mill_side {
	mill_trait *all;
	size_t count;
} mill_side;

/* The two builds. */
typedef struct mill_match {
	mill_arena *arena;
	mill_deck *deck;
	const mill_stored *earlier;
	mill_side now, then;
	struct mill_sketching *sketching; /* trait.c's */
} mill_match;

void mill_join(mill_match *match, size_t now, size_t then);

/* ---- trait.c: what notes are compared by -------------------------------------------- */

/* Reads the texts of the notes that have no partner, on both sides. */
void mill_read_traits(mill_match *match);
/* Sketches their texts; what many notes say tells less.  guessed: only of notes with a guess
 * and of those that it names. */
void mill_sketch_traits(mill_match *match, bool guessed);
/* How much two sketches have in common, from 0 to 1. */
double mill_alike(const mill_sketch *a, const mill_sketch *b);

/* ---- candidates.c: which notes may be which ------------------------------------------- */

/* By note: the nearest ones of its side that have a partner; MILL_NOBODY: none. */
typedef struct mill_neighbours {
	size_t *before, *behind;
} mill_neighbours;

typedef struct mill_pair {
	size_t now, then;
	double alike, score; /* score: with what speaks for the place */
	bool fits;
	size_t next; /* of the same earlier note; MILL_NOBODY: none */
} mill_pair;

typedef struct mill_pairs {
	mill_neighbours now, then;
	mill_pair *all; /* those of one note of today in a row */
	size_t count, room;
	size_t *first;  /* by note of today: its pairs; up to first[now + 1] */
	size_t *chains; /* by earlier note: its pairs, linked by next */
} mill_pairs;

void mill_find_neighbours(const mill_side *side, mill_neighbours *near);
/* Pairs every note without a partner with those that it may have been. */
void mill_find_candidates(mill_match *match, mill_pairs *pairs);

/* ---- reworded.c: notes that are similar ---------------------------------------------- */

/* Joins notes without a partner that are similar, when it is clear which; of others writes
 * down which they may be. */
void mill_match_reworded(mill_match *match);

#endif
