/*
 * table.h - what the files share that read CSV and TSV: rows, what columns are for, what
 * header lines say.
 */
#ifndef MILL_TABLE_H
#define MILL_TABLE_H

enum {
	MILL_CELLS = 16384 /* of a row, as many as a sheet of Excel has columns */
};

/* ---- csvrows.c: rows of text.  Knows libcsv. ------------------------------------------- */

/* A row, until the next one is taken apart. */
typedef struct mill_row {
	mill_str *cells;
	size_t count;
	int32_t line, end_line;
} mill_row;

typedef enum mill_rows_end {
	MILL_ALL_ROWS,
	MILL_ENOUGH_ROWS, /* take() wanted no more */
	MILL_STRAY_QUOTE, /* text behind the quote that closes a cell */
	MILL_OPEN_QUOTE,  /* a cell is never closed */
	MILL_ROW_TOO_WIDE,
	MILL_NO_ROOM /* libcsv has no memory */
} mill_rows_end;

typedef struct mill_rows {
	mill_str text; /* lines end in \n alone; no NUL stands in it */
	int32_t line;  /* of its first */
	char separator;
	bool unquoted; /* quotes are text */
	bool loose;    /* blanks around cells are none of theirs */
	void *user;
	/* True for a line between rows that is none; NULL: all are. */
	bool (*skip)(void *user, mill_str line);
	bool (*take)(void *user, const mill_row *row);
	mill_place place; /* where it went wrong, afterwards */
} mill_rows;

mill_rows_end mill_each_row(mill_reading *reading, mill_rows *rows);

/* ---- csvname.c: what a column is for, by its name ------------------------------------------ */

typedef enum mill_role {
	MILL_NO_ROLE,
	/* what is said about a note */
	MILL_GUID_COLUMN,
	MILL_KEY_COLUMN, /* a guid that no spreadsheet takes for a number */
	MILL_TYPE_COLUMN,
	MILL_DECK_COLUMN,
	MILL_TAGS_COLUMN,
	/* fields, in this order */
	MILL_FRONT_COLUMN,
	MILL_BACK_COLUMN,
	MILL_CONTEXT_COLUMN,
	MILL_SOURCE_COLUMN,
	MILL_ROLES
} mill_role;

/* The names of plain tables come in several languages. */
mill_role mill_role_named(mill_arena *arena, mill_str name);
/* A name as the table has it, without what is around it. */
mill_str mill_column_name(mill_str cell);
/* In lower case, without blanks, hyphens and underscores. */
mill_str mill_plain_name(mill_arena *arena, mill_str name);
/* How many columns of different kinds a row names; 0 when it is no row of names.  data: it
 * has to name more than fields. */
size_t mill_names_in(mill_arena *arena, const mill_row *row, bool data);

/* ---- csvhead.c: header lines (rslib/src/import_export/text/csv/metadata.rs) ----------------- */

typedef struct mill_table_head {
	bool found;                 /* there are such lines */
	char said, filled;          /* separator: as a line says; that lines are filled up with */
	int html;                   /* 1 true, 0 false, -1 not said */
	bool markdown;              /* what this program writes as Markdown */
	mill_str type, deck;        /* of all notes; empty: not said */
	mill_str tags;              /* of all notes, besides their own */
	mill_str labels;            /* of the columns, in one row */
	size_t columns[MILL_ROLES]; /* from 1; 0: not said */
	mill_str names;             /* the line of names; empty: none was found */
	int32_t names_line;
	int tries;   /* lines that were looked at for names */
	bool plain;  /* nothing says what the table is: it comes from anywhere */
	size_t from; /* where the rows begin */
	int32_t line;
} mill_table_head;

/* What the lines say, wherever sorting a table put them. */
mill_table_head mill_read_head(mill_reading *reading, mill_str text);
/* True for a line that is no row: a comment or a header line. */
bool mill_is_comment(mill_str line, char separator, bool plain);

/* ---- csvlabels.c: names of columns that no list has ----------------------------------------- */

typedef struct mill_labels {
	mill_arena *arena;
	size_t rows, count; /* seen; cells of the first, up to the last that says something */
	bool likely;        /* they look like names, and no row is wider */
	bool unnamed;       /* the first is none */
	size_t sure, usual; /* of these, names that say what a column is for, or often given */
	size_t identifiers; /* names as programs have them */
	bool numbers[64];   /* the rest of the column is numbers */
} mill_labels;

/* Takes in the rows of a table, the first one first. */
void mill_labels_take(mill_labels *labels, const mill_row *row);
/* usual_width: cells of most rows. */
bool mill_labels_are_names(const mill_labels *labels, size_t usual_width);

/* ---- csvguess.c: what tables do not say --------------------------------------------------- */

typedef struct mill_guess {
	char separator; /* NUL: none makes columns of the text */
	size_t width;   /* cells of most rows */
	bool names;     /* the first row names the columns */
	bool labels;    /* so it seems: no list has these names */
	bool tags;      /* cells hold HTML */
	bool clozes;    /* a cell has a deletion */
	bool ours;      /* the columns are as this program writes them */
	bool key;       /* the last of them is a key */
	bool unquoted;  /* quotes are text */
} mill_guess;

/* By the first rows, parted by separator (NUL: whatever fits best). */
mill_guess mill_guess_table(
    mill_reading *reading, mill_str text, const mill_table_head *head, char separator);
/* The separator of a line of names. */
char mill_names_separator(mill_reading *reading, const mill_table_head *head);

/* ---- csvcell.c: a cell on its way in ------------------------------------------------------ */

/* How the cells of fields are written. */
typedef struct mill_cells {
	bool html;     /* else plain text */
	bool markdown; /* and no plain text: it is rendered */
	bool exact;    /* newlines are the field's, as Anki writes them */
	bool ours;     /* newlines of fields were written as csvline.c does */
} mill_cells;

/* A field, HTML on one line. */
mill_str mill_field_cell(mill_reading *reading, const mill_cells *how, mill_str cell);
/* What is said about a note, on one line: its guid, note type, deck, tags. */
mill_str mill_word_cell(mill_reading *reading, mill_str cell);

/* ---- csvcols.c: what the columns are for ---------------------------------------------------- */

typedef struct mill_column {
	mill_role role;
	size_t field; /* which of the note's, when its role is none of a note's data */
	mill_str name;
} mill_column;

typedef struct mill_table {
	mill_reading *reading;
	mill_str text;
	mill_table_head head;
	mill_guess guess;
	char separator;
	mill_column *columns;
	size_t count, fields;  /* of columns; of these, of fields */
	bool named;            /* by a row, or a line of the header */
	bool bounded;          /* no more columns than these */
	bool first_names;      /* the first row names them */
	size_t at[MILL_ROLES]; /* the column of a role, from 1; 0: there is none */
	bool own_names;        /* they are ours: nobody else has a guid and a note type named */
	mill_cells cells;
	size_t used;    /* fields that any note has */
	mill_set guids; /* notes by their guids, from 1 */
	size_t before;  /* notes of other decks */
} mill_table;

/* True for what is said about a note, and no field. */
static inline bool
mill_is_data(mill_role role)
{
	return role >= MILL_GUID_COLUMN && role <= MILL_TAGS_COLUMN;
}

/* Finds them by head and guess. */
void mill_find_columns(mill_table *t);
/* True for a line of a table that is no row: a comment. */
bool mill_skips_line(void *table, mill_str line);

#endif
