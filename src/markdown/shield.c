/*
 * shield.c - what a cell of a table holds besides Markdown is taken out before cmark
 * reads it, and put back behind it.
 *
 * In a field's HTML a formula, `\(x\)`, a sound, `[sound:x.mp3]`, and a character
 * reference, `&nbsp;`, are what they are, and so they are in a cell.  Each leaves a mark
 * with a number.  Where a mark ends up in code or in a tag, the source is put back.
 *
 * Beside that, `\"`, `\>` and `\&` are the characters themselves, where a field has them
 * unescaped; `A.` counts the items of a list; a cell defines no references; and what
 * would cost cmark too much is refused: see guard.c.
 */
#include "../base/base.h"
#include "shield.h"
#include "markdown.h"

#include <ctype.h>

/* Around the number of a mark.  No character; in a cell it is taken out itself. */
#define MARK "\xEF\xB7\x96"

enum {
	DEEP = 20,          /* quotes and lists begun on one line */
	INDENT = 64,        /* columns before the mark of an item */
	ENTITY = 34,        /* bytes of a character reference */
	OPEN_BRACKETS = 64, /* these four as in guard.c and bounds.c */
	MARKS = 4000,
	DECLARATIONS = 200,
	COLUMNS = 128
};

typedef struct scan {
	mill_shield *shield;
	mill_str line;
	int32_t number; /* of the line */
	size_t copied;  /* of the line */
	size_t code;    /* where the code ends that has begun */
	size_t open[2]; /* up to there no formula ends, among words and displayed */
	bool bold;
	char fence; /* the mark of the fence that is open; 0: none is */
	size_t fence_length;
	bool fence_quoted;
	int32_t brackets, marks, declarations; /* of a paragraph */
	size_t columns;                        /* of the widest table */
	size_t letter;                         /* the next one of the shield before */
} scan;

/* ---- marks ----------------------------------------------------------------------- */

/* A mark takes the place of length bytes at at. */
static void
shield_bytes(scan *s, size_t at, size_t length, mill_str html)
{
	mill_shield *shield = s->shield;

	mill_put(&shield->text, s->line.ptr + s->copied, at - s->copied);
	mill_printf(&shield->text, MARK "%zu" MARK, shield->count);
	shield->all = mill_room(
	    shield->arena, shield->all, sizeof *shield->all, shield->count, &shield->room);
	shield->all[shield->count++] = (mill_shielded){ mill_slice(s->line, at, at + length),
		html };
	s->copied = at + length;
}

/* Bytes of the character reference at text[at]; 0: there is none. */
static size_t
entity_length(mill_str text, size_t at)
{
	size_t end = at + 1, first;
	bool number = end < text.len && text.ptr[end] == '#';

	end += number;
	first = end;
	if (number && end < text.len && (text.ptr[end] == 'x' || text.ptr[end] == 'X'))
		first = ++end;
	while (end < text.len && end - at < ENTITY && isalnum((unsigned char)text.ptr[end]))
		end++;
	return end > first && end < text.len && text.ptr[end] == ';' ? end + 1 - at : 0;
}

static size_t
shield_entity(scan *s, size_t at)
{
	size_t length = entity_length(s->line, at);
	mill_str entity = mill_slice(s->line, at, at + length);

	if (length == 0)
		return 1;
	/* Blanks that cmark would take off a line. */
	if (mill_equal(entity, MILL_STR("&#32;")))
		shield_bytes(s, at, length, MILL_STR(" "));
	else if (mill_equal(entity, MILL_STR("&#9;")))
		shield_bytes(s, at, length, MILL_STR("\t"));
	else
		shield_bytes(s, at, length, entity);
	return length;
}

