/*
 * markup.c - the HTML of a field becomes the Markdown that a person would write: lists,
 * fences, tables, quotes, and what stands between them.
 *
 * It undoes markdown/cell.c, whose rules it counts on: a paragraph stands bare unless it
 * comes right behind another, and the end of a line is a <br>.  Blocks that have no mark
 * stay tags.  Whether all that worked is asked of cell.c.
 */
#include "../base/base.h"
#include "formats.h"
#include "markup.h"

#include <ctype.h>
#include <stdio.h>

enum {
	DEEP = 10,        /* quotes and lists in one another */
	LARGE = 64 * 1024 /* bytes of a field that is tried once */
};

static void put_flow(mill_markup *m, size_t from, size_t to, mill_flow f);

/* ---- lines ----------------------------------------------------------------------- */

static void
blank_line(mill_markup *m)
{
	size_t length = m->prefix.len;

	mill_putc(&m->out, '\n');
	while (length > 0 && m->prefix.text[length - 1] == ' ')
		length--;
	mill_put(&m->out, m->prefix.text, length);
}

void
mill_begin_block(mill_markup *m, mill_flow *f, mill_last_block block, bool apart)
{
	bool wide = m->depth == 0 && f->last != MILL_LAST_TITLE;

	if (f->last != MILL_LAST_NOTHING) {
		if ((wide || apart) && !(f->last == MILL_LAST_RAW && block == MILL_LAST_RAW))
			blank_line(m);
		mill_end_line(m);
	}
	f->last = block;
	f->text = block == MILL_LAST_TEXT;
	m->begins = true;
}

static void
push(mill_markup *m, const char *prefix)
{
	mill_puts(&m->prefix, prefix);
	m->depth++;
}

static void
pop(mill_markup *m, size_t length)
{
	m->prefix.len = length;
	m->depth--;
}

/* ---- paragraphs ------------------------------------------------------------------ */

static bool
is_break(const mill_fragment *f)
{
	return mill_is_named(f, "br");
}

/* What shows something last in a paragraph: a break behind it ends no line. */
static size_t
last_shown(const mill_markup *m, size_t from, size_t to)
{
	while (to > from && (m->all[to - 1].kind == MILL_CLOSES || is_break(&m->all[to - 1])))
		to--;
	return to > from ? to - 1 : from;
}

void
mill_put_line(mill_markup *m, size_t from, size_t to, bool row)
{
	bool table = m->table;

	m->table = row;
	m->begins = m->first = true;
	m->last = last_shown(m, from, to);
	mill_put_phrases(m, from, to);
	mill_guard_end(m);
	m->table = table;
}

static void
put_paragraph(mill_markup *m, mill_flow *f, size_t from, size_t to, bool tagged)
{
	/* Text right behind a paragraph would become one. */
	m->failed |= f->text != tagged || from == to;
	mill_begin_block(m, f, MILL_LAST_TEXT, f->last != MILL_LAST_TITLE);
	mill_put_line(m, from, to, false);
}

/* ---- tags that stay -------------------------------------------------------------- */

static void
put_raw_text(mill_markup *m, size_t from, size_t to)
{
	for (; from < to; from++) {
		mill_str text = m->all[from].text;

		m->failed |= memchr(text.ptr, '\n', text.len) != NULL ||
			     memchr(text.ptr, '\r', text.len) != NULL;
		mill_put_str(&m->out, text);
	}
	m->begins = false;
}

static bool
is_container(const mill_fragment *f)
{
	static const char *const names[] = { "div", "details", "section", "article", "aside",
		"figure", "main", "header", "footer", "center", "blockquote" };

	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (mill_is_named(f, names[i]))
			return f->holds;
	return false;
}

/* A block as it is; what holds others has them as Markdown between its tags. */
static void
put_raw(mill_markup *m, mill_flow *f, size_t i)
{
	size_t match = m->all[i].match, from = i + 1;
	mill_flow inner = { .last = MILL_LAST_RAW };

	mill_begin_block(m, f, MILL_LAST_RAW, f->last != MILL_LAST_RAW);
	if (!is_container(&m->all[i]) || m->depth >= DEEP) {
		put_raw_text(m, i, match + 1);
		return;
	}
	put_raw_text(m, i, i + 1);
	if (mill_is_named(&m->all[from], "summary") && m->all[from].kind == MILL_OPENS) {
		put_raw_text(m, from, m->all[from].match + 1);
		from = m->all[from].match + 1;
	}
	m->depth++;
	put_flow(m, from, match, inner);
	m->depth--;
	mill_end_line(m);
	put_raw_text(m, match, match + 1);
}

/* ---- lists ----------------------------------------------------------------------- */

