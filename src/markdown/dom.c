/*
 * dom.c - HTML is read by gumbo, as a browser would read it.
 *
 * gumbo allocates from the reader's arena of trees, like cmark.  Its cost grows
 * with how deep elements are nested, and formatting that is never closed
 * (`<b><b><b>`) is put into every paragraph again: both are bounded before it
 * sees the text.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <ctype.h>
#include <strings.h>

enum {
	DEEP = 100,      /* elements in one another */
	REPEATED = 4000, /* times that unclosed formatting may be opened again */
	NAME_LONGEST = 24
};

/* ---- what it would cost --------------------------------------------------------------- */

/* Elements that are open, by a hash of their names. */
typedef struct cost {
	uint64_t open[DEEP];
	size_t depth;
	size_t formatting; /* opened, and not closed by name */
	size_t repeated;
} cost;

static bool
is_void(const char *name)
{
	static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img",
		"input", "link", "meta", "param", "source", "track", "wbr" };

	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
is_formatting(const char *name)
{
	static const char *const names[] = { "a", "b", "big", "code", "em", "font", "i", "nobr",
		"s", "small", "strike", "strong", "tt", "u" };

	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* The name at text[0], in lower case and cut. */
static void
read_name(mill_str text, char *name)
{
	size_t length = 0;

	while (length < text.len && length < NAME_LONGEST - 1 &&
	       isalnum((unsigned char)text.ptr[length])) {
		name[length] = (char)tolower((unsigned char)text.ptr[length]);
		length++;
	}
	name[length] = '\0';
}

/* False when elements are nested too deep. */
static bool
open_element(cost *c, const char *name)
{
	c->repeated += c->formatting;
	if (is_void(name))
		return true;
	c->formatting += is_formatting(name);
	if (c->depth == DEEP)
		return false;
	c->open[c->depth++] = mill_hash(mill_cstr(name));
	return true;
}

static void
close_element(cost *c, const char *name)
{
	uint64_t hash = mill_hash(mill_cstr(name));

	c->formatting -= c->formatting > 0 && is_formatting(name);
	for (size_t i = c->depth; i > 0; i--) {
		if (c->open[i - 1] == hash) {
			c->depth = i - 1;
			return;
		}
	}
}

static bool
is_affordable(mill_str html)
{
	cost c = { .depth = 0 };
	char name[NAME_LONGEST];

	for (size_t at = mill_find(html, MILL_STR("<"), 0); at != SIZE_MAX;
	     at = mill_find(html, MILL_STR("<"), at + 1)) {
		bool closes = at + 1 < html.len && html.ptr[at + 1] == '/';

		read_name(mill_slice(html, at + 1 + closes, html.len), name);
		if (name[0] == '\0')
			continue;
		if (closes)
			close_element(&c, name);
		else if (!open_element(&c, name))
			return false;
		if (c.repeated > REPEATED)
			return false;
	}
	return true;
}

/* ---- reading ----------------------------------------------------------------------------- */

static void *
allocate(void *user, size_t size)
{
	return mill_alloc(user, 1, size);
}

static void
deallocate(void *user, void *block)
{
	(void)user;
	(void)block; /* goes with the arena */
}

static const GumboNode *
parse(mill_reader *reader, mill_str html)
{
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = allocate;
	options.deallocator = deallocate;
	options.userdata = reader->trees;
	options.tab_stop = 1;
	options.max_errors = 0;
	return gumbo_parse_with_options(&options, html.ptr, html.len)->root;
}

const GumboNode *
mill_dom(mill_reader *reader, mill_str html)
{
	return is_affordable(html) ? parse(reader, html) : NULL;
}

const GumboElement *
mill_dom_tag(mill_reader *reader, const char *tag)
{
	const GumboNode *root = parse(reader, mill_cstr(tag)), *body;
	const GumboVector *children = &root->v.element.children;

	/* Head and body are always there; the tag is all that is in them. */
	for (unsigned i = 0; i < children->length; i++) {
		body = children->data[i];
		if (body->type == GUMBO_NODE_ELEMENT && body->v.element.children.length > 0) {
			const GumboNode *first = body->v.element.children.data[0];

			if (first->type == GUMBO_NODE_ELEMENT)
				return &first->v.element;
		}
	}
	return NULL;
}

mill_str
mill_dom_name(const GumboElement *element)
{
	GumboStringPiece name = element->original_tag;

	if (element->tag != GUMBO_TAG_UNKNOWN)
		return mill_cstr(gumbo_normalized_tagname(element->tag));
	gumbo_tag_from_original_text(&name);
	return name.length == 0 ? MILL_STR("") : (mill_str){ name.data, name.length };
}

mill_str
mill_dom_end_tag(const GumboElement *element)
{
	mill_str tag = { element->original_end_tag.data, element->original_end_tag.length };
	mill_str name = mill_dom_name(element);

	/* What ended it may be the end of something around it. */
	if (tag.len < name.len + 3 || strncasecmp(tag.ptr + 2, name.ptr, name.len) != 0)
		return MILL_STR("");
	return tag;
}

static void
put_text(mill_buf *out, const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
	    node->type == GUMBO_NODE_CDATA)
		mill_puts(out, node->v.text.text);
	if (node->type != GUMBO_NODE_ELEMENT)
		return;
	if (node->v.element.tag == GUMBO_TAG_BR)
		mill_putc(out, '\n');
	for (unsigned i = 0; i < node->v.element.children.length; i++)
		put_text(out, node->v.element.children.data[i]);
}

mill_str
mill_dom_text(mill_reader *reader, const GumboElement *element)
{
	mill_buf out = { .arena = reader->arena };
	mill_str text;

	for (unsigned i = 0; i < element->children.length; i++)
		put_text(&out, element->children.data[i]);
	text = mill_buf_str(&out);
	while (text.len > 0 && text.ptr[0] == '\n')
		text = mill_slice(text, 1, text.len);
	while (text.len > 0 && mill_is_blank((unsigned char)text.ptr[text.len - 1]))
		text.len--;
	return text;
}
