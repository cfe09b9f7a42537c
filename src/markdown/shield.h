/*
 * shield.h - a cell of a table on its way to cmark, and what is taken out of it before.
 */
#ifndef MILL_SHIELD_H
#define MILL_SHIELD_H

/* Stands in the text in place of something that cmark must not read. */
typedef struct mill_shielded {
	mill_str source; /* as the cell has it */
	mill_str html;   /* what it becomes among words */
} mill_shielded;

/* A letter that an item is counted with, `B.`; cmark reads a number in its place. */
typedef struct mill_letter {
	int32_t line, column; /* from 1, column in bytes */
	char letter;
	bool used; /* an item of the tree begins there */
} mill_letter;

typedef struct mill_shield {
	mill_arena *arena;
	mill_buf text; /* what cmark reads; it has the lines of the cell */
	mill_shielded *all;
	size_t count, room;
	mill_letter *letters; /* in order */
	size_t letter_count, letter_room;
	const struct mill_shield *before; /* the same cell: letters it did not use are none */
	bool tables;                      /* false: tables would cost too much */
	bool refused;                     /* cmark would take too long */
} mill_shield;

/* How what was taken out is put back. */
typedef enum mill_unshield {
	MILL_AS_TEXT,   /* the rest is text: it is escaped */
	MILL_AS_CODE,   /* all of it is code: it is escaped */
	MILL_AS_SOURCE, /* all of it is HTML already */
} mill_unshield;

/* Fills in the text; cell: Markdown, lines end in \n. */
void mill_shield_cell(mill_shield *shield, mill_str cell);
/* Appends text of the tree as HTML. */
void mill_put_unshielded(
    const mill_shield *shield, mill_buf *out, mill_str text, mill_unshield how);

#endif
