/*
 * show.c - what a stretch of HTML shows: as a card may hold it, and as plain text.
 *
 * The tree is written anew from the tags that are allowed, so whatever stood in
 * the source, what comes out is well-formed and harmless.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <ctype.h>
#include <strings.h>

int32_t
mill_shown_line(const mill_shown *s, const GumboSourcePosition *position)
{
	int32_t line = s->line + (int32_t)position->line - 1;

	return line < s->line ? s->line : line;
}

static void
put_words(mill_shown *s, mill_str words)
{
	mill_put_str(&s->text, words);
	mill_put_html(&s->html, words);
}

static bool
ends_in_break(mill_buf *html)
{
	mill_str text = mill_buf_str(html);

	return text.len == 0 || mill_ends(text, MILL_STR("<br>")) ||
	       mill_ends(text, MILL_STR("<td>")) || mill_ends(text, MILL_STR("<th>")) ||
	       mill_ends(text, MILL_STR("<li>")) || mill_ends(text, MILL_STR("</ul>")) ||
	       mill_ends(text, MILL_STR("</ol>")) || mill_ends(text, MILL_STR("</pre>")) ||
	       mill_ends(text, MILL_STR("</table>")) || mill_ends(text, MILL_STR("</blockquote>"));
}

/* A run of blanks, newlines too, is one blank; none begins a line. */
static void
put_text(mill_shown *s, const char *text)
{
	mill_str words = mill_cstr(text);

	for (size_t at = 0, from = 0; at <= words.len; at++) {
		bool blank = at < words.len && strchr(" \t\n", words.ptr[at]) != NULL;

		if (at < words.len && !blank)
			continue;
		if (at > from)
			put_words(s, mill_slice(words, from, at));
		from = at + 1;
		if (blank && s->text.len > 0 && s->text.text[s->text.len - 1] != ' ' &&
		    !ends_in_break(&s->html))
			put_words(s, MILL_STR(" "));
	}
}

/* True for what holds other elements and no words. */
static bool
holds_no_words(GumboTag tag)
{
	return tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TBODY ||
	       tag == GUMBO_TAG_TFOOT || tag == GUMBO_TAG_TR || tag == GUMBO_TAG_UL ||
	       tag == GUMBO_TAG_OL;
}

static void
put_children(mill_shown *s, const GumboElement *element, int depth)
{
	for (unsigned i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];

		if (child->type != GUMBO_NODE_WHITESPACE || !holds_no_words(element->tag))
			mill_show(s, child, depth + 1);
	}
}

/* Around the content stands a tag that is kept. */
static void
put_kept(mill_shown *s, const GumboElement *element, const char *name, int depth)
{
	mill_printf(&s->html, "<%s", name);
	mill_put_attributes(s->reader, &s->html, element, mill_dom_name(element),
	    mill_shown_line(s, &element->start_pos));
	mill_putc(&s->html, '>');
	put_children(s, element, depth);
	mill_printf(&s->html, "</%s>", name);
	s->markup = true;
}

static void
put_break(mill_shown *s)
{
	if (ends_in_break(&s->html))
		return;
	while (s->html.len > 0 && s->html.text[s->html.len - 1] == ' ')
		s->html.len--;
	mill_puts(&s->html, "<br>");
	mill_putc(&s->text, ' ');
	s->markup = true;
}

static void
put_span(mill_shown *s, const GumboElement *element, int depth)
{
	bool font = element->tag == GUMBO_TAG_FONT;
	size_t start = s->html.len;

	if (!font && element->tag != GUMBO_TAG_SPAN) {
		put_kept(s, element, mill_dom_name(element).ptr, depth);
		return;
	}
	mill_puts(&s->html, "<span");
	mill_put_attributes(s->reader, &s->html, element, mill_dom_name(element),
	    mill_shown_line(s, &element->start_pos));
	if (s->html.len == start + strlen("<span")) { /* it says nothing */
		s->html.len = start;
		put_children(s, element, depth);
		return;
	}
	mill_putc(&s->html, '>');
	put_children(s, element, depth);
	mill_puts(&s->html, "</span>");
	s->markup = true;
}

