/*
 * cards.h - from outline to notes: the rules.
 *
 * A rule looks at text, decides what is asked and what is answered, and hands
 * both to the composer.  Rules know outline and deck, and nothing of Markdown.
 */
#ifndef MILL_CARDS_H
#define MILL_CARDS_H

struct mill_block;
struct mill_line;
struct mill_note;
struct mill_outline;
struct mill_section;
struct mill_split;

/* A stretch of a line. */
typedef struct mill_cut {
	const struct mill_line *line; /* NULL: no text */
	size_t from, to;
} mill_cut;

/* Where a card stands: headings and prompts above it, the nearest one first. */
typedef struct mill_path mill_path;
struct mill_path {
	const mill_path *above;
	mill_cut title;
	bool heading; /* false: the prompt of an item or the name of a list */
};

/* A stretch of the notes that may become a card: an item, or lines of a text. */
typedef struct mill_fact {
	const struct mill_line *lines;
	size_t line_count;
	const struct mill_block *rest; /* blocks that follow the lines */
	const struct mill_path *path;
	int32_t line, end_line;
} mill_fact;

/* What the author asks for, from some line on. */
typedef struct mill_wish {
	mill_str deck; /* empty: the source's */
	mill_str *tags;
	size_t tag_count;
	bool reversed; /* ask the other way round, too */
	bool off;      /* make no cards */
} mill_wish;

/* A wish and the line from which on it holds. */
typedef struct mill_stretch {
	int32_t line;
	const mill_wish *wish;
} mill_stretch;

typedef enum mill_outcome {
	MILL_CARD,      /* it has a card */
	MILL_NO_HANDLE, /* it says something, but asks for nothing: goes on a larger card */
	MILL_NOTHING    /* it says nothing, which was reported, or has all its cards */
} mill_outcome;

/* Where the latest note stands, which most often is where the next one does. */
typedef struct mill_context {
	mill_str titles[16]; /* the nearest one first */
	size_t count;
	bool known;
	mill_str html, text;
	struct mill_range *places;
	size_t place_count;
} mill_context;

typedef struct mill_maker {
	mill_arena *arena;
	mill_log *log;
	cardmill_statements statements;
	bool rows;       /* of every table are cards */
	int subdecks;    /* headings down to this level are decks */
	mill_str below;  /* those of the section that makes cards, MILL_LEVEL between */
	mill_str title;  /* of the source, for what stands below no heading */
	mill_str source; /* the Source field */
	uint32_t origin;
	mill_str *tags; /* of the front matter */
	size_t tag_count;
	mill_str exclude;                 /* names of sections that make no cards, commas between */
	const struct mill_tag *line_tags; /* in the order of their lines */
	size_t line_tag_count;
	mill_stretch *stretches; /* in order; none when nothing is asked for */
	size_t stretch_count, stretch_room;
	mill_set fronts;             /* that are taken, with their context */
	mill_set titles;             /* how often each heading stands in the source */
	const char *judged;          /* the title that was looked at last, and */
	bool generic;                /* whether it says nothing alone */
	mill_set questions;          /* and each question */
	bool may_quiz;               /* false: nothing in the source marks an answer */
	size_t quizzes;              /* how often an answer is marked as such */
	bool mixed;                  /* cards of a section were made out of their order */
	bool tasks;                  /* lists of things to do make cards, too */
	struct mill_footnote *notes; /* by number, from 1 */
	size_t note_count;
	mill_context latest;
	struct mill_note *first, *last;
} mill_maker;

/* ---- cards.c: a source's outline -> its notes ----------------------------------- */

/* What the author wants left out is taken off the outline. */
void mill_cards(mill_maker *maker, struct mill_outline *outline);
/* What stands before the first heading and is asked on none of the notes, as HTML for
 * the description of the deck; empty when nothing does. */
mill_str mill_describe(
    mill_arena *arena, const struct mill_outline *outline, const struct mill_note *notes);

/* ---- author.c: what comments and front matter ask for ------------------------------ */

