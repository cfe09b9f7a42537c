/*
 * texts.c - what stands in the texts of a tree beside words: links of a wiki,
 * formulas, references to footnotes.  Each becomes a node of its own.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>

enum { LINKS = 4000 /* of a wiki, in one text */, LABEL = 100 /* bytes of a footnote's name */ };

/* The next thing of a kind in a text. */
typedef struct found {
	size_t at, end; /* at: SIZE_MAX when there is none */
	mill_str name;  /* of a page */
	const mill_formula *formula;
	uint32_t note;
} found;

typedef struct splitter {
	mill_reader *reader;
	cmark_node *node; /* the text that is split */
	mill_str text;
	bool linked; /* it stands in a link: words of a wiki's link alone */
	int32_t line;
} splitter;

static void
find_page(const splitter *s, size_t from, found *f)
{
	f->at = mill_find_page(s->text, from, &f->name, &f->end);
}

static void
find_formula(const splitter *s, size_t from, found *f)
{
	size_t length;

	f->at = from;
	while ((f->at = mill_find(s->text, mill_cstr(MILL_FORMULA), f->at)) != SIZE_MAX) {
		f->formula = mill_formula_mark(
		    s->reader, mill_slice(s->text, f->at, s->text.len), MILL_FORMULA, &length);
		if (f->formula != NULL) {
			f->end = f->at + length;
			return;
		}
		f->at++;
	}
}

static void
find_note(const splitter *s, size_t from, found *f)
{
	static const mill_str opens = { "[^", 2 };

	f->at = from;
	while ((f->at = mill_find(s->text, opens, f->at)) != SIZE_MAX) {
		size_t close = mill_find(
		    mill_slice(s->text, 0, f->at + LABEL), MILL_STR("]"), f->at + 2);

		f->note = close == SIZE_MAX ? 0
					    : mill_footnote_named(
						  s->reader, mill_slice(s->text, f->at + 2, close));
		if (f->note > 0) {
			f->end = close + 1;
			return;
		}
		f->at++;
	}
}

static void (*const finders[])(
    const splitter *s, size_t from, found *f) = { find_page, find_formula, find_note };

static void
put_text(splitter *s, mill_str text)
{
	if (text.len > 0)
		cmark_node_insert_before(
		    s->node, mill_text_node(s->reader, mill_copy(s->reader->trees, text).ptr));
}

static void
put_page(splitter *s, const found *f)
{
	bool embed = s->text.ptr[f->at] == '!';

	/* Cells of tables hold no node of a page. */
	if ((s->linked && !embed) ||
	    !cmark_node_insert_before(s->node, mill_page_node(s->reader, f->name, embed)))
		put_text(s, mill_page_words(s->reader, f->name));
}

static void
put_note(splitter *s, const found *f)
{
	mill_footnote *note = &s->reader->notes[f->note - 1];
	mill_buf html = { .arena = s->reader->arena };
	cmark_node *node;

	if (note->reference.len == 0) {
		mill_printf(&html, "%s%u%s", MILL_NOTE_BEGIN, f->note, MILL_NOTE_END);
		note->reference = mill_buf_str(&html);
	}
	node = mill_ready_node(s->reader, MILL_NOTE, note->reference, MILL_STR(""), MILL_STR(""));
	mill_set_kept(node, note->reference);
	cmark_node_insert_before(s->node, node);
}

static bool
is_found(const found *f)
{
	return f->at != SIZE_MAX;
}

/* Puts the pieces of a text in its place. */
static void
split(splitter *s)
{
	found next[MILL_COUNT(finders)] = { 0 };
	size_t from = 0, links = 0;

	for (size_t i = 0; i < MILL_COUNT(finders); i++)
		finders[i](s, 0, &next[i]);
	if (!is_found(&next[0]) && !is_found(&next[1]) && !is_found(&next[2]))
		return;
	for (;;) {
		size_t first = 0;

		for (size_t i = 0; i < MILL_COUNT(finders); i++) {
			if (is_found(&next[i]) && next[i].at < from)
				finders[i](s, from, &next[i]);
			if (next[i].at < next[first].at)
				first = i;
		}
		if (!is_found(&next[first]))
			break;
		if (first == 0 && ++links > LINKS) {
			mill_say(s->reader->log, MILL_TOO_MANY_MARKS, (mill_place){ s->line, 0 },
			    "a paragraph has more than 4000 links of a wiki; the others are plain "
			    "text");
			break;
		}
		put_text(s, mill_slice(s->text, from, next[first].at));
		from = next[first].end;
		if (first == 0)
			put_page(s, &next[first]);
		else if (first == 1)
			cmark_node_insert_before(
			    s->node, mill_formula_node(s->reader, next[first].formula));
		else
			put_note(s, &next[first]);
	}
	put_text(s, mill_slice(s->text, from, s->text.len));
	cmark_node_unlink(s->node);
}

/* A line that a formula went over holds its mark, which goes with the break before it. */
static void
join_formula(splitter *s)
{
	cmark_node *before = cmark_node_previous(s->node);
	cmark_node_type type = before == NULL ? CMARK_NODE_NONE : cmark_node_get_type(before);
	size_t length;

	if ((type != CMARK_NODE_SOFTBREAK && type != CMARK_NODE_LINEBREAK) ||
	    mill_formula_mark(s->reader, s->text, MILL_FORMULA_LINE, &length) == NULL)
		return;
	s->text = mill_copy(s->reader->trees, mill_slice(s->text, length, s->text.len));
	cmark_node_unlink(before);
	cmark_node_set_literal(s->node, s->text.ptr);
}

static bool
is_special(mill_str text)
{
	return mill_find(text, MILL_STR("[["), 0) != SIZE_MAX ||
	       mill_find(text, MILL_STR("[^"), 0) != SIZE_MAX ||
	       mill_find(text, MILL_STR("\xEF\xB7"), 0) != SIZE_MAX;
}

static void
look_at_text(mill_reader *reader, cmark_node *node, bool linked, int32_t line)
{
	splitter s = { reader, node, mill_cstr(cmark_node_get_literal(node)), linked, line };

	if (!is_special(s.text))
		return;
	if (mill_starts(s.text, mill_cstr(MILL_NOTE_TEXT))) {
		s.text = mill_copy(
		    reader->trees, mill_slice(s.text, strlen(MILL_NOTE_TEXT), s.text.len));
		cmark_node_set_literal(node, s.text.ptr);
	}
	join_formula(&s);
	split(&s);
}

void
mill_split_texts(mill_reader *reader, struct cmark_node *tree, int32_t line)
{
	cmark_node *node = tree, *next, *link = NULL;
	int32_t at = line;

	while (node != NULL) {
		int start = cmark_node_get_start_line(node);
		cmark_node_type type = cmark_node_get_type(node);

		at = start > 0 ? line + start - 1 : at;
		if (link == NULL && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE))
			link = node;
		next = cmark_node_first_child(node);
		while (next == NULL && node != NULL) {
			cmark_node *parent = cmark_node_parent(node);

			next = node == tree ? NULL : cmark_node_next(node);
			if (type == CMARK_NODE_TEXT)
				look_at_text(reader, node, link != NULL, at);
			type = CMARK_NODE_NONE;
			link = node == link ? NULL : link;
			if (next == NULL)
				node = node == tree ? NULL : parent;
		}
		node = next;
	}
}