/* Bytes of the formula at line[at]; 0: none begins there, or it does not end. */
static size_t
shield_formula(scan *s, size_t at)
{
	bool display = s->line.ptr[at + 1] == '[';
	mill_buf html = { .arena = s->shield->arena };
	size_t end = mill_formula_end(s->line, at, &s->open[display]);

	if (end == SIZE_MAX)
		return 0;
	mill_put(&html, s->line.ptr + at, 2);
	mill_put_html(&html, mill_slice(s->line, at + 2, end));
	mill_put(&html, s->line.ptr + end, 2);
	shield_bytes(s, at, end + 2 - at, mill_buf_str(&html));
	return end + 2 - at;
}

/* What a backslash stands before; answers how many bytes are done with. */
static size_t
shield_escape(scan *s, size_t at)
{
	char next = at + 1 < s->line.len ? s->line.ptr[at + 1] : '\0';
	size_t length = 0;

	if (next == '(' || next == '[')
		length = shield_formula(s, at);
	else if (next == '"' || next == '>' || (next == '&' && entity_length(s->line, at + 1) == 0))
		shield_bytes(s, at, length = 2, mill_slice(s->line, at + 1, at + 2));
	return length > 0 ? length : 2;
}

/* What Anki acts on stays what it is: see base/html.c. */
static void
shield_bracket(scan *s, size_t at)
{
	static const char *const starts[] = { "[sound:", "[latex]", "[$]", "[$$]", "[anki:" };

	if (mill_starts_any(mill_slice(s->line, at, s->line.len), starts, MILL_COUNT(starts)))
		shield_bytes(s, at, 1, MILL_STR("["));
}

/* ---- a line ---------------------------------------------------------------------- */

/* True for what stands for a mark, or for what stars.c puts in. */
static bool
is_own(mill_str rest)
{
	return (mill_starts(rest, MILL_STR("\xEF\xB7")) && rest.len > 2 &&
		   (unsigned char)rest.ptr[2] >= 0x90 && (unsigned char)rest.ptr[2] <= 0xAF) ||
	       mill_starts(rest, MILL_STR("\xE2\x80\x8B"));
}

static void
count_mark(scan *s, char c, char next)
{
	s->brackets += c == '[';
	s->brackets -= c == ']' && s->brackets > 0;
	s->marks += c == '*' || c == '_' || c == '~';
	s->declarations += c == '<' && (next == '!' || next == '?');
	s->shield->refused |= s->brackets > OPEN_BRACKETS || s->marks > MARKS ||
			      s->declarations > DECLARATIONS;
}

/* Copies a run of stars; where it is bold that cmark would not see, with help. */
static size_t
copy_stars(scan *s, size_t at)
{
	size_t end = at;

	while (end < s->line.len && s->line.ptr[end] == '*')
		end++;
	if (end - at == 2)
		s->copied = mill_help_bold(&s->shield->text, s->line, s->copied, at, &s->bold);
	return end - at;
}

/* The text of a line from at on; code: it is code, and nothing else. */
static void
shield_text(scan *s, size_t at, bool code)
{
	mill_str line = s->line;

	s->code = s->copied = at;
	s->open[0] = s->open[1] = 0;
	s->bold = false;
	while (at < line.len) {
		mill_str rest = mill_slice(line, at, line.len);
		bool among_words = !code && at >= s->code;
		size_t done = 1;

		if (!code)
			count_mark(s, rest.ptr[0], rest.len > 1 ? rest.ptr[1] : '\0');
		if (rest.ptr[0] == '\\' && among_words)
			done = shield_escape(s, at);
		else if (rest.ptr[0] == '`' && among_words)
			s->code = mill_code_end(line, at);
		else if (rest.ptr[0] == '*' && among_words)
			done = copy_stars(s, at);
		else if (rest.ptr[0] == '&')
			done = shield_entity(s, at);
		else if (rest.ptr[0] == '[')
			shield_bracket(s, at);
		else if (mill_starts(rest, MILL_STR("]:")))
			shield_bytes(s, at + 1, 1, MILL_STR(":"));
		else if (is_own(rest))
			shield_bytes(s, at, 3, mill_slice(line, at, at + 3)), done = 3;
		at += done;
	}
	mill_put(&s->shield->text, line.ptr + s->copied, line.len - s->copied);
}

