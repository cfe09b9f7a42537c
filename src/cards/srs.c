/*
 * srs.c - cards that the author asks for by marks.
 *
 * `front::back`, lines around one that is only a `?`, a `#card`, deletions as
 * Anki writes them: what they say is the card, and no other rule is asked.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

static bool
has_kind(const mill_fact *fact, mill_span_kind kind)
{
	for (size_t i = 0; i < fact->line_count; i++)
		if (mill_span_of(&fact->lines[i], kind) != NULL)
			return true;
	return false;
}

bool
mill_marked_split(const mill_line *line, mill_split *split)
{
	const mill_span *span = mill_span_of(line, MILL_SPLIT);

	if (span == NULL || span->len == 0)
		return false;
	*split = (mill_split){ 0, span->start, span->start + span->len, line->text.len, false };
	return true;
}

bool
mill_is_marked(const mill_line *line)
{
	return mill_span_of(line, MILL_SPLIT) != NULL || mill_span_of(line, MILL_DELETION) != NULL;
}

/* The line with the ? that stands between front and back; 0 when there is none. */
static size_t
turn_of(const mill_line *lines, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		mill_str text = mill_trim(lines[i].text);

		if (mill_equal(text, MILL_STR("?")) || mill_equal(text, MILL_STR("??")))
			return i;
	}
	return 0;
}

bool
mill_is_turned(const mill_fact *fact)
{
	size_t turn = turn_of(fact->lines, fact->line_count);

	return turn > 0 && (turn + 1 < fact->line_count || fact->rest != NULL);
}

bool
mill_item_is_marked(const mill_block *item)
{
	const mill_block *text = item->first;

	return text != NULL && text->kind == MILL_TEXT &&
	       (mill_is_marked(&text->lines[0]) || turn_of(text->lines, text->line_count) > 0);
}

/* ---- cards ----------------------------------------------------------------------------- */

/* Without the blanks around it; the author's own marks stay. */
static mill_cut
trimmed(mill_cut cut)
{
	mill_str text = mill_cut_text(cut), rest = mill_trim(text);

	if (rest.len == 0)
		return cut;
	cut.from += (size_t)(rest.ptr - text.ptr);
	cut.to = cut.from + rest.len;
	return cut;
}

static void
ask(mill_maker *maker, const mill_fact *fact, mill_cut front, const mill_sheet *shown,
    const mill_sheet *back, bool reversed)
{
	mill_ask(maker, &(mill_asked){ .rule = "author",
			    .front = front,
			    .shown = shown,
			    .back = back,
			    .path = fact->path,
			    .line = fact->line,
			    .end_line = fact->end_line,
			    .reversed = reversed,
			    .as_is = true });
}

/* Lines of the front, the ?, lines and blocks of the back. */
static mill_outcome
turned_card(mill_maker *maker, const mill_fact *fact)
{
	size_t turn = turn_of(fact->lines, fact->line_count);
	mill_sheet shown = mill_new_sheet(maker), back = mill_new_sheet(maker);

	if (turn > 1) {
		mill_puts(&shown.html, "<br>");
		mill_put_lines(&shown, fact->lines + 1, turn - 1);
	}
	mill_sheet_lines(&back, fact->lines[turn].line, mill_end_of(&fact->lines[turn]));
	mill_put_lines(&back, fact->lines + turn + 1, fact->line_count - turn - 1);
	mill_put_blocks(&back, fact->rest, turn + 1 < fact->line_count);
	ask(maker, fact, trimmed(mill_whole(&fact->lines[0])), turn > 1 ? &shown : NULL, &back,
	    mill_equal(mill_trim(fact->lines[turn].text), MILL_STR("??")));
	return MILL_CARD;
}

static bool
is_both_ways(const mill_line *line, const mill_span *split)
{
	return split + 1 < line->spans + line->span_count && split[1].kind == MILL_HINT;
}

static mill_outcome
split_card(mill_maker *maker, const mill_fact *fact, const mill_span *span)
{
	const mill_line *line = &fact->lines[0];
	mill_sheet back = mill_new_sheet(maker);

	if (span->len == 0 && fact->line_count == 1 && fact->rest == NULL)
		return MILL_NO_HANDLE; /* nothing is below: let the line speak for itself */
	if (span->len > 0)
		mill_put_cut(
		    &back, trimmed((mill_cut){ line, span->start + span->len, line->text.len }));
	if (back.html.len > 0 && fact->line_count > 1)
		mill_puts(&back.html, "<br>");
	mill_put_lines(&back, fact->lines + 1, fact->line_count - 1);
	mill_put_blocks(&back, fact->rest, back.html.len > 0);
	ask(maker, fact, trimmed((mill_cut){ line, 0, span->start }), NULL, &back,
	    is_both_ways(line, span));
	return MILL_CARD;
}

mill_outcome
mill_marked_card(mill_maker *maker, const mill_fact *fact)
{
	const mill_span *split = mill_span_of(&fact->lines[0], MILL_SPLIT);

	if (mill_is_turned(fact))
		return turned_card(maker, fact);
	if (split != NULL)
		return split_card(maker, fact, split);
	if (!has_kind(fact, MILL_DELETION))
		return MILL_NO_HANDLE;
	mill_ask_marked(maker, fact);
	return MILL_CARD;
}

mill_outcome
mill_highlight_card(mill_maker *maker, const mill_fact *fact)
{
	if (maker->statements == CARDMILL_PROMPT || !has_kind(fact, MILL_MARKED))
		return MILL_NO_HANDLE;
	mill_ask_marked(maker, fact);
	return MILL_CARD;
}

bool
mill_marked_section(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	const mill_span *split = mill_span_of(&section->title, MILL_SPLIT);
	mill_fact fact = { &section->title, 1, section->blocks, above, section->line,
		section->end_line };

	return split != NULL && split->len == 0 && split_card(maker, &fact, split) == MILL_CARD;
}
