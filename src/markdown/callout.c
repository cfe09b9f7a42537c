/*
 * callout.c - boxes that programs for notes draw around some blocks.
 *
 *     > [!tip]+ Title         !!! tip "Title"         ::: tip Title
 *     > what it says              what it says        what it says
 *                                                     :::
 *
 * As Obsidian and GitHub, MkDocs, and VuePress write them.  One with a title of
 * its own heads what it says, like something folded away; another stays where it
 * is, with its kind above it.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

enum { TYPE_LONGEST = 30 };

/* The mark of a box at the beginning of a line. */
typedef struct mark {
	mill_str type;
	size_t title; /* where it begins on the line */
} mark;

/* How boxes of a type look; any other is a note. */
static const struct {
	const char *type, *look;
} looks[] = {
	{ "tip", "tip" },
	{ "hint", "tip" },
	{ "success", "tip" },
	{ "check", "tip" },
	{ "done", "tip" },
	{ "idea", "tip" },
	{ "question", "question" },
	{ "help", "question" },
	{ "faq", "question" },
	{ "warning", "warning" },
	{ "attention", "warning" },
	{ "important", "warning" },
	{ "caution", "danger" },
	{ "danger", "danger" },
	{ "error", "danger" },
	{ "failure", "danger" },
	{ "fail", "danger" },
	{ "missing", "danger" },
	{ "bug", "danger" },
	{ "example", "example" },
	{ "quote", "quote" },
	{ "cite", "quote" },
};

const char *
mill_look_of_box(mill_str type)
{
	for (size_t i = 0; i < MILL_COUNT(looks); i++)
		if (type.len == strlen(looks[i].type) &&
		    strncasecmp(type.ptr, looks[i].type, type.len) == 0)
			return looks[i].look;
	return "note";
}

/* Bytes of a type's name at text[at]. */
static size_t
type_length(mill_str text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < TYPE_LONGEST &&
	       (isalnum((unsigned char)text.ptr[end]) || strchr("-_", text.ptr[end]) != NULL))
		end++;
	return end > at && isalpha((unsigned char)text.ptr[at]) ? end - at : 0;
}

static size_t
skip_blanks(mill_str text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at;
}

/* `[!tip]+ Title`, also `[!tip|right]`. */
static bool
read_obsidian(mill_str text, mark *m)
{
	size_t length, at;

	if (!mill_starts(text, MILL_STR("[!")) || (length = type_length(text, 2)) == 0)
		return false;
	at = 2 + length;
	if (at < text.len && text.ptr[at] == '|')
		at = mill_find(text, MILL_STR("]"), at);
	if (at >= text.len || text.ptr[at] != ']')
		return false;
	at++;
	at += at < text.len && strchr("+-", text.ptr[at]) != NULL;
	*m = (mark){ mill_slice(text, 2, 2 + length), skip_blanks(text, at) };
	return true;
}

/* `!!! tip "Title"` and `??? tip`, which is folded. */
static bool
read_mkdocs(mill_str text, mark *m)
{
	size_t at = 3, length;

	if (!mill_starts(text, MILL_STR("!!!")) && !mill_starts(text, MILL_STR("???")))
		return false;
	at += at < text.len && text.ptr[at] == '+';
	if (skip_blanks(text, at) == at)
		return false;
	at = skip_blanks(text, at);
	length = type_length(text, at);
	if (length == 0)
		return false;
	m->type = mill_slice(text, at, at + length);
	at = mill_find(text, MILL_STR("\""), at + length);
	m->title = at == SIZE_MAX ? text.len : at + 1;
	return true;
}

/* `::: tip Title` */
static bool
read_vuepress(mill_str text, mark *m)
{
	size_t at = 0, length;

	while (at < text.len && text.ptr[at] == ':')
		at++;
	if (at < 3)
		return false;
	at = skip_blanks(text, at);
	length = type_length(text, at);
	*m = (mark){ mill_slice(text, at, at + length), skip_blanks(text, at + length) };
	return length > 0;
}

