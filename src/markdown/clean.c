/*
 * clean.c - the tree made safe to show on a card.
 *
 * A tag the author meant as text (`go mod init <module>`) is text, a tag
 * without its partner too, so nothing on a card can swallow what follows it.
 * A link is kept when it leads somewhere from a phone; else its text stays.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <cmark-gfm.h>
#include <ctype.h>
#include <strings.h>

enum { OPEN_TAGS = 32 /* pairs open at once in one paragraph */ };

/* A node's own line, and the tree's begins on line of the source. */
static mill_place
place(cmark_node *node, int32_t line)
{
	int start = cmark_node_get_start_line(node);

	return (mill_place){ start > 0 ? line + start - 1 : line, 0 };
}

/* ---- tags ------------------------------------------------------------------------ */

/* A tag among words. */
typedef struct tag {
	cmark_node *node;
	mill_str name; /* in the node's literal */
	mill_use use;
	bool closes;
} tag;

/* The tags of one node's children. */
typedef struct cleaning {
	mill_reader *reader;
	int32_t piece; /* the line of the source that the tree begins on */
	tag open[OPEN_TAGS];
	size_t depth;
	cmark_node *next;    /* that is looked at after this one */
	mill_str endless[8]; /* names of tags that no end of is ahead */
	size_t endless_count;
} cleaning;

static tag
read_tag(cmark_node *node)
{
	mill_str html = mill_cstr(cmark_node_get_literal(node));
	bool closes = html.len > 1 && html.ptr[1] == '/';
	size_t length;
	tag t = { .node = node, .closes = closes };

	t.name = mill_slice(html, 1 + closes, html.len);
	t.use = mill_use_of(t.name, &length);
	t.name.len = length;
	return t;
}

static bool
is_named(const tag *t, mill_str name)
{
	return t->name.len == name.len && strncasecmp(t->name.ptr, name.ptr, name.len) == 0;
}

static void
to_text(cleaning *c, cmark_node *node)
{
	cmark_node_replace(node, mill_text_node(c->reader, cmark_node_get_literal(node)));
}

static bool
is_break(cmark_node *node)
{
	return node != NULL && cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE &&
	       strcmp(cmark_node_get_literal(node), "<br>") == 0;
}

/* True for what nobody sees: blanks, and a tag around this one that lays out, too. */
static bool
shows_nothing(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return (type == CMARK_NODE_TEXT &&
		   mill_all_blank(mill_cstr(cmark_node_get_literal(node)))) ||
	       (type == CMARK_NODE_HTML_INLINE && !is_break(node) &&
		   read_tag(node).use == MILL_LAYOUT_TAG);
}

/* True when there is something on the line before a node. */
static bool
follows_text(cmark_node *node)
{
	cmark_node *before = cmark_node_previous(node);

	while (before != NULL && shows_nothing(before))
		before = cmark_node_previous(before);
	return before != NULL && cmark_node_get_type(before) != CMARK_NODE_SOFTBREAK &&
	       !is_break(before);
}

/* Blanks at the edge of a line, which a tag kept from being taken off. */
static void
trim_text(cleaning *c, cmark_node *node, bool front)
{
	mill_str text;

	if (node == NULL || cmark_node_get_type(node) != CMARK_NODE_TEXT)
		return;
	text = mill_cstr(cmark_node_get_literal(node));
	while (text.len > 0 && text.ptr[front ? 0 : text.len - 1] == ' ')
		text = mill_slice(text, front, text.len - !front);
	cmark_node_set_literal(node, mill_copy(c->reader->trees, text).ptr);
}

/* Takes out a tag that lays out; where it would begin a line, one begins. */
static void
unwrap(cleaning *c, const tag *t)
{
	bool breaks = mill_breaks_line(t->use) && follows_text(t->node) &&
		      cmark_node_next(t->node) != NULL && !is_break(cmark_node_next(t->node));

	if (t->use == MILL_ITEM_TAG && !t->closes)
		cmark_node_insert_after(
		    t->node, mill_text_node(c->reader, "\xE2\x80\xA2 ")); /* a bullet */
	if (breaks) {
		trim_text(c, cmark_node_previous(t->node), false);
		trim_text(c, cmark_node_next(t->node), true);
		cmark_node_set_literal(t->node, "<br>");
		return;
	}
	if (!follows_text(t->node))
		trim_text(c, cmark_node_next(t->node), true);
	if (cmark_node_next(t->node) == NULL)
		trim_text(c, cmark_node_previous(t->node), false);
	cmark_node_unlink(t->node);
}

