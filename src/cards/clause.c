/*
 * clause.c - what a statement is about: the subject it defines, the clause it
 * begins with, the words a reader would blank out.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

#include <ctype.h>

enum {
	SUBJECT_WIDTH = 44, /* a longer subject is a clause of its own */
	CUE_LEAST = 6,      /* three Chinese characters: less is no cue */
	CUE_MOST = 84,
	REST_LEAST = 4,      /* something must be left to answer */
	BLANK_WIDTH = 40,    /* a sentence in bold is no blank */
	SUBJECT_REACH = 200, /* bytes that can hold a subject */
	REACH = 1024         /* bytes of a line that are looked at */
};

/* The kind of span that holds a byte of a line. */
static mill_span_kind
kind_at(const mill_line *line, size_t at)
{
	/* When all of it is bold, that tells nothing apart. */
	if (line->span_count > 0 &&
	    mill_all_blank(mill_slice(line->text, line->spans[0].len, line->text.len)))
		return MILL_PLAIN;
	for (uint32_t i = 0; i < line->span_count; i++)
		if (at < line->spans[i].start + line->spans[i].len)
			return line->spans[i].kind;
	return MILL_PLAIN;
}

/* A subject names something: no pronoun, no condition, no negation before "is". */
static bool
is_subject(mill_str text)
{
	static const char *const not_first[] = { "这", "它", "其", "该", "此", "他", "她", "那",
		"如果", "当", "因为", "由于", "虽然", "可以", "不要", "不能", "只", "也", "但",
		"而", "所以", "因此", "If ", "When ", "What ", "Which ", "that ", "That ", "which ",
		"Это ", "Если ", "Когда ", "Он ", "これ", "それ", "この", "その", "이 ", "그 " };
	static const char *const pronouns[] = { "It", "This", "That", "They", "These", "Those",
		"There", "He", "She", "We", "You", "I", "Here", "It", "this", "that", "it" };
	static const char *const not_last[] = { "不", "还", "但", "可", "于", "只", "总", "要",
		"若", "凡", "其", "别", "或", "而", "都不", "就不" };
	size_t width;

	text = mill_trim(text);
	width = mill_width(text);
	if (mill_is_any(text, pronouns, MILL_COUNT(pronouns)))
		return false;
	return width >= 1 && width <= SUBJECT_WIDTH &&
	       !mill_starts_any(text, not_first, MILL_COUNT(not_first)) &&
	       !mill_ends_any(text, not_last, MILL_COUNT(not_last));
}

static size_t
comma_count(mill_str text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		count += c == 0xFF0C || c == ',';
		if (c == 0x3002 || c == 0xFF1B || c == ';')
			return SIZE_MAX;
	}
	return count;
}

/* "is cleaned", "are growing": what is done with a thing does not define it. */
static bool
is_participle(mill_str text)
{
	size_t end = 0;

	while (end < text.len && isalpha((unsigned char)text.ptr[end]))
		end++;
	text = mill_slice(text, 0, end);
	return end > 4 && (mill_ends(text, MILL_STR("ed")) || mill_ends(text, MILL_STR("ing")));
}

/* Korean 은 and 는 mark a topic behind a noun, and a clause about a noun behind a verb
 * or an adjective: 사용하는, 같은. */
static bool
is_adnominal(mill_str text, size_t at)
{
	static const char *const before[] = { "하", "되", "있", "없", "지", "오", "보", "주", "받",
		"르", "시키", "갖", "가", "나", "같", "많", "적", "높", "낮", "좋", "작", "않",
		"맞", "쓰", "이루", "만드", "들어" };
	mill_str mark = mill_slice(text, at, text.len);

	return (mill_starts(mark, MILL_STR("은 ")) || mill_starts(mark, MILL_STR("는 "))) &&
	       mill_ends_any(mill_slice(text, 0, at), before, MILL_COUNT(before));
}