typedef struct list {
	char letter; /* A or a; 0: numbers, or bullets */
	long start;
	bool bullets;
} list;

static bool
read_number(mill_str text, long *number)
{
	*number = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (!isdigit((unsigned char)text.ptr[i]) || i == 9)
			return false;
		*number = *number * 10 + (text.ptr[i] - '0');
	}
	return text.len > 0 && (text.ptr[0] != '0' || text.len == 1);
}

static bool
read_list(const mill_markup *m, size_t i, list *l)
{
	mill_str value;

	*l = (list){ .start = 1 };
	if (mill_is_tag(m, i, "<ul>"))
		return l->bullets = true;
	if (mill_is_tag(m, i, "<ol>"))
		return true;
	if (mill_tag_value(&m->all[i], "<ol start=\"", "\">", &value))
		return read_number(value, &l->start) && l->start != 1;
	if (mill_is_tag(m, i, "<ol type=\"A\">") || mill_is_tag(m, i, "<ol type=\"a\">")) {
		l->letter = m->all[i].text.ptr[strlen("<ol type=\"")];
		return true;
	}
	return false;
}

static bool
begins_task(const mill_markup *m, size_t i)
{
	return m->all[i].kind == MILL_WORDS &&
	       (mill_starts(m->all[i].text, MILL_STR("\xE2\x98\x90 ")) ||
		   mill_starts(m->all[i].text, MILL_STR("\xE2\x98\x91 "))) &&
	       m->all[i].text.len > 4;
}

/* The number of the item at i, when the one before it had `last`; -1: it cannot be told by
 * its mark. */
static long
number_of(const mill_markup *m, const list *l, size_t i, long last)
{
	bool first = last == l->start - 1;
	mill_str value;
	long number;

	if (mill_is_tag(m, i, "<li>") ||
	    (l->bullets && mill_is_tag(m, i, "<li class=\"task\">") && begins_task(m, i + 1)))
		return last + 1;
	if (l->bullets || !mill_tag_value(&m->all[i], "<li value=\"", "\">", &value) ||
	    !read_number(value, &number) || number == last || number == last + 1 ||
	    (first && l->letter == 0))
		return -1;
	return number;
}

/* True for a list whose items all have marks. */
static bool
is_plain_list(const mill_markup *m, size_t i, list *l)
{
	long number;

	if (m->depth >= DEEP || !read_list(m, i, l) || m->all[i].match == i + 1)
		return false;
	number = l->start - 1;
	for (size_t at = i + 1; at < m->all[i].match; at = m->all[at].match + 1) {
		if (m->all[at].kind != MILL_OPENS || !mill_is_named(&m->all[at], "li"))
			return false;
		number = number_of(m, l, at, number);
		if (number < 0 || (l->letter != 0 && (number < 1 || number > 26)))
			return false;
	}
	return true;
}

static void
put_item(mill_markup *m, const list *l, size_t i, const char *mark)
{
	size_t from = i + 1, length = m->prefix.len, width = strlen(mark) + 1;
	mill_fragment *words = &m->all[from];
	mill_flow inner = { 0 };

	mill_puts(&m->out, mark);
	if (from < m->all[i].match)
		mill_putc(&m->out, ' ');
	if (l->bullets && !mill_is_tag(m, i, "<li>")) {
		mill_puts(&m->out, (unsigned char)words->text.ptr[2] == 0x91 ? "[x] " : "[ ] ");
		words->text = mill_slice(words->text, 4, words->text.len);
	}
	for (size_t n = 0; n < width; n++)
		mill_putc(&m->prefix, ' ');
	m->depth++;
	m->begins = true;
	put_flow(m, from, m->all[i].match, inner);
	pop(m, length);
}

static void
put_list(mill_markup *m, mill_flow *f, size_t i, const list *l)
{
	/* Two lists in a row are told apart by their marks. */
	bool again = f->last == MILL_LAST_LIST && f->numbered == !l->bullets;
	char mark = l->bullets ? '*' : '.', text[24];
	size_t first = i + 1;
	bool apart = f->last == MILL_LAST_RAW || f->last == MILL_LAST_TABLE || l->start != 1 ||
		     m->all[first].match == first + 1;
	long number = l->start - 1;

	if (again && f->mark == mark)
		mark = l->bullets ? '-' : ')';
	mill_begin_block(m, f, MILL_LAST_LIST, apart);
	f->mark = mark;
	f->numbered = !l->bullets;
	for (size_t at = first; at < m->all[i].match; at = m->all[at].match + 1) {
		number = number_of(m, l, at, number);
		if (l->bullets)
			snprintf(text, sizeof text, "%c", mark);
		else if (l->letter != 0)
			snprintf(text, sizeof text, "%c%c", (char)(l->letter + number - 1), mark);
		else
			snprintf(text, sizeof text, "%ld%c", number, mark);
		if (at > first)
			mill_end_line(m);
		put_item(m, l, at, text);
	}
}

