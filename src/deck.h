/*
 * deck.h - the second waist: what cards or a deck's reader make, and what the
 * writers write.  Notes in source order, with their note types and decks.
 */
#ifndef MILL_DECK_H
#define MILL_DECK_H

typedef enum mill_kind { MILL_BASIC, MILL_CLOZE } mill_kind;

enum {
	MILL_FIELDS = 4 /* both of our note types have four: prompt, answer, context, source */
};

/* Lines of a source, both ends included. */
typedef struct mill_range {
	int32_t line, end_line;
} mill_range;

typedef struct mill_note mill_note;
struct mill_note {
	mill_kind kind;
	mill_str fields[MILL_FIELDS]; /* HTML on one line */
	mill_str context;             /* heading path as plain text */
	mill_str prompt;              /* plain text that stands for the note: its identity */
	mill_str guid;
	const char *rule;
	int32_t line, end_line;
	mill_range *places; /* every stretch of lines that stands on the note, context included */
	size_t place_count;
	uint32_t source; /* index of its source, and so of deck and tags */
	mill_str *tags;
	size_t tag_count;
	int64_t modified;
	mill_note *next;
};

/* Where notes come from, which is also the deck they go into. */
typedef struct mill_origin {
	const char *file; /* as it was added */
	mill_str name;    /* as a reader knows it: the path below the folder added */
	mill_str deck;    /* full name, levels separated by :: */
} mill_origin;

typedef struct mill_deck {
	mill_note **notes; /* in source order */
	size_t note_count;
	mill_origin *origins;
	size_t origin_count;
	mill_str name;                   /* of the root deck, for the JSON file */
	int64_t now;                     /* seconds since 1970 */
	mill_str basic_name, cloze_name; /* as CSV and JSON call our note types */
} mill_deck;

/* ---- notetype.c: the note types cardmill brings along ------------------------ */

/*
 * Ids never change: Anki finds a note type by its id, and its fields and
 * templates by theirs (rslib/src/import_export/package/apkg/import/notes.rs).
 */
typedef struct mill_notetype {
	int64_t id, template_id;
	int64_t field_ids[MILL_FIELDS];
	const char *name;
	const char *fields[MILL_FIELDS];
	const char *template_name;
	const char *front, *back, *css; /* templates and style, built in */
	bool cloze;
	int64_t modified; /* seconds; raised whenever templates or style change */
} mill_notetype;

const mill_notetype *mill_notetype_of(mill_kind kind);

/* ---- fronts.c: sources that share a deck ------------------------------------------ */

/* No two notes of a deck ask the same in the same context: the later one's front
 * gets a number. */
void mill_tell_apart(mill_arena *arena, mill_deck *deck);

/* ---- identity.c: guids ---------------------------------------------------------- */

/* Gives every note its guid; equal prompts in one place are counted. */
void mill_identify(mill_arena *arena, mill_deck *deck);

#endif
