/*
 * math.c - formulas are taken out of the text before Markdown sees it, and put
 * back behind it.
 *
 * `$x$`, `$$x$$`, `\(x\)`, `\[x\]` and the `$`x`$` of GitHub become what Anki
 * gives to MathJax (ts/mathjax/index.ts).  In between a formula is a mark with a
 * number: no `_`, `*`, `\\` or `|` in it means anything to Markdown.  A formula of
 * several lines leaves a mark on each, so that lines stay where they are.  Where
 * a mark ends up in code or in an address, the source is put back.
 *
 * `$5 and $10` is money, `$HOME/$USER` a path: dollars make a formula when they
 * stand as pandoc wants them, and what is between looks like one.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum {
	LINES = 100,  /* of a formula */
	BYTES = 2000, /* of its first and last line; a longer one is no formula */
	WORD = 4,     /* letters of what is a word rather than a name in a formula */
	PLAIN = 60    /* bytes of a formula without any sign of one */
};

/* ---- what looks like a formula -------------------------------------------------------- */

/* Signs that only formulas have. */
static bool
has_signs(mill_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if ((c == '\\' && i + 1 < text.len && isalpha((unsigned char)text.ptr[i + 1])) ||
		    (c == '\\' && i + 1 < text.len &&
			strchr("|{},;:! ", text.ptr[i + 1]) != NULL) ||
		    c == '^' || (c == '_' && i > 0 && i + 1 < text.len) || c == '=' || c == '<' ||
		    c == '>')
			return true;
	}
	return false;
}

static bool
has_any(mill_str text, const char *characters)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(characters, text.ptr[i]) != NULL)
			return true;
	return false;
}

/* Two words with a blank between them, and no command of TeX before. */
static bool
is_prose(mill_str text)
{
	size_t letters = 0, words = 0;

	if (memchr(text.ptr, '\\', text.len) != NULL)
		return false;
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);

		if (mill_is_cjk(c))
			return true;
		letters = c < 0x80 && isalpha((int)c) ? letters + 1 : 0;
		words += letters == WORD;
	}
	return words > 1;
}

static bool
is_balanced(mill_str text)
{
	int depth = 0;

	for (size_t i = 0; i < text.len && depth >= 0; i++) {
		if (text.ptr[i] == '\\')
			i++;
		else if (strchr("({[", text.ptr[i]) != NULL)
			depth++;
		else if (strchr(")}]", text.ptr[i]) != NULL)
			depth--;
	}
	/* Half-open intervals, [0, 1), are not. */
	return depth == 0 || memchr(text.ptr, ',', text.len) != NULL;
}

/* `x`, `n+1`, `O(n)`, `2.5`: no sign of a formula, but nothing that is none either. */
static bool
is_short(mill_str text)
{
	size_t letters = 0;

	if (text.len > PLAIN)
		return false;
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		bool greek = (c >= 0x370 && c <= 0x3FF) || (c >= 0x2190 && c <= 0x22FF);

		if (c < 0x80 && isalpha((int)c))
			letters++;
		else
			letters = 0;
		if (letters >= WORD ||
		    (!greek && (c >= 0x80 || strchr("#@$&`\"\\;", (int)c) != NULL)))
			return false;
	}
	return true;
}

static bool
looks_like_formula(mill_str text)
{
	if (mill_all_blank(text) || !is_balanced(text))
		return false;
	return has_signs(text) ? !is_prose(text) || text.len > 2 * PLAIN : is_short(text);
}

/* ---- where one ends ---------------------------------------------------------------------- */