/* Bytes of words that a link has shown, by where they lead. */
static void
count_words(mill_shown *s, mill_str target, size_t bytes)
{
	if (target.len == 0)
		return;
	if (mill_is_inner(target))
		s->linked.inner += (uint32_t)bytes;
	else
		s->linked.outer += (uint32_t)bytes;
}

static void
put_link(mill_shown *s, const GumboElement *element, int depth)
{
	mill_str target = mill_trim(mill_value_of(element, "href"));
	bool kept = mill_leads_somewhere(target);
	uint32_t start = (uint32_t)s->text.len;
	size_t pictures = s->links.count;
	mill_link link = { start, 0, target, MILL_STR("") };

	if (target.len > 0 && !kept && mill_is_dangerous(target))
		mill_say(s->reader->log, MILL_LINK_UNSAFE,
		    (mill_place){ mill_shown_line(s, &element->start_pos), 1 },
		    "a link that would run something is text only");
	if (kept) {
		mill_puts(&s->html, "<a href=\"");
		mill_put_html(&s->html, target);
		mill_puts(&s->html, "\">");
		s->markup = true;
	}
	put_children(s, element, depth);
	if (kept)
		mill_puts(&s->html, "</a>");
	count_words(s, target, s->text.len - start);
	if (target.len == 0)
		return;
	/* A picture in it is what the link shows. */
	if (s->links.count > pictures) {
		link.picture = s->links.all[pictures].picture;
		s->links.count = pictures;
	}
	link.target = mill_copy(s->reader->arena, target);
	link.len = (uint32_t)s->text.len - start;
	mill_add_link(s->reader, &s->links, link);
}

/* The first <source> in it, when it names no file itself. */
static mill_embed
embed_of(mill_shown *s, const GumboElement *element)
{
	mill_embed embed = mill_embed_of(
	    s->reader, element, mill_shown_line(s, &element->start_pos));

	for (unsigned i = 0; i < element->children.length && embed.address.len == 0; i++) {
		const GumboNode *child = element->children.data[i];

		if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_SOURCE)
			embed.address = mill_trim(mill_value_of(&child->v.element, "src"));
	}
	return embed;
}

static void
put_embed(mill_shown *s, const GumboElement *element)
{
	mill_embed embed = embed_of(s, element);
	uint32_t start = (uint32_t)s->text.len;

	if (embed.address.len == 0)
		return;
	if (!mill_is_embeddable(embed.address)) {
		mill_say_gone(
		    s->reader, mill_dom_name(element), mill_shown_line(s, &element->start_pos));
		put_words(s, embed.alt);
		return;
	}
	mill_put_str(&s->html, mill_embed_html(s->reader, &embed));
	mill_put_str(&s->text, mill_embed_text(&embed));
	mill_add_link(s->reader, &s->links,
	    (mill_link){ start, (uint32_t)s->text.len - start, MILL_STR(""),
		mill_copy(s->reader->arena, embed.address) });
	s->markup = true;
}

/* `class="language-go"` of <pre> or of <code> in it. */
static void
put_language(mill_shown *s, const GumboElement *element)
{
	static const mill_str begin = { "language-", 9 };
	const GumboNode *first = element->children.length == 0 ? NULL : element->children.data[0];
	mill_str class = mill_value_of(element, "class");
	size_t at = mill_find(class, begin, 0), end;

	if (at == SIZE_MAX && first != NULL && first->type == GUMBO_NODE_ELEMENT) {
		class = mill_value_of(&first->v.element, "class");
		at = mill_find(class, begin, 0);
	}
	if (at == SIZE_MAX)
		return;
	end = at + begin.len;
	while (end < class.len &&
	       (isalnum((unsigned char)class.ptr[end]) || strchr("+#-_", class.ptr[end]) != NULL))
		end++;
	mill_puts(&s->html, " class=\"");
	mill_put_str(&s->html, mill_slice(class, at, end));
	mill_putc(&s->html, '"');
}

