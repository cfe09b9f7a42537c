/*
 * bodies.c - items that were written as headings get what follows them.
 *
 * `1. Indexes`, a table, `1. Locks`, a picture: some editors number every item
 * with 1 when something stands between, and some authors number their headings.
 * Markdown sees lists of one item and blocks that belong to none.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	TITLE_WIDTH = 44,    /* a longer item says something by itself */
	QUESTION_WIDTH = 160 /* a question may be longer */
};

static uint32_t
last_char(const mill_line *line)
{
	mill_str text = mill_trim(line->text);

	return mill_before(text, text.len);
}

bool
mill_ends_lead(const mill_block *block)
{
	return block != NULL && block->kind == MILL_TEXT && block->line_count > 0 &&
	       mill_announces(block->lines[block->line_count - 1].text);
}

/* True when a line holds a term and its meaning, or two clauses. */
static bool
is_two_part(mill_str text)
{
	static const char *const marks[] = { "：", ": ", " - ", " – ", " — ", "——", " = ", "，",
		"; ", "；", "。" };

	text = mill_slice(text, 0, text.len - (text.len > 0));
	for (size_t i = 0; i < MILL_COUNT(marks); i++)
		if (mill_find(text, mill_cstr(marks[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* True when an item is one line that asks for what follows it. */
static bool
is_title(const mill_block *item)
{
	const mill_block *text = item->first;
	uint32_t c;

	if (text == NULL || text != item->last || text->kind != MILL_TEXT || text->line_count != 1)
		return false;
	c = last_char(&text->lines[0]);
	if (c == '?' || c == 0xFF1F)
		return mill_width(text->lines[0].text) <= QUESTION_WIDTH;
	return mill_width(text->lines[0].text) <= TITLE_WIDTH && c != '.' && c != ';' && c != '!' &&
	       c != 0x3002 && c != 0xFF1B && c != 0xFF01 && !is_two_part(text->lines[0].text);
}

static bool
is_numbered(const mill_block *block)
{
	return block->kind == MILL_LIST && block->marker.shape != MILL_BULLET;
}

/* Where what stands behind a list of one item ends: at the next numbered list, or at
 * the line that leads into one. */
static mill_block *
end_of_body(mill_block *list)
{
	mill_block *last = list;

	while (last->next != NULL && !is_numbered(last->next) &&
	       !(mill_ends_lead(last->next) && last->next->next != NULL &&
		   last->next->next->kind == MILL_LIST))
		last = last->next;
	return last;
}

/* True when every block between list and the end may be the body of its last item. */
static bool
may_take(const mill_block *list, const mill_block *end)
{
	if (list == end)
		return false;
	if (is_title(list->last))
		return true;
	for (const mill_block *block = list->next;; block = block->next) {
		if (block->kind == MILL_TEXT)
			return false;
		if (block == end)
			return true;
	}
}

/* Moves the blocks behind list up to the end into its last item. */
static void
take(mill_reader *reader, mill_block *list, mill_block *end)
{
	mill_block *item = list->last, *block = list->next, *next;

	list->next = end->next;
	list->end_line = item->end_line = end->end_line;
	for (bool more = true; more; block = next) {
		more = block != end;
		next = block->next;
		mill_append(&item->first, &item->last, block);
	}
	mill_join_verbatim(reader, &item->first, &item->last);
}

static bool
starts_again(const mill_block *list, const mill_block *again)
{
	return again != NULL && is_numbered(again) && again->first == again->last &&
	       again->marker.shape == list->marker.shape && again->marker.number == 1 &&
	       again->marker.indent == list->marker.indent;
}

/* A list of one item, with what belongs to it and the lists that it was cut from. */
static void
gather(mill_reader *reader, mill_block *list)
{
	for (;;) {
		mill_block *end = end_of_body(list), *again = end->next;
		bool restarts = starts_again(list, again);

		if (!may_take(list, end) || (!restarts && !is_title(list->last)) ||
		    (again != NULL && is_numbered(again) &&
			mill_marker_follows(&list->last->marker, &again->marker)))
			return;
		take(reader, list, end);
		if (!restarts)
			return;
		mill_say(reader->log, MILL_LIST_RESUMED, (mill_place){ again->line, again->column },
		    "the list starts again at 1 behind what belongs to the item before");
		again->first->marker.number = list->last->marker.number + 1;
		list->last->next = again->first;
		list->last = again->last;
		list->end_line = again->end_line;
		list->next = again->next;
	}
}

void
mill_mend_bodies(mill_reader *reader, mill_block **first, mill_block **last)
{
	for (mill_block *block = *first; block != NULL; block = block->next) {
		if (is_numbered(block) && block->first != NULL && block->first == block->last &&
		    block->marker.number == 1)
			gather(reader, block);
		*last = block;
	}
}