/* ---- code ------------------------------------------------------------------------ */

/* The text of code, one line after another; false when it is more than text. */
static bool
read_code(mill_markup *m, size_t from, size_t to, mill_buf *text)
{
	for (; from < to; from++) {
		const mill_fragment *f = &m->all[from];
		bool line = mill_is_tag(m, from, "<br>");

		if (line)
			mill_putc(text, '\n');
		else if (f->kind != MILL_WORDS || memchr(f->text.ptr, '\n', f->text.len) != NULL ||
			 memchr(f->text.ptr, '\r', f->text.len) != NULL ||
			 !mill_put_plain(text, f->text))
			return false;
	}
	return true;
}

static bool
is_language(mill_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.ptr[i]) &&
		    ((unsigned char)name.ptr[i] < 0x80 && strchr("+-#._/", name.ptr[i]) == NULL))
			return false;
	return name.len > 0;
}

static size_t
longest_run(mill_str text, char c)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = text.ptr[i] == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* A fence; false when it would not be one. */
static bool
put_fence(mill_markup *m, mill_flow *f, size_t i)
{
	mill_buf code = { .arena = m->arena };
	mill_str language = MILL_STR(""), text;
	size_t match = m->all[i].match, run;

	if (!mill_is_tag(m, i, "<pre>") || match < i + 3 || m->all[i + 1].match != match - 1 ||
	    !(mill_is_tag(m, i + 1, "<code>") ||
		(mill_tag_value(&m->all[i + 1], "<code class=\"language-", "\">", &language) &&
		    is_language(language))) ||
	    !read_code(m, i + 2, match - 1, &code))
		return false;
	text = mill_buf_str(&code);
	run = longest_run(text, '`');
	run = run < 3 ? 3 : run + 1;
	mill_begin_block(
	    m, f, MILL_LAST_OTHER, f->last == MILL_LAST_RAW || f->last == MILL_LAST_TABLE);
	for (size_t n = 0; n < run; n++)
		mill_putc(&m->out, '`');
	mill_put_str(&m->out, language);
	for (size_t from = 0, end; from <= text.len && text.len > 0; from = end + 1) {
		end = mill_find(text, MILL_STR("\n"), from);
		end = end == SIZE_MAX ? text.len : end;
		if (end > from) {
			mill_end_line(m);
			mill_put_str(&m->out, mill_slice(text, from, end));
		} else {
			blank_line(m);
		}
	}
	mill_end_line(m);
	for (size_t n = 0; n < run; n++)
		mill_putc(&m->out, '`');
	m->begins = false;
	return true;
}

/* ---- quotes and boxes ------------------------------------------------------------ */

/* A line of fragments that can be the title of a box. */
static bool
is_title(const mill_markup *m, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (m->all[i].block || is_break(&m->all[i]))
			return false;
	return from < to;
}

/* The look of the box that begins at i, and where its title is; false when it is none. */
static bool
read_box(const mill_markup *m, size_t i, mill_str *look, size_t *from, size_t *to)
{
	static const char *const looks[] = { "note", "tip", "question", "warning", "danger",
		"example", "quote" };
	size_t match = m->all[i].match;
	bool known = false, div = mill_is_tag(m, i + 1, "<div class=\"callout-title\">");

	if (!mill_tag_value(&m->all[i], "<blockquote class=\"callout ", "\">", look))
		return false;
	for (size_t k = 0; k < MILL_COUNT(looks); k++)
		known |= mill_equal(*look, mill_cstr(looks[k]));
	*from = div ? i + 2 : i + 1;
	*to = div ? m->all[i + 1].match : match;
	return known && is_title(m, *from, *to) && (!div || *to + 1 < match);
}

static bool
put_quote(mill_markup *m, mill_flow *f, size_t i)
{
	size_t match = m->all[i].match, length = m->prefix.len, from = i + 1, to = 0;
	mill_flow inner = { 0 };
	mill_str look;
	bool box = read_box(m, i, &look, &from, &to);

	if (m->depth >= DEEP || (!box && !mill_is_tag(m, i, "<blockquote>")))
		return false;
	mill_begin_block(m, f, MILL_LAST_QUOTE,
	    f->last == MILL_LAST_RAW || f->last == MILL_LAST_TABLE || f->last == MILL_LAST_QUOTE);
	mill_puts(&m->out, match > i + 1 ? "> " : ">");
	push(m, "> ");
	if (box) {
		mill_puts(&m->out, "[!");
		mill_put_str(&m->out, look);
		mill_puts(&m->out, "] ");
		mill_put_line(m, from, to, false);
		inner.last = MILL_LAST_TITLE;
		from = to < match ? to + 1 : to;
	}
	put_flow(m, from, match, inner);
	pop(m, length);
	return true;
}