/* A tag that stays, with what a card may hold of its attributes. */
static void
keep_pair(cleaning *c, const tag *open, const tag *close)
{
	mill_str html = mill_cstr(cmark_node_get_literal(open->node));
	bool font = open->name.len == 4 && strncasecmp(open->name.ptr, "font", 4) == 0;
	bool span = font || (open->name.len == 4 && strncasecmp(open->name.ptr, "span", 4) == 0);
	mill_buf begin = { .arena = c->reader->trees }, end = { .arena = c->reader->trees };
	mill_str name = font ? MILL_STR("span") : mill_fold(c->reader->trees, open->name);
	size_t bare;

	mill_printf(&begin, "<%.*s", (int)name.len, name.ptr);
	bare = begin.len;
	if (!mill_equal(mill_slice(html, 1 + open->name.len, html.len), MILL_STR(">"))) {
		const GumboElement *element = mill_dom_tag(c->reader, html.ptr);

		if (element != NULL)
			mill_put_attributes(c->reader, &begin, element,
			    mill_fold(c->reader->trees, open->name),
			    place(open->node, c->piece).line);
	}
	if (span && begin.len == bare) { /* it says nothing */
		unwrap(c, open);
		unwrap(c, close);
		return;
	}
	mill_putc(&begin, '>');
	mill_printf(&end, "</%.*s>", (int)name.len, name.ptr);
	cmark_node_set_literal(open->node, mill_buf_str(&begin).ptr);
	cmark_node_set_literal(close->node, mill_buf_str(&end).ptr);
}

/* A tag without a partner: what marks text is text then, what lays out is nothing. */
static void
leave_alone(cleaning *c, const tag *t)
{
	if (t->use == MILL_STRETCH_TAG ||
	    (!t->closes && cmark_node_get_literal(t->node)[1 + t->name.len] == '>'))
		to_text(c, t->node);
	else
		unwrap(c, t);
}

static void
close_tag(cleaning *c, const tag *t)
{
	size_t at = c->depth;

	while (at > 0 && !is_named(&c->open[at - 1], t->name))
		at--;
	if (at == 0) {
		leave_alone(c, t);
		return;
	}
	while (c->depth > at)
		leave_alone(c, &c->open[--c->depth]);
	c->depth--;
	if (t->use == MILL_STRETCH_TAG) {
		keep_pair(c, &c->open[c->depth], t);
	} else {
		unwrap(c, &c->open[c->depth]);
		unwrap(c, t);
	}
}

/* The sibling behind which the content of a tag ends; the tag itself when it has none. */
static cmark_node *
end_of(cleaning *c, const tag *t)
{
	for (size_t i = 0; i < c->endless_count; i++)
		if (is_named(t, c->endless[i]))
			return t->node;
	for (cmark_node *node = cmark_node_next(t->node); node != NULL;
	     node = cmark_node_next(node)) {
		tag other;

		if (cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE ||
		    mill_ready_of(node) != NULL)
			continue;
		other = read_tag(node);
		if (other.closes && is_named(&other, t->name))
			return node;
	}
	if (c->endless_count < MILL_COUNT(c->endless)) /* nobody looks in vain again */
		c->endless[c->endless_count++] = mill_copy(c->reader->trees, t->name);
	return t->node;
}

/* Takes out the siblings from..to; the one behind them is looked at next. */
static void
unlink_all(cleaning *c, cmark_node *from, cmark_node *to)
{
	cmark_node *behind = cmark_node_next(to);

	for (cmark_node *node = from, *next; node != behind; node = next) {
		next = cmark_node_next(node);
		cmark_node_unlink(node);
	}
	c->next = behind;
}

