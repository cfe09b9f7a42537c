/*
 * markdown.h - from bytes to outline.  The only room that knows cmark.
 *
 *     bytes -decode-> text -matter, guard-> pieces -tree-> cmark -blocks-> blocks -mend-> OUTLINE
 */
#ifndef MILL_MARKDOWN_H
#define MILL_MARKDOWN_H

struct mill_block;
struct mill_directive;
struct mill_line;
struct mill_marker;
struct mill_outline;
struct mill_section;
struct cmark_node;

/* A source as text: UTF-8, lines end in \n, no NUL, no byte-order mark. */
typedef struct mill_text {
	mill_str body;
	const char *written; /* the body before folds took their tags out; NULL: they took none */
	size_t *starts;      /* where each line begins; line n (from 1) at starts[n - 1] */
	int32_t lines;
	int32_t first; /* the line that Markdown begins on, behind the front matter */
} mill_text;

/* A stretch of guarded text that can be parsed by itself. */
typedef struct mill_piece {
	mill_str text;
	int32_t line; /* of the source, on which it begins */
	bool tables;  /* false: tables in it would cost too much */
} mill_piece;

typedef struct mill_pieces {
	mill_piece *all;
	size_t count;
} mill_pieces;

/* Lines between two comments. */
typedef struct mill_marked {
	int32_t from, to; /* where the comments stand */
} mill_marked;

/* What <details> fold away, and where. */
typedef struct mill_details {
	int32_t line, end_line; /* of its tags; end_line 0: never closed */
	int32_t summary_line, headings;
	int32_t parent; /* the fold around it; -1 when there is none */
	mill_buf summary;
	bool answer, used;
} mill_details;

/* A formula, or a line of one. */
typedef struct mill_formula {
	mill_str source; /* as it stands on its first line; of a further line, that */
	mill_str tex;    /* empty for a further line */
	int32_t more;    /* lines behind its first one */
	bool display;    /* on a line of its own */
} mill_formula;

/* What the stages of one source share. */
typedef struct mill_reader {
	mill_arena *arena; /* lives as long as the outline */
	mill_arena *trees; /* cmark's; emptied after each piece */
	mill_log *log;
	mill_text text;
	mill_marked *contents; /* stretches that comments mark as contents, in order */
	size_t contents_count, contents_room;
	int32_t contents_line;      /* of the comment that opened the latest; 0: none is open */
	struct mill_details *folds; /* in the order of their lines */
	size_t fold_count;
	struct mill_footnote *notes; /* in the order of their lines */
	size_t note_count;
	mill_set note_names;    /* their numbers, from 1 */
	mill_formula *formulas; /* by number */
	size_t formula_count, formula_room;
	size_t cells;   /* of tables so far */
	bool told_rule; /* that a rule under a text made no heading of it */
	struct mill_directive *inside, *inside_last; /* in lines of text, by line */
	struct mill_directive *alone, *alone_last;   /* blocks of their own, by line */
	struct mill_directive *added, *added_last;   /* lines of tags */
} mill_reader;

/* ---- decode.c: bytes -> text --------------------------------------------- */

cardmill_status mill_decode(mill_reader *reader, mill_str bytes, const char *encoding);
/* Line n of the source without its newline; empty when there is no such line. */
mill_str mill_source_line(const mill_text *text, int32_t line);
/* Columns of blanks that a line begins with; a tab goes to the next multiple of 4. */
int32_t mill_indent(mill_str line);

/* ---- matter.c: YAML front matter -> deck, title, tags ---------------------- */

void mill_matter(mill_reader *reader, struct mill_outline *outline);

/* ---- fencing.c: fences of code ---------------------------------------------------- */

typedef struct mill_fencing {
	char mark; /* of the fence that is open; 0: none is */
	size_t length;
} mill_fencing;

/* True for lines of fences and between them; text is a line without what holds it. */
bool mill_in_fence(mill_fencing *fencing, mill_str text);

/* ---- folds.c: <details> and <summary> become blocks --------------------------- */

/* Takes the tags out of the text and writes down where they stood. */
void mill_find_folds(mill_reader *reader);
bool mill_in_fold(const mill_reader *reader, int32_t line);
/* Where the text of a line begins, behind quotes and marks of items. */
size_t mill_behind_containers(mill_str line);
/* True for what stands in the text where tags were. */
bool mill_is_fold_mark(mill_str line);
bool mill_is_only_mark(mill_str text);
/* Puts the blocks together that stand between tags, in all sections below root. */
void mill_mend_folds(mill_reader *reader, struct mill_section *root);