static void
put_code(mill_shown *s, const GumboElement *element)
{
	mill_str code = mill_dom_text(s->reader, element);

	mill_puts(&s->html, "<pre><code");
	put_language(s, element);
	mill_putc(&s->html, '>');
	for (size_t at = 0; at < code.len;) {
		size_t end = mill_find(code, MILL_STR("\n"), at);

		if (at > 0)
			mill_puts(&s->html, "<br>");
		end = end == SIZE_MAX ? code.len : end;
		mill_put_html(&s->html, mill_slice(code, at, end));
		at = end + 1;
	}
	mill_puts(&s->html, "</code></pre>");
	mill_put_str(&s->text, code);
	s->markup = true;
}

static void
put_box(mill_shown *s, const GumboElement *element)
{
	if (mill_equal(mill_value_of(element, "type"), MILL_STR("checkbox")))
		put_words(s, gumbo_get_attribute(&element->attributes, "checked") != NULL
				 ? MILL_STR("\xE2\x98\x91 ")
				 : MILL_STR("\xE2\x98\x90 "));
}

/* A tag nobody knows is what its author wrote. */
static void
put_unknown(mill_shown *s, const GumboElement *element, int depth)
{
	put_words(s, (mill_str){ element->original_tag.data, element->original_tag.length });
	put_children(s, element, depth);
	put_words(s, mill_dom_end_tag(element));
}

/* Parts of a table are kept, though alone they would only lay out. */
static bool
is_part_of_table(GumboTag tag)
{
	return tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_TFOOT ||
	       tag == GUMBO_TAG_CAPTION;
}

static void
put_layout(mill_shown *s, const GumboElement *element, int depth)
{
	bool breaks = element->tag == GUMBO_TAG_P || element->tag == GUMBO_TAG_DIV ||
		      element->tag == GUMBO_TAG_CENTER || element->tag == GUMBO_TAG_FIGURE ||
		      element->tag == GUMBO_TAG_FIGCAPTION || element->tag == GUMBO_TAG_DT ||
		      element->tag == GUMBO_TAG_DD;

	if (is_part_of_table(element->tag)) {
		put_kept(s, element, mill_dom_name(element).ptr, depth);
		return;
	}
	if (breaks)
		put_break(s);
	put_children(s, element, depth);
	if (breaks)
		put_break(s);
}

static void
show_element(mill_shown *s, const GumboElement *element, int depth)
{
	mill_str name = mill_dom_name(element);
	size_t length;

	switch (element->tag_namespace != GUMBO_NAMESPACE_HTML ? MILL_GONE_TAG
							       : mill_use_of(name, &length)) {
	case MILL_UNKNOWN_TAG:
		put_unknown(s, element, depth);
		break;
	case MILL_STRETCH_TAG:
		put_span(s, element, depth);
		break;
	case MILL_BREAK_TAG:
		put_break(s);
		break;
	case MILL_LINK_TAG:
		put_link(s, element, depth);
		break;
	case MILL_EMBED_TAG:
		put_embed(s, element);
		break;
	case MILL_BOX_TAG:
		put_box(s, element);
		break;
	case MILL_GONE_TAG:
		mill_say_gone(s->reader, name, mill_shown_line(s, &element->start_pos));
		break;
	case MILL_CODE_TAG:
		put_code(s, element);
		break;
	case MILL_HEADING_TAG:
		put_break(s);
		put_kept(s, element, "strong", depth);
		put_break(s);
		break;
	case MILL_CELL_TAG:
		put_kept(s, element, name.ptr, depth);
		mill_putc(&s->text, '\t');
		break;
	case MILL_ROW_TAG:
		put_kept(s, element, name.ptr, depth);
		mill_putc(&s->text, '\n');
		break;
	case MILL_LIST_TAG:
	case MILL_ITEM_TAG:
	case MILL_TABLE_TAG:
	case MILL_QUOTE_TAG:
		put_kept(s, element, name.ptr, depth);
		break;
	case MILL_LAYOUT_TAG:
	case MILL_TERM_TAG:
	case MILL_MEANING_TAG:
		put_layout(s, element, depth);
		break;
	}
}

void
mill_show(mill_shown *s, const GumboNode *node, int depth)
{
	switch (node->type) {
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_WHITESPACE:
	case GUMBO_NODE_CDATA:
		put_text(s, node->v.text.text);
		break;
	case GUMBO_NODE_ELEMENT:
		show_element(s, &node->v.element, depth);
		break;
	default: /* comments */
		break;
	}
}
