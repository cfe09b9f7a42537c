/* caret.c - which `^word` at the end of a line is an id, and which is part of the text. */
#include "unit.h"
#include "markdown/markdown.h"

/* The id of a line; empty when it has none. */
static mill_str
id_of(const char *text, bool below)
{
	mill_str line = mill_cstr(text);
	size_t caret = mill_caret_of(line);

	if (caret == SIZE_MAX || !mill_caret_is_id(line, caret, below))
		return MILL_STR("");
	return mill_slice(line, caret + 1, line.len);
}

static void
ids(void)
{
	static const char *const lines[][2] = {
		{ "- Maps have no order ^abc123", "abc123" },
		{ "- Maps have no order\t^37066d", "37066d" },
		{ "- Maps have no order ^map-order", "map-order" },
		{ "The powerhouse ^m1", "m1" },
		{ "a card ^1607361487244", "1607361487244" },
		{ "x ^1607361487244", "1607361487244" },
		{ "Vitamin C ^1a2b3c", "1a2b3c" },
		{ "adenosine (ATP) ^kqwzsd", "kqwzsd" },
		{ "made of DNA ^kqwzsd", "kqwzsd" },
		{ "a hash map ^hash-map", "hash-map" },
		{ "a hash map ^hashmap", "hashmap" },
		{ "共享数组 ^def456", "def456" },
		{ "共享数组。 ^q1", "q1" },
		{ "共享数组\xE3\x80\x80^def456", "def456" },
		{ "## Why is it random? ^why", "why" },
		{ "> A quote. ^quote-1", "quote-1" },
		{ "`x` and $y$ ^abc123", "abc123" },
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		SAME(id_of(lines[i][0], false), lines[i][1]);
}

static void
none(void)
{
	static const char *const lines[] = { "x ^2", "2 ^10", "10 ^-12", "x ^n", "x ^-1", "2 ^n-1",
		"x ^2n-1", "cm ^2", "a ^b", "e ^lambda", "x ^alphabet", "sin ^theta", "foo ^bar",
		"(a + b) ^2", "git log dev ^master", "git rev-list topic ^origin", "grep ^root",
		"the regex ^start", "^a matches ^abc", "^abc123^def456", "no blank^abc123", "x ^",
		"[[page#^abc123]]", "see [^1]", "text ^under_score", "^", "" };

	for (size_t i = 0; i < COUNT(lines); i++)
		SAME(id_of(lines[i], false), "");
}

static void
alone(void)
{
	SAME(id_of("^abc123", false), "abc123");
	SAME(id_of("  ^abc123", false), "abc123");
	SAME(id_of("> ^abc123", false), "abc123");
	SAME(id_of("^words", true), "words");
	SAME(id_of("^words", false), "");
	SAME(id_of("^2", true), "");
	SAME(id_of("^n", true), "");
}

static const check_test tests[] = {
	{ "ids", ids },
	{ "none", none },
	{ "alone", alone },
};

int
main(int argc, char **argv)
{
	return check_run("unit-caret", tests, COUNT(tests), argc, argv);
}
