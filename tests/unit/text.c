/* text.c - UTF-8 walked both ways, trimmed, measured, compared. */
#include "unit.h"

static mill_str
str(const char *text)
{
	return mill_cstr(text);
}

static void
cutting(void)
{
	SAME(mill_slice(str("abcdef"), 1, 3), "bc");
	SAME(mill_slice(str("abc"), 1, SIZE_MAX), "bc");
	SAME(mill_slice(str("abc"), 5, 9), "");
	SAME(mill_slice(str("abc"), 2, 1), "");
	SAME(mill_cstr(NULL), "");
	OK(mill_cstr(NULL).ptr != NULL);
	SAME(mill_copy(test_arena(), mill_slice(str("abcdef"), 2, 4)), "cd");
	INT_EQ(mill_copy(test_arena(), mill_slice(str("abcdef"), 2, 4)).ptr[2], '\0');
	SAME(mill_copy(test_arena(), MILL_STR("")), "");
}

static void
comparing(void)
{
	OK(mill_equal(str("ab"), str("ab")) && !mill_equal(str("ab"), str("abc")));
	OK(mill_equal(MILL_STR(""), str("")) && !mill_equal(str("a"), str("")));
	OK(mill_starts(str("abc"), str("ab")) && mill_starts(str("abc"), str("")));
	OK(!mill_starts(str("ab"), str("abc")) && !mill_starts(str("xab"), str("ab")));
	OK(mill_ends(str("abc"), str("bc")) && mill_ends(str("abc"), str("")));
	OK(!mill_ends(str("bc"), str("abc")) && !mill_ends(str("bcx"), str("bc")));
}

static void
finding(void)
{
	INT_EQ(mill_find(str("abcabc"), str("bc"), 0), 1);
	INT_EQ(mill_find(str("abcabc"), str("bc"), 2), 4);
	INT_EQ(mill_find(str("aaab"), str("aab"), 0), 1);
	OK(mill_find(str("abc"), str("bcd"), 0) == SIZE_MAX);
	OK(mill_find(str("abc"), str(""), 0) == SIZE_MAX);
	OK(mill_find(str("abc"), str("c"), 3) == SIZE_MAX);
	OK(mill_find(str("abc"), str("a"), 99) == SIZE_MAX);
	OK(mill_find(str(""), str("a"), 0) == SIZE_MAX);
	INT_EQ(mill_find(str("abc"), str("c"), 2), 2);
}

static void
walking(void)
{
	static const struct {
		const char *text;
		uint32_t c;
		size_t length;
	} all[] = { { "a", 'a', 1 }, { "\x7F", 0x7F, 1 }, { "\xC2\x80", 0x80, 2 }, { "é", 0xE9, 2 },
		{ "\xE0\xA0\x80", 0x800, 3 }, { "中", 0x4E2D, 3 }, { "\xEF\xBF\xBF", 0xFFFF, 3 },
		{ "\xF0\x90\x80\x80", 0x10000, 4 }, { "😀", 0x1F600, 4 },
		{ "\xF4\x8F\xBF\xBF", 0x10FFFF, 4 } };

	for (size_t i = 0; i < COUNT(all); i++) {
		char text[20];
		size_t at = 1;

		snprintf(text, sizeof text, "x%sy", all[i].text);
		INT_EQ(mill_next(str(text), &at), all[i].c);
		INT_EQ(at, 1 + all[i].length);
		INT_EQ(mill_before(str(text), at), all[i].c);
		INT_EQ(mill_before(str(text), 1), 'x');
	}
}

static void
walking_off_the_ends(void)
{
	size_t at = 0;

	INT_EQ(mill_next(str(""), &at), 0);
	INT_EQ(at, 0);
	at = 3;
	INT_EQ(mill_next(str("abc"), &at), 0);
	INT_EQ(at, 3);
	INT_EQ(mill_before(str("abc"), 0), 0);
	/* A character that the view cuts off is not read beyond it. */
	at = 0;
	INT_EQ(mill_next((mill_str){ "中", 2 }, &at), 0xFFFD);
	INT_EQ(at, 1);
}

