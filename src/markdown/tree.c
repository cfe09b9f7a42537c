/*
 * tree.c - a piece of text becomes a cmark tree, a node becomes HTML.
 *
 * cmark allocates from the reader's arena of trees: parsing is faster, freeing
 * costs nothing, and running out of memory ends the attempt under way instead
 * of the process.  cmark's allocator has no user pointer, so the arena is
 * handed over in a variable of the thread, set for the length of each call.
 *
 * Parsing itself is one thread at a time: cmark-gfm switches the characters of
 * its extensions on and off in a table that all parsers share
 * (cmark_manage_extensions_special_characters in its blocks.c).
 */
#include "../base/base.h"
#include "markdown.h"

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <pthread.h>

enum {
	PARSE = CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE | CMARK_OPT_SOURCEPOS,
	RENDER = CMARK_OPT_UNSAFE, /* mill_clean() has taken out what is not safe */
	HEADER = 8 /* before each block, for its size: cmark grows blocks without telling */
};

static _Thread_local mill_arena *trees;

static void *
tree_calloc(size_t count, size_t size)
{
	char *block;

	if (size != 0 && count > (SIZE_MAX / 2) / size)
		count = SIZE_MAX / 2 / size; /* refused below */
	block = mill_alloc(trees, 1, count * size + HEADER);
	*(size_t *)(void *)block = count * size;
	return block + HEADER;
}

static void *
tree_realloc(void *old, size_t size)
{
	char *block = old;

	if (old == NULL)
		return tree_calloc(1, size);
	block -= HEADER;
	block = mill_grow(trees, block, *(size_t *)(void *)block + HEADER, size + HEADER);
	*(size_t *)(void *)block = size;
	return block + HEADER;
}

static void
tree_free(void *block)
{
	(void)block; /* goes with the arena */
}

static cmark_mem memory = { tree_calloc, tree_realloc, tree_free };
static pthread_once_t registered = PTHREAD_ONCE_INIT;
static pthread_mutex_t parsing = PTHREAD_MUTEX_INITIALIZER;

struct parse {
	const mill_piece *piece;
	cmark_node *tree;
};

static void
parse(void *user)
{
	static const char *const extensions[] = { "strikethrough", "tasklist", "table" };
	struct parse *job = user;
	const mill_piece *piece = job->piece;
	cmark_parser *parser;

	parser = cmark_parser_new_with_mem(PARSE, &memory);
	for (size_t i = 0; i < MILL_COUNT(extensions) - !piece->tables; i++)
		cmark_parser_attach_syntax_extension(
		    parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, piece->text.ptr, piece->text.len);
	job->tree = cmark_parser_finish(parser);
}

struct cmark_node *
mill_parse(mill_reader *reader, const mill_piece *piece)
{
	struct parse job = { piece, NULL };
	bool finished;

	pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
	trees = reader->trees;
	pthread_mutex_lock(&parsing);
	finished = mill_attempt(reader->arena->heap, parse, &job);
	pthread_mutex_unlock(&parsing);
	if (!finished) /* on to whoever began the attempt around this one */
		longjmp(*reader->arena->heap->escape, 1);
	return job.tree;
}

bool
mill_node_is(struct cmark_node *node, const char *name)
{
	cmark_node_type type = cmark_node_get_type(node);

	/* Types of extensions are numbered when they are registered; a task is an item
	 * that an extension has taken. */
	return (type == CMARK_NODE_ITEM ||
		   (type & CMARK_NODE_VALUE_MASK) >
		       (CMARK_NODE_FOOTNOTE_REFERENCE & CMARK_NODE_VALUE_MASK)) &&
	       strcmp(cmark_node_get_type_string(node), name) == 0;
}

struct cmark_node *
mill_text_node(mill_reader *reader, const char *text)
{
	cmark_node *node;

	trees = reader->trees;
	node = cmark_node_new_with_mem(CMARK_NODE_TEXT, &memory);
	cmark_node_set_literal(node, text);
	return node;
}

/* An inline node that renders as its children alone. */
struct cmark_node *
mill_bare_node(mill_reader *reader, const char *target)
{
	cmark_node *node;

	trees = reader->trees;
	node = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_INLINE, &memory);
	cmark_node_set_user_data(node, (void *)(uintptr_t)target);
	return node;
}

void
mill_bare_link(mill_reader *reader, struct cmark_node *node)
{
	cmark_node *child, *bare = mill_bare_node(reader, cmark_node_get_url(node));
	bool kept = cmark_node_insert_before(node, bare) != 0; /* cells of tables hold none */

	while ((child = cmark_node_first_child(node)) != NULL)
		if (kept)
			cmark_node_append_child(bare, child);
		else
			cmark_node_insert_before(node, child);
	cmark_node_unlink(node);
}

struct cmark_node *
mill_link_node(mill_reader *reader, const char *url)
{
	cmark_node *node;

	trees = reader->trees;
	node = cmark_node_new_with_mem(CMARK_NODE_LINK, &memory);
	cmark_node_set_url(node, url);
	return node;
}

struct cmark_node *
mill_ready_node(mill_reader *reader, unsigned kind, mill_str html, mill_str text, mill_str picture)
{
	mill_ready *ready = MILL_NEW(reader->trees, mill_ready, 1);
	cmark_node *node;

	*ready = (mill_ready){ kind, mill_copy(reader->trees, text),
		mill_copy(reader->trees, picture), 0, MILL_STR("") };
	trees = reader->trees;
	node = cmark_node_new_with_mem(CMARK_NODE_HTML_INLINE, &memory);
	cmark_node_set_literal(node, html.ptr);
	cmark_node_set_user_data(node, ready);
	return node;
}