/* ---- the flow -------------------------------------------------------------------- */

static bool
put_heading(mill_markup *m, mill_flow *f, size_t i)
{
	mill_str text = m->all[i].text;
	size_t match = m->all[i].match;

	if (text.len != 4 || text.ptr[1] != 'h' || text.ptr[2] < '1' || text.ptr[2] > '6' ||
	    !is_title(m, i + 1, match))
		return false;
	mill_begin_block(m, f, MILL_LAST_OTHER, true);
	for (char n = '1'; n <= text.ptr[2]; n++)
		mill_putc(&m->out, '#');
	mill_putc(&m->out, ' ');
	mill_put_line(m, i + 1, match, false);
	return true;
}

/* A block; answers its last fragment. */
static size_t
put_block(mill_markup *m, mill_flow *f, size_t i, size_t to)
{
	const mill_fragment *tag = &m->all[i];
	bool done = false;
	list l;

	if (tag->kind != MILL_OPENS) {
		if (mill_is_tag(m, i, "<hr>")) {
			mill_begin_block(m, f, MILL_LAST_OTHER, true);
			mill_puts(&m->out, "---");
		} else {
			m->failed = true; /* half a block */
		}
		return i;
	}
	/* Text behind a paragraph would become another one; behind a tag it does not. */
	if (mill_is_tag(m, i, "<p>") && f->text && !tag->holds && tag->match > i + 1 &&
	    (tag->match + 1 >= to || m->all[tag->match + 1].block)) {
		put_paragraph(m, f, i + 1, tag->match, true);
		return tag->match;
	}
	if (is_plain_list(m, i, &l)) {
		put_list(m, f, i, &l);
		return tag->match;
	}
	done = put_fence(m, f, i) || put_quote(m, f, i) || mill_put_table(m, f, i) ||
	       put_heading(m, f, i);
	if (!done)
		put_raw(m, f, i);
	return tag->match;
}

static void
put_flow(mill_markup *m, size_t from, size_t to, mill_flow f)
{
	bool raw = f.last == MILL_LAST_RAW;

	for (size_t i = from; i < to && !m->failed; i++) {
		size_t end = i;

		if (m->all[i].block) {
			i = put_block(m, &f, i, to);
			continue;
		}
		while (end < to && !m->all[end].block)
			end = m->all[end].kind == MILL_OPENS ? m->all[end].match + 1 : end + 1;
		put_paragraph(m, &f, i, end, false);
		i = end - 1;
	}
	/* The tag that closes what holds this is HTML again. */
	if (raw && f.last != MILL_LAST_RAW)
		blank_line(m);
}

bool
mill_put_markdown(mill_buf *out, mill_str html, bool careful)
{
	mill_markup m = { .arena = out->arena, .careful = careful };
	mill_flow f = { 0 };

	m.out.arena = m.prefix.arena = out->arena;
	mill_dissect(&m, html);
	put_flow(&m, 0, m.count, f);
	mill_put_str(out, mill_buf_str(&m.out));
	return !m.failed;
}

/* ---- cells -------------------------------------------------------------------------- */

/* Begins a cell that is HTML in a file whose cells are Markdown. */
static const mill_str html_marker = { "<!--html-->", 11 };

mill_str
mill_markdown_cell(mill_arena *arena, mill_str html, mill_render_fn *render)
{
	mill_buf verbatim = { .arena = arena };

	/* The light one reads better, and nearly always it does. */
	for (int careful = html.len > LARGE; careful < 2; careful++) {
		mill_buf cell = { .arena = arena };

		if (mill_put_markdown(&cell, html, careful) &&
		    !mill_starts(mill_buf_str(&cell), html_marker) &&
		    memchr(html.ptr, '\r', html.len) == NULL &&
		    mill_equal(render(arena, mill_buf_str(&cell)), html))
			return mill_buf_str(&cell);
	}
	/* On one line: a program that saves the table may write other line breaks. */
	mill_put_str(&verbatim, html_marker);
	mill_put_str(&verbatim, mill_on_one_line(arena, html));
	return mill_buf_str(&verbatim);
}

mill_str
mill_cell_field(mill_arena *arena, mill_str cell, mill_render_fn *render)
{
	if (mill_starts(cell, html_marker))
		return mill_on_its_lines(arena, mill_slice(cell, html_marker.len, cell.len));
	return render(arena, cell);
}