/* Heeds them: takes off the outline what is to make no card, and notes the rest. */
void mill_heed(mill_maker *maker, struct mill_outline *outline);
/* What holds on a line of the source; NULL when nothing was asked for. */
const mill_wish *mill_wish_at(const mill_maker *maker, int32_t line);

/* ---- naming.c: notes that have a name in the source --------------------------------- */

/* Gives the notes the ids that are about them. */
void mill_name_notes(mill_maker *maker, const struct mill_outline *outline);

/* ---- section.c: what a heading and its body give ---------------------------------- */

void mill_section_cards(
    mill_maker *maker, const struct mill_section *section, const mill_path *above);

/* ---- title.c: titles that say nothing alone ------------------------------------------- */

/* Counts the titles of all sections below root, before any of them makes cards. */
void mill_count_titles(mill_maker *maker, const struct mill_section *root);
/* "Summary", or a title that the source has more than once. */
bool mill_title_is_generic(mill_maker *maker, const struct mill_section *section);

/* ---- exclude.c: sections that are not wanted ---------------------------------------- */

/* True, and reported, for a section that was asked to make no cards. */
bool mill_is_excluded(mill_maker *maker, const struct mill_section *section);

/* ---- label.c: words that say what a line is ------------------------------------------------ */

/* A title without `Q1:` in front of it, and without the points at its end. */
mill_cut mill_unlabelled(const struct mill_line *title);

/* ---- quiz.c: questions whose answers are marked as such -------------------------------------- */

/* Makes cards of the questions in a section; answers what is left of it, NULL when
 * that is nothing. */
const struct mill_section *mill_quiz_section(
    mill_maker *maker, const struct mill_section *section, const mill_path *above);
/* The same for a fact; false when it holds no such question.  What is left of it has no
 * lines when that is nothing. */
bool mill_quiz_fact(mill_maker *maker, const mill_fact *fact, mill_fact *left);

/* ---- survey.c: what stands in the source more than once ------------------------------------- */

/* Counts questions and marked answers, before any of them makes cards. */
void mill_count_questions(mill_maker *maker, const struct mill_section *root);
/* True for a question that is asked more than once, or of any code. */
bool mill_asks_about_code(mill_maker *maker, const struct mill_line *question);

/* ---- folded.c: what <details> give that is no answer ------------------------------------------
 */

void mill_fold_cards(mill_maker *maker, const struct mill_block *fold,
    const struct mill_section *section, const mill_path *above);

/* ---- srs.c: what the author marked for learning ------------------------------------ */

/* The card that a fact asks for by its marks: front::back, lines around a ?, deletions. */
mill_outcome mill_marked_card(mill_maker *maker, const mill_fact *fact);
/* A statement with highlighted words: they are blanked out. */
mill_outcome mill_highlight_card(mill_maker *maker, const mill_fact *fact);
/* The card of a section whose heading asks for one; false when it does not. */
bool mill_marked_section(
    mill_maker *maker, const struct mill_section *section, const mill_path *above);
/* True when front and back stand around a line with a ?. */
bool mill_is_turned(const mill_fact *fact);
/* Where a line is split; false when it is not. */
bool mill_marked_split(const struct mill_line *line, struct mill_split *split);
/* True for a line, or an item's line, that asks for a card of its own. */
bool mill_is_marked(const struct mill_line *line);
bool mill_item_is_marked(const struct mill_block *item);

/* ---- list.c: what a list gives ----------------------------------------------------- */

typedef struct mill_listing {
	mill_cut title;         /* what names the list: its lead-in, or the heading */
	mill_cut parent;        /* put before a title that says nothing alone */
	bool led;               /* by a lead-in of its own */
	bool shares_front;      /* the heading has a card of its own besides */
	const mill_path *path;  /* of the list: with its lead-in, when it has one */
	const mill_path *above; /* of the card that asks for the whole list */
} mill_listing;

/* Makes the cards; answers the items that have no card, as a list; NULL when all have. */
const struct mill_block *mill_list_cards(
    mill_maker *maker, const struct mill_block *list, const mill_listing *how);

