/*
 * guess.c - marks that say so only in a run.
 *
 * `II.` is a number when there is a `I.` before it, and else somebody's initial;
 * `1.2 x` is an item next to `1.1 y`, and else a quantity.  Whoever asks here
 * looks at the neighbours too.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { DEPTH = 4 /* numbers in 1.2.3.4 */ };

typedef size_t reader(mill_str text, mill_marker *marker);

static uint32_t
char_at(mill_str text, size_t at)
{
	return mill_next(text, &at);
}

static bool
is_paren(uint32_t c)
{
	return c == ')' || c == 0xFF09;
}

static bool
ends_word(uint32_t c)
{
	return c == 0 || mill_is_blank(c);
}

/* Bytes of `.` `)` with a blank behind it, or of their wide forms, at text[at]. */
static size_t
closing(mill_str text, size_t at)
{
	size_t end = at;
	uint32_t c = mill_next(text, &end);

	if (c == '.' || c == ')')
		return ends_word(char_at(text, end)) ? end - at : 0;
	return c == 0x3001 || c == 0xFF09 || c == 0xFF0E ? end - at : 0;
}

/* ---- numbers -------------------------------------------------------------------- */

/* `1.Docker`, `1：上下文`; not `2.x branch`, `1.5`, `12：30`. */
static size_t
read_tight(mill_str text, mill_marker *marker)
{
	size_t at = 0, behind;
	uint32_t c, after;

	marker->number = mill_arabic(text, &at);
	c = mill_next(text, &at);
	behind = at;
	after = mill_next(text, &behind);
	if (marker->number == 0 || (c != '.' && c != 0xFF1A) || mill_is_blank(after) ||
	    (after < 0x80 && !mill_is_word(after) && after != '"' && after != '(') ||
	    (after >= '0' && after <= '9') ||
	    (c == '.' && after == 'x' && !mill_is_word(char_at(text, behind))))
		return 0;
	marker->shape = c == '.' ? MILL_NUMBER_DOT : MILL_NUMBER_COMMA;
	return at;
}

/* What 1.1 is followed by when it measures something. */
static bool
is_measure(uint32_t c)
{
	static const uint32_t units[] = { 0x500D, 0x4EBF, 0x4E07, 0x5143, 0x7C73, 0x79D2, 0x4E2A,
		0x5E74, 0x5C0F }; /* 倍亿万元米秒个年小 */

	for (size_t i = 0; i < MILL_COUNT(units); i++)
		if (units[i] == c)
			return true;
	return false;
}

/* `1.2 x`, `1.2.3. x`, `1-2. x`: number is the last one, family those before it. */
static size_t
read_deep(mill_str text, mill_marker *marker)
{
	size_t at = 0, end;
	int32_t parts[DEPTH];
	int depth = 0;
	char between = 0;
	uint32_t c;

	for (;;) {
		parts[depth] = mill_arabic(text, &at);
		if (parts[depth] == 0 || parts[depth] > 99)
			return 0;
		depth++;
		c = char_at(text, at);
		if (depth == DEPTH || (c != '.' && c != '-') ||
		    (between != 0 && c != (uint32_t)between) || at + 1 >= text.len ||
		    text.ptr[at + 1] < '1' || text.ptr[at + 1] > '9')
			break;
		between = (char)c;
		at++;
	}
	end = at;
	c = mill_next(text, &end);
	if (depth < 2 || (between == '-' && c != '.' && !is_paren(c)))
		return 0;
	if (c == '.' || is_paren(c) || c == 0x3001 || c == 0xFF1A)
		at = end;
	c = char_at(text, at);
	if (!mill_is_blank(c) && (!mill_is_cjk(c) || is_measure(c)))
		return 0;
	for (int i = 0; i < depth - 1; i++)
		marker->family = marker->family * 100 + parts[i];
	marker->number = parts[depth - 1];
	marker->shape = (mill_shape)(MILL_NUMBER_2 + depth - 2);
	return at;
}

/* `Q1: `, `Q2. `, `问题3：`, `Question 4.` */
static size_t
read_asked(mill_str text, mill_marker *marker)
{
	static const char *const words[] = { "Question", "question", "问题", "問題", "题目",
		"Вопрос", "질문", "質問", "Q", "q" };
	size_t at = 0, end;
	uint32_t c;

	for (size_t i = 0; at == 0 && i < MILL_COUNT(words); i++)
		if (mill_starts(text, mill_cstr(words[i])))
			at = strlen(words[i]);
	if (at == 0)
		return 0;
	while (at < text.len && text.ptr[at] == ' ')
		at++;
	marker->number = mill_arabic(text, &at);
	if (marker->number == 0)
		marker->number = mill_han(text, &at);
	end = at;
	c = mill_next(text, &end);
	marker->shape = MILL_ASKED;
	if (marker->number == 0 || end >= text.len ||
	    (c != ':' && c != '.' && c != ' ' && c != 0xFF1A && c != 0x3001 && c != 0xFF0E &&
		!is_paren(c)))
		return 0;
	return end;
}

/* ---- letters -------------------------------------------------------------------- */

/* The value of a Roman numeral up to twenty at *at; 0 when there is none. */
static int32_t
roman(mill_str text, size_t *at)
{
	static const char *const numerals[] = { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii",
		"ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx" };
	size_t next = *at, length = 0;
	uint32_t c = mill_next(text, &next);
	char low = (char)(c & 0x20);

	if ((c >= 0x2160 && c <= 0x216B) || (c >= 0x2170 && c <= 0x217B)) {
		*at = next;
		return (int32_t)(c & 0xF) + 1;
	}
	while (*at + length < text.len && length < 6 &&
	       strchr("ivxIVX", text.ptr[*at + length]) != NULL && text.ptr[*at + length] != '\0' &&
	       (text.ptr[*at + length] & 0x20) == low)
		length++;
	for (size_t i = 0; length > 0 && i < MILL_COUNT(numerals); i++) {
		size_t same = 0;

		while (same < length && (text.ptr[*at + same] | 0x20) == numerals[i][same])
			same++;
		if (same == length && numerals[i][same] == '\0') {
			*at += length;
			return (int32_t)i + 1;
		}
	}
	return 0;
}

