/*
 * reports.c - what the writer of the notes is told: level, name, file, line and
 * column, for sources with every kind of line end.
 */
#include "help.h"

/* Mills a text and keeps what was said; the build must end as wanted. */
static told
telling(const char *name, const char *text, size_t length, cardmill_status want)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	told all = { 0 };
	cardmill *mill;

	options.user = &all;
	options.report = tell;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, name, text, length), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), want);
	cardmill_free(mill);
	return all;
}

static told
telling_text(const char *text)
{
	return telling("dir/n.md", text, strlen(text), CARDMILL_OK);
}

static void
nothing_to_tell(void)
{
	told all = telling_text("# A\n\n- key: value\n");

	INT_EQ(all.count, 0);
}

static void
empty_item(void)
{
	told all = telling_text("# A\n\n1. key: value\n2. \n3. more: values\n");

	INT_EQ(all.count, 1);
	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 4, 1);
	STR_EQ(all.all[0].file, "dir/n.md");
	INT_EQ(all.all[0].status, CARDMILL_OK);
}

static void
empty_bullets(void)
{
	told all = telling_text("- key: value\n-\n-   \n-\t\n- more: values\n-\n");

	INT_EQ(all.count, 2);
	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 2, 1);
	INT_EQ(all.all[0].end_line, 4);
	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 6, 1);
	INT_EQ(all.all[1].end_line, 6);
}

/* An item below an item, by blanks and by a tab, which is one character. */
static void
empty_nested_item(void)
{
	told all = telling_text(
	    "1. key: value\n   - a: b\n   - \n2. more: values\n\t- c: d\n\t- \n");

	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 3, 4);
	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 6, 2);
}

static void
stub_heading(void)
{
	told all = telling_text("# 甲\n\n## 空的\n\n## B\n\nkey: value\n\n### C\n");

	INT_EQ(all.count, 2);
	was_told(&all, "stub-heading", CARDMILL_LEFT_OUT, 3, 1);
	was_told(&all, "stub-heading", CARDMILL_LEFT_OUT, 9, 1);
	STR_HAS(all.all[0].message, "空的");
}

/* Lines are counted from 1 with any line end, one that is missing included. */
static void
line_ends(void)
{
	static const char *const texts[] = { "# A\n\n1. key: value\n2. \n\n## B\n",
		"# A\n\n1. key: value\n2. \n\n## B",
		"# A\r\n\r\n1. key: value\r\n2. \r\n\r\n## B\r\n",
		"# A\r\r1. key: value\r2. \r\r## B\r", "# A\r\n\n1. key: value\r2. \n\r\n## B\n",
		"\xEF\xBB\xBF# A\n\n1. key: value\n2. \n\n## B\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		told all = telling_text(texts[i]);
		INT_EQ(all.count, 2);
		was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 4, 1);
		was_told(&all, "stub-heading", CARDMILL_LEFT_OUT, 6, 1);
	}
}

/* A column counts characters, neither bytes nor columns on a screen. */
static void
columns_are_characters(void)
{
	told all = telling_text(
	    "键：值\n\n中文`x\n\n- 甲：乙\n\t- 丙丁`戊：己\n\n\xF0\x9F\x98\x80é`x: y\n");

	was_told(&all, "backtick-stray", CARDMILL_REPAIRED, 3, 3);
	was_told(&all, "backtick-stray", CARDMILL_REPAIRED, 6, 6);
	was_told(&all, "backtick-stray", CARDMILL_REPAIRED, 8, 3);
}

static void
front_matter_counts(void)
{
	told all = telling_text("---\ntitle: x\n---\n# A\n\n1. key: value\n2. \n");

	was_told(&all, "empty-item", CARDMILL_LEFT_OUT, 7, 1);
}

