/* marker.c - how people mark an item: 1. 1) 1、 （1） ① 一、 （一） a. and dots. */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	DIGITS = 3, /* a longer number is a year or a quantity */
	KEYCAP = 7  /* bytes of a digit on a key */
};

/* The value of a Han numeral up to 99. */
int32_t
mill_han(mill_str text, size_t *at)
{
	static const uint32_t digits[] = { 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03,
		0x516B, 0x4E5D }; /* 一二三四五六七八九 */
	int32_t value = 0, unit = 0;
	bool ten = false;

	for (;;) {
		size_t next = *at;
		uint32_t c = mill_next(text, &next);
		int32_t digit = 0;

		for (size_t i = 0; i < MILL_COUNT(digits); i++)
			if (digits[i] == c)
				digit = (int32_t)i + 1;
		if (digit > 0 && unit == 0) {
			unit = digit;
		} else if (c == 0x5341 && !ten) { /* 十 */
			value = (unit == 0 ? 1 : unit) * 10;
			unit = 0;
			ten = true;
		} else {
			break;
		}
		*at = next;
	}
	return value + unit;
}

/* The digit at *at, of full width too; -1 when there is none. */
static int32_t
digit(mill_str text, size_t *at)
{
	size_t next = *at;
	uint32_t c = mill_next(text, &next);

	if (c >= 0xFF10 && c <= 0xFF19)
		c -= 0xFF10 - '0';
	if (c < '0' || c > '9')
		return -1;
	*at = next;
	return (int32_t)(c - '0');
}

int32_t
mill_arabic(mill_str text, size_t *at)
{
	int32_t value = 0, next;

	for (int digits = 0; (next = digit(text, at)) >= 0; digits++) {
		if (digits == DIGITS)
			return 0;
		value = value * 10 + next;
	}
	return value;
}

/* （1） (1) （一） */
static size_t
read_parenthesised(mill_str text, size_t at, mill_marker *marker)
{
	size_t inner = at, end;

	marker->number = mill_arabic(text, &inner);
	marker->shape = MILL_PAREN_NUMBER;
	if (marker->number == 0) {
		inner = at;
		marker->number = mill_han(text, &inner);
		marker->shape = MILL_PAREN_HAN;
	}
	if (marker->number == 0)
		return 0;
	uint32_t c = mill_next(text, &inner);
	if (c != ')' && c != 0xFF09)
		return 0;
	end = inner;
	c = mill_next(text, &end);
	return c == '.' || c == 0x3001 ? end : inner; /* (1). and （1）、 too */
}

/* What stands behind a number tells the shape; a point also needs something
 * that is no digit after it, for 1.5 is no item. */
static size_t
read_numbered(mill_str text, size_t at, mill_marker *marker)
{
	uint32_t c = mill_next(text, &at), after;
	size_t peek = at;

	after = mill_next(text, &peek);
	if (c == 0x3001) { /* 、 */
		marker->shape = MILL_NUMBER_COMMA;
	} else if (c == ')' || c == 0xFF09) {
		marker->shape = MILL_NUMBER_PAREN;
	} else if (c == '.' || c == 0xFF0E) {
		marker->shape = MILL_NUMBER_DOT;
		if (c == '.' ? after != 0 && !mill_is_blank(after) && !mill_is_cjk(after)
			     : digit(text, &at) >= 0)
			return 0;
	} else {
		return 0;
	}
	return at;
}

static size_t
read_letter(mill_str text, mill_marker *marker)
{
	char letter = text.len > 1 ? (char)(text.ptr[0] | 0x20) : 0;

	if (letter < 'a' || letter > 'h' || (text.ptr[1] != '.' && text.ptr[1] != ')'))
		return 0;
	if (text.len > 2 && text.ptr[2] != ' ' && text.ptr[2] != '\t')
		return 0;
	marker->shape = MILL_LETTER;
	marker->number = letter - 'a' + 1;
	marker->family = text.ptr[0] < 'a' ? 'A' : 'a';
	return 2;
}

/* The number inside of a circle, in brackets, or with its point in one character. */
static int32_t
circled(mill_str text, uint32_t c)
{
	static const uint32_t first[] = { 0x2460, 0x2474, 0x2488, 0x2776 }; /* ① ⑴ ⒈ ❶ */
	size_t at = 1;

	if (c >= '0' && c <= '9') /* a digit on a key */
		return mill_next(text, &at) == 0xFE0F && mill_next(text, &at) == 0x20E3
			   ? (int32_t)c - '0'
			   : 0;
	for (size_t i = 0; i < MILL_COUNT(first); i++)
		if (c >= first[i] && c < first[i] + (first[i] == 0x2776 ? 10 : 20))
			return (int32_t)(c - first[i]) + 1;
	return 0;
}

/* What bullets of Word come out as where its fonts Symbol and Wingdings are not: a
 * dot, squares, diamonds, an arrow, a tick.  Every other font shows a box. */
static bool
is_dot_of_word(uint32_t c)
{
	return c == 0xF0B7 || c == 0xF06C || c == 0xF06E || c == 0xF06F || c == 0xF071 ||
	       c == 0xF075 || c == 0xF076 || c == 0xF0A7 || c == 0xF0A8 || c == 0xF0D8 ||
	       c == 0xF0E8 || c == 0xF0FC || c == 0xF0FE;
}

static bool
is_dot(uint32_t c)
{
	return c == 0x2022 || c == 0x25CF || c == 0x25C6 || c == 0x25AA || c == 0x25A0 ||
	       c == 0x25CB || c == 0x2023 || c == 0x2043 || is_dot_of_word(c);
}

size_t
mill_marker_read(mill_str text, mill_marker *marker)
{
	size_t blanks, at = 0, end;
	uint32_t c;

	/* Blanks that are not ASCII stay before a line's text. */
	for (blanks = 0; mill_is_blank(mill_next(text, &at)); blanks = at)
		;
	text = mill_slice(text, blanks, text.len);
	at = 0;
	c = mill_next(text, &at);
	*marker = (mill_marker){ 0 };
	if (c == '(' || c == 0xFF08) {
		end = read_parenthesised(text, at, marker);
	} else if ((marker->number = circled(text, c)) > 0) {
		marker->shape = MILL_CIRCLED;
		end = c <= '9' ? KEYCAP : at;
	} else if (is_dot(c)) {
		marker->shape = MILL_BULLET;
		marker->family = (int32_t)c;
		end = at;
	} else if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19)) {
		end = 0;
		marker->number = mill_arabic(text, &end);
		end = marker->number > 0 ? read_numbered(text, end, marker) : 0;
	} else if ((end = read_letter(text, marker)) == 0) {
		size_t behind;

		marker->number = mill_han(text, &end);
		behind = end;
		marker->shape = MILL_HAN;
		if (marker->number == 0 || mill_next(text, &behind) != 0x3001)
			return 0;
		end = behind;
	}
	if (end == 0)
		return 0;
	for (size_t next = end; mill_is_blank(mill_next(text, &next)) && end < text.len;)
		end = next;
	return blanks + end;
}

bool
mill_marker_follows(const mill_marker *before, const mill_marker *marker)
{
	if (before->shape != marker->shape)
		return false;
	if (marker->shape >= MILL_NUMBER_2 && marker->number == 1)
		return marker->family == before->family + 1; /* 2.1 behind 1.4 */
	if (before->family != marker->family)
		return false;
	return marker->shape == MILL_BULLET || marker->number == before->number + 1;
}
