/*
 * flat.c - the HTML of a field as one line of text that a person can read.
 *
 * Breaks become ` / `, lists `1. a; 2. b`, lines of code stay apart by a sign; pictures
 * and sounds are their words or names.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* What stands before the next word; the later one in this order wins. */
typedef enum gap { NONE, BLANK, CELL, COLON, ITEM, BREAK, LINE } gap;

enum { DEEP = 16 /* levels of lists; deeper ones look like these */ };

typedef struct flat {
	mill_arena *arena;
	const mill_deck *deck;
	mill_buf out;
	gap gap;
	bool first;        /* the item that comes is the first of its list */
	bool fresh;        /* a number was put, and what it numbers follows */
	bool code, skip;   /* inside of code; of what is not shown */
	bool title;        /* of a box */
	bool noted;        /* a footnote's number follows */
	bool folded;       /* by us: long code */
	int numbers[DEEP]; /* of the next item; 0: they have none */
	size_t depth;
	size_t raised; /* where a raised or lowered text begins */
} flat;

/* ---- words and what is between them ------------------------------------------------------ */

static bool
is_stop(uint32_t c)
{
	mill_str stops = MILL_STR(".;:!?,。；：！？，、…");

	for (size_t at = 0; at < stops.len;)
		if (mill_next(stops, &at) == c)
			return true;
	return false;
}

static void
widen(flat *f, gap wanted)
{
	if (!f->fresh && wanted > f->gap)
		f->gap = wanted;
}

static void
close_gap(flat *f)
{
	static const char *const texts[] = { "", " ", " | ", ": ", "; ", " / ", " \xE2\x8F\x8E " };
	uint32_t last = mill_before(mill_buf_str(&f->out), f->out.len);
	bool stopped = f->out.len > 0 && is_stop(last);

	if (f->out.len > 0 && f->gap != NONE) {
		bool short_gap = last == '(' || (stopped && (f->gap == ITEM || f->gap == COLON)) ||
				 ((last == ':' || last == 0xFF1A) && f->gap == BREAK);
		if (last != '(')
			mill_puts(&f->out, short_gap ? " " : texts[f->gap]);
	}
	f->gap = NONE;
	f->fresh = false;
}

static void
put_words(flat *f, mill_str words)
{
	for (size_t at = 0; at < words.len && !f->skip;) {
		size_t from = at;
		uint32_t c = mill_next(words, &at);

		if (f->code && c == '\n') {
			widen(f, LINE);
		} else if (mill_is_blank(c) || c < 0x20) {
			widen(f, BLANK);
		} else {
			close_gap(f);
			mill_put_str(&f->out, mill_slice(words, from, at));
		}
	}
}

/* ---- pictures and sounds ----------------------------------------------------------------------
 */

/* The value of an attribute of a tag, as text; empty when it has none. */
static mill_str
attribute(flat *f, mill_str tag, const char *opens)
{
	size_t from = mill_find(tag, mill_cstr(opens), 0), to;
	mill_buf value = { .arena = f->arena };

	if (from == SIZE_MAX)
		return MILL_STR("");
	from += strlen(opens);
	to = mill_find(tag, MILL_STR("\""), from);
	mill_put_unescaped(&value, mill_slice(tag, from, to == SIZE_MAX ? tag.len : to));
	return mill_buf_str(&value);
}

/* What the author calls a file of the deck's. */
static mill_str
file_name(const flat *f, mill_str name)
{
	for (size_t i = 0; i < f->deck->media_count; i++) {
		mill_str file = f->deck->media[i].file;

		if (!mill_equal(f->deck->media[i].name, name))
			continue;
		for (size_t at = file.len; at > 0; at--)
			if (file.ptr[at - 1] == '/')
				return mill_slice(file, at, file.len);
		return file;
	}
	return name;
}

static void
put_file(flat *f, mill_str words, mill_str name)
{
	close_gap(f);
	mill_putc(&f->out, '[');
	put_words(f, mill_all_blank(words) ? file_name(f, name) : words);
	f->gap = NONE;
	mill_putc(&f->out, ']');
}

/* ---- raised and lowered -----------------------------------------------------------------------
 */

