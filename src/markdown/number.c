/*
 * number.c - numbers that stand where Markdown has no items: in bold text and
 * behind bullets.  They are for order, and on no card.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

/* The tags that bold text begins and ends with. */
static bool
is_bold(mill_str html, mill_str *inner)
{
	static const mill_str open = { "<strong>", 8 }, close = { "</strong>", 9 };

	if (!mill_starts(html, open) || !mill_ends(html, close))
		return false;
	*inner = mill_slice(html, open.len, html.len - close.len);
	return true;
}

size_t
mill_bold_number(const mill_line *line)
{
	const mill_span *bold = line->spans;
	mill_marker marker;
	mill_str inner;
	size_t end;

	if (line->span_count == 0 || bold->kind != MILL_STRONG || !is_bold(bold->html, &inner))
		return 0;
	end = mill_marker_read(line->text, &marker);
	if (end == 0 || marker.shape == MILL_BULLET || marker.shape == MILL_LETTER ||
	    mill_all_blank(mill_slice(line->text, end, line->text.len)))
		return 0;
	return end;
}

mill_line
mill_line_behind(mill_reader *reader, const mill_line *line, size_t from)
{
	static const mill_str marks[] = { { "<", 1 }, { "&", 1 } };
	mill_line rest = mill_line_from(reader, line, from);
	mill_str inner;
	mill_buf html = { .arena = reader->arena };

	if (line->span_count == 0 || line->spans->start + line->spans->len <= from ||
	    !is_bold(line->spans->html, &inner) || inner.len < from)
		return rest;
	for (size_t i = 0; i < MILL_COUNT(marks); i++)
		if (mill_find(mill_slice(inner, 0, from), marks[i], 0) != SIZE_MAX)
			return rest; /* the number itself is marked up: it stays */
	mill_puts(&html, "<strong>");
	mill_put_str(&html, mill_slice(inner, from, inner.len));
	mill_puts(&html, "</strong>");
	rest.spans[0].html = mill_buf_str(&html);
	return rest;
}

/* ---- bullets --------------------------------------------------------------------- */

static mill_line *
head_of(mill_block *item)
{
	if (item == NULL || item->first == NULL || item->first->kind != MILL_TEXT)
		return NULL;
	return &item->first->lines[0];
}

/* Bytes of the number that an item's text begins with. */
static size_t
head_number(mill_block *item, mill_marker *marker)
{
	const mill_line *line = head_of(item);
	size_t end = line == NULL ? 0 : mill_marker_read(line->text, marker);

	/* Letters are what `Answer: B` speaks of. */
	if (end == 0 || marker->shape == MILL_BULLET || marker->shape == MILL_LETTER ||
	    mill_all_blank(mill_slice(line->text, end, line->text.len)))
		return 0;
	return end;
}

void
mill_mend_numbers(mill_reader *reader, mill_block *list)
{
	mill_marker first, marker;
	bool run;

	if (list->first == NULL)
		return;
	run = head_number(list->first, &first) > 0 && first.number == 1 &&
	      head_number(list->first->next, &marker) > 0 && marker.number == 2 &&
	      marker.shape == first.shape;
	for (mill_block *item = list->first; item != NULL; item = item->next) {
		mill_line *line = head_of(item);
		size_t end = head_number(item, &marker);

		if (end > 0 &&
		    ((run && marker.shape == first.shape) || mill_bold_number(line) == end))
			*line = mill_line_behind(reader, line, end);
	}
}
