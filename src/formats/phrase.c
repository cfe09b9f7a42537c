/*
 * phrase.c - what stands in a paragraph of a field becomes Markdown: words, and what they
 * are set in.
 *
 * What CommonMark has no mark for, or would not see here, stays a tag.
 */
#include "../base/base.h"
#include "markup.h"

#include <ctype.h>

enum {
	LEVELS = 50, /* of what words are set in */
	ENTITY = 34
};

/* ---- characters ------------------------------------------------------------------ */

static bool
is_mark(char c)
{
	return ispunct((unsigned char)c) && (unsigned char)c < 0x80;
}

/* True for what cmark takes for punctuation, without doubt. */
static bool
is_punctuation(uint32_t c)
{
	return c < 0x80
		   ? is_mark((char)c)
		   : (c >= 0x2010 && c <= 0x2027) || (c >= 0x3001 && c <= 0x3003) ||
			 (c >= 0x3008 && c <= 0x3011) || (c >= 0x3014 && c <= 0x301B) ||
			 c == 0xFF01 || c == 0xFF08 || c == 0xFF09 || c == 0xFF0C || c == 0xFF0E ||
			 c == 0xFF0F || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F;
}

/* True for what it may take for punctuation. */
static bool
may_be_punctuation(uint32_t c)
{
	return c == '_' || (!mill_is_word(c) && !mill_is_blank(c));
}

static bool
is_blank_or_edge(uint32_t c)
{
	return c == 0 || mill_is_blank(c);
}

/* ---- character references -------------------------------------------------------- */

static const struct {
	mill_str name;
	char c;
} references[] = { { { "&amp;", 5 }, '&' }, { { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' },
	{ { "&quot;", 6 }, '"' } };

char
mill_reference(mill_str text, size_t at, size_t *length)
{
	mill_str rest = mill_slice(text, at, text.len);

	for (size_t i = 0; i < MILL_COUNT(references); i++)
		if (mill_starts(rest, references[i].name)) {
			*length = references[i].name.len;
			return references[i].c;
		}
	return 0;
}

size_t
mill_reference_tail(mill_str text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < ENTITY &&
	       (isalnum((unsigned char)text.ptr[end]) || text.ptr[end] == '#'))
		end++;
	return end > at && end < text.len && text.ptr[end] == ';' ? end + 1 - at : 0;
}

bool
mill_put_plain(mill_buf *out, mill_str html)
{
	mill_buf again = { .arena = out->arena };
	size_t start = out->len;

	mill_put_unescaped(out, html);
	mill_put_html(&again, mill_slice(mill_buf_str(out), start, out->len));
	return mill_equal(mill_buf_str(&again), html);
}

/* ---- lines ----------------------------------------------------------------------- */

/* A blank at the end of a line would be gone. */
void
mill_guard_end(mill_markup *m)
{
	char last = m->out.len > 0 && !m->begins ? m->out.text[m->out.len - 1] : 'x';

	if (last != ' ' && last != '\t')
		return;
	m->out.len--;
	mill_puts(&m->out, last == ' ' ? "&#32;" : "&#9;");
}

void
mill_end_line(mill_markup *m)
{
	mill_putc(&m->out, '\n');
	mill_put_str(&m->out, mill_buf_str(&m->prefix));
	m->begins = true;
}

static bool
is_only(mill_str text, const char *characters)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(characters, text.ptr[i]) == NULL || text.ptr[i] == '\0')
			return false;
	return true;
}

static bool
is_blank_at(mill_str text, size_t at, bool ends)
{
	return at >= text.len ? ends : text.ptr[at] == ' ' || text.ptr[at] == '\t';
}

/* Where a backslash has to stand in text that begins a line, so that it begins nothing else;
 * SIZE_MAX: nowhere.  ends: nothing else is on the line. */
