/*
 * encodings.c - bytes of any encoding give the same notes, and bytes that are
 * no text in theirs are an error with a place and a hint, never half a deck.
 */
#include "help.h"

#define HAN                                                                                    \
	"# 数据库\n\n- 事务：一组操作，要么全部成功，要么全部失败\n- " \
	"锁：保护共享数据\n\n问题是什么？答案在这里。\n"

/* The same notes in several encodings, made with iconv(1). */
static const char gb18030[] =
    "# \xCA\xFD\xBE\xDD\xBF\xE2\n\n- "
    "\xCA\xC2\xCE\xF1\xA3\xBA\xD2\xBB\xD7\xE9\xB2\xD9\xD7\xF7\xA3\xAC"
    "\xD2\xAA\xC3\xB4\xC8\xAB\xB2\xBF\xB3\xC9\xB9\xA6\xA3\xAC\xD2\xAA\xC3\xB4\xC8\xAB\xB2\xBF\xCA"
    "\xA7"
    "\xB0\xDC\n- "
    "\xCB\xF8\xA3\xBA\xB1\xA3\xBB\xA4\xB9\xB2\xCF\xED\xCA\xFD\xBE\xDD\n\n\xCE\xCA\xCC\xE2"
    "\xCA\xC7\xCA\xB2\xC3\xB4\xA3\xBF\xB4\xF0\xB0\xB8\xD4\xDA\xD5\xE2\xC0\xEF\xA1\xA3\n";

/* 「データベース」「これはひらがな…」 and 中文 in Big5, 한국어 in EUC-KR, Привет in CP1251. */
static const char shift_jis[] =
    "# \x83\x66\x81\x5B\x83\x5E\x83\x78\x81\x5B\x83\x58\n\n- "
    "\x82\xB1\x82\xEA\x82\xCD\x82\xD0\x82\xE7"
    "\x82\xAA\x82\xC8\x81\x46\x93\xFA\x96\x7B\x8C\xEA\x82\xCC\x95\xB6\x8E\x9A\x82\xC5\x82\xB7\n";
static const char euc_kr[] =
    "# \xC7\xD1\xB1\xB9\xBE\xEE\n\n- \xC7\xD1\xB1\xDB\xC0\xBA \xB1\xDB\xC0\xDA: \xC1\xC1\xC0\xBA "
    "\xB1\xDB\xC0\xDA \xC0\xD4\xB4\xCF\xB4\xD9\n";
static const char cp1251[] = "# \xC7\xE0\xEC\xE5\xF2\xEA\xE8\n\n- \xEA\xEB\xFE\xF7: "
			     "\xE7\xED\xE0\xF7\xE5\xED\xE8\xE5 \xEF\xEE-\xF0\xF3\xF1\xF1\xEA\xE8\n";

static cardmill *
mill_for(const char *encoding, const void *text, size_t length)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.encoding = encoding;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "n.md", text, length), CARDMILL_OK);
	return mill;
}

static bytes
json_of(const char *encoding, const void *text, size_t length)
{
	cardmill *mill = mill_for(encoding, text, length);
	bytes json;

	if (cardmill_build(mill) != CARDMILL_OK)
		FAIL("not built: %s", cardmill_error(mill)->message);
	json = written(mill, CARDMILL_JSON);
	cardmill_free(mill);
	return json;
}

/* The bytes give the deck that HAN gives. */
static void
is_han(const char *encoding, const void *text, size_t length)
{
	bytes want = json_of(NULL, HAN, sizeof HAN - 1), got = json_of(encoding, text, length);

	STR_HAS(want.data, "要么全部失败");
	STR_EQ(got.data, want.data);
}

/* HAN as UTF-16, the mark in front or not; two bytes a character, for all are
 * in the basic plane. */
static size_t
utf16(char *out, bool big, bool mark)
{
	const unsigned char *at = (const unsigned char *)HAN;
	size_t length = 0;
	unsigned c = 0xFEFF;

	for (bool first = true; first || *at != '\0'; first = false) {
		if (first && !mark)
			continue;
		if (!first) {
			c = *at;
			if (c >= 0xE0) {
				c = (unsigned)(at[0] & 0x0F) << 12 | (unsigned)(at[1] & 0x3F) << 6 |
				    (at[2] & 0x3F);
				at += 2;
			}
			at++;
		}
		out[length++] = (char)(big ? c >> 8 : c & 0xFF);
		out[length++] = (char)(big ? c & 0xFF : c >> 8);
	}
	return length;
}

static void
utf8_with_mark(void)
{
	is_han(NULL, "\xEF\xBB\xBF" HAN, sizeof HAN + 2);
	is_han("GB18030", "\xEF\xBB\xBF" HAN, sizeof HAN + 2);
	is_han("UTF-8", HAN, sizeof HAN - 1);
	is_han("utf-8", HAN, sizeof HAN - 1);
	is_han("Utf-8", HAN, sizeof HAN - 1);
}

