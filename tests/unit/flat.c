/* flat.c - fields as one line of text: breaks, lists, code, pictures, what is raised. */
#include "unit.h"
#include "deck.h"
#include "formats/formats.h"

static void
flat(void)
{
	static mill_media picture = { .name = { "cm-1.png", 8 }, .file = { "img/a b.png", 11 } };
	static const mill_deck deck = { .media = &picture, .media_count = 1 };
	static const struct {
		const char *html, *text;
	} all[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ " a \n b ", "a b" },
		{ "a<br>b", "a / b" },
		{ "a:<br>b", "a: b" },
		{ "<p>a</p><p>b</p>", "a / b" },
		{ "<b>a</b>b<i>c</i>", "abc" },
		{ "<ol><li>a</li><li>b.</li><li>c</li></ol>", "1. a; 2. b. 3. c" },
		{ "x<ol start=\"3\"><li>a</li><li>b</li></ol>y", "x / 3. a; 4. b / y" },
		{ "<ul><li>a</li><li>b</li></ul>", "a; b" },
		{ "<ul><li>a<ul><li>x</li><li>y</li></ul></li><li>b</li></ul>", "a (x; y); b" },
		{ "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a / b; 2. c" },
		{ "<pre><code>a {<br>    b<br>}</code></pre>",
		    "a { \xE2\x8F\x8E b \xE2\x8F\x8E }" },
		{ "x<pre><code>a\n\tb</code></pre>y", "x / a \xE2\x8F\x8E b / y" },
		{ "<details class=\"long\"><summary>c \xC2\xB7 9 "
		  "lines</summary><pre>a</pre></details>",
		    "a" },
		{ "<details><summary>more</summary>text</details>", "more: text" },
		{ "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>",
		    "a | b / c | d" },
		{ "see <img src=\"cm-1.png\" alt=\"a cell\">", "see [a cell]" },
		{ "<img src=\"cm-1.png\" alt=\"\">", "[a b.png]" },
		{ "[sound:cm-1.png] x", "[a b.png] x" },
		{ "<video src=\"other.webm\" controls></video>", "[other.webm]" },
		{ "a [x] b", "a [x] b" },
		{ "10<sup>6</sup>", "10\xE2\x81\xB6" },
		{ "H<sub>2</sub>O", "H\xE2\x82\x82O" },
		{ "x<sup>a+b</sup>, x<sup>y</sup>", "x^(a+b), x^y" },
		{ "a<sup class=\"footnote-ref\">1</sup><div class=\"footnotes\"><div "
		  "class=\"footnote\">"
		  "<sup>1</sup> b</div></div>",
		    "a[1] / [1] b" },
		{ "<blockquote class=\"callout\"><div "
		  "class=\"callout-title\">Tip</div>x</blockquote>",
		    "Tip: x" },
		{ "\\(x^2\\) &amp; &lt;b&gt; &#58; &#x41; &nope; &",
		    "\\(x^2\\) & <b> : A &nope; &" },
		{ "a<!-- x --> b", "a b" },
		{ "a < b", "a" },
		{ "</ol></li></sup>x", "x" },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		SAME(mill_flat_text(test_arena(), &deck, mill_cstr(all[i].html)), all[i].text);
}

int
main(int argc, char **argv)
{
	static const check_test tests[] = { { "flat", flat } };

	return check_run("flat", tests, COUNT(tests), argc, argv);
}
