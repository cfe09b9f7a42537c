/*
 * markup.h - the HTML of a field on its way to Markdown.
 */
#ifndef MILL_MARKUP_H
#define MILL_MARKUP_H

typedef enum mill_piece_kind {
	MILL_WORDS, /* text, with character references */
	MILL_OPENS, /* a tag that another one closes */
	MILL_CLOSES,
	MILL_ALONE /* a tag without a partner, or a comment */
} mill_piece_kind;

/* A tag of a field, or what stands between two. */
typedef struct mill_fragment {
	mill_piece_kind kind;
	mill_str text; /* as the field has it */
	mill_str name; /* of the tag; empty of words and comments */
	size_t match;  /* the fragment that closes this one, or opens it */
	bool block;    /* its tag begins a block */
	bool holds;    /* there are blocks in it */
} mill_fragment;

typedef struct mill_markup {
	mill_arena *arena;
	mill_buf out;
	mill_fragment *all;
	size_t count;
	mill_buf prefix; /* begins each line: what holds it */
	int level;       /* of what words are set in */
	int depth;       /* of quotes and lists */
	bool careful;    /* all is escaped that may mean something anywhere */
	bool table;      /* in a row: all on one line */
	bool begins;     /* nothing stands on the line yet */
	unsigned marks;  /* that the text is set in */
	bool first;      /* line of its paragraph, and so far there are only tags on it */
	size_t last;     /* fragment of the paragraph that shows something */
	bool failed;     /* there is no Markdown for this */
} mill_markup;

/* ---- dissect.c: a field in fragments ------------------------------------------------- */

void mill_dissect(mill_markup *m, mill_str html);
/* The fragment at i is a tag as written here. */
bool mill_is_tag(const mill_markup *m, size_t i, const char *tag);
bool mill_is_named(const mill_fragment *fragment, const char *name);
/* The value between `before` and `behind` when that is all of a tag; ptr NULL: it is not. */
bool mill_tag_value(
    const mill_fragment *fragment, const char *before, const char *behind, mill_str *value);

/* ---- phrase.c: what stands in a paragraph -------------------------------------------- */

/* Fragments from..to, without blocks; they begin a paragraph, or go on with a line. */
void mill_put_phrases(mill_markup *m, size_t from, size_t to);
/* Words; ends: the line or the paragraph does behind them. */
void mill_put_marked_words(mill_markup *m, mill_str text, bool ends);
/* Text as it can stand between marks of code: undoes mill_put_html(); false when that
 * would not give back the same. */
bool mill_put_plain(mill_buf *out, mill_str html);
/* The character that a reference of ours stands for at text[at]; 0: there is none. */
char mill_reference(mill_str text, size_t at, size_t *length);
/* Bytes of what would be a reference if an ampersand stood before it; 0: it would not. */
size_t mill_reference_tail(mill_str text, size_t at);
/* Ends a line and begins the next one. */
void mill_end_line(mill_markup *m);
/* Keeps a blank that ends a line. */
void mill_guard_end(mill_markup *m);

/* ---- target.c: code, links, pictures.  False when it stays a tag --------------------- */

bool mill_put_code_span(mill_markup *m, size_t i);
bool mill_put_link(mill_markup *m, size_t i);
bool mill_put_image(mill_markup *m, size_t i);

/* ---- markup.c: blocks, and all of it ------------------------------------------------- */

/* What was put last into a quote, an item or the cell. */
typedef enum mill_last_block {
	MILL_LAST_NOTHING,
	MILL_LAST_TITLE, /* of a box */
	MILL_LAST_TEXT,
	MILL_LAST_RAW, /* a tag on a line of its own */
	MILL_LAST_LIST,
	MILL_LAST_QUOTE,
	MILL_LAST_TABLE,
	MILL_LAST_OTHER
} mill_last_block;

typedef struct mill_flow {
	mill_last_block last;
	bool text;     /* a paragraph now has to be told apart from what is before it */
	char mark;     /* of the latest list */
	bool numbered; /* it is */
} mill_flow;

/* Begins the line of a block; apart: it needs a blank line before it even in an item. */
void mill_begin_block(mill_markup *m, mill_flow *f, mill_last_block block, bool apart);
/* A field as Markdown.  careful: all is escaped that could mean something, and not only
 * what does in most places.  False when it has none; true does not say that it becomes
 * the same field again. */
bool mill_put_markdown(mill_buf *out, mill_str html, bool careful);
/* A line or more of phrases; row: in a row of a table. */
void mill_put_line(mill_markup *m, size_t from, size_t to, bool row);

/* ---- marktable.c --------------------------------------------------------------------- */

/* The table at i in the box that scrolls it; false when it stays tags. */
bool mill_put_table(mill_markup *m, mill_flow *f, size_t i);

#endif
