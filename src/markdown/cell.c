/*
 * cell.c - a cell of a table, written as Markdown, becomes a field as ours are: HTML on
 * one line.
 *
 * As in notes a line is a line: its end is a <br>.  A paragraph stands bare, unless it
 * comes right behind another; tables scroll; `> [!tip] Title` is a box.  HTML stays.  The
 * tree is walked without recursion, for a cell may be nested as nobody nests.
 */
#include "../base/base.h"
#include "../outline.h"
#include "shield.h"
#include "cell.h"
#include "markdown.h"
#include "tags.h"

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <ctype.h>

/* ---- paragraphs ------------------------------------------------------------------ */

static bool
is_break(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK ||
	       cmark_node_get_type(node) == CMARK_NODE_LINEBREAK;
}

static bool
has_breaks(cmark_node *paragraph)
{
	for (cmark_node *at = cmark_node_first_child(paragraph); at != NULL;
	     at = cmark_node_next(at))
		if (is_break(at))
			return true;
	return false;
}

/* The type of a box whose title a paragraph begins with, `[!tip]`, and where that begins;
 * empty when it begins with none. */
static mill_str
box_type(cmark_node *paragraph, size_t *title)
{
	cmark_node *text = cmark_node_first_child(paragraph);
	mill_str line;
	size_t end = 2;

	if (text == NULL || cmark_node_get_type(text) != CMARK_NODE_TEXT)
		return MILL_STR("");
	line = mill_cstr(cmark_node_get_literal(text));
	if (!mill_starts(line, MILL_STR("[!")))
		return MILL_STR("");
	while (end < line.len && isalpha((unsigned char)line.ptr[end]))
		end++;
	if (end == 2 || end >= line.len || line.ptr[end] != ']')
		return MILL_STR("");
	*title = end + 1 + (end + 1 < line.len && line.ptr[end + 1] == ' ');
	return mill_slice(line, 2, end);
}

static bool
begins_box(cmark_node *node)
{
	size_t title;

	return cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH &&
	       cmark_node_previous(node) == NULL && cmark_node_parent(node) != NULL &&
	       cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_BLOCK_QUOTE &&
	       box_type(node, &title).len > 0;
}

/* True for what another paragraph right behind it has to be told apart from. */
static bool
is_text(cmark_node *node)
{
	mill_str html;
	size_t length;
	mill_use use;

	if (node == NULL)
		return false;
	if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
		return !begins_box(node) || has_breaks(node);
	if (cmark_node_get_type(node) != CMARK_NODE_HTML_BLOCK)
		return false;
	html = mill_trim(mill_cstr(cmark_node_get_literal(node)));
	html = mill_slice(html, mill_starts(html, MILL_STR("</")) ? 2 : 1, html.len);
	use = mill_use_of(html, &length);
	return use == MILL_STRETCH_TAG || use == MILL_LINK_TAG || use == MILL_EMBED_TAG ||
	       mill_equal(mill_slice(html, 0, length), MILL_STR("br"));
}

static bool
is_wrapped(cmark_node *paragraph)
{
	return is_text(cmark_node_previous(paragraph));
}

/* ---- other blocks ---------------------------------------------------------------- */

static void
open_quote(mill_cell *c, cmark_node *quote)
{
	cmark_node *first = cmark_node_first_child(quote);
	mill_str type;
	size_t title;

	if (first == NULL || !begins_box(first)) {
		mill_puts(&c->out, "<blockquote>");
		return;
	}
	type = box_type(first, &title);
	c->title = first;
	mill_printf(&c->out, "<blockquote class=\"callout %s\">", mill_look_of_box(type));
	if (cmark_node_next(first) != NULL || has_breaks(first))
		mill_puts(&c->out, "<div class=\"callout-title\">");
}

/* The title of a box ends with its line. */
static void
close_title(mill_cell *c, cmark_node *paragraph)
{
	if (cmark_node_next(paragraph) != NULL || has_breaks(paragraph))
		mill_puts(&c->out, "</div>");
	c->title = NULL;
}

