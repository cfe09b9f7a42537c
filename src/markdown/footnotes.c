/*
 * footnotes.c - what a `[^1]` stands for goes onto the cards that refer to it.
 *
 * For Markdown a footnote is read as the paragraphs it is made of, where it
 * stands; then they are taken out of the sections.  cmark's own footnotes are
 * not used: it moves them to the end of a piece of the source, and drops those
 * it finds no reference to.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	LABEL = 100, /* bytes of a name */
	INDENT = 2   /* columns of what goes on below a footnote */
};

/* The name of the footnote that a line begins, and where its text begins; empty: none. */
static mill_str
label_of(mill_str line, size_t *text)
{
	size_t at = 0, end;

	while (at < line.len && at < 4 && line.ptr[at] == ' ')
		at++;
	if (at == 4 || !mill_starts(mill_slice(line, at, line.len), MILL_STR("[^")))
		return MILL_STR("");
	end = mill_find(mill_slice(line, 0, at + LABEL), MILL_STR("]:"), at + 2);
	if (end == SIZE_MAX || memchr(line.ptr + at + 2, ']', end - at - 2) != NULL ||
	    memchr(line.ptr + at + 2, ' ', end - at - 2) != NULL)
		return MILL_STR("");
	*text = end + 2;
	return mill_slice(line, at + 2, end);
}

/* True for a line that ends a paragraph by itself. */
static bool
begins_block(mill_str line)
{
	static const char *const marks[] = { "#", ">", "|", "```", "~~~", "- ", "* ", "+ ", "---",
		"***", "<", "$$" };
	mill_str text = mill_trim(line);
	mill_marker marker;
	size_t at;

	return mill_starts_any(text, marks, MILL_COUNT(marks)) ||
	       mill_marker_read(text, &marker) > 0 || label_of(line, &at).len > 0;
}

/* The last line of the footnote that begins on a line. */
static int32_t
last_line(const mill_text *text, int32_t line)
{
	int32_t last = line;

	for (int32_t n = line + 1; n <= text->lines; n++) {
		mill_str next = mill_source_line(text, n);

		if (mill_all_blank(next))
			continue;
		if (mill_indent(next) < INDENT && (last + 1 < n || begins_block(next)))
			break;
		last = n;
	}
	return last;
}

void
mill_find_footnotes(mill_reader *reader)
{
	const mill_text *text = &reader->text;
	mill_fencing fencing = { 0 };
	size_t room = 0, at;

	if (mill_find(text->body, MILL_STR("[^"), 0) == SIZE_MAX)
		return;
	reader->note_names.arena = reader->arena;
	for (int32_t n = text->first; n <= text->lines; n++) {
		mill_str line = mill_source_line(text, n), label;
		uint32_t *number;

		if (mill_in_fence(&fencing, mill_trim(line)))
			continue;
		label = label_of(line, &at);
		if (label.len == 0)
			continue;
		number = mill_set_counter(&reader->note_names, mill_fold(reader->arena, label));
		if (*number == 0) /* the first one counts, as for links */
			*number = (uint32_t)reader->note_count + 1;
		reader->notes = mill_room(
		    reader->arena, reader->notes, sizeof *reader->notes, reader->note_count, &room);
		reader->notes[reader->note_count++] = (mill_footnote){
			.label = label, .text = at, .line = n, .end_line = last_line(text, n)
		};
		n = reader->notes[reader->note_count - 1].end_line;
	}
}

/* The footnote whose lines take in a line; NULL when none does. */
static mill_footnote *
footnote_over(const mill_reader *reader, int32_t line)
{
	size_t low = 0, high = reader->note_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reader->notes[middle].end_line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < reader->note_count && reader->notes[low].line <= line ? &reader->notes[low]
									   : NULL;
}

const mill_footnote *
mill_footnote_at(const mill_reader *reader, int32_t line)
{
	const mill_footnote *note = footnote_over(reader, line);

	return note != NULL && note->line == line ? note : NULL;
}

uint32_t
mill_footnote_named(mill_reader *reader, mill_str name)
{
	return reader->note_count == 0
		   ? 0
		   : *mill_set_counter(&reader->note_names, mill_fold(reader->trees, name));
}

/* ---- what they say ------------------------------------------------------------------------ */

bool
mill_in_footnote(const mill_reader *reader, int32_t line)
{
	return footnote_over(reader, line) != NULL;
}

/* The lines of a text from one on that belong to a footnote, as a text of their own. */
static mill_block *
part_of(mill_reader *reader, const mill_block *text, size_t from, const mill_footnote *note)
{
	size_t to = from + 1;
	mill_block *part;

	while (to < text->line_count && text->lines[to].line <= note->end_line)
		to++;
	part = mill_new_block(
	    reader, MILL_TEXT, text->lines[from].line, mill_end_of(&text->lines[to - 1]));
	part->lines = MILL_NEW(reader->arena, mill_line, to - from);
	part->line_count = to - from;
	memcpy(part->lines, text->lines + from, part->line_count * sizeof *part->lines);
	return part;
}

/* Takes the lines of footnotes out of a text. */
static void
take_lines(mill_reader *reader, mill_block *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->line_count;) {
		mill_footnote *note = footnote_over(reader, text->lines[i].line);

		if (note != NULL) {
			mill_append(&note->first, &note->last, part_of(reader, text, i, note));
			i += note->last->line_count;
		} else {
			text->lines[kept++] = text->lines[i++];
		}
	}
	if (kept < text->line_count && kept > 0)
		text->end_line = mill_end_of(&text->lines[kept - 1]);
	text->line_count = kept;
}

/* Recursion is as deep as blocks are nested, which the guard bounds. */
static void
take_blocks(mill_reader *reader, mill_block **first, mill_block **last)
{
	mill_block *block = *first, *next;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		mill_footnote *note = footnote_over(reader, block->line);

		next = block->next;
		if (block->kind == MILL_TEXT) {
			take_lines(reader, block);
			if (block->line_count > 0)
				mill_append(first, last, block);
		} else if (note != NULL && block->end_line <= note->end_line) {
			mill_append(&note->first, &note->last, block);
		} else {
			take_blocks(reader, &block->first, &block->last);
			mill_append(first, last, block);
		}
	}
}

void
mill_take_footnotes(mill_reader *reader, mill_outline *outline)
{
	if (reader->note_count == 0)
		return;
	for (mill_section *section = &outline->root; section != NULL;
	     section = mill_next_section(&outline->root, section))
		take_blocks(reader, &section->blocks, &section->blocks_last);
	outline->notes = reader->notes;
	outline->note_count = reader->note_count;
}
