/* html.c - text as HTML, HTML safe in an Anki field, HTML without its tags. */
#include "unit.h"

typedef void put_fn(mill_buf *out, mill_str text);

static void
each(put_fn *put, const char *const (*pairs)[2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mill_buf out = test_buf();
		put(&out, mill_cstr(pairs[i][0]));
		SAME(mill_buf_str(&out), pairs[i][1]);
	}
}

static void
escaping(void)
{
	static const char *const pairs[][2] = { { "", "" }, { "plain 中", "plain 中" },
		{ "a<b>&\"c\"'", "a&lt;b&gt;&amp;&quot;c&quot;'" }, { "&amp;", "&amp;amp;" },
		{ "[x] \\n", "[x] \\n" }, { "<", "&lt;" }, { "x<", "x&lt;" } };

	each(mill_put_html, pairs, COUNT(pairs));
}

/* What Anki would act on, wherever it stands, is shown as the author wrote it. */
static void
text_anki_acts_on(void)
{
	static const char *const pairs[][2] = { { "[sound:x.mp3]", "&#91;sound:x.mp3]" },
		{ "a [latex]x[/latex]", "a &#91;latex]x[/latex]" }, { "[$]x[/$]", "&#91;$]x[/$]" },
		{ "[$$]x[/$$]", "&#91;$$]x[/$$]" }, { "[anki:tts]", "&#91;anki:tts]" },
		{ "\\(x\\)", "&#92;(x\\)" }, { "\\[x\\]", "&#92;[x\\]" },
		{ "[sounds]", "[sounds]" }, { "\\\\(", "\\&#92;(" }, { "[", "[" }, { "\\", "\\" } };

	each(mill_put_html, pairs, COUNT(pairs));
	each(mill_put_safe, pairs, COUNT(pairs));
}

static void
html_stays(void)
{
	static const char *const pairs[][2] = { { "", "" },
		{ "<b>a</b> &amp; \"c\"", "<b>a</b> &amp; \"c\"" },
		{ "<code>[sound:x]</code>", "<code>&#91;sound:x]</code>" } };

	each(mill_put_safe, pairs, COUNT(pairs));
}

/* As Anki strips a field before it sorts and hashes. */
static void
stripping(void)
{
	static const char *const pairs[][2] = { { "", "" }, { "plain", "plain" },
		{ "<b>a</b>c", "ac" }, { "a<br>b", "ab" }, { "x<!-- y > z -->w", "xw" },
		{ "<!-- open", "" }, { "a<b", "a" },
		{ "&lt;b&gt; &amp; &quot;x&quot; &#39;", "<b> & \"x\" '" },
		{ "&#91;sound:x]", "[sound:x]" },
		{ "&#123;&#123;c1&#58;&#58;x&#125;&#125;", "{{c1::x}}" }, { "a&nbsp;b", "a b" },
		{ "&unknown; & co", "&unknown; & co" }, { "<img src=\"a.png\">", " a.png " },
		{ "x<img alt=\"y\" src=\"b c.png\" />z", "x b c.png z" },
		{ "<audio src=\"a.mp3\">", " a.mp3 " }, { "<a href=\"x\">y</a>", "y" },
		{ "<img alt=\"no\">", "" }, { "中<i>文</i>", "中文" } };

	each(mill_put_stripped, pairs, COUNT(pairs));
}

/* What an attribute holds is what it was made of, blanks that do not break included. */
static void
unescaping(void)
{
	static const char *const texts[] = { "", "a.png", "a<b>&\"c\"'.png", "[sound:x].png",
		"\\(a", "a\xC2\xA0 b &.png", "&amp;.png", "&", "a & b;", "中.png" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		mill_buf html = test_buf(), text = test_buf();
		mill_put_html(&html, mill_cstr(texts[i]));
		mill_put_unescaped(&text, mill_buf_str(&html));
		SAME(mill_buf_str(&text), texts[i]);
	}
}

/* Escaped and stripped again, any text is what it was. */
static void
round_trip(void)
{
	static const char *const texts[] = { "a<b>&\"c\"'",
		"[sound:x] \\( \\[ [latex] [$] [$$] [anki:", "&lt; &amp; &#91;",
		"中文 <module-repo>", "" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		mill_buf html = test_buf(), text = test_buf();
		mill_put_html(&html, mill_cstr(texts[i]));
		mill_put_stripped(&text, mill_buf_str(&html));
		SAME(mill_buf_str(&text), texts[i]);
	}
}

static const check_test tests[] = {
	{ "escaping", escaping },
	{ "text-anki-acts-on", text_anki_acts_on },
	{ "html-stays", html_stays },
	{ "stripping", stripping },
	{ "unescaping", unescaping },
	{ "round-trip", round_trip },
};

int
main(int argc, char **argv)
{
	return check_run("unit-html", tests, COUNT(tests), argc, argv);
}
