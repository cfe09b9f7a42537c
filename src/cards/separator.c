/*
 * separator.c - where a term ends and its meaning begins.
 *
 * Authors write `X：Y`, `X: Y`, `X - Y`, `X---Y`, `X -> Y`, `X // Y`, columns,
 * and once in a while `Y =====> X`.  The same marks stand in addresses, times,
 * ranges, options and chains, where they separate nothing.  Only plain text is
 * looked at: what stands in code or in brackets is no separator.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

#include <ctype.h>

enum {
	TERM_WIDTH = 64, /* a longer term is a sentence; Chinese counts double */
	CLAUSE_WIDTH = 60,
	SHORT_WIDTH = 30, /* what stands behind =====> when it is the term */
	REACH = 1024      /* bytes of a line that are looked at: a term comes first */
};

/* One place where a separator may be: bytes before and behind it. */
typedef struct mark {
	size_t from, to;
} mark;

static uint32_t
char_at(mill_str text, size_t at)
{
	return mill_next(text, &at);
}

static bool
is_opening(uint32_t c)
{
	return c == '(' || c == '[' || c == '{' || c == 0xFF08 || c == 0x300C || c == 0x300A ||
	       c == 0x201C || c == 0x3010 || c == 0x300E;
}

static bool
is_closing(uint32_t c)
{
	return c == ')' || c == ']' || c == '}' || c == 0xFF09 || c == 0x300D || c == 0x300B ||
	       c == 0x201D || c == 0x3011 || c == 0x300F;
}

/* The separators that can begin with a byte; UTF-8 leads stand for their marks. */
enum { STRONG = 1, ADDRESS = 2, HYPHEN = 4, COMMAND = 8, CLAUSE = 16, QUESTION = 32, BRACKET = 64 };

#define LETTERS_AS(x)                                                                              \
	['a'] = (x), ['b'] = (x), ['c'] = (x), ['d'] = (x), ['e'] = (x), ['f'] = (x), ['g'] = (x), \
	['h'] = (x), ['i'] = (x), ['j'] = (x), ['k'] = (x), ['l'] = (x), ['m'] = (x), ['n'] = (x), \
	['o'] = (x), ['p'] = (x), ['q'] = (x), ['r'] = (x), ['s'] = (x), ['t'] = (x), ['u'] = (x), \
	['v'] = (x), ['w'] = (x), ['x'] = (x), ['y'] = (x), ['z'] = (x)

static const unsigned char begins[256] = {
	LETTERS_AS(COMMAND), [':'] = STRONG, ['='] = STRONG, ['/'] = STRONG, ['\t'] = STRONG,
	['-'] = STRONG | HYPHEN, [' '] = STRONG | ADDRESS, [';'] = CLAUSE, ['?'] = QUESTION,
	['('] = BRACKET, [')'] = BRACKET, ['['] = BRACKET, [']'] = BRACKET, ['{'] = BRACKET,
	['}'] = BRACKET, [0xD8] = QUESTION, [0xE2] = STRONG | BRACKET, /* – — → “ ” */
	[0xE3] = BRACKET,                                              /* 「 《 【 */
	[0xEF] = STRONG | CLAUSE | QUESTION | BRACKET,                 /* ： ； ？ （ */
};

/* Calls try() at each place where one of the wanted separators may stand; true
 * when one is taken. */
static bool
each_place(const mill_line *line, unsigned wanted,
    bool (*try)(mill_str text, size_t at, mark *found), mark *found)
{
	int depth = 0;

	for (uint32_t i = 0; i < line->span_count; i++) {
		const mill_span *span = &line->spans[i];
		size_t end = span->start + span->len;

		if (span->kind != MILL_PLAIN)
			continue;
		for (size_t at = span->start; at < end && at < REACH;) {
			size_t here = at;
			uint32_t c;

			if ((begins[(unsigned char)line->text.ptr[at]] & (wanted | BRACKET)) == 0) {
				at++;
				continue;
			}
			c = mill_next(line->text, &at);
			if (is_opening(c))
				depth++;
			else if (is_closing(c))
				depth -= depth > 0;
			else if (depth == 0 && try(line->text, here, found))
				return true;
		}
	}
	return false;
}

