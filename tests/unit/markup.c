/* markup.c - fields as Markdown, and Markdown as fields: nothing is lost on the way. */
#include "unit.h"
#include "formats/formats.h"
#include "markdown/markdown.h"

#include <time.h>

/* Field, and the cell that a person should see. */
static const char *const cells[][2] = {
	{ "", "" },
	{ "plain 中文", "plain 中文" },
	{ "a<br>b", "a\nb" },
	{ "a<br><br>b", "a<br>\nb" },
	{ "a<p>b<br>c</p><p>d</p>", "a\n\nb\nc\n\nd" },
	{ "<strong>a</strong> <em>b</em> <del>c</del>", "**a** *b* ~~c~~" },
	{ "<strong>第一（1NF）</strong>是", "**第一（1NF）**是" },
	{ "x<strong>(a)</strong>y", "x<strong>(a)</strong>y" },
	{ "<code>a `b` c</code>", "``a `b` c``" },
	{ "&quot;a&quot; &lt; b &amp; c -&gt; d", "\"a\" < b & c -> d" },
	{ "&lt;module&gt; &amp;nbsp; &nbsp;", "\\<module> &amp;nbsp; &nbsp;" },
	{ "say \"x\" & y", "say \\\"x\\\" \\& y" },
	{ "# a<br>1. b<br>- c<br>&gt; d<br>A. e<br>+ f",
	    "\\# a\n1\\. b\n\\- c\n&gt; d\nA\\. e\n\\+ f" },
	{ "a*b*c", "a\\*b\\*c" },
	{ "SELECT * FROM a_b_c", "SELECT * FROM a_b_c" },
	{ "[a](b) [c]", "[a\\](b) [c]" },
	{ "<a href=\"https://x.org/?a=1&amp;b=2\">x</a>", "[x](https://x.org/?a=1&b=2)" },
	{ "<a href=\"https://x.org/\">https://x.org/</a>", "<https://x.org/>" },
	{ "<img src=\"cm-1.png\" alt=\"a cell\">", "![a cell](cm-1.png)" },
	{ "<img src=\"cm-1.png\" alt=\"\" width=\"300\">",
	    "<img src=\"cm-1.png\" alt=\"\" width=\"300\">" },
	{ "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "* a\n* b\n  * c" },
	{ "x<ol><li>a<br>b</li><li>c</li></ol>y", "x\n\n1. a\n   b\n2. c\n\ny" },
	{ "<ol start=\"9\"><li>a</li><li>b</li></ol>", "9. a\n10. b" },
	{ "<ol><li>a</li><li value=\"4\">b</li><li>c</li></ol>", "1. a\n4. b\n5. c" },
	{ "<ol type=\"A\"><li value=\"2\">b</li></ol>", "B. b" },
	{ "<ol type=\"a\"><li>x</li><li>y</li></ol>", "a. x\nb. y" },
	{ "<ul><li>a</li></ul><ul><li>b</li></ul>", "* a\n\n- b" },
	{ "<ul><li class=\"task\">☑ a</li><li class=\"task\">☐ b</li></ul>", "* [x] a\n* [ ] b" },
	{ "<pre><code class=\"language-c\">int a;<br><br>  b &lt; &quot;c&quot;;</code></pre>",
	    "```c\nint a;\n\n  b < \"c\";\n```" },
	{ "<pre><code>```<br></code></pre>", "````\n```\n\n````" },
	{ "<ol><li>a<pre><code>x<br><br>y</code></pre></li></ol>",
	    "1. a\n   ```\n   x\n\n   y\n   ```" },
	{ "<blockquote>a<ul><li>b</li></ul></blockquote>", "> a\n> * b" },
	{ "<blockquote class=\"callout tip\"><div "
	  "class=\"callout-title\">Look</div>a<br>b</blockquote>",
	    "> [!tip] Look\n> a\n> b" },
	{ "<div class=\"table\"><table><thead><tr><th>a</th><th align=\"right\">b</th></tr></thead>"
	  "<tbody><tr><td>x|y</td><td "
	  "align=\"right\"><code>c|d</code></td></tr></tbody></table></div>",
	    "| a | b |\n| --- | --: |\n| x\\|y | `c\\|d` |" },
	{ "<details open><summary>more</summary>a<pre><code>b</code></pre></details>c",
	    "<details open><summary>more</summary>\n\na\n```\nb\n```\n\n</details>\n\nc" },
	{ "<kbd>Ctrl</kbd>+<mark>a</mark><sup>2</sup>",
	    "<kbd>Ctrl</kbd>+<mark>a</mark><sup>2</sup>" },
	{ "\\(a_1 &lt; b*c*d\\) and \\[x_2\\]", "\\(a_1 < b*c*d\\) and \\[x_2\\]" },
	{ "&#92;(x) \\d \\*", "\\\\(x) \\d \\\\*" },
	{ "{{c1::<strong>a</strong>::hint}} [sound:a_b_c.mp3]",
	    "{{c1::**a**::hint}} [sound:a_b_c.mp3]" },
	{ "<hr>a", "---\n\na" },
	{ "<h3>a</h3>b", "### a\n\nb" },
	{ " a  b ", "&#32;a  b&#32;" },
	/* For these there is no Markdown. */
	{ "a\nb", "<!--html-->a&#10;b" },
	{ "a < b", "<!--html-->a < b" },
	{ "<!--html-->a", "<!--html--><!--html-->a" },
	{ "<ul><li>a", "<!--html--><ul><li>a" },
};

static mill_str
there(const char *html)
{
	return mill_markdown_cell(test_arena(), mill_cstr(html), mill_cell_html);
}

static void
as_a_person_writes(void)
{
	for (size_t i = 0; i < COUNT(cells); i++) {
		SAME(there(cells[i][0]), cells[i][1]);
		SAME(
		    mill_cell_field(test_arena(), there(cells[i][0]), mill_cell_html), cells[i][0]);
	}
}

/* What somebody may write into a cell. */
static void
as_others_write(void)
{
	static const char *const pairs[][2] = {
		{ "- a\n- b\n\n  c", "<ul><li>a</li><li>b<p>c</p></li></ul>" },
		{ "1. a\n1. b\n1. c", "<ol><li>a</li><li>b</li><li>c</li></ol>" },
		{ "a\r\nb\r\n", "a<br>b" },
		{ "a  \nb\\\nc", "a<br>b<br>c" },
		{ "A\n===\nb", "<h1>A</h1>b" },
		{ "    code\n    A. b", "<pre><code>code<br>A. b</code></pre>" },
		{ "```\nA. b\n```", "<pre><code>A. b</code></pre>" },
		{ "<div>\nA. b\n</div>", "<div>A. b</div>" },
		{ "text\n     B. more", "text<br>B. more" },
		{ "> [!INFO]\n> a",
		    "<blockquote class=\"callout note\"><div class=\"callout-title\">Info"
		    "</div>a</blockquote>" },
		{ "![a *b*](c.png \"t\")", "<img src=\"c.png\" alt=\"a b\" title=\"t\">" },
		{ "**X：**是", "<strong>X：</strong>是" },
		{ "`**` **a**", "<code>**</code> <strong>a</strong>" },
		{ "[a]: b\n\n[a]", "[a]: b<p>[a]</p>" },
		{ "a | b\n--|--\nc",
		    "<div class=\"table\"><table><thead><tr><th>a</th><th>b</th></tr></thead>"
		    "<tbody><tr><td>c</td><td></td></tr></tbody></table></div>" },
		{ "`\\(` and `\\)`", "<code>&#92;(</code> and <code>\\)</code>" },
		{ "```c&nbsp;\n&amp; \\\"\n",
		    "<pre><code class=\"language-c&amp;nbsp;\">&amp;amp; \\&quot;</code></pre>" },
		{ "\\&lt;", "&amp;lt;" },
		{ "a\xEF\xB7\x96"
		  "0\xEF\xB7\x96 &lt;",
		    "a\xEF\xB7\x96"
		    "0\xEF\xB7\x96 &lt;" },
		{ "\xE2\x80\x8B", "\xE2\x80\x8B" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++)
		SAME(mill_cell_html(test_arena(), mill_cstr(pairs[i][0])), pairs[i][1]);
}

/* ---- the samples ---------------------------------------------------------------------- */

static char samples[4096];

/* Every field of the sample notes comes back, and hardly any has no Markdown. */
static void
samples_come_back(void)
{
	cardmill *mill = cardmill_new(NULL);
	size_t fields = 0, markdown = 0;

	if (samples[0] == '\0')
		SKIP("there are no sample notes here");
	INT_EQ(cardmill_add_path(mill, samples), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	for (size_t i = 0; i < cardmill_note_count(mill); i++) {
		const cardmill_note *note = cardmill_note_at(mill, i);

		for (size_t k = 0; k < note->field_count; k++) {
			mill_str cell = there(note->fields[k]);

			SAME(mill_cell_field(test_arena(), cell, mill_cell_html), note->fields[k]);
			fields++;
			markdown += !mill_starts(cell, MILL_STR("<!--html-->"));
		}
	}
	OK(fields > 1000 && markdown * 100 >= fields * 99);
	cardmill_free(mill);
}

/* ---- at random ---------------------------------------------------------------------- */

static uint32_t seed = 1;

static size_t
dice(size_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

static const char *const words[] = { "a", "中文", "x_y", "*", "**", "`", "&lt;b&gt;", "&amp;", "1.",
	"- ", "&quot;q&quot;", "（好）", "[x]", "](y)", "!", "|", "~~", "\\", "\\*", "#", "_", "$5",
	"=", "&gt; ", "\\(a_1\\)", "&nbsp;", "{{c1::", "}}", " ", "A. b", ":", "é", "---" };

static void
put_words(mill_buf *out)
{
	for (size_t n = dice(4) + 1; n > 0; n--) {
		mill_puts(out, words[dice(COUNT(words))]);
		if (dice(2) == 0)
			mill_puts(out, " w");
	}
}

static void
put_inline(mill_buf *out, int depth)
{
	static const char *const tags[] = { "strong", "em", "del", "code", "sup", "mark" };

	for (size_t n = dice(3) + 1; n > 0; n--) {
		size_t tag = dice(COUNT(tags) * 2);

		if (n > 1 && dice(4) == 0)
			mill_puts(out, "x<br>y");
		if (tag >= COUNT(tags) || depth > 3) {
			put_words(out);
			continue;
		}
		mill_printf(out, "<%s>", tags[tag]);
		if (tag == 3)
			mill_puts(out, words[dice(6)]);
		else
			put_inline(out, depth + 1);
		mill_printf(out, "</%s>", tags[tag]);
	}
}

static void put_field(mill_buf *out, int depth);

static void
put_items(mill_buf *out, int depth)
{
	static const char *const lists[][2] = { { "<ul>", "</ul>" }, { "<ol>", "</ol>" },
		{ "<ol start=\"3\">", "</ol>" }, { "<ol type=\"A\">", "</ol>" } };
	size_t kind = dice(COUNT(lists));

	mill_puts(out, lists[kind][0]);
	for (size_t n = dice(3) + 1; n > 0; n--) {
		mill_puts(out, "<li>");
		put_field(out, depth + 1);
		mill_puts(out, "</li>");
	}
	mill_puts(out, lists[kind][1]);
}

/* A field as the rules make them. */
static void
put_field(mill_buf *out, int depth)
{
	bool text = false;

	for (size_t n = dice(3) + 1; n > 0; n--) {
		size_t kind = depth > 3 ? 0 : dice(7);

		if (kind < 3) {
			mill_puts(out, text ? "<p>" : "");
			put_inline(out, 0);
			mill_puts(out, text ? "</p>" : "");
		} else if (kind < 5) {
			put_items(out, depth);
		} else if (kind == 5) {
			mill_puts(out, "<pre><code class=\"language-c\">");
			put_words(out);
			mill_puts(out, "<br><br>  x;</code></pre>");
		} else {
			mill_puts(out, "<blockquote>");
			put_field(out, depth + 1);
			mill_puts(out, "</blockquote>");
		}
		text = kind < 3;
	}
}

/* Rules of one kind make hard fields of them all; most have Markdown in spite of it. */
static void
any_field_comes_back(void)
{
	enum { MANY = 4000 };
	static counted c;
	size_t markdown = 0;

	counted_init(&c);
	for (int i = 0; i < MANY; i++) {
		mill_buf field = { .arena = &c.arena };
		mill_str html, cell;

		put_field(&field, 0);
		html = mill_buf_str(&field);
		cell = mill_markdown_cell(&c.arena, html, mill_cell_html);
		markdown += !mill_starts(cell, MILL_STR("<!--html-->"));
		OK(mill_equal(mill_cell_field(&c.arena, cell, mill_cell_html), html));
		mill_arena_reset(&c.arena);
	}
	if (markdown < MANY * 9 / 10)
		printf("# %zu of %d\n", markdown, MANY);
	OK(markdown >= MANY * 9 / 10);
	mill_arena_free(&c.arena);
	OK(c.live == 0);
}

/* Bytes of Markdown and HTML in any order. */
static void
any_bytes_come_back(void)
{
	static const char *const bits[] = { "<", ">", "&", ";", "\"", "'", "a", " ", "\n", "\r",
		"*", "_", "`", "```", "~~~", "[", "]", "(", ")", "!", "#", "- ", "1. ", "> ", "|",
		"---", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>", "<p>", "</p>", "<div>",
		"</div>", "<br>", "<pre>", "<code>", "</code>", "</pre>", "<!--", "-->", "\\",
		"\\(", "\\)", "\\[", "\\]", "&lt;", "&#8203;", "\xE2\x80\x8B", "\xEF\xB7\x96", "0",
		"[sound:", "A. ", "<table>", "<tr>", "<td>", "[!tip]", "\t", "中", "<a href=\"",
		"<blockquote>", "</blockquote>", "<h2>", "</h2>", "<hr>", "<details>", "</details>",
		"<!--html-->" };
	static counted c;

	counted_init(&c);
	for (int i = 0; i < 20000; i++) {
		mill_buf field = { .arena = &c.arena };
		mill_str cell;

		for (size_t n = dice(24); n > 0; n--)
			mill_puts(&field, bits[dice(COUNT(bits))]);
		cell = mill_markdown_cell(&c.arena, mill_buf_str(&field), mill_cell_html);
		OK(mill_equal(
		    mill_cell_field(&c.arena, cell, mill_cell_html), mill_buf_str(&field)));
		mill_cell_html(&c.arena, mill_buf_str(&field));
		mill_arena_reset(&c.arena);
	}
	mill_arena_free(&c.arena);
	OK(c.live == 0);
}

/* ---- size ------------------------------------------------------------------------------ */

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A megabyte of whatever costs most takes seconds, not minutes, both ways. */
static void
large_ones(void)
{
	static const char *const bits[] = { "word ", "a<br>", "<b>", "</b>", "<b>x</b>", "<ul><li>",
		"<div>", "<blockquote>", "&lt;", "&", "<", "<!--", "\\(", "\\[", "`", "``` ", "*",
		"**a", "_a ", "[", "]", "[a](", "![", "> ", "* ", "- - ", "1. ", "A. ", "| ", "|-",
		"~~", "<a ", "<a '\"", "\n\n", "a\n", "\\", "[a]: b\n", "&#", "<?", "<![CDATA[",
		"<!A", "\xEF\xB7\x96", "a|\n-|\n", "<strong>（a）</strong>好",
		"<ol><li>a</li></ol>", "</b></i></a>" };
	static counted c;

	counted_init(&c);
	for (size_t i = 0; i < COUNT(bits); i++) {
		mill_buf field = { .arena = &c.arena };
		double begun = seconds();
		mill_str cell;

		while (field.len < 1 << 20)
			mill_puts(&field, bits[i]);
		cell = mill_markdown_cell(&c.arena, mill_buf_str(&field), mill_cell_html);
		OK(mill_equal(
		    mill_cell_field(&c.arena, cell, mill_cell_html), mill_buf_str(&field)));
		mill_cell_html(&c.arena, mill_buf_str(&field));
		if (seconds() - begun > 8)
			printf("# %s: %.1f s\n", bits[i], seconds() - begun);
		OK(seconds() - begun < 40);
		mill_arena_free(&c.arena);
		c.arena = (mill_arena){ .heap = &c.heap };
	}
	OK(c.live == 0);
}

static const check_test tests[] = {
	{ "as-a-person-writes", as_a_person_writes },
	{ "as-others-write", as_others_write },
	{ "samples-come-back", samples_come_back },
	{ "any-field-comes-back", any_field_comes_back },
	{ "any-bytes-come-back", any_bytes_come_back },
	{ "large-ones", large_ones },
};

int
main(int argc, char **argv)
{
	if (realpath("notes", samples) == NULL)
		samples[0] = '\0';
	return check_run("unit-markup", tests, COUNT(tests), argc, argv);
}