static void
broken_bytes(void)
{
	static const char *const bad[] = { "\x80", "\xBF", "\xC0\x80", "\xC1\x81", "\xE0\x80\x80",
		"\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8\x80\x80\x80", "\xFF",
		"\xE4\xB8", "\xC3", "\xE4x\xAD" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		size_t at = 0;
		INT_EQ(mill_next(str(bad[i]), &at), 0xFFFD);
		INT_EQ(at, 1);
		INT_EQ(mill_valid(str(bad[i])), 0);
	}
	INT_EQ(mill_next((mill_str){ "\0", 1 }, &(size_t){ 0 }), 0xFFFD); /* 0 is the end */
	INT_EQ(mill_valid(str("ab中\xFF")), 5);
	INT_EQ(mill_valid(str("ab中é😀")), 11);
	INT_EQ(mill_valid(str("")), 0);
}

static void
encoding(void)
{
	mill_buf buf = test_buf();

	mill_put_char(&buf, 'a');
	mill_put_char(&buf, 0xE9);
	mill_put_char(&buf, 0x4E2D);
	mill_put_char(&buf, 0x1F600);
	SAME(mill_buf_str(&buf), "aé中😀");
}

static void
trimming(void)
{
	static const char *const texts[][2] = { { " a ", "a" }, { "a", "a" }, { "", "" },
		{ " \t\r\n", "" }, { "\xC2\xA0x\xC2\xA0", "x" },
		{ "\xE3\x80\x80中\xE3\x80\x80", "中" },
		{ "\xE2\x80\x8B\t特点：\xE2\x80\x8B", "特点：" }, { "\xEF\xBB\xBF# a", "# a" },
		{ " a  b ", "a  b" }, { "é ", "é" }, { " 中", "中" },
		{ "\xE2\x80\x8F\xE2\x80\x8Ex", "x" }, { "\x1F", "\x1F" }, { " 。", "。" } };

	for (size_t i = 0; i < COUNT(texts); i++) {
		SAME(mill_trim(str(texts[i][0])), texts[i][1]);
		OK(mill_all_blank(str(texts[i][0])) == (texts[i][1][0] == '\0'));
	}
}

static void
measuring(void)
{
	INT_EQ(mill_chars(str("aé中😀")), 4);
	INT_EQ(mill_chars(str("")), 0);
	INT_EQ(mill_width(str("abc")), 3);
	INT_EQ(mill_width(str("é")), 1);
	INT_EQ(mill_width(str("中文")), 4);
	INT_EQ(mill_width(str("かな")), 4);
	INT_EQ(mill_width(str("한글")), 4);
	INT_EQ(mill_width(str("：（")), 4);
	INT_EQ(mill_width(str("Go 语言")), 7);
	INT_EQ(mill_width(str("")), 0);
}

static void
kinds(void)
{
	OK(mill_is_cjk(0x4E2D) && mill_is_cjk(0x3042) && mill_is_cjk(0xAC00) &&
	    mill_is_cjk(0x20000));
	OK(!mill_is_cjk('a') && !mill_is_cjk(0x3002) && !mill_is_cjk(0xFF1A) && !mill_is_cjk(0));
	OK(mill_has_cjk(str("ab中")) && !mill_has_cjk(str("ab：")) && !mill_has_cjk(str("éü")));
	OK(!mill_has_cjk(str("")));
	OK(mill_is_word('a') && mill_is_word('Z') && mill_is_word('0') && mill_is_word('_'));
	OK(mill_is_word(0xE9) && mill_is_word(0x4E2D) && mill_is_word(0x434) &&
	    mill_is_word(0x660));
	OK(!mill_is_word('-') && !mill_is_word(' ') && !mill_is_word(0x3002) &&
	    !mill_is_word(0x1F600));
	OK(!mill_is_word(0));
	OK(mill_is_blank(' ') && mill_is_blank('\t') && mill_is_blank(0xA0) &&
	    mill_is_blank(0x3000));
	OK(mill_is_blank(0x200B) && mill_is_blank(0xFEFF));
	OK(!mill_is_blank('a') && !mill_is_blank(0) && !mill_is_blank(0x3001));
}