/* Where needle begins that no backslash stands before; SIZE_MAX when nowhere. */
static size_t
find_bare(mill_str text, mill_str needle, size_t from)
{
	size_t at = from;

	while ((at = mill_find(text, needle, at)) != SIZE_MAX) {
		size_t slashes = 0;

		while (at > slashes + from && text.ptr[at - slashes - 1] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			return at;
		at++;
	}
	return SIZE_MAX;
}

static bool
is_alnum_at(mill_str text, size_t at)
{
	return at < text.len && isalnum((unsigned char)text.ptr[at]);
}

/* `$x$` on one line, by pandoc's rules and some more. */
static bool
find_dollars(mill_str text, size_t at, mill_formula_place *place)
{
	size_t from = at + 1, end;
	mill_str inner;

	if (from >= text.len || strchr(" \t$", text.ptr[from]) != NULL ||
	    (at > 0 && text.ptr[at - 1] == '$') ||
	    (at > 0 && isalnum((unsigned char)text.ptr[at - 1]) &&
		strchr("^_\\", text.ptr[from]) == NULL)) /* 0$^{th}$ */
		return false;
	end = find_bare(mill_slice(text, 0, from + BYTES), MILL_STR("$"), from);
	if (end == SIZE_MAX || end == from)
		return false;
	if (text.ptr[from] == '`' && text.ptr[end - 1] == '`' && end > from + 2) {
		*place = (mill_formula_place){ .from = from + 1, .to = end - 1, .end = end + 1 };
		return true;
	}
	inner = mill_slice(text, from, end);
	if (strchr(" \t", text.ptr[end - 1]) != NULL || !looks_like_formula(inner))
		return false;
	/* `$n$th` and `$x_{n}$and` are, `$a->$b` and `$5/$10` are not. */
	if (is_alnum_at(text, end + 1) && (isdigit((unsigned char)text.ptr[end + 1]) ||
					      (inner.len > 1 && !has_any(inner, "\\^{"))))
		return false;
	if (text.ptr[from] == '{' && end + 1 < text.len && text.ptr[end + 1] == '{')
		return false;
	*place = (mill_formula_place){ .from = from, .to = end, .end = end + 1 };
	return true;
}

/* True for a line that no formula goes over. */
static bool
ends_search(mill_str line)
{
	mill_str text = mill_trim(line);

	return mill_starts(text, MILL_STR("```")) || mill_starts(text, MILL_STR("~~~")) ||
	       (mill_starts(text, MILL_STR("#")) && mill_find(text, MILL_STR(" "), 0) < 8);
}

/* What stands between a line and the one on which it ends looks like a formula. */
static bool
find_end(const mill_reader *reader, int32_t line, mill_str text, mill_str closes,
    mill_formula_place *place)
{
	mill_str rest = mill_slice(text, place->from, text.len);
	bool signs = has_signs(rest), alone = mill_all_blank(rest), prose = is_prose(rest);

	for (int32_t n = line + 1; n <= line + LINES && n <= reader->text.lines; n++) {
		mill_str next = mill_source_line(&reader->text, n);
		size_t end = find_bare(mill_slice(next, 0, BYTES), closes, 0);
		mill_str inner = mill_slice(next, 0, end);

		if ((end == SIZE_MAX && ends_search(next)) || (!alone && mill_all_blank(next)) ||
		    (closes.ptr[0] == '\\' && find_bare(inner, MILL_STR("\\["), 0) != SIZE_MAX))
			return false;
		signs |= has_signs(inner);
		prose |= is_prose(inner);
		if (end == SIZE_MAX)
			continue;
		place->end_line = n;
		place->end = end + closes.len;
		place->to = end;
		return signs || !prose;
	}
	return false;
}

/* `$$x$$` and `\[x\]`, on one line or several. */
static bool
find_display(const mill_reader *reader, int32_t line, mill_str text, size_t at, mill_str closes,
    mill_formula_place *place)
{
	size_t from = at + 2, end;
	mill_str inner;

	*place = (mill_formula_place){ .from = from, .display = true };
	end = find_bare(mill_slice(text, 0, from + BYTES), closes, from);
	if (end == SIZE_MAX)
		return text.len < from + BYTES && find_end(reader, line, text, closes, place);
	inner = mill_slice(text, from, end);
	place->to = end;
	place->end = end + 2;
	if (closes.ptr[0] == '$')
		return !mill_all_blank(inner) && (!is_prose(inner) || has_signs(inner));
	/* `\[1\]` is a way to write [1], `\[x\](y)` a way to write no link. */
	return has_signs(inner) && !is_prose(inner) &&
	       (place->end >= text.len || text.ptr[place->end] != '(');
}

bool
mill_find_formula(
    const mill_reader *reader, int32_t line, mill_str text, size_t at, mill_formula_place *place)
{
	mill_str rest = mill_slice(text, at, text.len);
	size_t end;
	bool found = false;

	if (mill_starts(rest, MILL_STR("$$")) && (at == 0 || text.ptr[at - 1] != '$'))
		found = find_display(reader, line, text, at, MILL_STR("$$"), place);
	else if (mill_starts(rest, MILL_STR("\\[")))
		found = find_display(reader, line, text, at, MILL_STR("\\]"), place);
	else if (mill_starts(rest, MILL_STR("$")))
		found = find_dollars(text, at, place);
	else if (mill_starts(rest, MILL_STR("\\("))) {
		end = mill_find(mill_slice(text, 0, at + BYTES), MILL_STR("\\)"), at + 2);
		*place = (mill_formula_place){ .from = at + 2, .to = end, .end = end + 2 };
		found = end != SIZE_MAX && looks_like_formula(mill_slice(text, at + 2, end));
	}
	if (found && place->end_line == 0)
		place->end_line = line;
	place->text = text;
	place->line = line;
	place->start = at;
	return found;
}

/* ---- marks ------------------------------------------------------------------------------------
 */

/* What is behind the marks of quotes on a line. */
static mill_str
unquoted(mill_str line)
{
	size_t at = 0;

	while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '>'))
		at++;
	return mill_slice(line, at, line.len);
}

/* A line of TeX without its comment: on one line with the next, that would go on. */
static mill_str
without_comment(mill_str line)
{
	return mill_trim(mill_slice(line, 0, find_bare(line, MILL_STR("%"), 0)));
}

static void
put_line(mill_buf *out, mill_str line)
{
	line = without_comment(line);
	if (out->len > 0 && line.len > 0)
		mill_putc(out, ' ');
	mill_put_str(out, line);
}

