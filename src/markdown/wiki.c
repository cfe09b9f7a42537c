/*
 * wiki.c - links as wikis write them: [[page]], [[page#part|words]], ![[embed]].
 *
 * The words stay, the brackets go.  What only looks like such a link stays as
 * it is: arrays, tests of a shell, attributes of C++, subscripts of R.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <cmark-gfm.h>

enum {
	LONGEST = 300, /* bytes between the brackets */
	LINKS = 4000   /* of one text */
};

static const mill_str opening = { "[[", 2 }, closing = { "]]", 2 };

static bool
is_page(mill_str name)
{
	static const char *const attributes[] = { "nodiscard", "noreturn", "maybe_unused",
		"fallthrough", "deprecated", "likely", "unlikely", "no_unique_address" };
	bool letter = false;

	if (name.len == 0 || name.len > LONGEST || name.ptr[0] == ' ' || name.ptr[0] == '"' ||
	    name.ptr[0] == '\'' || name.ptr[name.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c == '[' || c == ']' || c == '\n')
			return false;
		letter |= (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		letter |= (unsigned char)c >= 0x80;
	}
	for (size_t i = 0; i < MILL_COUNT(attributes); i++)
		if (mill_equal(name, mill_cstr(attributes[i])))
			return false;
	return letter || name.len >= 8; /* [[2024-01-01]] is a page, [[1,2]] an array */
}

/* Where a link of a wiki begins at or after from; its name is answered, too. */
static size_t
find_page(mill_str text, size_t from, mill_str *name)
{
	size_t at = from, end;

	while ((at = mill_find(text, opening, at)) != SIZE_MAX) {
		size_t word = at;
		if (at > 0 && text.ptr[at - 1] == '!')
			word--;
		end = mill_find(mill_slice(text, 0, at + LONGEST + 4), closing, at + 2);
		*name = end == SIZE_MAX ? MILL_STR("") : mill_slice(text, at + 2, end);
		if (is_page(*name) && (word == 0 || !mill_is_word(mill_before(text, word)) ||
					  mill_is_cjk(mill_before(text, word))))
			return word;
		at++;
	}
	return SIZE_MAX;
}

/* The words that stand for a page: those behind the bar, else its name. */
static mill_str
words_of(mill_reader *reader, mill_str name)
{
	mill_buf words = { .arena = reader->arena };
	size_t bar = mill_find(name, MILL_STR("|"), 0), hash;

	if (bar != SIZE_MAX && bar + 1 < name.len)
		return mill_slice(name, bar + 1, name.len);
	name = mill_slice(name, 0, bar == SIZE_MAX ? name.len : bar);
	if (mill_ends(name, MILL_STR("\\"))) /* a bar in a table is written with it */
		name.len--;
	hash = mill_find(name, MILL_STR("#"), 0);
	if (hash == SIZE_MAX || hash + 1 == name.len)
		return name;
	mill_put_str(&words, mill_slice(name, 0, hash));
	mill_puts(&words, hash == 0 ? "" : " \xE2\x80\xBA ");
	mill_put_str(&words, mill_slice(name, hash + 1, name.len));
	return mill_buf_str(&words);
}

/* cmark copies what it is given; most of it is short enough to stand here meanwhile. */
static cmark_node *
short_text_node(mill_reader *reader, mill_str text)
{
	char copy[LONGEST + 1];

	if (text.len > LONGEST)
		return mill_text_node(reader, mill_copy(reader->trees, text).ptr);
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return mill_text_node(reader, copy);
}

static cmark_node *
page_node(mill_reader *reader, mill_str name, bool embed)
{
	mill_buf target = { .arena = reader->arena };
	size_t bar = mill_find(name, MILL_STR("|"), 0);
	mill_embed file = { .address = mill_trim(mill_slice(name, 0, bar)) };
	cmark_node *bare;

	if (mill_ends(file.address, MILL_STR("\\"))) /* a bar in a table is written with it */
		file.address.len--;
	if (embed && mill_embed_kind_of(file.address) != MILL_OTHER_FILE) {
		mill_str words = bar == SIZE_MAX ? MILL_STR("")
						 : mill_trim(mill_slice(name, bar + 1, name.len));

		file.alt = file.title = MILL_STR("");
		if (!mill_read_size(&file, words))
			file.alt = words;
		return mill_embed_node(reader, &file);
	}
	mill_puts(&target, name.ptr[0] == '#' ? "" : "[[");
	mill_put_str(&target, name);
	bare = mill_bare_node(reader, mill_buf_str(&target).ptr);
	cmark_node_append_child(bare, short_text_node(reader, words_of(reader, name)));
	return bare;
}

static void
put_text(mill_reader *reader, cmark_node *before, mill_str text)
{
	if (text.len > 0)
		cmark_node_insert_before(before, short_text_node(reader, text));
}

/* Puts the pieces of a text in its place; linked: inside of a link, words alone. */
static void
split_text(mill_reader *reader, cmark_node *node, bool linked, int32_t line)
{
	mill_str text = mill_cstr(cmark_node_get_literal(node)), name;
	size_t from = 0, at = find_page(text, 0, &name);

	if (at == SIZE_MAX)
		return;
	for (int links = 0; at != SIZE_MAX; at = find_page(text, from, &name)) {
		bool embed = text.ptr[at] == '!';

		if (++links > LINKS) {
			mill_say(reader->log, MILL_TOO_MANY_MARKS, (mill_place){ line, 0 },
			    "a paragraph has more than 4000 links of a wiki; the others are plain "
			    "text");
			break;
		}
		put_text(reader, node, mill_slice(text, from, at));
		/* Cells of tables hold no such nodes. */
		if (linked || !cmark_node_insert_before(node, page_node(reader, name, embed)))
			put_text(reader, node, words_of(reader, name));
		from = at + embed + opening.len + name.len + closing.len;
	}
	put_text(reader, node, mill_slice(text, from, text.len));
	cmark_node_unlink(node);
}

void
mill_wiki(mill_reader *reader, struct cmark_node *tree, int32_t line)
{
	cmark_node *node = tree, *next, *link = NULL;
	int32_t at = line;

	while (node != NULL) {
		int start = cmark_node_get_start_line(node);
		cmark_node_type type = cmark_node_get_type(node);

		at = start > 0 ? line + start - 1 : at;
		if (link == NULL && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE))
			link = node;
		next = cmark_node_first_child(node);
		while (next == NULL && node != NULL) {
			cmark_node *parent = cmark_node_parent(node);

			next = node == tree ? NULL : cmark_node_next(node);
			if (type == CMARK_NODE_TEXT)
				split_text(reader, node, link != NULL, at);
			type = CMARK_NODE_NONE;
			link = node == link ? NULL : link;
			if (next == NULL)
				node = node == tree ? NULL : parent;
		}
		node = next;
	}
}