/* Text of a title's first node, or the type where there is no title. */
static void
put_title(mill_cell *c, cmark_node *text)
{
	size_t title;
	mill_str type = box_type(c->title, &title), line = mill_cstr(cmark_node_get_literal(text));

	if (title < line.len ||
	    (cmark_node_next(text) != NULL && !is_break(cmark_node_next(text)))) {
		mill_put_unshielded(
		    c->shield, &c->out, mill_slice(line, title, line.len), MILL_AS_TEXT);
		return;
	}
	mill_putc(&c->out, (char)toupper((unsigned char)type.ptr[0]));
	mill_put_str(&c->out, mill_fold(c->shield->arena, mill_slice(type, 1, type.len)));
}

static void
put_code_block(mill_cell *c, cmark_node *code)
{
	mill_str text = mill_cstr(cmark_node_get_literal(code)), info;
	mill_buf html = { .arena = c->shield->arena };
	size_t end;

	if (mill_ends(text, MILL_STR("\n")))
		text.len--;
	info = mill_cstr(cmark_node_get_fence_info(code));
	end = strcspn(info.ptr, " \t");
	mill_puts(&c->out, "<pre><code");
	if (end > 0) {
		mill_puts(&c->out, " class=\"language-");
		mill_put_unshielded(c->shield, &c->out, mill_slice(info, 0, end), MILL_AS_CODE);
		mill_puts(&c->out, "\"");
	}
	mill_puts(&c->out, ">");
	mill_put_unshielded(c->shield, &html, text, MILL_AS_CODE);
	text = mill_buf_str(&html);
	for (size_t from = 0, to; from < text.len; from = to + 1) {
		to = mill_find(text, MILL_STR("\n"), from);
		to = to == SIZE_MAX ? text.len : to;
		mill_put_str(&c->out, mill_slice(text, from, to));
		if (to < text.len)
			mill_puts(&c->out, "<br>");
	}
	mill_puts(&c->out, "</code></pre>");
}

/* HTML on one line: between tags the end of a line says nothing. */
static void
put_html(mill_cell *c, mill_str literal)
{
	mill_buf html = { .arena = c->shield->arena };
	mill_str text;

	mill_put_unshielded(c->shield, &html, literal, MILL_AS_SOURCE);
	text = mill_buf_str(&html);
	while (mill_ends(text, MILL_STR("\n")))
		text.len--;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\n')
			mill_putc(&c->out, text.ptr[i]);
		else if (text.ptr[i - (i > 0)] != '>' && text.ptr[i + 1] != '<')
			mill_putc(&c->out, ' ');
	}
}

/* ---- tables ---------------------------------------------------------------------- */

static void
open_table(mill_cell *c, cmark_node *table)
{
	c->columns = cmark_gfm_extensions_get_table_columns(table);
	c->aligns = (const char *)cmark_gfm_extensions_get_table_alignments(table);
	mill_puts(&c->out, "<div class=\"table\"><table>");
}

static void
open_row(mill_cell *c, cmark_node *row)
{
	cmark_node *before = cmark_node_previous(row);

	c->column = 0;
	if (before == NULL)
		mill_puts(&c->out, "<thead>");
	else if (cmark_node_previous(before) == NULL)
		mill_puts(&c->out, "<tbody>");
	mill_puts(&c->out, "<tr>");
}

static const char *
tag_of_cell(cmark_node *node)
{
	return cmark_node_previous(cmark_node_parent(node)) == NULL ? "th" : "td";
}

static void
open_table_cell(mill_cell *c, cmark_node *node)
{
	char align = c->column < c->columns ? c->aligns[c->column] : 0;

	c->column++;
	mill_printf(&c->out, "<%s%s>", tag_of_cell(node),
	    align == 'l'   ? " align=\"left\""
	    : align == 'r' ? " align=\"right\""
	    : align == 'c' ? " align=\"center\""
			   : "");
}

