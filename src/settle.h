/*
 * settle.h - what the files share that find the note types for the notes of decks.
 */
#ifndef CARDMILL_SETTLE_H
#define CARDMILL_SETTLE_H

#include "base/base.h"
#include "deck.h"
#include "mill.h"

#include <stdbool.h>

typedef struct mill_settling {
	cardmill *mill;
	mill_arena *work;
	bool built_in; /* ours have the style of this program, or that of the options */
	const mill_notetype *ours[2];
	mill_set replaced;    /* by address of a type that was read: of the list below, from 1 */
	mill_notetype **kept; /* copies, and those that were made */
	size_t kept_count, kept_room;
	mill_set made; /* by name: which of these, from 1 */
	size_t made_count;
	mill_set ids;  /* the same by id */
	mill_set used; /* by address: types that the deck knows are used */
	/* Types by their names, without case, of all decks that are looked at: */
	mill_set names;
	const mill_notetype **named;
	size_t named_count, named_room;
	bool all_named;         /* those of companions, too */
	mill_set *widths;       /* by origin: most fields that notes of a type's name have */
	uint64_t added, effort; /* fields that notes lack; work to tell their cards */
} mill_settling;

/* settleknown.c: ours, as decks have them or as they are built in. */
void mill_settle_ours(mill_settling *s);
/* The type of a name, in any case, that a deck of the build, the earlier one or one beside a
 * table knows; NULL: none does. */
const mill_notetype *mill_known_type(mill_settling *s, mill_str name);

/* settlekept.c: nobody else gets the ids of ours when notes have them.  Comes first. */
void mill_reserve_ids(mill_settling *s);
/* The number in s->kept, from 1, of the type that stands for all that have its id. */
uint32_t mill_keep_type(mill_settling *s, const mill_notetype *type, const mill_origin *origin);
/* What stands for a type that was read. */
const mill_notetype *mill_kept_type(
    mill_settling *s, const mill_notetype *type, const mill_origin *origin);
/* Gives those that are kept names of their own.  Comes last. */
void mill_name_types(mill_settling *s);

/* settlenamed.c: the type of a note that has nothing but its name, or none. */
const mill_notetype *mill_named_type(mill_settling *s, mill_note *note);
/* Fields up to the last that says something. */
size_t mill_used_fields(const mill_note *note);

/* settlemade.c: an id that depends on the names of a type, its fields and templates. */
int64_t mill_made_id(mill_arena *work, const mill_notetype *type);
/* The name, or with a + and a number if the set has it in any case; it enters the set. */
mill_str mill_own_name(mill_arena *arena, mill_set *names, mill_str name);
/* A type made of so many columns of the note's table. */
mill_notetype *mill_make_type(
    cardmill *mill, mill_arena *work, const mill_note *note, size_t fields);

#endif
