/* colread.h - a collection's file, and the note types and decks in it. */
#ifndef MILL_COLREAD_H
#define MILL_COLREAD_H

#include <sqlite3.h>

/* colfile.c */

typedef struct mill_colfile {
	mill_reading *reading;
	const char *member; /* its name, for messages */
	sqlite3 *db;
	uint64_t left;  /* bytes that rows may still take: they stand in the file */
	uint64_t steps; /* the same for thousands of SQLite's steps */
} mill_colfile;

/* Opens bytes, which may be written to, for reading; what has the reading closes it.  False, and
 * said, when it is no collection. */
bool mill_colfile_open(mill_colfile *file, mill_str bytes);

typedef bool mill_row_fn(void *user, sqlite3_stmt *row);

/* Calls take() for every row of a query, until it is false. */
bool mill_colfile_each(mill_colfile *file, const char *sql, mill_row_fn *take, void *user);
/* The number in the first row of a query; false when it has none. */
bool mill_colfile_number(mill_colfile *file, const char *sql, int64_t *number);

/* Text or bytes, until the next row. */
mill_str mill_colfile_column(sqlite3_stmt *row, int at);
/* Text that lives as long as the deck; false, and said, when it is not UTF-8. */
bool mill_colfile_keep(mill_colfile *file, mill_str text, mill_str *kept);

/* coltypes.c */

/* All of them, in the order of their ids. */
bool mill_read_names_of(mill_colfile *file, mill_read_names *names);
/* False, and said, for what Anki would refuse of a type, or nobody could use. */
bool mill_check_types(mill_colfile *file, const mill_read_names *names);
/* NULL: there is none of that id. */
mill_notetype *mill_read_type_of(const mill_read_names *names, int64_t id);
const struct mill_read_name *mill_read_deck_of(const mill_read_names *names, int64_t id);

#endif