static size_t
false_start(mill_str text, bool ends)
{
	char c = text.ptr[0];
	size_t run = 0, end = 0;

	while (run < text.len && text.ptr[run] == c)
		run++;
	while (end < text.len && end < 9 && isdigit((unsigned char)text.ptr[end]))
		end++;
	if (end == 0 && isalpha((unsigned char)c) && (unsigned char)c < 0x80)
		end = 1;
	if (end > 0)
		return end < text.len && (text.ptr[end] == '.' || text.ptr[end] == ')') &&
			       is_blank_at(text, end + 1, ends)
			   ? end
			   : SIZE_MAX;
	if (strchr("-+*", c) != NULL && is_blank_at(text, 1, ends))
		return 0;
	if (c == '#' && run <= 6 && is_blank_at(text, run, ends))
		return 0;
	if ((c == '`' || c == '~') && run >= 3)
		return 0;
	if (ends && (is_only(text, "= ") || is_only(text, "- ") || is_only(text, "* ") ||
			is_only(text, "_ ") || is_only(text, "|:- ")))
		return strchr("=-*_|:", c) != NULL ? 0 : SIZE_MAX;
	if (mill_starts(text, MILL_STR("[x]")) || mill_starts(text, MILL_STR("[X]")) ||
	    mill_starts(text, MILL_STR("[ ]")))
		return is_blank_at(text, 3, ends) ? 2 : SIZE_MAX;
	if (mill_starts(text, MILL_STR("[!")))
		return mill_find(mill_slice(text, 0, 40), MILL_STR("]"), 0);
	return SIZE_MAX;
}

/* ---- words ----------------------------------------------------------------------- */

typedef struct words {
	mill_markup *m;
	mill_str text;
	size_t at;
	bool ends;      /* the line or the paragraph ends behind them */
	size_t open[2]; /* up to there no formula ends, among words and displayed */
} words;

static char
byte_at(const words *w, size_t at)
{
	return at < w->text.len ? w->text.ptr[at] : '\0';
}

/* True when a mark of emphasis at at may begin or end some. */
static bool
may_emphasize(const words *w, size_t from, size_t to)
{
	uint32_t before = from > 0 ? mill_before(w->text, from) : 0, after;
	size_t next = to;

	after = mill_next(w->text, &next);
	if (is_blank_or_edge(before) && is_blank_or_edge(after) && from > 0 && to < w->text.len)
		return false;
	return w->text.ptr[from] != '_' || !mill_is_word(before) || !mill_is_word(after) ||
	       before == '_' || after == '_';
}

/* Bytes of the formula at at, which is put as TeX; 0: there is none. */
static size_t
put_formula(words *w)
{
	bool display = byte_at(w, w->at + 1) == '[';
	size_t start = w->m->out.len, end = mill_formula_end(w->text, w->at, &w->open[display]);

	if (end == SIZE_MAX)
		return 0;
	mill_put(&w->m->out, w->text.ptr + w->at, 2);
	if (!mill_put_plain(&w->m->out, mill_slice(w->text, w->at + 2, end))) {
		w->m->out.len = start;
		return 0;
	}
	mill_put(&w->m->out, w->text.ptr + end, 2);
	return end + 2 - w->at;
}

static size_t
put_backslash(words *w)
{
	char next = byte_at(w, w->at + 1);
	size_t length = next == '(' || next == '[' ? put_formula(w) : 0;

	if (length > 0)
		return length;
	mill_puts(&w->m->out, next == '\0' || is_mark(next) ? "\\\\" : "\\");
	return 1;
}

static size_t
put_reference(words *w)
{
	mill_str rest = mill_slice(w->text, w->at, w->text.len);
	size_t length = 0, tail;
	char c = mill_reference(w->text, w->at, &length), next = byte_at(w, w->at + length);
	mill_buf *out = &w->m->out;

	if (mill_starts(rest, MILL_STR("&#92;(")) || mill_starts(rest, MILL_STR("&#92;["))) {
		mill_puts(out, "\\\\");
		return strlen("&#92;");
	}
	if (c == 0) {
		tail = mill_reference_tail(w->text, w->at + 1);
		if (tail == 0)
			mill_putc(out, '\\');
		mill_put_str(out, mill_slice(rest, 0, tail + 1));
		return tail + 1;
	}
	if ((c == '&' && mill_reference_tail(w->text, w->at + length) > 0) ||
	    (c == '>' && w->m->begins))
		mill_put_str(out, mill_slice(rest, 0, length));
	else if (c == '<' && (isalpha((unsigned char)next) || strchr("/!?", next) != NULL))
		mill_puts(out, "\\<");
	else
		mill_putc(out, c);
	return length;
}

