/*
 * tags.c - which tags and attributes of HTML a card may hold.
 *
 * An allow-list: what is not in it is not on a card.  A tag nobody knows is
 * what the author wrote as text; a known one is kept, taken off its content, or
 * goes with its content.  Attributes stay when they say how text looks or what
 * a picture is; what would run something goes with a warning.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "tags.h"

#include <ctype.h>
#include <strings.h>

enum { VALUE_LONGEST = 2000, TAG_LONGEST = 2000 /* bytes; a longer tag is text */ };

static const struct known {
	const char *name;
	mill_use use;
	mill_span_kind kind; /* of a stretch */
} known[] = {
	{ "a", MILL_LINK_TAG, MILL_PLAIN },
	{ "abbr", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "address", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "applet", MILL_GONE_TAG, MILL_PLAIN },
	{ "area", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "article", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "aside", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "audio", MILL_EMBED_TAG, MILL_PLAIN },
	{ "b", MILL_STRETCH_TAG, MILL_STRONG },
	{ "base", MILL_GONE_TAG, MILL_PLAIN },
	{ "bdi", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "bdo", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "big", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "blockquote", MILL_QUOTE_TAG, MILL_PLAIN },
	{ "body", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "br", MILL_BREAK_TAG, MILL_PLAIN },
	{ "button", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "canvas", MILL_GONE_TAG, MILL_PLAIN },
	{ "caption", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "center", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "cite", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "code", MILL_STRETCH_TAG, MILL_CODING },
	{ "col", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "colgroup", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "dd", MILL_MEANING_TAG, MILL_PLAIN },
	{ "del", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "details", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "dfn", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "div", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "dl", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "dt", MILL_TERM_TAG, MILL_PLAIN },
	{ "em", MILL_STRETCH_TAG, MILL_EMPH },
	{ "embed", MILL_GONE_TAG, MILL_PLAIN },
	{ "figcaption", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "figure", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "font", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "footer", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "form", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "frame", MILL_GONE_TAG, MILL_PLAIN },
	{ "frameset", MILL_GONE_TAG, MILL_PLAIN },
	{ "h1", MILL_HEADING_TAG, MILL_PLAIN },
	{ "h2", MILL_HEADING_TAG, MILL_PLAIN },
	{ "h3", MILL_HEADING_TAG, MILL_PLAIN },
	{ "h4", MILL_HEADING_TAG, MILL_PLAIN },
	{ "h5", MILL_HEADING_TAG, MILL_PLAIN },
	{ "h6", MILL_HEADING_TAG, MILL_PLAIN },
	{ "head", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "header", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "hr", MILL_BREAK_TAG, MILL_PLAIN },
	{ "html", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "i", MILL_STRETCH_TAG, MILL_EMPH },
	{ "iframe", MILL_GONE_TAG, MILL_PLAIN },
	{ "img", MILL_EMBED_TAG, MILL_PLAIN },
	{ "input", MILL_BOX_TAG, MILL_PLAIN },
	{ "ins", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "kbd", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "label", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "li", MILL_ITEM_TAG, MILL_PLAIN },
	{ "link", MILL_GONE_TAG, MILL_PLAIN },
	{ "main", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "map", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "mark", MILL_STRETCH_TAG, MILL_MARKED },
	{ "math", MILL_GONE_TAG, MILL_PLAIN },
	{ "meta", MILL_GONE_TAG, MILL_PLAIN },
	{ "nav", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "nobr", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "noscript", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "object", MILL_GONE_TAG, MILL_PLAIN },
	{ "ol", MILL_LIST_TAG, MILL_PLAIN },
	{ "p", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "picture", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "pre", MILL_CODE_TAG, MILL_PLAIN },
	{ "q", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "rb", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "rp", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "rt", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "ruby", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "s", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "samp", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "script", MILL_GONE_TAG, MILL_PLAIN },
	{ "section", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "small", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "source", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "span", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "strike", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "strong", MILL_STRETCH_TAG, MILL_STRONG },
	{ "style", MILL_GONE_TAG, MILL_PLAIN },
	{ "sub", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "summary", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "sup", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "svg", MILL_GONE_TAG, MILL_PLAIN },
	{ "table", MILL_TABLE_TAG, MILL_PLAIN },
	{ "tbody", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "td", MILL_CELL_TAG, MILL_PLAIN },
	{ "textarea", MILL_GONE_TAG, MILL_PLAIN },
	{ "tfoot", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "th", MILL_CELL_TAG, MILL_PLAIN },
	{ "thead", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "title", MILL_GONE_TAG, MILL_PLAIN },
	{ "tr", MILL_ROW_TAG, MILL_PLAIN },
	{ "track", MILL_LAYOUT_TAG, MILL_PLAIN },
	{ "tt", MILL_STRETCH_TAG, MILL_CODING },
	{ "u", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "ul", MILL_LIST_TAG, MILL_PLAIN },
	{ "var", MILL_STRETCH_TAG, MILL_MARKUP },
	{ "video", MILL_EMBED_TAG, MILL_PLAIN },
	{ "wbr", MILL_LAYOUT_TAG, MILL_PLAIN },
};

