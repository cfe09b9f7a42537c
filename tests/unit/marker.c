/* marker.c - how an item is marked, and what only looks as if it were marked. */
#include "unit.h"
#include "markdown/markdown.h"

typedef struct item {
	const char *text, *rest; /* what stands behind the marker */
	mill_shape shape;
	int32_t number;
} item;

static void
each(const item *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mill_str text = mill_cstr(all[i].text);
		mill_marker marker = { 0 };
		size_t length = mill_marker_read(text, &marker);

		if (length == 0)
			FAIL("\"%s\" is no item", all[i].text);
		SAME(mill_slice(text, length, text.len), all[i].rest);
		if (marker.shape != all[i].shape || marker.number != all[i].number)
			FAIL("\"%s\" has shape %d and number %d", all[i].text, (int)marker.shape,
			    (int)marker.number);
	}
}

static void
none(const char *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mill_marker marker = { 0 };
		size_t length = mill_marker_read(mill_cstr(all[i]), &marker);
		if (length != 0)
			FAIL("\"%s\" has a marker of %zu bytes", all[i], length);
	}
}

static void
numbers_with_a_point(void)
{
	static const item all[] = { { "1. a", "a", MILL_NUMBER_DOT, 1 },
		{ "12.  b", "b", MILL_NUMBER_DOT, 12 }, { "999. c", "c", MILL_NUMBER_DOT, 999 },
		{ "2.查询", "查询", MILL_NUMBER_DOT, 2 }, { "3.\td", "d", MILL_NUMBER_DOT, 3 },
		{ "4．e", "e", MILL_NUMBER_DOT, 4 }, { "5.", "", MILL_NUMBER_DOT, 5 },
		{ "6.   ", "", MILL_NUMBER_DOT, 6 } };

	each(all, COUNT(all));
}

static void
numbers_otherwise(void)
{
	static const item all[] = { { "1、a", "a", MILL_NUMBER_COMMA, 1 },
		{ "10、 获取缓存", "获取缓存", MILL_NUMBER_COMMA, 10 },
		{ "1) a", "a", MILL_NUMBER_PAREN, 1 },
		{ "2）方案二", "方案二", MILL_NUMBER_PAREN, 2 },
		{ "（1）甲", "甲", MILL_PAREN_NUMBER, 1 }, { "(12) x", "x", MILL_PAREN_NUMBER, 12 },
		{ "（3)乙", "乙", MILL_PAREN_NUMBER, 3 }, { "（1）、x", "x", MILL_PAREN_NUMBER, 1 },
		{ "１２．x", "x", MILL_NUMBER_DOT, 12 }, { "３、x", "x", MILL_NUMBER_COMMA, 3 },
		{ "⑵ x", "x", MILL_CIRCLED, 2 }, { "❸ x", "x", MILL_CIRCLED, 3 },
		{ "4️⃣ x", "x", MILL_CIRCLED, 4 }, { "①尾部填充", "尾部填充", MILL_CIRCLED, 1 },
		{ "⑳ x", "x", MILL_CIRCLED, 20 } };

	each(all, COUNT(all));
}

static void
han_numerals(void)
{
	static const item all[] = { { "一、甲", "甲", MILL_HAN, 1 }, { "九、x", "x", MILL_HAN, 9 },
		{ "十、x", "x", MILL_HAN, 10 }, { "十一、x", "x", MILL_HAN, 11 },
		{ "二十、x", "x", MILL_HAN, 20 }, { "九十九、 x", "x", MILL_HAN, 99 },
		{ "（一）甲", "甲", MILL_PAREN_HAN, 1 },
		{ "(十二) 乙", "乙", MILL_PAREN_HAN, 12 } };

	each(all, COUNT(all));
}

static void
letters_and_dots(void)
{
	static const item all[] = { { "a. x", "x", MILL_LETTER, 1 },
		{ "b) x", "x", MILL_LETTER, 2 }, { "D. x", "x", MILL_LETTER, 4 },
		{ "h.\tx", "x", MILL_LETTER, 8 }, { "b. ", "", MILL_LETTER, 2 },
		{ "• x", "x", MILL_BULLET, 0 }, { "●x", "x", MILL_BULLET, 0 },
		{ "◆ x", "x", MILL_BULLET, 0 }, { "‣ x", "x", MILL_BULLET, 0 } };

	each(all, COUNT(all));
}

/* Blanks of any kind stand before the marker, and between it and the text. */
static void
blanks(void)
{
	static const item all[] = { { "1.\xC2\xA0x", "x", MILL_NUMBER_DOT, 1 },
		{ "1、\xE3\x80\x80x", "x", MILL_NUMBER_COMMA, 1 },
		{ "①\xE2\x80\x8Bx", "x", MILL_CIRCLED, 1 }, { " 1. x", "x", MILL_NUMBER_DOT, 1 },
		{ "\xE3\x80\x80一、x", "x", MILL_HAN, 1 } };

	each(all, COUNT(all));
}

