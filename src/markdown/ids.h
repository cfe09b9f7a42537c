/*
 * ids.h - what ids.c finds, and about.c tells the lines of.
 */
#ifndef MILL_IDS_H
#define MILL_IDS_H

typedef enum mill_id_form {
	MILL_NO_FORM,
	MILL_FORM_ON_LINE,
	MILL_FORM_OWN,        /* <!-- id: x -->: what stands next, or what it stands in */
	MILL_FORM_ABOVE_CARD, /* <!-- note_key: x --> of AnkiOps */
	MILL_FORM_BELOW_CARD, /* <!-- notecardId: 1 -->, ID: 1 */
	MILL_FORM_NUMBER,     /* <!--ID:1-->, which inka writes above and Obsidian_to_Anki below */
	MILL_FORM_PROPERTY,   /* id:: x of Logseq, below the first line of a bullet */
	MILL_FORM_BLOCK       /* ^x below a table, a list or code */
} mill_id_form;

/* An id, and what stands around it. */
typedef struct mill_id_mark {
	mill_id id;
	mill_id_form form;
	bool tight;           /* <!--ID:1--> without a blank */
	bool heading;         /* stands above */
	bool numbered;        /* what stands below begins with a number */
	int32_t above, below; /* lines that say something; 0: none */
	int32_t block, indent, below_indent;
} mill_id_mark;

/* Tells which line an id is about, when all lines are known. */
void mill_settle_id(mill_id_mark *mark);

#endif