static const struct known *
find_known(mill_str name)
{
	size_t low = 0, high = MILL_COUNT(known);

	while (low < high) {
		size_t middle = low + (high - low) / 2, length = strlen(known[middle].name);
		int order = strncasecmp(
		    known[middle].name, name.ptr, length < name.len ? length : name.len);

		if (order == 0 && length == name.len)
			return &known[middle];
		if (order < 0 || (order == 0 && length < name.len))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

mill_use
mill_use_of(mill_str text, size_t *length)
{
	const struct known *found;

	*length = 0;
	while (*length < text.len &&
	       (isalnum((unsigned char)text.ptr[*length]) || text.ptr[*length] == '-'))
		++*length;
	found = find_known(mill_slice(text, 0, *length));
	return found == NULL ? MILL_UNKNOWN_TAG : found->use;
}

unsigned
mill_span_of_tag(mill_str name)
{
	const struct known *found = find_known(name);

	return found == NULL ? MILL_PLAIN : found->kind;
}

bool
mill_has_tags(mill_str html)
{
	if (memchr(html.ptr, '&', html.len) != NULL ||
	    mill_find(html, MILL_STR("<!"), 0) != SIZE_MAX ||
	    mill_find(html, MILL_STR("<?"), 0) != SIZE_MAX)
		return true;
	for (size_t at = mill_find(html, MILL_STR("<"), 0); at != SIZE_MAX;
	     at = mill_find(html, MILL_STR("<"), at + 1)) {
		size_t name = at + 1, length;

		name += name < html.len && html.ptr[name] == '/';
		if (mill_use_of(mill_slice(html, name, html.len), &length) != MILL_UNKNOWN_TAG)
			return true;
	}
	return false;
}

mill_str
mill_shown_text(mill_reader *reader, mill_str line)
{
	mill_buf out = { .arena = reader->arena };

	for (size_t at = 0; at < line.len;) {
		mill_str rest = mill_slice(line, at, line.len);
		bool closes = rest.len > 1 && rest.ptr[1] == '/';
		size_t length, end = SIZE_MAX;

		if (rest.ptr[0] == '<' && mill_use_of(mill_slice(rest, 1 + closes, rest.len),
					      &length) != MILL_UNKNOWN_TAG)
			end = mill_find(mill_slice(rest, 0, TAG_LONGEST), MILL_STR(">"), 1);
		if (end == SIZE_MAX)
			mill_putc(&out, line.ptr[at++]);
		else
			at += end + 1;
	}
	return mill_trim(mill_buf_str(&out));
}

bool
mill_breaks_line(mill_use use)
{
	return use == MILL_BREAK_TAG || use == MILL_LAYOUT_TAG || use >= MILL_LIST_TAG;
}

void
mill_say_gone(mill_reader *reader, mill_str name, int32_t line)
{
	mill_say(reader->log, MILL_HTML_UNSAFE, (mill_place){ line, 1 },
	    "<%.20s> can stand on no card: it was left out", mill_copy(reader->arena, name).ptr);
}

/* ---- attributes ----------------------------------------------------------------------------- */

mill_str
mill_value_of(const GumboElement *element, const char *name)
{
	const GumboAttribute *found = gumbo_get_attribute(&element->attributes, name);

	return found == NULL ? MILL_STR("") : mill_cstr(found->value);
}

/* The number of pixels that an attribute gives; 0 when it gives none. */
static int32_t
pixels(const GumboElement *element, const char *name)
{
	mill_str value = mill_value_of(element, name);
	size_t at = 0;
	int32_t number = mill_arabic(value, &at);
	mill_str unit = mill_slice(value, at, value.len);

	return unit.len == 0 || mill_equal(unit, MILL_STR("px")) ? number : 0;
}

static void
put_attribute(mill_buf *out, const char *name, mill_str value)
{
	mill_putc(out, ' ');
	mill_puts(out, name);
	mill_puts(out, "=\"");
	mill_put_html(out, value);
	mill_putc(out, '"');
}

/* The night is dark and the day is bright: text in the colour of one of them is not
 * to be read in the other. */
static bool
is_paper(mill_str value)
{
	static const char *const words[] = { "black", "white", "#000", "#fff", "#000000", "#ffffff",
		"rgb(0,0,0)", "rgb(255,255,255)", "rgb(0, 0, 0)", "rgb(255, 255, 255)",
		"windowtext", "inherit", "initial", "transparent" };

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (value.len == strlen(words[i]) &&
		    strncasecmp(value.ptr, words[i], value.len) == 0)
			return true;
	return false;
}

/* Words, numbers and colours; nothing that is fetched or computed. */
static bool
is_plain_value(mill_str value)
{
	static const char *const words[] = { "url", "expression", "var(", "attr(", "image" };

	for (size_t i = 0; i < value.len; i++)
		if (!isalnum((unsigned char)value.ptr[i]) &&
		    strchr(" #(),.%-", value.ptr[i]) == NULL)
			return false;
	for (size_t i = 0; i + 3 <= value.len; i++)
		for (size_t k = 0; k < MILL_COUNT(words); k++)
			if (value.len - i >= strlen(words[k]) &&
			    strncasecmp(value.ptr + i, words[k], strlen(words[k])) == 0)
				return false;
	return value.len > 0;
}

/* The properties of a style that say how text looks; false when one of them would
 * fetch or compute something. */
static bool
put_style(mill_buf *out, mill_str style)
{
	static const char *const properties[] = { "color", "background-color", "background",
		"font-weight", "font-style", "text-decoration", "text-align", "vertical-align" };
	bool safe = true;

	for (size_t from = 0, to; from < style.len; from = to + 1) {
		mill_str one, name, value;
		size_t colon;

		to = mill_find(style, MILL_STR(";"), from);
		to = to == SIZE_MAX ? style.len : to;
		one = mill_slice(style, from, to);
		colon = mill_find(one, MILL_STR(":"), 0);
		if (colon == SIZE_MAX)
			continue;
		name = mill_trim(mill_slice(one, 0, colon));
		value = mill_trim(mill_slice(one, colon + 1, one.len));
		safe &= is_plain_value(value) || mill_find(value, MILL_STR("("), 0) == SIZE_MAX;
		if (!is_plain_value(value) || is_paper(value))
			continue;
		for (size_t i = 0; i < MILL_COUNT(properties); i++) {
			if (name.len != strlen(properties[i]) ||
			    strncasecmp(name.ptr, properties[i], name.len) != 0)
				continue;
			mill_puts(out, out->len > 0 ? ";" : "");
			mill_puts(out, properties[i]);
			mill_putc(out, ':');
			mill_put_str(out, value);
		}
	}
	return safe;
}

static bool
is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Attributes beside style that a tag may keep. */
static bool
may_keep(mill_str tag, const char *attribute)
{
	static const char *const everywhere[] = { "dir", "lang", "title" };
	static const char *const cells[] = { "colspan", "rowspan", "align" };
	static const char *const lists[] = { "start", "type", "reversed" };

	if (is_one_of(attribute, everywhere, MILL_COUNT(everywhere)))
		return true;
	if (mill_equal(tag, MILL_STR("td")) || mill_equal(tag, MILL_STR("th")))
		return is_one_of(attribute, cells, MILL_COUNT(cells));
	if (mill_equal(tag, MILL_STR("ol")))
		return is_one_of(attribute, lists, MILL_COUNT(lists));
	return mill_equal(tag, MILL_STR("li")) && strcmp(attribute, "value") == 0;
}

/* `onclick` and its like. */
static bool
has_handler(const GumboElement *element)
{
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];

		if (strncasecmp(attribute->name, "on", 2) == 0)
			return true;
	}
	return false;
}

