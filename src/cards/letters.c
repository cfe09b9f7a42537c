/*
 * letters.c - the letters that options go by, and answers that name them.
 *
 * `A. …`, `б) …`, `(C) …`; `Answer: B, D`, `答案：AC`, `정답: 2`.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

static const uint32_t cyrillic[] = { 0x430, 0x431, 0x432, 0x433, 0x434, 0x435, 0x436, 0x437 };
static const uint32_t hangul[] = { 0xAC00, 0xB098, 0xB2E4, 0xB77C, 0xB9C8, 0xBC14, 0xC0AC, 0xC544 };

void
mill_put_letter(mill_buf *out, int32_t script, size_t number)
{
	size_t i = number - 1;

	if (script == 0xAC00 && i < MILL_COUNT(hangul))
		mill_put_char(out, hangul[i]);
	else if ((script == 0x430 || script == 0x410) && i < MILL_COUNT(cyrillic))
		mill_put_char(out, cyrillic[i] - (script == 0x410 ? 0x20 : 0));
	else if (script == 0x500 && number <= 10) /* Hebrew */
		mill_put_char(out, 0x5D0 + (uint32_t)i);
	else
		mill_printf(out, "%zu", number);
}

/* The number of a letter or digit that names an option, and of which alphabet. */
static size_t
ordinal(uint32_t c, mill_alphabet *alphabet)
{
	*alphabet = MILL_LATIN;
	if (c >= 0xFF21 && c <= 0xFF28) /* of full width */
		c -= 0xFF21 - 'A';
	if ((c >= 'A' && c <= 'H') || (c >= 'a' && c <= 'h'))
		return (c | 0x20) - 'a' + 1;
	*alphabet = MILL_DIGITS;
	if (c >= '1' && c <= '9')
		return c - '0';
	if (c >= 0x2460 && c <= 0x2468)
		return c - 0x2460 + 1;
	*alphabet = MILL_CYRILLIC;
	if (c >= 0x410 && c <= 0x417)
		c += 0x20;
	for (size_t i = 0; i < MILL_COUNT(cyrillic); i++)
		if (cyrillic[i] == c)
			return i + 1;
	*alphabet = MILL_HEBREW;
	if (c >= 0x5D0 && c <= 0x5D7)
		return c - 0x5D0 + 1;
	*alphabet = MILL_HANGUL;
	for (size_t i = 0; i < MILL_COUNT(hangul); i++)
		if (hangul[i] == c)
			return i + 1;
	return 0;
}

size_t
mill_read_option(mill_str text, mill_alphabet *alphabet, size_t *end)
{
	size_t at = mill_skip_blanks(text, 0), number, next;
	uint32_t c = mill_next(text, &at), sign, after;
	bool bracket = c == '(' || c == 0xFF08;

	if (bracket)
		c = mill_next(text, &at);
	number = ordinal(c, alphabet);
	if (number == 0 || *alphabet == MILL_DIGITS) /* numbers are items anyway */
		return 0;
	sign = mill_next(text, &at);
	if (bracket ? sign != ')' && sign != 0xFF09
		    : sign != '.' && sign != ')' && sign != ':' && sign != 0x3001 &&
			  sign != 0xFF1A && sign != 0xFF09 && sign != 0xFF0E)
		return 0;
	next = at;
	after = mill_next(text, &next);
	if (sign < 0x80 && after != 0 && !mill_is_blank(after) && !mill_is_cjk(after) &&
	    (sign != ')' || bracket))
		return 0; /* `a.b` `C:\` */
	*end = mill_skip_blanks(text, at);
	return number;
}

size_t
mill_read_number(mill_str text, size_t turn)
{
	mill_str trimmed = mill_trim(text);
	size_t at = 0, number = 0;
	uint32_t c;

	while (at < trimmed.len && at < 2 && trimmed.ptr[at] >= '0' && trimmed.ptr[at] <= '9')
		number = number * 10 + (size_t)(trimmed.ptr[at++] - '0');
	c = mill_next(trimmed, &at);
	if (number != turn || number == 0 ||
	    (c != ':' && c != ')' && c != '.' && c != 0xFF1A && c != 0x3001) ||
	    (c < 0x80 && !mill_is_blank(mill_next(trimmed, &(size_t){ at }))))
		return 0;
	return (size_t)(trimmed.ptr - text.ptr) + mill_skip_blanks(trimmed, at);
}

/* Letters that look alike name the same option. */
static size_t
named(uint32_t c, mill_alphabet labels)
{
	static const uint32_t alike[] = { 0x410, 0x412, 0x421, 0x414, 0x415 };
	mill_alphabet alphabet;
	size_t number = ordinal(c, &alphabet);

	if (alphabet == MILL_CYRILLIC && labels != MILL_CYRILLIC)
		for (size_t i = 0; i < MILL_COUNT(alike); i++)
			if (c == alike[i] || c == alike[i] + 0x20)
				return i + 1;
	return number;
}

/* Bytes of what stands between two letters: `, `, ` and `, `、`. */
static size_t
joint(mill_str text)
{
	static const char *const words_between[] = { "and ", "& ", "和", "及", "与", "и ", "y ",
		"или ", "or " };
	size_t at = mill_skip_blanks(text, 0), next = at;
	uint32_t c = mill_next(text, &next);

	if (c == ',' || c == 0xFF0C || c == 0x3001 || c == ';' || c == 0xFF1B || c == '/' ||
	    c == '&' || c == '+')
		at = mill_skip_blanks(text, next);
	for (size_t i = 0; i < MILL_COUNT(words_between); i++)
		if (mill_starts(mill_slice(text, at, text.len), mill_cstr(words_between[i])))
			return mill_skip_blanks(text, at + strlen(words_between[i]));
	return at;
}

/* Letters that stand together, `AC`, as bits; *at moves behind them.  A small letter
 * or a number stands alone. */
static uint64_t
read_letters(mill_str text, size_t count, mill_alphabet labels, size_t *at)
{
	uint64_t bits = 0;
	bool single = false;
	size_t letters = 0, number, next = *at;
	uint32_t c = mill_next(text, &next);

	while ((number = named(c, labels)) > 0 && number <= count && number < 64) {
		if (letters == 0)
			single = (c >= 'a' && c <= 'h') || (c >= 0x430 && c <= 0x437) || c <= '9';
		bits |= (uint64_t)1 << (number - 1);
		letters++;
		*at = next;
		c = mill_next(text, &next);
	}
	if ((mill_is_word(c) && !mill_is_cjk(c)) || (single && letters > 1) ||
	    (single && mill_is_blank(c) && mill_is_word(mill_next(text, &next))))
		return 0;
	return bits;
}

static bool
ends_choice(uint32_t c)
{
	return c == ')' || c == 0xFF09 || c == ']' || c == '.' || c == ':' || c == 0xFF1A ||
	       c == 0x3002 || c == ',' || c == 0xFF0C || c == 0x3001;
}

uint64_t
mill_read_choice(mill_str text, size_t count, mill_alphabet labels, size_t *end)
{
	size_t at = mill_skip_blanks(text, 0), next = at;
	uint64_t chosen = 0, more;
	uint32_t c = mill_next(text, &next);

	if (c == '(' || c == 0xFF08 || c == '[')
		at = next;
	while ((more = read_letters(text, count, labels, &at)) != 0) {
		chosen |= more;
		*end = at;
		at += joint(mill_slice(text, at, text.len));
	}
	if (chosen == 0)
		return 0;
	for (next = *end; ends_choice(mill_next(text, &next));)
		*end = next;
	*end = mill_skip_blanks(text, *end);
	return chosen;
}
