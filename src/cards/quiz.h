/*
 * quiz.h - what the rules for questions and answers share.
 *
 * A heading with its body, an item, a quotation: all are taken apart into a row
 * of tokens, lines and blocks, in which labels, options and answers are looked
 * for; what belongs to no question is put together again as blocks.
 */
#ifndef MILL_QUIZ_H
#define MILL_QUIZ_H

/* ---- label.c: words that say what a line is ------------------------------------------- */

typedef enum mill_role {
	MILL_NO_ROLE,
	MILL_ASKS,          /* Q: 问： */
	MILL_ASKS_MAYBE,    /* 问题： which may be any trouble; needs an answer */
	MILL_ANSWERS,       /* Answer: 答案： */
	MILL_ANSWERS_MAYBE, /* A: which may be an option; needs a question */
	MILL_EXPLAINS       /* Explanation: 解析： */
} mill_role;

/* What a text says it is; *end is where it goes on behind that. */
mill_role mill_read_role(mill_str text, size_t *end);

/* Where the blanks at a byte of a text end. */
size_t mill_skip_blanks(mill_str text, size_t at);
/* The part of a line behind a byte of its text; markup that is cut goes on. */
struct mill_line *mill_line_rest(mill_maker *maker, const struct mill_line *line, size_t from);

/* ---- letters.c: the letters that options go by ----------------------------------------------- */

typedef enum mill_alphabet {
	MILL_LATIN,
	MILL_CYRILLIC,
	MILL_HANGUL,
	MILL_HEBREW,
	MILL_DIGITS
} mill_alphabet;

/* The label of an option at the beginning of a text: its number from 1 on, 0 when
 * there is none; *end is behind it. */
size_t mill_read_option(mill_str text, mill_alphabet *alphabet, size_t *end);
/* `- 1: x`: bytes of the number that a bullet has besides; 0 when it is not its turn. */
size_t mill_read_number(mill_str text, size_t turn);
/* Writes the letter of an alphabet that begins like script. */
void mill_put_letter(mill_buf *out, int32_t script, size_t number);
/* Which of count options an answer names, as bits; *end is behind their names.  The
 * alphabet is that of the labels. */
uint64_t mill_read_choice(mill_str text, size_t count, mill_alphabet alphabet, size_t *end);

/* ---- tokens.c: blocks taken apart into lines --------------------------------------------- */

typedef struct mill_token {
	enum {
		MILL_A_LINE,
		MILL_AN_ITEM, /* the beginning of one that may be an option */
		MILL_A_BLOCK
	} kind;
	const struct mill_line *line;   /* the head of an item may be missing */
	const struct mill_block *block; /* that the line is of; the item; the block itself */
	const struct mill_block *top;   /* of the chain, that all this is part of */
	mill_role role;
	size_t behind; /* the label */
	bool opens;    /* a paragraph */
	bool inner;    /* it stands inside of an item */
	bool brief;    /* it asks in bold, and its paragraph answers */
	bool taken;    /* it is on a card */
	/* The last token before it that asks by its label, that begins a paragraph, one that
	 * is a question, and a list; SIZE_MAX: none.  The width of all text before it. */
	size_t asked, paragraph, question, list, width;
} mill_token;

typedef struct mill_tokens {
	mill_maker *maker;
	mill_token *all; /* one more than there are, for what stands before the end */
	size_t count, room;
} mill_tokens;

/* False when nothing in lines and blocks can be a question whose answer is marked:
 * most notes hold none, and need no tokens. */
bool mill_may_quiz(const struct mill_line *lines, size_t count, const struct mill_block *first);
mill_tokens mill_tokens_of(
    mill_maker *maker, const struct mill_line *lines, size_t count, const struct mill_block *first);
/* True for what folds away an answer. */
bool mill_is_answer_fold(const mill_token *token);
/* The text behind the label of an answer, be that a line or a fold; empty: none. */
mill_str mill_answer_text(const mill_token *token);
/* True when all items of a list have boxes. */
bool mill_is_task_list(const struct mill_block *block);
/* True for a list whose items may be options, or a dialogue. */
bool mill_opens_list(const struct mill_block *list);

/* ---- gather.c: tokens put together again -------------------------------------------------- */

/* The tokens from..to as blocks, without their labels. */
struct mill_block *mill_gather(const mill_tokens *tokens, size_t from, size_t to);
/* Adds a copy of a block to the children of another. */
void mill_append_copy(mill_maker *maker, struct mill_block *to, const struct mill_block *block);
/* The blocks that nothing was taken of, and what is left of the others. */
struct mill_block *mill_untaken(const mill_tokens *tokens);

/* ---- adopt.c: an answer behind a list belongs to the item that asks ---------------------- */

const struct mill_block *mill_adopt_answers(mill_maker *maker, const struct mill_block *first);

/* ---- blank.c: what was left blank -------------------------------------------------------- */

bool mill_has_gap(const struct mill_line *line);
/* Fills the blanks of the fact's first line with an answer, and asks for them. */
bool mill_fill_gaps(mill_maker *maker, const mill_fact *fact, mill_str answer);
/* The same when the answer stands on the line itself. */
bool mill_gap_card(mill_maker *maker, const mill_fact *fact);

/* ---- tasks.c: lists of things to do -------------------------------------------------------- */

/* The section without them; they are reported.  NULL when it was nothing else. */
const struct mill_section *mill_leave_tasks(mill_maker *maker, const struct mill_section *section);

/* ---- options.c: what there is to choose from -------------------------------------------- */

typedef struct mill_option {
	mill_cut text;
	size_t from, to; /* tokens that belong to it besides */
	bool ticked;
} mill_option;

typedef struct mill_options {
	mill_option *all;
	size_t count, ticks;
	size_t from, to; /* tokens */
	mill_alphabet alphabet;
	bool labelled, boxes;
	char type; /* of the list that shows them: 'A', 'a', '1'; 0: HTML has none */
	int32_t
	    script; /* first letter of such an alphabet, when Markdown's reader took the letters */
} mill_options;

/* True when options begin at a token; reads them. */
bool mill_read_options(const mill_tokens *tokens, size_t at, mill_options *options);
/* Shows the options of a set of bits as a list. */
void mill_put_options(
    const mill_tokens *tokens, const mill_options *options, uint64_t which, mill_sheet *sheet);
/* The options that an answer names, by label or in their own words; *end is where the
 * answer's text goes on. */
uint64_t mill_chosen(const mill_options *options, mill_str answer, size_t *end);

/* ---- cores.c: where questions stand ------------------------------------------------------- */

/* What marks an answer, and with it a question: options, a label, a fold. */
typedef struct mill_core {
	mill_options options; /* count 0: none */
	size_t ask;           /* token that asks; MILL_NONE: the head */
	size_t from, marker;  /* where options or answer begin; the answer, or MILL_NONE */
	size_t end;
} mill_core;

typedef struct mill_quiz {
	mill_maker *maker;
	mill_tokens tokens;
	mill_core *cores;
	size_t count, room;
	const struct mill_line *head; /* heading or first line of an item; NULL: none */
	mill_cut parent;              /* put before the head */
	bool heading;
	bool asks; /* the head is a question */
	const mill_path *path, *below;
	int32_t line;
} mill_quiz;

#define MILL_NONE SIZE_MAX

void mill_find_cores(mill_quiz *quiz);
/* One more, that answers from a token on; its end is not known yet. */
mill_core *mill_add_core(mill_quiz *quiz, size_t from);

#endif