/* ---- marks of items -------------------------------------------------------------- */

/* Bytes of the mark of an item at line[at], without what is behind it. */
static size_t
item_mark(mill_str line, size_t at)
{
	size_t end = at;

	if (strchr("-+*", line.ptr[at]) != NULL)
		end = at + 1;
	else {
		while (end < line.len && end - at < 9 && isdigit((unsigned char)line.ptr[end]))
			end++;
		if (end == at && isalpha((unsigned char)line.ptr[at]))
			end++;
		if (end == at || end >= line.len || strchr(".)", line.ptr[end]) == NULL)
			return 0;
		end++;
	}
	return end == line.len || line.ptr[end] == ' ' || line.ptr[end] == '\t' ? end - at : 0;
}

/* True when the letter at line[at] may count an item: it did, when the cell was read
 * before. */
static bool
may_count(scan *s, size_t at)
{
	const mill_shield *before = s->shield->before;
	int32_t column = (int32_t)at + 1;

	if (before == NULL)
		return true;
	for (; s->letter < before->letter_count; s->letter++) {
		const mill_letter *letter = &before->letters[s->letter];

		if (letter->line > s->number ||
		    (letter->line == s->number && letter->column > column))
			return false;
		if (letter->line == s->number && letter->column == column)
			return letter->used;
	}
	return false;
}

static void
copy_letter(scan *s, size_t at)
{
	mill_shield *shield = s->shield;

	mill_put(&shield->text, s->line.ptr + s->copied, at - s->copied);
	mill_putc(&shield->text, '1'); /* it may interrupt a paragraph, as a letter's item does */
	s->copied = at + 1;
	shield->letters = mill_room(shield->arena, shield->letters, sizeof *shield->letters,
	    shield->letter_count, &shield->letter_room);
	shield->letters[shield->letter_count++] = (mill_letter){ s->number, (int32_t)at + 1,
		s->line.ptr[at], false };
}

/* Copies what a line's own text stands in; answers where that begins. */
static size_t
copy_containers(scan *s, bool *quoted)
{
	mill_str line = s->line;
	size_t at = 0;

	s->copied = 0;
	*quoted = false;
	for (int depth = 0;; depth++) {
		size_t length = 0;

		while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
			at++;
		if (at < line.len)
			length = line.ptr[at] == '>' ? 1 : item_mark(line, at);
		if (length == 0)
			break;
		*quoted |= line.ptr[at] == '>';
		s->shield->refused |= depth == DEEP || mill_indent(line) > INDENT;
		if (isalpha((unsigned char)line.ptr[at])) {
			if (!may_count(s, at))
				break;
			copy_letter(s, at);
		}
		at += length;
	}
	mill_put(&s->shield->text, line.ptr + s->copied, at - s->copied);
	return at;
}

/* ---- the cell -------------------------------------------------------------------- */

/* Columns of the row of dashes below the heads of a table; 0: the line is none. */
static size_t
count_columns(mill_str line)
{
	size_t columns = 1;

	for (size_t i = 0; i < line.len; i++) {
		if (strchr("|:- \t>", line.ptr[i]) == NULL || line.ptr[i] == '\0')
			return 0;
		columns += line.ptr[i] == '|';
	}
	return memchr(line.ptr, '-', line.len) == NULL ? 0 : columns;
}

/* A line of a fence that is open, or its end. */
static void
copy_fenced(scan *s)
{
	mill_str line = s->line;
	size_t at = 0, end;

	while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t' ||
				    (s->fence_quoted && line.ptr[at] == '>')))
		at++;
	for (end = at; end < line.len && line.ptr[end] == s->fence;)
		end++;
	s->copied = 0;
	shield_text(s, 0, true);
	if (end - at >= s->fence_length && mill_all_blank(mill_slice(line, end, line.len)))
		s->fence = 0;
}