static void
close_row(mill_cell *c, cmark_node *row)
{
	mill_puts(&c->out, "</tr>");
	if (cmark_node_previous(row) == NULL)
		mill_puts(&c->out, "</thead>");
	else if (cmark_node_next(row) == NULL)
		mill_puts(&c->out, "</tbody>");
}

/* ---- among words ----------------------------------------------------------------- */

static void
put_attribute(mill_cell *c, const char *name, const char *value)
{
	mill_buf html = { .arena = c->shield->arena };
	mill_str text;

	mill_put_unshielded(c->shield, &html, mill_cstr(value), MILL_AS_TEXT);
	text = mill_buf_str(&html);
	mill_printf(&c->out, " %s=\"", name);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'') /* as cmark writes it in addresses */
			mill_puts(&c->out, "&#x27;");
		else if (text.ptr[i] == '"')
			mill_puts(&c->out, "&quot;");
		else
			mill_putc(&c->out, text.ptr[i]);
	}
	mill_puts(&c->out, "\"");
}

static void
put_title_of(mill_cell *c, cmark_node *node)
{
	const char *title = cmark_node_get_title(node);

	if (title != NULL && title[0] != '\0')
		put_attribute(c, "title", title);
}

static void
put_image(mill_cell *c, cmark_node *image)
{
	mill_reader reader = { .arena = c->shield->arena, .trees = c->shield->arena };
	mill_buf text = { .arena = c->shield->arena };

	mill_puts(&c->out, "<img");
	put_attribute(c, "src", cmark_node_get_url(image));
	mill_put_unshielded(c->shield, &text, mill_node_text(&reader, image), MILL_AS_TEXT);
	mill_puts(&c->out, " alt=\"");
	mill_put_str(&c->out, mill_buf_str(&text));
	mill_puts(&c->out, "\"");
	put_title_of(c, image);
	mill_puts(&c->out, ">");
}

static void
put_break(mill_cell *c, cmark_node *node)
{
	if (c->title != NULL && cmark_node_parent(node) == c->title)
		close_title(c, c->title);
	else
		mill_puts(&c->out, "<br>");
}

/* ---- the walk -------------------------------------------------------------------- */

static void
open_extension(mill_cell *c, cmark_node *node)
{
	if (mill_node_is(node, "strikethrough"))
		mill_puts(&c->out, "<del>");
	else if (mill_node_is(node, "table"))
		open_table(c, node);
	else if (mill_node_is(node, "table_row") || mill_node_is(node, "table_header"))
		open_row(c, node);
	else if (mill_node_is(node, "table_cell"))
		open_table_cell(c, node);
}