static bool
all_digits(mill_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!isdigit((unsigned char)text.ptr[i]) && text.ptr[i] != '.' &&
		    text.ptr[i] != ' ')
			return false;
	return true;
}

bool
mill_has_stop(mill_str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		if (c == 0x3002 || c == 0xFF1F || c == 0xFF01 || c == 0xFF1B || c == '?' ||
		    c == '!' || ((c == '.' || c == ';') && char_at(text, at) == ' ' && at > 3))
			return true;
	}
	return false;
}

static size_t
commas(mill_str text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		count += c == 0xFF0C || (c == ',' && char_at(text, at) == ' ');
	}
	return count;
}

static bool
is_term(mill_str text)
{
	text = mill_trim(text);
	return text.len > 0 && mill_width(text) <= TERM_WIDTH && !mill_has_stop(text) &&
	       commas(text) <= 1 && !all_digits(text);
}

/* ---- the separators ----------------------------------------------------------- */

static bool
try_colon(mill_str text, size_t at, mark *found)
{
	size_t end = at;
	uint32_t c = mill_next(text, &end), after = char_at(text, end);

	if (c == 0xFF1A) {
		*found = (mark){ at, end };
		return is_term(mill_slice(text, 0, at));
	}
	if (c != ':' || (at > 0 && text.ptr[at - 1] == ':') || mill_is_of_emoji(text, at))
		return false;
	if (after != 0 && !mill_is_blank(after) && !mill_is_cjk(after))
		return false;
	*found = (mark){ at, end };
	return is_term(mill_slice(text, 0, at));
}

/* Bytes of an arrow at text[at]: two dashes or equal signs or more, or one
 * before a >, or →. */
static size_t
arrow_length(mill_str text, size_t at, bool *pointed)
{
	char c = text.ptr[at];
	size_t end = at;

	*pointed = false;
	if (mill_starts(mill_slice(text, at, text.len), MILL_STR("\xE2\x86\x92"))) {
		*pointed = true;
		return 3;
	}
	if (c != '-' && c != '=')
		return 0;
	while (end < text.len && text.ptr[end] == c)
		end++;
	*pointed = end < text.len && text.ptr[end] == '>';
	if (!*pointed && (c == '=' || end - at < 2))
		return 0;
	return end - at + *pointed;
}

/* `tool --option`: dashes that belong to the word behind them. */
static bool
is_option(mill_str text, size_t at, size_t length)
{
	uint32_t after = char_at(text, at + length);

	return length == 2 && at > 0 && text.ptr[at - 1] == ' ' && !mill_is_blank(after) &&
	       !mill_is_cjk(after);
}

/* Two arrows on a line are a chain: a sequence, not a term. */
static bool
is_chain(mill_str text)
{
	int arrows = 0;
	bool pointed;

	for (size_t at = 0; at < text.len && at < 2 * REACH; at++) {
		size_t length = arrow_length(text, at, &pointed);
		if (length == 0)
			continue;
		arrows += pointed || !is_option(text, at, length);
		at += length - 1;
	}
	return arrows > 1;
}

static bool
try_arrow(mill_str text, size_t at, mark *found)
{
	bool pointed;
	size_t length = arrow_length(text, at, &pointed), behind = at + length;
	bool blank = at > 0 && text.ptr[at - 1] == ' ';
	uint32_t before = mill_before(text, at), after = char_at(text, behind);

	if (length == 0 || behind >= text.len || is_chain(text))
		return false;
	if (!pointed && is_option(text, at, length))
		return false;
	if (length == 2 && pointed && !blank && !mill_is_cjk(before) && !mill_is_cjk(after))
		return false; /* p->x, x=>y */
	*found = (mark){ at, behind };
	return is_term(mill_slice(text, 0, at)) || length >= 5;
}

