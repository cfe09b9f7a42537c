/*
 * html.c - text becomes HTML, and HTML becomes safe inside an Anki field.
 *
 * Anki acts on some plain text wherever it stands in a field, in code as well:
 * [sound:x], [latex], [$], [$$], [anki:...] and, through MathJax, \( and \[
 * (rslib/src/text.rs, rslib/src/latex.rs, ts/mathjax/index.ts).  What the
 * author wrote as text is shown as text: the first character becomes an entity.
 */
#include "base.h"

static bool
acts(mill_str rest)
{
	static const char *const starts[] = { "[sound:", "[latex]", "[$]", "[$$]", "[anki:", "\\(",
		"\\[" };

	for (size_t i = 0; i < MILL_COUNT(starts); i++)
		if (mill_starts(rest, mill_cstr(starts[i])))
			return true;
	return false;
}

void
mill_put_html(mill_buf *out, mill_str text)
{
	size_t copied = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *entity = NULL;

		switch (text.ptr[i]) {
		case '&':
			entity = "&amp;";
			break;
		case '<':
			entity = "&lt;";
			break;
		case '>':
			entity = "&gt;";
			break;
		case '"':
			entity = "&quot;";
			break;
		case '[':
		case '\\':
			if (acts(mill_slice(text, i, text.len)))
				entity = text.ptr[i] == '[' ? "&#91;" : "&#92;";
			break;
		default:
			break;
		}
		if (entity != NULL) {
			mill_put(out, text.ptr + copied, i - copied);
			mill_puts(out, entity);
			copied = i + 1;
		}
	}
	mill_put(out, text.ptr + copied, text.len - copied);
}

void
mill_put_safe(mill_buf *out, mill_str html)
{
	size_t copied = 0;

	for (size_t i = 0; i < html.len; i++) {
		if ((html.ptr[i] != '[' && html.ptr[i] != '\\') ||
		    !acts(mill_slice(html, i, html.len)))
			continue;
		mill_put(out, html.ptr + copied, i - copied);
		mill_puts(out, html.ptr[i] == '[' ? "&#91;" : "&#92;");
		copied = i + 1;
	}
	mill_put(out, html.ptr + copied, html.len - copied);
}

/* Bytes of the tag or comment at html[at]; the rest when it never ends. */
static size_t
tag_length(mill_str html, size_t at)
{
	const char *end;

	if (mill_starts(mill_slice(html, at, html.len), MILL_STR("<!--"))) {
		size_t close = mill_find(html, MILL_STR("-->"), at + 4);
		return close == SIZE_MAX ? html.len - at : close + 3 - at;
	}
	end = memchr(html.ptr + at, '>', html.len - at);
	return end == NULL ? html.len - at : (size_t)(end - html.ptr) + 1 - at;
}

/* The character an entity at html[at] stands for; 0 when it is no entity we write. */
static uint32_t
entity(mill_str html, size_t at, size_t *length)
{
	static const struct {
		mill_str name;
		uint32_t c;
	} names[] = {
		{ { "&amp;", 5 }, '&' },
		{ { "&lt;", 4 }, '<' },
		{ { "&gt;", 4 }, '>' },
		{ { "&quot;", 6 }, '"' },
		{ { "&nbsp;", 6 }, ' ' },
		{ { "&#39;", 5 }, '\'' },
		{ { "&#58;", 5 }, ':' },
		{ { "&#91;", 5 }, '[' },
		{ { "&#92;", 5 }, '\\' },
		{ { "&#123;", 6 }, '{' },
		{ { "&#125;", 6 }, '}' },
	};
	mill_str rest = mill_slice(html, at, html.len);

	for (size_t i = 0; i < MILL_COUNT(names); i++) {
		if (mill_starts(rest, names[i].name)) {
			*length = names[i].name.len;
			return names[i].c;
		}
	}
	return 0;
}

