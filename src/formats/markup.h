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
	bool first;      /* line of its paragraph, and so far there are only tags on it */
	size_t last;     /* fragment of the paragraph that shows something */
	bool failed;     /* there is no Markdown for this */
} mill_markup;

/* dissect.c: a field in fragments; false when it is too large a mess. */
void mill_dissect(mill_markup *m, mill_str html);
/* The fragment at i is a tag as written here. */
bool mill_is_tag(const mill_markup *m, size_t i, const char *tag);
bool mill_is_named(const mill_fragment *fragment, const char *name);
/* The value between `before` and `behind` when that is all of a tag; ptr NULL: it is not. */
bool mill_tag_value(
    const mill_fragment *fragment, const char *before, const char *behind, mill_str *value);

/* phrase.c: what stands in a paragraph. */

/* Fragments from..to, without blocks; they begin a paragraph, or go on with a line. */
void mill_put_phrases(mill_markup *m, size_t from, size_t to);
/* Text as it can stand between marks of code: undoes mill_put_html(); false when that
 * would not give back the same. */
bool mill_put_plain(mill_buf *out, mill_str html);
/* Ends a line and begins the next one. */
void mill_end_line(mill_markup *m);
void mill_guard_end(mill_markup *m);

/* markup.c: all of it.  False when there is no Markdown that looks right. */
bool mill_put_markdown(mill_buf *out, mill_str html, bool careful);

#endif