size_t
mill_subject_end(const mill_line *line)
{
	static const char *const adverbs[] = { "，", "，才", "，也", "，即", "，就", "，则", "，又",
		"，便" };
	mill_str text = mill_slice(line->text, 0, SUBJECT_REACH);
	size_t best, end = 0;

	best = mill_find_verb(text, &end);
	if (best == SIZE_MAX || kind_at(line, best) != MILL_PLAIN || is_adnominal(text, best))
		return 0;
	if (mill_starts(mill_slice(text, best, text.len), MILL_STR("是否")))
		return 0;
	text = mill_slice(line->text, 0, best);
	if (mill_find(text, MILL_STR("，"), 0) != SIZE_MAX &&
	    mill_ends_any(text, adverbs, MILL_COUNT(adverbs)))
		return mill_find(text, MILL_STR("，"), 0); /* `X，也是 Y`: X alone */
	/* Commas between short words are an enumeration, else a clause. */
	if (!is_subject(text) ||
	    (comma_count(text) > 0 && (comma_count(text) == SIZE_MAX || mill_width(text) > 24)))
		return 0;
	if (is_participle(mill_slice(line->text, end, line->text.len)))
		return mill_predicate_end(line);
	return mill_width(mill_slice(line->text, end, line->text.len)) >= REST_LEAST ? end : 0;
}

static bool
is_break(uint32_t c, uint32_t next)
{
	if (c == 0xFF0C || c == 0x3002 || c == 0xFF1B || c == 0xFF1A)
		return true;
	return (c == ',' || c == ';' || c == '.' || c == ':') &&
	       (mill_is_blank(next) || mill_is_cjk(next));
}

size_t
mill_clause_end(const mill_line *line)
{
	mill_str text = line->text;
	int depth = 0;

	for (size_t at = 0; at < text.len && at < REACH;) {
		size_t here = at, peek;
		uint32_t c = mill_next(text, &at);
		size_t width;

		depth += c == '(' || c == 0xFF08 || c == 0x300C || c == 0x201C;
		depth -= (c == ')' || c == 0xFF09 || c == 0x300D || c == 0x201D) && depth > 0;
		peek = at;
		if (depth > 0 || !is_break(c, mill_next(text, &peek)) ||
		    kind_at(line, here) != MILL_PLAIN || mill_is_of_emoji(text, here))
			continue;
		width = mill_width(mill_slice(text, 0, here));
		if (width > CUE_MOST)
			return 0;
		if (width >= (mill_has_cjk(text) ? CUE_LEAST : CUE_LEAST + 4) &&
		    mill_width(mill_trim(mill_slice(text, at, text.len))) >= REST_LEAST)
			return here;
	}
	return 0;
}

/* ---- predicates ---------------------------------------------------------------- */

/* True when the predicate at found leaves a cue and an answer. */
static bool
parts_well(const mill_line *line, size_t from, size_t to)
{
	mill_str before = mill_trim(mill_slice(line->text, 0, from));
	mill_str behind = mill_trim(mill_slice(line->text, to, line->text.len));

	return mill_width(before) >= CUE_LEAST + 4 && mill_width(before) <= CUE_MOST &&
	       mill_width(behind) >= REST_LEAST && kind_at(line, from) == MILL_PLAIN &&
	       kind_at(line, to - 1) == MILL_PLAIN;
}

size_t
mill_predicate_end(const mill_line *line)
{
	mill_str text = mill_slice(line->text, 0, REACH);
	int depth = 0;

	for (size_t at = 0; at < text.len;) {
		size_t here = at, length;
		uint32_t c = mill_next(text, &at);

		depth += c == '(' || c == 0xFF08 || c == 0x300C || c == 0x201C;
		depth -= (c == ')' || c == 0xFF09 || c == 0x300D || c == 0x201D) && depth > 0;
		if (depth > 0 || (c != ' ' && c < 0x80))
			continue;
		length = mill_predicate_at(text, here);
		if (length > 0 && parts_well(line, here, here + length))
			return here + length;
	}
	return 0;
}

