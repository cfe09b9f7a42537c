/* collection.h - what a collection is filled from, whatever its schema. */
#ifndef MILL_COLLECTION_H
#define MILL_COLLECTION_H

enum { MILL_DEFAULT_DECK = 1 };

/* A deck as it is written. */
typedef struct mill_listed_deck {
	int64_t id; /* only internal to the file */
	mill_str name, description;
	bool markdown; /* the description is, and no HTML */
} mill_listed_deck;

typedef struct mill_collecting {
	mill_writing *writing;
	const mill_deck *deck;
	bool latest; /* schema 18, else 11 */
	void *db;    /* SQLite's */
	const mill_notetype *types;
	size_t type_count;
	mill_listed_deck *decks; /* the default one first, then each behind those above it */
	size_t deck_count, deck_room;
	mill_set deck_numbers; /* by name without case: its index, from 1 */
	bool suspended;        /* there are cards that are */
} mill_collecting;

/* decklist.c: the decks of the notes, the levels above them, and what they say they are. */
void mill_list_decks(mill_collecting *c);
/* The id of a listed deck; 0: there is none. */
int64_t mill_listed_id(const mill_collecting *c, mill_str name);

/* The notes of the deck, and those that are carried once more. */
static inline size_t
mill_written_count(const mill_deck *deck)
{
	return deck->note_count + deck->ghost_count;
}

static inline const mill_note *
mill_written_note(const mill_deck *deck, size_t index)
{
	return index < deck->note_count ? deck->notes[index]
					: deck->ghosts[index - deck->note_count];
}

/* types.c: the note types as a package has them, with their colours and times. */
mill_notetype *mill_written_types(mill_writing *writing, size_t *count);

/* schema11.c: the five JSON objects of the row `col`. */
typedef struct mill_col {
	mill_str conf, models, decks, dconf, tags;
} mill_col;

mill_col mill_schema_11(const mill_collecting *c);

/* schema18.c: the tables that schema 18 has instead, and their rows; then its indices. */
bool mill_fill_18(mill_collecting *c);
bool mill_index_18(mill_collecting *c);

/* messages18.c: what stands in them. */
mill_str mill_type_message(mill_arena *arena, const mill_notetype *type);
mill_str mill_field_message(mill_arena *arena, const mill_field *field);
mill_str mill_template_message(mill_arena *arena, const mill_template *template);
mill_str mill_deck_message(mill_arena *arena, const mill_listed_deck *deck);
mill_str mill_preset_message(mill_arena *arena);

/* collection.c: what SQLite is asked to do; false when it could not. */
struct sqlite3_stmt;

bool mill_sql(mill_collecting *c, const char *sql);
/* Calls rows() with what inserts a row. */
bool mill_insert(mill_collecting *c, const char *sql,
    bool (*rows)(mill_collecting *c, struct sqlite3_stmt *statement));
void mill_bind_text(struct sqlite3_stmt *statement, int at, mill_str text);
void mill_bind_blob(struct sqlite3_stmt *statement, int at, mill_str bytes);
bool mill_step(struct sqlite3_stmt *statement);

#endif