static void
front_matter_invalid(void)
{
	told all = telling_text("---\ndeck: a\ntags: [x, y\n---\n\nkey: value\n");
	size_t i = 0;

	while (i < all.count && strcmp(all.all[i].name, "front-matter-invalid") != 0)
		i++;
	OK(i < all.count);
	INT_EQ(all.all[i].level, CARDMILL_WARNING);
	OK(all.all[i].line >= 3 && all.all[i].line <= 4);
}

static void
open_fence(void)
{
	told all = telling_text("key: value\n\nan example:\n\n```c\nint x;\n\nmore: text\n");

	was_told(&all, "fence-open", CARDMILL_WARNING, 5, 1);
}

static void
comments(void)
{
	told all = telling_text("key: value\n\n<!-- a block -->\n\nmore: values\n");

	was_told(&all, "comment", CARDMILL_LEFT_OUT, 3, 1);
}

/* cmark gives the line of a comment inside a paragraph twice over. */
static void
comment_in_a_line(void)
{
	told all = telling_text("key: value\n\nsome\n\nmore <!-- inside --> words: values\n");
	size_t i = 0;

	while (i < all.count && strcmp(all.all[i].name, "comment") != 0)
		i++;
	OK(i < all.count);
	INT_EQ(all.all[i].line, 5);
}

static void
unanswered(void)
{
	told all = telling_text("# A\n\n- key: value\n- 什么是通道？\n");

	was_told(&all, "unanswered", CARDMILL_LEFT_OUT, 4, 1);
	STR_HAS(all.all[0].message, "什么是通道？");
}

static void
bad_text(void)
{
	static const char text[] = "# 甲\n\n- ab\n\n\t中文\xFFx\n";
	told all = telling("x.md", text, sizeof text - 1, CARDMILL_BAD_INPUT);

	INT_EQ(all.count, 1);
	was_told(&all, "bad-text", CARDMILL_ERROR, 5, 4);
	INT_EQ(all.all[0].status, CARDMILL_BAD_INPUT);
	STR_EQ(all.all[0].file, "x.md");
	STR_HAS(all.all[0].message, "0xFF");
}

static void
bad_text_after_crlf(void)
{
	static const char text[] = "# A\r\n\r\n- ab\r\n\r\nx\xFFy\r\n";
	told all = telling("x.md", text, sizeof text - 1, CARDMILL_BAD_INPUT);

	was_told(&all, "bad-text", CARDMILL_ERROR, 5, 2);
}

static void
bad_text_after_bare_cr(void)
{
	static const char text[] = "# A\r\r- ab\r\rx\xFFy\r";
	told all = telling("x.md", text, sizeof text - 1, CARDMILL_BAD_INPUT);

	was_told(&all, "bad-text", CARDMILL_ERROR, 5, 2);
}

static void
nul_byte(void)
{
	static const char text[] = "# A\n\nab\0cd\n";
	told all = telling("x.md", text, sizeof text - 1, CARDMILL_BAD_INPUT);

	was_told(&all, "bad-text", CARDMILL_ERROR, 3, 3);
	STR_HAS(all.all[0].message, "NUL");
}

static void
empty_file(void)
{
	static const char *const texts[] = { "", " \n\t\n", "\xEF\xBB\xBF", "\xE3\x80\x80\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		told all = telling("x.md", texts[i], strlen(texts[i]), CARDMILL_BAD_INPUT);
		INT_EQ(all.count, 2);
		STR_EQ(all.all[0].name, "empty-file");
		INT_EQ(all.all[0].level, CARDMILL_WARNING);
		STR_EQ(all.all[0].file, "x.md");
		INT_EQ(all.all[0].line, 0);
		STR_EQ(all.all[1].name, "no-cards");
		STR_EQ(all.all[1].file, "(NULL)");
	}
}

static void
missing_source(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	told all = { 0 };
	cardmill *mill;

	options.user = &all;
	options.report = tell;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_path(mill, "gone/away.md"), CARDMILL_CANNOT_READ);
	INT_EQ(all.count, 1);
	STR_EQ(all.all[0].name, "read-failed");
	STR_HAS(all.all[0].message, "gone/away.md");
	cardmill_free(mill);
}

