/*
 * tags.h - HTML in notes: which tags and attributes a card may hold, and how a
 * stretch of HTML is read.
 */
#ifndef MILL_TAGS_H
#define MILL_TAGS_H

#include <gumbo.h>

/* What becomes of a tag. */
typedef enum mill_use {
	MILL_UNKNOWN_TAG, /* nobody's: the author wrote it as text, `<module>` */
	MILL_STRETCH_TAG, /* stays around a stretch of text: <sub> */
	MILL_BREAK_TAG,   /* ends a line: <br> */
	MILL_LAYOUT_TAG,  /* goes, what is in it stays: <div> */
	MILL_LINK_TAG,
	MILL_EMBED_TAG, /* a picture, sound, a film */
	MILL_BOX_TAG,   /* <input>: of a task, or nothing */
	MILL_GONE_TAG,  /* goes with all that is in it: <script> */
	/* Blocks; among words they lay out. */
	MILL_LIST_TAG,
	MILL_ITEM_TAG,
	MILL_TERM_TAG,
	MILL_MEANING_TAG,
	MILL_TABLE_TAG,
	MILL_ROW_TAG,
	MILL_CELL_TAG,
	MILL_CODE_TAG, /* <pre> */
	MILL_QUOTE_TAG,
	MILL_HEADING_TAG
} mill_use;

/* What becomes of a tag, by the name at the beginning of text; *length: of the name. */
mill_use mill_use_of(mill_str text, size_t *length);
/* True when there is a tag in it that is not text, or something else to be read. */
bool mill_has_tags(mill_str html);
/* True for tags that begin a new line where they stand. */
bool mill_breaks_line(mill_use use);
/* Appends the attributes that a card may hold, ` name="value"` each; what is dropped
 * because it could do harm is reported. */
void mill_put_attributes(
    mill_reader *reader, mill_buf *out, const GumboElement *element, mill_str name, int32_t line);
/* The value of an attribute; empty when there is none. */
mill_str mill_value_of(const GumboElement *element, const char *name);
/* The file or address that an element shows or plays, with its words and size. */
mill_embed mill_embed_of(mill_reader *reader, const GumboElement *element, int32_t line);
/* Reports that something went that could do harm or that no card can show. */
void mill_say_gone(mill_reader *reader, mill_str name, int32_t line);

/* ---- show.c: what a stretch of HTML shows ------------------------------------------ */

typedef struct mill_shown {
	mill_reader *reader;
	int32_t line; /* of the source, on which the HTML begins */
	mill_buf html, text;
	mill_links links;          /* in the text */
	struct mill_linked linked; /* bytes of the text, by where they lead */
	bool markup;               /* html is more than the text, escaped */
} mill_shown;

void mill_show(mill_shown *shown, const GumboNode *node, int depth);
/* The line of the source on which something stands. */
int32_t mill_shown_line(const mill_shown *shown, const GumboSourcePosition *position);

/* ---- grid.c: a table written in HTML ------------------------------------------------ */

/* NULL when it only lays out.  first: the line that the HTML begins on. */
struct mill_block *mill_grid_block(
    mill_reader *reader, const GumboNode *node, int32_t first, int32_t line, int32_t end_line);

/* ---- dom.c: text -> tree of HTML ---------------------------------------------------- */

/* What HTML says, as a browser reads it; lives in reader->trees.  NULL when reading it
 * would cost more than it can be worth: it is nested too deep. */
const GumboNode *mill_dom(mill_reader *reader, mill_str html);
/* The element that a single tag opens; NULL when it is none. */
const GumboElement *mill_dom_tag(mill_reader *reader, const char *tag);
/* The name of an element as it is written, in lower case. */
mill_str mill_dom_name(const GumboElement *element);

/* The tag that ends an element; empty when there is none. */
mill_str mill_dom_end_tag(const GumboElement *element);
/* All text in an element as it stands there, less the newlines at its edges. */
mill_str mill_dom_text(mill_reader *reader, const GumboElement *element);

#endif