void
mill_put_unescaped(mill_buf *out, mill_str html)
{
	size_t copied = 0;

	for (size_t i = 0; i < html.len; i++) {
		size_t length = 0;
		uint32_t c = html.ptr[i] == '&' ? entity(html, i, &length) : 0;

		if (c == 0)
			continue;
		mill_put(out, html.ptr + copied, i - copied);
		mill_put_char(out, c);
		i += length - 1;
		copied = i + 1;
	}
	mill_put(out, html.ptr + copied, html.len - copied);
}

/* The file or address a picture or sound at html[at] shows; it counts as text. */
static mill_str
media_name(mill_str tag)
{
	static const char *const tags[] = { "<img ", "<audio ", "<video ", "<source " };

	for (size_t i = 0; i < MILL_COUNT(tags); i++) {
		size_t from, to;

		if (!mill_starts(tag, mill_cstr(tags[i])))
			continue;
		from = mill_find(tag, MILL_STR("src=\""), 0);
		if (from == SIZE_MAX)
			break;
		from += sizeof "src=\"" - 1;
		to = mill_find(tag, MILL_STR("\""), from);
		if (to != SIZE_MAX)
			return mill_slice(tag, from, to);
	}
	return MILL_STR("");
}

/* Anki decodes entities only where there is an ampersand, and then takes a
 * no-break space for a space. */
static void
plain_blanks(mill_buf *out, size_t start)
{
	size_t to = start;

	for (size_t at = start; at < out->len; at++) {
		if (mill_starts(
			mill_slice(mill_buf_str(out), at, out->len), MILL_STR("\xC2\xA0"))) {
			out->text[to++] = ' ';
			at++;
		} else {
			out->text[to++] = out->text[at];
		}
	}
	out->len = to;
	if (out->text != NULL)
		out->text[to] = '\0';
}

static void
strip(mill_buf *out, mill_str html, bool media)
{
	size_t copied = 0, start = out->len;
	bool ampersand = false;

	for (size_t i = 0; i < html.len;) {
		size_t length = 0;
		uint32_t c = 0;

		ampersand |= html.ptr[i] == '&';
		if (html.ptr[i] == '<')
			length = tag_length(html, i);
		else if (html.ptr[i] == '&')
			c = entity(html, i, &length);
		if (length == 0) {
			i++;
			continue;
		}
		mill_put(out, html.ptr + copied, i - copied);
		if (c != 0) {
			mill_put_char(out, c);
		} else {
			mill_str name = media ? media_name(mill_slice(html, i, i + length))
					      : MILL_STR("");
			if (name.len > 0) {
				mill_putc(out, ' ');
				strip(out, name, true); /* its entities */
				mill_putc(out, ' ');
			}
		}
		i += length;
		copied = i;
	}
	mill_put(out, html.ptr + copied, html.len - copied);
	if (ampersand)
		plain_blanks(out, start);
}

void
mill_put_stripped(mill_buf *out, mill_str html)
{
	strip(out, html, true);
}

void
mill_put_words(mill_buf *out, mill_str html)
{
	strip(out, html, false);
}

void
mill_put_uncovered(mill_buf *out, mill_str text)
{
	enum { OPENING = 9 /* bytes of "{{c500::", and one more */ };

	for (size_t at = 0; at < text.len;) {
		mill_str rest = mill_slice(text, at, text.len);
		size_t colons = SIZE_MAX;

		if (mill_starts(rest, MILL_STR("{{c")))
			colons = mill_find(mill_slice(rest, 0, OPENING), MILL_STR("::"), 0);
		if (colons != SIZE_MAX)
			at += colons + 2;
		else if (mill_starts(rest, MILL_STR("}}")))
			at += 2;
		else
			mill_putc(out, text.ptr[at++]);
	}
}

size_t
mill_formula_end(mill_str text, size_t at, size_t *open)
{
	enum { LONGEST = 4000 };
	mill_str closes = text.ptr[at + 1] == '[' ? MILL_STR("\\]") : MILL_STR("\\)");
	size_t from = at + 2 > *open ? at + 2 : *open, end;

	text = mill_slice(text, 0, at + LONGEST);
	end = mill_find(text, closes, from);
	if (end == SIZE_MAX && text.len > from)
		*open = text.len - 1; /* its last byte may be the first of two */
	return end;
}
