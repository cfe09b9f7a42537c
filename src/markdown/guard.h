/*
 * guard.h - what the guard knows of a source while it goes through it.
 */
#ifndef MILL_GUARD_H
#define MILL_GUARD_H

#include "../base/base.h"
#include "markdown.h"

typedef struct guard {
	mill_reader *reader;
	mill_buf out;
	mill_pieces pieces;
	size_t room;
	size_t piece_start; /* in out */
	int32_t piece_line;
	bool piece_tables;

	int32_t line; /* the one being looked at */
	mill_str text;

	char fence; /* the mark of the fence we are in, or 0 */
	int32_t fence_length, fence_column, fence_line;
	bool fence_quoted;
	bool comment;        /* in an HTML comment */
	int32_t formula_end; /* the line that the latest formula ends on, and where there */
	size_t formula_at;
	bool blank_before;

	int32_t open_brackets, marks, declarations; /* in this run of lines without a blank one */
	size_t columns, rows, row_bytes;            /* of the table we may be in */
	int32_t run;                                /* lines since the last blank one */
	bool list;                                  /* the first of them begins an item */

	size_t brackets;  /* in the whole text */
	size_t reference; /* longest that may stand, in bytes */
	bool references;  /* there are any: the text is one piece */
	bool warned[MILL_CODES];
} guard;

/* Says that a bound was met; once a file is enough. */
void mill_guard_warn(guard *g, mill_code code, const char *what);

/* ---- bounds.c ------------------------------------------------------------------- */

/* Copies the line's own text from at on, escaping what is over a bound.  stray: the
 * back-tick that begins no code; SIZE_MAX: none. */
void mill_guard_inlines(guard *g, size_t at, size_t stray);
/* A line that a formula goes over, or ends on. */
void mill_guard_formula(guard *g);

#endif
