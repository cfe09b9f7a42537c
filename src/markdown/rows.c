/*
 * rows.c - the lines of the source, one by one: how many characters each has, and
 * what it is when it stands on no card.
 *
 * Whether a line is on a card is for the cards to say.  Here a line is looked at
 * as it is written: marks that structure the notes say nothing by themselves.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { MOST = 0xFFFFFF /* characters of a line that can be written down */ };

typedef struct walk {
	mill_reader *reader;
	bool comment; /* in one that goes over several lines */
} walk;

/* Characters that are not blank. */
static uint32_t
count(mill_str line)
{
	size_t characters = 0;

	for (size_t at = 0; at < line.len;) {
		uint32_t c = mill_next(line, &at);
		characters += c > 0x7F ? !mill_is_blank(c) : c > 0x20;
	}
	return (uint32_t)(characters > MOST ? MOST : characters);
}

/* Without the marks of quotes. */
static mill_str
unquoted(mill_str line)
{
	line = mill_trim(line);
	while (line.len > 0 && line.ptr[0] == '>')
		line = mill_trim(mill_slice(line, 1, line.len));
	return line;
}

/* Without the marker of an item. */
static mill_str
unmarked(mill_str text)
{
	mill_marker marker;

	if (text.len > 1 && strchr("-*+", text.ptr[0]) != NULL &&
	    strchr(" \t", text.ptr[1]) != NULL)
		return mill_trim(mill_slice(text, 1, text.len));
	return mill_trim(mill_slice(text, mill_marker_read(text, &marker), text.len));
}

/* Three or more of one mark, blanks between them. */
static bool
is_rule(mill_str text, const char *marks, size_t least)
{
	char mark = text.len > 0 ? text.ptr[0] : '\0';
	size_t found = 0;

	if (mark == '\0' || strchr(marks, mark) == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != mark && text.ptr[i] != ' ' && text.ptr[i] != '\t')
			return false;
		found += text.ptr[i] == mark;
	}
	return found >= least;
}

/* Nothing but marks: `###`, `===`, `}` or a `-` alone. */
static bool
is_marks(mill_str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		bool mark = c < 0x2100 || (c >= 0x3000 && c < 0x3040) ||
			    (c >= 0xFF00 && c < 0xFFF0);

		if (mill_is_word(c) || !mark)
			return false;
	}
	return true;
}

static bool
is_fence(mill_str text)
{
	return mill_starts(text, MILL_STR("```")) || mill_starts(text, MILL_STR("~~~"));
}

bool
mill_is_definition(mill_str line)
{
	mill_str text = unquoted(line);
	size_t end;

	if (text.len < 4 || text.ptr[0] != '[')
		return false;
	end = mill_find(text, MILL_STR("]:"), 1);
	return end != SIZE_MAX && memchr(text.ptr + 1, ']', end - 1) == NULL;
}

/* What text shows outside of tags and comments; comments may go over several lines. */
static mill_str
shown(walk *w, mill_str text)
{
	mill_buf out = { .arena = w->reader->arena };

	for (size_t at = 0; at < text.len;) {
		size_t end = mill_find(text, w->comment ? MILL_STR("-->") : MILL_STR("<!--"), at);

		if (!w->comment)
			mill_put_str(&out, mill_slice(text, at, end));
		if (end == SIZE_MAX)
			break;
		at = end + (w->comment ? 3 : 4);
		w->comment = !w->comment;
	}
	return mill_shown_text(w->reader, mill_buf_str(&out));
}

/* `<img src=...>` and its like in a block of HTML, and a picture alone. */
static bool
has_picture(mill_str text)
{
	static const char *const tags[] = { "<img", "<IMG", "<video", "<iframe", "<audio", "<svg" };

	while (text.len > 0 && text.ptr[0] == '#') /* a heading of nothing else */
		text = mill_trim(mill_slice(text, 1, text.len));
	if (mill_starts(text, MILL_STR("![")))
		return true;
	if (text.len == 0 || text.ptr[0] != '<')
		return false;
	for (size_t i = 0; i < MILL_COUNT(tags); i++)
		if (mill_find(text, mill_cstr(tags[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

static mill_row_kind
look(walk *w, mill_str line)
{
	mill_str text = unquoted(line);
	bool comment = w->comment || mill_starts(unmarked(text), MILL_STR("<!--"));

	if (!w->comment && is_rule(text, "-*_", 3))
		return MILL_ROW_RULE;
	text = unmarked(text);
	if (!w->comment && has_picture(text))
		return MILL_ROW_PICTURE;
	if (w->comment || (text.len > 0 && text.ptr[0] == '<'))
		text = shown(w, text);
	if (text.len == 0)
		return comment ? MILL_ROW_COMMENT : MILL_ROW_MARKS;
	if (is_fence(text))
		return MILL_ROW_FENCE;
	if (is_marks(text) || mill_is_fold_mark(text) || mill_is_box_alone(text))
		return MILL_ROW_MARKS;
	return mill_is_definition(text) ? MILL_ROW_DEFINITION : MILL_ROW_TEXT;
}

static void
find_headings(mill_outline *outline)
{
	for (mill_section *section = &outline->root; section != NULL;
	     section = mill_next_section(&outline->root, section))
		if (section->level > 0 && outline->rows[section->line - 1].kind == MILL_ROW_TEXT)
			outline->rows[section->line - 1].kind = MILL_ROW_HEADING;
}

void
mill_rows(mill_reader *reader, mill_outline *outline)
{
	walk w = { .reader = reader };
	const mill_text *text = &reader->text;

	outline->row_count = text->lines;
	outline->rows = MILL_NEW(reader->arena, mill_row, (size_t)text->lines);
	for (int32_t n = 1; n <= text->lines; n++) {
		mill_str line = mill_source_line(text, n);
		mill_row *row = &outline->rows[n - 1];

		bool taken = false;

		if (text->written != NULL && line.len > 0) {
			mill_str written = { text->written + (line.ptr - text->body.ptr),
				line.len };
			taken = mill_all_blank(line) && !mill_all_blank(written);
			row->characters = count(written) & MOST;
			row->text = written.ptr;
		} else {
			row->characters = count(line) & MOST;
			row->text = line.ptr;
		}
		row->len = (uint32_t)line.len;
		if (row->characters == 0)
			row->kind = MILL_ROW_BLANK;
		else if (taken)
			row->kind = MILL_ROW_MARKS;
		else if (n < text->first)
			row->kind = MILL_ROW_MATTER;
		else
			row->kind = (uint32_t)look(&w, line) & 0xFF;
	}
	find_headings(outline);
}
