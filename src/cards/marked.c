/*
 * marked.c - terms that their author set in bold or in code.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

#include <ctype.h>

enum {
	TERM_WIDTH = 64,  /* a longer one is a sentence; Chinese counts double */
	CODE_WIDTH = 160, /* a command with its options */
	REACH = 1024      /* bytes of a line that are looked at */
};

static uint32_t
char_at(mill_str text, size_t at)
{
	return mill_next(text, &at);
}

static bool
is_mark(uint32_t c)
{
	return c == ':' || c == 0xFF1A || c == 0x2014 || c == 0x2013 || c == '-' || c == '=';
}

static bool
is_capital(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) ||
	       (c >= 0x410 && c <= 0x42F);
}

static size_t
skip_blanks(mill_str text, size_t at)
{
	for (size_t next = at; at < text.len && mill_is_blank(mill_next(text, &next)); at = next)
		;
	return at;
}

/* Behind the brackets at text[at]; at when there are none. */
static size_t
skip_brackets(mill_str text, size_t at)
{
	int depth = 0;

	for (size_t end = at; end < text.len && end - at < REACH;) {
		uint32_t c = mill_next(text, &end);

		depth += c == '(' || c == 0xFF08;
		depth -= c == ')' || c == 0xFF09;
		if (depth == 0)
			return c == ')' || c == 0xFF09 ? end : at;
	}
	return at;
}

/* Where the meaning begins behind a marked term that ends at end; 0: nowhere.
 * sentences: a new sentence is the meaning, too. */
static size_t
meaning_of(const mill_line *line, size_t end, bool sentences)
{
	const mill_span *first = &line->spans[0];
	mill_str text = line->text, rest;
	size_t at = skip_blanks(text, end);
	mill_str term = mill_trim(mill_slice(text, 0, first->len));
	uint32_t c = char_at(text, at);

	if (mill_before(term, term.len) == ':' || mill_before(term, term.len) == 0xFF1A)
		return at;
	rest = mill_slice(text, at, text.len);
	if (is_mark(c)) {
		while (is_mark(c) || c == '>' || (c != 0 && mill_is_blank(c))) {
			mill_next(text, &at);
			c = char_at(text, at);
		}
		return at;
	}
	/* `**Hash join** The smaller table is read`: a new sentence. */
	if (sentences && first->kind == MILL_STRONG && is_capital(c) && mill_has_stop(rest))
		return at;
	if (first->kind == MILL_CODING && line->span_count == 2 && c < 0x80 && isalpha((int)c) &&
	    !mill_starts(rest, MILL_STR("and ")) && !mill_starts(rest, MILL_STR("or ")))
		return at;
	return 0;
}

/* `**X**：Y`, `**X：** Y`, `**X** (x) - Y`, `` `x` does y``: the first span is the term. */
bool
mill_marked_term(const mill_line *line, bool sentences, mill_split *split)
{
	const mill_span *first = &line->spans[0];
	size_t end = first->len, behind, at;

	if (line->span_count < 2 || (first->kind != MILL_STRONG && first->kind != MILL_CODING) ||
	    mill_width(mill_slice(line->text, 0, end)) >
		(first->kind == MILL_CODING ? CODE_WIDTH : TERM_WIDTH))
		return false;
	at = meaning_of(line, end, sentences);
	behind = skip_brackets(line->text, skip_blanks(line->text, end));
	if (at == 0 && behind > skip_blanks(line->text, end)) {
		end = behind;
		at = meaning_of(line, end, sentences);
	}
	if (at == 0 || at >= line->text.len)
		return false;
	*split = (mill_split){ 0, end, at, line->text.len, false };
	return true;
}