/* A message is one line, whatever a file is called. */
static void
one_line_each(void)
{
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_add_path(mill, "new\nline.md"), CARDMILL_CANNOT_READ);
	error_of(mill, CARDMILL_CANNOT_READ, "read-failed");
	cardmill_free(mill);
}

/* A message is cut between characters, however long what it quotes. */
static void
long_names_are_cut_well(void)
{
	cardmill *mill = cardmill_new(NULL);
	char path[4000] = "x";
	const char *message;

	for (int i = 0; i < 1200; i++)
		strcat(path, "\xE4\xB8\xAD");
	cardmill_add_path(mill, path);
	message = error_of(mill, CARDMILL_CANNOT_READ, "read-failed")->message;
	for (size_t i = 0; message[i] != '\0'; i++)
		if ((unsigned char)message[i] >= 0xE0)
			OK(((unsigned char)message[i + 1] & 0xC0) == 0x80 &&
			    ((unsigned char)message[i + 2] & 0xC0) == 0x80);
	cardmill_free(mill);
}

/* In the order of the sources, each with its file; counted by level. */
static void
order_and_counts(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	told all = { 0 };
	cardmill *mill;

	options.user = &all;
	options.report = tell;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "b.md", "- k: v\n- \n", 10), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "", 0), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "c.md", "k`: v\n\n# x\n", 11), CARDMILL_OK);
	INT_EQ(all.count, 0);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(all.count, 4);
	STR_EQ(all.all[0].file, "b.md");
	STR_EQ(all.all[1].file, "a.md");
	STR_EQ(all.all[2].file, "c.md");
	STR_EQ(all.all[3].file, "c.md");
	INT_EQ(cardmill_report_count(mill, CARDMILL_REPAIRED), 1);
	INT_EQ(cardmill_report_count(mill, CARDMILL_LEFT_OUT), 2);
	INT_EQ(cardmill_report_count(mill, CARDMILL_WARNING), 1);
	INT_EQ(cardmill_report_count(mill, CARDMILL_ERROR), 0);
	cardmill_free(mill);
}

/* A statement is left out on request, and that is told. */
static void
skipped_statements(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	static const char text[] = "# A\n\n- key: value\n- **water** boils at 100 degrees\n";
	told all = { 0 };
	cardmill *mill;

	options.statements = CARDMILL_SKIP;
	options.user = &all;
	options.report = tell;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "a.md", text, sizeof text - 1), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_note_count(mill), 1);
	INT_EQ(all.count, 1);
	STR_EQ(all.all[0].name, "statement-skipped");
	INT_EQ(all.all[0].level, CARDMILL_LEFT_OUT);
	INT_EQ(all.all[0].line, 4);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "nothing-to-tell", nothing_to_tell },
	{ "empty-item", empty_item },
	{ "empty-bullets", empty_bullets },
	{ "empty-nested-item", empty_nested_item },
	{ "stub-heading", stub_heading },
	{ "line-ends", line_ends },
	{ "columns-are-characters", columns_are_characters },
	{ "front-matter-counts", front_matter_counts },
	{ "front-matter-invalid", front_matter_invalid },
	{ "open-fence", open_fence },
	{ "comments", comments },
	{ "comment-in-a-line", comment_in_a_line },
	{ "unanswered", unanswered },
	{ "bad-text", bad_text },
	{ "bad-text-after-crlf", bad_text_after_crlf },
	{ "bad-text-after-bare-cr", bad_text_after_bare_cr },
	{ "nul-byte", nul_byte },
	{ "empty-file", empty_file },
	{ "missing-source", missing_source },
	{ "one-line-each", one_line_each },
	{ "long-names-are-cut-well", long_names_are_cut_well },
	{ "order-and-counts", order_and_counts },
	{ "skipped-statements", skipped_statements },
};

int
main(int argc, char **argv)
{
	return check_run("api-reports", tests, COUNT(tests), argc, argv);
}