static void
say_stripped(mill_reader *reader, mill_str name, int32_t line)
{
	mill_say(reader->log, MILL_HTML_UNSAFE, (mill_place){ line, 1 },
	    "what <%.20s> would run or fetch was left out", mill_copy(reader->arena, name).ptr);
}

void
mill_put_attributes(
    mill_reader *reader, mill_buf *out, const GumboElement *element, mill_str name, int32_t line)
{
	mill_buf style = { .arena = reader->trees };
	bool safe = put_style(&style, mill_value_of(element, "style")) && !has_handler(element);

	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];
		mill_str value = mill_cstr(attribute->value);

		if (value.len <= VALUE_LONGEST && may_keep(name, attribute->name))
			put_attribute(out, attribute->name, value);
		else if (mill_equal(name, MILL_STR("font")) &&
			 strcmp(attribute->name, "color") == 0 && is_plain_value(value) &&
			 !is_paper(value) && style.len == 0) {
			mill_puts(&style, "color:");
			mill_put_str(&style, value);
		}
	}
	if (style.len > 0)
		put_attribute(out, "style", mill_buf_str(&style));
	if (!safe)
		say_stripped(reader, name, line);
}

mill_embed
mill_embed_of(mill_reader *reader, const GumboElement *element, int32_t line)
{
	if (has_handler(element))
		say_stripped(reader, mill_dom_name(element), line);
	return (mill_embed){ .address = mill_trim(mill_value_of(element, "src")),
		.alt = mill_value_of(element, "alt"),
		.title = mill_value_of(element, "title"),
		.width = pixels(element, "width"),
		.height = pixels(element, "height") };
}