/* A dash with blanks around it, or the long one of Chinese without. */
static bool
try_dash(mill_str text, size_t at, mark *found)
{
	size_t end = at;
	uint32_t c = mill_next(text, &end);
	uint32_t before = mill_before(text, at), after;

	if (c != '-' && c != 0x2013 && c != 0x2014)
		return false;
	while (char_at(text, end) == c)
		mill_next(text, &end);
	after = char_at(text, end);
	if (c == 0x2014 && end - at >= 6) { /* —— */
		*found = (mark){ at, end };
		return after != 0 && is_term(mill_slice(text, 0, at));
	}
	if (before != ' ' || after != ' ')
		return false;
	*found = (mark){ at, end };
	return is_term(mill_slice(text, 0, at));
}

static bool
try_comment(mill_str text, size_t at, mark *found)
{
	if (!mill_starts(mill_slice(text, at, text.len), MILL_STR("//")) || at == 0 ||
	    !mill_is_blank(mill_before(text, at)))
		return false;
	*found = (mark){ at, at + 2 };
	return mill_trim(mill_slice(text, 0, at)).len > 0;
}

/* Three blanks or a tab, or two between a word and Chinese. */
static bool
try_columns(mill_str text, size_t at, mark *found)
{
	size_t end = at;

	while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t'))
		end++;
	if (at == 0 || end == text.len || end == at)
		return false;
	if (memchr(text.ptr + at, '\t', end - at) == NULL && end - at < 3 &&
	    !(end - at == 2 &&
		mill_is_cjk(char_at(text, end)) != mill_is_cjk(mill_before(text, at))))
		return false;
	*found = (mark){ at, end };
	return mill_width(mill_slice(text, 0, at)) <= 48 && !mill_has_stop(mill_slice(text, 0, at));
}

/* `goroutine pool github.com/x/y`: what it is, then where it is. */
static bool
try_address(mill_str text, size_t at, mark *found)
{
	mill_str rest;

	if (text.ptr[at] != ' ' || at == 0)
		return false;
	rest = mill_trim(mill_slice(text, at, text.len));
	if (rest.len < 8 || memchr(rest.ptr, '/', rest.len) == NULL ||
	    memchr(rest.ptr, '.', rest.len) == NULL || !isalpha((unsigned char)rest.ptr[0]))
		return false;
	for (size_t i = 0; i < rest.len; i++)
		if ((unsigned char)rest.ptr[i] <= ' ' || (unsigned char)rest.ptr[i] >= 0x80 ||
		    strchr("(),;", rest.ptr[i]) != NULL)
			return false;
	for (size_t word = at; word > 0 && text.ptr[word - 1] != ' '; word--)
		if (text.ptr[word - 1] == '-' && (word == 1 || text.ptr[word - 2] == ' '))
			return false; /* `go get -u address` is a command */
	*found = (mark){ at, at + 1 };
	return is_term(mill_slice(text, 0, at));
}

static bool
try_equals(mill_str text, size_t at, mark *found)
{
	if (at == 0 || !mill_starts(mill_slice(text, at - 1, text.len), MILL_STR(" = ")))
		return false;
	for (size_t i = 0; i < text.len && i < 2 * REACH; i++)
		if (strchr("();{}[]", text.ptr[i]) != NULL)
			return false; /* code */
	*found = (mark){ at, at + 1 };
	return mill_width(mill_slice(text, 0, at)) <= SHORT_WIDTH;
}

/* `执行逻辑-return最先执行`: a single hyphen behind Chinese. */
static bool
try_hyphen(mill_str text, size_t at, mark *found)
{
	if (text.ptr[at] != '-' || !mill_is_cjk(mill_before(text, at)) ||
	    isdigit((unsigned char)text.ptr[at + 1 < text.len ? at + 1 : at]))
		return false;
	if (mill_find(text, MILL_STR("-"), 0) != at ||
	    mill_find(text, MILL_STR("-"), at + 1) != SIZE_MAX)
		return false;
	*found = (mark){ at, at + 1 };
	return at + 1 < text.len && mill_width(mill_slice(text, 0, at)) >= 8 &&
	       mill_width(mill_slice(text, 0, at)) <= TERM_WIDTH;
}