/* A run of marks that may mean something, or not. */
static size_t
put_run(words *w, char c)
{
	size_t end = w->at;
	bool escaped;

	while (byte_at(w, end) == c)
		end++;
	/* Two stars are bold for stars.c, too. */
	escaped = w->m->careful &&
		  (c == '`' || (c == '~' && end - w->at > 1) || (c == '*' && end - w->at == 2) ||
		      (c != '~' && may_emphasize(w, w->at, end)));
	for (size_t i = w->at; i < end; i++) {
		if (escaped)
			mill_putc(&w->m->out, '\\');
		mill_putc(&w->m->out, c);
	}
	return end - w->at;
}

static size_t
put_byte(words *w)
{
	mill_buf *out = &w->m->out;
	char c = byte_at(w, w->at), next = byte_at(w, w->at + 1);

	switch (c) {
	case '&':
		return put_reference(w);
	case '\\':
		return put_backslash(w);
	case '*':
	case '_':
	case '`':
	case '~':
		return put_run(w, c);
	case '"':
	case '>':
		mill_putc(out, '\\');
		break;
	case ']':
		if (next == '(')
			mill_putc(out, '\\');
		break;
	case '!':
		if (next == '\0' && !w->ends)
			mill_putc(out, '\\');
		break;
	case '|':
		if (w->m->table)
			mill_putc(out, '\\');
		break;
	case '\n':
	case '\r':
		w->m->failed = true;
		break;
	default:
		break;
	}
	mill_putc(out, c);
	return 1;
}

void
mill_put_marked_words(mill_markup *m, mill_str text, bool ends)
{
	words w = { .m = m, .text = text, .ends = ends };
	size_t escaped = m->begins && !m->table ? false_start(text, ends) : SIZE_MAX;

	if (m->begins && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
		mill_puts(&m->out, text.ptr[0] == ' ' ? "&#32;" : "&#9;");
		w.at = 1;
		m->begins = false;
	}
	while (w.at < text.len) {
		if (w.at == escaped) {
			mill_putc(&m->out, '\\');
			mill_putc(&m->out, text.ptr[w.at++]);
		} else {
			w.at += put_byte(&w);
		}
		m->begins = m->first = false;
	}
}

/* ---- what words are set in ------------------------------------------------------- */

/* What cell.c has in place of a reference or a formula while cmark reads the text: neither
 * punctuation nor a letter. */
#define TAKEN_OUT 0xFDD6

/* The character for a fragment that is no words; 0: it ends a line. */
static uint32_t
mark_of(const mill_fragment *f)
{
	if (mill_is_named(f, "br"))
		return 0;
	if (mill_is_named(f, "strong") || mill_is_named(f, "em"))
		return '*';
	return mill_is_named(f, "del") ? '~' : '<';
}

/* The character that fragment i shows at its beginning; 0 at the end of a line. */
static uint32_t
first_of(const mill_markup *m, size_t i)
{
	const mill_fragment *f = &m->all[i];
	size_t at = 0;
	char c;

	if (i >= m->count || i > m->last)
		return 0;
	if (f->kind != MILL_WORDS)
		return mark_of(f);
	c = mill_reference(f->text, 0, &at);
	if (c == 0 && (f->text.ptr[0] == '&' || f->text.ptr[0] == '\\'))
		return TAKEN_OUT;
	return c != 0 ? (uint32_t)c : mill_next(f->text, &at);
}

/* The one that stands at the end of text. */
static uint32_t
end_of(mill_str text)
{
	if (mill_ends(text, MILL_STR(";")) || mill_ends(text, MILL_STR("\\)")) ||
	    mill_ends(text, MILL_STR("\\]")))
		return TAKEN_OUT;
	return mill_before(text, text.len);
}

static uint32_t
last_of(const mill_markup *m, size_t i)
{
	return m->all[i].kind == MILL_WORDS ? end_of(m->all[i].text) : mark_of(&m->all[i]);
}