/* In a table a bar is written with a backslash. */
static mill_str
with_bars(mill_reader *reader, mill_str tex)
{
	mill_buf out = { .arena = reader->arena };

	if (mill_find(tex, MILL_STR("\\|"), 0) == SIZE_MAX)
		return tex;
	for (size_t i = 0; i < tex.len; i++)
		if (!mill_starts(mill_slice(tex, i, tex.len), MILL_STR("\\|")))
			mill_putc(&out, tex.ptr[i]);
	return mill_buf_str(&out);
}

static mill_formula *
add(mill_reader *reader, mill_str source, mill_str tex, bool display)
{
	mill_formula *formula;

	reader->formulas = mill_room(reader->arena, reader->formulas, sizeof *formula,
	    reader->formula_count, &reader->formula_room);
	formula = &reader->formulas[reader->formula_count++];
	*formula = (mill_formula){ source, tex, 0, display };
	return formula;
}

void
mill_put_tex(mill_buf *out, const mill_formula *formula)
{
	mill_puts(out, formula->display ? "\\[" : "\\(");
	mill_put_html(out, formula->tex);
	mill_puts(out, formula->display ? "\\]" : "\\)");
}

/* A formula of several lines: their TeX on one line. */
static void
add_lines(mill_reader *reader, const mill_formula_place *place)
{
	mill_buf tex = { .arena = reader->arena };
	mill_str first = place->text;
	bool quoted = memchr(first.ptr, '>', place->start) != NULL;

	put_line(&tex, mill_slice(first, place->from, first.len));
	for (int32_t n = place->line + 1; n <= place->end_line; n++) {
		mill_str line = mill_source_line(&reader->text, n);

		line = n == place->end_line ? mill_slice(line, 0, place->to) : line;
		put_line(&tex, quoted ? unquoted(line) : line);
	}
	add(reader, mill_slice(first, place->start, first.len), mill_buf_str(&tex), place->display)
	    ->more = place->end_line - place->line;
}

void
mill_put_formula(mill_reader *reader, mill_buf *out, const mill_formula_place *place, bool table)
{
	size_t number = reader->formula_count;

	if (place->end_line > place->line) {
		add_lines(reader, place);
	} else {
		mill_str tex = without_comment(mill_slice(place->text, place->from, place->to));

		add(reader, mill_slice(place->text, place->start, place->end),
		    table ? with_bars(reader, tex) : tex, place->display);
	}
	mill_printf(out, "%s%zu%s", MILL_FORMULA, number, MILL_FORMULA);
}

void
mill_put_formula_line(mill_reader *reader, mill_buf *out, mill_str source)
{
	mill_printf(out, "%s%zu%s", MILL_FORMULA_LINE, reader->formula_count, MILL_FORMULA_LINE);
	add(reader, source, MILL_STR(""), false);
}

const mill_formula *
mill_formula_mark(const mill_reader *reader, mill_str text, const char *mark, size_t *length)
{
	size_t at = strlen(mark), number = 0;

	if (!mill_starts(text, mill_cstr(mark)))
		return NULL;
	for (; at < text.len && isdigit((unsigned char)text.ptr[at]) &&
	       number < reader->formula_count;
	     at++)
		number = number * 10 + (size_t)(text.ptr[at] - '0');
	if (at == strlen(mark) || number >= reader->formula_count ||
	    !mill_starts(mill_slice(text, at, text.len), mill_cstr(mark)))
		return NULL;
	*length = at + strlen(mark);
	return &reader->formulas[number];
}

struct cmark_node *
mill_formula_node(mill_reader *reader, const mill_formula *formula)
{
	mill_buf html = { .arena = reader->trees };
	struct cmark_node *node;

	/* Kept as a mark until the node is rendered: what is in HTML is made safe there. */
	mill_printf(&html, "%s%zu%s", MILL_FORMULA_HTML, (size_t)(formula - reader->formulas),
	    MILL_FORMULA_HTML);
	node = mill_ready_node(reader, MILL_MATH, mill_buf_str(&html), formula->tex, MILL_STR(""));
	mill_set_more(node, formula->more);
	return node;
}

mill_line
mill_formula_of_fence(mill_reader *reader, mill_str code, int32_t line)
{
	mill_line shown = mill_plain_line(reader, MILL_STR(""), line);
	mill_buf tex = { .arena = reader->arena }, html = { .arena = reader->arena };
	mill_formula formula = { .display = true };

	for (size_t at = 0; at < code.len;) {
		size_t end = mill_find(code, MILL_STR("\n"), at);

		put_line(&tex, mill_slice(code, at, end));
		at = end == SIZE_MAX ? code.len : end + 1;
	}
	formula.tex = shown.text = mill_buf_str(&tex);
	mill_put_tex(&html, &formula);
	shown.spans[0] = (mill_span){ MILL_MATH, 0, (uint32_t)shown.text.len, mill_buf_str(&html) };
	return shown;
}