/* The sign that a character is, raised or lowered; NULL: there is none. */
static const char *
raised_sign(char c, bool lowered)
{
	static const char digits[] = "0123456789+-=()n";
	static const char *const up[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁺",
		"⁻", "⁼", "⁽", "⁾", "ⁿ" };
	static const char *const down[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₊",
		"₋", "₌", "₍", "₎", "ₙ" };
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	if (found == NULL)
		return NULL;
	return lowered ? down[found - digits] : up[found - digits];
}

/* 10<sup>6</sup> is not 106. */
static void
end_raised(flat *f, bool lowered)
{
	mill_str text;
	bool all = true;

	if (f->raised > f->out.len)
		return;
	text = mill_copy(f->arena, mill_slice(mill_buf_str(&f->out), f->raised, f->out.len));
	for (size_t i = 0; i < text.len; i++)
		all = all && raised_sign(text.ptr[i], lowered) != NULL;
	f->out.len = f->raised;
	if (!all)
		mill_putc(&f->out, lowered ? '_' : '^');
	if (!all && mill_chars(text) > 1)
		mill_putc(&f->out, '(');
	for (size_t i = 0; i < text.len && all; i++)
		mill_puts(&f->out, raised_sign(text.ptr[i], lowered));
	if (!all)
		mill_put_str(&f->out, text);
	if (!all && mill_chars(text) > 1)
		mill_putc(&f->out, ')');
}

/* ---- tags
 * ------------------------------------------------------------------------------------------ */

static bool
is_tag(mill_str tag, const char *name)
{
	size_t length = strlen(name), from = mill_starts(tag, MILL_STR("</")) ? 2 : 1;

	return tag.len > from + length && strncasecmp(tag.ptr + from, name, length) == 0 &&
	       strchr(" />\t", tag.ptr[from + length]) != NULL;
}

