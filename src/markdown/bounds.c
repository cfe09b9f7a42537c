/*
 * bounds.c - what costs cmark too much inside of a paragraph: brackets that stay open,
 * runs of emphasis marks, declarations.  Formulas are taken out on the way.
 */
#include "../base/base.h"
#include "../outline.h"
#include "guard.h"
#include "markdown.h"

enum {
	OPEN_BRACKETS = 64, /* unclosed at a time; cmark visits each at every link */
	MARKS = 4000,       /* runs of emphasis marks in one paragraph */
	DECLARATIONS = 200, /* `<!` and `<?` in one paragraph; cmark looks for the end of each */
	GAP = 4             /* underscores that stand for something left out */
};

void
mill_guard_warn(guard *g, mill_code code, const char *what)
{
	if (g->warned[code])
		return; /* once a file is enough */
	g->warned[code] = true;
	mill_say(g->reader->log, code, (mill_place){ g->line, 1 }, "%s", what);
}

static bool
is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

/* True when the run of marks at from..to may open or close emphasis. */
static bool
is_delimiter(mill_str text, size_t from, size_t to)
{
	return text.ptr[from] != '_' || from == 0 || to == text.len ||
	       !is_word_byte(text.ptr[from - 1]) || !is_word_byte(text.ptr[to]);
}

/* `____`: a blank to fill in, were it not for what Markdown takes it for. */
static bool
is_gap(const guard *g, size_t from, size_t to)
{
	return to - from >= GAP && g->fence == 0 && memchr(g->text.ptr, '`', g->text.len) == NULL &&
	       to - from < mill_trim(g->text).len && /* or it is a rule */
	       (!g->blank_before || mill_indent(g->text) < 4);
}

/* Puts a mark in the place of the formula that begins at *at, if there is one; *at is
 * the last byte of it then, and *copied behind it. */
static bool
copy_formula(guard *g, size_t *copied, size_t *at)
{
	mill_formula_place place;

	if (g->fence != 0 || g->comment ||
	    !mill_find_formula(g->reader, g->line, g->text, *at, &place))
		return false;
	mill_put(&g->out, g->text.ptr + *copied, *at - *copied);
	mill_put_formula(g->reader, &g->out, &place, g->text.ptr[0] == '|' || g->columns > 0);
	if (place.end_line > g->line) {
		g->formula_end = place.end_line;
		g->formula_at = place.end;
		place.end = g->text.len;
	}
	*copied = place.end;
	*at = place.end - 1;
	return true;
}

void
mill_guard_inlines(guard *g, size_t at, size_t stray)
{
	mill_str text = g->text;
	size_t copied = at;
	bool bold = false;
	size_t code = at; /* the end of code that has begun */

	for (; at < text.len; at++) {
		char c = text.ptr[at];
		size_t end = at + 1;
		bool over = false;

		if ((c == '$' || c == '\\') && at >= code && copy_formula(g, &copied, &at))
			continue;
		if (c == '\\') {
			at++;
			continue;
		} else if (c == '`') {
			over = at == stray;
			code = over || at < code ? code : mill_code_end(text, at);
		} else if (c == '[') {
			g->open_brackets++;
			over = g->open_brackets > OPEN_BRACKETS;
			if (over)
				mill_guard_warn(g, MILL_TOO_MANY_MARKS,
				    "more than 64 brackets are open here; the others are plain "
				    "text");
		} else if (c == ']') {
			g->open_brackets -= g->open_brackets > 0;
		} else if (c == '<' && end < text.len &&
			   (text.ptr[end] == '!' || text.ptr[end] == '?')) {
			over = ++g->declarations > DECLARATIONS;
			if (over)
				mill_guard_warn(g, MILL_TOO_MANY_MARKS,
				    "a paragraph has more than 200 declarations; the others are "
				    "plain text");
		} else if (c == '*' || c == '_' || c == '~') {
			while (end < text.len && text.ptr[end] == c)
				end++;
			if (is_delimiter(text, at, end))
				over = ++g->marks > MARKS;
			if (over)
				mill_guard_warn(g, MILL_TOO_MANY_MARKS,
				    "a paragraph has more than 4000 emphasis marks; "
				    "the others are plain text");
			over |= c == '_' && is_gap(g, at, end);
			if (!over && c == '*' && end - at == 2)
				copied = mill_help_bold(&g->out, text, copied, at, &bold);
		} else {
			continue;
		}
		if (over) {
			for (size_t i = at; i < end; i++) {
				mill_put(&g->out, text.ptr + copied, i - copied);
				mill_putc(&g->out, '\\');
				copied = i;
			}
		}
		at = end - 1;
	}
	mill_put(&g->out, text.ptr + copied, text.len - copied);
}

void
mill_guard_formula(guard *g)
{
	bool last = g->line == g->formula_end;
	size_t end = last ? g->formula_at : g->text.len;

	mill_put_formula_line(g->reader, &g->out, mill_slice(g->text, 0, end));
	g->run++;
	if (last)
		mill_guard_inlines(g, end, SIZE_MAX);
}