static bool
is_command(mill_str text)
{
	bool blank = false, special = false;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c >= 0x80)
			return false;
		blank |= c == ' ';
		special |= strchr("-/|=._", c) != NULL;
	}
	return blank && special;
}

/* `查看节点 docker ps -a`: what it does in Chinese, then the command. */
static bool
try_command(mill_str text, size_t at, mark *found)
{
	mill_str left = mill_trim(mill_slice(text, 0, at));
	uint32_t c = mill_before(left, left.len);

	if (!isalpha((unsigned char)text.ptr[at]) || left.len + 1 < at || !mill_is_cjk(c) ||
	    c == 0x662F || c == 0x53EB || c == 0x4E3A || c == 0x7684) /* 是 叫 为 的 */
		return false;
	*found = (mark){ at, at };
	return mill_width(left) >= 6 && is_term(left) &&
	       is_command(mill_trim(mill_slice(text, at, text.len)));
}

static bool
is_semicolon(uint32_t c)
{
	return c == ';' || c == 0xFF1B;
}

/* Two clauses: what, and what about it.  More are a list of facts. */
static bool
try_clauses(mill_str text, size_t at, mark *found)
{
	size_t end = at, rest;

	if (!is_semicolon(mill_next(text, &end)))
		return false;
	for (rest = end; rest < text.len;) {
		uint32_t c = mill_next(text, &rest);
		if (is_semicolon(c) && !mill_all_blank(mill_slice(text, rest, text.len)))
			return false;
	}
	*found = (mark){ at, end };
	return mill_width(mill_slice(text, 0, at)) <= CLAUSE_WIDTH &&
	       !mill_has_stop(mill_slice(text, 0, at));
}

/* ---- all together ------------------------------------------------------------------ */

static bool
try_strong(mill_str text, size_t at, mark *found)
{
	switch ((unsigned char)text.ptr[at]) {
	case ' ':
		if (at > 0 && text.ptr[at - 1] == ' ')
			return false; /* inside of a run of blanks */
				      /* fall through */
	case '\t':
		return try_columns(text, at, found);
	case '/':
		return try_comment(text, at, found);
	case '=':
		return try_arrow(text, at, found) || try_equals(text, at, found);
	case '-':
	case 0xE2:
		return try_arrow(text, at, found) || try_dash(text, at, found);
	default:
		return try_colon(text, at, found);
	}
}

/* Behind columns may stand another separator: `x()   // what it does`. */
static size_t
skip_marks(mill_str text, size_t at)
{
	size_t end = at, start;

	while (end < text.len && text.ptr[end] == ' ')
		end++;
	start = end;
	while (end < text.len && (text.ptr[end] == '/' || text.ptr[end] == '-'))
		end++;
	return end - start >= 2 ? end : at;
}

/* Which of the rarer separators a text can hold at all. */
static unsigned
may_hold(mill_str text)
{
	mill_str near = mill_slice(text, 0, REACH);
	unsigned can = 0;

	if (memchr(near.ptr, '-', near.len) != NULL)
		can |= HYPHEN;
	if (memchr(text.ptr, '/', text.len) != NULL && memchr(text.ptr, '.', text.len) != NULL)
		can |= ADDRESS;
	if (memchr(near.ptr, ';', near.len) != NULL ||
	    mill_find(near, MILL_STR("\xEF\xBC\x9B"), 0) != SIZE_MAX) /* ； */
		can |= CLAUSE;
	for (size_t i = 0; i < near.len; i++)
		if ((unsigned char)near.ptr[i] >= 0xE0)
			return can | COMMAND;
	return can;
}