bool
mill_opens_box(mill_str line)
{
	mark m;

	return read_mkdocs(mill_trim(line), &m);
}

bool
mill_is_box_alone(mill_str line)
{
	mill_str text = mill_trim(line);
	mark m;

	return (read_obsidian(text, &m) || read_mkdocs(text, &m) || read_vuepress(text, &m)) &&
	       m.title >= text.len;
}

bool
mill_is_box_line(mill_str line)
{
	mill_str text = mill_trim(line);
	size_t colons = 0;
	mark m;

	while (colons < text.len && text.ptr[colons] == ':')
		colons++;
	return colons >= 3 && (colons == text.len || read_vuepress(text, &m));
}

/* ---- one box ------------------------------------------------------------------------------ */

static mill_line
label(mill_reader *reader, mill_str type, int32_t line)
{
	mill_buf words = { .arena = reader->arena };

	mill_put_str(&words, type);
	words.text[0] = (char)toupper((unsigned char)words.text[0]);
	for (size_t i = 1; i < words.len; i++)
		if (strchr("-_", words.text[i]) != NULL)
			words.text[i] = ' ';
	return mill_plain_line(reader, mill_buf_str(&words), line);
}

/* Takes the quotation mark off the end of a title. */
static void
drop_quote(mill_line *title)
{
	mill_span *last = title->span_count == 0 ? NULL : &title->spans[title->span_count - 1];

	if (last == NULL || last->kind != MILL_PLAIN || !mill_ends(title->text, MILL_STR("\"")))
		return;
	title->text.len--;
	last->len--;
}

/* Titles that say no more than the type does, and what somebody else said. */
static bool
heads(mill_str title, mill_str type)
{
	return !mill_all_blank(title) && strcmp(mill_look_of_box(type), "quote") != 0 &&
	       !(title.len == type.len && strncasecmp(title.ptr, type.ptr, type.len) == 0);
}

/* Makes a box of a block that holds what the box says; line is that of its mark.  What
 * has a title alone says that: a text like any other, with a box around it. */
static void
make_box(mill_reader *reader, mill_block *box, const mill_line *line, const mark *m)
{
	mill_line *title = MILL_NEW(reader->arena, mill_line, 1);

	*title = mill_line_from(reader, line, m->title);
	drop_quote(title);
	box->callout = mill_look_of_box(m->type);
	box->lines = title;
	box->line_count = 1;
	if (mill_all_blank(title->text)) {
		*title = label(reader, m->type, line->line);
		if (box->first == NULL)
			mill_leave(reader->log, MILL_LAYOUT, (mill_place){ box->line, 1 },
			    box->end_line, "a box around nothing is on no card");
	} else if (box->first == NULL) {
		box->kind = MILL_TEXT;
	} else if (heads(title->text, m->type)) {
		box->kind = MILL_FOLD;
	}
}

/* The lines of a text from one on; NULL when there are none. */
static mill_block *
rest_of(mill_reader *reader, const mill_block *text, size_t from, size_t to)
{
	mill_block *rest;

	if (from >= to)
		return NULL;
	rest = mill_new_block(
	    reader, MILL_TEXT, text->lines[from].line, mill_end_of(&text->lines[to - 1]));
	rest->lines = text->lines + from;
	rest->line_count = to - from;
	return rest;
}

static void
read_quote(mill_reader *reader, mill_block *quote)
{
	mill_block *text = quote->first, *rest;
	mill_line line;
	mark m;

	if (text == NULL || text->kind != MILL_TEXT ||
	    !read_obsidian(mill_trim(text->lines[0].text), &m))
		return;
	line = text->lines[0];
	rest = rest_of(reader, text, 1, text->line_count);
	if (rest != NULL) {
		rest->next = text->next;
		quote->last = quote->last == text ? rest : quote->last;
		quote->first = rest;
	} else {
		quote->first = text->next;
		quote->last = quote->first == NULL ? NULL : quote->last;
	}
	make_box(reader, quote, &line, &m);
}

/* ---- boxes that are lines and blocks --------------------------------------------------------- */

