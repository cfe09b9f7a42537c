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

enum { LONGEST = 300 /* bytes between the brackets */ };

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
	if (mill_is_any(name, attributes, MILL_COUNT(attributes)))
		return false;
	return letter || name.len >= 8; /* [[2024-01-01]] is a page, [[1,2]] an array */
}

size_t
mill_find_page(mill_str text, size_t from, mill_str *name, size_t *behind)
{
	size_t at = from, end;

	while ((at = mill_find(text, opening, at)) != SIZE_MAX) {
		size_t word = at;
		if (at > 0 && text.ptr[at - 1] == '!')
			word--;
		end = mill_find(mill_slice(text, 0, at + LONGEST + 4), closing, at + 2);
		*name = end == SIZE_MAX ? MILL_STR("") : mill_slice(text, at + 2, end);
		if (is_page(*name) && (word == 0 || !mill_is_word(mill_before(text, word)) ||
					  mill_is_cjk(mill_before(text, word)))) {
			*behind = end + closing.len;
			return word;
		}
		at++;
	}
	return SIZE_MAX;
}

mill_str
mill_page_words(mill_reader *reader, mill_str name)
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

struct cmark_node *
mill_page_node(mill_reader *reader, mill_str name, bool embed)
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
	cmark_node_append_child(bare,
	    mill_text_node(reader, mill_copy(reader->trees, mill_page_words(reader, name)).ptr));
	return bare;
}
