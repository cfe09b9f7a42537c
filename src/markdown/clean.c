/*
 * clean.c - the tree made safe to show on a card.
 *
 * A tag the author meant as text (`go mod init <module>`) is text, a tag
 * without its partner too, so nothing on a card can swallow what follows it.
 * A link is kept when it leads somewhere from a phone; else its text stays.
 */
#include "../base/base.h"
#include "markdown.h"

#include <cmark-gfm.h>
#include <ctype.h>
#include <strings.h>

enum { OPEN_TAGS = 32 }; /* pairs open at once in one paragraph */

/* Tags that mark a stretch of text and cannot do harm. */
static const char *const paired[] = {
	"b",
	"code",
	"del",
	"em",
	"i",
	"ins",
	"kbd",
	"mark",
	"s",
	"small",
	"strong",
	"sub",
	"sup",
	"u",
};

typedef enum tag_kind { TAG_UNKNOWN, TAG_OPENS, TAG_CLOSES, TAG_BREAK, TAG_COMMENT } tag_kind;

static tag_kind
read_tag(const char *html, const char **name)
{
	char word[12];
	size_t length = 0;
	const char *at = html + 1;
	bool closes = *at == '/';

	if (strncmp(html, "<!--", 4) == 0)
		return TAG_COMMENT;
	at += closes;
	while (isalpha((unsigned char)at[length]) && length < sizeof word - 1) {
		word[length] = (char)tolower((unsigned char)at[length]);
		length++;
	}
	word[length] = '\0';
	at += length;
	at += strspn(at, " ");
	if (strcmp(word, "br") == 0 && !closes && (*at == '>' || (*at == '/' && at[1] == '>')))
		return TAG_BREAK;
	if (*at != '>') /* attributes: not one of the harmless ones */
		return TAG_UNKNOWN;
	for (size_t i = 0; i < MILL_COUNT(paired); i++) {
		if (strcmp(word, paired[i]) == 0) {
			*name = paired[i];
			return closes ? TAG_CLOSES : TAG_OPENS;
		}
	}
	return TAG_UNKNOWN;
}

static void
to_text(mill_reader *reader, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	cmark_node_replace(node, mill_text_node(reader, literal));
}

/* A node's own line, and the tree's begins on line of the source. */
static mill_place
place(cmark_node *node, int32_t line)
{
	int start = cmark_node_get_start_line(node);

	return (mill_place){ start > 0 ? line + start - 1 : line, 0 };
}

/* Looks at the children of one node: tags pair up among siblings or are text. */
static void
clean_tags(mill_reader *reader, cmark_node *parent, int32_t piece)
{
	struct {
		cmark_node *node;
		const char *name;
	} open[OPEN_TAGS];
	size_t depth = 0;
	cmark_node *next;

	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = next) {
		const char *name = NULL;
		int32_t line = place(node, piece).line;

		next = cmark_node_next(node);
		if (cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE ||
		    mill_ready_of(node) != NULL)
			continue;
		switch (read_tag(cmark_node_get_literal(node), &name)) {
		case TAG_BREAK:
			break;
		case TAG_COMMENT:
			mill_read_comment(reader, cmark_node_get_literal(node), line);
			cmark_node_unlink(node);
			break;
		case TAG_OPENS:
			if (depth < OPEN_TAGS) {
				open[depth].node = node;
				open[depth++].name = name;
			} else {
				to_text(reader, node);
			}
			break;
		case TAG_CLOSES:
			if (depth > 0 && strcmp(open[depth - 1].name, name) == 0)
				depth--;
			else
				to_text(reader, node);
			break;
		case TAG_UNKNOWN:
			to_text(reader, node);
			break;
		}
	}
	while (depth > 0)
		to_text(reader, open[--depth].node);
}

static bool
leads_somewhere(const char *url)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://", "mailto:" };

	for (size_t i = 0; i < MILL_COUNT(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

static bool
is_dangerous(const char *url)
{
	static const char *const schemes[] = { "javascript:", "vbscript:", "data:", "file:" };

	for (size_t i = 0; i < MILL_COUNT(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

/* `![words|300](file)` has its width behind the bar. */
static void
clean_image(mill_reader *reader, cmark_node *node, mill_place where)
{
	mill_embed embed = { .address = mill_cstr(cmark_node_get_url(node)),
		.alt = mill_node_text(reader, node),
		.title = mill_cstr(cmark_node_get_title(node)) };
	size_t bar = embed.alt.len;

	while (bar > 0 && embed.alt.ptr[bar - 1] != '|')
		bar--;
	if (bar > 0 && mill_read_size(&embed, mill_slice(embed.alt, bar, embed.alt.len)))
		embed.alt = mill_slice(embed.alt, 0, bar - 1);
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
	mill_embed embed = { .address = mill_cstr(cmark_node_get_url(node)) };

	embed.alt = embed.title = MILL_STR("");
	if (leads_somewhere(embed.address.ptr))
		return;
	if (is_dangerous(embed.address.ptr))
		mill_say(reader->log, MILL_LINK_UNSAFE, where,
		    "a link that would run something is text only");
	else if (mill_embed_kind_of(embed.address) >= MILL_SOUND_FILE &&
		 mill_is_embeddable(embed.address))
		cmark_node_insert_after(node, mill_embed_node(reader, &embed));
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
			mill_read_tags(reader, node);
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