/* Decimals, versions, years, quantities, dates. */
static void
no_numbers(void)
{
	static const char *const all[] = { "1.5倍", "3.10", "1.2.3 x", "2024. x", "2024年",
		"1000、x", "12345) x", "3,5", "1 a", "1", "12", "1:2", "1-2", "1st. x", "0. x",
		"000、x", "1.x", "1.(x)", "", "10.0.0.1", "1/2", "5%" };

	none(all, COUNT(all));
}

static void
no_letters(void)
{
	static const char *const all[] = { "a.b", "e.g. x", "i. x", "z) x", "ab. x", "a.x", "a)x",
		"a x", "a", "a:", "A.B. Smith", "k8s", "h.264" };

	none(all, COUNT(all));
}

static void
no_han(void)
{
	static const char *const all[] = { "一个", "一", "一一、x", "十十、x", "百、x", "一，x",
		"（一", "（）x", "（x）", "()", "(a) x", "（1", "(1", "(2024) x", "二〇二四、x" };

	none(all, COUNT(all));
}

static void
no_dots(void)
{
	static const char *const all[] = { "- x", "* x", "+ x", "· x", "。x", "㉑ x", "⓪ x",
		"x • y", "、x" };

	none(all, COUNT(all));
}

/* What is a marker only where others go on. */
static void
guesses(void)
{
	static const item all[] = { { "1.Docker", "Docker", MILL_NUMBER_DOT, 1 },
		{ "2：上下文", "上下文", MILL_NUMBER_COMMA, 2 }, { "1.2 x", "x", MILL_NUMBER_2, 2 },
		{ "1.2.3. x", "x", MILL_NUMBER_3, 3 }, { "1.1概述", "概述", MILL_NUMBER_2, 1 },
		{ "1-2. x", "x", MILL_NUMBER_2, 2 }, { "iv) x", "x", MILL_ROMAN, 4 },
		{ "XII. x", "x", MILL_ROMAN, 12 }, { "Ⅲ、x", "x", MILL_ROMAN, 3 },
		{ "(ii) x", "x", MILL_PAREN_ROMAN, 2 }, { "(a) x", "x", MILL_PAREN_LETTER, 1 },
		{ "k) x", "x", MILL_LETTER, 11 }, { "나. x", "x", MILL_SCRIPT, 2 },
		{ "в) x", "x", MILL_SCRIPT, 3 }, { "ב. x", "x", MILL_SCRIPT, 2 },
		{ "Q12: x", "x", MILL_ASKED, 12 }, { "问题一：x", "x", MILL_ASKED, 1 },
		{ "· x", "x", MILL_BULLET, 0 }, { "– x", "x", MILL_BULLET, 0 },
		{ "✔️ x", "x", MILL_BULLET, 0 }, { "-可重复读", "可重复读", MILL_BULLET, 0 } };
	static const char *const none[] = { "1.5倍", "3.10", "2.x branch", "12：30", "10.0.0.1",
		"1.1倍", "2024.1.5 x", "1-2 days", "iiii) x", "IVX. x", "vim. x", "mix) x", "Q: x",
		"Question", "–x", "-a all", "-1", "--x", "1.1", "" };
	mill_marker marker;

	for (size_t i = 0; i < COUNT(all); i++) {
		mill_str text = mill_cstr(all[i].text);
		size_t length = mill_marker_guess(text, &marker);

		SAME(mill_slice(text, length, text.len), all[i].rest);
		if (marker.shape != all[i].shape || marker.number != all[i].number)
			FAIL("\"%s\" has shape %d and number %d", all[i].text, (int)marker.shape,
			    (int)marker.number);
	}
	for (size_t i = 0; i < COUNT(none); i++)
		if (mill_marker_guess(mill_cstr(none[i]), &marker) != 0)
			FAIL("\"%s\" has a marker of shape %d", none[i], (int)marker.shape);
}

/* Never more than there is, whatever the bytes. */
static void
any_bytes(void)
{
	static const char *const parts[] = { "1", ".", "、", "(", "（", "一", "十", "①", "a", ")",
		"\xE4", "\xFF", " ", "•" };

	for (size_t i = 0; i < COUNT(parts); i++)
		for (size_t k = 0; k < COUNT(parts); k++)
			for (size_t l = 0; l < COUNT(parts); l++) {
				char text[20];
				mill_marker marker = { 0 };
				snprintf(text, sizeof text, "%s%s%s", parts[i], parts[k], parts[l]);
				for (size_t cut = 0; cut <= strlen(text); cut++)
					OK(mill_marker_read((mill_str){ text, cut }, &marker) <=
						cut &&
					    mill_marker_guess((mill_str){ text, cut }, &marker) <=
						cut);
			}
}

static const check_test tests[] = {
	{ "numbers-with-a-point", numbers_with_a_point },
	{ "numbers-otherwise", numbers_otherwise },
	{ "han-numerals", han_numerals },
	{ "letters-and-dots", letters_and_dots },
	{ "blanks", blanks },
	{ "no-numbers", no_numbers },
	{ "no-letters", no_letters },
	{ "no-han", no_han },
	{ "no-dots", no_dots },
	{ "guesses", guesses },
	{ "any-bytes", any_bytes },
};

int
main(int argc, char **argv)
{
	return check_run("unit-marker", tests, COUNT(tests), argc, argv);
}