static int32_t
script_letter(uint32_t c, int32_t *family)
{
	static const uint32_t hangul[] = { 0xAC00, 0xB098, 0xB2E4, 0xB77C, 0xB9C8, 0xBC14, 0xC0AC,
		0xC544, 0xC790, 0xCC28, 0xCE74, 0xD0C0, 0xD30C, 0xD558 };
	static const uint32_t cyrillic[] = { 0x430, 0x431, 0x432, 0x433, 0x434, 0x435, 0x436, 0x437,
		0x438, 0x43A, 0x43B, 0x43C, 0x43D, 0x43E, 0x43F };

	*family = (int32_t)(c & ~0xFFU);
	if (c >= 0x5D0 && c <= 0x5D9) /* Hebrew */
		return (int32_t)(c - 0x5D0) + 1;
	for (size_t i = 0; i < MILL_COUNT(hangul); i++)
		if (hangul[i] == c) {
			*family = 0xAC00;
			return (int32_t)i + 1;
		}
	for (size_t i = 0; i < MILL_COUNT(cyrillic); i++)
		if (cyrillic[i] == c || cyrillic[i] - 0x20 == c) {
			*family = cyrillic[i] == c ? 0x430 : 0x410;
			return (int32_t)i + 1;
		}
	return 0;
}

/* One letter or Roman numeral at *at. */
static bool
letter(mill_str text, size_t *at, mill_marker *marker)
{
	uint32_t c = char_at(text, *at);

	marker->family = c < 'a' ? 'A' : 'a';
	marker->shape = MILL_ROMAN;
	marker->number = roman(text, at);
	if (marker->number == 0 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
		marker->shape = MILL_LETTER;
		marker->number = (int32_t)(c | 0x20) - 'a' + 1;
		(*at)++;
	} else if (marker->number == 0) {
		marker->shape = MILL_SCRIPT;
		marker->number = script_letter(c, &marker->family);
		mill_next(text, at);
	}
	return marker->number > 0;
}

static size_t
read_letter(mill_str text, mill_marker *marker)
{
	size_t at = 0, end;

	if (!letter(text, &at, marker))
		return 0;
	end = closing(text, at);
	if (end == 0 && marker->shape == MILL_ROMAN && char_at(text, 0) > 0x80 &&
	    mill_is_blank(char_at(text, at)))
		end = 1; /* Ⅱ x */
	return end == 0 ? 0 : at + end;
}

static size_t
read_parenthesised(mill_str text, mill_marker *marker)
{
	size_t at = 0;
	uint32_t c = mill_next(text, &at);

	if ((c != '(' && c != 0xFF08) || !letter(text, &at, marker))
		return 0;
	if (marker->shape != MILL_SCRIPT)
		marker->shape = marker->shape == MILL_ROMAN ? MILL_PAREN_ROMAN : MILL_PAREN_LETTER;
	return is_paren(mill_next(text, &at)) ? at : 0;
}

/* ---- bullets --------------------------------------------------------------------- */

static size_t
read_bullet(mill_str text, mill_marker *marker)
{
	static const uint32_t dots[] = { 0xB7, 0x30FB, 0xFF65, 0x2219, 0x25E6, 0x25BA, 0x25B6,
		0x25B8, 0x25B7, 0x25B2, 0x25B3, 0x25CE, 0x25C7, 0x25A1, 0x2605, 0x2606, 0x2713,
		0x2714, 0x2705, 0x2611, 0x27A2, 0x27A4, 0x203B };
	size_t at = 0;
	uint32_t c = mill_next(text, &at), after = char_at(text, at);

	marker->shape = MILL_BULLET;
	marker->family = (int32_t)c;
	if (c == 0x2013 || c == 0x2014)
		return mill_is_blank(after) ? at : 0;
	if (c == '-') /* the blank is missing; options and numbers have none either */
		return mill_is_cjk(after) ? at : 0;
	for (size_t i = 0; i < MILL_COUNT(dots); i++)
		if (dots[i] == c)
			return after == 0xFE0F ? at + 3 : at;
	return 0;
}

/* Most lines begin with a word, which is none of these. */
static bool
is_prose(mill_str text)
{
	unsigned char c = text.len == 0 ? 0 : (unsigned char)text.ptr[0] | 0x20;

	return text.len < 2 ||
	       (c >= 'a' && c <= 'z' && c != 'q' && strchr(".)ivxIVX", text.ptr[1]) == NULL);
}

size_t
mill_marker_guess(mill_str text, mill_marker *marker)
{
	static reader *const readers[] = { read_tight, read_deep, read_asked, read_letter,
		read_parenthesised, read_bullet };
	size_t end = mill_marker_read(text, marker), blanks, at = 0;

	if (end > 0)
		return end;
	for (blanks = 0; mill_is_blank(mill_next(text, &at)); blanks = at)
		;
	text = mill_slice(text, blanks, text.len);
	if (is_prose(text))
		return 0;
	for (size_t i = 0; end == 0 && i < MILL_COUNT(readers); i++) {
		*marker = (mill_marker){ 0 };
		end = readers[i](text, marker);
	}
	if (end == 0)
		return 0;
	for (size_t next = end; mill_is_blank(mill_next(text, &next)) && end < text.len;)
		end = next;
	return blanks + end;
}