/* ---- ids.c: what notes are called ----------------------------------------------------- */

/* Takes the ids out of the text, and writes down what they are about. */
void mill_find_ids(mill_reader *reader, struct mill_outline *outline);
/* caret.c: where the `^id` stands that ends a line, which is cut at its last word: its ^;
 * SIZE_MAX when nothing that can be one does. */
size_t mill_caret_of(mill_str line);
/* True when that is an id, and no power, branch or pattern; below: it stands alone, and
 * below a blank line or what is no line of text. */
bool mill_caret_is_id(mill_str line, size_t caret, bool below);

/* ---- callout.c: boxes ------------------------------------------------------------ */

/* True for `!!! tip`, which has its text set in below. */
bool mill_opens_box(mill_str line);
/* True for `:::` and `::: tip Title`. */
bool mill_is_box_line(mill_str line);
/* True for a line on which a box begins, and that says nothing: `[!tip]`. */
bool mill_is_box_alone(mill_str line);
void mill_read_callouts(mill_reader *reader, struct mill_section *root);
/* How a box of a type looks: the class that the style knows. */
const char *mill_look_of_box(mill_str type);

/* ---- near.c: lines that miss a heading or an item by a blank ------------------ */

/* The line with the blank that its author forgot, or the line as it is. */
mill_str mill_mend_blank(mill_reader *reader, int32_t line, mill_str text);
/* True for `---` and `===`. */
bool mill_is_underline(mill_str line);
/* True when a line is an item for its author, `1、x` or `• x`, and no title. */
bool mill_is_item_line(mill_str line);

/* ---- guard.c: text -> pieces that cost cmark no more than they should ------- */

mill_pieces mill_guard(mill_reader *reader);

/* ---- backtick.c: back-ticks on a line --------------------------------------------- */

/* Where a back-tick stands that would eat text up to the next one, unless its partner is
 * on the next line: then the code was wrapped.  SIZE_MAX when there is none. */
size_t mill_stray_backtick(mill_reader *reader, int32_t line, mill_str text);
/* Where code that begins at a back-tick ends; behind the run of them when it does not. */
size_t mill_code_end(mill_str text, size_t at);

/* ---- math.c: formulas, taken out of the text and put back ------------------------------ */

/* Around the number of a formula: in text, on the lines behind its first one, and in
 * HTML.  No characters: decode.c lets none of them in. */
#define MILL_FORMULA      "\xEF\xB7\x90"
#define MILL_FORMULA_LINE "\xEF\xB7\x91"
#define MILL_FORMULA_HTML "\xEF\xB7\x94"

typedef struct mill_formula_place {
	mill_str text;      /* of its first line */
	size_t start, from; /* on its first line: it, and what is in it */
	size_t to, end;     /* on its last line: of what is in it, and of it */
	int32_t line, end_line;
	bool display; /* on a line of its own */
} mill_formula_place;

/* True when a formula begins at text[at] of a line. */
bool mill_find_formula(
    const mill_reader *reader, int32_t line, mill_str text, size_t at, mill_formula_place *place);
/* Writes down a formula, and appends its mark.  table: it stands in one. */
void mill_put_formula(
    mill_reader *reader, mill_buf *out, const mill_formula_place *place, bool table);
/* Appends the mark of a line that a formula goes over; source is what stands there. */
void mill_put_formula_line(mill_reader *reader, mill_buf *out, mill_str source);
/* The formula whose mark text begins with; NULL when it begins with none. */
const mill_formula *mill_formula_mark(
    const mill_reader *reader, mill_str text, const char *mark, size_t *length);
struct cmark_node *mill_formula_node(mill_reader *reader, const mill_formula *formula);
/* Appends a formula as Anki gives it to MathJax. */
void mill_put_tex(mill_buf *out, const mill_formula *formula);
/* The line that a fence of TeX is. */
struct mill_line mill_formula_of_fence(mill_reader *reader, mill_str tex, int32_t line);

/* ---- wrapper.c: lines of HTML that only lay out ------------------------------ */

