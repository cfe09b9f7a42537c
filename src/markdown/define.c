/*
 * define.c - definition lists, as pandoc and others write them, become items.
 *
 *     Term
 *     : what it means
 *
 * For Markdown that is one paragraph.  Each term becomes an item whose body are its
 * definitions, with blank lines between or without.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { TERM_WIDTH = 100 };

typedef struct definer {
	mill_reader *reader;
	mill_block *first, *last; /* the blocks so far */
	mill_block *list;         /* the one that is open */
} definer;

/* Bytes of `: ` that a definition begins with; 0 for other lines. */
static size_t
colon(const mill_line *line)
{
	mill_str text = line->text;
	size_t at = 1;

	if (text.len < 3 || text.ptr[0] != ':' || !mill_is_blank(mill_next(text, &at)))
		return 0;
	return at;
}

static bool
is_term(const mill_line *line)
{
	mill_str text = mill_trim(line->text);

	return text.len > 0 && colon(line) == 0 && mill_width(text) <= TERM_WIDTH &&
	       !mill_announces(text);
}

/* True when a term stands at `at` and its definition below it. */
static bool
begins(const mill_block *text, size_t at)
{
	const mill_block *next = text->next;

	if (!is_term(&text->lines[at]))
		return false;
	if (at + 1 < text->line_count)
		return colon(&text->lines[at + 1]) > 0;
	return next != NULL && next->kind == MILL_TEXT && colon(&next->lines[0]) > 0;
}

static mill_block *
part(definer *d, const mill_block *text, size_t from, size_t to)
{
	mill_block *block = mill_new_block(
	    d->reader, MILL_TEXT, text->lines[from].line, text->lines[to - 1].line);

	block->lines = text->lines + from;
	block->line_count = to - from;
	return block;
}

static void
open_term(definer *d, const mill_block *text, size_t at)
{
	int32_t line = text->lines[at].line;
	mill_block *item = mill_new_block(d->reader, MILL_ITEM, line, line), *term;

	if (d->list == NULL) {
		d->list = mill_new_block(d->reader, MILL_LIST, line, line);
		d->list->marker.shape = MILL_BULLET;
		d->list->found = true;
		mill_append(&d->first, &d->last, d->list);
	}
	item->marker = d->list->marker;
	term = part(d, text, at, at + 1);
	mill_append(&item->first, &item->last, term);
	mill_append(&d->list->first, &d->list->last, item);
}

/* The lines from at on that belong to one definition; answers the end of them. */
static size_t
add_definition(definer *d, const mill_block *text, size_t at)
{
	mill_block *item = d->list->last, *block;
	size_t end = at + 1;

	while (end < text->line_count && colon(&text->lines[end]) == 0 && !begins(text, end))
		end++;
	text->lines[at] = mill_line_from(d->reader, &text->lines[at], colon(&text->lines[at]));
	block = part(d, text, at, end);
	item->end_line = d->list->end_line = block->end_line;
	mill_append(&item->first, &item->last, block);
	return end;
}

/* Deals out a text with terms in it; the lines before the first stay a text. */
static void
split_text(definer *d, mill_block *text)
{
	mill_block view = *text;
	size_t at = 0;

	if (d->list == NULL || colon(&view.lines[0]) == 0) {
		while (at < view.line_count && !begins(&view, at))
			at++;
		d->list = at > 0 ? NULL : d->list;
		if (at == view.line_count) {
			mill_append(&d->first, &d->last, text);
			return;
		}
		if (at > 0)
			mill_append(&d->first, &d->last, part(d, &view, 0, at));
	}
	while (at < view.line_count) {
		if (colon(&view.lines[at]) > 0)
			at = add_definition(d, &view, at);
		else
			open_term(d, &view, at++);
	}
}

static bool
has_definition(const mill_block *first)
{
	for (const mill_block *block = first; block != NULL; block = block->next)
		for (size_t i = 0; block->kind == MILL_TEXT && i < block->line_count; i++)
			if (colon(&block->lines[i]) > 0)
				return true;
	return false;
}

void
mill_mend_definitions(mill_reader *reader, mill_block **first, mill_block **last)
{
	definer d = { .reader = reader };
	mill_block *next;

	if (!has_definition(*first))
		return;
	for (mill_block *block = *first; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT) {
			split_text(&d, block);
			continue;
		}
		d.list = NULL;
		mill_append(&d.first, &d.last, block);
	}
	*first = d.first;
	*last = d.last;
}
