/* json.c - text as a JSON string (RFC 8259, section 7). */
#include "unit.h"
#include "formats/formats.h"

static void
is(mill_str text, const char *want)
{
	mill_buf out = test_buf();

	mill_put_json(&out, text);
	SAME(mill_buf_str(&out), want);
}

static void
strings(void)
{
	is(MILL_STR(""), "\"\"");
	is(MILL_STR("plain 中文 😀"), "\"plain 中文 😀\"");
	is(MILL_STR("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	is(MILL_STR("\n\t"), "\"\\n\\t\"");
	is(MILL_STR("<b>&amp;</b>"), "\"<b>&amp;</b>\"");
	is(MILL_STR("\"\"\\\\"), "\"\\\"\\\"\\\\\\\\\"");
}

/* Every control character is escaped, and nothing else is. */
static void
controls(void)
{
	for (int c = 0; c < 0x80; c++) {
		char text[1] = { (char)c }, want[16];
		mill_buf out = test_buf();

		mill_put_json(&out, (mill_str){ text, 1 });
		if (c == '"' || c == '\\')
			snprintf(want, sizeof want, "\"\\%c\"", c);
		else if (c == '\n' || c == '\t')
			snprintf(want, sizeof want, "\"\\%c\"", c == '\n' ? 'n' : 't');
		else if (c < 0x20 || c == 0x7F)
			snprintf(want, sizeof want, "\"\\u%04x\"", c);
		else
			snprintf(want, sizeof want, "\"%c\"", c);
		SAME(mill_buf_str(&out), want);
	}
}

static void
appended(void)
{
	mill_buf out = test_buf();

	mill_puts(&out, "x:");
	mill_put_json(&out, MILL_STR("a"));
	mill_put_json(&out, mill_slice(MILL_STR("bcd"), 1, 2));
	SAME(mill_buf_str(&out), "x:\"a\"\"c\"");
}

static const check_test tests[] = {
	{ "strings", strings },
	{ "controls", controls },
	{ "appended", appended },
};

int
main(int argc, char **argv)
{
	return check_run("unit-json", tests, COUNT(tests), argc, argv);
}