static void
replace_box(cleaning *c, const tag *t)
{
	const GumboElement *element = mill_dom_tag(c->reader, cmark_node_get_literal(t->node));

	trim_text(c, cmark_node_next(t->node), true);
	if (element != NULL && mill_equal(mill_value_of(element, "type"), MILL_STR("checkbox")))
		cmark_node_insert_before(
		    t->node, mill_text_node(c->reader,
				 gumbo_get_attribute(&element->attributes, "checked") != NULL
				     ? "\xE2\x98\x91 "
				     : "\xE2\x98\x90 "));
	cmark_node_unlink(t->node);
}

/* <img>, and <audio> and <video> with what is in them. */
static void
replace_embed(cleaning *c, const tag *t)
{
	cmark_node *last = end_of(c, t);
	mill_embed embed = { .address = MILL_STR("") };
	int32_t line = place(t->node, c->piece).line;

	for (cmark_node *node = t->node; node != NULL && embed.address.len == 0;
	     node = node == last ? NULL : cmark_node_next(node)) {
		const GumboElement *element;

		if (cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE ||
		    mill_ready_of(node) != NULL || (node != t->node && read_tag(node).closes))
			continue;
		element = mill_dom_tag(c->reader, cmark_node_get_literal(node));
		if (element != NULL)
			embed = mill_embed_of(c->reader, element, line);
	}
	if (embed.address.len > 0 && mill_is_embeddable(embed.address)) {
		cmark_node_insert_before(t->node, mill_embed_node(c->reader, &embed));
	} else if (embed.address.len > 0) {
		mill_say_gone(c->reader, t->name, line);
		cmark_node_insert_before(t->node, mill_text_node(c->reader, embed.alt.ptr));
	}
	unlink_all(c, t->node, last);
}

static void
clean_tag(cleaning *c, cmark_node *node)
{
	tag t = read_tag(node);

	if (strncmp(cmark_node_get_literal(node), "<!--", 4) == 0) {
		mill_read_comment(
		    c->reader, cmark_node_get_literal(node), place(node, c->piece).line);
		cmark_node_unlink(node);
	} else if (t.use == MILL_UNKNOWN_TAG) {
		to_text(c, node);
	} else if (t.use == MILL_BREAK_TAG) {
		cmark_node_set_literal(node, "<br>");
	} else if (t.use == MILL_BOX_TAG) {
		replace_box(c, &t);
	} else if (t.use == MILL_EMBED_TAG && !t.closes) {
		replace_embed(c, &t);
	} else if (t.use == MILL_GONE_TAG && !t.closes) {
		mill_say_gone(c->reader, t.name, place(node, c->piece).line);
		unlink_all(c, node, end_of(c, &t));
	} else if (t.use == MILL_GONE_TAG || t.use == MILL_EMBED_TAG) {
		cmark_node_unlink(node);
	} else if (t.closes) {
		close_tag(c, &t);
	} else if (c->depth < OPEN_TAGS) {
		c->open[c->depth++] = t;
	} else {
		to_text(c, node);
	}
}

/* Looks at the children of one node: tags pair up among siblings. */
static void
clean_tags(mill_reader *reader, cmark_node *parent, int32_t piece)
{
	cleaning c = { .reader = reader, .piece = piece };

	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = c.next) {
		c.next = cmark_node_next(node);
		if (cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE &&
		    mill_ready_of(node) == NULL)
			clean_tag(&c, node);
	}
	while (c.depth > 0)
		leave_alone(&c, &c.open[--c.depth]);
}

/* ---- links and pictures ------------------------------------------------------------ */

