/*
 * cell.h - a cell of a table on its way to HTML.
 */
#ifndef MILL_CELL_H
#define MILL_CELL_H

typedef struct mill_cell {
	mill_shield *shield;
	mill_buf out;
	size_t at;                /* of the shield's text: where line begins */
	int32_t line;             /* from 1 */
	size_t letter;            /* the next one of the shield */
	struct cmark_node *title; /* the paragraph that begins with the title of a box */
	const char *aligns;       /* of the columns of the table */
	uint16_t columns;
	uint16_t column; /* the next one of the row */
} mill_cell;

/* ---- counting.c: lists, and how their items are counted --------------------------------- */

bool mill_is_bullet(struct cmark_node *list);
/* Both are called in the order of the tree. */
void mill_open_list(mill_cell *c, struct cmark_node *list);
void mill_open_item(mill_cell *c, struct cmark_node *item);

#endif