/* True for a line that would make HTML of the notes on the next one. */
bool mill_is_wrapper(mill_str line, mill_str next);

/* ---- stars.c: bold that CommonMark does not see ------------------------------------- */

/* Looks at the two stars at text[at], with *open telling whether bold is open: copies
 * text from copied on as far as something has to be put in; answers how far. */
size_t mill_help_bold(mill_buf *out, mill_str text, size_t copied, size_t at, bool *open);

/* ---- tree.c: piece -> cmark tree -------------------------------------------- */

/* The tree lives in reader->trees. */
struct cmark_node *mill_parse(mill_reader *reader, const mill_piece *piece);
/* What cmark makes of a node, on one line: line breaks become <br>, in code too. */
mill_str mill_render(mill_reader *reader, struct cmark_node *node);
/* What stars.c put into the text to help cmark. */
#define MILL_HELPER "&#8203;"
/* Takes that out again, and puts formulas back in: as HTML, or as the source has them. */
mill_str mill_unmark(mill_reader *reader, mill_str text, bool html);
/* Its text without any markup. */
mill_str mill_node_text(mill_reader *reader, struct cmark_node *node);

/* True when a node is of an extension's type: "table", "tasklist". */
bool mill_node_is(struct cmark_node *node, const char *name);
/* A text node that is not yet part of a tree. */
struct cmark_node *mill_text_node(mill_reader *reader, const char *text);
/* A node that shows its children and keeps where they led to; no part of a tree yet. */
struct cmark_node *mill_bare_node(mill_reader *reader, const char *target);
/* Makes a link such a node. */
void mill_bare_link(mill_reader *reader, struct cmark_node *node);
/* A link that is not yet part of a tree. */
struct cmark_node *mill_link_node(mill_reader *reader, const char *url);

/* What cmark does not know and shows as it is: a picture, sound, a formula. */
typedef struct mill_ready {
	unsigned kind;    /* of the span it becomes */
	mill_str text;    /* that stands for it */
	mill_str picture; /* what it shows when it is one; else empty */
	int32_t more;     /* lines of the source that it goes on for */
	mill_str kept;    /* its HTML, when that lives as long as the outline; else empty */
} mill_ready;

/* Such a node, not yet part of a tree; html is copied and ends in NUL. */
struct cmark_node *mill_ready_node(
    mill_reader *reader, unsigned kind, mill_str html, mill_str text, mill_str picture);
void mill_set_more(struct cmark_node *node, int32_t more);
void mill_set_kept(struct cmark_node *node, mill_str html);
/* What was made ready of a node; NULL for all other nodes. */
const mill_ready *mill_ready_of(struct cmark_node *node);

/* ---- clean.c: the tree made safe to show --------------------------------------- */

/* Unknown and unpaired tags become text; links that lead nowhere on a phone and
 * pictures, sound and films become what shows them. */
void mill_clean(mill_reader *reader, struct cmark_node *tree, int32_t line);
/* True for an address that can be gone to from a phone. */
bool mill_leads_somewhere(mill_str address);
/* True for an address that would run something, or is a file of the reader's. */
bool mill_is_dangerous(mill_str address);

/* ---- embed.c: pictures, sound and films ----------------------------------------- */

typedef struct mill_embed {
	mill_str address; /* a path as the source has it, or a place on the network */
	mill_str alt, title;
	int32_t width, height; /* pixels; 0: as it is */
} mill_embed;

/* True for a path and for what lies on the network; not for `data:` and the like. */
bool mill_is_embeddable(mill_str address);
/* What a file is, by its ending. */
mill_embed_kind mill_embed_kind_of(mill_str address);
/* What stands for it in the text of a line. */
mill_str mill_embed_text(const mill_embed *embed);
mill_str mill_embed_html(mill_reader *reader, const mill_embed *embed);
/* As a node that is not yet part of a tree. */
struct cmark_node *mill_embed_node(mill_reader *reader, const mill_embed *embed);
/* Reads `300` and `300x200` as the size; false when words are none. */
bool mill_read_size(mill_embed *embed, mill_str words);

/* ---- wiki.c: [[links]] as wikis write them become their words --------------------- */

/* Where a link of a wiki begins at or after a byte; its name, and where it ends.
 * SIZE_MAX when there is none. */