static void
shield_line(scan *s)
{
	mill_fencing fencing = { 0 };
	size_t at;
	bool quoted;

	if (s->fence != 0) {
		copy_fenced(s);
		return;
	}
	if (mill_all_blank(s->line))
		s->brackets = s->marks = s->declarations = 0;
	at = copy_containers(s, &quoted);
	if (mill_in_fence(&fencing, mill_slice(s->line, at, s->line.len))) {
		s->fence = fencing.mark;
		s->fence_length = fencing.length;
		s->fence_quoted = quoted;
	} else {
		size_t columns = count_columns(mill_slice(s->line, at, s->line.len));

		s->columns = columns > s->columns ? columns : s->columns;
	}
	shield_text(s, at, s->fence != 0);
}

void
mill_shield_cell(mill_shield *shield, mill_str cell)
{
	scan s = { .shield = shield };

	shield->text.arena = shield->arena;
	for (size_t from = 0, end; from < cell.len; from = end + 1) {
		end = mill_find(cell, MILL_STR("\n"), from);
		end = end == SIZE_MAX ? cell.len : end;
		s.line = mill_slice(cell, from, end);
		if (mill_ends(s.line, MILL_STR("\r")))
			s.line.len--;
		s.number++;
		shield_line(&s);
		mill_putc(&shield->text, '\n');
	}
	/* A short row of a wide table has cells that nobody wrote. */
	shield->tables = s.columns <= COLUMNS &&
			 s.columns * (size_t)s.number * 2 <= cell.len + 4096;
}

/* ---- back again ------------------------------------------------------------------ */

/* What the mark at text[at] stands for; NULL when there is none. */
static const mill_shielded *
shielded_at(const mill_shield *shield, mill_str text, size_t at, size_t *length)
{
	size_t end = at + strlen(MARK), number = 0;

	if (!mill_starts(mill_slice(text, at, text.len), MILL_STR(MARK)))
		return NULL;
	while (end < text.len && isdigit((unsigned char)text.ptr[end]) && number < shield->count)
		number = number * 10 + (size_t)(text.ptr[end++] - '0');
	if (number >= shield->count ||
	    !mill_starts(mill_slice(text, end, text.len), MILL_STR(MARK)))
		return NULL;
	*length = end + strlen(MARK) - at;
	return &shield->all[number];
}

/* Bytes that stars.c put in to help cmark: the blank itself, or where it was not read. */
static size_t
helper_length(mill_str rest)
{
	return mill_starts(rest, MILL_STR("\xE2\x80\x8B")) ? 3
	       : mill_starts(rest, MILL_STR(MILL_HELPER))  ? strlen(MILL_HELPER)
							   : 0;
}

void
mill_put_unshielded(const mill_shield *shield, mill_buf *out, mill_str text, mill_unshield how)
{
	mill_buf whole = { .arena = shield->arena };
	size_t from = 0;

	for (size_t at = 0; at < text.len;) {
		size_t length = 0;
		const mill_shielded *one = shielded_at(shield, text, at, &length);

		length = one != NULL ? length : helper_length(mill_slice(text, at, text.len));
		if (length == 0) {
			at++;
			continue;
		}
		mill_put_str(&whole, mill_slice(text, from, at));
		from = at += length;
		if (how == MILL_AS_TEXT) {
			mill_put_html(out, mill_buf_str(&whole));
			mill_put_str(out, one != NULL ? one->html : MILL_STR(""));
			whole.len = 0;
		} else if (one != NULL) {
			mill_put_str(&whole, one->source);
		}
	}
	mill_put_str(&whole, mill_slice(text, from, text.len));
	if (how == MILL_AS_SOURCE)
		mill_put_str(out, mill_buf_str(&whole));
	else
		mill_put_html(out, mill_buf_str(&whole));
}