static bool
begins_with_one_of(mill_str address, const char *const *schemes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (address.len >= strlen(schemes[i]) &&
		    strncasecmp(address.ptr, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

bool
mill_leads_somewhere(mill_str address)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://", "mailto:" };

	return begins_with_one_of(address, schemes, MILL_COUNT(schemes));
}

bool
mill_is_dangerous(mill_str address)
{
	static const char *const schemes[] = { "javascript:", "vbscript:", "data:", "file:" };
	char plain[16];
	size_t length = 0;

	/* Browsers pass over blanks and control characters in it. */
	for (size_t i = 0; i < address.len && length < sizeof plain; i++)
		if ((unsigned char)address.ptr[i] > ' ')
			plain[length++] = address.ptr[i];
	return begins_with_one_of((mill_str){ plain, length }, schemes, MILL_COUNT(schemes));
}

/* Where a link or picture leads; what was taken for a formula in it is none. */
static mill_str
address_of(mill_reader *reader, cmark_node *node)
{
	mill_str url = mill_cstr(cmark_node_get_url(node)),
		 address = mill_unmark(reader, url, false);

	if (address.ptr != url.ptr)
		cmark_node_set_url(node, address.ptr);
	return address;
}

/* `![words|300](file)` has its width behind the bar. */
static void
clean_image(mill_reader *reader, cmark_node *node, mill_place where)
{
	mill_embed embed = { .address = address_of(reader, node),
		.alt = mill_node_text(reader, node),
		.title = mill_cstr(cmark_node_get_title(node)) };
	size_t bar = embed.alt.len;

	while (bar > 0 && embed.alt.ptr[bar - 1] != '|')
		bar--;
	if (bar > 0 && mill_read_size(&embed, mill_slice(embed.alt, bar, embed.alt.len)))
		embed.alt = mill_slice(embed.alt, 0, bar - 1);
	if (mill_starts(embed.alt, MILL_STR("|"))) /* `|center`: where it stands */
		embed.alt = MILL_STR("");
	if (mill_is_embeddable(embed.address)) {
		cmark_node_replace(node, mill_embed_node(reader, &embed));
		return;
	}
	if (embed.address.len > 0)
		mill_say(reader->log, MILL_LINK_UNSAFE, where,
		    "a picture that is no file is its text only");
	cmark_node_replace(node, mill_text_node(reader, embed.alt.ptr));
}

/* A link that leads nowhere from a card becomes its text; what it leads to is played
 * there when it is sound or a film. */
static void
clean_link(mill_reader *reader, cmark_node *node, mill_place where)
{
	mill_embed embed = { .address = address_of(reader, node) };

	embed.alt = embed.title = MILL_STR("");
	if (mill_leads_somewhere(embed.address))
		return;
	if (mill_is_dangerous(embed.address))
		mill_say(reader->log, MILL_LINK_UNSAFE, where,
		    "a link that would run something is text only");
	else if (mill_embed_kind_of(embed.address) >= MILL_SOUND_FILE &&
		 mill_is_embeddable(embed.address)) {
		cmark_node_insert_after(node, mill_embed_node(reader, &embed));
		cmark_node_insert_after(node, mill_text_node(reader, " "));
	}
	mill_bare_link(reader, node);
}

void
mill_clean(mill_reader *reader, struct cmark_node *tree, int32_t line)
{
	cmark_node *node = tree;

	/* By hand: an iterator does not outlive the nodes that are replaced. */
	while (node != NULL) {
		cmark_node *child = cmark_node_first_child(node), *next;
		cmark_node_type type = cmark_node_get_type(node);

		if (child != NULL &&
		    (cmark_node_get_type(child) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE) {
			mill_read_anchors(reader, node);
			clean_tags(reader, node, line);
			child = cmark_node_first_child(node);
		}
		if (mill_node_is(node, "table"))
			mill_mark_table(reader, node);
		if (type == CMARK_NODE_IMAGE)
			child = NULL;
		if (child != NULL) {
			node = child;
			continue;
		}
		for (;;) {
			cmark_node *parent = cmark_node_parent(node);

			next = node == tree ? NULL : cmark_node_next(node);
			type = cmark_node_get_type(node);
			if (type == CMARK_NODE_IMAGE)
				clean_image(reader, node, place(parent, line));
			else if (type == CMARK_NODE_LINK)
				clean_link(reader, node, place(parent, line));
			if (next != NULL || parent == NULL || node == tree)
				break;
			node = parent;
		}
		node = next;
	}
}