/* The line of a text that ends a box; line_count when there is none. */
static size_t
closing_line(const mill_block *text, size_t from)
{
	size_t i = from;

	while (i < text->line_count) {
		mill_str line = mill_trim(text->lines[i].text);
		size_t colons = 0;

		while (colons < line.len && line.ptr[colons] == ':')
			colons++;
		if (colons >= 3 && colons == line.len)
			break;
		i++;
	}
	return i;
}

/* The block behind which a box of colons ends; NULL when it never does. */
static mill_block *
closing_block(mill_block *open)
{
	if (closing_line(open, 1) < open->line_count)
		return open;
	for (mill_block *block = open->next; block != NULL; block = block->next)
		if (block->kind == MILL_TEXT && closing_line(block, 0) < block->line_count)
			return block;
	return NULL;
}

static void
add(mill_block *box, mill_block *block)
{
	if (block == NULL)
		return;
	box->end_line = block->end_line > box->end_line ? block->end_line : box->end_line;
	mill_append(&box->first, &box->last, block);
}

/* The box that opens with a text and ends at `:::`; *behind is what follows it. */
static mill_block *
colon_box(mill_reader *reader, mill_block *open, mill_block **behind)
{
	mill_block *last = closing_block(open), *next;
	mill_block *box = mill_new_block(reader, MILL_QUOTE, open->line, open->end_line);
	size_t end = closing_line(last, last == open);

	*behind = rest_of(reader, last, end + 1, last->line_count);
	if (*behind != NULL)
		(*behind)->next = last->next;
	else
		*behind = last->next;
	add(box, rest_of(reader, open, 1, last == open ? end : open->line_count));
	for (mill_block *block = open->next; last != open; block = next) {
		next = block->next;
		if (block == last) {
			add(box, rest_of(reader, last, 0, end));
			break;
		}
		add(box, block);
	}
	box->end_line = last->lines[end].line;
	return box;
}

/* The box that opens with a text and takes in what is set in below it. */
static mill_block *
indented_box(mill_reader *reader, mill_block *open, mill_block **behind)
{
	mill_block *box = mill_new_block(reader, MILL_QUOTE, open->line, open->end_line), *next;
	mill_block *block = open->next;

	add(box, rest_of(reader, open, 1, open->line_count));
	for (; block != NULL; block = next) {
		int32_t outer = mill_indent(mill_source_line(&reader->text, open->line));

		next = block->next;
		if (mill_indent(mill_source_line(&reader->text, block->line)) < outer + 4)
			break;
		add(box, block);
	}
	*behind = block;
	return box;
}

/* The box that opens with a block; NULL when none does. */
static mill_block *
box_at(mill_reader *reader, mill_block *block, mill_block **behind, bool *endless)
{
	mill_block *box = NULL;
	mill_str text;
	mark m;

	if (block->kind != MILL_TEXT || block->line_count == 0)
		return NULL;
	text = mill_trim(block->lines[0].text);
	if (!*endless && read_vuepress(text, &m)) {
		*endless = closing_block(block) == NULL; /* and so is every later one */
		box = *endless ? NULL : colon_box(reader, block, behind);
	}
	if (box == NULL && read_mkdocs(text, &m))
		box = indented_box(reader, block, behind);
	if (box != NULL)
		make_box(reader, box, &block->lines[0], &m);
	return box;
}

/* Recursion is as deep as blocks are nested, which the guard bounds. */
static void
read_blocks(mill_reader *reader, mill_block **first, mill_block **last)
{
	mill_block *block = *first, *next;
	bool endless = false;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		mill_block *box = box_at(reader, block, &next, &endless);

		if (box == NULL)
			next = block->next;
		else
			block = box;
		if (block->kind == MILL_QUOTE && block->callout == NULL)
			read_quote(reader, block);
		read_blocks(reader, &block->first, &block->last);
		mill_append(first, last, block);
	}
}

void
mill_read_callouts(mill_reader *reader, mill_section *root)
{
	for (mill_section *section = root; section != NULL;
	     section = mill_next_section(root, section))
		read_blocks(reader, &section->blocks, &section->blocks_last);
}