/* The card that asks for the whole list; several when it is long. */
void mill_list_whole_card(
    mill_maker *maker, const struct mill_block *list, const mill_listing *how);
/* True when a title asks for all that stands below it. */
bool mill_asks_for_all(mill_str title);

/* Reports items without text, at every depth of blocks. */
void mill_report_empty(mill_maker *maker, const struct mill_block *first);

/* ---- fence.c: a fence that holds notes -------------------------------------------------- */

/* The block as a text when it is a fence of terms and their meanings; else the block. */
const struct mill_block *mill_fence_notes(mill_maker *maker, const struct mill_block *block);

/* ---- table.c: what a table gives ------------------------------------------------------ */

/* Makes a card a row when the rows are facts; true when all of them have one. */
bool mill_table_cards(mill_maker *maker, const struct mill_block *block, const mill_path *path);

/* ---- fact.c: which rule takes a fact ------------------------------------------------ */

mill_outcome mill_fact_card(mill_maker *maker, const mill_fact *fact);
/* Cards for lines and items below a fact that are facts of their own. */
void mill_fact_parts(mill_maker *maker, const mill_fact *fact);

/* ---- separator.c: where a term ends and its meaning begins ---------------------------- */

typedef struct mill_split mill_split;
struct mill_split {
	size_t front_from, front_to; /* the term, in the text of the line */
	size_t back_from, back_to;
	bool weak; /* only two clauses, not a separator that says so */
};

bool mill_separate(const struct mill_line *line, mill_split *split);
/* True when a sentence ends in a text. */
bool mill_has_stop(mill_str text);
/* Where the answer begins when a line holds question and answer; 0 when it does not. */
size_t mill_question_end(const struct mill_line *line);

/* ---- marked.c: terms set in bold or in code --------------------------------------------- */

/* `**X**：Y`, `**X** (x) - Y`, `` `x` does y``; sentences: `**X** A sentence.` too. */
bool mill_marked_term(const struct mill_line *line, bool sentences, mill_split *split);

/* ---- question.c: lines that ask, lines that name what follows -------------------------- */

/* True when a line ends in a colon and names what follows. */
bool mill_is_lead(const struct mill_line *line);
bool mill_is_question(mill_str text);
/* True for what asks, or tells to explain, without a question mark. */
bool mill_asks_without_mark(mill_str text);

/* ---- words.c: words behind which a sentence says what it has to say -------------------- */

/* Where the first word stands that says what something is ("is", 是), behind the first
 * byte; SIZE_MAX when there is none.  *end is behind it. */
size_t mill_find_verb(mill_str text, size_t *end);
/* Length of the word at text[at] that begins what is said ("by", 通过); 0: none. */
size_t mill_predicate_at(mill_str text, size_t at);

/* ---- clause.c: what a statement is about ------------------------------------------------ */

/* End of the words that name the subject of a definition ("X is"); 0 when there is none. */
size_t mill_subject_end(const struct mill_line *line);
/* End of the first clause that can stand as a cue; 0 when there is none. */
size_t mill_clause_end(const struct mill_line *line);
/* End of the words behind which a statement without a pause says what it has to
 * say ("diagnosed with"); 0 when there are none. */
size_t mill_predicate_end(const struct mill_line *line);
/* Stretches that a reader would blank out, at most room of them.  marked: only
 * what the author set in bold or code. */
size_t mill_blanks(const struct mill_line *line, bool marked, mill_cut *blanks, size_t room);

/* ---- compose.c: lines and blocks as HTML ------------------------------------------------- */

/* One side of a card on its way: its HTML, and which lines of the source it shows. */
typedef struct mill_sheet {
	mill_buf html;
	struct mill_range *places;
	size_t place_count, room;
	bool heads; /* of items with a body the first line alone: the rest is on their cards */
	bool asks;  /* it is part of a question: nothing of it is folded */
} mill_sheet;

enum { MILL_AT_MOST = 7 }; /* things that one card may ask for */