static bool
separate(const mill_line *line, mill_split *split)
{
	mill_str text = line->text, left, right;
	unsigned can;
	mark found;
	bool weak = false;

	if (line->span_count == 0)
		return false;
	if (mill_marked_split(line, split))
		return true;
	if (mill_marked_term(line, false, split))
		return true;
	can = may_hold(text);
	if (!each_place(line, STRONG, try_strong, &found) &&
	    !((can & ADDRESS) && each_place(line, ADDRESS, try_address, &found)) &&
	    !((can & HYPHEN) && each_place(line, HYPHEN, try_hyphen, &found)) &&
	    !((can & COMMAND) && each_place(line, COMMAND, try_command, &found))) {
		weak = true;
		if (mill_marked_term(line, true, split))
			return true;
		if (!(can & CLAUSE) || !each_place(line, CLAUSE, try_clauses, &found))
			return false;
	}
	found.to = skip_marks(text, found.to);
	left = mill_trim(mill_slice(text, 0, found.from));
	right = mill_trim(mill_slice(text, found.to, text.len));
	if (left.len == 0 || right.len == 0)
		return false;
	*split = (mill_split){ 0, found.from, found.to, text.len, weak };
	/* `what it does =====> name`: the short side is the term. */
	if (found.to - found.from >= 5 && text.ptr[found.to - 1] == '>' &&
	    mill_width(right) <= SHORT_WIDTH && mill_width(left) > mill_width(right))
		*split = (mill_split){ found.to, text.len, 0, found.from, false };
	return true;
}

/* Never 0; another text at another place is told from this one. */
static uint32_t
mark_of(mill_str text)
{
	return ((uint32_t)(uintptr_t)text.ptr ^ (uint32_t)text.len * 0x9E3779B1U) | 1;
}

bool
mill_separate(const mill_line *line, mill_split *split)
{
	/* To whoever asks the line is the same before and after. */
	mill_found *memo = &((mill_line *)(uintptr_t)line)->found;
	size_t length = line->text.len;

	if (memo->text != mark_of(line->text)) {
		bool any = separate(line, split);

		if (any && split->back_from > UINT16_MAX)
			return true; /* the author's own, far behind: too far to be kept */
		*memo = (mill_found){ .text = mark_of(line->text), .how = MILL_WHOLE };
		if (any) {
			bool swapped = split->front_from > 0;

			memo->how = swapped       ? MILL_SWAPPED
				    : split->weak ? MILL_CLAUSES
						  : MILL_PARTS;
			memo->from = (uint16_t)(swapped ? split->back_to : split->front_to);
			memo->to = (uint16_t)(swapped ? split->front_from : split->back_from);
		}
	}
	if (memo->how == MILL_SWAPPED)
		*split = (mill_split){ memo->to, length, 0, memo->from, false };
	else if (memo->how != MILL_WHOLE)
		*split = (mill_split){ 0, memo->from, memo->to, length, memo->how == MILL_CLAUSES };
	return memo->how != MILL_WHOLE;
}

static bool
try_question(mill_str text, size_t at, mark *found)
{
	size_t end = at;
	uint32_t c = mill_next(text, &end), after;

	if (c != 0xFF1F && c != '?' && c != 0x61F)
		return false;
	for (size_t peek = end; (after = mill_next(text, &peek)) == 0xFF1F || after == '?';)
		end = peek; /* several in a row */
	if (c == '?' && after != 0 && !mill_is_blank(after) && !mill_is_cjk(after))
		return false;
	*found = (mark){ at, end };
	return true;
}

size_t
mill_question_end(const mill_line *line)
{
	mark found;

	if (!each_place(line, QUESTION, try_question, &found) || found.to >= line->text.len ||
	    mill_width(mill_slice(line->text, 0, found.to)) > 160 ||
	    mill_has_stop(mill_slice(line->text, 0, found.from))) /* it asks itself */
		return 0;
	return found.to;
}