/* ---- blanks ------------------------------------------------------------------------ */

static size_t
marked_blanks(const mill_line *line, mill_cut *blanks, size_t room)
{
	size_t count = 0;

	for (uint32_t i = 0; i < line->span_count && count < room; i++) {
		const mill_span *span = &line->spans[i];
		if ((span->kind == MILL_STRONG || span->kind == MILL_CODING) && span->len > 0 &&
		    span->len < line->text.len &&
		    mill_width(mill_slice(line->text, span->start, span->start + span->len)) <=
			BLANK_WIDTH)
			blanks[count++] = (mill_cut){ line, span->start, span->start + span->len };
	}
	return count;
}

/* What stands in quotes, the quotes left outside. */
static size_t
quoted_blank(const mill_line *line, mill_cut *blank)
{
	static const struct {
		mill_str open, close;
	} quotes[] = {
		{ { "\xE2\x80\x9C", 3 }, { "\xE2\x80\x9D", 3 } }, /* “ ” */
		{ { "\xE3\x80\x8C", 3 }, { "\xE3\x80\x8D", 3 } }, /* 「 」 */
	};

	for (size_t i = 0; i < MILL_COUNT(quotes); i++) {
		size_t open = mill_find(line->text, quotes[i].open, 0), close;
		if (open == SIZE_MAX)
			continue;
		open += quotes[i].open.len;
		close = mill_find(line->text, quotes[i].close, open);
		if (close == SIZE_MAX || close == open || kind_at(line, open) != MILL_PLAIN ||
		    close - open > 120)
			continue;
		*blank = (mill_cut){ line, open, close };
		return 1;
	}
	return 0;
}

static bool
is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '/' || c == '%' ||
	       c == '+' || c == '-';
}

/* A number with what it counts: 2KB, 1.5%, 20 ms. */
static size_t
number_blank(const mill_line *line, mill_cut *blank)
{
	mill_str text = mill_slice(line->text, 0, REACH);

	for (size_t at = 0; at < text.len; at++) {
		size_t end = at;

		if (!isdigit((unsigned char)text.ptr[at]) ||
		    (at > 0 && is_word_byte(text.ptr[at - 1])))
			continue;
		while (end < text.len && is_word_byte(text.ptr[end]))
			end++;
		while (end > at && (text.ptr[end - 1] == '.' || text.ptr[end - 1] == '-'))
			end--;
		if (at > 0 && kind_at(line, at) == MILL_PLAIN &&
		    (text.ptr[at - 1] == ' ' || (unsigned char)text.ptr[at - 1] >= 0x80)) {
			*blank = (mill_cut){ line, at, end };
			return 1;
		}
		at = end;
	}
	return 0;
}

/* The last technical word inside of Chinese prose: it is what is said about the rest. */
static size_t
term_blank(const mill_line *line, mill_cut *blank)
{
	mill_str text = mill_slice(line->text, 0, REACH);
	size_t count = 0;

	if (!mill_has_cjk(text))
		return 0;
	for (size_t at = 0; at < text.len; at++) {
		size_t end = at;

		while (end < text.len && is_word_byte(text.ptr[end]))
			end++;
		if (end - at >= 2 && at > 0 && isalpha((unsigned char)text.ptr[at]) &&
		    kind_at(line, at) == MILL_PLAIN && end < text.len) {
			*blank = (mill_cut){ line, at, end };
			count = 1;
		}
		if (end > at)
			at = end;
	}
	return count;
}

size_t
mill_blanks(const mill_line *line, bool marked, mill_cut *blanks, size_t room)
{
	if (marked)
		return marked_blanks(line, blanks, room);
	if (quoted_blank(line, blanks) || number_blank(line, blanks))
		return 1;
	return mill_predicate_end(line) == 0 && term_blank(line, blanks);
}
