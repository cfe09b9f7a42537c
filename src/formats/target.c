/*
 * target.c - what a field shows in one piece, and where it leads: code, links, pictures.
 */
#include "../base/base.h"
#include "markup.h"

#include <ctype.h>

/* Code without anything else in it; false when it is not that. */
bool
mill_put_code_span(mill_markup *m, size_t i)
{
	mill_buf plain = { .arena = m->arena };
	size_t longest = 0, run = 0;
	mill_str code;
	bool padded;

	if (m->all[i].match != i + 2 || m->all[i + 1].kind != MILL_WORDS ||
	    (m->out.len > 0 && m->out.text[m->out.len - 1] == '`') ||
	    !mill_put_plain(&plain, m->all[i + 1].text))
		return false;
	code = mill_buf_str(&plain);
	if (memchr(code.ptr, '\n', code.len) != NULL || memchr(code.ptr, '\r', code.len) != NULL)
		return false;
	for (size_t at = 0; at < code.len; at++) {
		run = code.ptr[at] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	padded = code.ptr[0] == '`' || mill_ends(code, MILL_STR("`")) ||
		 (code.ptr[0] == ' ' && mill_ends(code, MILL_STR(" ")) && !mill_all_blank(code));
	for (size_t at = 0; at <= longest; at++)
		mill_putc(&m->out, '`');
	mill_puts(&m->out, padded ? " " : "");
	for (size_t at = 0; at < code.len; at++) {
		if (code.ptr[at] == '|' && m->table)
			mill_putc(&m->out, '\\');
		mill_putc(&m->out, code.ptr[at]);
	}
	mill_puts(&m->out, padded ? " " : "");
	for (size_t at = 0; at <= longest; at++)
		mill_putc(&m->out, '`');
	m->begins = m->first = false;
	return true;
}

/* An address as it can stand in a link; empty when it cannot. */
static mill_str
address_of(mill_markup *m, mill_str html)
{
	mill_buf out = { .arena = m->arena };

	for (size_t at = 0; at < html.len;) {
		size_t length = 0;
		char c = mill_reference(html, at, &length);

		if (mill_starts(mill_slice(html, at, html.len), MILL_STR("&#x27;"))) {
			c = '\'';
			length = strlen("&#x27;");
		}
		if (c == '&' && mill_reference_tail(html, at + length) > 0)
			return MILL_STR("");
		if (c == 0) {
			c = html.ptr[at];
			length = 1;
		}
		if ((length == 1 && strchr("&'>\"", c) != NULL) ||
		    strchr("<>\\ \t\n\r`", c) != NULL || (c == '|' && m->table))
			return MILL_STR("");
		mill_putc(&out, c);
		at += length;
	}
	return mill_buf_str(&out);
}

static void
put_address(mill_markup *m, mill_str address)
{
	bool round = memchr(address.ptr, '(', address.len) != NULL ||
		     memchr(address.ptr, ')', address.len) != NULL;

	mill_puts(&m->out, round ? "(<" : "(");
	mill_put_str(&m->out, address);
	mill_puts(&m->out, round ? ">)" : ")");
}

/* `http:` and the like, as an address in angle brackets begins. */
static bool
has_scheme(mill_str address)
{
	size_t end = 0;

	while (end < address.len && (isalnum((unsigned char)address.ptr[end]) ||
					strchr("+.-", address.ptr[end]) != NULL))
		end++;
	return end > 1 && end <= 32 && isalpha((unsigned char)address.ptr[0]) &&
	       end < address.len && address.ptr[end] == ':';
}

static bool
has_brackets(const mill_markup *m, size_t from, size_t to)
{
	for (; from < to; from++)
		if (m->all[from].kind == MILL_WORDS &&
		    (memchr(m->all[from].text.ptr, '[', m->all[from].text.len) != NULL ||
			memchr(m->all[from].text.ptr, ']', m->all[from].text.len) != NULL))
			return true;
	return false;
}

bool
mill_put_link(mill_markup *m, size_t i)
{
	size_t match = m->all[i].match;
	mill_str value, address;

	if (!mill_tag_value(&m->all[i], "<a href=\"", "\">", &value))
		return false;
	address = address_of(m, value);
	if (address.len == 0 || has_brackets(m, i + 1, match))
		return false;
	if (match == i + 2 && mill_equal(m->all[i + 1].text, value) && has_scheme(address)) {
		mill_putc(&m->out, '<');
		mill_put_str(&m->out, address);
		mill_putc(&m->out, '>');
		m->begins = false; /* alone on a line it would still be no tag */
		m->first = false;
		return true;
	}
	mill_putc(&m->out, '[');
	m->begins = m->first = false;
	mill_put_phrases(m, i + 1, match);
	mill_putc(&m->out, ']');
	put_address(m, address);
	return true;
}

bool
mill_put_image(mill_markup *m, size_t i)
{
	mill_str value, alt, address;
	size_t quote;
	mill_fragment src = m->all[i];

	quote = mill_find(src.text, MILL_STR("\" alt=\""), 0);
	if (quote == SIZE_MAX || !mill_ends(src.text, MILL_STR("\">")) ||
	    !mill_starts(src.text, MILL_STR("<img src=\"")))
		return false;
	value = mill_slice(src.text, strlen("<img src=\""), quote);
	alt = mill_slice(src.text, quote + strlen("\" alt=\""), src.text.len - 2);
	address = address_of(m, value);
	if (address.len == 0 || memchr(value.ptr, '"', value.len) != NULL ||
	    memchr(alt.ptr, '"', alt.len) != NULL || memchr(alt.ptr, '[', alt.len) != NULL ||
	    memchr(alt.ptr, ']', alt.len) != NULL)
		return false;
	mill_puts(&m->out, "![");
	m->begins = m->first = false;
	if (alt.len > 0)
		mill_put_marked_words(m, alt, false);
	mill_putc(&m->out, ']');
	put_address(m, address);
	return true;
}
