/*
 * counting.c - the lists of a cell, and how their items are counted.
 *
 * cmark counts, authors do not: the number of an item is read where it stands.
 */
#include "../base/base.h"
#include "shield.h"
#include "cell.h"
#include "markdown.h"

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <ctype.h>
#include <stdlib.h>

/* Goes to where an item's mark is in the text; items come in order. */
static mill_str
mark_of(mill_cell *c, cmark_node *item)
{
	mill_str text = mill_buf_str(&c->shield->text), line;
	size_t column = (size_t)cmark_node_get_start_column(item);

	while (c->line < cmark_node_get_start_line(item)) {
		size_t end = mill_find(text, MILL_STR("\n"), c->at);

		c->at = end == SIZE_MAX ? text.len : end + 1;
		c->line++;
	}
	line = mill_slice(text, c->at, mill_find(text, MILL_STR("\n"), c->at));
	column = column > 0 ? column - 1 : 0;
	while (column < line.len && (line.ptr[column] == ' ' || line.ptr[column] == '\t'))
		column++;
	return mill_slice(line, column, line.len);
}

/* The letter that the item counts with whose mark is this; NULL when it does with none. */
static mill_letter *
letter_of(mill_cell *c, mill_str mark)
{
	int32_t column = (int32_t)(mark.ptr - (c->shield->text.text + c->at)) + 1;

	while (c->letter < c->shield->letter_count) {
		mill_letter *letter = &c->shield->letters[c->letter];

		if (letter->line == c->line && letter->column == column)
			return letter;
		if (letter->line > c->line || (letter->line == c->line && letter->column > column))
			break;
		c->letter++;
	}
	return NULL;
}

/* How an item is counted; *letter: A or a when it is with letters, else 0. */
static long
number_of(mill_cell *c, cmark_node *item, char *letter)
{
	mill_str mark = mark_of(c, item);
	mill_letter *found = letter_of(c, mark);

	*letter = 0;
	if (found == NULL)
		return strtol(mark.ptr, NULL, 10);
	*letter = isupper((unsigned char)found->letter) ? 'A' : 'a';
	found->used = true;
	return found->letter - *letter + 1;
}

bool
mill_is_bullet(cmark_node *list)
{
	return cmark_node_get_list_type(list) != CMARK_ORDERED_LIST;
}

void
mill_open_list(mill_cell *c, cmark_node *list)
{
	cmark_node *first = cmark_node_first_child(list);
	char letter = 0;
	long number = mill_is_bullet(list) || first == NULL ? 1 : number_of(c, first, &letter);

	if (mill_is_bullet(list))
		mill_puts(&c->out, "<ul>");
	else if (letter != 0)
		mill_printf(&c->out, "<ol type=\"%c\">", letter);
	else if (number != 1)
		mill_printf(&c->out, "<ol start=\"%ld\">", number);
	else
		mill_puts(&c->out, "<ol>");
}

/* How an item is counted, and the number that its mark has. */
static void
keep_count(cmark_node *item, long count, long number)
{
	cmark_node_set_user_data(
	    item, (void *)(uintptr_t)((uint64_t)count << 32 | (uint64_t)number));
}

/* The number by which an item says that some before it are missing; 0: it does not.  Many
 * write the same number before all items. */
static long
value_of(mill_cell *c, cmark_node *item)
{
	cmark_node *before = cmark_node_previous(item);
	char letter;
	long number = number_of(c, item, &letter), last;
	uint64_t kept;

	keep_count(item, number, number);
	if (before == NULL)
		return letter != 0 && number != 1 ? number : 0;
	kept = (uint64_t)(uintptr_t)cmark_node_get_user_data(before);
	last = (long)(kept >> 32);
	if (number != (long)(kept & UINT32_MAX))
		return number == last + 1 ? 0 : number;
	keep_count(item, last + 1, number);
	return 0;
}

void
mill_open_item(mill_cell *c, cmark_node *item)
{
	bool bullet = mill_is_bullet(cmark_node_parent(item)),
	     task = mill_node_is(item, "tasklist");
	long value = bullet ? 0 : value_of(c, item);

	if (value != 0)
		mill_printf(&c->out, "<li value=\"%ld\">", value);
	else
		mill_puts(&c->out, task && bullet ? "<li class=\"task\">" : "<li>");
	if (task)
		mill_puts(&c->out, cmark_gfm_extensions_get_tasklist_item_checked(item)
				       ? "\xE2\x98\x91 "
				       : "\xE2\x98\x90 ");
}
