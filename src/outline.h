/*
 * outline.h - the first waist: what the Markdown room makes of a source and
 * the card rules read.  Sections, items, blocks and lines, each with its place.
 *
 * Text and markup stand side by side: a line is its plain text plus spans that
 * say which stretches of it are code, bold, a link.  Rules look at text and
 * cut anywhere; markup is rendered once and never parsed again.
 */
#ifndef MILL_OUTLINE_H
#define MILL_OUTLINE_H

/* Stands in the text of a line for what shows no words: a picture (U+FFFC). */
#define MILL_OBJECT "\xEF\xBF\xBC"

typedef enum mill_span_kind {
	MILL_PLAIN,  /* html is empty: the text, escaped, is the markup */
	MILL_CODING, /* `code` */
	MILL_STRONG,
	MILL_EMPH,
	MILL_LINK,
	MILL_IMAGE,
	MILL_MATH,   /* a formula; its text is TeX */
	MILL_NOTE,   /* leads to a footnote; no text */
	MILL_MARKUP, /* anything else that has to stay in one piece */
	/* What the author marked for learning. */
	MILL_SPLIT,    /* front::back; empty at the end: what is below is the back */
	MILL_DELETION, /* {{c1::text}} */
	MILL_HINT,     /* says more about the span before it, and is not shown: of a deletion
			* its number and hint, `1::hint`; of a split that it asks both ways */
	MILL_MARKED    /* ==text== */
} mill_span_kind;

typedef struct mill_span {
	mill_span_kind kind;
	uint32_t start, len; /* in the text of its line */
	mill_str html;
} mill_span;

/* A stretch of a line that leads somewhere, or shows a picture.  On a card only
 * links to the world stay links; where the others led is known here alone. */
typedef struct mill_link {
	uint32_t start, len; /* in the text of its line */
	mill_str target;     /* empty for a picture that leads nowhere */
	mill_str picture;    /* what it shows when that is a picture; else empty */
} mill_link;

/* What the rules found in a line the first time they looked: they ask often. */
typedef struct mill_found {
	uint32_t text;     /* tells which text was looked at; 0: nobody looked */
	uint16_t from, to; /* the separator */
	enum { MILL_WHOLE, MILL_PARTS, MILL_CLAUSES, MILL_SWAPPED } how;
} mill_found;

/* One line of the notes.  A soft line break ends it: in notes a line is a fact. */
typedef struct mill_line {
	mill_str text;
	mill_span *spans; /* cover the text without gaps */
	uint32_t span_count;
	int32_t line, column; /* where it stands in the source */
	int32_t more;         /* lines of the source behind that one that it takes in */
	int32_t indent;       /* columns of blanks before it */
	mill_link *links;     /* in order, none inside of another */
	uint32_t link_count;
	mill_found found; /* separator.c's */
} mill_line;

static inline int32_t
mill_end_of(const mill_line *line)
{
	return line->line + line->more;
}

/* How an item is marked.  Shapes tell lists apart: `1、` inside of `1）` nests. */
typedef enum mill_shape {
	MILL_UNMARKED,
	MILL_BULLET,       /* - * + and the dots of other alphabets */
	MILL_NUMBER_DOT,   /* 1. */
	MILL_NUMBER_PAREN, /* 1) and 1） */
	MILL_NUMBER_COMMA, /* 1、 */
	MILL_PAREN_NUMBER, /* (1) and （1） */
	MILL_CIRCLED,      /* ① */
	MILL_HAN,          /* 一、 */
	MILL_PAREN_HAN,    /* （一） */
	MILL_LETTER,       /* a. and a) */
	MILL_PAREN_LETTER, /* (a) */
	MILL_SCRIPT,       /* 가. а) א. */
	MILL_ROMAN,        /* II. and ii) */
	MILL_PAREN_ROMAN,  /* (ii) */
	MILL_ASKED,        /* Q1: and 问题1： */
	MILL_NUMBER_2,     /* 1.2 and 1-2. */
	MILL_NUMBER_3,     /* 1.2.3 */
	MILL_NUMBER_4,     /* 1.2.3.4 */
	MILL_SHAPES
} mill_shape;

typedef enum mill_task { MILL_NO_TASK, MILL_TASK_OPEN, MILL_TASK_DONE } mill_task;

typedef struct mill_marker {
	mill_shape shape;
	mill_task task;
	int32_t number; /* as written, of 1.2.3 the 3; 0 for bullets */
	int32_t family; /* tells lists of one shape apart: the 1.2 of 1.2.3, A from a, the dot */
	int32_t indent; /* columns of blanks before it */
} mill_marker;

typedef enum mill_block_kind {
	MILL_TEXT,  /* lines */
	MILL_CODE,  /* html, text */
	MILL_LIST,  /* children are items */
	MILL_ITEM,  /* children are blocks; the first one's first line is its head */
	MILL_TABLE, /* html, text */
	MILL_QUOTE, /* children are blocks */
	MILL_FOLD   /* <details>: children are blocks, its line, if it has one, is the name */
} mill_block_kind;

/* Bytes of a table's text that lead somewhere, its head left out. */
typedef struct mill_linked {
	uint32_t inner; /* to a place in the same file */
	uint32_t outer;
	uint32_t bare; /* words that lead nowhere */
} mill_linked;

/* A table's cells, row by row; the first row holds the heads. */
typedef struct mill_table {
	size_t columns, rows;
	mill_line *cells; /* NULL when no rule can make use of them */
	mill_linked linked;
} mill_table;