size_t mill_find_page(mill_str text, size_t from, mill_str *name, size_t *behind);
/* The words that stand for a page: those behind the bar, else its name. */
mill_str mill_page_words(mill_reader *reader, mill_str name);
/* What shows a page, or embeds a file; not yet part of a tree. */
struct cmark_node *mill_page_node(mill_reader *reader, mill_str name, bool embed);

/* ---- autolink.c: addresses among words ------------------------------------------------- */

/* Addresses in a line's plain text become links; in blocks at every depth; in all texts
 * below a node. */
void mill_link_addresses(mill_reader *reader, struct mill_line *line);
void mill_link_blocks(mill_reader *reader, struct mill_block *first);
void mill_link_tree(mill_reader *reader, struct cmark_node *parent);

/* ---- texts.c: what stands in texts beside words --------------------------------------- */

/* Links of a wiki, formulas and references to footnotes become nodes of their own. */
void mill_split_texts(mill_reader *reader, struct cmark_node *tree, int32_t line);

/* ---- footnotes.c: `[^1]: what it says` --------------------------------------------------- */

/* Begins the text of a footnote; no character. */
#define MILL_NOTE_TEXT "\xEF\xB7\x93"

/* Finds the footnotes of a source: their lines, not yet what they say. */
void mill_find_footnotes(mill_reader *reader);
/* The footnote that begins on a line; NULL when none does.  Lines come in order. */
const struct mill_footnote *mill_footnote_at(const mill_reader *reader, int32_t line);
/* True when a line belongs to a footnote. */
bool mill_in_footnote(const mill_reader *reader, int32_t line);
/* The number of the footnote of a name, from 1; 0: there is none. */
uint32_t mill_footnote_named(mill_reader *reader, mill_str name);
/* Takes what footnotes say out of the sections, and keeps it. */
void mill_take_footnotes(mill_reader *reader, struct mill_outline *outline);

/* ---- anchors.c: <a> among words ------------------------------------------------------ */

/* The value of an attribute of a single tag; empty when there is none. */
mill_str mill_attribute(mill_reader *reader, const char *tag, const char *name);
/* Looks at the children of one node. */
void mill_read_anchors(mill_reader *reader, struct cmark_node *parent);
/* Takes the `{#name}` off the end of a title. */
void mill_drop_name(struct mill_line *title);

/* ---- links.c: what leads where ------------------------------------------------ */

typedef struct mill_links {
	struct mill_link *all;
	size_t count, room;
} mill_links;

void mill_add_link(mill_reader *reader, mill_links *links, struct mill_link link);
/* Where a node leads when it is a link or a link no more; NULL when it is none. */
const char *mill_target(struct cmark_node *node);
/* The picture that is all a link shows; NULL when it shows words. */
const char *mill_only_picture(struct cmark_node *link);
/* Adds the links at and below a node whose text begins at byte at of its line. */
void mill_collect_links(mill_reader *reader, struct cmark_node *node, size_t at, mill_links *links);
/* True when a target is a place in the same file. */
bool mill_is_inner(mill_str target);
/* Counts the links of a table before they are cleaned away. */
void mill_mark_table(mill_reader *reader, struct cmark_node *table);
struct mill_linked mill_table_links(struct cmark_node *table);

/* ---- inline.c: inline nodes -> lines ----------------------------------------- */

/* The lines of a paragraph or heading; line is where the node begins. */
struct mill_line *mill_lines(
    mill_reader *reader, struct cmark_node *node, int32_t line, int32_t end, size_t *count);
/* A line of plain text that stands in the source as it is. */
struct mill_line mill_plain_line(mill_reader *reader, mill_str text, int32_t line);
/* Text without a newline, read as Markdown; there must be no tree that is still needed. */
struct mill_line *mill_short_line(mill_reader *reader, mill_str text, int32_t line);
/* The part of a line from a byte of its text on. */
struct mill_line mill_line_from(mill_reader *reader, const struct mill_line *line, size_t from);

/* ---- blocks.c: block nodes -> blocks --------------------------------------------- */

/* Adds what is below tree to the outline; section is the one that was open. */
struct mill_section *mill_blocks(
    mill_reader *reader, struct cmark_node *tree, int32_t line, struct mill_section *section);
