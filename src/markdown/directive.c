/*
 * directive.c - comments: they are on no card, and some are for us.
 *
 * `<!-- cardmill: skip -->` and its like are kept with their places; what they
 * ask for is up to the rules.  Every other comment is reported and forgotten.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <strings.h>

static const mill_str opens = { "<!--", 4 }, closes = { "-->", 3 };

static int32_t
newlines(mill_str text)
{
	int32_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n';
	return count;
}

/* The words behind `cardmill:`; empty when a comment is not for us. */
static mill_str
words_of(mill_str comment)
{
	static const char name[] = "cardmill";
	mill_str text = mill_trim(comment);

	if (text.len < sizeof name || strncasecmp(text.ptr, name, sizeof name - 1) != 0)
		return MILL_STR("");
	text = mill_trim(mill_slice(text, sizeof name - 1, text.len));
	if (mill_starts(text, MILL_STR(":")))
		return mill_trim(mill_slice(text, 1, text.len));
	if (mill_starts(text, MILL_STR("：")))
		return mill_trim(mill_slice(text, 3, text.len));
	return MILL_STR("");
}

static void
append(mill_directive **first, mill_directive **last, mill_directive *directive)
{
	if (*last == NULL)
		*first = directive;
	else
		(*last)->next = directive;
	*last = directive;
}

/* The comment without its marks, which begins on column of line. */
static void
take(mill_reader *reader, mill_str comment, mill_place place, bool inside)
{
	mill_str words = words_of(comment), before;
	mill_directive *directive;
	int32_t end_line = place.line + newlines(comment);

	if (words.len == 0) {
		mill_leave(reader->log, MILL_COMMENT, place, end_line, "a comment is on no card");
		return;
	}
	directive = MILL_NEW(reader->arena, mill_directive, 1);
	directive->words = mill_printable(reader->arena, mill_copy(reader->arena, words), false);
	directive->line = place.line;
	directive->end_line = end_line;
	before = mill_slice(comment, 0, (size_t)(words.ptr - comment.ptr));
	if (newlines(before) == 0)
		directive->column = place.column + (int32_t)(opens.len + mill_chars(before));
	directive->inside = inside;
	if (inside)
		append(&reader->inside, &reader->inside_last, directive);
	else
		append(&reader->alone, &reader->alone_last, directive);
}

/* The column of a byte of a line. */
static int32_t
column_of(mill_str line, size_t at)
{
	return at > line.len ? 1 : (int32_t)mill_chars(mill_slice(line, 0, at)) + 1;
}

void
mill_read_comment(mill_reader *reader, const char *comment, int32_t line)
{
	mill_str text = mill_cstr(comment), source = mill_source_line(&reader->text, line);
	size_t end = mill_find(text, closes, 0);

	take(reader, mill_slice(text, opens.len, end == SIZE_MAX ? text.len : end),
	    (mill_place){ line, column_of(source, mill_find(source, opens, 0)) }, true);
}

bool
mill_begins_comment(mill_str line)
{
	size_t at = mill_find(line, opens, 0);

	for (size_t i = 0; at != SIZE_MAX && i < at; i++)
		if (strchr("> \t-*+.)0123456789", line.ptr[i]) == NULL)
			return false;
	return at != SIZE_MAX;
}

void
mill_read_comments(mill_reader *reader, int32_t line, int32_t end_line)
{
	const mill_text *text = &reader->text;
	mill_str all = mill_slice(text->body, text->starts[line - 1], text->starts[end_line] - 1);
	size_t from = 0, end = 0;
	int32_t column = 1;

	for (size_t at = mill_find(all, opens, 0); at != SIZE_MAX;
	     at = mill_find(all, opens, end)) {
		int32_t breaks = newlines(mill_slice(all, from, at));
		mill_str comment;

		line += breaks;
		if (breaks > 0)
			for (column = 1, from = at; all.ptr[from - 1] != '\n';)
				from--;
		column += (int32_t)mill_chars(mill_slice(all, from, at));
		end = mill_find(all, closes, at + opens.len);
		end = end == SIZE_MAX ? all.len : end;
		comment = mill_slice(all, at + opens.len, end);
		take(reader, comment, (mill_place){ line, column }, false);
		from = at;
	}
}

void
mill_add_directive(mill_reader *reader, mill_str words, int32_t line)
{
	mill_directive *directive = MILL_NEW(reader->arena, mill_directive, 1);

	directive->words = words;
	directive->line = directive->end_line = line;
	directive->column = 1;
	append(&reader->added, &reader->added_last, directive);
}

/* Two chains in order become one. */
static mill_directive *
merge(mill_directive *a, mill_directive *b)
{
	mill_directive *first = NULL, **end = &first;

	while (a != NULL && b != NULL) {
		mill_directive **from = b->line < a->line ? &b : &a;
		*end = *from;
		end = &(*end)->next;
		*from = (*from)->next;
	}
	*end = a != NULL ? a : b;
	return first;
}

mill_directive *
mill_directives(mill_reader *reader)
{
	return merge(reader->inside, merge(reader->alone, reader->added));
}

/* ---- contents ----------------------------------------------------------------- */

void
mill_mark_contents(mill_reader *reader, mill_str comment, int32_t line)
{
	static const char *const ends[] = { "end doctoc", "tocstop", "/toc", "/markdowntoc", "te",
		"toc_end", "toc end", "end toc", "toc:end", "vim-markdown-toc", "end_toc",
		"tocend" };
	static const char *const starts[] = { "start doctoc", "toc", "markdowntoc", "ts",
		"vim-markdown-toc ", "begin toc", "start toc", "start_toc", "toc_start" };
	mill_str words = mill_fold(reader->arena, mill_trim(mill_slice(comment, 4, comment.len)));
	size_t end = mill_find(words, MILL_STR("-->"), 0);

	words = mill_trim(mill_slice(words, 0, end == SIZE_MAX ? words.len : end));
	for (size_t i = 0; i < MILL_COUNT(ends); i++) {
		if (!mill_equal(words, mill_cstr(ends[i])) &&
		    (i > 0 || !mill_starts(words, mill_cstr(ends[i]))))
			continue;
		if (reader->contents_line == 0)
			return;
		reader->contents = mill_room(reader->arena, reader->contents,
		    sizeof *reader->contents, reader->contents_count, &reader->contents_room);
		reader->contents[reader->contents_count++] = (mill_marked){ reader->contents_line,
			line };
		reader->contents_line = 0;
		return;
	}
	for (size_t i = 0; i < MILL_COUNT(starts); i++)
		if (mill_equal(words, mill_cstr(starts[i])) ||
		    ((i == 0 || i == 4 || i == 2 ||
			 (i == 1 && mill_starts(words, MILL_STR("toc ")))) &&
			mill_starts(words, mill_cstr(starts[i]))))
			reader->contents_line = line;
}
