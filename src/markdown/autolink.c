/*
 * autolink.c - addresses that stand bare among words can be clicked.
 *
 * As GitHub reads them (the extended autolinks of its specification), and with
 * an eye on Chinese, Japanese and Korean, which set no blank behind them.  It
 * is done at last: for the rules an address is what it was before.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>
#include <ctype.h>

static const char *const starts[] = { "https://", "http://", "ftp://", "www." };

/* Bytes of the beginning of an address at text[at]; 0 when there is none. */
static size_t
beginning(mill_str text, size_t at)
{
	mill_str rest = mill_slice(text, at, text.len);
	uint32_t before = mill_before(text, at);

	/* `PROXY=http://x` is a setting. */
	if (before != 0 && before < 0x80 && strchr(" \t*_~([{\"'>,;:", (int)before) == NULL)
		return 0;
	for (size_t i = 0; i < MILL_COUNT(starts); i++)
		if (mill_starts(rest, mill_cstr(starts[i])))
			return strlen(starts[i]);
	return 0;
}

/* The end of a host's name at text[at]: letters, digits and points. */
static size_t
host_end(mill_str text, size_t at, size_t *points)
{
	*points = 0;
	while (at < text.len &&
	       (isalnum((unsigned char)text.ptr[at]) || strchr("-_.:@", text.ptr[at]) != NULL)) {
		*points += text.ptr[at] == '.' && at + 1 < text.len &&
			   isalnum((unsigned char)text.ptr[at + 1]);
		at++;
	}
	return at;
}

/* Where what stands behind a host ends.  A letter beyond ASCII is part of it where one
 * is: behind a sign or another such letter. */
static size_t
path_end(mill_str text, size_t at)
{
	uint32_t before = '/';

	while (at < text.len) {
		size_t next = at;
		uint32_t c = mill_next(text, &next);

		if (mill_is_blank(c) || c < 0x21 ||
		    strchr("<>\"`{}|\\^", (int)(c < 0x80 ? c : 'a')) != NULL)
			break;
		if (c >= 0x80 && (!mill_is_word(c) || (before < 0x80 && isalnum((int)before))))
			break;
		before = c;
		at = next;
	}
	return at;
}

/* Without the points at its end, and without a bracket that was opened before it. */
static size_t
without_points(mill_str text, size_t from, size_t end)
{
	for (;;) {
		char last = text.ptr[end - 1];
		int depth = 0;

		if (last == ')' || last == ']') {
			for (size_t i = from; i < end; i++) {
				depth += text.ptr[i] == (last == ')' ? '(' : '[');
				depth -= text.ptr[i] == last;
			}
			if (depth >= 0)
				return end;
		} else if (strchr("?!.,:;*_~'\"", last) == NULL) {
			return end;
		}
		end--;
	}
}

/* The address at or behind a byte; false when there is none. */
static bool
find_address(mill_str text, size_t from, size_t *at, size_t *end)
{
	for (*at = from; *at < text.len; ++*at) {
		size_t start, points;

		if (strchr("hfw", text.ptr[*at]) == NULL || (start = beginning(text, *at)) == 0)
			continue;
		*end = host_end(text, *at + start, &points);
		if (*end == *at + start || (text.ptr[*at] == 'w' && points == 0))
			continue;
		if (*end < text.len && strchr("/?#", text.ptr[*end]) != NULL)
			*end = path_end(text, *end);
		*end = without_points(text, *at, *end);
		if (*end > *at + start)
			return true;
	}
	return false;
}

static bool
may_hold(mill_str text)
{
	return mill_find(text, MILL_STR("://"), 0) != SIZE_MAX ||
	       mill_find(text, MILL_STR("www."), 0) != SIZE_MAX;
}

static mill_str
as_link(mill_reader *reader, mill_str address)
{
	mill_buf html = { .arena = reader->arena };

	mill_puts(&html, "<a href=\"");
	if (address.ptr[0] == 'w')
		mill_puts(&html, "https://");
	mill_put_html(&html, address);
	mill_puts(&html, "\">");
	mill_put_html(&html, address);
	mill_puts(&html, "</a>");
	return mill_buf_str(&html);
}

/* ---- in lines ------------------------------------------------------------------------- */

typedef struct spans {
	mill_reader *reader;
	mill_span *all;
	size_t count, room;
} spans;

static void
add(spans *s, mill_span span)
{
	s->all = mill_room(s->reader->arena, s->all, sizeof *s->all, s->count, &s->room);
	s->all[s->count++] = span;
}

static void
add_part(spans *s, mill_span_kind kind, size_t from, size_t to, mill_str html)
{
	if (from < to)
		add(s, (mill_span){ kind, (uint32_t)from, (uint32_t)(to - from), html });
}

void
mill_link_addresses(mill_reader *reader, mill_line *line)
{
	spans s = { .reader = reader };
	bool found = false;

	if (!may_hold(line->text))
		return;
	for (uint32_t i = 0; i < line->span_count; i++) {
		mill_span span = line->spans[i];
		size_t from = span.start, to = span.start + span.len, at, end;
		mill_str text = mill_slice(line->text, 0, to);

		if (span.kind != MILL_PLAIN) {
			add(&s, span);
			continue;
		}
		while (find_address(text, from, &at, &end)) {
			add_part(&s, MILL_PLAIN, from, at, MILL_STR(""));
			add_part(
			    &s, MILL_LINK, at, end, as_link(reader, mill_slice(text, at, end)));
			from = end;
			found = true;
		}
		add_part(&s, MILL_PLAIN, from, to, MILL_STR(""));
	}
	if (!found)
		return;
	line->spans = s.all;
	line->span_count = (uint32_t)s.count;
}

void
mill_link_blocks(mill_reader *reader, mill_block *first)
{
	for (mill_block *block = first; block != NULL; block = block->next) {
		for (size_t i = 0; i < block->line_count; i++)
			mill_link_addresses(reader, &block->lines[i]);
		mill_link_blocks(reader, block->first);
	}
}

/* ---- in trees -------------------------------------------------------------------------- */

static void
split_text(mill_reader *reader, cmark_node *node)
{
	mill_str text = mill_cstr(cmark_node_get_literal(node));
	size_t from = 0, at, end;

	if (!may_hold(text))
		return;
	while (find_address(text, from, &at, &end)) {
		mill_str address = mill_slice(text, at, end);

		cmark_node_insert_before(
		    node, mill_text_node(
			      reader, mill_copy(reader->trees, mill_slice(text, from, at)).ptr));
		cmark_node_insert_before(
		    node, mill_ready_node(
			      reader, MILL_LINK, as_link(reader, address), address, MILL_STR("")));
		from = end;
	}
	if (from == 0)
		return;
	cmark_node_insert_before(node,
	    mill_text_node(reader, mill_copy(reader->trees, mill_slice(text, from, text.len)).ptr));
	cmark_node_unlink(node);
}

void
mill_link_tree(mill_reader *reader, struct cmark_node *parent)
{
	cmark_node *next;

	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = next) {
		next = cmark_node_next(node);
		if (cmark_node_get_type(node) == CMARK_NODE_TEXT)
			split_text(reader, node);
		else if (cmark_node_get_type(node) != CMARK_NODE_LINK)
			mill_link_tree(reader, node);
	}
}