static void
before(const char *a, const char *b)
{
	if (mill_natural(a, b) >= 0 || mill_natural(b, a) <= 0)
		FAIL("%s does not come before %s", a, b);
}

static void
natural_order(void)
{
	before("2 b", "10 a");
	before("a2", "a10");
	before("a2b", "a10");
	before("a", "a1");
	before("", "a");
	before("1", "a");
	before("a9z1", "a9z02");
	before("10", "10a");
	before("99999999999999999999", "100000000000000000000");
	before("第2章", "第10章");
	before("A", "a");
	before("ch 1-9", "ch 1-10");
	INT_EQ(mill_natural("a1", "a1"), 0);
	INT_EQ(mill_natural("", ""), 0);
	INT_EQ(mill_natural("a007", "a7"), 0);
	before("a007", "a8");
	before("0", "00x");
}

/* `:wave:` is a word; of an address, a time or a name with a colon nothing is. */
static void
emoji_codes(void)
{
	static const struct {
		const char *text;
		size_t at, length;
	} codes[] = { { ":wave:", 0, 6 }, { "a :wave: b", 2, 6 }, { ":+1:", 0, 4 },
		{ ":-1:,", 0, 4 }, { ":100:", 0, 5 }, { ":x:", 0, 3 },
		{ "\xE5\xA5\xBD:ok_hand:", 3, 9 }, { "wave:", 0, 0 }, { ":wave", 0, 0 },
		{ "::", 0, 0 }, { ":wave::", 0, 0 }, { "::wave:", 1, 0 }, { "a:wave:", 1, 0 },
		{ ":wave:b", 0, 0 }, { ":30:", 0, 0 }, { ":Wave:", 0, 0 }, { ":two words:", 0, 0 },
		{ ":", 0, 0 }, { "", 0, 0 } };
	static const char *const announcing[] = { "Drawbacks:", "Drawbacks: ",
		"\xE7\xBC\xBA\xE7\x82\xB9\xEF\xBC\x9A", ":", "a :b c:" },
				 *const silent[] = { "", "Drawbacks",
					 "hello :wave:", ":+1:", "a: b" };

	for (size_t i = 0; i < COUNT(codes); i++) {
		mill_str text = mill_cstr(codes[i].text);
		size_t last = codes[i].at + codes[i].length - 1;

		INT_EQ(mill_emoji_code(text, codes[i].at), codes[i].length);
		if (codes[i].length == 0)
			continue;
		OK(mill_is_of_emoji(text, codes[i].at));
		OK(mill_is_of_emoji(text, last));
		OK(last + 1 == text.len || !mill_is_of_emoji(text, last + 1));
	}
	for (size_t i = 0; i < COUNT(announcing); i++)
		OK(mill_announces(mill_cstr(announcing[i])));
	for (size_t i = 0; i < COUNT(silent); i++)
		OK(!mill_announces(mill_cstr(silent[i])));
}

static const check_test tests[] = {
	{ "cutting", cutting },
	{ "comparing", comparing },
	{ "finding", finding },
	{ "walking", walking },
	{ "walking-off-the-ends", walking_off_the_ends },
	{ "broken-bytes", broken_bytes },
	{ "encoding", encoding },
	{ "trimming", trimming },
	{ "measuring", measuring },
	{ "kinds", kinds },
	{ "natural-order", natural_order },
	{ "emoji-codes", emoji_codes },
};

int
main(int argc, char **argv)
{
	return check_run("unit-text", tests, COUNT(tests), argc, argv);
}