struct mill_block *mill_new_block(
    mill_reader *reader, unsigned kind, int32_t line, int32_t end_line);

/* ---- raw.c: a block of HTML -> the blocks it shows; NULL when it shows none ----------- */

/* A chain of blocks. */
struct mill_block *mill_raw_block(
    mill_reader *reader, mill_str html, int32_t line, int32_t end_line);

/* ---- tags.c ------------------------------------------------------------------------------ */

/* Text without the tags of HTML. */
mill_str mill_shown_text(mill_reader *reader, mill_str line);
/* The kind of span that a stretch in a tag is. */
unsigned mill_span_of_tag(mill_str name);

/* ---- rows.c: the lines of the source, one by one, for the account ------------------- */

/* `[label]: address` */
bool mill_is_definition(mill_str line);
void mill_rows(mill_reader *reader, struct mill_outline *outline);

/* ---- table.c: a table with its cells, or the text that it is ---------------------------- */

/* A chain of one or two: text may stand below the table.  NULL when it is empty. */
struct mill_block *mill_table_block(
    mill_reader *reader, struct cmark_node *table, int32_t line, int32_t end_line);

/* ---- directive.c: comments; what they say to us is kept -------------------------------- */

/* A comment among other text; line is where it begins. */
void mill_read_comment(mill_reader *reader, const char *comment, int32_t line);
/* True when a line of the source begins with a comment, behind marks of items. */
bool mill_begins_comment(mill_str line);
/* The comments of a block of HTML that begins with one. */
void mill_read_comments(mill_reader *reader, int32_t line, int32_t end_line);
/* Programs that write contents put them between comments: marks what is between them. */
void mill_mark_contents(mill_reader *reader, mill_str comment, int32_t line);
/* Words that are as good as a comment on a line; called in the order of lines. */
void mill_add_directive(mill_reader *reader, mill_str words, int32_t line);
/* All that comments said to us, in the order of lines. */
struct mill_directive *mill_directives(mill_reader *reader);

/* ---- indent.c: what is indented like code ------------------------------------------------ */

/* True when it is a list or prose. */
bool mill_is_indented_text(mill_str code);
/* Without the blanks that all of its lines begin with. */
mill_str mill_outdent(mill_reader *reader, mill_str code);

/* ---- marker.c: how an item is marked ------------------------------------------------ */

/* Reads the marker that text begins with; returns the bytes behind it, its
 * blanks included, 0 when there is none. */
size_t mill_marker_read(mill_str text, struct mill_marker *marker);
/* True when an item with one marker may come next behind an item with another. */
bool mill_marker_follows(const struct mill_marker *before, const struct mill_marker *marker);
/* Numbers at *at, which moves behind them; 0 when there is none. */
int32_t mill_arabic(mill_str text, size_t *at);
int32_t mill_han(mill_str text, size_t *at);

/* ---- guess.c: marks that say so only in a run ------------------------------------------ */

/* What mill_marker_read() takes, and what marks an item when its neighbours go on:
 * 1.x, II., Q1:, 1.2, (a), 가. and the bullets of other keyboards. */
size_t mill_marker_guess(mill_str text, struct mill_marker *marker);

/* ---- number.c: numbers that stand inside of bold text ------------------------------------ */

/* Bytes of the number that bold text at the start of a line begins with; 0: none. */
size_t mill_bold_number(const struct mill_line *line);
/* The line behind its first bytes, taken out of the bold text they stand in too. */
struct mill_line mill_line_behind(mill_reader *reader, const struct mill_line *line, size_t from);
/* The heads of bullets that are numbered besides lose their numbers. */
void mill_mend_numbers(mill_reader *reader, struct mill_block *list);

/* ---- logseq.c: pages whose outline is one of bullets -------------------------------------- */

void mill_outliner(mill_reader *reader, struct mill_outline *outline);
bool mill_is_uuid(mill_str text);
/* Takes the last line off a text when it announced what has gone. */
void mill_drop_lead(mill_reader *reader, struct mill_block *text);

/* ---- bullets.c: bullets that are sections ------------------------------------------- */

void mill_split_bullets(mill_reader *reader, struct mill_section *root);

/* ---- org.c: #+BEGIN_SRC and its like --------------------------------------------------- */

void mill_read_org(mill_reader *reader, struct mill_block **first, struct mill_block **last);