void
mill_set_more(struct cmark_node *node, int32_t more)
{
	mill_ready *ready = cmark_node_get_user_data(node);

	ready->more = more;
}

void
mill_set_kept(struct cmark_node *node, mill_str html)
{
	mill_ready *ready = cmark_node_get_user_data(node);

	ready->kept = html;
}

const mill_ready *
mill_ready_of(struct cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE ? cmark_node_get_user_data(node)
								   : NULL;
}

/* Appends html without its newlines: where markup shows them they become <br>. */
static void
put_on_one_line(mill_buf *out, mill_str html, bool show)
{
	static const mill_str hard = { "<br />\n", 7 };

	while (html.len > 0 && html.ptr[html.len - 1] == '\n')
		html.len--;
	for (size_t i = 0; i < html.len; i++) {
		mill_str rest = mill_slice(html, i, html.len);
		if (mill_starts(rest, hard)) {
			mill_puts(out, "<br>");
			i += hard.len - 1;
		} else if (html.ptr[i] == '\n') {
			if (show)
				mill_puts(out, "<br>");
		} else if (html.ptr[i] != '\r') {
			mill_putc(out, html.ptr[i]);
		}
	}
}

mill_str
mill_render(mill_reader *reader, struct cmark_node *node)
{
	mill_buf out = { .arena = reader->arena };
	bool table = mill_node_is(node, "table");
	mill_str html;

	trees = reader->trees;
	html = mill_cstr(cmark_render_html_with_mem(node, RENDER, NULL, &memory));
	if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK) {
		static const mill_str tail = { "\n</code></pre>\n", 15 };
		if (mill_ends(html, tail))
			html.len -= tail.len;
		else
			html.len -= sizeof "</code></pre>\n" - 1;
		put_on_one_line(&out, html, true);
		mill_puts(&out, "</code></pre>");
	} else {
		put_on_one_line(&out, html, !table);
	}
	mill_put(&out, "", 0);
	if (memchr(out.text, '[', out.len) != NULL || memchr(out.text, '\\', out.len) != NULL) {
		mill_buf safe = { .arena = reader->arena };
		mill_put_safe(&safe, mill_buf_str(&out));
		out = safe;
	}
	return mill_unmark(reader, mill_printable(reader->arena, mill_buf_str(&out), true), true);
}

static bool
has_marks(mill_str text)
{
	return mill_find(text, MILL_STR("\xE2\x80\x8B"), 0) != SIZE_MAX ||
	       mill_find(text, MILL_STR("#8203;"), 0) != SIZE_MAX ||
	       mill_find(text, MILL_STR("\xEF\xB7"), 0) != SIZE_MAX;
}

/* Bytes of a mark of a formula; what it stands for is appended. */
static size_t
put_formula(mill_reader *reader, mill_buf *out, mill_str rest, bool html)
{
	static const char *const marks[] = { MILL_FORMULA_HTML, MILL_FORMULA, MILL_FORMULA_LINE };
	size_t length = 0;

	for (size_t i = 0; i < MILL_COUNT(marks); i++) {
		const mill_formula *formula = mill_formula_mark(reader, rest, marks[i], &length);

		if (formula == NULL)
			continue;
		if (i == 0)
			mill_put_tex(out, formula);
		else if (html)
			mill_put_html(out, formula->source);
		else
			mill_put_str(out, formula->source);
		return length;
	}
	return 0;
}

mill_str
mill_unmark(mill_reader *reader, mill_str text, bool html)
{
	static const mill_str marks[] = { { "\xE2\x80\x8B", 3 }, { "&amp;#8203;", 11 },
		{ "&#8203;", 7 } }; /* read; in code, as HTML and as text */
	mill_buf out = { .arena = reader->arena };

	if (!has_marks(text))
		return text;
	for (size_t at = 0; at < text.len;) {
		mill_str rest = mill_slice(text, at, text.len);
		size_t length = (unsigned char)rest.ptr[0] == 0xEF
				    ? put_formula(reader, &out, rest, html)
				    : 0;

		for (size_t i = 0; i < MILL_COUNT(marks) && length == 0; i++)
			length = mill_starts(rest, marks[i]) ? marks[i].len : 0;
		if (length == 0)
			mill_putc(&out, text.ptr[at]);
		at += length > 0 ? length : 1;
	}
	return mill_buf_str(&out);
}

mill_str
mill_node_text(mill_reader *reader, struct cmark_node *node)
{
	mill_buf out = { .arena = reader->arena };
	cmark_iter *iter;
	cmark_event_type event;

	trees = reader->trees;
	iter = cmark_iter_new(node);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);

		if (event == CMARK_EVENT_EXIT) {
			if (mill_node_is(at, "table_cell"))
				mill_putc(&out, '\t');
			else if (mill_node_is(at, "table_row") || mill_node_is(at, "table_header"))
				mill_putc(&out, '\n');
			continue;
		}
		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ||
		    type == CMARK_NODE_CODE_BLOCK)
			mill_puts(&out, cmark_node_get_literal(at));
		else if (mill_ready_of(at) != NULL)
			mill_put_str(&out, mill_ready_of(at)->text);
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			mill_putc(&out, ' ');
	}
	return mill_unmark(reader, mill_buf_str(&out), false);
}