/* True when marks around fragments i..match would be seen; help: what stars.c does. */
static bool
is_seen(mill_markup *m, size_t i, uint32_t mark, bool help)
{
	size_t match = m->all[i].match;
	uint32_t before = m->begins ? 0 : end_of(mill_buf_str(&m->out));
	uint32_t first = first_of(m, i + 1), last = last_of(m, match - 1);
	uint32_t after = first_of(m, match + 1);

	if (match == i + 1 || is_blank_or_edge(first) || is_blank_or_edge(last))
		return false;
	/* cmark looks past tildes at what is behind them. */
	if (before == mark || after == mark || first == mark || last == mark || before == '~' ||
	    after == '~' || first == '~' || last == '~')
		return false;
	return (!may_be_punctuation(first) || is_blank_or_edge(before) || is_punctuation(before) ||
		   (help && mill_is_cjk(before) && !mill_is_word(first))) &&
	       (!may_be_punctuation(last) || is_blank_or_edge(after) || is_punctuation(after) ||
		   (help && mill_is_cjk(after) && !mill_is_word(last)));
}

static void
put_tag(mill_markup *m, size_t i)
{
	mill_str text = m->all[i].text;

	for (size_t at = 0; at < text.len; at++) {
		m->failed |= text.ptr[at] == '\n' || text.ptr[at] == '\r';
		if (text.ptr[at] == '|' && m->table)
			mill_putc(&m->out, '\\');
		mill_putc(&m->out, text.ptr[at]);
	}
	m->begins = false;
}

/* Marks around fragments, or the tags themselves.  Marks in marks of their kind would end
 * those. */
static void
put_set(mill_markup *m, size_t i, const char *mark, bool help)
{
	size_t match = m->all[i].match;
	unsigned outer = m->marks, own = mark[0] == '~' ? 1 : mark[1] == '*' ? 2 : 4;
	bool seen = (outer & own) == 0 && is_seen(m, i, (uint32_t)mark[0], help);

	if (seen) {
		m->marks |= own;
		mill_puts(&m->out, mark);
	} else {
		put_tag(m, i);
	}
	m->begins = false;
	m->first &= !seen;
	mill_put_phrases(m, i + 1, match);
	if (seen)
		mill_puts(&m->out, mark);
	else
		put_tag(m, match);
	m->marks = outer;
}

static void
put_tags(mill_markup *m, size_t i)
{
	put_tag(m, i);
	mill_put_phrases(m, i + 1, m->all[i].match);
	put_tag(m, m->all[i].match);
}

/* The break of a line is the end of a line where one may stand. */
static void
put_break(mill_markup *m, size_t i)
{
	if (m->table || m->begins || m->first || i >= m->last ||
	    mill_is_named(&m->all[i + 1], "br") || !mill_is_tag(m, i, "<br>")) {
		put_tag(m, i);
		return;
	}
	mill_guard_end(m);
	mill_end_line(m);
}

static bool
ends_line(const mill_markup *m, size_t i)
{
	return i + 1 > m->last || mill_is_named(&m->all[i + 1], "br");
}

static void
put_element(mill_markup *m, size_t i)
{
	bool done = false;

	if (mill_is_tag(m, i, "<strong>"))
		put_set(m, i, "**", true);
	else if (mill_is_tag(m, i, "<em>"))
		put_set(m, i, "*", false);
	else if (mill_is_tag(m, i, "<del>"))
		put_set(m, i, "~~", false);
	else {
		if (mill_is_tag(m, i, "<code>"))
			done = mill_put_code_span(m, i);
		else if (mill_is_named(&m->all[i], "a"))
			done = mill_put_link(m, i);
		if (!done)
			put_tags(m, i);
	}
}

void
mill_put_phrases(mill_markup *m, size_t from, size_t to)
{
	if (++m->level > LEVELS)
		m->failed = true;
	for (size_t i = from; i < to && !m->failed; i++) {
		const mill_fragment *f = &m->all[i];

		if (f->kind == MILL_WORDS) {
			mill_put_marked_words(m, f->text, ends_line(m, i));
		} else if (f->kind == MILL_OPENS) {
			put_element(m, i);
			i = f->match;
		} else if (mill_is_named(f, "br")) {
			put_break(m, i);
		} else if (!(mill_is_named(f, "img") && mill_put_image(m, i))) {
			put_tag(m, i);
		}
	}
	m->level--;
}