/* ---- sieve.c: what is nothing to learn is left out --------------------------------------- */

void mill_sieve(mill_reader *reader, struct mill_section *root);

/* ---- title.c: a heading's own words ------------------------------------------------------ */

/* A title without its number, and without the link or the bold that it is set in. */
struct mill_line mill_bare_title(mill_reader *reader, const struct mill_line *line);
/* Without blanks around it and without a colon at its end. */
mill_str mill_without_colon(mill_str text);

/* ---- leads.c: lines in bold that head what follows them -> sections -------------------- */

void mill_split_leads(mill_reader *reader, struct mill_section *section);

/* ---- mend.c and its passes: blocks as they were meant ------------------------------- */

void mill_mend(mill_reader *reader, struct mill_section *section);
/* define.c: a term and `: what it means` below it become an item. */
void mill_mend_definitions(
    mill_reader *reader, struct mill_block **first, struct mill_block **last);
/* verbatim.c: unfenced code, configuration and trees of folders become code.
 * The first line of an item is never code. */
void mill_mend_verbatim(
    mill_reader *reader, bool item, struct mill_block **first, struct mill_block **last);
/* Lines of the source as they are, less the blanks all of them begin with. */
struct mill_block *mill_verbatim_block(mill_reader *reader, int32_t line, int32_t end_line);
/* Neighbours that are verbatim code become one, the blank lines between kept. */
void mill_join_verbatim(mill_reader *reader, struct mill_block **first, struct mill_block **last);
/* items.c: lines that are items become items. */
void mill_mend_items(mill_reader *reader, struct mill_block **first, struct mill_block **last);
/* nest.c: bullets that belong below the one before them; `- 1. x` is one item. */
void mill_mend_nesting(mill_reader *reader, struct mill_block *list);
/* bodies.c: lists of one item, which is a heading by its nature, get their bodies. */
void mill_mend_bodies(mill_reader *reader, struct mill_block **first, struct mill_block **last);
/* True when a text ends in a colon: it leads to what follows. */
bool mill_ends_lead(const struct mill_block *block);
/* lists.c: a list that was interrupted goes on; a remark leaves its last item. */
void mill_mend_lists(mill_reader *reader, struct mill_block **first, struct mill_block **last);

/* ---- marks.c and its helpers: what the author marked for learning -------------------------- */

/* What is known of a source before its marks are read. */
typedef struct mill_marking {
	mill_reader *reader;
	struct mill_outline *outline;
	bool learns; /* it has marks that can be nothing else */
	bool codes;  /* its code has `a::b` */
	bool title;  /* the line is a heading's */
} mill_marking;

/* Finds the marks in all lines, and makes items of what they ask for. */
void mill_mark(mill_reader *reader, struct mill_outline *outline);
/* splits.c: where front::back is split; 0 when nowhere.  A mark's place and length. */
size_t mill_split_length(const mill_marking *marking, const struct mill_line *line, size_t *at);
/* True for a mark that stands for nothing else in any text. */
bool mill_split_is_plain(mill_str text, size_t at, size_t length);
/* spans.c: deletions, highlights and splits of a line become spans. */
void mill_mark_line(const mill_marking *marking, struct mill_line *line);
/* hashtags.c: takes the tags off the end of a line and keeps them; true when nothing
 * else was there. */
bool mill_take_tags(const mill_marking *marking, struct mill_line *line);
/* True for a tag that asks for a card of what it stands on. */
bool mill_asks_card(mill_str tag);
/* units.c: lines that ask for a card of their own become items.  item: the blocks are an
 * item's; statements: what is highlighted asks, too. */
void mill_unite(mill_reader *reader, bool item, bool statements, struct mill_block **first,
    struct mill_block **last);
/* True for a line with nothing but ? or ??, which stands between front and back. */
bool mill_is_turn(const struct mill_line *line);

/* ---- cell.c: a cell of a table -> a field -------------------------------------------------- */

/* A cell as the HTML that a field holds, on one line. */
mill_str mill_cell_html(mill_arena *arena, mill_str markdown);

/* ---- outline.c: all of it ------------------------------------------------------------- */

cardmill_status mill_outline_make(mill_arena *arena, mill_arena *trees, mill_log *log,
    mill_str bytes, const char *encoding, struct mill_outline *outline);

#endif