/* The mark is no character of the first line: a heading or front matter is seen. */
static void
mark_before_front_matter(void)
{
	static const char text[] = "\xEF\xBB\xBF---\ndeck: D\n---\nk: v\n";
	cardmill *mill = mill_for(NULL, text, sizeof text - 1);

	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 1);
	STR_EQ(note_of(mill, "k")->deck, "D");
	cardmill_free(mill);
}

static void
utf16_with_mark(void)
{
	char text[2 * sizeof HAN + 2];

	is_han(NULL, text, utf16(text, false, true));
	is_han(NULL, text, utf16(text, true, true));
	is_han("GB18030", text, utf16(text, true, true));
}

static void
utf16_by_option(void)
{
	char text[2 * sizeof HAN + 2];

	is_han("UTF-16LE", text, utf16(text, false, false));
	is_han("UTF-16BE", text, utf16(text, true, false));
}

static void
utf16_without_mark(void)
{
	char text[2 * sizeof HAN + 2];
	cardmill *mill = mill_for(NULL, text, utf16(text, false, false));

	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	STR_HAS(error_of(mill, CARDMILL_BAD_INPUT, "bad-text")->message, "UTF-16");
	cardmill_free(mill);
}

static void
utf16_cut_short(void)
{
	char text[2 * sizeof HAN + 2];
	cardmill *mill = mill_for(NULL, text, utf16(text, false, true) - 1);

	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error_of(mill, CARDMILL_BAD_INPUT, "bad-text");
	cardmill_free(mill);
}

static void
gb18030_by_option(void)
{
	is_han("GB18030", gb18030, sizeof gb18030 - 1);
	is_han("gbk", gb18030, sizeof gb18030 - 1);
}

/* What bytes that are no UTF-8 most likely are, told with the first bad byte. */
static void
hint_is(const char *text, size_t length, int line, int column, const char *name)
{
	cardmill *mill = mill_for(NULL, text, length);
	const cardmill_report *error;

	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error = error_of(mill, CARDMILL_BAD_INPUT, "bad-text");
	STR_HAS(error->message, name);
	STR_EQ(error->file, "n.md");
	INT_EQ(error->line, line);
	INT_EQ(error->column, column);
	cardmill_free(mill);
}

static void
hint_gb18030(void)
{
	hint_is(gb18030, sizeof gb18030 - 1, 1, 3, "GB18030");
	hint_is("plain\r\n\r\n ab\xCA\xFD\xBE\xDD\xBF\xE2\r\n", 18, 3, 4, "GB18030");
}

static void
hint_shift_jis(void)
{
	hint_is(shift_jis, sizeof shift_jis - 1, 1, 3, "SHIFT_JIS");
}

static void
hint_euc_kr(void)
{
	hint_is(euc_kr, sizeof euc_kr - 1, 1, 3, "EUC-KR");
}

static void
hint_cp1251(void)
{
	hint_is(cp1251, sizeof cp1251 - 1, 1, 3, "1251");
}

/* A long file: the hint is made of what stands around the first bad byte. */
static void
hint_far_inside(void)
{
	size_t length = 100000 + sizeof gb18030 - 1;
	char *text = malloc(length);

	OK(text != NULL);
	for (size_t i = 0; i < 100000; i++)
		text[i] = i % 50 == 49 ? '\n' : 'x';
	memcpy(text + 100000, gb18030, sizeof gb18030 - 1);
	hint_is(text, length, 2001, 3, "GB18030");
	free(text);
}

/* One damaged character in good UTF-8 must not be taken for another encoding:
 * who follows such a hint gets a deck of mojibake. */
static void
damaged_utf8(void)
{
	static const char *const texts[] = {
		"# 数据库\n\n- 事务：一组操作\xE8\xA6\n- 锁：保护共享数据\n", "- 键：值\xFF\n",
		"# Заметки\n\n- ключ: значение\xD0\n"
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill *mill = mill_for(NULL, texts[i], strlen(texts[i]));
		const char *message;

		INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
		message = error_of(mill, CARDMILL_BAD_INPUT, "bad-text")->message;
		if (strstr(message, "--encoding") != NULL)
			FAIL("a damaged character of UTF-8 is told as \"%s\"", message);
		cardmill_free(mill);
	}
}

static void
wrong_by_option(void)
{
	static const char text[] = "# A\n\n- k\xE9y: \xFF\n";
	cardmill *mill = mill_for("EUC-JP", text, sizeof text - 1);
	const cardmill_report *error;

	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error = error_of(mill, CARDMILL_BAD_INPUT, "bad-text");
	STR_HAS(error->message, "EUC-JP");
	INT_EQ(error->line, 3);
	INT_EQ(error->column, 4);
	cardmill_free(mill);
}

