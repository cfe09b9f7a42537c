/*
 * csvcell.c - a cell on its way in: what stands in it becomes what stands in a note.
 *
 * All cells pass here, those of fields and those of guid, note type, deck and tags.
 */
#include "../base/base.h"
#include "formats.h"
#include "table.h"

#include <strings.h>

enum { NAME = 16 /* bytes of a tag's name, at most */ };

/* ---- newlines in HTML ------------------------------------------------------------------------ */

/* Tags that begin a line, or end one: a newline beside them shows nothing. */
static bool
breaks_line(mill_str tag)
{
	static const char *const names[] = { "br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd",
		"table", "tbody", "thead", "tr", "td", "th", "hr", "pre", "blockquote", "h1", "h2",
		"h3", "h4", "h5", "h6", "details", "summary", "section" };
	size_t at = 1, length = 0;

	at += at < tag.len && tag.ptr[at] == '/';
	while (length < NAME && at + length < tag.len &&
	       strchr(" \t\n/>", tag.ptr[at + length]) == NULL)
		length++;
	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (strlen(names[i]) == length && strncasecmp(tag.ptr + at, names[i], length) == 0)
			return true;
	return false;
}

static bool
names_tag(mill_str tag, const char *start)
{
	size_t length = strlen(start);

	return tag.len > length && strncasecmp(tag.ptr, start, length) == 0 &&
	       strchr(" \t\n/>", tag.ptr[length]) != NULL;
}

/* In code a newline is a <br>; elsewhere HTML takes it for a blank, but who typed it into a
 * cell meant more. */
static mill_str
one_line(mill_arena *arena, mill_str html)
{
	mill_buf out = { .arena = arena };
	bool broken = true, code = false; /* a line has just begun; inside of <pre> */
	bool tags = true;                 /* more of them end */

	for (size_t at = 0; at < html.len; at++) {
		mill_str rest = mill_slice(html, at, html.len);
		size_t end = SIZE_MAX;

		if (rest.ptr[0] == '<' && tags &&
		    (end = mill_find(rest, MILL_STR(">"), 0)) != SIZE_MAX) {
			mill_str tag = mill_slice(rest, 0, end + 1);

			code = names_tag(tag, "<pre") || (code && !names_tag(tag, "</pre"));
			broken = breaks_line(tag);
			for (size_t i = 0; i < tag.len; i++)
				mill_putc(&out, tag.ptr[i] == '\n' ? ' ' : tag.ptr[i]);
			at += end;
		} else if (rest.ptr[0] != '\n') {
			mill_putc(&out, rest.ptr[0]);
			tags = tags && rest.ptr[0] != '<';
			broken = false;
		} else if (code) {
			/* HTML leaves out the newline that a block of code begins with. */
			if (!mill_ends(mill_buf_str(&out), MILL_STR("<pre>")))
				mill_puts(&out, "<br>");
		} else if (broken || (rest.len > 1 && rest.ptr[1] == '<' &&
					 breaks_line(mill_slice(rest, 1, rest.len)))) {
			mill_putc(&out, ' ');
		} else {
			mill_puts(&out, "<br>");
		}
	}
	return mill_buf_str(&out);
}

/* ---- plain text --------------------------------------------------------------------------------
 */

/* As Anki does (rslib/src/import_export/text/import.rs); quotes need no escape here. */
static mill_str
as_html(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };

	for (size_t i = 0; i < text.len; i++) {
		const char *instead = text.ptr[i] == '&'    ? "&amp;"
				      : text.ptr[i] == '<'  ? "&lt;"
				      : text.ptr[i] == '>'  ? "&gt;"
				      : text.ptr[i] == '\n' ? "<br>"
							    : NULL;

		if (instead != NULL)
			mill_puts(&out, instead);
		else
			mill_putc(&out, text.ptr[i]);
	}
	return mill_buf_str(&out);
}

/* ---- cells
 * ------------------------------------------------------------------------------------------ */

static bool
has_any(mill_str text, const char *set)
{
	for (; *set != '\0'; set++)
		if (memchr(text.ptr, *set, text.len) != NULL)
			return true;
	return false;
}

mill_str
mill_field_cell(mill_reading *reading, const mill_cells *how, mill_str cell)
{
	if (how->html || how->markdown)
		cell = mill_unguarded_field(&reading->scratch, cell);
	if (how->markdown)
		return mill_copy(
		    reading->arena, mill_cell_field(&reading->scratch, cell, reading->render));
	if (!how->html && has_any(cell, "&<>\n"))
		return as_html(reading->arena, cell);
	if (how->html && !how->exact && has_any(cell, "\n"))
		cell = one_line(&reading->scratch, cell);
	if (how->html && how->ours)
		cell = mill_on_its_lines(&reading->scratch, cell);
	return mill_copy(reading->arena, cell);
}

mill_str
mill_word_cell(mill_reading *reading, mill_str cell)
{
	return mill_copy(reading->arena, mill_trim(mill_printable(&reading->scratch, cell, false)));
}