mill_sheet mill_new_sheet(mill_maker *maker);
/* A block to be linked elsewhere than where it stands; its children are the same. */
struct mill_block *mill_copy_block(mill_maker *maker, const struct mill_block *block);
/* Writes down that the lines from..to of the source stand on the sheet. */
void mill_sheet_lines(mill_sheet *sheet, int32_t from, int32_t to);
void mill_put_cut(mill_sheet *out, mill_cut cut);
void mill_put_lines(mill_sheet *out, const struct mill_line *lines, size_t count);
/* Blocks from first to the end of their chain; after_text: behind lines of text. */
void mill_put_blocks(mill_sheet *out, const struct mill_block *first, bool after_text);
void mill_put_block(mill_sheet *out, const struct mill_block *block);
/* How many things a chain of blocks lists: its items at every depth. */
size_t mill_things(const struct mill_block *first);
/* True for <details> with a name of their own, which has a card. */
bool mill_is_named_fold(const struct mill_block *block);
/* True when an item is a line with blocks below: then it has a card of its own. */
bool mill_has_body(const struct mill_block *item);
/* True when nothing below an item, list or quote says anything. */
bool mill_is_empty(const struct mill_block *item);
mill_cut mill_whole(const struct mill_line *line);
/* True when a line shows pictures and says nothing. */
bool mill_is_picture(const struct mill_line *line);
/* The part of a line before a byte of its text. */
struct mill_line mill_line_until(mill_maker *maker, const struct mill_line *line, size_t to);
/* Without blanks and without the colons, stops and dashes at its end. */
mill_cut mill_prompt(mill_cut cut);
mill_str mill_cut_text(mill_cut cut);

/* ---- chunk.c: an answer of more than seven things becomes several ----------------------- */

typedef struct mill_chunks {
	struct mill_block **all; /* chains of blocks, in order */
	size_t count;            /* 0 when there are no blocks */
	bool heads;              /* how they are to be shown: see mill_sheet */
} mill_chunks;

/* heads: items with a body have cards of their own.  own: the blocks may be linked anew. */
mill_chunks mill_chunks_of(mill_maker *maker, const struct mill_block *first, bool heads, bool own);

/* ---- path.c: where a card stands ------------------------------------------------------------ */

extern const mill_str mill_path_between; /* " › " */
/* The path as HTML and as plain text; the source's title when there is none. */
void mill_put_path(mill_maker *maker, const mill_path *path, mill_sheet *html, mill_buf *text);
/* The front matter's tags and one for the headings of the path. */
void mill_add_tags(mill_maker *maker, struct mill_note *note, const mill_path *path);

/* ---- footnotes.c: what a card refers to -------------------------------------------- */

/* HTML without its references to footnotes. */
mill_str mill_without_references(const mill_maker *maker, mill_str html);
/* Numbers the references of a note, and puts what they refer to behind its answer. */
void mill_put_footnotes(mill_maker *maker, struct mill_note *note);
/* Reports the footnotes that no card refers to. */
void mill_report_footnotes(mill_maker *maker);

/* ---- note.c: a note is made ------------------------------------------------------------------ */

typedef struct mill_asked {
	const char *rule;
	mill_cut parent; /* put before a front that says nothing alone; may be empty */
	mill_cut front;
	const char *more;        /* text behind the front: "…", " (1–4/9)"; may be NULL */
	const mill_sheet *shown; /* blocks below the front: code, options; NULL: none */
	const mill_sheet *back;
	const mill_path *path;
	int32_t line, end_line;
	bool reversed; /* ask the other way round, too */
	bool as_is;    /* the author's own front and back: neither is judged */
} mill_asked;

void mill_ask(mill_maker *maker, const mill_asked *asked);
/* Writes down which lines a sheet shows. */
void mill_add_places(mill_maker *maker, struct mill_note *note, const mill_sheet *sheet);
/* A cloze note: the line with its blanks, and what follows it. */
void mill_ask_cloze(mill_maker *maker, const mill_fact *fact, const mill_cut *blanks, size_t count);

/* A cloze note of a fact's deletions, or else of what is highlighted in it. */
void mill_ask_marked(mill_maker *maker, const mill_fact *fact);

#endif