/* Sequences that look like UTF-8 and are none. */
static void
not_quite_utf8(void)
{
	static const char *const bad[] = { "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
		"\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80",
		"\xE4\xB8", "\xF0\x9F\x98", "\xFE", "\xC3" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		char text[40];
		cardmill *mill;
		const cardmill_report *error;

		snprintf(text, sizeof text, "key: value\n甲%s", bad[i]);
		mill = mill_for(NULL, text, strlen(text));
		INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
		error = error_of(mill, CARDMILL_BAD_INPUT, "bad-text");
		INT_EQ(error->line, 2);
		INT_EQ(error->column, 2);
		cardmill_free(mill);
	}
}

static void
whole_utf8(void)
{
	static const char text[] =
	    "- \xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBD"
	    "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF: value\n";
	cardmill *mill = mill_for(NULL, text, sizeof text - 1);

	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 1);
	STR_HAS(cardmill_note_at(mill, 0)->fields[0], "\xF4\x8F\xBF\xBF");
	cardmill_free(mill);
}

/* U+FDD0 to U+FDEF are for programs to use inside: from outside none comes in, their
 * neighbours do.  What formulas, footnotes and pictures are kept as cannot be forged. */
static void
no_characters(void)
{
	static const char text[] = "- \xEF\xB7\x8F\xEF\xB7\xB0 $x^2$: "
				   "\xEF\xB7\x90"
				   "0\xEF\xB7\x90 \xEF\xB7\x92\xEF\xB7\xAF\n";
	cardmill *mill = mill_for(NULL, text, sizeof text - 1);
	const cardmill_note *note;

	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 1);
	note = cardmill_note_at(mill, 0);
	STR_EQ(note->fields[0], "\xEF\xB7\x8F\xEF\xB7\xB0 \\(x^2\\)");
	STR_EQ(note->fields[1], "\xEF\xBF\xBD"
				"0\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD");
	cardmill_free(mill);
}

static void
nul_bytes(void)
{
	static const char *const encodings[] = { NULL, "UTF-8", "GB18030" };

	for (size_t i = 0; i < COUNT(encodings); i++) {
		cardmill *mill = mill_for(encodings[i], "- 键: 值\n\0\n", 13);
		const cardmill_report *error;

		INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
		error = error_of(mill, CARDMILL_BAD_INPUT, "bad-text");
		OK(error->line >= 1);
		cardmill_free(mill);
	}
}

/* No half of a deck: a bad source after a good one leaves nothing to look at. */
static void
nothing_of_the_rest(void)
{
	cardmill *mill = mill_for(NULL, "k: v\n", 5);

	INT_EQ(cardmill_add_bytes(mill, "bad.md", gb18030, sizeof gb18030 - 1), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	STR_EQ(error_of(mill, CARDMILL_BAD_INPUT, "bad-text")->file, "bad.md");
	INT_EQ(cardmill_note_count(mill), 0);
	cardmill_free(mill);
}

/* Composed or not, it is the same text: NFC comes out, and the guids are the same. */
static void
composed_or_not(void)
{
	static const char nfc[] = "# \xC3\x89t\xC3\xA9\n\n- caf\xC3\xA9: th\xC3\xA9\n",
			  nfd[] = "# E\xCC\x81te\xCC\x81\n\n- cafe\xCC\x81: the\xCC\x81\n";
	bytes want = json_of(NULL, nfc, sizeof nfc - 1), got = json_of(NULL, nfd, sizeof nfd - 1);

	STR_HAS(want.data, "caf\xC3\xA9");
	STR_EQ(got.data, want.data);
}

static const check_test tests[] = {
	{ "utf8-with-mark", utf8_with_mark },
	{ "mark-before-front-matter", mark_before_front_matter },
	{ "utf16-with-mark", utf16_with_mark },
	{ "utf16-by-option", utf16_by_option },
	{ "utf16-without-mark", utf16_without_mark },
	{ "utf16-cut-short", utf16_cut_short },
	{ "gb18030-by-option", gb18030_by_option },
	{ "hint-gb18030", hint_gb18030 },
	{ "hint-shift-jis", hint_shift_jis },
	{ "hint-euc-kr", hint_euc_kr },
	{ "hint-cp1251", hint_cp1251 },
	{ "hint-far-inside", hint_far_inside },
	{ "damaged-utf8", damaged_utf8 },
	{ "wrong-by-option", wrong_by_option },
	{ "not-quite-utf8", not_quite_utf8 },
	{ "whole-utf8", whole_utf8 },
	{ "no-characters", no_characters },
	{ "nul-bytes", nul_bytes },
	{ "composed-or-not", composed_or_not },
	{ "nothing-of-the-rest", nothing_of_the_rest },
};

int
main(int argc, char **argv)
{
	return check_run("api-encodings", tests, COUNT(tests), argc, argv);
}