static bool
is_block(mill_str tag)
{
	static const char *const names[] = { "p", "div", "pre", "blockquote", "table", "tr", "h1",
		"h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "details", "br", "section" };

	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (is_tag(tag, names[i]))
			return true;
	return false;
}

static void
open_list(flat *f, mill_str tag)
{
	size_t at = f->depth < DEEP ? f->depth : DEEP - 1;
	int start = atoi(attribute(f, tag, " start=\"").ptr);

	if (f->depth > 0 && f->out.len > 0 && !f->fresh) {
		f->gap = BLANK;
		close_gap(f);
		mill_putc(&f->out, '(');
	} else {
		widen(f, BREAK);
	}
	f->numbers[at] = !is_tag(tag, "ol") ? 0 : start > 0 ? start : 1;
	f->depth++;
	f->first = true;
}

static void
close_list(flat *f)
{
	if (f->depth > 0)
		f->depth--;
	f->gap = NONE;
	f->fresh = false;
	if (f->depth > 0)
		mill_putc(&f->out, ')');
	else
		widen(f, BREAK);
}

static void
open_item(flat *f)
{
	size_t at = f->depth == 0 ? 0 : (f->depth < DEEP ? f->depth : DEEP) - 1;
	char number[16];

	if (!f->first && !f->fresh)
		f->gap = ITEM;
	f->first = false;
	if (f->depth == 0 || f->numbers[at] == 0)
		return;
	close_gap(f);
	snprintf(number, sizeof number, "%d. ", f->numbers[at]++);
	mill_puts(&f->out, number);
	f->fresh = true;
}

static void
open_tag(flat *f, mill_str tag)
{
	if (is_tag(tag, "ol") || is_tag(tag, "ul")) {
		open_list(f, tag);
	} else if (is_tag(tag, "li")) {
		open_item(f);
	} else if (is_tag(tag, "td") || is_tag(tag, "th")) {
		widen(f, CELL);
	} else if (is_tag(tag, "img")) {
		put_file(f, attribute(f, tag, " alt=\""), attribute(f, tag, " src=\""));
	} else if (is_tag(tag, "video") || is_tag(tag, "audio")) {
		put_file(f, MILL_STR(""), attribute(f, tag, " src=\""));
	} else if (is_tag(tag, "sup") &&
		   (f->noted || mill_find(tag, MILL_STR("footnote"), 0) != SIZE_MAX)) {
		close_gap(f);
		mill_putc(&f->out, '[');
		f->noted = true;
	} else if (is_tag(tag, "sup") || is_tag(tag, "sub")) {
		close_gap(f);
		f->raised = f->out.len;
	} else if (is_tag(tag, "rt")) {
		mill_putc(&f->out, '(');
	} else if (is_tag(tag, "summary")) {
		f->skip = f->folded; /* it only says how long the code is that it folds */
	} else if (is_block(tag)) {
		widen(f, f->code && is_tag(tag, "br") ? LINE : BREAK);
		f->code = f->code || is_tag(tag, "pre");
		f->title = mill_find(tag, MILL_STR("\"callout-title\""), 0) != SIZE_MAX;
		f->noted = mill_find(tag, MILL_STR("\"footnote\""), 0) != SIZE_MAX;
		f->folded = mill_find(tag, MILL_STR("<details class=\"long\""), 0) == 0;
	}
}

static void
close_tag(flat *f, mill_str tag)
{
	if (is_tag(tag, "ol") || is_tag(tag, "ul")) {
		close_list(f);
	} else if (is_tag(tag, "sup") && f->noted) {
		mill_putc(&f->out, ']');
		f->noted = false;
	} else if (is_tag(tag, "sup") || is_tag(tag, "sub")) {
		end_raised(f, is_tag(tag, "sub"));
	} else if (is_tag(tag, "rt")) {
		mill_putc(&f->out, ')');
	} else if (is_tag(tag, "summary")) {
		f->skip = false;
		widen(f, COLON);
	} else if (is_block(tag)) {
		widen(f, f->title ? COLON : BREAK);
		f->title = false;
		f->code = f->code && !is_tag(tag, "pre");
	}
}

/* ---- the walk
 * ------------------------------------------------------------------------------------- */

/* A name in [sound:name]; what it takes, 0 when none begins there. */
static size_t
take_sound(flat *f, mill_str rest)
{
	size_t from = sizeof "[sound:" - 1, end = mill_find(rest, MILL_STR("]"), 0);

	if (!mill_starts(rest, MILL_STR("[sound:")) || end == SIZE_MAX)
		return 0;
	put_file(f, MILL_STR(""), mill_slice(rest, from, end));
	return end + 1;
}

/* A character reference; 0 when none begins there. */
static size_t
take_reference(flat *f, mill_str rest)
{
	enum { LONGEST = 12 };
	size_t end = mill_find(
	    mill_slice(rest, 0, rest.len < LONGEST ? rest.len : LONGEST), MILL_STR(";"), 0);
	mill_buf text = { .arena = f->arena };

	if (end == SIZE_MAX)
		return 0;
	if (mill_starts(rest, MILL_STR("&#"))) {
		bool hex = rest.ptr[2] == 'x' || rest.ptr[2] == 'X';
		unsigned long c = strtoul(rest.ptr + (hex ? 3 : 2), NULL, hex ? 16 : 10);

		if (c > 0x10FFFF)
			return 0;
		mill_put_char(&text, (uint32_t)c);
	} else {
		mill_put_unescaped(&text, mill_slice(rest, 0, end + 1));
	}
	put_words(f, mill_buf_str(&text));
	return end + 1;
}

static size_t
take_tag(flat *f, mill_str rest)
{
	bool comment = mill_starts(rest, MILL_STR("<!--"));
	size_t end = mill_find(rest, comment ? MILL_STR("-->") : MILL_STR(">"), 0);
	mill_str tag;

	if (end == SIZE_MAX)
		return rest.len;
	end += comment ? 3 : 1;
	tag = mill_slice(rest, 0, end);
	if (mill_starts(tag, MILL_STR("</")))
		close_tag(f, tag);
	else if (!comment)
		open_tag(f, tag);
	return end;
}

mill_str
mill_flat_text(mill_arena *arena, const mill_deck *deck, mill_str html)
{
	flat f = { .arena = arena, .deck = deck, .out = { .arena = arena }, .raised = SIZE_MAX };

	for (size_t at = 0; at < html.len;) {
		mill_str rest = mill_slice(html, at, html.len);
		size_t length = html.ptr[at] == '<'   ? take_tag(&f, rest)
				: html.ptr[at] == '&' ? take_reference(&f, rest)
				: html.ptr[at] == '[' ? take_sound(&f, rest)
						      : 0;
		size_t end = at + 1;

		at += length;
		if (length > 0)
			continue;
		while (end < html.len && strchr("<&[", html.ptr[end]) == NULL)
			end++;
		put_words(&f, mill_slice(html, at, end));
		at = end;
	}
	return mill_buf_str(&f.out);
}
