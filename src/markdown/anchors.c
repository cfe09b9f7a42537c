/*
 * anchors.c - links written as HTML, and names that headings are given.
 *
 * <a name="x"></a> is a place to jump to and shows nothing; <a href="x"> is the
 * link that Markdown has signs for.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <cmark-gfm.h>
#include <strings.h>

enum { NODES = 64 }; /* that one link may hold */

mill_str
mill_attribute(mill_reader *reader, const char *tag, const char *name)
{
	const GumboElement *element = mill_dom_tag(reader, tag);

	return element == NULL ? MILL_STR("") : mill_value_of(element, name);
}

static bool
is_tag(cmark_node *node, const char *name)
{
	const char *tag;
	size_t length = strlen(name);

	if (cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE || mill_ready_of(node) != NULL)
		return false;
	tag = cmark_node_get_literal(node);
	return strncasecmp(tag, name, length) == 0 && strchr(" \t\n/>", tag[length]) != NULL;
}

/* `<a ...>words</a>` becomes a link, or its words when it is only a place; answers
 * the node behind it. */
static cmark_node *
read_anchor(mill_reader *reader, cmark_node *open)
{
	cmark_node *close = cmark_node_next(open), *link = NULL, *next;
	mill_str url = mill_attribute(reader, cmark_node_get_literal(open), "href");

	for (int i = 0; close != NULL && !is_tag(close, "</a"); i++)
		close = i == NODES ? NULL : cmark_node_next(close);
	if (close == NULL)
		return cmark_node_next(open);
	if (url.len > 0) {
		link = mill_link_node(reader, url.ptr);
		cmark_node_insert_before(open, link);
		for (cmark_node *node = cmark_node_next(open); node != close; node = next) {
			next = cmark_node_next(node);
			cmark_node_append_child(link, node);
		}
	}
	next = cmark_node_next(close);
	cmark_node_unlink(open);
	cmark_node_unlink(close);
	return next;
}

void
mill_read_anchors(mill_reader *reader, struct cmark_node *parent)
{
	cmark_node *next;

	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = next)
		next = is_tag(node, "<a") ? read_anchor(reader, node) : cmark_node_next(node);
}

void
mill_drop_name(mill_line *title)
{
	mill_span *last = title->span_count == 0 ? NULL : &title->spans[title->span_count - 1];
	mill_str text = title->text;
	size_t at;

	while (text.len > 0 && mill_is_blank((unsigned char)text.ptr[text.len - 1]))
		text.len--;
	if (last == NULL || last->kind != MILL_PLAIN || !mill_ends(text, MILL_STR("}")))
		return;
	at = mill_find(text, MILL_STR("{#"), last->start);
	if (at == SIZE_MAX)
		at = mill_find(text, MILL_STR("{: "), last->start);
	if (at == SIZE_MAX || at == 0 ||
	    mill_find(mill_slice(text, 0, text.len - 1), MILL_STR("}"), at) != SIZE_MAX)
		return;
	title->text = mill_slice(text, 0, at);
	last->len = (uint32_t)at - last->start;
}