static void
open_node(mill_cell *c, cmark_node *node)
{
	mill_buf *out = &c->out;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		if (is_wrapped(node))
			mill_puts(out, "<p>");
		break;
	case CMARK_NODE_HEADING:
		mill_printf(out, "<h%d>", cmark_node_get_heading_level(node));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		mill_puts(out, "<hr>");
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		open_quote(c, node);
		break;
	case CMARK_NODE_LIST:
		mill_open_list(c, node);
		break;
	case CMARK_NODE_ITEM:
		mill_open_item(c, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		put_code_block(c, node);
		break;
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		put_html(c, mill_cstr(cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_TEXT:
		if (c->title != NULL && node == cmark_node_first_child(c->title))
			put_title(c, node);
		else
			mill_put_unshielded(
			    c->shield, out, mill_cstr(cmark_node_get_literal(node)), MILL_AS_TEXT);
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		put_break(c, node);
		break;
	case CMARK_NODE_CODE:
		mill_puts(out, "<code>");
		mill_put_unshielded(
		    c->shield, out, mill_cstr(cmark_node_get_literal(node)), MILL_AS_CODE);
		mill_puts(out, "</code>");
		break;
	case CMARK_NODE_EMPH:
		mill_puts(out, "<em>");
		break;
	case CMARK_NODE_STRONG:
		mill_puts(out, "<strong>");
		break;
	case CMARK_NODE_LINK:
		mill_puts(out, "<a");
		put_attribute(c, "href", cmark_node_get_url(node));
		put_title_of(c, node);
		mill_puts(out, ">");
		break;
	case CMARK_NODE_IMAGE:
		put_image(c, node);
		break;
	default:
		open_extension(c, node);
		break;
	}
}

static void
close_node(mill_cell *c, cmark_node *node)
{
	mill_buf *out = &c->out;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		if (node == c->title)
			close_title(c, node);
		else if (is_wrapped(node))
			mill_puts(out, "</p>");
		break;
	case CMARK_NODE_HEADING:
		mill_printf(out, "</h%d>", cmark_node_get_heading_level(node));
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		mill_puts(out, "</blockquote>");
		break;
	case CMARK_NODE_LIST:
		mill_puts(out, mill_is_bullet(node) ? "</ul>" : "</ol>");
		break;
	case CMARK_NODE_ITEM:
		mill_puts(out, "</li>");
		break;
	case CMARK_NODE_EMPH:
		mill_puts(out, "</em>");
		break;
	case CMARK_NODE_STRONG:
		mill_puts(out, "</strong>");
		break;
	case CMARK_NODE_LINK:
		mill_puts(out, "</a>");
		break;
	default:
		if (mill_node_is(node, "strikethrough"))
			mill_puts(out, "</del>");
		else if (mill_node_is(node, "table"))
			mill_puts(out, "</table></div>");
		else if (mill_node_is(node, "table_row") || mill_node_is(node, "table_header"))
			close_row(c, node);
		else if (mill_node_is(node, "table_cell"))
			mill_printf(out, "</%s>", tag_of_cell(node));
		break;
	}
}

static mill_str
put_tree(mill_shield *shield, cmark_node *root)
{
	mill_cell c = { .shield = shield, .out.arena = shield->arena, .line = 1 };
	cmark_node *node = root, *child;

	for (;;) {
		open_node(&c, node);
		child = cmark_node_get_type(node) == CMARK_NODE_IMAGE
			    ? NULL
			    : cmark_node_first_child(node);
		if (child != NULL) {
			node = child;
			continue;
		}
		while (node != root && cmark_node_next(node) == NULL) {
			close_node(&c, node);
			node = cmark_node_parent(node);
		}
		if (node == root)
			return mill_buf_str(&c.out);
		close_node(&c, node);
		node = cmark_node_next(node);
	}
}

/* A cell that nobody should have to parse: its lines as they are. */
static mill_str
put_lines(mill_arena *arena, mill_str cell_text)
{
	mill_buf out = { .arena = arena };

	for (size_t from = 0, end; from < cell_text.len; from = end + 1) {
		end = mill_find(cell_text, MILL_STR("\n"), from);
		end = end == SIZE_MAX ? cell_text.len : end;
		mill_put_html(&out, mill_slice(cell_text, from, end));
		if (end < cell_text.len)
			mill_puts(&out, "<br>");
	}
	return mill_buf_str(&out);
}

static bool
all_used(const mill_shield *shield)
{
	for (size_t i = 0; i < shield->letter_count; i++)
		if (!shield->letters[i].used)
			return false;
	return true;
}

mill_str
mill_cell_html(mill_arena *arena, mill_str markdown)
{
	mill_shield shields[3];
	mill_str html = MILL_STR("");

	/* A letter that turns out to count no item is a letter. */
	for (size_t i = 0; i < MILL_COUNT(shields); i++) {
		mill_shield *shield = &shields[i];
		mill_reader reader = { .arena = arena, .trees = arena };
		mill_piece piece;

		*shield = (mill_shield){ .arena = arena, .before = i > 0 ? shield - 1 : NULL };
		mill_shield_cell(shield, markdown);
		if (shield->refused)
			return put_lines(arena, markdown);
		piece = (mill_piece){ mill_buf_str(&shield->text), 1, shield->tables };
		html = put_tree(shield, mill_parse(&reader, &piece));
		if (all_used(shield))
			break;
	}
	return html;
}