typedef struct mill_block mill_block;
struct mill_block {
	mill_block_kind kind;
	bool verbatim; /* code that had no fence: lines of the source as they are */
	bool united;   /* a list that was none: lines that ask for cards of their own */
	bool found;    /* a list that Markdown did not see */
	bool answer;   /* a fold whose name only says that the answer follows */
	bool ruled;    /* a rule stands before it */
	/* How a box looks, "tip"; its first line is its title.  NULL: no box. */
	const char *callout;
	mill_marker marker; /* of an item; of a list, that of its first item */
	mill_line *lines;   /* of text */
	size_t line_count;
	int level;           /* of a text that is a heading inside of an item; else 0 */
	mill_str html, text; /* rendered and plain; text of code keeps its blanks */
	mill_table *table;   /* of a table */
	mill_block *first, *last, *next;
	int32_t line, column, end_line;
};

typedef struct mill_section mill_section;
struct mill_section {
	mill_line title; /* empty for the root, which is the file */
	int level;       /* as written, 1 to 6; 0 for the root; more: a line that heads others */
	mill_section *parent, *first, *last, *next;
	mill_block *blocks, *blocks_last;
	int32_t line, end_line; /* end_line: of its own body, not of sections below */
};

/* What a line of the source is when it is looked at alone. */
typedef enum mill_row_kind {
	MILL_ROW_BLANK,
	MILL_ROW_TEXT,
	MILL_ROW_HEADING,
	MILL_ROW_MATTER,     /* front matter */
	MILL_ROW_RULE,       /* --- */
	MILL_ROW_DEFINITION, /* [label]: address */
	MILL_ROW_FENCE,      /* ``` */
	MILL_ROW_COMMENT,
	MILL_ROW_PICTURE, /* a tag of one, which no card shows */
	MILL_ROW_MARKS    /* marks and tags around nothing */
} mill_row_kind;

typedef struct mill_row {
	const char *text;
	uint32_t len;
	uint32_t characters : 24; /* that are not blank; of a longer line the most there can be */
	uint32_t kind : 8;
} mill_row;

/* A comment for us, `<!-- cardmill: WORDS -->`. */
typedef struct mill_directive mill_directive;
struct mill_directive {
	mill_str words;
	int32_t line, end_line;
	int32_t column; /* of the words */
	bool inside;    /* on a line with other text, and about that */
	mill_directive *next;
};

/* A `#tag` and the line at whose end it stood. */
typedef struct mill_tag {
	mill_str text;
	int32_t line;
} mill_tag;

enum { MILL_ID_LONGEST = 100 /* characters */ };

/* What the author, or another program, calls a note: `<!-- id: x -->`, ` ^x`. */
typedef struct mill_id {
	mill_str text;
	int32_t line, column; /* where it is written */
	int32_t about;        /* the line that it is about: */
	enum {
		MILL_ID_ON,    /* it stands on it, or in what begins there */
		MILL_ID_BELOW, /* it stands below what ends there */
		MILL_ID_ABOVE  /* it stands above what begins there */
	} place;
	int32_t other; /* what it is about when no note begins there; 0: nothing */
	int32_t block; /* the first line of the block that it stands below; 0: of no matter */
	bool item;     /* an item begins on that line */
	bool meant;    /* written for cardmill: it is told when no note gets it */
} mill_id;

/* Puts a block at the end of a chain. */
static inline void
mill_append(mill_block **first, mill_block **last, mill_block *block)
{
	block->next = NULL;
	if (*last == NULL)
		*first = block;
	else
		(*last)->next = block;
	*last = block;
}

/* Puts a section behind those that its parent has. */
static inline void
mill_add_section(mill_section *parent, mill_section *section)
{
	section->next = NULL;
	if (parent->last == NULL)
		parent->first = section;
	else
		parent->last->next = section;
	parent->last = section;
}

/* The section behind one in the order of the source, below root; NULL behind the last. */
static inline mill_section *
mill_next_section(const mill_section *root, mill_section *section)
{
	if (section->first != NULL)
		return section->first;
	while (section != root && section->next == NULL)
		section = section->parent;
	return section == root ? NULL : section->next;
}

/* The first span of a kind; NULL when a line has none. */
static inline const mill_span *
mill_span_of(const mill_line *line, mill_span_kind kind)
{
	for (uint32_t i = 0; i < line->span_count; i++)
		if (line->spans[i].kind == kind)
			return &line->spans[i];
	return NULL;
}

/* A footnote: what it says stands on the cards that refer to it. */
typedef struct mill_footnote {
	mill_str label;
	size_t text; /* where it begins on its line */
	int32_t line, end_line;
	mill_block *first, *last;
	bool used;          /* it stands on a card */
	mill_str reference; /* HTML of a reference to it; made with the first */
} mill_footnote;

/* Around the number of a footnote in HTML (U+FDD3, which is no character): notes.c
 * gives it the number that it has on its card. */
#define MILL_NOTE_BEGIN "<sup class=\"footnote-ref\">\xEF\xB7\x93"
#define MILL_NOTE_END   "</sup>"

typedef struct mill_outline {
	mill_section root;
	mill_row *rows; /* every line of the source, line n at rows[n - 1] */
	int32_t row_count;
	mill_str deck; /* what the front matter says; empty when it does not */
	mill_str title;
	mill_str *tags;
	size_t tag_count;
	bool cards_off, reversed; /* as the front matter asks */
	const char *statements;   /* its word for them; NULL: none */
	mill_tag *line_tags;      /* in the order of their lines */
	size_t line_tag_count, line_tag_room;
	mill_directive *directives; /* in the order of their lines */
	mill_id *ids;               /* in the order of their lines */
	size_t id_count;
	mill_str id; /* what the front matter calls the one note of the file; empty: nothing */
	mill_footnote *notes; /* by number, from 1 */
	size_t note_count;
} mill_outline;

#endif
